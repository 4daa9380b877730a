"""Files that readers take with them: books, handouts, lesson packs, offline copies, as they lie in `dist/`.

A name says all: `handbook-ar.pdf`, `handouts-ar-fr.pdf`, `lesson-reading-a-convention-es-letter.pdf`,
`handbook-ar.zip`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

DIST = "dist"
"""Folder of the files that are made, from the root of the handbook."""
FOLDER = "downloads"
"""Folder of the site, and of an offline copy, that holds them."""

TYPES = ("book", "handouts", "lesson", "offline")
"""What a file can be, in the order in which readers see them."""

_LETTER = "-letter"


@dataclass(frozen=True, slots=True)
class Download:
    """One file."""

    name: str
    """`handbook-ar.pdf`."""
    type: str
    """One of `TYPES`."""
    languages: tuple[str, ...]
    """Languages of its words, the first first."""
    subject: str = ""
    """Id of the lesson, for a lesson pack."""
    paper: str = "A4"
    """`A4` or `Letter`; says nothing of an offline copy."""
    size: int = 0
    """Bytes."""
    date: date = date.min
    """Day on which it was made."""

    @property
    def is_document(self) -> bool:
        """True for what is printed; False for a copy of the site."""
        return self.type != "offline"

    @property
    def path(self) -> str:
        """Place of the file from the root of the site."""
        return f"{FOLDER}/{self.name}"


def parse_download(name: str, languages: Iterable[str]) -> Download | None:
    """Return what a file is by its name; None where the name tells nothing.

    Args:
        name: without its folder.
        languages: those of the handbook.
    """
    stem, _, suffix = name.rpartition(".")
    if suffix == "zip":
        what, found = _split_languages(stem, tuple(languages))
        return Download(name, "offline", found) if what == "handbook" and len(found) == 1 else None
    if suffix != "pdf":
        return None
    paper = "Letter" if stem.endswith(_LETTER) else "A4"
    what, found = _split_languages(stem.removesuffix(_LETTER), tuple(languages))
    if not found:
        return None
    if what == "handbook" and len(found) == 1:
        return Download(name, "book", found, paper=paper)
    if what == "handouts":
        return Download(name, "handouts", found, paper=paper)
    if what.startswith("lesson-"):
        return Download(name, "lesson", found, what.removeprefix("lesson-"), paper)
    return None


def _split_languages(stem: str, languages: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return what stands before the languages at the end of a name, and them: `handouts-ar-fr`."""
    found: tuple[str, ...] = ()
    # The longest first: pt-BR before BR.
    known = sorted(languages, key=len, reverse=True)
    while tag := next((tag for tag in known if stem.endswith(f"-{tag}") and tag not in found), None):
        found = (tag, *found)
        stem = stem.removesuffix(f"-{tag}")
    return stem, found


def load_downloads(folder: Path, languages: tuple[str, ...], today: date) -> tuple[Download, ...]:
    """Return the files of a folder that readers can take: by language, type and name; none if there is no folder.

    Args:
        folder: `dist/`, as a rule.
        languages: those of the handbook, in their order.
        today: the day of the build. No file is said to be younger, so that a build can be repeated.
    """
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        download = parse_download(path.name, languages) if path.is_file() else None
        if download:
            state = path.stat()
            made = min(datetime.fromtimestamp(state.st_mtime, UTC).date(), today)
            found.append(replace(download, size=state.st_size, date=made))
    return tuple(sorted(found, key=lambda item: _order(item, languages)))


def _order(download: Download, languages: tuple[str, ...]) -> tuple[int, int, int, str]:
    first = languages.index(download.languages[0])
    return first, TYPES.index(download.type), len(download.languages), download.name
