"""Typst source: text as string literals, so that nothing in it needs markup escaping, and links to be settled later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a page of the handbook, or a place in it. Settled when the whole book is known."""

    page: str
    """From the root of the language, without suffix: `instruments/c087`."""
    anchor: str = ""

    @property
    def label(self) -> str:
        """The label of the place."""
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


Source = list[str | Target]
"""Typst source in pieces; a target stands where the name of a label, or `none`, will be written."""


def literal(text: str) -> str:
    """Return a Typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", escaped) + '"'


def words(text: str) -> str:
    """Return text as it stands in content."""
    return f"#{literal(text)};" if text else ""


def call(function: str, /, *contents: Source, **options: str) -> Source:
    """Return a call with content arguments: `#name(option: value)[…][…];`. Options are Typst expressions."""
    named = ", ".join(f"{key.replace('_', '-')}: {value}" for key, value in options.items())
    source: Source = [f"#{function}({named})"]
    for content in contents:
        source += ["[", *content, "]"]
    return [*source, ";"]


def array(items: Iterable[Source]) -> Source:
    """Return contents as the arguments of a call: `[…], […],`."""
    source: Source = []
    for item in items:
        source += ["[", *item, "], "]
    return source


def settle(source: Iterable[str | Target], find: Callable[[Target], str | None]) -> str:
    """Return the source as text.

    Args:
        source: pieces.
        find: returns the label of a target's place in the document; None where it leads nowhere.
    """
    pieces = []
    for piece in source:
        if isinstance(piece, Target):
            label = find(piece)
            pieces.append(literal(label) if label is not None else "none")
        else:
            pieces.append(piece)
    return "".join(pieces)


def plain(source: Iterable[str | Target]) -> str:
    """Return the source with its links unsettled, for comparing."""
    return "".join(f"<{piece.label}>" if isinstance(piece, Target) else piece for piece in source)
