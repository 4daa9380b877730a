"""How far a language has come: by kind, and which pages wait for a translator, most read kinds first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handbook.core.handbook import Handbook
from handbook.core.translation.alignment import State
from handbook.core.translation.status import PLAIN, Counts, PageTranslation

MOST_READ = ("demand", "instrument", "lesson")
"""Kinds that a translator is shown first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some pages have come."""

    name: str
    """A kind, or a page."""
    pages: int
    counts: Counts
    words: Mapping[State, int]
    """Words of the source (for `extra`: of the translation) in each state."""

    @property
    def is_complete(self) -> bool:
        """True where nothing is left to do."""
        return self.counts.is_complete


def progress_of(name: str, pages: Sequence[PageTranslation]) -> Progress:
    """Add up some pages."""
    words: Counter[State] = Counter()
    for page in pages:
        words.update(page.words)
    return Progress(name, len(pages), sum((page.counts for page in pages), Counts()), words)


def by_kind(handbook: Handbook, language: str) -> tuple[Progress, ...]:
    """Return how far each kind that the handbook has pages of has come in a language."""
    pages: dict[str, list[PageTranslation]] = {name: [] for name in _kinds(handbook)}
    for translation in handbook.translations(language):
        pages.setdefault(translation.kind, []).append(translation)
    return tuple(progress_of(kind, found) for kind, found in pages.items() if found)


def in_order(handbook: Handbook, language: str) -> tuple[PageTranslation, ...]:
    """Return all pages in the order in which a translator had best take them: most read kinds first."""
    rank = {name: position for position, name in enumerate(_kinds(handbook))}
    pages = handbook.translations(language)
    return tuple(sorted(pages, key=lambda page: rank.get(page.kind, len(rank))))


def _kinds(handbook: Handbook) -> tuple[str, ...]:
    known = handbook.settings.kinds
    return tuple(dict.fromkeys((*(kind for kind in MOST_READ if kind in known), *known, PLAIN)))
