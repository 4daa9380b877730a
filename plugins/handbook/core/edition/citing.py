"""Citations in the words of one language; what a page has cited is remembered for its list of sources."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from handbook.core.bibliography import LocatorFault, format_locators, parse_locators
from handbook.core.edition.edition import Edition
from handbook.core.edition.html import Html
from handbook.core.kinds.base import EDITORS, SourcePlace
from handbook.core.languages import Language
from handbook.core.markdown.fragments import CitedItem

Cited = dict[str, dict[str, None]]
"""Key → locators, in the order in which a page cites them."""

_PROVISIONS = {
    "art": "art. {}",
    "principle": "principle {}",
    "para": "para. {}",
    "guideline": "guideline {}",
    "part": "part {}",
    "annex": "annex {}",
    "objective": "objective {}",
    "target": "target {}",
}
"""First word of the id of a provision's section → how a locator names it."""


class CitationWriter:
    """Writes citations in one language, for one page."""

    def __init__(self, edition: Edition, language: Language, cited: Cited) -> None:
        """Prepare to write.

        Args:
            edition: the edition that the page belongs to.
            language: whose words are used.
            cited: where to note what was cited; shared by all writers of a page.
        """
        self._edition = edition
        self.language = language
        self._cited_works = cited
        self.comma = language.pgettext("punctuation", ", ")
        self._semicolon = language.pgettext("punctuation", "; ")

    def citation(self, items: Iterable[CitedItem]) -> Html:
        """Return `(ILO 2025, p. 12; Global Unions 2012)`."""
        parts: list[str] = []
        before = ""
        for item in items:
            # Two places of one work: its name stands once.
            if item.key == before and item.locator and item.key in self._cited_works:
                self._cited_works[item.key][item.locator] = None
                parts.append(self.locator(item.key, item.locator))
            else:
                parts.append(self._cited(item))
            before = item.key
        return Html(f'<cite class="citation">({self._semicolon.join(parts)})</cite>')

    def narrative(self, item: CitedItem) -> Html:
        """Return `ILO (2025, p. 12)`."""
        return Html(f'<cite class="citation">{self._cited(item, narrative=True)}</cite>')

    def places(self, places: Iterable[SourcePlace]) -> Html:
        """Return several places in sources as one citation; nothing where there are none."""
        items = tuple(CitedItem(place.key, place.locator, 0) for place in places)
        return self.citation(items) if items else Html("")

    def place(self, place: SourcePlace) -> Html:
        """Return a place in a source as a citation."""
        return self.places((place,))

    def basis(self, basis: SourcePlace | str | None) -> Html:
        """Return where a relation comes from: a citation, or the editors' mark."""
        if basis is None:
            return Html("")
        return self.place(basis) if isinstance(basis, SourcePlace) else self.editors_mark()

    def editors_mark(self) -> Html:
        """Return the mark of what is our own reading."""
        return Html(f'<span class="basis basis-editors">{escape(self.language.gettext("our reading"))}</span>')

    def locator(self, key: str, locator: str) -> Html:
        """Return a place in a work; nothing for no place."""
        return self._edition.locator(key, locator, self.language) if locator else Html("")

    def provision_name(self, section_id: str) -> Html:
        """Return `art. 6` for `art-6`; nothing for the id of a section that is no provision."""
        return _provision_name(section_id, self.language)

    def _cited(self, item: CitedItem, *, narrative: bool = False) -> str:
        if item.key == EDITORS:
            return self.editors_mark()
        work = self._edition.work(item.key)
        if work is None:
            return escape(item.key)
        self._cited_works.setdefault(item.key, {})[item.locator] = None
        author, year, both = self._edition.author_and_year(work, self.language)
        locator = self.locator(item.key, item.locator)
        after = f"{self.comma}{locator}" if locator else ""
        href = f"#source-{item.key}"
        if narrative:
            return f'<a href="{href}">{author} ({year}{after})</a>'
        return f'<a href="{href}">{both}</a>{after}'


@lru_cache(maxsize=4096)
def _provision_name(section_id: str, language: Language) -> Html:
    kind, _, number = section_id.partition("-")
    name = _PROVISIONS.get(kind)
    if name and number:
        # Annexes and parts are numbered in Roman figures, which ids write small.
        shown = number.upper() if kind in ("annex", "part") else number
        locators = parse_locators(name.format(shown.replace("-", ".")))
        if not isinstance(locators, LocatorFault):
            return Html(escape(format_locators(locators, language)))
    return Html("")
