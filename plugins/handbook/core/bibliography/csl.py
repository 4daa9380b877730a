"""The bibliography as CSL-JSON 1.0.2, which Zotero, Pandoc and word processors read.

Source: https://github.com/citation-style-language/schema, `csl-data.json` and `csl-types`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from handbook.core.bibliography.dates import date_parts
from handbook.core.bibliography.entry_types import ENTRY_TYPES
from handbook.core.bibliography.works import Name, Names, Work, titled

CslValue: TypeAlias = "str | list[dict[str, str]] | dict[str, list[list[int]]]"
CslItem: TypeAlias = dict[str, CslValue]

_VARIABLES = (
    ("publisher-place", "address"),
    ("container-title", "journal"),
    ("collection-title", "series"),
    ("volume", "volume"),
    ("page", "pages"),
    ("edition", "edition"),
    ("chapter-number", "chapter"),
    ("version", "version"),
    ("event-title", "eventtitle"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("note", "note"),
    ("status", "pubstate"),
    ("keyword", "keywords"),
    ("title-short", "shorttitle"),
)
"""Variables of CSL that take a field of ours as it is."""


def to_csl_json(works: Iterable[Work]) -> list[CslItem]:
    """Return the works as items of CSL-JSON, in the order given."""
    return [_item(work) for work in works]


def _item(work: Work) -> CslItem:
    entry_type = ENTRY_TYPES[work.type]
    item: CslItem = {"id": work.key, "type": entry_type.csl, "title": work.title}
    for variable, names in (("author", work.authors), ("editor", work.editors)):
        if names:
            item[variable] = _names(names)
    for variable, date in (("issued", work.date), ("accessed", work.field("urldate"))):
        if date:
            item[variable] = _date(date)
    for variable, field in _VARIABLES:
        if value := work.field(field):
            item[variable] = value
    texts = {
        "container-title": titled(work.field("booktitle"), work.field("booksubtitle")) or work.field("journal"),
        "genre": work.field("type") or entry_type.genre,
        "publisher": work.field("publisher") or work.field("institution") or work.field("organization"),
        # The journals' "issue" is our `number`; for other works it is the number of the work itself.
        "issue" if work.type == "article" else "number": work.field("number") or work.field("issue"),
        "DOI": work.doi,
        "URL": work.url,
        "language": work.language,
    }
    item.update({variable: value for variable, value in texts.items() if value})
    channel = work.field("howpublished")
    if channel:
        # CSL has no "howpublished". A title of a periodical or a database is a container, a symbol a number.
        item.setdefault("number" if _is_symbol(channel) else "container-title", channel)
    return item


def _names(names: Names) -> list[dict[str, str]]:
    people = [_name(name) for name in names.people]
    # CSL-JSON knows no "and others"; this is the form that Zotero and citeproc agree on.
    return [*people, {"literal": "others"}] if names.and_others else people


def _name(name: Name) -> dict[str, str]:
    if name.is_body:
        return {"literal": name.family}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _date(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [list(parts) for end in date.split("/") if (parts := date_parts(end))]}


def _is_symbol(text: str) -> bool:
    """Whether a text is the symbol of a document: `A/RES/73/195`, `C087`."""
    return " " not in text and any(character.isdigit() for character in text)
