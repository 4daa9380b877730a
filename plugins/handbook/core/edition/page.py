"""A page as its template reads it: what every page has.

A template asks; what it asks for is worked out then, so that the list of sources at the page's end holds just what
the page has cited.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handbook.core.bibliography import Work
from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.resolver import DrawsViews, Resolver
from handbook.core.handbook import Entry
from handbook.core.kinds import Kind
from handbook.core.kinds.base import EDITORS, Review
from handbook.core.languages import Language
from handbook.core.markdown import Body


@dataclass(frozen=True, slots=True)
class SectionReading:
    """A section of a page, ready to print."""

    id: str
    number: Html
    """`art. 6` where the section stands for a provision; else empty. It comes from the id, not from the words."""
    title: Html
    content: Html
    is_ours: bool
    """True where all of it is the editors' own words."""
    is_unverified: bool
    items: tuple[tuple[str, Html], ...]
    """Id and content of each list item that has an id."""
    headings: tuple[tuple[str, int, Html], ...]
    """Id, level and title of each heading inside."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A work that the page cites."""

    work: Work
    reference: Html
    """The full reference."""
    href: str
    """Address of the work's own page."""
    locators: tuple[Html, ...]
    """The places in it that the page cites."""


class Page:
    """What every page has. `template` names the file that draws it."""

    template = "text.html"

    def __init__(self, edition: Edition, address: PageAddress, language: Language, draw: DrawsViews) -> None:
        self.edition = edition
        self.address = address
        self.path = address.path
        self.content_language = language
        """The language of the page's own words: the source language where there is no translation."""
        self.resolver = Resolver(edition, address.path, language, draw)
        """Writes the page's own words, in their language."""
        self.around = self.resolver.frame
        """Writes citations around them, in the reader's language; both cite into one list."""

    @property
    def is_wide(self) -> bool:
        """True for a page that needs all the room there is: one with a large table."""
        return False

    @property
    def is_fallback(self) -> bool:
        """True where the page is shown in the source language, since nobody has translated it."""
        return self.content_language.tag != self.edition.language.tag

    @property
    def title(self) -> Phrase:
        """The page's title."""
        raise NotImplementedError

    @property
    def summary(self) -> Phrase:
        """What the page is, in one sentence."""
        return self.edition.phrase("", self.edition.language)

    @property
    def review(self) -> Review | None:
        """State of the translation; None in the source language and for pages made by the handbook."""
        return None

    @property
    def source_path(self) -> str:
        """File of the words that the page shows, from the handbook's root; empty for pages made by the handbook."""
        return ""

    @property
    def kind(self) -> Kind | None:
        """Kind of the entry or index, if it is one."""
        return None

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which the page has words of its own."""
        return self.edition.settings.languages

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names under which a search should find it."""
        return ()

    @property
    def headings(self) -> tuple[tuple[str, int, Html], ...]:
        """Id, level and title of each heading of the page's own words."""
        return ()

    def href(self, page: str, anchor: str = "") -> str:
        """Return the address of a page of the handbook from this one."""
        return self.resolver.href(page, anchor)

    def entry_href(self, entry: Entry, anchor: str = "") -> str:
        """Return the address of an entry from this page."""
        return self.resolver.entry_href(entry, anchor)

    def sources(self) -> tuple[SourceReading, ...]:
        """Return the works cited so far, in the order of the language; a template asks for them last."""
        edition = self.edition
        works = [work for key in self.resolver.cited if (work := edition.work(key))]
        return tuple(self._source(work) for work in edition.citations.sorted(works))

    def _source(self, work: Work) -> SourceReading:
        locators = [locator for locator in self.resolver.cited[work.key] if locator]
        return SourceReading(
            work,
            Html(self.edition.citations.reference_html(work)),
            self.resolver.source_href(work.key),
            tuple(self.around.locator(work.key, locator) for locator in locators),
        )

    def _sections(self, body: Body, unverified: Iterable[str] = ()) -> Iterator[SectionReading]:
        unchecked = frozenset(unverified)
        for section in body.sections:
            yield SectionReading(
                section.id,
                self.resolver.text.provision_name(section.id),
                self.resolver.html(section.title),
                self.resolver.html(section.content, explain=True),
                EDITORS in section.classes,
                section.id in unchecked,
                tuple((item.id, self.resolver.html(item.content)) for item in section.items),
                tuple((heading.id, heading.level, self.resolver.html(heading.title)) for heading in section.headings),
            )


def headings_of(sections: Iterable[SectionReading]) -> tuple[tuple[str, int, Html], ...]:
    """Return id, level and title of every heading of some sections."""
    found: list[tuple[str, int, Html]] = []
    for section in sections:
        name = Html(f"{section.number} {section.title}") if section.number else section.title
        found.append((section.id, 2, name))
        found += section.headings
    return tuple(found)
