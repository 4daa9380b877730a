"""A handbook in one language: its pages, resolved, and its views. Values for templates; draws nothing itself."""

from handbook.core.edition.edition import Edition, PageAddress, source_page
from handbook.core.edition.entry_page import EntryPage
from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.page import Page
from handbook.core.edition.pages import open_page
from handbook.core.edition.resolver import Resolver
from handbook.core.edition.views import check_view, gather

__all__ = [
    "Edition",
    "EntryPage",
    "Html",
    "Page",
    "PageAddress",
    "Phrase",
    "Resolver",
    "check_view",
    "gather",
    "open_page",
    "source_page",
]
