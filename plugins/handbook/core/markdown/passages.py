"""Passages: the pieces in which a text is translated, and by which a translation is told to be up to date.

A passage is a heading, a paragraph, a list item, a table row, a term or its definition, a caption, a footnote or the
title of a callout. What is no words (views, separators of tables, facts) is none.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self

from handbook.core.markdown.invariants import Invariants, take_apart

UNTRANSLATED = ("⟦", "⟧")
"""Brackets around a passage that nobody has translated yet: `handbook translate start` writes them."""


class PassageKind(StrEnum):
    """What a passage is."""

    TITLE = "title"
    SUMMARY = "summary"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    TERM = "term"
    DEFINITION = "definition"
    CAPTION = "caption"
    CALLOUT = "callout"
    FOOTNOTE = "footnote"
    CODE = "code"


class Passage(NamedTuple):
    """A piece of a text, as its file has it; made by `Passage.of`."""

    section: str
    """Id of the nearest heading above it (its own, for a heading); empty before the first."""
    kind: PassageKind
    anchor: str
    """Id of its own: of a heading, a list item, a footnote; else empty."""
    text: str
    """Its words in Markdown, white space folded, without marker and `{#id}`; the cells of a row joined by ` | `."""
    line: int
    """First line in the file."""
    end: int
    """Line after its last."""
    invariants: Invariants
    """What a translation must have, too."""

    @classmethod
    def of(cls, section: str, kind: PassageKind, anchor: str, text: str, line: int, end: int) -> Self:
        """Return a passage, with what no language changes found in its text."""
        return cls(section, kind, anchor, text, line, end, take_apart(text).invariants)

    @property
    def signature(self) -> tuple[PassageKind, str]:
        """What two texts must have in common, place by place, to line up."""
        return self.kind, self.anchor

    @property
    def is_untranslated(self) -> bool:
        """True for what `start` wrote and nobody has translated."""
        return is_untranslated(self.text)

    @property
    def words(self) -> int:
        """Number of words."""
        return len(self.text.split())


def is_untranslated(text: str) -> bool:
    """Tell whether words stand in the brackets of what nobody has translated."""
    return text.startswith(UNTRANSLATED[0]) and text.endswith(UNTRANSLATED[1])


def folded(text: str) -> str:
    """Return text with its white space folded: where a line is broken is no difference.

    No-break spaces stay: French sets them before `;` and inside `«`, and a line must not break there.
    """
    for blank in "\n\t\r\f\v":
        text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")
