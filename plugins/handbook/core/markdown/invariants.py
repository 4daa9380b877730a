"""What a passage has that no language changes: citations, references, links, code, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from handbook.core.markdown.citation_syntax import NARRATIVE, parse_citation_group

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_GROUP = re.compile(r"\[(@[^\]]*)\]")
_REFERENCE = re.compile(r"\[([^\[\]]*)\]\[([\w-]+(?:#[\w.-]+)?)\]")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)[^)]*\)|<((?:https?|mailto|tel):[^>\s]+)>")
_BRACE = re.compile(r"\{[A-Za-z0-9_]+\}")
# A space parts thousands only before three digits: `2012 27 points` is two numbers.
_NUMBER = re.compile(r"\d+(?:(?:[.,\u066b\u066c'’]\d+)|(?:[\u0020\u00a0\u202f\u2009]\d{3}(?!\d)))*")
# One language writes 2016–19, another 2016–2019.
_SPAN = re.compile(r"(?<!\d)(\d\d)(\d\d)\s?[–-]\s?(\d\d)(?!\d)")


class Invariants(NamedTuple):
    """Each is sorted, so that two texts can be compared."""

    citations: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    """Code, and names in braces."""
    numbers: tuple[str, ...] = ()
    """In one spelling, as `normal_number` has it."""


class Parts(NamedTuple):
    """A text, taken apart."""

    invariants: Invariants
    words: str
    """What is left: the words alone."""


def take_apart(text: str) -> Parts:
    """Part what no language changes from the words."""
    citations: list[str] = []
    references: list[str] = []
    links: list[str] = []
    placeholders: list[str] = []

    def take_code(match: re.Match[str]) -> str:
        placeholders.append(match[2])
        return " "

    def take_group(match: re.Match[str]) -> str:
        items = parse_citation_group(match[1])
        if isinstance(items, tuple):
            citations.extend(_cited(key, locator) for key, locator in items)
        return " "

    def take_narrative(match: re.Match[str]) -> str:
        citations.append(_cited(match["key"], " ".join((match["locator"] or "").split())))
        return " "

    def take_reference(match: re.Match[str]) -> str:
        references.append(match[2])
        return match[1] or " "

    def take_link(match: re.Match[str]) -> str:
        links.append(match[1] or match[2])
        return "] "

    # Looking for a sign costs next to nothing, and most passages have few of these.
    if "`" in text:
        text = _CODE.sub(take_code, text)
    if "[@" in text:
        text = _GROUP.sub(take_group, text)
    if "][" in text:
        text = _REFERENCE.sub(take_reference, text)
    if "](" in text or "<" in text:
        text = _LINK.sub(take_link, text)
    if "@" in text:
        text = NARRATIVE.sub(take_narrative, text)
    if "{" in text:
        placeholders += _BRACE.findall(text)
    spelled_out = _SPAN.sub(r"\1\2-\1\3", text) if "–" in text or "-" in text else text
    numbers = [normal_number(found) for found in _NUMBER.findall(spelled_out)]
    found = (citations, references, links, placeholders, numbers)
    if not any(found):
        return Parts(_NONE, text)
    return Parts(Invariants(*(tuple(sorted(items)) for items in found)), text)


_NONE = Invariants()


def join(parts: Iterable[Invariants]) -> Invariants:
    """Return what several texts have together."""
    columns = zip(*parts, strict=True)
    return Invariants(*(tuple(sorted(chain.from_iterable(column))) for column in columns))


def normal_number(text: str) -> str:
    """Return a number in one spelling: western digits, `.` before decimals, nothing between thousands."""
    if text.isascii() and text.isdecimal():
        return str(int(text))
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    *groups, last = re.split(r"[^0-9]", digits)
    if groups and len(last) != 3:
        return f"{int(''.join(groups))}.{last}"
    return str(int("".join([*groups, last])))


def _cited(key: str, locator: str) -> str:
    return f"@{key}, {locator}" if locator else f"@{key}"
