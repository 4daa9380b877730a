"""Fills the holes of fragments for one page, and remembers which works the page has cited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from html import escape
from typing import NamedTuple, Protocol

from handbook.core.edition.citing import CitationWriter, Cited
from handbook.core.edition.edition import Edition, source_page
from handbook.core.edition.html import Html
from handbook.core.handbook import Entry
from handbook.core.languages import Language
from handbook.core.markdown.fragments import (
    Citation,
    EditorsMark,
    Fragment,
    Hole,
    LocalAddress,
    PassageMark,
    Reference,
    View,
    Word,
)


class DrawsViews(Protocol):
    """Whoever turns the data of a view into HTML: the templates."""

    def __call__(self, view: View, resolver: Resolver, /) -> str:
        """Return the view's HTML."""


class Note(NamedTuple):
    """What a page says at one place of a translation, as HTML."""

    words: str
    """Words of the source, where there is no translation of them."""
    mark: str
    """What a reader is told of the passage."""
    whole: str
    """Both, as they stand in the text."""


Notes = Mapping[tuple[int, str], Note]
"""(Number of the passage, place of its mark) → what the page says there."""


def _no_notes() -> Notes:
    return {}


class Resolver:
    """One page being written. Made anew for each page; not shared."""

    def __init__(
        self, edition: Edition, path: str, language: Language, draw: DrawsViews, beside: Resolver | None = None
    ) -> None:
        """Begin a page.

        Args:
            edition: the language that the page belongs to.
            path: the page, from the root of its language, without suffix.
            language: the language of the page's own words: the source language where there is no translation.
            draw: draws views.
            beside: the resolver of the same page's words in its own language; both cite into one list.
        """
        self.edition = edition
        self.path = path
        self.language = language
        self.cited: Cited = beside.cited if beside else {}
        """What the page has cited so far."""
        self.text = CitationWriter(edition, language, self.cited)
        """Writes citations inside the page's own words."""
        self.frame = CitationWriter(edition, edition.language, self.cited)
        """Writes citations around them, in the reader's language."""
        self.read_notes: Callable[[], Notes] = _no_notes
        """Finds what the page says of passages of a translation; asked once, at the first passage."""
        self.explained: set[str] = beside.explained if beside else set()
        """Ids of terms that need no more explanation on this page."""
        self._prefix = "../" * path.count("/")
        self.draw = draw
        self._glossary = edition.glossary_in(language)
        self._names = edition if language.tag == edition.language.tag else edition.in_source_language

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

    def html(self, fragment: Fragment, *, explain: bool = False, marked: bool = True) -> Html:
        """Return a fragment as HTML, its holes filled.

        Args:
            fragment: what the parser left.
            explain: whether words of the glossary get their explanation on first use.
            marked: whether passages of a translation get their marks; without, only the words that they lack.
        """
        notes = self.notes
        pieces = []
        for piece in fragment:
            if isinstance(piece, str):
                pieces.append(piece)
            elif isinstance(piece, PassageMark):
                if notes and (note := notes.get((piece.number, piece.at))):
                    pieces.append(note.whole if marked else note.words)
            else:
                pieces.append(self._fill(piece))
        html = "".join(pieces)
        if explain:
            html = self._glossary.explain(html, self.explained, _Addresses(self))
        return Html(html)

    def _fill(self, hole: Hole) -> str:
        if isinstance(hole, Citation):
            return self.text.narrative(hole.items[0]) if hole.narrative else self.text.citation(hole.items)
        if isinstance(hole, EditorsMark):
            return self.text.editors_mark()
        if isinstance(hole, Reference):
            return self._reference(hole)
        if isinstance(hole, LocalAddress):
            return self._local(hole)
        if isinstance(hole, Word):
            return escape(self.language.gettext(hole.message))
        assert isinstance(hole, View)
        return self.draw(hole, self)

    @cached_property
    def notes(self) -> Notes:
        """What the page says of passages of a translation."""
        return self.read_notes()

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
            label = self._names.short_name(entry)
            if reference.anchor:
                label = Html(f"{label}{self.text.comma}{self.section_name(entry, reference.anchor, self.text)}")
        href = self.entry_href(entry, reference.anchor)
        return f'<a class="mention" data-kind="{entry.kind.name}" href="{href}">{label}</a>'

    def section_name(self, entry: Entry, section_id: str, writer: CitationWriter | None = None) -> Html:
        """Return the name of a section of an entry: `art. 6` for a provision, else its heading."""
        name = (writer or self.frame).provision_name(section_id)
        if name:
            return name
        names = self._names if writer is self.text else self.edition
        return Html(names.section_title(entry, section_id).__html__())

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
