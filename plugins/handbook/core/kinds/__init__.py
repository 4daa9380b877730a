"""The kinds of entries: one typed, frozen model each.

A new kind is one subclass of `Facts`, named in mkdocs.yml, and one template `kinds/<kind>.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from handbook.core.diagnostics import HandbookError
from handbook.core.kinds.base import Facts, Relates
from handbook.core.kinds.demand import Demand
from handbook.core.kinds.instrument import Instrument
from handbook.core.kinds.practice import Practice
from handbook.core.kinds.small import Figure, Lesson, Milestone, Organisation, Term, Topic
from handbook.core.kinds.statement import Statement

BUILT_IN: tuple[type[Facts], ...] = (
    Demand,
    Instrument,
    Practice,
    Statement,
    Figure,
    Milestone,
    Organisation,
    Term,
    Lesson,
    Topic,
)
"""The kinds of advocacy, in the order in which a reader meets them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind as one handbook uses it."""

    name: str
    model: type[Facts]
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Language → (one, many), where the handbook calls the kind by another name."""

    @property
    def folder(self) -> str:
        """Folder of its pages."""
        return self.model.folder

    @property
    def label(self) -> tuple[str, str]:
        """One and many in English: messages of the catalogue."""
        return self.model.label

    @property
    def relations(self) -> Mapping[str, Relates]:
        """Name of the field → where it leads, for every relation that an entry of this kind may state."""
        return relations_of(self.model)


@cache
def relations_of(model: type[Facts]) -> Mapping[str, Relates]:
    """Return the fields of `model` that lead to other entries, in the order of the model."""
    found = {}
    for name, info in model.model_fields.items():
        mark = next((item for item in info.metadata if isinstance(item, Relates)), None)
        if mark is not None:
            found[name] = mark
    return found


def choose_kinds(
    *,
    leave_out: Iterable[str] = (),
    labels: Mapping[str, Mapping[str, tuple[str, str]]] | None = None,
    extra: Iterable[str] = (),
) -> dict[str, Kind]:
    """Return the kinds of a handbook by name.

    Args:
        leave_out: names of built-in kinds that this handbook does not use.
        labels: kind → language → (one, many).
        extra: models of further kinds, each as `module:Class`.

    Raises:
        HandbookError: an extra kind cannot be imported or is no subclass of `Facts`.
    """
    left_out = frozenset(leave_out)
    models = [model for model in BUILT_IN if model.kind not in left_out]
    models += [_import_model(place) for place in extra]
    names = labels or {}
    return {model.kind: Kind(model.kind, model, names.get(model.kind, {})) for model in models}


def _import_model(place: str) -> type[Facts]:
    module, _, name = place.partition(":")
    try:
        model = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise HandbookError(f"the kind '{place}' cannot be imported ({error}); write `module:Class`") from error
    if not (isinstance(model, type) and issubclass(model, Facts)):
        raise HandbookError(f"the kind '{place}' is not a subclass of handbook.core.kinds.base.Facts")
    return model


__all__ = ["BUILT_IN", "Facts", "Kind", "Relates", "choose_kinds", "relations_of"]
