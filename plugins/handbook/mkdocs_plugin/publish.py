"""A finished site takes the place of the old one in one step, or not at all.

Linux and macOS can exchange two folders atomically; elsewhere two renames do it, and a run that was stopped between
them is mended by the next (`restore`).
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux: renameat2(2), since 3.15
_RENAME_SWAP = 2  # macOS: renamex_np(2), since 10.12


def beside(site: Path, word: str) -> Path:
    """Return the folder beside the site in which a build or an old site waits: `site.new`, `site.old`."""
    return site.with_name(f"{site.name}.{word}")


def restore(site: Path) -> None:
    """Put things right after a run that was stopped: the old site back, half a new one away."""
    old = beside(site, "old")
    if old.exists() and not site.exists():
        old.rename(site)
    for leftover in (beside(site, "new"), old):
        if leftover.exists():
            shutil.rmtree(leftover)


def publish(new: Path, site: Path) -> None:
    """Put the folder `new` in the place of `site`, and remove what was there.

    Raises:
        OSError: the file system refused; then `site` is what it was.
    """
    if not site.exists():
        new.rename(site)
        return
    if _exchange(new, site):
        shutil.rmtree(new)
        return
    old = beside(site, "old")
    site.rename(old)
    try:
        new.rename(site)
    except OSError:
        old.rename(site)
        raise
    shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            code = library.renameat2(
                _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)
            )
        elif sys.platform == "darwin":
            code = library.renamex_np(os.fsencode(one), os.fsencode(other), ctypes.c_uint(_RENAME_SWAP))
        else:
            return False
    except (AttributeError, OSError, TypeError):
        return False
    return bool(code == 0)
