"""Files that readers take with them: what their names say, and in which order they stand."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from handbook.core.downloads import Download, load_downloads, parse_download
from handbook.core.languages import load_language
from handbook.core.settings import Settings

LANGUAGES = ("en", "fr", "ar", "pt-BR")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("handbook-ar.pdf", Download("handbook-ar.pdf", "book", ("ar",))),
        ("handbook-pt-BR.pdf", Download("handbook-pt-BR.pdf", "book", ("pt-BR",))),
        ("handbook-en-letter.pdf", Download("handbook-en-letter.pdf", "book", ("en",), paper="Letter")),
        ("handbook-fr.zip", Download("handbook-fr.zip", "offline", ("fr",))),
        ("handouts-en.pdf", Download("handouts-en.pdf", "handouts", ("en",))),
        ("handouts-ar-fr.pdf", Download("handouts-ar-fr.pdf", "handouts", ("ar", "fr"))),
        (
            "lesson-reading-a-convention-en.pdf",
            Download("lesson-reading-a-convention-en.pdf", "lesson", ("en",), "reading-a-convention"),
        ),
    ],
)
def test_names_that_tell_what_a_file_is(name: str, found: Download):
    assert parse_download(name, LANGUAGES) == found


@pytest.mark.parametrize(
    "name",
    ["handbook.pdf", "handbook-de.pdf", "handbook-en-fr.pdf", "handbook-en-fr.zip", "handouts-en.zip", "en.pdf",
     "handbook-0.1.0-py3-none-any.whl", "handbook-en.zip.new", "notes-en.pdf", "-en.pdf", "handbook-en"],
)  # fmt: skip
def test_names_that_tell_nothing(name: str):
    assert parse_download(name, LANGUAGES) is None


def test_order_size_and_date(tmp_path: Path):
    day = date(2026, 11, 21)
    stamp = 1_795_219_200
    for name in ("handbook-ar.zip", "handbook-en.zip", "handbook-en.pdf", "handouts-en-ar.pdf", "handouts-en.pdf", "x"):
        (tmp_path / name).write_bytes(b"x" * len(name))
        os.utime(tmp_path / name, (stamp - 86_400, stamp - 86_400))
    os.utime(tmp_path / "handbook-en.zip", (stamp + 10 * 86_400, stamp + 10 * 86_400))
    (tmp_path / "handbook-fr.pdf").mkdir()
    found = load_downloads(tmp_path, LANGUAGES, day)
    assert [item.name for item in found] == [
        "handbook-en.pdf", "handouts-en.pdf", "handouts-en-ar.pdf", "handbook-en.zip", "handbook-ar.zip"
    ]  # fmt: skip
    assert [(item.size, item.date) for item in found if item.type == "offline"] == [
        (15, day),
        (15, date(2026, 11, 20)),
    ]
    assert load_downloads(tmp_path / "nowhere", LANGUAGES, day) == ()


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (0, "en", "1 kB"),
        (1_499, "en", "1 kB"),
        (999_499, "en", "999 kB"),
        (999_500, "en", "1 MB"),
        (6_258_786, "en", "6.3 MB"),
        (6_258_786, "fr", "6,3\u202fMo"),
        (6_258_786, "es", "6,3 MB"),
        (6_258_786, "ar", "6.3 م.ب"),
        (123_456_789, "en", "123 MB"),
    ],
)
def test_sizes_as_one_says_them(size: int, language: str, words: str):
    assert load_language(language).format_size(size).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("site_url", "public"),
    [
        ("https://rights.org/book/", True),
        ("https://handbook.example/", False),
        ("https://www.example.org/", False),
        ("http://localhost:8000/", False),
        ("http://127.0.0.1/", False),
        ("https://testexample.com/", True),
        ("", False),
    ],
)
def test_addresses_that_others_can_reach(site_url: str, public: bool):
    settings = Settings(Path(), ("en",), "en", date(2026, 11, 21), site_url=site_url)
    assert settings.public_url == (site_url if public else "")
