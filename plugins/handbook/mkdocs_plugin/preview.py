"""The preview: a page is rendered when the browser asks for it, from the files as they are at that moment.

Nothing is written to disk. Rendering goes through the same templates and hooks as a build, so that the preview and
the site cannot differ but for the script that reloads the page.
"""

from __future__ import annotations

import gc
import mimetypes
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, get_navigation
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from handbook.articles import Articles
from handbook.core.check import check
from handbook.core.diagnostics import Diagnostic, sort_diagnostics
from handbook.core.downloads import DIST
from handbook.core.edition import Edition
from handbook.core.loading import Loaded
from handbook.core.search import build_index, render_index
from handbook.core.translation.base import FOLDER as BASES
from handbook.mkdocs_plugin import i18n, outputs
from handbook.mkdocs_plugin.build import Project, prepare
from handbook.mkdocs_plugin.page import HandbookPage
from handbook.mkdocs_plugin.plugin import NOT_SEARCHED, HandbookPlugin
from handbook.mkdocs_plugin.theme_templates import share

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

    def __init__(self, project: Project) -> None:
        self.project = project
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._version = 1
        self._articles = Articles(project.templates)
        self._loaded: Loaded = _load_once(project, self._articles)
        self._between: tuple[Diagnostic, ...] = ()
        """Errors between files; found a moment after a change, so that pages need not wait for them."""
        self._editions: dict[str, Edition] = {}
        self._indexes: dict[str, bytes] = {}
        self._sites: dict[str, _Site] = {}

    # -- state ---------------------------------------------------------------------------------------------

    def check(self) -> tuple[Diagnostic, ...]:
        """Return all that is wrong just now; tell browsers if that is not what their pages show."""
        with self._lock:
            before = self._loaded
            self._refresh(thorough=True)
            loaded = self._loaded
        between = check(loaded.handbook, loaded.assets, self._let_pages_go_first)
        errors = tuple(fault for fault in between if fault.is_error)
        with self._lock:
            changed = loaded is self._loaded and errors != self._between
            if changed:
                self._between = errors
        if changed or loaded is not before:
            self.touch()
        return sort_diagnostics([*loaded.diagnostics, *between])

    def _let_pages_go_first(self) -> None:
        """Wait while a page is being made: it and the check want the same interpreter."""
        with self._lock:
            pass

    def _refresh(self, *, thorough: bool = False) -> None:
        """Take in what has changed on disk. Quick where nothing has: files are compared by size and time."""
        loaded = self.project.library.load(thorough=thorough)
        if loaded is self._loaded:
            return
        self._loaded = loaded
        self._between = ()
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
        i18n.keep(config, self.project.settings.languages)
        i18n.select(config, language)
        config = config.plugins.on_config(config)
        share(config.theme, editable=True)
        files = Files([])
        environment = config.theme.get_env()
        files.add_files_from_theme(environment, config)
        config.nav = []
        navigation = get_navigation(Files([]), config)
        environment = config.plugins.on_env(environment, config=config, files=files)
        return _Site(config, plugin, environment, navigation, files)

    # -- answers -------------------------------------------------------------------------------------------

    def answer(self, address: str) -> Answer:
        """Return what stands at an address of the site."""
        path = unquote(urlsplit(address).path).lstrip("/")
        if path == "" or path.endswith("/"):
            path += "index.html"
        language, inside = self._language_of(path)
        with self._lock:
            if path.endswith(".html"):
                return self._page(language, inside)
            found = self._data(path) if path.startswith("data/") else self._file(path, language, inside)
        if found is None:
            return Answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", f"nothing at /{path}\n".encode())
        content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Answer(HTTPStatus.OK, content_type, found)

    def _page(self, language: str, path: str) -> Answer:
        self._refresh()
        if path.removesuffix(".html") not in self._edition(language).pages:
            return self._no_page(HTTPStatus.NOT_FOUND, f"There is no page {path}")
        try:
            return Answer(HTTPStatus.OK, "text/html; charset=utf-8", self._render(language, path))
        except Exception as error:  # noqa: BLE001 (whatever a fault does to a template, the preview goes on)
            return self._no_page(HTTPStatus.INTERNAL_SERVER_ERROR, f"{type(error).__name__}: {error}")

    def _no_page(self, status: HTTPStatus, words: str) -> Answer:
        """Return a page that says why there is none: most often a fault that left its entry out."""
        errors = [*self._loaded.diagnostics, *self._between]
        html = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{status.value}</title></head>'
            f"<body><h1>{escape(words)}</h1>{_box(errors)}{_RELOAD}</body></html>"
        )
        return Answer(status, "text/html; charset=utf-8", html.encode())

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
        return _box(fault for fault in (*self._loaded.diagnostics, *self._between) if fault.path == path)

    def _index(self, language: str) -> bytes:
        if language not in self._indexes:
            edition = self._edition(language)
            documents = []
            for address in edition.pages.values():
                if address.type in NOT_SEARCHED:
                    continue
                page = self._articles.open(edition, address)
                documents.append(outputs.search_document(page, self._articles.render(page)))
            index = build_index(tuple(documents), language)
            self._indexes[language] = render_index(index).encode()
        return self._indexes[language]

    def _file(self, path: str, language: str, inside: str) -> bytes | None:
        """Return the search index, a file of the theme, a download or a picture: what is known, and nothing else."""
        if inside == "search/search_index.json":
            self._refresh()
            return self._index(language)
        of_theme = self._site(language).files.get_file_from_path(path)
        if of_theme is not None and of_theme.abs_src_path:
            return Path(of_theme.abs_src_path).read_bytes()
        for download in self.project.settings.downloads:
            if path == download.path:
                return (self.project.settings.root / DIST / download.name).read_bytes()
        self._refresh()
        if inside in self._loaded.assets:
            settings = self.project.settings
            for tag in (language, settings.source_language):
                found = settings.root / settings.docs / tag / inside
                if found.is_file():
                    return found.read_bytes()
        return None

    def _data(self, path: str) -> bytes | None:
        """Return a file for other programs. All are made anew; few people ask for one while they write."""
        self._refresh()
        editions = {tag: self._edition(tag) for tag in self.project.settings.languages}
        with TemporaryDirectory() as folder:
            outputs.write_data(Path(folder), self._loaded.handbook, editions)
            made = {file.relative_to(folder).as_posix(): file for file in Path(folder).rglob("*.*")}
            return made[path].read_bytes() if path in made else None


def _load_once(project: Project, articles: Articles) -> Loaded:
    """Read everything. What is read stays as long as the preview, so looking for garbage in it is time lost."""
    gc.disable()
    try:
        return project.library.load(meanwhile=lambda: prepare(project, articles))
    finally:
        gc.freeze()
        # An edit replaces some hundred thousand objects; a search among them would make each third edit wait for it.
        gc.set_threshold(1_000_000, 10, 10)
        gc.enable()


def _box(faults: Iterable[Diagnostic]) -> str:
    """Return the errors among some faults as a box at the foot of a page; nothing where there are none."""
    errors = [fault for fault in faults if fault.is_error]
    if not errors:
        return ""
    items = "".join(f"<li>{escape(str(fault))}</li>" for fault in errors[:20])
    style = "position:fixed;inset-block-end:0;inset-inline:0;background:#fff;color:#900;padding:1em;z-index:9"
    return f'<div dir="ltr" lang="en" role="alert" style="{style}"><ul>{items}</ul></div>'


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
        self._timers: list[threading.Timer] = []
        self._is_settled = False

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write"):
            return
        for timer in self._timers:
            timer.cancel()
        # The page first, the whole check when the browser has it: both want the same interpreter.
        self._timers = [threading.Timer(0.05, self._preview.touch), threading.Timer(0.6, self.tell)]
        for timer in self._timers:
            timer.daemon = True
            timer.start()

    def tell(self) -> None:
        """Check the text, say what was found, and clear up while nobody waits."""
        found = self._preview.check()
        gc.collect()
        if not self._is_settled:
            # What the first check has found out stays, too.
            gc.freeze()
            self._is_settled = True
        if self._notify:
            self._notify(found)


def make_server(project: Project, host: str, port: int, notify: Notify | None = None) -> ThreadingHTTPServer:
    """Return a server that is ready to answer; `serve_forever` starts it.

    Raises:
        OSError: the port is taken.
    """
    preview = Preview(project)
    handler = type("Handler", (_Handler,), {"preview": preview})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    settings = project.settings
    watcher = _Watcher(preview, notify)
    observer = Observer()
    for folder in (settings.docs, settings.bibliography, BASES):
        if (settings.root / folder).is_dir():
            observer.schedule(watcher, str(settings.root / folder), recursive=True)
    observer.daemon = True
    observer.start()
    threading.Thread(target=watcher.tell, daemon=True).start()
    return server
