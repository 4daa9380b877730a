"""Bases of translations, as they lie on disk: what is looked at, and what is told of each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handbook.core.loading import Library, Loaded
from tests.core.conftest import Tiny

PAGE = "---\ntitle: Home\nsummary: S.\n---\n\nWords. [@editors]\n"
BASE = "translated-from/ar/index.md"
LONG_AGO = 1_700_000_000_000_000_000


@pytest.fixture
def translated(tiny: Tiny) -> Tiny:
    return tiny.write(
        {
            "docs/en/index.md": PAGE,
            "docs/ar/index.md": "---\ntitle: بيت\nsummary: س.\nreview: translated\n---\n\nكلام. [@editors]\n",
            BASE: PAGE,
        }
    )


def settle(root: Path) -> None:
    """Let every folder of bases have changed long ago."""
    for folder in (root / "translated-from", root / "translated-from/ar"):
        os.utime(folder, ns=(LONG_AGO, LONG_AGO))


def base_of(loaded: Loaded) -> str:
    return loaded.handbook.bases["ar", "index"].body.passages[0].text


def put(path: Path, text: str) -> None:
    """Put another file in the place of one, as programs do."""
    beside = path.with_name("beside.md")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def test_a_base_that_a_program_writes_is_seen_at_once(translated: Tiny) -> None:
    settle(translated.root)
    library = Library(translated.settings(), workers=1)
    assert base_of(library.load()) == "Words. [@editors]"
    put(translated.root / BASE, PAGE.replace("Words", "Other words"))
    assert base_of(library.load(thorough=False)) == "Other words. [@editors]"


def test_a_base_that_a_person_edits_is_seen_by_whoever_looks_thoroughly(translated: Tiny) -> None:
    settle(translated.root)
    library = Library(translated.settings(), workers=1)
    library.load()
    (translated.root / BASE).write_text(PAGE.replace("Words", "Other words"), encoding="utf-8")
    assert base_of(library.load(thorough=False)) == "Words. [@editors]"
    assert base_of(library.load()) == "Other words. [@editors]"


def test_a_folder_that_has_just_changed_is_looked_at_again(translated: Tiny) -> None:
    library = Library(translated.settings(), workers=1)
    library.load()
    (translated.root / BASE).write_text(PAGE.replace("Words", "Other words"), encoding="utf-8")
    # Its folder may have changed a second time within the grain of the clock.
    assert base_of(library.load(thorough=False)) == "Other words. [@editors]"


@pytest.mark.parametrize("leaves", ["file", "folder"])
def test_a_base_that_goes_is_seen_at_once(translated: Tiny, leaves: str) -> None:
    settle(translated.root)
    library = Library(translated.settings(), workers=1)
    library.load()
    (translated.root / BASE).unlink()
    if leaves == "folder":
        (translated.root / "translated-from/ar").rmdir()
        (translated.root / "translated-from").rmdir()
    assert library.load(thorough=False).handbook.bases == {}


def test_what_is_wrong_with_a_base_is_told_each_time(translated: Tiny) -> None:
    translated.write({BASE: b"\xff\xfe"})
    library = Library(translated.settings(), workers=1)
    told = [fault.code for fault in library.load().diagnostics]
    assert "not-utf8" in told
    translated.write({"docs/en/index.md": PAGE.replace("Words", "Other words")})
    assert [fault.code for fault in library.load().diagnostics] == told
