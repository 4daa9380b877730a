"""The grammar of citations, after Pandoc's: `@key, locator` items parted by semicolons.

Source: Pandoc's manual, "Citation syntax". Prefixes and suffixes are left out: words belong in the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EDITORS = "editors"
"""The key that names no work but ourselves."""

KEY = r"[A-Za-z0-9](?:[A-Za-z0-9_:.-]*[A-Za-z0-9])?"
"""Keys of works: letters and digits, with `_ : . -` inside."""

_ITEM = re.compile(rf"@(?P<key>{KEY}) ?(?:, ?(?P<locator>[^@;]*))?")
NARRATIVE = re.compile(rf"@(?P<key>{KEY})(?: \[(?P<locator>[^\[\]@;]+)\])?")
"""A citation in the sentence: `@key` or `@key [locator]`."""


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A group that begins like a citation and is none."""

    found: str
    """The part that does not fit."""


def parse_citation_group(text: str) -> tuple[tuple[str, str], ...] | SyntaxFault:
    """Parse what stands between the brackets of `[@a, p. 3; @b]` into (key, locator) pairs, in order."""
    items = []
    for part in text.split(";"):
        # White space is folded first: left to the pattern, a long run of it would take hours.
        item = " ".join(part.split())
        match = _ITEM.fullmatch(item)
        if match is None:
            return SyntaxFault(item)
        items.append((match["key"], match["locator"] or ""))
    return tuple(items)
