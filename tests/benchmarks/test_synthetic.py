"""The synthetic handbook is a real one: right, of the promised weight, and the same each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.synthetic import (
    CITATIONS,
    LANGUAGES,
    REFERENCES,
    WORDS,
    WORKS,
    count_words,
    make_synthetic,
    write_handbook,
)
from handbook.cli import main

ENTRIES = 10
ARABIC_LETTERS = re.compile(r"[\u0621-\u064a]")


@pytest.fixture(scope="module")
def handbook(tmp_path_factory) -> Path:
    return write_handbook(make_synthetic(ENTRIES), tmp_path_factory.mktemp("synthetic"))


def pages(handbook: Path, language: str) -> list[str]:
    found = sorted((handbook.parent / "docs" / language).glob("*/*.md"))
    return [path.read_text(encoding="utf-8") for path in found]


def body(page: str) -> str:
    return page.split("\n---\n", 1)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_the_promised_weight(handbook, language) -> None:
    texts = pages(handbook, language)
    assert len(texts) == ENTRIES
    for text in texts:
        assert WORDS * 0.8 <= count_words(text) <= WORDS * 1.2
        assert len(re.findall(r"\[@\w+, p\. \d+\]", body(text))) == CITATIONS
        assert len(re.findall(r"\[\]\[[a-z]+-\d+(?:#[a-z0-9-]+)?\]", body(text))) == REFERENCES


def test_arabic_pages_are_arabic(handbook) -> None:
    for text in pages(handbook, "ar"):
        words = re.sub(r"\[[^\]]*\]|\{[^}]*\}", "", body(text))
        assert len(ARABIC_LETTERS.findall(words)) > 10 * len(re.findall(r"[A-Za-z]", words))


def test_no_two_pages_say_the_same(handbook) -> None:
    for language in LANGUAGES:
        bodies = [body(text) for text in pages(handbook, language)]
        assert len(set(bodies)) == len(bodies)


def test_there_are_as_many_works_as_promised(handbook) -> None:
    text = (handbook.parent / "bibliography" / "works.bib").read_text(encoding="utf-8")
    assert len(set(re.findall(r"^@book\{(\w+),", text, re.MULTILINE))) == WORKS


def test_it_is_the_same_each_time(handbook, tmp_path) -> None:
    write_handbook(make_synthetic(ENTRIES), tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert written
    assert written == {name: (handbook.parent / name).read_bytes() for name in written}


def test_fewer_entries_than_kinds_need_is_refused() -> None:
    with pytest.raises(ValueError, match="at least ten"):
        make_synthetic(9)


@pytest.mark.parametrize("entries", [ENTRIES, 45])
def test_check_finds_nothing(tmp_path, entries) -> None:
    configuration = write_handbook(make_synthetic(entries), tmp_path)
    result = CliRunner().invoke(main, ["-f", str(configuration), "check"])
    assert result.output == "0 errors, 0 warnings\n"
    assert result.exit_code == 0


def test_it_builds_a_page_for_each_entry_and_language(handbook) -> None:
    result = CliRunner().invoke(main, ["-f", str(handbook), "build", "--quiet"])
    assert result.exit_code == 0, result.output
    for entry in make_synthetic(ENTRIES).entries:
        for language in LANGUAGES:
            inside = "" if language == LANGUAGES[0] else f"{language}/"
            page = (handbook.parent / "site" / f"{inside}{entry.page}.html").read_text(encoding="utf-8")
            assert entry.titles[language] in page
