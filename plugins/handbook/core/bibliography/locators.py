"""Places in a work: the grammar of what stands after the key in `[@key, art. 6(1)(b), fn. 22]`.

    locators = locator ("," locator)*
    locator  = "§" outline-id | "preamble" | "annex" | label values
    values   = value ("," value)*            (a value without a label goes on with the label before it)
    value    = place | place ("-" | "–") place
    place    = first ("." number)* ("(" number ")")*         6  4.1  8.b  6(1)(b)  II  12a
    first    = digits letters? | roman | capital             (so no label can be taken for a place)

One form a meaning: `art.`, not `Article`; so places can be counted, checked and printed in any language.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from handbook.core.bibliography.faults import shown

MAX_CHARACTERS = 300
"""Longest text that is read as locators."""


class LocatorKind(StrEnum):
    """What a locator counts. The value is the label in the source, for one place."""

    PAGE = "p."
    PARAGRAPH = "para."
    ARTICLE = "art."
    FOOTNOTE = "fn."
    CHAPTER = "ch."
    PART = "part"
    ANNEX = "annex"
    BOX = "box"
    PRINCIPLE = "principle"
    GUIDELINE = "guideline"
    OBJECTIVE = "objective"
    TARGET = "target"
    TABLE = "table"
    FIGURE = "fig."
    PREAMBLE = "preamble"
    OUTLINE = "§"
    """A part of the work's outline, by its id."""


_PLURALS = {
    LocatorKind.PAGE: "pp.",
    LocatorKind.PARAGRAPH: "paras.",
    LocatorKind.ARTICLE: "arts.",
    LocatorKind.FOOTNOTE: "fns.",
    LocatorKind.CHAPTER: "chs.",
    LocatorKind.PART: "parts",
    LocatorKind.ANNEX: "annexes",
    LocatorKind.BOX: "boxes",
    LocatorKind.PRINCIPLE: "principles",
    LocatorKind.GUIDELINE: "guidelines",
    LocatorKind.OBJECTIVE: "objectives",
    LocatorKind.TARGET: "targets",
    LocatorKind.TABLE: "tables",
    LocatorKind.FIGURE: "figs.",
}
_STANDS_ALONE = frozenset({LocatorKind.PREAMBLE, LocatorKind.ANNEX})
_LABELLED = tuple(kind for kind in LocatorKind if kind is not LocatorKind.OUTLINE)
# The full stop may be left out ("paras 10-12"), as much British writing does.
_LABELS = {
    spelling: kind
    for kind in _LABELLED
    for label in (kind.value, _PLURALS.get(kind, kind.value))
    for spelling in (label, label.rstrip("."))
}
# What people write instead, for the hint in the message.
_NEAREST = {
    "page": "p.", "pages": "pp.", "pg": "p.", "paragraph": "para.", "paragraphs": "paras.", "par": "para.",
    "¶": "para.", "article": "art.", "articles": "arts.", "chapter": "ch.", "chapters": "chs.",
    "footnote": "fn.", "footnotes": "fns.", "note": "fn.", "notes": "fns.", "n": "fn.", "chap": "ch.",
    "figure": "fig.", "figures": "figs.", "tab": "table", "section": "§", "sec": "§", "appendix": "annex",
    "pt": "part", "goal": "objective", "sdg": "target",
}  # fmt: skip

ALLOWED_FORMS = (
    "p. 3, pp. 3-5, para. 10, art. 6(1)(b), fn. 22, ch. 2, part II, annex I, box 1, principle 2, "
    "guideline 4.1, objective 6, target 8.8, table 1, fig. 1, preamble, § and an id of the outline; "
    "several parted by commas"
)
"""For messages."""

OUTLINE_ID = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
"""Ids of parts of an outline."""

_NUMBER = r"(?:[0-9]{1,6}[a-z]{0,4}|[ivxlcdm]{1,8}|[IVXLCDM]{1,8}|[A-Za-z])"
_FIRST = r"(?:[0-9]{1,6}[a-z]{0,4}|[ivxlcdm]{1,8}|[IVXLCDM]{1,8}|[A-Z])"
_PLACE = rf"{_FIRST}(?:\.{_NUMBER}){{0,5}}(?:\({_NUMBER}\)){{0,5}}"
_VALUE = re.compile(rf"(?P<first>{_PLACE})(?:\s?[-–]\s?(?P<last>{_PLACE}))?")
_ITEM = re.compile(r"(?P<label>[^\W\d_]+\.?|¶)(?:\s*(?P<value>(?<=[.¶])\S.*|(?<=\s)\S.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A place, or the range from one to another."""

    first: str
    """As typed: `6(1)(b)`, `II`, `12a`; of an outline, the id."""
    last: str | None = None
    """End of the range; None for a single place."""

    def __str__(self) -> str:
        return self.first if self.last is None else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Locator:
    """Places of one kind in a work."""

    kind: LocatorKind
    values: tuple[Place, ...] = ()
    """In the order typed; empty only for the preamble and for a sole annex; exactly one for the outline."""

    def __str__(self) -> str:
        """The form that an author types: `arts. 6, 7`, `§d1.1`."""
        if self.kind is LocatorKind.OUTLINE:
            return f"§{self.values[0]}"
        if not self.values:
            return self.kind.value
        label = self.kind.value if self.is_single else _PLURALS[self.kind]
        return f"{label} {', '.join(map(str, self.values))}"

    @property
    def is_single(self) -> bool:
        """Whether it names one place only."""
        return len(self.values) <= 1 and all(place.last is None for place in self.values)

    @property
    def outline_id(self) -> str | None:
        """The id of a part of the outline; None for other kinds."""
        return self.values[0].first if self.kind is LocatorKind.OUTLINE else None


@dataclass(frozen=True, slots=True)
class LocatorFault:
    """Why a text names no place."""

    code: str
    """`bad-locator`, `unknown-place` or `no-outline`."""
    message: str
    """As in a diagnostic; who knows the file and the line makes one of it."""


def parse_locators(text: str) -> tuple[Locator, ...] | LocatorFault:
    """Parse what follows the key and its comma; neighbours of one kind become one locator."""
    if len(text) > MAX_CHARACTERS:
        return LocatorFault("bad-locator", f"a locator of {len(text)} characters; at most {MAX_CHARACTERS} are read")
    locators: list[Locator] = []
    for item in text.split(","):
        found = _parse_item(" ".join(item.split()), locators[-1].kind if locators else None)
        if isinstance(found, LocatorFault):
            return found
        last = locators[-1] if locators else None
        if last and last.kind is found.kind and found.kind is not LocatorKind.OUTLINE and last.values and found.values:
            locators[-1] = Locator(found.kind, last.values + found.values)
        else:
            locators.append(found)
    return tuple(locators)


def format_source(locators: Iterable[Locator]) -> str:
    """Return the form that an author types; `parse_locators` reads it back."""
    return ", ".join(map(str, locators))


def _parse_item(item: str, before: LocatorKind | None) -> Locator | LocatorFault:
    if not item:
        return LocatorFault("bad-locator", f"a place is missing before or after a comma; allowed: {ALLOWED_FORMS}")
    if item.startswith("§"):
        outline_id = item[1:].strip()
        if OUTLINE_ID.fullmatch(outline_id):
            return Locator(LocatorKind.OUTLINE, (Place(outline_id),))
        return _fault(item, "§ is followed by one id of the outline: a-z, 0-9, '.', '-'")
    if _VALUE.fullmatch(item):
        # A bare value goes on with the label before it. A roman number is one too: "parts I, II".
        if before is None or before in (LocatorKind.PREAMBLE, LocatorKind.OUTLINE):
            return _fault(item, "it needs its label, such as p. or art.")
        return _parse_values(before, item, item)
    match = _ITEM.fullmatch(item)
    kind = _LABELS.get(match["label"]) if match else None
    if match is None or kind is None:
        if before is LocatorKind.OUTLINE and OUTLINE_ID.fullmatch(item):
            return _fault(item, nearest=f"; did you mean '§{item}'?")
        return _fault(item, nearest=_nearest(match["label"], match["value"]) if match else "")
    label, value = match["label"], match["value"]
    if value is None:
        return Locator(kind) if kind in _STANDS_ALONE else _fault(item, f"'{label}' needs a number after it")
    if kind is LocatorKind.PREAMBLE:
        return _fault(item, "'preamble' stands alone")
    return _parse_values(kind, value, item)


def _parse_values(kind: LocatorKind, value: str, item: str) -> Locator | LocatorFault:
    match = _VALUE.fullmatch(value)
    if match is None:
        hint = "join numbers with a comma" if re.search(r"\band\b|&", value) else f"'{shown(value)}' is no number"
        return _fault(item, hint)
    first, last = match["first"], match["last"]
    if last is not None and first.isdigit() and last.isdigit() and int(last) <= int(first):
        return _fault(item, "the range does not rise; write both of its ends in full")
    return Locator(kind, (Place(first, last),))


def _nearest(label: str, value: str | None) -> str:
    bare = label.rstrip(".").lower()
    known = _NEAREST.get(bare)
    if known is None:
        close = difflib.get_close_matches(bare, _LABELS, n=1, cutoff=0.6)
        if not close:
            return ""
        known = _LABELS[close[0]].value
    rest = f"{'' if known == '§' else ' '}{shown(value)}" if value else ""
    return f"; did you mean '{known}{rest}'?"


def _fault(item: str, why: str = "", *, nearest: str = "") -> LocatorFault:
    reason = f" ({why})" if why else ""
    found = f"'{shown(item)}' names no place in a work{reason}{nearest}"
    return LocatorFault("bad-locator", f"{found}{' ' if nearest else '; '}allowed: {ALLOWED_FORMS}")
