"""Passages: the pieces in which a text is translated, and by which a translation is told to be up to date.

A passage is a heading, a paragraph, a list item, a table row, a term or its definition, a caption, a footnote or the
title of a callout. What is no words (views, separators of tables, facts) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, as its file has it."""

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
    invariants: Invariants = field(init=False, compare=False, repr=False)
    """What a translation must have, too. Found once, when the file is parsed."""

    def __post_init__(self) -> None:
        """Find what no language changes."""
        object.__setattr__(self, "invariants", take_apart(self.text).invariants)

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


# One space alone is left as it is, and so not looked at.
_BLANKS = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")


def folded(text: str) -> str:
    """Return text with its white space folded: where a line is broken is no difference.

    No-break spaces stay: French sets them before `;` and inside `«`, and a line must not break there.
    """
    return _BLANKS.sub(" ", text).strip(" ")
