"""Places in words: `p. 12`, `art. 6`, `Demand 1, bullet 1`, in the page's language.

Digits are 0-9 in every language, Arabic included (`DIGITS`): so the sources in Arabic print them, so a reader
finds the place again, and so numbers stay searchable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from handbook.core.bibliography.locators import Locator, LocatorKind, Place
from handbook.core.bibliography.outlines import Outline, Part
from handbook.core.bibliography.spans import (
    Role,
    Span,
    Spans,
    capitalize_first,
    fill,
    join,
    join_list,
    plain,
    source_text,
    text_of,
)
from handbook.core.bibliography.words import Words

DIGITS = "latn"
"""The numbering system of all places, years and numbers that this package prints (CLDR's name for 0-9)."""

LOCATOR_MESSAGES = MappingProxyType(
    {
        LocatorKind.PAGE: ("p. {numbers}", "pp. {numbers}"),
        LocatorKind.PARAGRAPH: ("para. {numbers}", "paras. {numbers}"),
        LocatorKind.ARTICLE: ("art. {numbers}", "arts. {numbers}"),
        LocatorKind.FOOTNOTE: ("fn. {numbers}", "fns. {numbers}"),
        LocatorKind.CHAPTER: ("ch. {numbers}", "chs. {numbers}"),
        LocatorKind.PART: ("part {numbers}", "parts {numbers}"),
        LocatorKind.ANNEX: ("annex {numbers}", "annexes {numbers}"),
        LocatorKind.BOX: ("box {numbers}", "boxes {numbers}"),
        LocatorKind.PRINCIPLE: ("principle {numbers}", "principles {numbers}"),
        LocatorKind.GUIDELINE: ("guideline {numbers}", "guidelines {numbers}"),
        LocatorKind.OBJECTIVE: ("objective {numbers}", "objectives {numbers}"),
        LocatorKind.TARGET: ("target {numbers}", "targets {numbers}"),
        LocatorKind.TABLE: ("table {numbers}", "tables {numbers}"),
        LocatorKind.FIGURE: ("fig. {numbers}", "figs. {numbers}"),
    }
)
"""Kind → its message (for `ngettext`) for one place and for several."""

# Numbers of these run through the whole document, so the parts around them add nothing.
_NUMBERED_THROUGHOUT = frozenset(
    "box commitment demand figure footnote pledge recommendation reference signatory table".split()
)


def place_spans(
    locators: Sequence[Locator],
    words: Words,
    outline: Outline | None = None,
    source_language: str | None = None,
) -> Spans:
    """Return the places in words, in order; `source_language` is that of the outline's headings."""
    places = [_place(locator, words, outline, source_language) for locator in locators]
    if places and locators[0].outline_id is not None:
        places[0] = capitalize_first(places[0])
    # "Demand 1, bullet 1" holds a comma itself, so such places are parted by a semicolon.
    has_commas = any(locator.outline_id is not None for locator in locators)
    return join(words.pgettext("punctuation", "; " if has_commas else ", "), places)


def number_spans(places: Iterable[Place], words: Words, one: str, many: str) -> Spans:
    """Fill `{numbers}` of the message in the plural form that fits the number of places."""
    listed = list(places)
    message = words.ngettext(one, many, sum(_count(place) for place in listed))
    return fill(message, numbers=join_list(words, [_number(place) for place in listed]))


def _place(locator: Locator, words: Words, outline: Outline | None, source_language: str | None) -> Spans:
    if locator.outline_id is not None:
        part = outline.get(locator.outline_id) if outline is not None else None
        if outline is None or part is None:
            return (Span(str(locator), role=Role.CODE),)
        return _outline_place(part, outline, words, source_language)
    if locator.kind is LocatorKind.PREAMBLE:
        return plain(words.pgettext("locator", "preamble"))
    if not locator.values:
        return plain(words.pgettext("locator", "annex"))
    return number_spans(locator.values, words, *LOCATOR_MESSAGES[locator.kind])


def _number(place: Place) -> Spans:
    text = place.first if place.last is None else f"{place.first}–{place.last}"
    # A range of plain numbers follows the direction of the page; a code such as 6(1)(b) never does.
    if all(end.isdigit() for end in (place.first, place.last or "0")):
        return plain(text)
    return (Span(text, role=Role.CODE),)


def _count(place: Place) -> int:
    """How many places it names, for the plural: of a range of letters, "a few"."""
    if place.last is None:
        return 1
    if place.first.isdigit() and place.last.isdigit():
        return int(place.last) - int(place.first) + 1
    return 3


def _outline_place(part: Part, outline: Outline, words: Words, source_language: str | None) -> Spans:
    """Name a part by its number and those around it, up to the first that a heading tells apart."""
    chain: list[Spans] = []
    for around in (part, *reversed(outline.ancestors(part))):
        number = around.shown_number
        if number is not None:
            chain.insert(0, fill(_part_label(around, words), number=_number(Place(number))))
            if around.type in _NUMBERED_THROUGHOUT:
                break
        elif around.heading is not None and around.type != "title":
            quotation = words.pgettext("quotation", "“{text}”")
            chain.insert(0, fill(quotation, text=source_text(around.heading, source_language)))
            break
        elif around is part:
            chain.insert(0, plain(text_of(fill(_part_label(around, words), number=())).strip()))
    return join(words.pgettext("punctuation", ", "), chain)


def _part_label(part: Part, words: Words) -> str:
    return words.pgettext("part of a document", f"{part.type} {{number}}")
