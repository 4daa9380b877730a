"""Demands: what the movement asks for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from handbook.core.kinds.base import (
    ArguedRelation,
    AsOf,
    Day,
    EntryId,
    EntryIds,
    Facts,
    Numbering,
    Place,
    Relates,
    Strict,
    WorkKey,
)

MESSAGES = ("message-30", "message-60")
"""Parts of the section `messages`: what one says in thirty seconds, and in a minute. The summary is the one line."""


class DraftView(StrEnum):
    """What the demand says of the text that it answers."""

    WELCOMED = "welcomed"
    WEAKENED = "weakened"
    MISSING = "missing"
    NONE_STATED = "none-stated"


class Status(StrEnum):
    """What a demand or a statement is worth today."""

    ANSWERS_DRAFT = "answers-draft"
    """It answers a draft; no adopted text has been checked."""
    CURRENT = "current"
    HISTORY = "history"


class ViewOfDraft(Strict):
    """The movement's view of a draft, on the day it was stated."""

    view: DraftView
    source: Place | None = None
    as_of: AsOf = "unknown"
    review_by: Day | None = None


class Demand(Facts):
    """A demand: a hub, or a single demand that is part of one."""

    kind: ClassVar[str] = "demand"
    folder: ClassVar[str] = "demands"
    label: ClassVar[tuple[str, str]] = ("Demand", "Demands")
    group_by: ClassVar[str] = "part_of"
    sections: ClassVar[tuple[str, ...]] = ("asks", "messages", "why", "draft", "lineage", "limits")

    number: Numbering
    """`1` for a hub, `1.2` for its second single demand."""
    status: Status
    answers: WorkKey | None = None
    """The work that it answers."""
    draft_view: ViewOfDraft | None = None
    part_of: Annotated[EntryId | None, Relates(("demand",), "Part of", "Single demands")] = None
    addressed_to: Annotated[EntryIds, Relates(("organisation",), "Addressed to", "Demands addressed to it")] = ()
    backed_by: Annotated[
        tuple[ArguedRelation, ...],
        Relates(("instrument",), "The articles behind it", "Demands that rest on it"),
    ] = ()
    shown_by: Annotated[
        tuple[ArguedRelation, ...],
        Relates(("practice",), "Practices that show it works", "Demands that it shows to work"),
    ] = ()
    promised_by: Annotated[
        tuple[ArguedRelation, ...], Relates(("statement",), "Who has promised it", "Demands that it promises")
    ] = ()
    continues: Annotated[
        tuple[ArguedRelation, ...],
        Relates(("statement", "demand"), "Where it comes from", "Continued by"),
    ] = ()

    def order_key(self) -> tuple[int, ...]:
        """A hub, then its single demands."""
        return tuple(int(part) for part in self.number.split("."))

    def missing_sections(self, present: frozenset[str]) -> tuple[str, ...]:
        """A single demand says what it asks; a hub leaves that to its single demands. Messages have two lengths."""
        wanted = (("asks",) if self.part_of else ()) + (MESSAGES if "messages" in present else ())
        return tuple(name for name in wanted if name not in present)

    def dated_facts(self) -> tuple[tuple[str, AsOf | None, date | None], ...]:
        """The view of the draft goes stale when the text is adopted."""
        view = self.draft_view
        return (("draft_view", view.as_of, view.review_by),) if view and view.review_by else ()
