"""Fills the holes of fragments for one page, and remembers which works the page has cited."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

from handbook.core.bibliography import format_locators, parse_locators
from handbook.core.bibliography.locators import LocatorFault
from handbook.core.edition.edition import Edition, source_page
from handbook.core.edition.html import Html
from handbook.core.handbook import Entry
from handbook.core.kinds.base import EDITORS, SourcePlace
from handbook.core.languages import Language
from handbook.core.markdown.fragments import (
    Citation,
    CitedItem,
    EditorsMark,
    Fragment,
    LocalAddress,
    Reference,
    View,
    Word,
)


class DrawsViews(Protocol):
    """Whoever turns the data of a view into HTML: the templates."""

    def __call__(self, view: View, resolver: Resolver, /) -> str:
        """Return the view's HTML."""


class Resolver:
    """One page being written. Made anew for each page; not shared."""

    def __init__(self, edition: Edition, path: str, language: Language, draw: DrawsViews) -> None:
        """Begin a page.

        Args:
            edition: the language that the page belongs to.
            path: the page, from the root of its language, without suffix.
            language: the language of the page's own words: the source language where there is no translation.
            draw: draws views.
        """
        self.edition = edition
        self.path = path
        self.language = language
        self.cited: dict[str, dict[str, None]] = {}
        """Key → locators, in the order in which the page cites them."""
        self.explained: set[str] = set()
        """Ids of terms that need no more explanation on this page."""
        self._prefix = "../" * path.count("/")
        self.draw = draw
        self._glossary = edition.glossary_in(language)

    # -- addresses -----------------------------------------------------------------------------------------

    def href(self, page: str, anchor: str = "") -> str:
        """Return the address of a page from this one."""
        fragment = f"#{anchor}" if anchor else ""
        if page == self.path and anchor:
            return fragment
        return f"{self._prefix}{page}.html{fragment}"

    def entry_href(self, entry: Entry, anchor: str = "") -> str:
        """Return the address of an entry, or of one of its sections, from this page."""
        return self.href(entry.page, anchor)

    # -- text ----------------------------------------------------------------------------------------------

    def html(self, fragment: Fragment, *, explain: bool = False) -> Html:
        """Return a fragment as HTML, its holes filled.

        Args:
            fragment: what the parser left.
            explain: whether words of the glossary get their explanation on first use.
        """
        html = "".join(piece if isinstance(piece, str) else self._fill(piece) for piece in fragment)
        if explain:
            html = self._glossary.explain(html, self.explained, _Addresses(self))
        return Html(html)

    def _fill(self, hole: Citation | EditorsMark | Reference | View | LocalAddress | Word) -> str:
        if isinstance(hole, Citation):
            return self.narrative(hole.items[0]) if hole.narrative else self.citation(hole.items)
        if isinstance(hole, EditorsMark):
            return self.editors_mark()
        if isinstance(hole, Reference):
            return self._reference(hole)
        if isinstance(hole, LocalAddress):
            return self._local(hole)
        if isinstance(hole, Word):
            return escape(self.language.gettext(hole.message))
        return self.draw(hole, self)

    def _local(self, address: LocalAddress) -> str:
        anchor = escape(address.anchor)
        if not address.path:
            return f"#{anchor}"
        if address.path.endswith(".md"):
            return self.href(escape(address.path.removesuffix(".md")), anchor)
        return f"{self._prefix}{escape(address.path)}"

    def _reference(self, reference: Reference) -> str:
        entry = self.edition.handbook.entries.get(reference.entry_id)
        if entry is None:
            return reference.label if reference.label is not None else escape(reference.entry_id)
        label = reference.label
        if label is None:
            label = self.edition.short_name(entry)
            if reference.anchor:
                label = Html(f"{label}{self._comma}{self.section_name(entry, reference.anchor)}")
        href = self.entry_href(entry, reference.anchor)
        return f'<a class="mention" data-kind="{entry.kind.name}" href="{href}">{label}</a>'

    @property
    def _comma(self) -> str:
        return self.language.pgettext("punctuation", ", ")

    def section_name(self, entry: Entry, section_id: str) -> Html:
        """Return the name of a section of an entry: `art. 6` for a provision, else its heading."""
        name = self.provision_name(section_id)
        if name:
            return name
        text = entry.words[self.edition.language_of(entry).tag].text
        section = text.body.section(section_id) if text else None
        return Html(escape(section.title_text if section else section_id))

    def provision_name(self, section_id: str) -> Html:
        """Return `art. 6` for `art-6`; nothing for the id of a section that is no provision."""
        kind, _, number = section_id.partition("-")
        name = _PROVISIONS.get(kind)
        if name and number:
            # Annexes and parts are numbered in Roman figures, which ids write small.
            shown = number.upper() if kind in ("annex", "part") else number
            locators = parse_locators(name.format(shown.replace("-", ".")))
            if not isinstance(locators, LocatorFault):
                return Html(escape(format_locators(locators, self.language)))
        return Html("")

    # -- citations -----------------------------------------------------------------------------------------

    def citation(self, items: Iterable[CitedItem]) -> Html:
        """Return `(ILO 2025, p. 12; Global Unions 2012)`."""
        parts: list[str] = []
        before = ""
        for item in items:
            # Two places of one work: its name stands once.
            if item.key == before and item.locator:
                self.cited[item.key][item.locator] = None
                parts.append(self.locator(item.key, item.locator))
            else:
                parts.append(self._cited(item))
            before = item.key
        between = self.language.pgettext("punctuation", "; ")
        return Html(f'<cite class="citation">({between.join(parts)})</cite>')

    def narrative(self, item: CitedItem) -> Html:
        """Return `ILO (2025, p. 12)`."""
        return Html(f'<cite class="citation">{self._cited(item, narrative=True)}</cite>')

    def places(self, places: Iterable[SourcePlace]) -> Html:
        """Return several places in sources as one citation; nothing where there are none."""
        items = tuple(CitedItem(place.key, place.locator, 0) for place in places)
        return self.citation(items) if items else Html("")

    def place(self, place: SourcePlace) -> Html:
        """Return a place in a source as a citation."""
        return self.citation((CitedItem(place.key, place.locator, 0),))

    def basis(self, basis: SourcePlace | str | None) -> Html:
        """Return where a relation comes from: a citation, or the editors' mark."""
        if basis is None:
            return Html("")
        return self.editors_mark() if basis == EDITORS or isinstance(basis, str) else self.place(basis)

    def editors_mark(self) -> Html:
        """Return the mark of what is our own reading."""
        return Html(f'<span class="basis basis-editors">{escape(self.language.gettext("our reading"))}</span>')

    def _cited(self, item: CitedItem, *, narrative: bool = False) -> str:
        if item.key == EDITORS:
            return self.editors_mark()
        work = self.edition.work(item.key)
        if work is None:
            return escape(item.key)
        self.cited.setdefault(item.key, {})[item.locator] = None
        author, year, both = self.edition.author_and_year(work, self.language)
        locator = self.locator(item.key, item.locator)
        after = f"{self._comma}{locator}" if locator else ""
        href = f"#source-{item.key}"
        if narrative:
            return f'<a href="{href}">{author} ({year}{after})</a>'
        return f'<a href="{href}">{both}</a>{after}'

    def locator(self, key: str, locator: str) -> Html:
        """Return a locator in the page's language."""
        if not locator:
            return Html("")
        return self.edition.locator(key, locator, self.language)

    def asset(self, path: str) -> str:
        """Return the address of a file at the root of the site, which all languages share."""
        edition = self.edition
        up = "" if edition.language.tag == edition.source_language.tag else "../"
        return f"{self._prefix}{up}{path}"

    def source_href(self, key: str) -> str:
        """Return the address of a work's own page."""
        return self.href(source_page(key))


class _Addresses(dict[str, str]):
    """Id of a term → its address from this page, worked out when asked."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def __missing__(self, entry_id: str) -> str:
        return self._resolver.entry_href(self._resolver.edition.handbook.entries[entry_id])


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
