"""PO files: what goes out, what comes in, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from difflib import unified_diff
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.translation.base import base_path
from handbook.core.translation.files import load_texts, save_files
from handbook.core.translation.placeholders import PlaceholderError, mask, mask_like, runs, unmask
from handbook.core.translation.po import Import, PoFileError, export_po, import_po, parse_po
from handbook.core.translation.status import texts_of
from tests.core.conftest import SAMPLE, Tiny
from tests.running import STATES

LANGUAGES = ("en", "fr", "ar")


@pytest.fixture
def states(tmp_path: Path) -> Tiny:
    """A copy of the handbook with every state."""
    shutil.copytree(STATES, tmp_path / "states")
    return Tiny(tmp_path / "states", LANGUAGES)


def export(tiny: Tiny, language: str = "fr", *pages: str) -> polib.POFile:
    """Return the messages of some pages, or of all."""
    handbook = tiny.load().handbook
    named = pages or tuple(document.page for document in handbook.source_documents)
    return polib.pofile(export_po(handbook, language, named).text)


def bring_back(tiny: Tiny, file: polib.POFile, language: str = "fr") -> Import:
    """Import messages and write the files."""
    settings = tiny.settings()
    parsed = parse_po(str(file).encode(), language)
    made = import_po(tiny.load().handbook, language, parsed, lambda page: load_texts(settings, language, page))
    save_files(tiny.root, made.files)
    return made


def contents(tiny: Tiny) -> dict[str, str]:
    return {path.relative_to(tiny.root).as_posix(): path.read_text("utf-8") for path in tiny.root.rglob("*.md")}


def pseudo(msgid: str) -> str:
    """Translate words as a machine would that knows no language; placeholders stay."""
    parts = re.split(r"(\{/?\d+\})", msgid)
    return "".join(part if part.startswith("{") else re.sub(r"[a-z]+", lambda m: m[0] + "ó", part) for part in parts)


# -- placeholders -----------------------------------------------------------------------------------------------------

MARKDOWN = (
    'See [the convention][c087], [][c029#art-2] and [c087][]; `x{1}` ![A *plate*](plate.svg "t") [here](a.md#b) '
    "<https://x.org> https://a.org/c. @gu2012 [p. 3] says [@a, p. 1; @b] {name} [^1], mail@x.org \\[no]."
)
MASKED = (
    "See {1}the convention{/1}, {2} and {3}; {4} {5}A *plate*{/5} {6}here{/6} {7} {8}. {9} says {10} {11} {12}, "
    "mail@x.org \\[no]."
)


def test_what_must_stay_is_a_number_and_a_comment_says_what():
    masked = mask(MARKDOWN)
    assert masked.words == MASKED
    assert masked.comments[:3] == (
        "{1}…{/1} = […][c087] (a link; its words stand between)",
        "{2} = [][c029#art-2] (prints the name of an entry)",
        "{3} = [c087][] (prints the name of an entry)",
    )
    assert unmask(MASKED, masked) == MARKDOWN


def test_a_translation_has_the_numbers_of_its_source_in_its_own_order():
    source = mask("First [@a, p. 1], then [the text][c087] and [@b].")
    ours = "D’abord [@b], puis [le texte][c087] et [@a, p. 1] et [@c]."
    assert mask_like(ours, source) == "D’abord {3}, puis {2}le texte{/2} et {1} et [@c]."
    assert unmask(mask_like(ours, source), source, also=ours) == ours


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Un {1}texte{/1}.", "{2} is lost"),
        ("Un {1}texte{/1} {2} {2}.", "{2} stands there 2 times"),
        ("Un {1}texte {2}.", "{/1} is lost"),
        ("Un {1}texte{/1} {2} {3}.", "{3} is none of the source"),
        ("Un {1}texte{/1} {2} [@x].", "[@x] is none of the source"),
        ("Un {/1}texte{1} {2}.", "is lost"),
    ],
)
def test_placeholders_that_are_not_those_of_the_source_are_told(words: str, message: str):
    with pytest.raises(PlaceholderError, match=re.escape(message)):
        unmask(words, mask("A [text][c087] [@a]."))


PIECES = st.sampled_from(
    ["[@a]", "[@a, p. 1; @b]", "@gu2012", "[][c087]", "[x][c087]", "[c087][]", "`code`", "{x}", "{1}", "[^1]", "[", "]",
     "(", ")", "[a](b.md)", "![a](b.svg)", "\\", "`", "*", " ", "word", "كلمة", "https://a.org", "<https://a.org>", "@"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join))
def test_whatever_stands_in_a_passage_comes_back(text: str):
    masked = mask(text)
    assert unmask(masked.words, masked) == text
    assert mask_like(text, masked) == masked.words
    assert "".join(part for _, part in runs(text)) == text


def test_nothing_of_our_markdown_is_left_to_be_broken():
    found = 0
    for document in Tiny(SAMPLE, ("en", "ar")).load().handbook.source_documents:
        for passages in texts_of(document).values():
            for passage in passages:
                rest = re.sub(r"\{/?\d+\}", "", mask(passage.text).words)
                assert not re.search(r"\[|\]\(|`|https?:|[{}]", rest) or passage.kind == "code", passage
                found += 1
    assert found > 100


# -- export -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "plural"), [("fr", "nplurals=2"), ("ar", "nplurals=6")])
def test_the_file_is_one_that_other_programs_take(states: Tiny, tmp_path: Path, language: str, plural: str):
    path = tmp_path / "x.po"
    path.write_text(str(export(states, language)), "utf-8")
    assert len(read_po(BytesIO(path.read_bytes()), abort_invalid=True)) > 50, "Babel is strict too"
    program = shutil.which("msgfmt")
    if program is None:
        assert "CI" not in os.environ, "gettext, which has msgfmt, is not installed"
        pytest.skip("gettext, which has msgfmt, is not installed")
    done = subprocess.run([program, "--check", "--output-file=-", path], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    file = polib.pofile(str(path))
    assert file.metadata["Language"] == language
    assert file.metadata["Plural-Forms"].startswith(plural)
    assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"


def test_each_state_as_a_translator_meets_it(states: Tiny):
    file = {entry.msgctxt: entry for entry in export(states)}
    current = file["demands/joining#asks:2"]
    assert (current.msgid, current.msgstr) == ("Name the right in the text. {1}", "Nommer le droit dans le texte. {1}")
    assert current.translated()
    assert current.tcomment == "demand demands/joining\nsection: What we ask"
    assert current.comment == "item\n{1} = [@ilo1990, p. 4] (a citation)"
    outdated = file["demands/joining#why:3"]
    assert outdated.flags == ["fuzzy"]
    assert outdated.msgid == "The second reason is new, and {1} shows it.{2} {3}"
    assert outdated.previous_msgid
    assert outdated.previous_msgid != outdated.msgid
    assert outdated.msgstr == "La deuxième raison est ancienne.{2} {3}"
    for missing in ("demands/joining#message-40:2", "demands/joining#message-60:2"):
        assert (file[missing].msgstr, file[missing].flags) == ("", [])
    assert "demands/joining#lineage:1" not in file, "nobody knows what belongs to what there"
    left_out = export_po(states.load().handbook, "fr", ["demands/joining"]).left_out
    assert "demands/joining#lineage:1" in {str(item.target) for item in left_out}


def test_contexts_are_unique_and_a_command_takes_them(states: Tiny):
    contexts = [entry.msgctxt for entry in export(states)]
    assert len(set(contexts)) == len(contexts) > 50
    assert {context.partition("#")[0] for context in contexts} <= {
        document.page for document in states.load().handbook.source_documents
    }


# -- import -----------------------------------------------------------------------------------------------------------


def test_what_was_exported_changes_nothing_when_it_comes_back(states: Tiny):
    before = contents(states)
    made = bring_back(states, export(states))
    assert (made.files, made.filled, made.confirmed, made.refused) == ({}, (), (), ())
    assert made.unchanged > 0
    assert made.untranslated > 0
    assert contents(states) == before


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_all_that_is_filled_goes_in_and_nothing_else_changes(states: Tiny, language: str):
    before = contents(states)
    file = export(states, language)
    filled = {}
    outdated = {entry.msgstr.partition("{")[0] for entry in file if entry.fuzzy}
    assert outdated
    for entry in file:
        if not entry.translated():
            entry.msgstr = pseudo(entry.msgid)
            entry.flags = []
            filled[entry.msgctxt] = entry.msgstr
    made = bring_back(states, file, language)
    assert made.refused == ()
    assert {str(target) for target in made.filled} == set(filled)
    after = contents(states)
    assert all(path.startswith((f"docs/{language}/", f"translated-from/{language}/")) for path in made.files)
    assert {path: text for path, text in after.items() if path not in made.files} == {
        path: text for path, text in before.items() if path not in made.files
    }
    again = {entry.msgctxt: entry for entry in export(states, language)}
    assert set(filled) <= set(again)
    for context in filled:
        assert (again[context].msgstr, again[context].flags) == (filled[context], []), "filled, and up to date"
    # Lines that stay are those that stood there, in their order.
    for path, text in before.items():
        if path in made.files and path.startswith("docs/"):
            changed = list(unified_diff(text.splitlines(), after[path].splitlines(), n=0, lineterm=""))[2:]
            removed = [line[1:] for line in changed if line.startswith("-")]
            assert all("⟦" in line or any(words in line for words in outdated) for line in removed), removed


def test_one_passage_filled_is_one_line_changed(states: Tiny):
    file = export(states, "fr", "demands/joining")
    entry = file.find("Write it down, and say it aloud. {1}")
    assert entry is not None
    entry.msgstr = "Écrivez-le, et dites-le\n  à voix haute. {1}"
    path = "docs/fr/demands/joining.md"
    before = contents(states)[path]
    made = bring_back(states, file)
    assert [str(target) for target in made.filled] == ["demands/joining#message-60:2"]
    new = "Écrivez-le, et dites-le à voix haute. [@ilo1990, p. 7]"
    assert contents(states)[path] == before.replace("⟦Write it down, and say it aloud. [@ilo1990, p. 7]⟧", new)


def test_a_translation_that_still_stands_is_confirmed_by_taking_fuzzy_away(states: Tiny):
    file = export(states, "fr", "demands/joining")
    [entry] = [entry for entry in file if entry.msgctxt == "demands/joining#why:3"]
    entry.flags = []
    entry.previous_msgid = None
    before = contents(states)
    made = bring_back(states, file)
    # It lacks {1}; that was so before, and `check` tells it.
    assert [str(target) for target in made.confirmed] == ["demands/joining#why:3"]
    assert set(made.files) == {base_path("fr", "demands/joining")}
    assert contents(states)["docs/fr/demands/joining.md"] == before["docs/fr/demands/joining.md"]
    assert "demands/joining#why:3" not in {entry.msgctxt for entry in export(states) if entry.fuzzy}


def test_a_page_that_is_not_there_yet_is_begun_when_it_gets_a_passage(states: Tiny):
    (states.root / "docs/fr/demands/pay.md").unlink()
    (states.root / "translated-from/fr/demands/pay.md").unlink()
    file = export(states, "fr", "demands/pay")
    assert not any(entry.translated() for entry in file)
    assert bring_back(states, file).files == {}
    file[0].msgstr = "Salaire égal : vraiment"
    bring_back(states, file)
    text = contents(states)["docs/fr/demands/pay.md"]
    assert text.startswith('---\ntitle: "Salaire égal : vraiment"\nsummary: ⟦')
    assert "review: translated" in text


def test_what_does_not_fit_is_refused_and_the_rest_goes_in(states: Tiny):
    file = export(states, "fr", "demands/joining")
    entries = {entry.msgctxt: entry for entry in file}
    asks = "demands/joining#asks"
    entries[f"{asks}:2"].msgstr = "Nommer le droit."
    entries[f"{asks}:1"].msgstr = "- un point"
    entries[f"{asks}:1"].flags = []
    good = entries["demands/joining#message-60:2"]
    good.msgstr = "Écrivez-le. {1}"
    moved = entries["demands/joining#limits:2"]
    moved.msgstr = "Nous ne savons presque rien."
    source = states.root / "docs/en/demands/joining.md"
    source.write_text(source.read_text("utf-8").replace("We know little.", "We know less."), "utf-8")
    made = bring_back(states, file)
    assert [str(target) for target in made.filled] == ["demands/joining#message-60:2"]
    why = dict(made.refused)
    assert why[f"{asks}:2"] == "{1} is lost"
    assert "as Markdown" in why[f"{asks}:1"]
    assert why["demands/joining#limits:2"] == "the source has changed since the export; export again"
    assert len(why) == 3
    assert "Nous savons peu." in contents(states)["docs/fr/demands/joining.md"]


def test_a_paragraph_that_came_in_above_does_not_stop_an_import(states: Tiny):
    file = export(states, "fr", "demands/joining")
    [entry] = [entry for entry in file if entry.msgctxt == "demands/joining#message-60:2"]
    entry.msgstr = "Écrivez-le. {1}"
    source = states.root / "docs/en/demands/joining.md"
    text = source.read_text("utf-8").replace("Write it down", "First of all. [@editors]\n\nWrite it down")
    source.write_text(text, "utf-8")
    assert [str(target) for target in bring_back(states, file).filled] == ["demands/joining#message-60:3"]


def test_a_page_whose_source_nobody_has_named_takes_nothing(states: Tiny):
    file = export(states, "fr", "demands/pay")
    file[0].msgstr = "Autre titre"
    (states.root / "translated-from/fr/demands/pay.md").unlink()
    made = bring_back(states, file)
    assert made.files == {}
    assert (
        "nobody has said which source text docs/fr/demands/pay.md renders" in dict(made.refused)["demands/pay#front:1"]
    )
    exported = export_po(states.load().handbook, "fr", ["demands/pay"])
    assert exported.messages == 0
    assert exported.left_out


def test_messages_of_nothing_are_told(states: Tiny):
    file = export(states, "fr", "demands/pay")
    file.append(polib.POEntry(msgctxt="demands/payy#asks:1", msgid="x", msgstr="y"))
    file.append(polib.POEntry(msgid="no context", msgstr="y"))
    why = dict(bring_back(states, file).refused)
    assert "did you mean 'demands/pay'?" in why["demands/payy#asks:1"]
    assert "names no page" in why["no context"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'msgid ""\nmsgstr ""\n"Language: es\\n"\n', "the file is for 'es', not for 'fr'"),
        (b'msgid ""\nmsgstr ""\n', "the file is for 'no language'"),
        (b'msgid "x\nnonsense', "this is no PO file"),
        (b'msgid ""\nmsgstr "\xff"\n', "line 2 is not UTF-8"),
    ],
)
def test_a_file_that_is_none_is_told(data: bytes, message: str):
    with pytest.raises(PoFileError, match=re.escape(message)):
        parse_po(data, "fr")
