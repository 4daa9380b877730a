"""The messages: that the list for the catalogues is whole, and that its translations keep their places."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.core.bibliography import (
    Citations,
    Locator,
    LocatorKind,
    Place,
    format_locators,
    load_bibliography,
)
from handbook.core.bibliography.entry_types import ENTRY_TYPES, TYPES_OF_WORK
from handbook.core.bibliography.locator_words import LOCATOR_MESSAGES, place_spans
from handbook.core.bibliography.outlines import PART_TYPES, Outline, Part
from handbook.core.bibliography.spans import fill, join_list, plain, text_of
from tests.core.bibliography.four_languages import LANGUAGES, MESSAGES, language

HERE = Path(__file__).parent


def test_the_list_of_messages_is_whole_and_holds_no_other() -> None:
    words = language("en")
    bibliography, _ = load_bibliography([("references.bib", (HERE / "references.bib").read_text("utf-8"))])
    citations = Citations(bibliography, words)
    for work in bibliography.works:
        citations.author_year(work)
        citations.reference_html(work)
    for kind in LOCATOR_MESSAGES:
        format_locators([Locator(kind, (Place("1"),))], words)
    format_locators([Locator(LocatorKind.PREAMBLE), Locator(LocatorKind.ANNEX)], words)
    for position, part_type in enumerate(sorted(PART_TYPES)):
        part = Part("a", part_type, "1", None, None, None, 1, position)
        place_spans([Locator(LocatorKind.OUTLINE, (Place("a"),))], words, Outline("k", "k.yml", (part,)))
    heading = Part("a", "section", None, "Heading", None, None, 1, 0)
    place_spans([Locator(LocatorKind.OUTLINE, (Place("a"),))], words, Outline("k", "k.yml", (heading,)))
    asked = words.asked | {("type of work", name) for name in TYPES_OF_WORK}
    assert {("type of work", entry_type.genre) for entry_type in ENTRY_TYPES.values() if entry_type.genre} <= asked
    listed = {(row["context"], row["id"]) for row in MESSAGES}
    assert {message for message in asked if message[1] != "Tesis doctoral"} == listed
    assert len(listed) == len(MESSAGES)


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: f"{row['context']}-{row['id']}")
def test_a_translation_keeps_its_places(row: dict[str, str | list[str] | None]) -> None:
    places = sorted(re.findall(r"\{[a-z]+\}", str(row["id"])))
    for tag, count in (("fr", 2), ("es", 2), ("ar", 6)):
        forms = row[tag]
        listed = [forms] if isinstance(forms, str) else forms or []
        assert len(listed) == (count if row["plural"] else 1)
        for form in listed:
            assert sorted(re.findall(r"\{[a-z]+\}", form)) == places


def test_a_message_reaches_nothing_but_its_parts() -> None:
    assert text_of(fill("{a.__class__} {b} {c} {{d}}", b=plain("B"))) == "{a.__class__} B {c} {{d}}"


def test_long_lists_are_joined_in_order() -> None:
    items = [plain(str(number)) for number in range(60)]
    joined = text_of(join_list(LANGUAGES["en"], items))
    assert re.findall(r"[0-9]+", joined) == [str(number) for number in range(60)]


def test_works_from_a_cache_need_no_parser() -> None:
    code = f"""
import pickle, sys
sys.path[:0] = {[str(HERE.parents[2] / "plugins"), str(HERE.parents[2])]!r}
from handbook.core.bibliography import Bibliography, Citations
from tests.core.bibliography.four_languages import LANGUAGES
bibliography = pickle.load(sys.stdin.buffer)
assert isinstance(bibliography, Bibliography)
for work in bibliography.works:
    assert Citations(bibliography, LANGUAGES["ar"]).reference_html(work)
found = [name for name in sys.modules if name.split(".")[0] in ("pybtex", "latexcodec", "mkdocs", "jinja2")]
assert not found, found
"""
    bibliography, _ = load_bibliography([("references.bib", (HERE / "references.bib").read_text("utf-8"))])
    subprocess.run([sys.executable, "-c", code], input=pickle.dumps(bibliography), check=True)
