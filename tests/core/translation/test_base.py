"""Bases: the source text that a translation was last brought up to date with, part by part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.core.loading import Library
from handbook.core.translation.base import bring_up_to_date, parts_of, with_note, without_note, words_only
from handbook.core.translation.status import Counts
from tests.core.conftest import Tiny

LINES = st.sampled_from(
    ["## A {#a}", "## B {#b}", "### C {#c}", "Words.", "- an item", "```", "```yaml", "key: 1", "", "## no id", "| a |"]
)
TEXTS = st.lists(LINES, max_size=25).map(lambda lines: "---\ntitle: T\nsummary: S.\n---\n" + "\n".join(lines) + "\n")


@given(TEXTS, st.booleans())
@settings(deadline=None)
def test_the_parts_of_a_text_are_the_text(text: str, shared: bool):
    parts = parts_of(text, shared=shared)
    assert "".join(part.text for part in parts) == text
    for part in parts:
        assert text.split("\n")[part.first_line - 1] == part.text.split("\n")[0]


@given(TEXTS, TEXTS, st.booleans())
@settings(deadline=None)
def test_all_parts_chosen_is_the_source(base: str, source: str, shared: bool):
    parts = [*parts_of(source, shared=shared), *parts_of(base, shared=shared)]
    names = {"front" if part.level == 0 else part.address for part in parts}
    assert bring_up_to_date(base, source, names, shared=shared) == source


def test_one_part_chosen_leaves_the_others_as_they_were():
    base = "---\ntitle: T\nsummary: S.\n---\n\n## A {#a}\n\nOld a.\n\n## B {#b}\n\nOld b.\n"
    source = base.replace("Old a", "New a").replace("Old b", "New b").replace("S.", "Summary.")
    assert bring_up_to_date(base, source, {"a"}, shared=False) == base.replace("Old a", "New a")
    assert bring_up_to_date(base, source, {"front"}, shared=False) == base.replace("S.", "Summary.")


def test_what_the_source_has_dropped_stays_until_the_page_is_done():
    base = "---\ntitle: T\n---\n\n## A {#a}\n\nWords.\n\n## B {#b}\n\nMore.\n"
    source = "---\ntitle: T\n---\n\n## A {#a}\n\nNew words.\n"
    assert bring_up_to_date(base, source, {"a"}, shared=False).endswith("New words.\n## B {#b}\n\nMore.\n")


def test_facts_are_no_words():
    source = (
        "---\nentries: term\ntitle: 'A: title'\nsummary: >-\n  One\n  two.\nvoice: editors\n---\n\n"
        "## Union {#union}\n\n```yaml\nabbreviation: {en: U}\n```\n\nA union.\n\n```yaml\nnot: facts\n```\n"
    )
    assert words_only(source, shared=True) == (
        "---\ntitle: 'A: title'\nsummary: >-\n  One\n  two.\n---\n\n"
        "## Union {#union}\n\nA union.\n\n```yaml\nnot: facts\n```\n"
    )


def test_the_note_is_one_line_that_goes_away_again():
    assert without_note(with_note("---\ntitle: T\n---\n", "docs/fr/a.md")) == "---\ntitle: T\n---\n"
    assert without_note("---\n") == "---\n"


# -- from disk --

SOURCE = "---\ntitle: T\nsummary: S.\n---\n\nOne. [@editors]\n\nTwo. [@editors]\n"
ARABIC = "---\ntitle: ع\nsummary: خ.\nreview: translated\n---\n\nواحد. [@editors]\n\nاثنان. [@editors]\n"


@pytest.fixture
def library(tiny: Tiny) -> Library:
    tiny.write(
        {
            "docs/en/a.md": SOURCE,
            "docs/ar/a.md": ARABIC,
            "translated-from/ar/a.md": with_note(SOURCE, "docs/ar/a.md"),
        }
    )
    return Library(tiny.settings(), workers=1)


def counts(library: Library) -> Counts:
    return library.load().handbook.translation("a", "ar").counts


def test_an_edit_of_the_source_or_the_base_is_seen_at_once(library: Library, tiny: Tiny):
    assert counts(library) == Counts(current=4)
    tiny.write({"docs/en/a.md": SOURCE.replace("Two.", "Two and a half.")})
    assert counts(library) == Counts(current=3, outdated=1, words_to_do=5)
    tiny.write({"translated-from/ar/a.md": with_note(SOURCE.replace("Two.", "Two and a half."), "docs/ar/a.md")})
    assert counts(library) == Counts(current=4)


def test_a_touch_does_not_make_a_page_current(library: Library, tiny: Tiny):
    tiny.write({"docs/en/a.md": SOURCE.replace("Two.", "Three.")})
    assert counts(library).outdated == 1
    tiny.write({"docs/ar/a.md": ARABIC + "\n"})
    assert counts(library).outdated == 1
    tiny.write({"docs/ar/a.md": ARABIC.replace("واحد", "الأول")})
    assert counts(library).outdated == 1


def test_a_page_without_base_is_unmatched(library: Library, tiny: Tiny):
    (tiny.root / "translated-from/ar/a.md").unlink()
    assert counts(library) == Counts(unmatched=4)


def test_a_page_that_nobody_has_translated_is_missing(library: Library, tiny: Tiny):
    (tiny.root / "translated-from/ar/a.md").unlink()
    (tiny.root / "docs/ar/a.md").unlink()
    assert counts(library) == Counts(missing=4, words_to_do=6)


def test_line_ends_byte_order_mark_and_unicode_form_are_no_change(library: Library, tiny: Tiny):
    tiny.write({"docs/en/a.md": b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode()})
    assert counts(library) == Counts(current=4)
