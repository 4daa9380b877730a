"""Pages of the state of the translations: how far each language has come, what to take next, what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TypeAlias

from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.page import Page
from handbook.core.kinds.base import Review
from handbook.core.languages import Language, load_language
from handbook.core.translation.alignment import State
from handbook.core.translation.diff import Difference, differences
from handbook.core.translation.overview import Progress, by_kind, in_order
from handbook.core.translation.status import PLAIN, Counts, PageTranslation

_CODE = re.compile(r"\[@[^\]]*\]|\[\]\[[^\]]*\]|\]\[[^\]]*\]|\]\([^)]*\)|\{[^{}]*\}|\[\^[^\]]*\]")
"""Citations, references, addresses, attributes and footnotes, as they are typed."""


@dataclass(frozen=True, slots=True)
class LanguageReading:
    """How far a language has come."""

    language: Language
    is_own: bool
    """True for the language of the page."""
    kinds: tuple[tuple[str, Progress], ...]
    """Name in the page's language, and numbers, of each kind; the most read first."""
    counts: Counts
    """All of them together."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """A page with something to do."""

    id: str
    """What its own part of the list of changes is called."""
    title: Phrase
    href: str
    """Address of the page on the site."""
    path: str
    """The translation's file, from the root of the handbook."""
    file: str
    """Address of the file where all can see it; of the source's, where nobody has begun. Empty where there is none."""
    counts: Counts
    words: int
    """Words of the source that wait for a translator."""
    has_base: bool
    differences: tuple[Difference, ...]
    """What there is to do, in the order of the source; empty where nobody has begun."""


Kinds: TypeAlias = tuple[tuple[str, tuple[FileReading, ...]], ...]
"""Name of a kind in the page's language, and pages of it."""


class TranslationsPage(Page):
    """The state of the translations."""

    template = "translations.html"

    @property
    def title(self) -> Phrase:
        """Translations."""
        return self.edition.phrase(self.edition.language.gettext("Translations"), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page tells."""
        text = self.edition.language.gettext("How far each language has come, how to begin, and what to take next.")
        return self.edition.phrase(text, self.edition.language)

    @property
    def is_translation(self) -> bool:
        """True in every language but the source language."""
        return self.edition.language.tag != self.edition.source_language.tag

    @cached_property
    def state(self) -> tuple[LanguageReading, ...]:
        """How far each language has come, the page's own first."""
        settings = self.edition.settings
        own = self.edition.language.tag
        found = []
        for tag in sorted(settings.translations, key=lambda tag: tag != own):
            kinds = by_kind(self.edition.handbook, tag)
            sums = sum((item.counts for item in kinds), Counts())
            named = tuple((self._kind_name(item.name), item) for item in kinds)
            found.append(LanguageReading(load_language(tag, settings.catalogues), tag == own, named, sums))
        return tuple(found)

    def _kind_name(self, name: str) -> str:
        if name == PLAIN:
            return self.edition.language.gettext("Pages")
        return self.edition.kind_name(self.edition.settings.kinds[name], 2)

    @property
    def next_page(self) -> PageTranslation | None:
        """The page that had best be taken next: one to begin, or one with something to do; None where all is done."""
        found = [
            page for page in in_order(self.edition.handbook, self.state[0].language.tag) if not page.counts.is_complete
        ]
        return next((page for page in found if not page.exists), found[0] if found else None)

    @cached_property
    def _pages(self) -> tuple[PageTranslation, ...]:
        """Pages with something to do in the page's own language, in the order in which to take them."""
        if not self.is_translation:
            return ()
        found = in_order(self.edition.handbook, self.edition.language.tag)
        return tuple(page for page in found if not page.counts.is_complete)

    def begun(self) -> Iterator[FileReading]:
        """Yield the pages that somebody has translated and that have something to do."""
        return (self._reading(page) for page in self._pages if page.exists)

    @cached_property
    def waiting(self) -> Kinds:
        """Name of a kind, and its pages that nobody has begun; the most read kinds first."""
        return self._by_kind(page for page in self._pages if not page.exists)

    @cached_property
    def to_review(self) -> Kinds:
        """The same for pages that say what their source says, and that nobody has reviewed."""
        if not self.is_translation:
            return ()
        tag = self.edition.language.tag
        return self._by_kind(
            page
            for page in in_order(self.edition.handbook, tag)
            if (document := self.edition.handbook.document(page.page, tag))
            and document.review != Review.REVIEWED
            and page.counts.is_complete
        )

    def _by_kind(self, pages: Iterable[PageTranslation]) -> Kinds:
        found: dict[str, list[FileReading]] = {}
        for page in pages:
            found.setdefault(self._kind_name(page.kind), []).append(self._reading(page))
        return tuple((name, tuple(pages)) for name, pages in found.items())

    def _reading(self, page: PageTranslation) -> FileReading:
        handbook, settings = self.edition.handbook, self.edition.settings
        documents = handbook.pages.get(page.page)
        entry = handbook.entries.get(page.page.rpartition("/")[2])
        if documents is not None:
            title = self.edition.document_phrase(documents, "title")
        elif entry is not None:
            title = self.edition.title(entry)
        else:  # its facts are at fault
            title = self.edition.phrase(page.page, self.edition.source_language)
        seen = page.path if page.exists else f"{settings.docs}/{settings.source_language}/{page.page}.md"
        return FileReading(
            page.page.replace("/", "-"),
            title,
            self.href(page.page),
            page.path,
            f"{settings.repository_url}{seen}" if settings.repository_url else "",
            page.counts,
            sum(page.words.get(state, 0) for state in (State.MISSING, State.OUTDATED)),
            page.has_base,
            differences(page) if page.exists and page.has_base else (),
        )

    def number(self, value: int) -> Html:
        """Return a number for a cell of a table."""
        return Html(self.edition.language.format_number(value))


class TranslationChangesPage(TranslationsPage):
    """What has changed in the source since each page was translated, word by word."""

    template = "translation_changes.html"

    @property
    def title(self) -> Phrase:
        """What has changed."""
        text = self.edition.language.gettext("What has changed since it was translated")
        return self.edition.phrase(text, self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page shows."""
        gettext = self.edition.language.gettext
        text = gettext("For each passage: what the source said, what it says now, and the translation.")
        return self.edition.phrase(text, self.edition.language)

    def with_codes(self, text: str) -> Html:
        """Return words of a translation's file; its codes read left to right whatever language stands around them."""
        return Html(_CODE.sub(r'<bdi dir="ltr">\g<0></bdi>', escape(text)))

    def changed(self) -> Iterator[FileReading]:
        """Yield the pages of which something is known to have changed."""
        return (item for item in self.begun() if item.differences)
