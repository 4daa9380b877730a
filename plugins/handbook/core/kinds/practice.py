"""Practices: what a union, a government or a body did."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from handbook.core.kinds.base import ArguedRelation, Country, EntryId, EntryIds, Facts, PartialDate, Relates


class PracticeType(StrEnum):
    """Who acted with whom, and how."""

    TRIPARTITE = "tripartite"
    BIPARTITE = "bipartite"
    LOCAL = "local"
    CROSS_BORDER = "cross-border"
    UNION_SERVICE = "union-service"
    UNION_AGREEMENT = "union-agreement"
    CAMPAIGN = "campaign"
    NETWORK = "network"
    TRAINING = "training"
    POLICY = "policy"


class Practice(Facts):
    """Something that was done, so that others can learn from it."""

    kind: ClassVar[str] = "practice"
    folder: ClassVar[str] = "practices"
    label: ClassVar[tuple[str, str]] = ("Practice", "Practices")
    group_by: ClassVar[str] = "region"
    sections: ClassVar[tuple[str, ...]] = ("did", "outcome", "limits", "shows")
    required_sections: ClassVar[tuple[str, ...]] = ("did",)

    region: Annotated[EntryId, Relates(("topic",), "Region", "Practices of the region")]
    countries: tuple[Country, ...] = ()
    types: Annotated[tuple[PracticeType, ...], Field(min_length=1)]
    since: PartialDate | None = None
    until: PartialDate | None = None
    sectors: Annotated[EntryIds, Relates(("topic",), "Sectors", "Practices of the sector")] = ()
    organisations: Annotated[EntryIds, Relates(("organisation",), "Who", "Practices it took part in")] = ()
    uses: Annotated[
        tuple[ArguedRelation, ...], Relates(("instrument",), "Texts that it uses", "Practices that use it")
    ] = ()

    def dates(self) -> tuple[tuple[str, str], ...]:
        """When it began."""
        return (("since", self.since),) if self.since else ()
