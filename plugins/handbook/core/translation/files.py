"""The files that the desk works on: read through the one door, and written all or none."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from handbook.core.diagnostics import HandbookError
from handbook.core.settings import Settings
from handbook.core.source_text import admit_text, read_source
from handbook.core.translation.base import base_path, without_note


@dataclass(frozen=True, slots=True)
class Texts:
    """The three texts of a page in a language, as they stand on disk."""

    source: str
    translation: str
    """Empty where there is none."""
    base: str
    """Without its note; empty where there is none."""


def load_texts(settings: Settings, language: str, page: str) -> Texts:
    """Read the source text of a page, its translation and its base."""

    def read(path: str) -> str:
        absolute = settings.root / path
        return read_source(path, absolute)[0] if absolute.is_file() else ""

    return Texts(
        read(f"{settings.docs}/{settings.source_language}/{page}.md"),
        read(f"{settings.docs}/{language}/{page}.md"),
        without_note(read(base_path(language, page))),
    )


def _carried_over(path: str, old: bytes, text: str) -> bytes:
    r"""Return a changed text as bytes; lines that have not changed keep theirs.

    Some editors write `\r\n`, a byte order mark, or letters in another form of Unicode. What is read is normalised,
    and a line that nobody has touched must not show up as changed for it.
    """
    admitted, _ = admit_text(path, old)
    before, raw = admitted.splitlines(keepends=True), old.decode("utf-8", "replace").splitlines(keepends=True)
    if len(before) != len(raw) or admitted.encode() == old:
        return text.encode()
    line_end = "\r\n" if "\r\n" in raw[0] else "\n"
    after = text.splitlines(keepends=True)
    made: list[str] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        made += raw[i:j] if what == "equal" else [line.replace("\n", line_end) for line in after[k:m]]
    return "".join(made).encode()


def save_files(root: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write files, all or none; return the paths of those that were not so already.

    Each is written beside its place first and then put there in one step, so that no reader and no power cut can
    meet half a file.

    Args:
        root: folder of the handbook.
        files: path from there → text.

    Raises:
        HandbookError: a file cannot be written, or would lie outside the handbook; then all are what they were.
    """
    ready: list[tuple[str, Path, Path]] = []
    before: list[tuple[Path, bytes | None]] = []
    try:
        for path, text in files.items():
            target = root / path
            if target.is_symlink() or not target.resolve().is_relative_to(root.resolve()):
                raise HandbookError(f"{path} leads out of the handbook; put the file itself there")
            old = target.read_bytes() if target.is_file() else None
            data = text.encode() if old is None else _carried_over(path, old, text)
            if old == data:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.{os.getpid()}")
            ready.append((path, beside, target))
            beside.write_bytes(data)
            if old is not None:
                shutil.copymode(target, beside)
        for _, beside, target in ready:
            old = target.read_bytes() if target.is_file() else None
            beside.replace(target)
            before.append((target, old))
    except OSError as error:
        for target, old in before:
            with contextlib.suppress(OSError):
                if old is None:
                    target.unlink()
                else:
                    target.write_bytes(old)
        raise HandbookError(f"{error.filename}: {error.strerror}; nothing was written") from error
    finally:
        for _, beside, _ in ready:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    return tuple(path for path, _, _ in ready)
