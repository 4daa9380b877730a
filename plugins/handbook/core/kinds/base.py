"""What the models of all kinds are made of: dates, places in sources, relations, and their common ancestor.

A kind is one subclass of `Facts` (this package) and one template of the same name. The fields of the model are the
keys that an author may write; a field that leads to other entries says so with `Relates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ID_PATTERN = r"[a-z0-9][a-z0-9-]*"
"""Ids of entries, the same in every language."""

_ENTRY_ID = rf"^{ID_PATTERN}$"
_WORK_KEY = r"^[A-Za-z0-9][A-Za-z0-9_:.-]*$"
_SECTION_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
_LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
_NUMBERING = r"^[0-9]{1,3}(\.[0-9]{1,3})?$"
_WEB_ADDRESS = r"^https?://[^\s\"'<>\x00-\x1f]+$"
PATTERN_WORDS = {
    _ENTRY_ID: "an id has a-z, 0-9 and '-'",
    _WORK_KEY: "a key of the bibliography has letters, digits, '_', ':', '.' and '-'",
    _SECTION_ID: "the id of a section has letters, digits, '_', '.' and '-'",
    _NUMBERING: "write a number as 1 or 1.2, in quotation marks",
    _LANGUAGE_TAG: "write a language as its tag, such as en or pt-BR",
    _WEB_ADDRESS: "write an address that begins with https:// or http://, without spaces and quotation marks",
}
"""Pattern → what it asks for, for messages."""

EntryId: TypeAlias = Annotated[str, StringConstraints(pattern=_ENTRY_ID, max_length=80)]
"""Id of an entry of this handbook."""


def _as_list(value: Any) -> Any:  # noqa: ANN401 (what YAML gives)
    return (value,) if isinstance(value, str) else value


EntryIds: TypeAlias = Annotated[
    tuple[EntryId, ...], BeforeValidator(_as_list, json_schema_input_type=EntryId | tuple[EntryId, ...])
]
"""Ids of entries; one alone may be written without the dashes of a list."""


class Key(str):
    """Key of a work in the bibliography, so that it can be told from other text."""

    __slots__ = ()


WorkKey: TypeAlias = Annotated[str, StringConstraints(pattern=_WORK_KEY, max_length=80), AfterValidator(Key)]
"""Key of a work in the bibliography, as an author types it; a `Key` once it is read."""

SectionId: TypeAlias = Annotated[str, StringConstraints(pattern=_SECTION_ID, max_length=80)]
"""Id of a section or item inside an entry."""

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
EDITORS = "editors"
"""The basis of a relation, or the voice of a text, that is our own reading."""


def _check_date(value: Any) -> str:  # noqa: ANN401 (what YAML gives)
    text = str(value)
    parts = text.split("/", 1)
    for part in parts:
        if not _DATE.fullmatch(part):
            raise ValueError("write a date as 2026, 2026-05 or 2026-05-31, or a span as 2023-10/2024-10")
        numbers = [int(number) for number in part.split("-")]
        date(*[*numbers, 1, 1][:3])
    exactness = min(map(len, parts))
    if parts[-1][:exactness] < parts[0][:exactness]:
        raise ValueError("the span ends before it begins; write the earlier date first")
    return text


# To YAML a year is a number.
_TYPED_DATE: Any = (
    Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}(/[0-9]{4}(-[0-9]{2}){0,2})?$")] | int
)

PartialDate: TypeAlias = Annotated[str, BeforeValidator(_check_date, json_schema_input_type=_TYPED_DATE)]
"""A date as exact as it is known (ISO 8601): `1990`, `1990-12`, `1990-12-18`, or a span of two with `/`."""


def _check_as_of(value: Any) -> str:  # noqa: ANN401
    try:
        return "unknown" if value == "unknown" else _check_date(value)
    except ValueError as error:
        raise ValueError(f"{error}; or `unknown` where nobody knows") from error


AsOf: TypeAlias = Annotated[str, BeforeValidator(_check_as_of, json_schema_input_type=Literal["unknown"] | _TYPED_DATE)]
"""The day that a fact was true, or `unknown`."""


def _check_day(value: Any) -> date:  # noqa: ANN401
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("write a day as 2026-05-31") from error


Day: TypeAlias = Annotated[date, BeforeValidator(_check_day)]
"""An exact day."""


class CountryCode(str):
    """Code of a country, so that it can be told from other text of two letters (`VI`, the number of a part)."""

    __slots__ = ()


# What CLDR names beside the countries and territories of ISO 3166-1: groupings, test locales, parts of others.
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def _check_country(value: Any) -> Any:  # noqa: ANN401
    known = isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) and value in Locale("en").territories
    if not known or value in _NO_COUNTRIES:
        raise ValueError("write a country as its two letters of ISO 3166, such as KE")
    return value


Country: TypeAlias = Annotated[
    str, StringConstraints(pattern="^[A-Z]{2}$"), BeforeValidator(_check_country), AfterValidator(CountryCode)
]
"""ISO 3166-1 alpha-2; its name in each language comes from CLDR."""

Numbering: TypeAlias = Annotated[str, StringConstraints(pattern=_NUMBERING)]
"""`1` for the first, `1.2` for the second in it."""

LanguageTag: TypeAlias = Annotated[str, StringConstraints(pattern=_LANGUAGE_TAG)]

Names: TypeAlias = dict[LanguageTag, str]
"""Language → name or word in it."""

WebAddress: TypeAlias = Annotated[str, StringConstraints(pattern=_WEB_ADDRESS, max_length=500)]


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A work and, as far as it is told, the place in it."""

    key: str
    locator: str
    """As typed: `§d1.1`, `p. 12`, or empty."""

    def __str__(self) -> str:
        """As an author types it."""
        return f"{self.key}, {self.locator}" if self.locator else self.key


def _parse_place(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, SourcePlace):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a place in a source as `key, locator`, for example `imrf2026, §d1.1`")
    key, _, locator = value.partition(",")
    return SourcePlace(key.strip().removeprefix("@"), " ".join(locator.split()))


Place: TypeAlias = Annotated[SourcePlace, BeforeValidator(_parse_place)]
"""`key, locator` as an author types it."""


def _parse_basis(value: Any) -> Any:  # noqa: ANN401
    return value if value == EDITORS else _parse_place(value)


Basis: TypeAlias = Annotated[SourcePlace | Literal["editors"], BeforeValidator(_parse_basis)]
"""Where a relation comes from: a place in a source, or the editors' own reading."""


class Strict(BaseModel):
    """A model that refuses unknown keys and does not change."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)


class ArguedRelation(Strict):
    """A relation that somebody could dispute, so that it says where it comes from."""

    to: EntryId
    provisions: tuple[SectionId, ...] = ()
    """Sections of the target that are meant: articles of a convention, for example."""
    basis: Basis


@dataclass(frozen=True, slots=True)
class Relates:
    """Marks a field that leads to other entries; written once, shown on both pages."""

    to: tuple[str, ...] = ()
    """Kinds that it may lead to; empty: any kind."""
    forward: str = ""
    """Heading on the page of the entry that has the field: English, a message of the catalogue."""
    inverse: str = ""
    """Heading on the page of the entry that it leads to."""


class Review(StrEnum):
    """How far a translation has come."""

    MACHINE_DRAFT = "machine-draft"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"


class Facts(Strict):
    """What every kind has. Facts stand once, in the source language; words stand in the body."""

    kind: ClassVar[str]
    """The kind's name, as written after `kind:`."""
    folder: ClassVar[str]
    """Folder of its pages."""
    label: ClassVar[tuple[str, str]]
    """One and many of it, in English: messages of the catalogue."""
    sections: ClassVar[tuple[str, ...]] = ()
    """Reserved ids of sections, in the order in which the page shows them."""
    required_sections: ClassVar[tuple[str, ...]] = ()
    """Sections without which an entry is not complete."""

    group_by: ClassVar[str] = ""
    """Fact or relation by which the index of the kind is grouped; empty for one list."""
    alphabetical: ClassVar[bool] = False
    """True where the index is in the order of the alphabet, not of the files."""

    sources: tuple[Place, ...] = ()
    """Where the entry itself comes from."""
    topics: Annotated[EntryIds, Relates(("topic",), "Topics", "Gathered here")] = ()
    """Ways to slice the handbook that this entry belongs to."""
    see_also: Annotated[EntryIds, Relates((), "See also", "See also")] = ()
    """Entries that a reader of this one would want."""
    unverified: tuple[str, ...] = ()
    """Names of facts, or ids of sections, that nobody has checked against a source; shown so."""

    def missing_sections(self, present: frozenset[str]) -> tuple[str, ...]:
        """Return the reserved ids that this entry should have and has not.

        Args:
            present: ids of its sections and of the headings in them.
        """
        return tuple(name for name in self.required_sections if name not in present)

    def missing_facts(self, present: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """Return (name of the fact, id of the heading) for each heading that needs a fact which is not there."""
        return ()

    def order_key(self) -> tuple[int, ...]:
        """Return what the entry is sorted by among those of its kind, before the order of files and headings."""
        return ()

    def short_name(self, language: str, title: str) -> str:
        """Return what a reference with an empty label prints."""
        return title

    def dated_facts(self) -> tuple[tuple[str, AsOf | None, date | None], ...]:
        """Return (name of the fact, as of, review by) for each fact that goes stale."""
        return ()

    def dates(self) -> tuple[tuple[str, str], ...]:
        """Return (name of the fact, date) for the timeline."""
        return ()


def by_language(names: Names, language: str) -> str:
    """Return the name in `language`, or in its base language, or an empty string."""
    return names.get(language) or names.get(language.split("-", maxsplit=1)[0]) or ""


NonEmpty: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Positive: TypeAlias = Annotated[int, Field(gt=0)]
