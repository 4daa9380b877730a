"""The preview: a page is rendered when the browser asks for it, from the files as they are at that moment.

Nothing is written to disk. Rendering goes through the same templates and hooks as a build, so that the preview and
the site cannot differ but for the script that reloads the page.
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.nav import Navigation, get_navigation
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from handbook.articles import Articles
from handbook.core.check import check
from handbook.core.diagnostics import Diagnostic, sort_diagnostics
from handbook.core.edition import Edition
from handbook.core.loading import Loaded
from handbook.core.search import build_index, render_index
from handbook.mkdocs_plugin import i18n, outputs
from handbook.mkdocs_plugin.build import Project
from handbook.mkdocs_plugin.page import HandbookPage
from handbook.mkdocs_plugin.plugin import HandbookPlugin

Notify = Callable[[tuple[Diagnostic, ...]], None]
"""Called with all diagnostics after each change."""

_WAIT = 25.0
"""Seconds that a browser waits for news before it asks again."""

_RELOAD = """<script>
(function wait(since) {
  fetch("/.preview/changes?since=" + since, {cache: "no-store"}).then(r => r.json()).then(now => {
    if (since && now !== since) location.reload(); else wait(now);
  }).catch(() => setTimeout(wait, 1000, since));
})(0);
</script>"""


class Answer(NamedTuple):
    """What is sent back."""

    status: HTTPStatus
    content_type: str
    body: bytes


@dataclass(slots=True)
class _Site:
    """MkDocs set up for one language, once."""

    config: MkDocsConfig
    plugin: HandbookPlugin
    environment: jinja2.Environment
    navigation: Navigation
    files: Files


class Preview:
    """A handbook as a small web server shows it. One lock: a page is rendered from one state of the files."""

    def __init__(self, project: Project, notify: Notify | None = None) -> None:
        self.project = project
        self._notify = notify
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._version = 1
        self._articles = Articles(project.templates)
        self._loaded: Loaded = project.library.load()
        self._editions: dict[str, Edition] = {}
        self._indexes: dict[str, bytes] = {}
        self._sites: dict[str, _Site] = {}

    # -- state ---------------------------------------------------------------------------------------------

    def check(self) -> tuple[Diagnostic, ...]:
        """Return all that is wrong just now."""
        loaded = self._loaded
        return sort_diagnostics([*loaded.diagnostics, *check(loaded.handbook, loaded.assets)])

    def _refresh(self) -> None:
        """Take in what has changed on disk. Quick where nothing has: files are compared by size and time."""
        loaded = self.project.library.load()
        if loaded.handbook.documents == self._loaded.handbook.documents and (
            loaded.handbook.bibliography is self._loaded.handbook.bibliography
        ):
            return
        self._loaded = loaded
        self._editions = {}
        self._indexes = {}

    def touch(self) -> None:
        """Tell waiting browsers that something has changed."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def wait_for_change(self, since: int) -> int:
        """Return the number of the state, once it is another than `since`, or after a while."""
        with self._changed:
            if self._version == since:
                self._changed.wait(_WAIT)
            return self._version

    def _edition(self, language: str) -> Edition:
        if language not in self._editions:
            self._editions[language] = Edition(self._loaded.handbook, language)
        return self._editions[language]

    def _site(self, language: str) -> _Site:
        site = self._sites.get(language)
        if site is None:
            site = self._sites[language] = self._set_up(language)
        return site

    def _set_up(self, language: str) -> _Site:
        config = load_config(str(self.project.config_file))
        plugin = config.plugins["handbook"]
        assert isinstance(plugin, HandbookPlugin)
        plugin.prepare(self._loaded, self._articles)
        i18n.select(config, language)
        config = config.plugins.on_config(config)
        files = get_files(config)
        environment = config.theme.get_env()
        files.add_files_from_theme(environment, config)
        for file in [*files]:
            if file.is_documentation_page():
                files.remove(file)
        config.nav = []
        navigation = get_navigation(Files([]), config)
        environment = config.plugins.on_env(environment, config=config, files=files)
        return _Site(config, plugin, environment, navigation, files)

    # -- answers -------------------------------------------------------------------------------------------

    def answer(self, address: str) -> Answer:
        """Return what stands at an address of the site."""
        path = unquote(urlsplit(address).path).lstrip("/")
        with self._lock:
            if path == "" or path.endswith("/"):
                path += "index.html"
            language, inside = self._language_of(path)
            if path.endswith(".html"):
                self._refresh()
                page = self._edition(language).pages.get(inside.removesuffix(".html"))
                if page is not None:
                    return Answer(HTTPStatus.OK, "text/html; charset=utf-8", self._render(language, inside))
            elif inside == "search/search_index.json":
                self._refresh()
                return Answer(HTTPStatus.OK, "application/json", self._index(language))
            else:
                found = self._file(path, language)
                if found is not None:
                    content_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
                    return Answer(HTTPStatus.OK, content_type, found.read_bytes())
        return Answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", f"nothing at /{path}\n".encode())

    def _language_of(self, path: str) -> tuple[str, str]:
        first, _, rest = path.partition("/")
        settings = self.project.settings
        if rest and first in settings.languages and first != settings.source_language:
            return first, rest
        return settings.source_language, path

    def _render(self, language: str, path: str) -> bytes:
        site = self._site(language)
        edition = self._edition(language)
        address = edition.pages[path.removesuffix(".html")]
        prefix = "" if language == self.project.settings.source_language else f"{language}/"
        # MkDocs asks which plugin makes a file, and knows only while a hook runs; it is written down here instead.
        file = File(f"{language}/{address.path}.md", src_dir=None, dest_dir="", use_directory_urls=False)
        file.dest_uri = file.url = f"{prefix}{path}"
        i18n.label(file, language)
        page = HandbookPage(file, site.config, edition, address, self._articles)
        page.read_source(site.config)
        page.render(site.config, site.files)
        context = get_context(site.navigation, [], site.config, page)
        context = site.config.plugins.on_page_context(context, page=page, config=site.config, nav=site.navigation)
        html = site.environment.get_template("main.html").render(context)
        return html.replace("</body>", f"{self._faults(page)}{_RELOAD}</body>", 1).encode()

    def _faults(self, page: HandbookPage) -> str:
        """Return a box with the faults of the page's own file, so that one sees them where one looks."""
        path = page.reading.source_path
        found = [diagnostic for diagnostic in self._loaded.diagnostics if diagnostic.path == path]
        if not found:
            return ""
        items = "".join(f"<li>{escape(str(diagnostic))}</li>" for diagnostic in found[:20])
        style = "position:fixed;inset-block-end:0;inset-inline:0;background:#fff;color:#900;padding:1em;z-index:9"
        return f'<div dir="ltr" lang="en" role="alert" style="{style}"><ul>{items}</ul></div>'

    def _index(self, language: str) -> bytes:
        if language not in self._indexes:
            edition = self._edition(language)
            documents = []
            for address in edition.pages.values():
                page = self._articles.open(edition, address)
                documents.append(outputs.search_document(page, self._articles.render(page)))
            index = build_index(tuple(documents), language)
            self._indexes[language] = render_index(index).encode()
        return self._indexes[language]

    def _file(self, path: str, language: str) -> Path | None:
        """Return the file of the theme, or the picture of the text, at an address."""
        settings = self.project.settings
        folders = [Path(folder) for folder in self._site(language).config.theme.dirs]
        folders += [settings.root / settings.docs / tag for tag in (language, settings.source_language)]
        inside = self._language_of(path)[1]
        for folder in folders:
            for name in (path, inside):
                found = (folder / name).resolve()
                if found.is_file() and found.is_relative_to(folder.resolve()):
                    return found
        return None


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    preview: Preview
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/.preview/changes":
            since = int("".join(filter(str.isdigit, address.query)) or "0")
            now = self.preview.wait_for_change(since)
            answer = Answer(HTTPStatus.OK, "application/json", str(now).encode())
        else:
            answer = self.preview.answer(self.path)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        try:
            self.wfile.write(answer.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        """Keep the terminal for faults of the text."""


class _Watcher(FileSystemEventHandler):
    """Tells the preview of changes, once for the several events that one saved file makes."""

    def __init__(self, preview: Preview, notify: Notify | None) -> None:
        self._preview = preview
        self._notify = notify
        self._timer: threading.Timer | None = None

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write"):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(0.05, self._tell)
        self._timer.daemon = True
        self._timer.start()

    def _tell(self) -> None:
        self._preview.touch()
        if self._notify:
            with self._preview._lock:  # noqa: SLF001 (the same module)
                self._preview._refresh()  # noqa: SLF001
            self._notify(self._preview.check())


def make_server(project: Project, host: str, port: int, notify: Notify | None = None) -> ThreadingHTTPServer:
    """Return a server that is ready to answer; `serve_forever` starts it.

    Raises:
        OSError: the port is taken.
    """
    preview = Preview(project, notify)
    handler = type("Handler", (_Handler,), {"preview": preview})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    settings = project.settings
    watcher = _Watcher(preview, notify)
    observer = Observer()
    for folder in (settings.docs, settings.bibliography):
        if (settings.root / folder).is_dir():
            observer.schedule(watcher, str(settings.root / folder), recursive=True)
    observer.daemon = True
    observer.start()
    if notify:
        threading.Thread(target=lambda: notify(preview.check()), daemon=True).start()
    return server
