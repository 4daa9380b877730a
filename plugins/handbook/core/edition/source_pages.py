"""Pages of the bibliography and of the data: a work with all that cites it, the list of works, the downloads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from handbook.core.bibliography import Work, direction_of
from handbook.core.bibliography.language_tags import same_language
from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.html import Html, Name, Phrase
from handbook.core.edition.page import Page, SourceReading
from handbook.core.edition.resolver import DrawsViews
from handbook.core.handbook import CitedBy


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """A place in a work, and who cites it."""

    locator: Html
    places: tuple[tuple[Phrase, str], ...]
    """Title and address of each page that cites it."""


class SourcePage(Page):
    """The page of a work: its reference, and everything that cites it, by locator."""

    template = "source.html"

    def __init__(self, edition: Edition, address: PageAddress, draw: DrawsViews) -> None:
        super().__init__(edition, address, edition.language, draw)
        self.work = edition.handbook.bibliography[address.subject]

    @property
    def title(self) -> Phrase:
        """Author and year, as citations print them."""
        citations, language = self.edition.citations, self.edition.language
        html = Html(citations.author_year_html(self.work))
        return Name(citations.author_year(self.work), language.tag, language.direction, foreign=False, html=html)

    @property
    def summary(self) -> Phrase:
        """The work's own title, in the work's own language."""
        language = self.work.language or self.edition.source_language.tag
        foreign = not same_language(language, self.edition.language.tag)
        return Phrase(self.work.title, language, direction_of(language), foreign)

    @property
    def reference(self) -> Html:
        """The full reference."""
        return Html(self.edition.citations.reference_html(self.work))

    @property
    def reference_text(self) -> str:
        """The full reference as plain text."""
        return self.edition.citations.reference_text(self.work)

    @cached_property
    def cited(self) -> tuple[CitingPlace, ...]:
        """Who cites it, by locator in the order of the work's outline."""
        found = self.edition.citing_pages.get(self.work.key, {})
        outline = self.edition.outline(self.work.key)
        order = {f"§{part.id}": part.order for part in outline.parts} if outline else {}
        locators = sorted(found, key=lambda locator: (order.get(locator, len(order)), locator))
        return tuple(
            CitingPlace(self.around.locator(self.work.key, locator), tuple(self._citing(found[locator])))
            for locator in locators
        )

    def _citing(self, places: Iterable[CitedBy]) -> Iterator[tuple[Phrase, str]]:
        handbook = self.edition.handbook
        for place in places:
            if place.entry_id:
                yield self.edition.title(handbook.entries[place.entry_id]), self.href(place.page)
            else:
                title = self.edition.document_phrase(handbook.pages[place.page], "title")
                yield title, self.href(place.page)

    @property
    def citing_number(self) -> int:
        """How many places of the handbook cite it."""
        return len(self.edition.handbook.cited_by.get(self.work.key, ()))

    @cached_property
    def coverage(self) -> tuple[int, int]:
        """Number of parts of the work's outline that the handbook cites, and of all its parts."""
        outline = self.edition.outline(self.work.key)
        if outline is None:
            return 0, 0
        cited = set(self.edition.citing_pages.get(self.work.key, {}))
        return sum(1 for part in outline.parts if f"§{part.id}" in cited), len(outline.parts)


class SourcesPage(Page):
    """The bibliography."""

    template = "sources.html"

    @property
    def title(self) -> Phrase:
        """Sources."""
        return self.edition.phrase(self.edition.language.gettext("Sources"), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page lists."""
        text = self.edition.language.gettext("Every work that the handbook draws on, and who cites it where.")
        return self.edition.phrase(text, self.edition.language)

    def works(self) -> Iterator[SourceReading]:
        """Yield every work, in the order of the language."""
        for work in self.edition.citations.sorted_works():
            yield SourceReading(
                work,
                Html(self.edition.citations.reference_html(work)),
                self.resolver.source_href(work.key),
                (),
            )

    def citing_count(self, work: Work) -> int:
        """Return how many places of the handbook cite a work."""
        return len(self.edition.handbook.cited_by.get(work.key, ()))


class DataPage(Page):
    """What can be downloaded."""

    template = "data.html"

    @property
    def title(self) -> Phrase:
        """Data."""
        return self.edition.phrase(self.edition.language.gettext("Open data"), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page offers."""
        text = self.edition.language.gettext("All entries and sources, as files for other programs.")
        return self.edition.phrase(text, self.edition.language)
