"""Statements: what somebody said."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from handbook.core.kinds.base import ArguedRelation, EntryId, Facts, Relates, SectionId, WorkKey
from handbook.core.kinds.demand import Status


class StatementType(StrEnum):
    """What kind of thing was said."""

    KEY_MESSAGE = "key-message"
    PLEDGE = "pledge"
    COMMITMENT = "commitment"
    ACTION_POINT = "action-point"
    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    PRINCIPLE = "principle"
    MEASURE = "measure"
    CHALLENGE = "challenge"
    ARGUMENT = "argument"


class Statement(Facts):
    """Something said by somebody, at a place in a document; always with the voice."""

    kind: ClassVar[str] = "statement"
    folder: ClassVar[str] = "statements"
    label: ClassVar[tuple[str, str]] = ("Statement", "Statements")
    group_by: ClassVar[str] = "document"

    type: StatementType
    document: WorkKey
    place: SectionId
    """Id of the part in the document's outline."""
    number: str | int | None = None
    status: Status = Status.CURRENT
    voice: Annotated[EntryId, Relates(("organisation",), "Who says so", "What it says")]
    supports: Annotated[tuple[ArguedRelation, ...], Relates(("demand",), "Speaks for", "Who else speaks for it")] = ()
    contradicts: Annotated[
        tuple[ArguedRelation, ...], Relates(("demand",), "Speaks against", "Who speaks against it")
    ] = ()
