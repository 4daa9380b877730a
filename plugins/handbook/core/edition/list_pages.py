"""Pages that list entries: plain pages with views, files that several entries share, indexes of kinds."""

from collections.abc import Mapping
from functools import cached_property

from handbook.core.documents import Document
from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.page import Page, SectionReading, TranslatedWords, headings_of
from handbook.core.edition.resolver import DrawsViews
from handbook.core.edition.views import EntryList, ListOptions, list_entries
from handbook.core.handbook import Entry
from handbook.core.kinds import Kind
from handbook.core.kinds.base import Review


class DocumentPage(Page):
    """A plain page, or the page of a file that several entries share."""

    def __init__(
        self, edition: Edition, address: PageAddress, documents: Mapping[str, Document], draw: DrawsViews
    ) -> None:
        own = documents.get(edition.language.tag)
        language = edition.language if own else edition.source_language
        super().__init__(edition, address, language, draw)
        self.document = own or documents[edition.source_language.tag]
        self._documents = documents
        # Which template draws a page is a fact, so the source language's file says it.
        named = documents[edition.source_language.tag].meta.get("template")
        self.template = "collection.html" if address.type == "collection" else f"{named or 'text'}.html"

    @property
    def is_wide(self) -> bool:
        """True where the source language's file says `layout: wide`."""
        return self._documents[self.edition.source_language.tag].meta.get("layout") == "wide"

    @property
    def title(self) -> Phrase:
        """The document's title."""
        return self.edition.document_phrase(self._documents, "title")

    @property
    def summary(self) -> Phrase:
        """The document's summary."""
        return self.edition.document_phrase(self._documents, "summary")

    @property
    def words_of_page(self) -> TranslatedWords | None:
        """What a translated page is a translation of."""
        source = self._documents[self.edition.source_language.tag]
        if self.document is source:
            return None
        return TranslatedWords(self.document.page, "", self.document, self.document.body, source.body)

    @property
    def review(self) -> Review | None:
        """State of the translation."""
        return self.document.review

    @property
    def source_path(self) -> str:
        """File of the words that the page shows."""
        return self.document.path

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that the document has been written in."""
        return tuple(tag for tag in self.edition.settings.languages if tag in self._documents)

    @property
    def kind(self) -> Kind | None:
        """Kind of the entries that share the file, or that the page is the index of."""
        folder, _, name = self.path.rpartition("/")
        if name == "index":
            kinds = self.edition.settings.kinds.values()
            return next((kind for kind in kinds if kind.folder == folder), None)
        return self.entries[0].kind if self.entries else None

    @cached_property
    def lead(self) -> Html:
        """What stands before the first section."""
        return self._whole_lead(self.document.body)

    @cached_property
    def sections(self) -> tuple[SectionReading, ...]:
        """The sections of a plain page."""
        _ = self.lead  # it stands before them: a word of the glossary is explained where it is used first
        return tuple(self._sections(self.document.body))

    @cached_property
    def footnotes(self) -> Html:
        """The footnotes of the text."""
        _ = self.sections
        return self._all_footnotes(self.document.body)

    @property
    def headings(self) -> tuple[tuple[str, int, Html], ...]:
        """Headings of the page's own words."""
        return headings_of(self.sections)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Entries that share the file, in its order."""
        if self.address.type != "collection":
            return ()
        entries = self.edition.handbook.entries
        source = self._documents[self.edition.source_language.tag]
        return tuple(entries[text.id] for text in source.entries if text.id in entries)


class KindPage(Page):
    """The index of a kind."""

    template = "kind.html"

    def __init__(self, edition: Edition, address: PageAddress, draw: DrawsViews) -> None:
        super().__init__(edition, address, edition.language, draw)
        self._kind = edition.settings.kinds[address.subject]

    @property
    def kind(self) -> Kind:
        """The kind that the page lists."""
        return self._kind

    @property
    def title(self) -> Phrase:
        """The kind's name, for many."""
        return self.edition.phrase(self.edition.kind_name(self._kind, 2), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """How many there are."""
        number = self.edition.counts[self._kind.name]
        text = self.edition.language.ngettext("{number} entry", "{number} entries", number)
        return self.edition.phrase(text.format(number=number), self.edition.language)

    @cached_property
    def listing(self) -> EntryList:
        """All entries of the kind, grouped as its model says."""
        by = self._kind.model.group_by
        order = "alphabet" if self._kind.model.alphabetical else "handbook"
        options = ListOptions.model_validate({"group_by": by or None, "order": order})
        return list_entries(self.edition, self._kind, options)

    @property
    def collections(self) -> tuple[DocumentPage, ...]:
        """The files that entries of the kind share, as pages to read on."""
        pages = dict.fromkeys(entry.collection for entry in self.edition.handbook.of_kind(self._kind.name))
        return tuple(
            DocumentPage(self.edition, self.edition.pages[page], self.edition.handbook.pages[page], self.resolver.draw)
            for page in pages
            if page
        )
