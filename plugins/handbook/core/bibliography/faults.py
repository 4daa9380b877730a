"""How faults of the bibliography quote what they found."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LONGEST = 60


def shown(found: str) -> str:
    """Return what was found, short, on one line, with invisible characters named: safe in any terminal."""
    short = found if len(found) <= _LONGEST else found[: _LONGEST - 1] + "…"
    return _UNPRINTABLE.sub(lambda match: f"<U+{ord(match.group()):04X}>", short)
