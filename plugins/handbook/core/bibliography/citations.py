"""The bibliography in one language: all that a page prints of works and places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handbook.core.bibliography import labels
from handbook.core.bibliography.locator_words import place_spans
from handbook.core.bibliography.locators import Locator
from handbook.core.bibliography.outlines import Outline
from handbook.core.bibliography.spans import Spans, fill, to_html, to_text
from handbook.core.bibliography.style import reference_spans
from handbook.core.bibliography.words import Words
from handbook.core.bibliography.works import Bibliography, Work


@dataclass(frozen=True, slots=True)
class Citations:
    """Prints works of one bibliography in one language.

    What ends in `_html` is safe HTML, in which words of another language than the page's stand in
    `<bdi lang dir>`; all else is plain text.
    """

    bibliography: Bibliography
    words: Words
    _letters: dict[str, str] = field(init=False, repr=False, compare=False)
    """Key → what tells a work apart from others of the same author and year."""
    _references: dict[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Key → its reference: the same on every page that cites it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_letters", labels.assign_letters(self.bibliography.works, self.words))

    def author(self, work: Work) -> str:
        """Return `ILO`, `Chilton and Woda`, `Stefanov et al.`."""
        return to_text(labels.author_spans(work, self.words), self.words)

    def author_html(self, work: Work) -> str:
        """Return the same as HTML."""
        return to_html(labels.author_spans(work, self.words), self.words)

    def year(self, work: Work) -> str:
        """Return `2021`, `2021a`, `n.d.`."""
        return to_text(self._year(work), self.words)

    def author_year(self, work: Work) -> str:
        """Return `ILO 2021a`, unlike that of any other work of the bibliography."""
        return to_text(self._author_year(work), self.words)

    def author_year_html(self, work: Work) -> str:
        """Return the same as HTML."""
        return to_html(self._author_year(work), self.words)

    def reference_html(self, work: Work) -> str:
        """Return the full reference, with links."""
        found = self._references.get(work.key)
        if found is None:
            found = self._references[work.key] = to_html(self._reference(work), self.words)
        return found

    def reference_text(self, work: Work) -> str:
        """Return the full reference as plain text."""
        return to_text(self._reference(work), self.words)

    def sorted(self, works: Iterable[Work]) -> tuple[Work, ...]:
        """Sort works by author, year and title, as this language collates."""
        return labels.sort_works(works, self.words, self._letters)

    def sorted_works(self) -> tuple[Work, ...]:
        """Return the whole bibliography, sorted."""
        return self.sorted(self.bibliography.works)

    def _year(self, work: Work) -> Spans:
        return labels.year_spans(work, self._letters.get(work.key, ""), self.words)

    def _author_year(self, work: Work) -> Spans:
        message = self.words.pgettext("citation", "{author} {year}")
        return fill(message, author=labels.author_spans(work, self.words), year=self._year(work))

    def _reference(self, work: Work) -> Spans:
        return reference_spans(work, self.words, self._letters.get(work.key, ""))


def format_locators(locators: Sequence[Locator], words: Words, outline: Outline | None = None) -> str:
    """Return places as plain text: `Demand 1, bullet 1`, `arts. 6 and 7`."""
    return to_text(place_spans(locators, words, outline), words)


def format_locators_html(
    locators: Sequence[Locator],
    words: Words,
    outline: Outline | None = None,
    source_language: str | None = None,
) -> str:
    """Return places as HTML; headings of the outline, in `source_language`, stand in `<bdi lang dir>`."""
    return to_html(place_spans(locators, words, outline, source_language), words)
