"""Tiny handbooks of a few strings, and golden files in Markdown that need no Python."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handbook.articles import Articles
from handbook.core.check import check
from handbook.core.diagnostics import sort_diagnostics
from handbook.core.edition import Edition, Page
from handbook.core.loading import Library, Loaded
from handbook.core.settings import Settings

TODAY = date(2026, 6, 1)
"""The day of every tiny handbook."""

BIBLIOGRAPHY = {
    "bibliography/sources.bib": """\
@book{ilo1990, author = {{International Labour Organization}}, shortauthor = {ILO}, title = {A Book},
  publisher = {ILO}, year = {1990}, langid = {english}}
@misc{gu2012, author = {{Global Unions}}, title = {A Plan}, year = {2012}, langid = {english}}
@misc{nahhas2021, author = {النحاس, ليلى}, title = {حقوق العمال}, year = {2021}, langid = {arabic}}
""",
    "bibliography/outlines/gu2012.yml": """\
source: gu2012
parts:
  - id: i
    type: part
    number: I
    parts:
      - id: i.1
        type: bullet
        number: 1
""",
}
"""What a tiny handbook cites where it does not say otherwise; `gu2012` has an outline."""


@dataclass
class Tiny:
    """A handbook in a folder of its own."""

    root: Path
    languages: tuple[str, ...] = ("en", "ar")
    today: date = TODAY

    def write(self, files: Mapping[str, str | bytes]) -> Tiny:
        """Write files, each given by its path from the root."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def settings(self, **more: Any) -> Settings:
        """Return the settings; `more` goes before what the tiny handbook has by itself."""
        (self.root / "docs").mkdir(exist_ok=True)
        own: dict[str, Any] = {
            "root": self.root,
            "languages": self.languages,
            "source_language": self.languages[0],
            "today": self.today,
        }
        return Settings(**{**own, **more})

    def load(self, **more: Any) -> Loaded:
        """Read all of it, in this process."""
        return Library(self.settings(**more), workers=1).load()

    def faults(self, **more: Any) -> list[str]:
        """Return every fault as `handbook check` prints it."""
        loaded = self.load(**more)
        return [str(fault) for fault in sort_diagnostics([*loaded.diagnostics, *check(loaded.handbook, loaded.assets)])]

    def edition(self, tag: str = "en", **more: Any) -> Edition:
        """Return the handbook in one language."""
        return Edition(self.load(**more).handbook, tag)


SAMPLE = Path(__file__).parent / "sample"
"""A handbook with each kind twice, as small and as full as may be; in Arabic too, and a page in French and Spanish."""


@pytest.fixture(scope="session")
def sample() -> Loaded:
    """The sample handbook, read once. Tests change nothing of it."""
    settings: dict[str, Any] = {
        "names": {"en": "Handbook of the tests", "ar": "دليل الاختبارات"},
        "site_url": "https://handbook.example/",
        "repository_url": "https://repository.example/",
    }
    return Tiny(SAMPLE, ("en", "ar", "fr", "es")).load(**settings)


@pytest.fixture(scope="session")
def editions(sample: Loaded) -> dict[str, Edition]:
    """Language → the sample in it."""
    return {tag: Edition(sample.handbook, tag) for tag in sample.handbook.settings.languages}


@pytest.fixture(scope="session")
def drawn(editions: dict[str, Edition]) -> dict[tuple[str, str], str]:
    """Language and path → the article of every page of the sample."""
    return {(tag, path): page_html(edition, path) for tag, edition in editions.items() for path in edition.pages}


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """An empty handbook with a small bibliography."""
    return Tiny(tmp_path).write(BIBLIOGRAPHY)


ARTICLES = Articles()


def open_page(edition: Edition, path: str) -> Page:
    """Open a page of an edition."""
    return ARTICLES.open(edition, edition.pages[path])


def page_html(edition: Edition, path: str) -> str:
    """Return the article of a page."""
    return str(ARTICLES.render(open_page(edition, path)))


# -- golden files --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoldenCase:
    """Title, input and expected output, parted by lines that hold a full stop alone."""

    title: str
    text: str
    expected: str
    path: Path
    line: int


_CASE = re.compile(r"^(?P<title>[^\n]+)\n\.\n(?P<text>.*?)\n\.\n(?P<expected>.*?)\n\.$", re.DOTALL | re.MULTILINE)


def read_cases(path: Path) -> Iterator[GoldenCase]:
    """Yield the cases of a golden file; what stands between two cases is a comment."""
    whole = path.read_text("utf-8")
    for match in _CASE.finditer(whole):
        line = whole.count("\n", 0, match.start()) + 1
        yield GoldenCase(match["title"], match["text"], match["expected"], path, line)
    assert not re.search(r"^\.$", _CASE.sub("", whole), re.MULTILINE), (
        f"{path}: a case is a title, '.', the input, '.', the expected output, '.', each '.' on a line of its own"
    )


def golden_cases(folder: Path) -> list[Any]:
    """Return the cases of all files of a folder, for `parametrize`."""
    cases = [case for path in sorted(folder.glob("*.md")) for case in read_cases(path)]
    assert cases, f"no golden files in {folder}"
    return [pytest.param(case, id=f"{case.path.stem}:{case.line} {case.title}") for case in cases]


def assert_golden(case: GoldenCase, make: Callable[[str], str]) -> None:
    """Compare what `make` gives with the case; with HANDBOOK_GOLDEN=1, write the file anew for review."""
    found = make(case.text)
    if "HANDBOOK_GOLDEN" in os.environ:
        whole = case.path.read_text("utf-8")
        before = f"{case.title}\n.\n{case.text}\n.\n"
        assert whole.count(before) == 1, f"two cases are the same: {case.title}"
        case.path.write_text(whole.replace(f"{before}{case.expected}\n.", f"{before}{found}\n."), "utf-8")
        return
    assert found == case.expected
