"""The words of the interface: complete in every language that the package speaks, and none in vain."""

from __future__ import annotations

import string
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "plugins/handbook/locale"


def test_catalogues_hold_every_message_and_no_other():
    done = subprocess.run(
        [sys.executable, "tools/catalogues.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_translations_keep_every_placeholder(language: str):
    wrong = []
    for entry in polib.pofile(str(LOCALE / language / "LC_MESSAGES/handbook.po")):
        allowed = [_names(entry.msgid), _names(entry.msgid_plural)]
        if entry.msgid_plural:  # languages that say "one passage", "two passages" without the number
            allowed.append(allowed[0] - {"number"})
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        wrong += [(entry.msgid, text) for text in texts if not text or _names(text) not in allowed]
    assert wrong == []


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
