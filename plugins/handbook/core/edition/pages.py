"""Which class reads which page."""

from handbook.core.edition.downloads_page import DownloadsPage
from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.entry_page import EntryPage
from handbook.core.edition.list_pages import DocumentPage, KindPage
from handbook.core.edition.page import Page
from handbook.core.edition.resolver import DrawsViews
from handbook.core.edition.source_pages import DataPage, SourcePage, SourcesPage
from handbook.core.edition.translation_pages import TranslationChangesPage, TranslationsPage


def open_page(edition: Edition, address: PageAddress, draw: DrawsViews) -> Page:
    """Open a page for its template."""
    if address.type == "entry":
        return EntryPage(edition, address, edition.handbook.entries[address.subject], draw)
    if address.type in ("text", "collection"):
        return DocumentPage(edition, address, edition.handbook.pages[address.path], draw)
    if address.type == "kind":
        return KindPage(edition, address, draw)
    if address.type == "source":
        return SourcePage(edition, address, draw)
    made: dict[str, type[Page]] = {
        "sources": SourcesPage,
        "data": DataPage,
        "downloads": DownloadsPage,
        "translations": TranslationsPage,
        "translations/changes": TranslationChangesPage,
    }
    return made[address.type](edition, address, edition.language, draw)
