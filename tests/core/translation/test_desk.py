"""What translators and editors do, as values: start, bring in, done, minor."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from handbook.core.diagnostics import HandbookError
from handbook.core.handbook import Handbook
from handbook.core.translation import desk
from handbook.core.translation.alignment import State
from handbook.core.translation.base import base_path, with_note
from handbook.core.translation.desk import DeskError, Target
from handbook.core.translation.files import Texts, load_texts, save_files
from handbook.core.translation.filling import NoPlaceError, bring_in, compare_texts, fill
from handbook.core.translation.overview import by_kind, in_order, progress_of
from tests.core.conftest import BIBLIOGRAPHY, Tiny

SOURCE = """\
---
kind: demand
title: "Freedom: to form and join"
summary: Every worker may form a union.
number: "1"
status: current
sources: [gu2012]
---

## What we ask {#asks}

- Name the right. [@gu2012, §i.1] {#ask-name}
- Let nobody lose a job. [@gu2012, §i.1] {#ask-protect}

## Why {#why .editors}

The first reason.

The second reason,
on two lines.

## Limits {#limits .editors}

We know little.
"""
TERMS = """\
---
entries: term
title: Words
summary: What we mean.
---

## Union {#union}

```yaml
abbreviation: {en: U}
```

Workers who act together.

More of it. [@editors]

## Strike {#strike}

Not to work, together.
"""
PAGE = "demands/joining"


@dataclass
class Room:
    """A tiny handbook on disk, and the desk's work on it."""

    tiny: Tiny

    @property
    def handbook(self) -> Handbook:
        return self.tiny.load().handbook

    def texts(self, language: str = "fr", page: str = PAGE) -> Texts:
        return load_texts(self.tiny.settings(), language, page)

    def start(self, language: str = "fr", page: str = PAGE) -> None:
        self.save(desk.start(self.handbook, language, page, self.texts(language, page).source))

    def translate(self, language: str = "fr", page: str = PAGE) -> None:
        """Take the brackets away, and mark the words."""
        path = f"docs/{language}/{page}.md"
        self.write(path, self.read(path).replace("⟦", f"({language}) ").replace("⟧", ""))

    def done(self, *targets: str, language: str = "fr") -> None:
        handbook = self.handbook
        places = [desk.locate(handbook, target) for target in targets]
        texts = self.texts(language, places[0].page)
        self.save(desk.done_together(handbook, language, places, texts.source, texts.base))

    def edit(self, old: str, new: str, path: str = f"docs/en/{PAGE}.md") -> None:
        text = self.read(path)
        assert text.count(old) == 1, (old, text)
        self.write(path, text.replace(old, new))

    def states(self, language: str = "fr", page: str = PAGE) -> dict[str, str]:
        """Address without the page → state, of all that is not current."""
        items = desk.placed(self.handbook.translation(page, language))
        return {
            str(item.target).partition("#")[2]: item.match.state.value
            for item in items
            if item.match.state != State.CURRENT
        }

    def read(self, path: str) -> str:
        return (self.tiny.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        self.tiny.write({path: text})

    def save(self, files: dict[str, str]) -> None:
        save_files(self.tiny.root, files)


@pytest.fixture
def room(tmp_path) -> Room:
    """A demand and a file of terms in English; French and Arabic have nothing yet."""
    tiny = Tiny(tmp_path, ("en", "fr", "ar"))
    files = {f"docs/en/{PAGE}.md": SOURCE, "docs/en/glossary/words.md": TERMS}
    return Room(tiny.write(BIBLIOGRAPHY).write(files))


@pytest.fixture
def translated(room: Room) -> Room:
    """The same, with the demand in French and Arabic, and up to date."""
    for language in ("fr", "ar"):
        room.start(language)
        room.translate(language)
        assert room.states(language) == {}
    return room


# -- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("demands/joining", Target(PAGE)),
        ("demands/joining.md", Target(PAGE)),
        ("docs/en/demands/joining.md", Target(PAGE)),
        ("docs/fr/demands/joining.md#why", Target(PAGE, "why")),
        ("translated-from/ar/demands/joining.md", Target(PAGE)),
        ("docs\\fr\\demands\\joining.md", Target(PAGE)),
        ("joining#why:2", Target(PAGE, "why", 2)),
        ("union", Target("glossary/words", "union")),
        ("glossary/union#limits:1", Target("glossary/words", "union/limits", 1)),
        ("glossary/words#strike", Target("glossary/words", "strike")),
    ],
)
def test_a_page_may_be_named_in_several_ways(room: Room, typed: str, target: Target):
    assert desk.locate(room.handbook, typed) == target


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("joinin", "no page 'joinin' under docs/en/; did you mean 'joining'?; name a page"),
        ("", "'' names no page"),
        ("joining#why:x", "'joining#why:x' names no page; write PAGE, PAGE#SECTION or PAGE#SECTION:NUMBER"),
        ("joining#:2", "names no page"),
    ],
)
def test_what_is_no_page_is_told(room: Room, typed: str, message: str):
    with pytest.raises(DeskError) as error:
        desk.locate(room.handbook, typed)
    assert message in str(error.value)


def test_a_section_that_is_not_there_is_told_with_those_there_are(translated: Room):
    page = translated.handbook.translation(PAGE, "fr")
    with pytest.raises(DeskError, match=r"no passage 'demands/joining#wy'.*front, asks, why, limits"):
        desk.chosen(page, Target(PAGE, "wy"))
    assert [str(item.target) for item in desk.chosen(page, Target(PAGE, "why"))] == [
        f"{PAGE}#why:{n}" for n in (1, 2, 3)
    ]


def test_addresses_count_as_the_source_does_in_every_language(translated: Room):
    """A stretch that is one passage for a translator takes as many numbers as the source has passages in it."""
    translated.edit("The first reason.", "The first reason, one.\n\nAnd two.")
    translated.edit("We know little.", "We know little.\n\nAnd not enough.")
    assert translated.states() == {"why:2": "outdated", "limits:3": "missing"}
    translated.write("docs/fr/demands/joining.md", translated.read("docs/fr/demands/joining.md") + "\nEn plus.\n")
    assert "limits:3" not in translated.states("fr"), "the section is one passage now"
    assert translated.states("ar") == {"why:2": "outdated", "limits:3": "missing"}
    page = translated.handbook.translation(PAGE, "ar")
    [item] = desk.chosen(page, Target(PAGE, "why", 3))
    assert str(item.target) == f"{PAGE}#why:2", "the second half of what was split belongs to it"


# -- start, bring in --------------------------------------------------------------------------------------------------


def test_start_has_all_words_in_brackets_and_no_fact(room: Room):
    room.start()
    made = room.read(f"docs/fr/{PAGE}.md")
    front = made.partition("\n\n")[0].splitlines()
    assert front[:2] == ["---", 'title: "⟦Freedom: to form and join⟧"']
    assert front[2:] == ["summary: ⟦Every worker may form a union.⟧", "review: translated", "---"]
    assert "- ⟦Name the right. [@gu2012, §i.1]⟧ {#ask-name}\n" in made
    assert "⟦The second reason, on two lines.⟧" in made
    assert "gu2012]\n" not in made.partition("---\n\n")[0]
    assert set(room.states().values()) == {"missing"}
    assert room.handbook.translation(PAGE, "fr").counts.current == 0
    with pytest.raises(DeskError, match="is there already"):
        room.start()


def test_start_of_a_shared_file_leaves_the_facts_out(room: Room):
    room.start(page="glossary/words")
    made = room.read("docs/fr/glossary/words.md")
    assert "## ⟦Union⟧ {#union}\n" in made
    assert "```" not in made
    assert "entries:" not in made
    room.translate(page="glossary/words")
    assert room.states(page="glossary/words") == {}


def test_what_has_come_to_the_source_is_brought_into_its_place_in_brackets(translated: Room):
    before = translated.read(f"docs/fr/{PAGE}.md")
    translated.edit("- Let nobody", "- Pay. [@editors]\n- Let nobody")
    translated.edit("The first reason.", "New before.\n\nThe first reason.\n\nNew behind. [@editors]")
    translated.edit(
        "## Limits", "## Draft {#draft .editors}\n\nIt is silent.\n\n::: demands\n    style: names\n\n## Limits"
    )
    result = bring_in(translated.handbook, translated.handbook.translation(PAGE, "fr"), translated.texts())
    assert result.refused == ()
    made = result.texts.translation
    expected = (
        before.replace("- (fr) Let nobody", "- ⟦Pay. [@editors]⟧\n- (fr) Let nobody")
        .replace("(fr) The first reason.", "⟦New before.⟧\n\n(fr) The first reason.\n\n⟦New behind. [@editors]⟧")
        .replace(
            "## (fr) Limits",
            "## ⟦Draft⟧ {#draft .editors}\n\n⟦It is silent.⟧\n\n::: demands\n    style: names\n\n## (fr) Limits",
        )
    )
    assert made == expected
    path = f"docs/fr/{PAGE}.md"
    translated.save({path: made, base_path("fr", PAGE): with_note(result.texts.base, path)})
    assert set(translated.states().values()) == {"missing"}
    translated.translate()
    assert translated.states() == {}, "with words in place of the brackets it is up to date"


def test_what_has_no_certain_place_is_refused_and_the_rest_comes_in(translated: Room):
    translated.edit("The first reason.", "The first reason.\n\n::: demands\n    style: names\n\nBehind a list.")
    translated.edit("We know little.", "We know little.\n\nAnd not enough.")
    result = bring_in(translated.handbook, translated.handbook.translation(PAGE, "fr"), translated.texts())
    assert [str(target) for target in result.done] == [f"{PAGE}#limits:3"]
    [(target, why)] = result.refused
    assert str(target) == f"{PAGE}#why:3"
    assert "add it by hand" in why


def test_into_a_translation_without_a_base_nothing_is_brought(translated: Room):
    (translated.tiny.root / base_path("fr", PAGE)).unlink()
    with pytest.raises(NoPlaceError, match=r"nobody has said.*handbook translate done fr demands/joining"):
        bring_in(translated.handbook, translated.handbook.translation(PAGE, "fr"), translated.texts())


@pytest.mark.parametrize("words", ["# Un titre", "- un point", "```", "::: demands"])
def test_words_that_would_be_another_thing_are_refused_and_change_nothing(translated: Room, words: str):
    texts = translated.texts()
    page = translated.handbook.translation(PAGE, "fr")
    good, bad = Target(PAGE, "why", 2), Target(PAGE, "why", 3)
    result = fill(translated.handbook, page, texts, {bad: words, good: "La première."})
    assert result.done == (good,)
    assert [target for target, _ in result.refused] == [bad]
    assert result.texts.translation == texts.translation.replace("(fr) The first reason.", "La première.")


# -- done -------------------------------------------------------------------------------------------------------------


def test_only_done_makes_a_passage_current_and_it_alone(translated: Room):
    translated.edit("The first reason.", "The first reason, changed.")
    translated.edit("on two lines.", "on two lines still.")
    translated.edit("We know little.", "We know less.")
    changed = {"why:2": "outdated", "why:3": "outdated", "limits:2": "outdated"}
    assert translated.states() == changed
    path = f"docs/fr/{PAGE}.md"
    translated.write(path, translated.read(path).replace("(fr) The first", "(fr) La première"))
    assert translated.states() == changed, "a touch is no confirmation"
    translated.done("joining#why:2")
    assert translated.states() == {"why:3": "outdated", "limits:2": "outdated"}
    assert translated.states("ar") == changed, "each language for itself"
    translated.done("joining#why:3", "joining#limits")
    assert translated.states() == {}
    assert translated.states("ar") == changed
    translated.done("joining", language="ar")
    assert translated.states("ar") == {}


def test_several_passages_of_one_page_are_done_together_whatever_their_order(translated: Room):
    translated.edit("The second reason,\non two lines.", "The second\nreason,\non three lines.")
    translated.edit("Name the right.", "Name the right\nin full.")
    translated.edit("We know little.", "We know less.")
    translated.done("joining#limits:2", "joining#asks:2", "joining#why:3")
    assert translated.states() == {}


def test_title_and_summary_are_done_as_front(translated: Room):
    translated.edit("summary: Every worker may form a union.", "summary: >-\n  Every worker\n  may.")
    translated.edit('"Freedom: to form and join"', "Freedom")
    assert translated.states() == {"front:1": "outdated", "front:2": "outdated"}
    translated.done("joining#front:2")
    assert translated.states() == {"front:1": "outdated"}
    translated.done("joining#front")
    assert translated.states() == {}


def test_entries_that_share_a_file_are_done_by_their_ids(room: Room):
    words = "docs/en/glossary/words.md"
    room.start(page="glossary/words")
    room.translate(page="glossary/words")
    room.edit("## Union", "## Trade union", words)
    room.edit("Workers who act", "All who act", words)
    room.edit("Not to work", "To stop work", words)
    states = {"union/front:1": "outdated", "union:1": "outdated", "strike:1": "outdated"}
    assert room.states(page="glossary/words") == states
    room.done("strike")
    assert room.states(page="glossary/words") == {"union/front:1": "outdated", "union:1": "outdated"}
    room.done("glossary/words#union")
    assert room.states(page="glossary/words") == {}


def test_what_is_not_one_passage_for_another_is_confirmed_by_its_section(translated: Room):
    translated.edit("The first reason.", "The first.\n\nReason.")
    with pytest.raises(DeskError, match=r"not one passage for another.*done fr demands/joining#why"):
        translated.done("joining#why:2")
    translated.done("joining#why")
    assert translated.states() == {}


def test_done_needs_a_translation_and_a_counterpart(translated: Room):
    with pytest.raises(
        DeskError, match=r"no docs/fr/glossary/words.md yet; `handbook translate start fr glossary/words`"
    ):
        translated.done("union")
    translated.edit("We know little.", "We know little.\n\nAnd not enough.")
    with pytest.raises(DeskError, match=r"has nothing for demands/joining#limits:3.*--anyway"):
        desk.require_counterparts(translated.handbook, "fr", [Target(PAGE)])
    desk.require_counterparts(translated.handbook, "fr", [Target(PAGE, "why")])


# -- minor ------------------------------------------------------------------------------------------------------------


def call_minor(room: Room, target: str, *languages: str) -> desk.Minor:
    """Show, and do, what is minor."""
    handbook = room.handbook
    found = desk.minor(handbook, desk.locate(handbook, target), languages)
    for language in languages:
        texts = room.texts(language)
        made = desk.minor_done(handbook, found.changes, language, texts.source, texts.base)
        if made != texts.base:
            room.save({base_path(language, PAGE): with_note(made, f"docs/{language}/{PAGE}.md")})
    return found


def test_a_minor_change_costs_no_translator_a_minute(translated: Room):
    translated.edit("The first reason.", "The first reason!")
    translated.edit("We know little.", "We know nothing.")
    [change] = call_minor(translated, "joining#why:2", "fr", "ar").changes
    assert (str(change.target), change.old, change.new) == (f"{PAGE}#why:2", "The first reason.", "The first reason!")
    assert change.languages == ("fr", "ar")
    for language in ("fr", "ar"):
        assert translated.states(language) == {"limits:2": "outdated"}


def test_a_change_that_a_language_has_not_seen_is_not_lost_in_a_typo(translated: Room):
    translated.edit("We know little.", "We know nothing at al.")
    translated.done("joining#limits", language="ar")
    translated.edit("at al.", "at all.")
    handbook = translated.handbook
    found = desk.minor(handbook, Target(PAGE, "limits"), ("fr", "ar"))
    assert {change.old: change.languages for change in found.changes} == {
        "We know little.": ("fr",),
        "We know nothing at al.": ("ar",),
    }
    assert [str(target) for target in found.ambiguous] == [f"{PAGE}#limits:2"]
    assert call_minor(translated, "joining#limits", "ar").ambiguous == ()
    assert translated.states("ar") == {}
    assert translated.states("fr") == {"limits:2": "outdated"}


def test_what_has_come_gone_or_moved_is_never_minor(translated: Room):
    translated.edit("The first reason.", "The first.\n\nReason.")
    translated.edit("We know little.", "We know little.\n\nAnd not enough.")
    found = call_minor(translated, "joining", "fr", "ar")
    assert found.changes == ()
    assert {(language, str(target)) for language, target, _ in found.left} == {
        (language, f"{PAGE}#{place}") for language in ("fr", "ar") for place in ("why:2", "limits:3")
    }
    assert translated.states() == {"why:2": "outdated", "limits:3": "missing"}


# -- overview, files --------------------------------------------------------------------------------------------------


def test_kinds_and_pages_with_the_most_read_first(translated: Room):
    translated.edit("We know little.", "We know less than little.")
    handbook = translated.handbook
    kinds = {item.name: item for item in by_kind(handbook, "fr")}
    assert list(kinds) == ["demand", "term"]
    demand = kinds["demand"]
    assert (demand.pages, demand.counts.current, demand.counts.outdated, demand.counts.words_to_do) == (1, 9, 1, 5)
    assert demand.words[State.OUTDATED] == 5
    assert kinds["term"].counts.missing == len(desk.placed(handbook.translation("glossary/words", "fr")))
    assert [page.page for page in in_order(handbook, "fr")] == [PAGE, "glossary/words"]
    assert progress_of("x", []).is_complete


def test_compared_as_values_as_on_disk(translated: Room):
    translated.edit("We know little.", "We know less.")
    handbook = translated.handbook
    assert compare_texts(handbook, "fr", PAGE, translated.texts()) == handbook.translation(PAGE, "fr")


def test_files_are_written_all_or_none(translated: Room):
    root = translated.tiny.root
    (root / "blocked").write_text("a file", "utf-8")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(HandbookError, match="nothing was written"):
        save_files(root, {f"docs/fr/{PAGE}.md": "new", "new.md": "new", "blocked/file.md": "new"})
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    assert save_files(root, {"new.md": "é\n"}) == ("new.md",)
    assert save_files(root, {"new.md": "é\n"}) == (), "nothing is written twice"
    assert (root / "new.md").read_bytes() == "é\n".encode()


def test_nothing_is_written_outside_or_through_a_link(translated: Room, tmp_path_factory):
    root, outside = translated.tiny.root, tmp_path_factory.mktemp("outside")
    (root / "translated-from/es").symlink_to(outside)
    for path in ("translated-from/es/x.md", "../x.md"):
        with pytest.raises(HandbookError, match="leads out of the handbook"):
            save_files(root, {path: "x"})
    assert list(outside.iterdir()) == []


def test_what_stays_keeps_its_bytes_whatever_the_line_ends(translated: Room):
    """An editor on Windows has saved it with other line ends and a byte order mark."""
    path = translated.tiny.root / f"docs/fr/{PAGE}.md"
    windows = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(windows)
    page = translated.handbook.translation(PAGE, "fr")
    result = fill(translated.handbook, page, translated.texts(), {Target(PAGE, "why", 2): "Première."})
    save_files(translated.tiny.root, {f"docs/fr/{PAGE}.md": result.texts.translation})
    assert path.read_bytes() == windows.replace(b"(fr) The first reason.", "Première.".encode())
