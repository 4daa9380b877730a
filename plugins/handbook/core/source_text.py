r"""The one door through which text and file names enter: nothing else in core reads bytes from disk.

What comes through is UTF-8, normalised (NFC, `\\n`, no BOM), free of NUL and of characters that make text read
in another order than it is stored. Source: notes on Trojan Source (CVE-2021-42574) and UAX #9.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeAlias

from handbook.core.diagnostics import Diagnostic, sort_diagnostics

MAX_BYTES = 1_000_000
"""Largest text file that is read: a 300-page book in one file is about 600 kB."""

FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""Names of files and folders that become addresses: lower-case Latin letters, digits, `.`, `-`, `_`."""

ALLOWED_SUFFIXES = frozenset({".md", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".pdf"})
"""What may lie under docs/: text, pictures, documents."""

SYMLINK = "a symbolic link; copy the file itself here (links could publish other files)"
"""What is said of each one."""

_SETTLED = 100_000_000
"""Nanoseconds after which another change of a folder surely has another time."""

# Controls; line ends that only some programs see as such (NEL, LS, PS: lines would be counted in two ways);
# embeddings and overrides. Isolates, LRM, RLM and ZWNJ are what honest Arabic and Persian text needs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff]")


class SourceFile(NamedTuple):
    """A file of the handbook, found but not yet read."""

    path: str
    """Path from the handbook's root, with forward slashes."""
    location: str
    """The same for the system."""
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds, as the file system tells."""

    @property
    def absolute(self) -> Path:
        """Where the file is."""
        return Path(self.location)


Found: TypeAlias = tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]
"""Files, sorted by path, and a diagnostic for each one that is not let in."""


def find_files(root: Path, folder: Path) -> Found:
    """Return the files under `folder`, sorted by path, and a diagnostic for each one that is not let in.

    Codes: `symlink`, `bad-file-name`, `file-type`.
    """
    return Folder(root, folder).files()


@dataclass(frozen=True, slots=True)
class _Listing:
    """What one folder holds, without its folders' own."""

    modified: int
    """When a name in it last came, went or changed; 0 where that was only just before it was read."""
    files: list[SourceFile]
    folders: list[str]
    faults: list[Diagnostic]


class Folder:
    """A folder of text that is looked at again and again.

    A preview looks at thousands of files at each request. So the system is asked as little as may be: what a folder
    holds only where its own time has changed, and then once a file for its size and time.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        """Look at nothing yet.

        Args:
            root: the handbook's root.
            folder: the folder, under the root.
        """
        self._root = root
        self._folder = folder
        self._start = len(os.path.join(root, ""))  # noqa: PTH118 (text: a Path for each of thousands costs more)
        self._listings: dict[str, _Listing] = {}
        self._last: Found = ((), ())

    def files(self, *, thorough: bool = True) -> Found:
        """Return what `find_files` returns; the very same tuple where nothing has changed.

        Args:
            thorough: whether to ask for each file's size and time; else they are taken to be what they were wherever
                no name in their folder has come, gone or changed.

        Raises:
            OSError: there is no such folder.
        """
        if self._folder.is_symlink():
            return (), (Diagnostic(self._folder.relative_to(self._root).as_posix(), 0, "symlink", SYMLINK),)
        now = time.time_ns()
        listings: dict[str, _Listing] = {}
        pending = [str(self._folder)]
        while pending:
            place = pending.pop()
            listing = listings[place] = self._look(place, self._listings.get(place), now, thorough=thorough)
            pending += listing.folders
        if listings != self._listings:
            found = [file for listing in listings.values() for file in listing.files]
            faults = [fault for listing in listings.values() for fault in listing.faults]
            now_found = tuple(sorted(found)), sort_diagnostics(faults)
            self._last = self._last if now_found == self._last else now_found
        self._listings = listings
        return self._last

    def _look(self, place: str, before: _Listing | None, now: int, *, thorough: bool) -> _Listing:
        """Return what a folder holds: the same object where nothing has changed."""
        modified = os.stat(place).st_mtime_ns  # noqa: PTH116 (again, thousands of them)
        if before is None or before.modified != modified:
            return self._list(place, modified if now - modified > _SETTLED else 0)
        if not thorough:
            return before
        files = [_looked_at(file) for file in before.files]
        return before if files == before.files else replace(before, files=files)

    def _list(self, place: str, modified: int) -> _Listing:
        listing = _Listing(modified, [], [], [])
        with os.scandir(place) as items:
            for item in items:
                name = item.name
                if name[0] == ".":
                    continue
                path = item.path[self._start :].replace(os.sep, "/")
                suffix = name[name.rfind(".") :] if "." in name else ""
                if item.is_symlink():
                    listing.faults.append(Diagnostic(path, 0, "symlink", SYMLINK))
                elif not FILE_NAME.fullmatch(name):
                    message = (
                        f"the name '{name}' becomes an address; use a-z, 0-9, '.', '-' and '_' only, "
                        "beginning with a letter or digit"
                    )
                    listing.faults.append(Diagnostic(path, 0, "bad-file-name", message))
                elif item.is_dir():
                    listing.folders.append(item.path)
                elif suffix not in ALLOWED_SUFFIXES:
                    message = f"files of type '{suffix}' are not published; allowed: "
                    message += ", ".join(sorted(ALLOWED_SUFFIXES))
                    listing.faults.append(Diagnostic(path, 0, "file-type", message))
                else:
                    status = item.stat()
                    listing.files.append(SourceFile(path, item.path, status.st_size, status.st_mtime_ns))
        return listing


def _looked_at(file: SourceFile) -> SourceFile:
    """Return the file as it is now: the same object where it has not changed."""
    status = os.stat(file.location)  # noqa: PTH116
    size, modified = status.st_size, status.st_mtime_ns
    return file if size == file.size and modified == file.modified else file._replace(size=size, modified=modified)


def read_source(path: str, absolute: Path) -> tuple[str, str, tuple[Diagnostic, ...]]:
    """Read a text file; return its text, the SHA-256 of its bytes, and what was wrong with it.

    A text with a fault comes back as far as it is safe to go on with: possibly empty.
    """
    data = absolute.read_bytes()
    digest = sha256(data).hexdigest()
    text, diagnostics = admit_text(path, data)
    return text, digest, diagnostics


def admit_text(path: str, data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """Decode and normalise `data`. Codes: `too-large`, `not-utf8`, `forbidden-character`."""
    if len(data) > MAX_BYTES:
        message = f"{len(data)} bytes; a text file has at most {MAX_BYTES}: split it"
        return "", (Diagnostic(path, 0, "too-large", message),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return "", (Diagnostic(path, line, "not-utf8", message),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    diagnostics = []
    for match in _FORBIDDEN.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        name = unicodedata.name(match.group(), "control character")
        message = f"the character U+{ord(match.group()):04X} ({name}) is not allowed; delete it"
        diagnostics.append(Diagnostic(path, line, "forbidden-character", message))
    if diagnostics:
        text = _FORBIDDEN.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text, tuple(diagnostics)
