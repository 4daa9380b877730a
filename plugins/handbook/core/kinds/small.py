"""The small kinds, which mostly share their files: figures, milestones, organisations, terms, lessons, topics."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from handbook.core.kinds.base import (
    AsOf,
    Country,
    Day,
    EntryId,
    EntryIds,
    Facts,
    LanguageTag,
    Names,
    NonEmpty,
    PartialDate,
    Positive,
    Relates,
    Strict,
    WebAddress,
    WorkKey,
    by_language,
)


class Unit(StrEnum):
    """What a figure counts."""

    PEOPLE = "people"
    PERCENT = "percent"
    COUNTRIES = "countries"
    PARTIES = "parties"
    AGREEMENTS = "agreements"
    ORGANISATIONS = "organisations"
    USD = "usd"
    TIMES = "times"
    SHARE = "share"
    YEARS = "years"


class Qualifier(StrEnum):
    """How exact a figure is."""

    ABOUT = "about"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    AIM = "aim"


class Figure(Facts):
    """A number that one may quote, with its day."""

    kind: ClassVar[str] = "figure"
    folder: ClassVar[str] = "figures"
    label: ClassVar[tuple[str, str]] = ("Figure", "Figures")
    sections: ClassVar[tuple[str, ...]] = ("limits",)

    value: int | float
    unit: Unit
    qualifier: Qualifier | None = None
    year: int | None = None
    """The year that the number describes."""
    countries: tuple[Country, ...] = ()
    as_of: AsOf
    review_by: Day | None = None
    region: Annotated[EntryId | None, Relates(("topic",), "Region", "Figures of the region")] = None
    superseded_by: Annotated[EntryId | None, Relates(("figure",), "Superseded by", "Supersedes")] = None

    def dated_facts(self) -> tuple[tuple[str, AsOf | None, date | None], ...]:
        """Every figure goes stale, but one that says by which it was superseded."""
        return () if self.superseded_by else (("value", self.as_of, self.review_by),)


class Milestone(Facts):
    """A dated event that no other entry owns."""

    kind: ClassVar[str] = "milestone"
    folder: ClassVar[str] = "milestones"
    label: ClassVar[tuple[str, str]] = ("Milestone", "Milestones")

    date: PartialDate
    about: Annotated[EntryIds, Relates((), "About", "Milestones")] = ()

    def dates(self) -> tuple[tuple[str, str], ...]:
        """The event itself."""
        return (("date", self.date),)


class OrganisationType(StrEnum):
    """What an organisation is."""

    UNION = "union"
    FEDERATION = "federation"
    CONFEDERATION = "confederation"
    EMPLOYERS = "employers"
    AGENCY = "agency"
    INTERGOVERNMENTAL = "intergovernmental"
    PROGRAMME = "programme"
    NETWORK = "network"
    GOVERNMENT = "government"
    CIVIL_SOCIETY = "civil-society"
    DIALOGUE_BODY = "dialogue-body"
    RESEARCH = "research"


class Signatory(Strict):
    """Who signed a document for an organisation."""

    document: WorkKey
    name: NonEmpty


class Organisation(Facts):
    """A union, federation, agency, programme or network."""

    kind: ClassVar[str] = "organisation"
    folder: ClassVar[str] = "organisations"
    label: ClassVar[tuple[str, str]] = ("Organisation", "Organisations")
    group_by: ClassVar[str] = "type"
    alphabetical: ClassVar[bool] = True

    type: OrganisationType
    abbreviation: Names = {}
    countries: tuple[Country, ...] = ()
    url: WebAddress | None = None
    signed: tuple[WorkKey, ...] = ()
    """Documents that it signed."""
    signatories: tuple[Signatory, ...] = ()
    part_of: Annotated[EntryIds, Relates(("organisation",), "Part of", "Its parts")] = ()

    def short_name(self, language: str, title: str) -> str:
        """Its abbreviation in the language, else its name."""
        return by_language(self.abbreviation, language) or title


class Term(Facts):
    """A word of the glossary; explained on its first use in every page."""

    kind: ClassVar[str] = "term"
    folder: ClassVar[str] = "glossary"
    label: ClassVar[tuple[str, str]] = ("Term", "Glossary")
    alphabetical: ClassVar[bool] = True

    abbreviation: Names = {}
    preferred: dict[LanguageTag, tuple[NonEmpty, ...]] = {}
    """Language → words that a translation uses."""
    discouraged: dict[LanguageTag, tuple[NonEmpty, ...]] = {}
    """Language → words that a translation avoids."""
    see: Annotated[EntryIds, Relates((), "See", "Terms that name it")] = ()


_STEP = re.compile(r"step-[0-9]+")
"""Id of the heading of a step."""


class Lesson(Facts):
    """A lesson kit."""

    kind: ClassVar[str] = "lesson"
    folder: ClassVar[str] = "lessons"
    label: ClassVar[tuple[str, str]] = ("Lesson kit", "Lesson kits")
    sections: ClassVar[tuple[str, ...]] = (
        "objective",
        "outcomes",
        "for",
        "materials",
        "steps",
        "sheet",
        "questions",
        "next",
    )
    required_sections: ClassVar[tuple[str, ...]] = ("objective", "steps")

    minutes: Positive
    step_minutes: tuple[Positive, ...] = ()
    """Minutes of each step: of the heading `step-1`, of `step-2` …; together they are `minutes`."""
    group_size: Annotated[tuple[Positive, ...], Field(max_length=2)] = ()
    """Smallest and largest group."""
    teaches: Annotated[EntryIds, Field(min_length=1), Relates(("demand", "instrument"), "Teaches", "Teach it")]

    @field_validator("step_minutes")
    @classmethod
    def _add_up(cls, steps: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        minutes = info.data.get("minutes")
        if steps and minutes is not None and sum(steps) != minutes:
            raise ValueError(f"the steps take {sum(steps)} minutes together, and `minutes` says {minutes}")
        return steps

    def missing_sections(self, present: frozenset[str]) -> tuple[str, ...]:
        """A step that takes minutes stands in the text."""
        steps = tuple(f"step-{number}" for number in range(1, len(self.step_minutes) + 1))
        return tuple(name for name in (*self.required_sections, *steps) if name not in present)

    def missing_facts(self, present: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """Where steps are timed, each of them is."""
        known = {f"step-{number}" for number in range(1, len(self.step_minutes) + 1)}
        stray = sorted(name for name in present if _STEP.fullmatch(name) and name not in known)
        return tuple(("step_minutes", name) for name in stray) if self.step_minutes else ()


class TopicType(StrEnum):
    """How a topic slices the handbook."""

    REGION = "region"
    SECTOR = "sector"
    RIGHT = "right"
    THREAD = "thread"
    """A matter that runs through several documents."""


class Topic(Facts):
    """A way to slice the rest: a region, a sector, a right, a thread."""

    kind: ClassVar[str] = "topic"
    folder: ClassVar[str] = "topics"
    label: ClassVar[tuple[str, str]] = ("Topic", "Topics")
    group_by: ClassVar[str] = "type"

    type: TopicType
    countries: tuple[Country, ...] = ()
    part_of: Annotated[EntryId | None, Relates(("topic",), "Part of", "Parts")] = None
