r"""The one door through which text and file names enter: nothing else in core reads bytes from disk.

What comes through is UTF-8, normalised (NFC, `\\n`, no BOM), free of NUL and of characters that make text read
in another order than it is stored. Source: notes on Trojan Source (CVE-2021-42574) and UAX #9.
"""

from __future__ import annotations

import os
import re
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from handbook.core.diagnostics import Diagnostic, sort_diagnostics

MAX_BYTES = 1_000_000
"""Largest text file that is read: a 300-page book in one file is about 600 kB."""

FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""Names of files and folders that become addresses: lower-case Latin letters, digits, `.`, `-`, `_`."""

ALLOWED_SUFFIXES = frozenset({".md", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".pdf"})
"""What may lie under docs/: text, pictures, documents."""

SYMLINK = "a symbolic link; copy the file itself here (links could publish other files)"
"""What is said of each one."""

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


def find_files(root: Path, folder: Path) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """Return the files under `folder`, sorted by path, and a diagnostic for each one that is not let in.

    Codes: `symlink`, `bad-file-name`, `file-type`.
    """
    found: list[SourceFile] = []
    diagnostics: list[Diagnostic] = []
    pending = [str(folder)]
    if folder.is_symlink():
        pending = []
        diagnostics.append(Diagnostic(folder.relative_to(root).as_posix(), 0, "symlink", SYMLINK))
    # A preview looks at every file on every request: `scandir` asks the system once a file, `Path` several times.
    start = len(os.path.join(root, ""))  # noqa: PTH118 (text: a Path for each of thousands of files costs more)
    while pending:
        with os.scandir(pending.pop()) as items:
            for item in items:
                name = item.name
                if name[0] == ".":
                    continue
                path = item.path[start:] if os.sep == "/" else item.path[start:].replace(os.sep, "/")
                suffix = name[name.rfind(".") :] if "." in name else ""
                if item.is_symlink():
                    diagnostics.append(Diagnostic(path, 0, "symlink", SYMLINK))
                elif not FILE_NAME.fullmatch(name):
                    message = (
                        f"the name '{name}' becomes an address; use a-z, 0-9, '.', '-' and '_' only, "
                        "beginning with a letter or digit"
                    )
                    diagnostics.append(Diagnostic(path, 0, "bad-file-name", message))
                elif item.is_dir():
                    pending.append(item.path)
                elif suffix not in ALLOWED_SUFFIXES:
                    message = f"files of type '{suffix}' are not published; allowed: "
                    message += ", ".join(sorted(ALLOWED_SUFFIXES))
                    diagnostics.append(Diagnostic(path, 0, "file-type", message))
                else:
                    status = item.stat()
                    found.append(SourceFile(path, item.path, status.st_size, status.st_mtime_ns))
    return tuple(sorted(found)), sort_diagnostics(diagnostics)


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
