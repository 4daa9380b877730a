"""Relations: one entry leads to another, stated once and shown on both pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.core.kinds import Facts, relations_of
from handbook.core.kinds.base import ArguedRelation, SourcePlace


@dataclass(frozen=True, slots=True)
class Relation:
    """One entry leads to another."""

    type: str
    """Name of the field that states it: `backed_by`."""
    source: str
    target: str
    provisions: tuple[str, ...]
    basis: SourcePlace | str | None
    """A place in a source, `editors`, or None for a relation that nobody would dispute."""


def stated_relations(entry_id: str, facts: Facts) -> Iterator[Relation]:
    """Yield every relation that an entry's facts state, in the order of the model."""
    for name in relations_of(type(facts)):
        value = getattr(facts, name)
        if value is None:
            continue
        for item in (value,) if isinstance(value, str) else value:
            if isinstance(item, ArguedRelation):
                yield Relation(name, entry_id, item.to, item.provisions, item.basis)
            else:
                yield Relation(name, entry_id, item, (), None)
