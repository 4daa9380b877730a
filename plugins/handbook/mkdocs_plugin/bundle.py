"""`handbook bundle`: from the built site, the pages of one language as a zip that needs no server and no network.

What is in it follows from what leads where: the home page, every page that the search finds, and all that these link
to or load. Pages of other languages and files for other programs stay behind; a link to them leads to the published
site, or, where there is none, is no link any more. The pages of the language stand at the top of the copy, so that
`index.html` is the one to open, in each language.

From file:// a browser neither fetches files nor starts workers from them. So the search index is a script, as
Material's own script expects it there, and the worker is made from text that a second script carries.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import time
import zipfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from handbook.core.diagnostics import Diagnostic, HandbookError, sort_diagnostics
from handbook.core.downloads import FOLDER, parse_download
from handbook.core.loading import process_context
from handbook.core.settings import Settings
from handbook.mkdocs_plugin.offline_page import SEARCH_SCRIPT, Reference, offline_page, offline_stylesheet
from handbook.mkdocs_plugin.plugin import SEARCH_WORKER

SEARCH_WORDS = (
    "assets/javascripts/lunr/min/lunr.stemmer.support.min.js",
    "assets/javascripts/lunr/min/lunr.handbook.min.js",
)
"""What Material's worker loads besides itself, in this order."""

MAX_PATH = 150
"""Longest path inside a copy, in UTF-16 units. Windows allows 260 with the folder, which may be deep itself."""

# What Windows refuses in names, and names that stand for its devices.
_REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)
# Packed already.
_PACKED = (".pdf", ".woff2", ".png", ".jpg", ".jpeg", ".webp", ".zip")


@dataclass(frozen=True, slots=True)
class Bundle:
    """An offline copy that was made."""

    language: str
    path: Path
    pages: int
    size: int
    """Bytes of the zip."""
    documents: int
    """Bytes of the PDFs in it."""
    seconds: float


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was made; nothing where there are faults."""

    bundles: tuple[Bundle, ...]
    diagnostics: tuple[Diagnostic, ...]


def make_bundles(site: Path, settings: Settings, languages: Iterable[str], folder: Path) -> BundleReport:
    """Write `handbook-<language>.zip` for each language; after a fault in any, all old ones are as they were.

    Args:
        site: a built site.
        settings: those of the handbook that the site was built from.
        languages: the ones to make.
        folder: where the zips go.

    Raises:
        HandbookError: there is no site, or the disk refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new = {language: folder / f"handbook-{language}.zip.new" for language in languages}
    bundles: list[Bundle] = []
    faults: list[Diagnostic] = []
    try:
        workers = min(len(new), os.cpu_count() or 1)
        with ProcessPoolExecutor(workers, mp_context=process_context()) as pool:
            for made in pool.map(_make_one, [site] * len(new), [settings] * len(new), new.keys(), new.values()):
                if isinstance(made, Bundle):
                    bundles.append(made)
                else:
                    faults += made
        if not faults:
            for bundle in bundles:
                new[bundle.language].replace(bundle.path)
    except OSError as error:
        raise HandbookError(f"the offline copy was not written: {error}") from error
    finally:
        for path in new.values():
            path.unlink(missing_ok=True)
    return BundleReport(() if faults else tuple(bundles), sort_diagnostics(faults))


def _make_one(site: Path, settings: Settings, language: str, new: Path) -> Bundle | list[Diagnostic]:
    """Write one zip to `new`, or return what is wrong; runs in a process of its own."""
    started = time.perf_counter()
    copy = gather(site, settings, language)
    if copy.faults:
        return copy.faults
    target = new.with_suffix("")
    _write_zip(new, target.stem, copy.contents, settings.today)
    seconds = time.perf_counter() - started
    return Bundle(language, target, copy.pages, new.stat().st_size, copy.documents, seconds)


def _write_zip(path: Path, folder: str, contents: dict[str, bytes], day: date) -> None:
    """Write files below one folder; the same files and day give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(contents):
            info = zipfile.ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, whatever made it: else the bytes would tell
            info.external_attr = 0o100644 << 16
            archive.writestr(info, contents[name])


# -- what is in a copy -----------------------------------------------------------------------------------------


def gather(site: Path, settings: Settings, language: str) -> OfflineCopy:
    """Return all files of an offline copy, and what is wrong with them.

    Raises:
        HandbookError: the folder holds no site with that language.
    """
    copy = OfflineCopy(site, settings, language)
    copy.gather()
    return copy


@dataclass(slots=True)
class _Pending:
    """A link into a page, to be checked when all pages have been read."""

    source: str
    line: int
    target: str
    fragment: str


@dataclass(slots=True)
class OfflineCopy:
    """The files of one language, gathered from a site."""

    site: Path
    settings: Settings
    language: str
    contents: dict[str, bytes] = field(default_factory=dict)
    """Path inside the copy → bytes."""
    faults: list[Diagnostic] = field(default_factory=list)
    _waiting: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)
    _missing: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """Path that is not in the site → page and line of each link to it."""
    _fragments: list[_Pending] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """Number of pages."""
        return sum(1 for name in self.contents if name.endswith(".html"))

    @property
    def documents(self) -> int:
        """Bytes of the PDFs."""
        return sum(len(data) for name, data in self.contents.items() if name.endswith(".pdf"))

    @property
    def _prefix(self) -> str:
        """Folder of the language in the site, with a slash; empty for the source language."""
        return "" if self.language == self.settings.source_language else f"{self.language}/"

    def gather(self) -> None:
        """Take in the home page, what the search finds, and all that follows from them."""
        index = self.site / self._prefix / "search" / "search_index.json"
        if not (self.site / f"{self._prefix}index.html").is_file() or not index.is_file():
            raise HandbookError(f"{self.site} holds no built site with '{self.language}'; run `handbook build` first")
        text = index.read_text(encoding="utf-8")
        self.contents["search/search_index.js"] = f"var __index = {text}".encode()
        self.contents[SEARCH_SCRIPT] = self._search_script().encode()
        self._want(f"{self._prefix}index.html")
        for document in json.loads(text)["docs"]:
            page = self._prefix + unquote(document["location"].partition("#")[0])
            if (self.site / page).is_file():
                self._want(page)
            else:
                self._fault(f"{self._prefix}search/search_index.json", 0, "offline-link", _no_file(page))
        while self._waiting:
            path = self._waiting.pop()
            try:
                self._take(path)
            except HandbookError as error:
                self._fault(path, 0, "offline-page", f"{error}; mend the template")
        self._check_files()
        self._check_fragments()
        self._check_names()

    def _search_script(self) -> str:
        parts = []
        for path in (SEARCH_WORKER, *SEARCH_WORDS):
            try:
                parts.append((self.site / path).read_text(encoding="utf-8"))
            except OSError:
                self._fault(path, 0, "offline-link", f"{_no_file(path)}; the search needs it")
        return search_script(parts)

    def _want(self, path: str) -> None:
        if path not in self._known:
            self._known.add(path)
            self._waiting.append(path)

    def _take(self, path: str) -> None:
        data = (self.site / path).read_bytes()
        place = self._place(path)
        assert place is not None
        resolve = partial(self._resolve, path)
        if path.endswith(".html"):
            to_root = "../" * place.count("/")
            page = offline_page(data.decode(), to_root, resolve, is_public=bool(self.settings.public_url))
            self._ids[path] = page.ids
            data = page.html.encode()
        elif path.endswith(".css"):
            data = offline_stylesheet(data.decode(), resolve).encode()
        if place in self.contents:
            self._fault(path, 0, "offline-place", f"two files of the site would stand at '{place}'; rename one of them")
        self.contents[place] = data

    # -- addresses ---------------------------------------------------------------------------------------------

    def _place(self, path: str) -> str | None:
        """Return where a file of the site stands in the copy; None where it stays behind."""
        if self._prefix and path.startswith(self._prefix):
            return path.removeprefix(self._prefix)
        first, _, rest = path.partition("/")
        is_page = path.endswith(".html")
        if rest and first in self.settings.languages and first != self.settings.source_language:
            return None
        if self._prefix and is_page:
            return None
        if first == "data" and not is_page:
            return None
        if first == FOLDER and not is_page:
            download = parse_download(rest, self.settings.languages)
            return path if download and download.is_document and self.language in download.languages else None
        return path

    def _resolve(self, page: str, reference: Reference) -> str | None:
        """Return what a page of the copy writes in the place of an address of the site."""
        parts = urlsplit(reference.address)
        if parts.scheme or parts.netloc:
            if not reference.is_link and parts.scheme != "data":
                message = f"the page asks {reference.address}, which no offline copy can reach; put the file into docs/"
                self._fault(page, reference.line, "offline-request", message)
            return reference.address
        target = _target(page, parts.path)
        place = self._place(target)
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if not (self.site / target).is_file() or target.startswith("../"):
            self._missing.setdefault(target, []).append((page, reference.line))
            return reference.address
        if place is None:
            if not reference.is_link:
                message = f"the page needs '{target}', which belongs to another language; put a copy beside its own"
                self._fault(page, reference.line, "offline-link", message)
            return f"{self.settings.public_url}{quote(target)}{fragment}" if self.settings.public_url else None
        self._want(target)
        if parts.fragment and target.endswith(".html"):
            self._fragments.append(_Pending(page, reference.line, target, unquote(parts.fragment)))
        if not parts.path:
            return reference.address
        here = self._place(page)
        assert here is not None
        query = f"?{parts.query}" if parts.query else ""
        way = posixpath.relpath(place, posixpath.dirname(here) or ".")
        return f"{quote(way)}{query}{fragment}"

    # -- what can be wrong ---------------------------------------------------------------------------------------

    def _fault(self, path: str, line: int, code: str, message: str) -> None:
        self.faults.append(Diagnostic(f"{self.site.name}/{path}", line, code, message))

    def _check_files(self) -> None:
        """Name each file that is missing once: what every page leads to may be missing from a thousand."""
        for target, places in self._missing.items():
            page, line = min(places)
            others = len({place for place, _ in places}) - 1
            lead = f"to which the page and {others} others lead" if others else "to which the page leads"
            self._fault(page, line, "offline-link", f"{_no_file(target)}, {lead}")

    def _check_fragments(self) -> None:
        for link in self._fragments:
            if link.fragment not in self._ids.get(link.target, ()):
                message = f"'{link.target}' has nothing with the id '{link.fragment}', to which the page leads"
                self._fault(link.source, link.line, "offline-link", message)

    def _check_names(self) -> None:
        """See that Windows can unpack all files, and that no two are one to it."""
        seen: dict[str, str] = {}
        for name in sorted(self.contents):
            path = f"handbook-{self.language}/{name}"
            for part in path.split("/"):
                if _REFUSED.search(part):
                    self._fault(name, 0, "offline-name", f"Windows allows no file called '{part}'; rename it")
            length = len(path.encode("utf-16-le")) // 2
            if length > MAX_PATH:
                message = f"the path has {length} characters, and Windows may not unpack it; at most {MAX_PATH}"
                self._fault(name, 0, "offline-name", message)
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                message = f"'{name}' and '{other}' are one file to Windows and macOS; rename one of them"
                self._fault(name, 0, "offline-name", message)


def _no_file(path: str) -> str:
    return f"there is no file '{path}' in the site"


def _target(page: str, path: str) -> str:
    """Return the path from the root of the site to which an address on a page leads."""
    if not path:
        return page
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(page), path)
    target = posixpath.normpath(unquote(joined))
    return posixpath.join(target, "index.html") if path.endswith(("/", "/.", "/..")) or path in (".", "..") else target


def search_script(parts: Iterable[str]) -> str:
    """Return a script after which `new Worker(…)` starts the search, whatever address it is given.

    A browser refuses a worker from file://, but not one made of text. What the worker would load stands in that
    text already, so that no name of a folder can lead it astray.

    Args:
        parts: the texts of the worker and of the scripts that it loads, in their order.
    """
    worker = "self.importScripts = () => {};\n" + "\n".join(parts)
    return f"""// Search without a server: a browser starts no worker from a file, but it does from text.
(() => {{
  "use strict";
  const text = {json.dumps(worker)};
  const address = URL.createObjectURL(new Blob([text], {{ type: "text/javascript" }}));
  window.Worker = class extends window.Worker {{
    constructor() {{ super(address); }}
  }};
}})();
"""
