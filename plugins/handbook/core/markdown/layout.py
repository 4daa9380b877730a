"""How a file is laid out before its Markdown is parsed: front matter, headings, the facts under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
"""At the beginning of a file: `---`, YAML (group 1), `---`."""

FACTS = re.compile(r"\s*\n?```ya?ml[ \t]*\n(.*?)^```[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
"""Right under the heading of an entry that shares its file: its facts in YAML (group 1)."""

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)", re.DOTALL)


def headings(body: str) -> Iterator[tuple[int, str]]:
    """Yield offset and line of each heading of level 2 and deeper; what stands inside code is none."""
    fence = ""
    offset = 0
    for line in body.splitlines(keepends=True):
        opening = _FENCE.match(line)
        if opening:
            if not fence:
                fence = opening[1]
            elif opening[1].startswith(fence) and not opening[2].strip():
                fence = ""
        elif not fence and line.startswith("##"):
            yield offset, line
        offset += len(line)
