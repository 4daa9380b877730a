"""A page of the site: MkDocs asks for its content, core gives it."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from handbook.articles import Articles
from handbook.core.edition import Edition, PageAddress
from handbook.core.edition import Page as Reading


class HandbookPage(Page):
    """A page whose words were parsed and assembled by core; Python-Markdown takes no part."""

    def __init__(
        self, file: File, config: MkDocsConfig, edition: Edition, address: PageAddress, articles: Articles
    ) -> None:
        self.edition = edition
        self.address = address
        self.reading: Reading = articles.open(edition, address)
        self._articles = articles
        super().__init__(self.reading.title.text, file, config)
        self.edit_url = None

    def read_source(self, config: MkDocsConfig) -> None:
        """Leave the text to core; there is nothing for MkDocs to read."""
        self.markdown = ""
        self.meta = {"description": self.reading.summary.text}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Draw the article."""
        self.content = self._articles.render(self.reading)
        self.toc = TableOfContents([])

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Leave links to `handbook check`, which knows their lines."""
