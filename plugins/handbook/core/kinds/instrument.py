"""Instruments: conventions, recommendations, declarations, compacts, frameworks, guidelines."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from handbook.core.kinds.base import (
    AsOf,
    Day,
    EntryId,
    EntryIds,
    Facts,
    Names,
    PartialDate,
    Relates,
    Strict,
    WebAddress,
    WorkKey,
    by_language,
)

PROVISION = re.compile(r"(art|principle|para|guideline|part|annex|objective|target)-[a-z0-9.-]+")
"""Ids of the sections that stand for a provision of the text."""


class InstrumentType(StrEnum):
    """What a text is, and so how far it binds."""

    CONVENTION = "convention"
    PROTOCOL = "protocol"
    RECOMMENDATION = "recommendation"
    DECLARATION = "declaration"
    COMPACT = "compact"
    FRAMEWORK = "framework"
    GUIDELINES = "guidelines"
    RESOLUTION = "resolution"
    PRINCIPLES = "principles"
    CODE = "code"
    AGENDA = "agenda"
    AGREEMENT = "agreement"


class Standing(StrEnum):
    """Its place among the ILO's standards."""

    FUNDAMENTAL = "fundamental"
    GOVERNANCE = "governance"
    TECHNICAL = "technical"
    NONE = "none"


class Ratifications(Strict):
    """A count of ratifications: always with its day and its source."""

    count: Annotated[int, Field(ge=0)]
    as_of: AsOf
    source: WorkKey
    review_by: Day | None = None


class Instrument(Facts):
    """A text of international or regional standing that a demand can rest on."""

    kind: ClassVar[str] = "instrument"
    folder: ClassVar[str] = "instruments"
    label: ClassVar[tuple[str, str]] = ("Instrument", "Instruments")
    group_by: ClassVar[str] = "type"
    sections: ClassVar[tuple[str, ...]] = ("gives", "scope", "status", "use", "limits")

    type: InstrumentType
    code: str | None = None
    """The ILO's code: `C087`."""
    number: int | None = None
    abbreviation: Names = {}
    official_title: Names = {}
    """Only titles that were verified; a language without one shows the English title, marked."""
    work: WorkKey | None = None
    """The text itself, in the bibliography."""
    adopted: PartialDate | None = None
    place: Names = {}
    in_force: PartialDate | None = None
    standing: Standing | None = None
    normlex_status: str | None = None
    url: WebAddress | None = None
    """Address of the official text."""
    ratification_table: WebAddress | None = None
    ratifications: Ratifications | None = None
    adopted_by: Annotated[EntryId | None, Relates(("organisation",), "Adopted by", "Texts that it adopted")] = None
    related: Annotated[EntryIds, Relates(("instrument",), "Goes with", "Goes with")] = ()
    supersedes: Annotated[EntryIds, Relates(("instrument",), "Replaces", "Replaced by")] = ()

    def short_name(self, language: str, title: str) -> str:
        """`C87` for a text with a code; else its abbreviation in the language; else its title."""
        return self.shelf_mark or by_language(self.abbreviation, language) or title

    @property
    def shelf_mark(self) -> str:
        """The code as one says it, without leading zeros: `C87`; empty where there is none."""
        return re.sub(r"^([A-Z]+)0+", r"\1", self.code) if self.code else ""

    def dated_facts(self) -> tuple[tuple[str, AsOf | None, date | None], ...]:
        """The count of ratifications goes stale."""
        count = self.ratifications
        return (("ratifications", count.as_of, count.review_by),) if count else ()

    def dates(self) -> tuple[tuple[str, str], ...]:
        """Adoption and entry into force."""
        found = (("adopted", self.adopted), ("in_force", self.in_force))
        return tuple((name, value) for name, value in found if value)
