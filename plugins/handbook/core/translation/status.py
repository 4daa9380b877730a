"""How far the translation of a page has come, passage by passage, and of a language, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from handbook.core.diagnostics import Diagnostic
from handbook.core.documents import Document
from handbook.core.markdown.passages import Passage, PassageKind
from handbook.core.translation.alignment import Match, State, align

PLAIN = "page"
"""Kind of what is no entry: the home page and its like."""


class Counts(NamedTuple):
    """Passages by state, and the words that wait for a translator."""

    current: int = 0
    missing: int = 0
    outdated: int = 0
    unmatched: int = 0
    extra: int = 0
    words_to_do: int = 0

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]  # tuples are joined; counts are added up
        """Return the sum."""
        return Counts(*(one + another for one, another in zip(self, other, strict=True)))

    @property
    def is_complete(self) -> bool:
        """True where nothing is left to do."""
        return self.missing == self.outdated == self.unmatched == self.extra == 0

    @property
    def passages(self) -> int:
        """Passages of the source."""
        return self.current + self.missing + self.outdated + self.unmatched


def count(matches: Iterable[Match]) -> Counts:
    """Count passages by state."""
    numbers: Counter[State] = Counter()
    words = 0
    for match in matches:
        numbers[match.state] += match.number
        if match.state is not State.CURRENT:
            words += match.words_to_do
    return Counts(**{state.value: numbers[state] for state in State}, words_to_do=words)


@dataclass(frozen=True)
class PageTranslation:
    """A page (a file) in a language, compared with its source."""

    language: str
    page: str
    kind: str
    """Of its entries; `page` for what is none."""
    path: str
    """The translation's file, whether it is there or not."""
    exists: bool
    has_base: bool
    texts: Mapping[str, tuple[Match, ...]]
    """Id of an entry that shares the file, or empty for the page's own words → its passages."""

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """All passages of the page."""
        return tuple(match for matches in self.texts.values() for match in matches)

    @cached_property
    def counts(self) -> Counts:
        """Passages by state."""
        return count(self.matches)

    @cached_property
    def words(self) -> Mapping[State, int]:
        """Words of the source (for `extra`: of the translation) in each state."""
        words: Counter[State] = Counter()
        for match in self.matches:
            if not match.is_moved:
                words[match.state] += sum(passage.words for passage in match.source or match.translation)
        return words


def texts_of(document: Document) -> dict[str, tuple[Passage, ...]]:
    """Return the texts of a file, each with its passages: the page's own under an empty id, then its entries'.

    A file that holds one entry has one text, under an empty id: its path names it.
    """
    if document.shape == "entry":
        return {"": (*document.front, *document.entries[0].body.passages)}
    found = {"": (*document.front, *document.body.passages)}
    if document.shape == "shared":
        for entry in document.entries:
            title = Passage.of("", PassageKind.TITLE, "", entry.title, entry.line, entry.line + 1)
            found.setdefault(entry.id, (title, *entry.body.passages))
    return found


def compare(
    source: Document, base: Document | None, translation: Document | None, language: str, path: str
) -> PageTranslation:
    """Compare a page's translation with its source.

    Args:
        source: the page in the source language.
        base: its base; the source itself where both have the same words; None where there is none.
        translation: the page in the language; None where nobody has translated it.
        language: tag of the language.
        path: the translation's file, whether it is there or not.
    """
    now = texts_of(source)
    then = now if base is source else texts_of(base) if base else None
    ours = texts_of(translation) if translation else {}
    texts = {
        name: align(passages, then.get(name, ()) if then is not None else None, ours.get(name, ()))
        for name, passages in now.items()
    }
    for name, passages in ours.items():
        if name not in texts:
            texts[name] = tuple(Match(State.EXTRA, (), (), (passage,)) for passage in passages)
    kind = source.entries[0].kind if source.entries and source.shape != "page" else PLAIN
    return PageTranslation(language, source.page, kind, path, translation is not None, base is not None, texts)


class Comparisons:
    """Pages compared with their translations; what has not changed since is not compared again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[str, str], tuple[tuple[Document | None, ...], PageTranslation]] = {}
        self._faults: dict[tuple[str, str], tuple[PageTranslation, object, tuple[Diagnostic, ...]]] = {}

    def compare(
        self, source: Document, base: Document | None, translation: Document | None, language: str, path: str
    ) -> PageTranslation:
        """Return what the function `compare` returns, now or when it was asked about the very same documents."""
        documents = (source, base, translation)
        known = self._known.get((language, source.page))
        if known and all(now is then for now, then in zip(documents, known[0], strict=True)):
            return known[1]
        found = compare(source, base, translation, language, path)
        self._known[language, source.page] = documents, found
        return found

    def faults(
        self, translation: PageTranslation, terms: object, find: Callable[[], Iterable[Diagnostic]]
    ) -> tuple[Diagnostic, ...]:
        """Return what `find` finds, now or when it was asked about the very same comparison and equal terms."""
        place = translation.language, translation.page
        known = self._faults.get(place)
        if known and known[0] is translation and known[1] == terms:
            return known[2]
        found = tuple(find())
        self._faults[place] = translation, terms, found
        return found
