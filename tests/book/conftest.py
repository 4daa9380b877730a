"""Books, made once for all tests: of our own handbook, and of the tiny one, from two folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.running import HOUSING, ROOT, copy_handbook, succeed

OWN = ("en", "fr", "es", "ar")


@pytest.fixture(scope="session")
def own_books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Language → our own book."""
    folder = tmp_path_factory.mktemp("own books")
    succeed("handbook", "pdf", "--quiet", "--output-dir", folder, cwd=ROOT)
    return {language: folder / f"handbook-{language}.pdf" for language in OWN}


@pytest.fixture(scope="session")
def housing_books(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Path], dict[str, Path]]:
    """Language → the tiny handbook's book, made in two folders."""
    made = []
    for name in ("one", "zwei und drei"):
        root = copy_handbook(HOUSING, tmp_path_factory.mktemp("housing") / name)
        succeed("handbook", "pdf", cwd=root)
        made.append({language: root / f"dist/handbook-{language}.pdf" for language in ("de", "pt")})
    return made[0], made[1]


@pytest.fixture(params=["own en", "own fr", "own es", "own ar", "housing de", "housing pt"])
def book(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    """Each book in turn, opened."""
    handbook, language = request.param.split()
    if handbook == "own":
        path = request.getfixturevalue("own_books")[language]
    else:
        path = request.getfixturevalue("housing_books")[0][language]
    with pikepdf.open(path) as pdf:
        yield pdf


@pytest.fixture(scope="session")
def english(own_books: dict[str, Path]) -> Iterator[pikepdf.Pdf]:
    """Our own book in the source language."""
    with pikepdf.open(own_books["en"]) as pdf:
        yield pdf
