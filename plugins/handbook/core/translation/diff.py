"""What has changed in a text since it was translated, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from handbook.core.markdown.passages import Passage
from handbook.core.translation.alignment import State
from handbook.core.translation.desk import Target, placed
from handbook.core.translation.status import PageTranslation

PARAGRAPH_END = "\n\n"
"""Between the passages of a stretch that is compared as one."""


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    TAKEN_OUT = "taken-out"
    PUT_IN = "put-in"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    text: str


# A citation, a reference or an address is one word: half a key tells nobody anything.
_WORD = re.compile(
    r"\[@[^\]]*\]|\[\]\[[^\]]*\]|\]\[[^\]]*\]|\]\([^)]*\)|\{[^{}]*\}|\w+(?:[’'.,-]\w+)*|\s+|.", re.DOTALL
)


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return both texts as one, in the order of reading: what is kept, taken out, put in.

    The kept and the taken out, joined, are the old text; the kept and the put in are the new one.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    steps: list[tuple[str, str]] = []  # what is taken out, what is put in; the same in both where it is kept
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        kept = what == "equal"
        # A blank between two changed words would cut the change to shreds.
        if (kept and steps and removed == " ") or (not kept and steps and steps[-1][0] != steps[-1][1]):
            steps[-1] = (steps[-1][0] + removed, steps[-1][1] + added)
        else:
            steps.append((removed, added))
    return tuple(_pieces(steps))


def _pieces(steps: Iterable[tuple[str, str]]) -> Iterator[Piece]:
    for removed, added in steps:
        if removed == added:
            yield Piece(Change.KEPT, removed)
            continue
        blank = " " if removed.endswith(" ") and added.endswith(" ") else ""
        removed, added = removed.removesuffix(blank), added.removesuffix(blank)
        if removed:
            yield Piece(Change.TAKEN_OUT, removed)
        if added:
            yield Piece(Change.PUT_IN, added)
        if blank:
            yield Piece(Change.KEPT, blank)


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage (or a stretch that is one) with which a translator has something to do."""

    target: Target
    state: State
    is_moved: bool
    is_section: bool
    """True where the blocks of a section do not line up, so that all of it is one passage."""
    old: str
    """The source text that the translation renders; empty where nobody knows, or it is new."""
    new: str
    """The source text as it is; empty where it is gone."""
    pieces: tuple[Piece, ...]
    """Old and new as one; empty where there is nothing to compare."""
    translation: str
    """Empty where there is none."""
    line: int
    """Of the translation's file; 0 where it has none."""
    words: int
    """Words of the source that wait for a translator."""


def differences(translation: PageTranslation) -> tuple[Difference, ...]:
    """Return all passages of a page with which a translator has something to do, in the order of the source."""
    found = []
    for item in placed(translation):
        match = item.match
        if match.state == State.CURRENT:
            continue
        old, new = _joined(match.base), _joined(match.source)
        untranslated = match.state == State.MISSING
        compared = bool(old and new) and not untranslated and old != new
        found.append(
            Difference(
                target=item.target,
                state=match.state,
                is_moved=match.is_moved,
                is_section=match.is_section,
                old="" if untranslated else old,
                new=new,
                pieces=compare_words(old, new) if compared else (),
                translation="" if untranslated else _joined(match.translation),
                line=match.translation[0].line if match.translation else 0,
                words=match.words_to_do,
            )
        )
    return tuple(found)


_MEANING = {
    State.MISSING: "missing: nobody has translated it",
    State.OUTDATED: "outdated: the source has changed since",
    State.UNMATCHED: "unmatched: not certain what belongs to what; compare, then say `done`",
    State.EXTRA: "extra: only in the translation; take it out",
    State.CURRENT: "current",
}


def meaning_of(item: Difference) -> str:
    """Return what a translator is told of a passage."""
    if item.is_moved:
        return "moved: the source has the same words in another place now; move the translation there"
    what = _MEANING[item.state]
    if item.is_section and item.state != State.EXTRA:
        what += " (the blocks of this section do not line up, so that all of it is one)"
    return what


def _joined(passages: Iterable[Passage]) -> str:
    return PARAGRAPH_END.join(passage.text for passage in passages)
