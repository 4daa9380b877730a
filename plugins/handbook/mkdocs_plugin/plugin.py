"""The plugin's hooks, each of a few lines: what to do at which event, and why then."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import material
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from handbook.articles import Articles
from handbook.core.check import check
from handbook.core.diagnostics import HandbookError, sort_diagnostics
from handbook.core.edition import Edition
from handbook.core.loading import Library, Loaded
from handbook.core.search import SearchDocument
from handbook.mkdocs_plugin import i18n, outputs
from handbook.mkdocs_plugin.config import HandbookConfig, make_settings
from handbook.mkdocs_plugin.frame import make_frame
from handbook.mkdocs_plugin.not_found import write_not_found
from handbook.mkdocs_plugin.page import HandbookPage
from handbook.mkdocs_plugin.theme_templates import put_over

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer  # a server, which no build needs

log = get_plugin_logger(__name__)

# Material gives the files of its search another name with each version.
SEARCH_WORKER = next(
    f"assets/javascripts/workers/{path.name}"
    for path in (Path(material.__file__).parent / "templates/assets/javascripts/workers").glob("search.*.min.js")
)

# Made by us at the end, since theme templates are made once a language and the last would win.
_OWN_FILES = ("sitemap.xml", "404.html")

# Lists of everything find nothing.
NOT_SEARCHED = ("sources", "data", "kind", "downloads", "translations", "translations/changes")

# Of Material's files, what no page of ours asks for: its styles, source maps, and search in languages one by one.
_UNUSED = re.compile(
    r".*\.map|assets/stylesheets/(main|palette)\..*|assets/javascripts/lunr/(tinyseg|wordcut)\.js"
    r"|assets/javascripts/lunr/min/lunr\.(?!handbook|stemmer\.support).*|assets/images/favicon\.png"
)


class HandbookPlugin(BasePlugin[HandbookConfig]):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """Puts the handbook into a MkDocs site, one language a build."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: Loaded | None = None
        """The handbook; given by a host that has loaded it, or loaded at the first build."""
        self.only_language = False
        """True where this build makes one language, into a folder of its own, and its pages alone."""
        self.on_written: Callable[[int], object] | None = None
        """Called with the number of pages written so far, after each."""
        self._library: Library | None = None
        self._articles: Articles | None = None
        self._editions: dict[str, Edition] = {}
        self._search: list[SearchDocument] = []
        self._written: list[str] = []
        self._environment: jinja2.Environment | None = None

    # static-i18n (-100) turns the configuration to the language of this build first.
    @event_priority(-101)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the handbook once; prepare the theme."""
        try:
            if self.loaded is None or i18n.current_language(config) == i18n.source_language(config):
                self._load(config)
        except HandbookError as error:
            raise PluginError(str(error)) from error
        put_over(config.theme)
        config.theme.static_templates -= set(_OWN_FILES)
        config.nav = [{"index": "index.md"}]
        self._search, self._written = [], []
        return config

    def prepare(self, loaded: Loaded, articles: Articles) -> None:
        """Take a handbook that a host has loaded and checked."""
        self.loaded = loaded
        self._articles = articles
        self._editions = {}
        self.only_language = True

    def _load(self, config: MkDocsConfig) -> None:
        if self.only_language:
            return
        settings = make_settings(config, self.config)
        if self._library is None:
            cache = settings.root / self.config.cache / "parsed.pickle" if self.config.cache else None
            self._library = Library(settings, cache)
            self._articles = Articles(template_folders(config))
        self._library.settings = settings
        self.loaded = self._library.load()
        self._editions = {}
        found = sort_diagnostics([*self.loaded.diagnostics, *check(self.loaded.handbook, self.loaded.assets)])
        for diagnostic in found:
            (log.error if diagnostic.is_error else log.warning)(str(diagnostic))
        errors = sum(1 for diagnostic in found if diagnostic.is_error)
        if errors:
            raise PluginError(f"{errors} errors in the text; nothing was built")
        self._library.save()

    @property
    def written(self) -> tuple[str, ...]:
        """Pages of this build, from the root of the site."""
        return tuple(self._written)

    def edition(self, language: str) -> Edition:
        """Return the handbook in a language."""
        assert self.loaded is not None
        if language not in self._editions:
            self._editions[language] = Edition(self.loaded.handbook, language)
        return self._editions[language]

    # Before static-i18n (-100), which would look at each file in each language for nothing.
    @event_priority(100)
    def _leave_out_text(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Take the Markdown files away: core has read them."""
        for file in list(files):
            # static-i18n brings a template of a sitemap; as a file it would be published as it is.
            made = file.is_documentation_page() or file.dest_uri in _OWN_FILES
            if made or _UNUSED.fullmatch(file.dest_uri):
                files.remove(file)
        return files

    # After static-i18n (-100), which would put the pictures that a language lacks at the root of the site.
    @event_priority(-101)
    def _put_in_pages(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Put the handbook's pages and pictures in their places."""
        assert self._articles is not None
        assert self.loaded is not None
        docs = Path(config.docs_dir)
        for file in list(files):
            of_text = file.abs_src_path is not None and Path(file.abs_src_path).is_relative_to(docs)
            if of_text or (self.only_language and self._is_shared(file, config)):
                files.remove(file)
        for file in make_pictures(config, self.loaded, i18n.current_language(config)):
            files.append(file)
        for file in make_pages(config, self.edition(i18n.current_language(config)), self._articles):
            files.append(file)
        return files

    on_files = CombinedEvent(_leave_out_text, _put_in_pages)

    def _is_shared(self, file: File, config: MkDocsConfig) -> bool:
        """Files of the theme belong to the site, not to each language: the source language's build has them."""
        language = i18n.current_language(config)
        return language != i18n.source_language(config) and not file.dest_uri.startswith(f"{language}/")

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Keep the theme's templates for the page of the lost."""
        self._environment = env
        return env

    # static-i18n (50) puts its own names into the context first.
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Give the theme what stands around the article."""
        if isinstance(page, HandbookPage):
            context.update(page_context(page))  # type: ignore[typeddict-item]
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Remember the page's words for the search."""
        if isinstance(page, HandbookPage):
            if page.address.type not in NOT_SEARCHED:
                self._search.append(outputs.search_document(page.reading, page.content or ""))
            self._written.append(page.file.dest_uri)
            # A page holds all that it was made of; a large handbook has many.
            page.content = None
            if self.on_written:
                self.on_written(len(self._written))
        return output

    # Before static-i18n (-100), which begins the other languages' builds here.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what is no page: the language's search index; once for the site, data, sitemap and 404."""
        assert self.loaded is not None
        site = Path(config.site_dir)
        language, source = i18n.current_language(config), i18n.source_language(config)
        outputs.write_search_index(site if language == source else site / language, self._search, language)
        if language == source and self._environment is not None:
            editions = {tag: self.edition(tag) for tag in self.loaded.handbook.settings.languages}
            outputs.write_data(site, self.loaded.handbook, editions)
            outputs.write_downloads(site, self.loaded.handbook.settings)
            outputs.write_sitemap(site, editions)
            write_not_found(site, config, self._environment, editions)

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Watch what MkDocs does not know of."""
        settings = make_settings(config, self.config)
        server.watch(str(settings.root / settings.bibliography))
        return server


def template_folders(config: MkDocsConfig) -> list[Path]:
    """Return the handbook's own folders of article templates: `articles/` in the theme's custom_dir."""
    folder = Path(config.theme.custom_dir) / "articles" if config.theme.custom_dir else None
    return [folder] if folder and folder.is_dir() else []


def make_pages(config: MkDocsConfig, edition: Edition, articles: Articles) -> list[File]:
    """Return a file for each page of an edition."""
    language = edition.language.tag
    source = edition.settings.source_language
    found = []
    for address in edition.pages.values():
        file = File.generated(config, f"{language}/{address.path}.md", content="")
        file.dest_uri = f"{'' if language == source else language + '/'}{address.path}.html"
        file.url = file.dest_uri
        i18n.label(file, language)
        HandbookPage(file, config, edition, address, articles)
        found.append(file)
    return found


def make_pictures(config: MkDocsConfig, loaded: Loaded, language: str) -> list[File]:
    """Return a file for each picture and document of the text: the language's own, or the source language's.

    Every language has all of them in its own folder, so that a link means the same in each, and in an offline copy.
    """
    settings = loaded.handbook.settings
    found = []
    for path in sorted(loaded.assets):
        own = (settings.root / settings.docs / language / path).is_file()
        file = File(f"{language if own else settings.source_language}/{path}", config.docs_dir, config.site_dir, False)
        file.dest_uri = file.url = f"{'' if language == settings.source_language else language + '/'}{path}"
        i18n.label(file, language)
        found.append(file)
    return found


def page_context(page: HandbookPage) -> dict[str, object]:
    """Return what the theme's templates read for a page, besides what MkDocs gives."""
    language = page.edition.language
    return {
        "handbook": make_frame(page.edition, page.reading),
        "is_home": page.address.path == "index",
        "search_worker": SEARCH_WORKER,
        "reading": page.reading,
        "language": language,
        "_": language.gettext,
        "ngettext": language.ngettext,
    }
