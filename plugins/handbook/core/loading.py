"""From disk to a handbook: files are found, read, parsed (by a pool, kept by content hash), connected.

A `Library` can be asked again: what has not changed is not parsed twice. That is what the preview lives on.
"""

from __future__ import annotations

import gc
import inspect
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from handbook.core.base_files import BaseFiles, Bases
from handbook.core.bibliography import Bibliography, Outline, load_bibliography, load_outline
from handbook.core.diagnostics import Diagnostic, sort_diagnostics
from handbook.core.documents import Document, FileToParse, Shape, parse_document, peek
from handbook.core.handbook import Handbook, assemble, with_translations
from handbook.core.kinds import Kind
from handbook.core.settings import Settings
from handbook.core.source_text import SYMLINK, Folder, SourceFile, admit_text
from handbook.core.translation.status import Comparisons

Parsed = tuple[Document, tuple[Diagnostic, ...]]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""

_BATCH = 20
_POOL_FROM = 80
"""Fewer new files than this are parsed faster without starting a pool."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A handbook and all that was wrong with its files, one by one."""

    handbook: Handbook
    diagnostics: tuple[Diagnostic, ...]
    assets: frozenset[str]
    """Pictures and documents, from the root of a language."""


@dataclass(slots=True)
class _Known:
    """What is known of a file since the last time."""

    stamp: tuple[int, int]
    """Size and time of change."""
    key: str
    """Hash of the bytes and of what else the result depends on."""
    parsed: Parsed
    shape: tuple[Shape, str]
    packed: bytes = b""
    """The same as `parsed`, as it is kept; empty where nobody has needed it yet."""


class _Page(NamedTuple):
    """A file of text, and what its place says of it."""

    file: SourceFile
    language: str
    page: str


class _Sorted(NamedTuple):
    """The files under docs/, by what they are."""

    pages: list[_Page]
    assets: frozenset[str]
    misplaced: list[Diagnostic]


@dataclass(slots=True)
class Library:
    """The files of one handbook, and what they held when they were last read."""

    settings: Settings
    cache: Path | None = None
    """File that keeps parsed text between runs; None to keep nothing."""
    workers: int = 0
    """Processes to parse with; 0 for one a core."""
    _docs: Folder | None = None
    _files: tuple[SourceFile, ...] = ()
    """What lay under docs/ the last time."""
    _sorted: _Sorted | None = None
    """The same, sorted out."""
    _orphans: tuple[Diagnostic, ...] = ()
    """What was wrong with translations of nothing."""
    _documents: dict[str, _Known] = field(default_factory=dict)
    _by_page: dict[str, tuple[Document, str]] = field(default_factory=dict)
    """Page → its source, and the kind of its entries; another mapping whenever one of them has changed."""
    _bases: BaseFiles = field(default_factory=BaseFiles)
    _comparisons: Comparisons = field(default_factory=Comparisons)
    _sources: (
        tuple[tuple[tuple[str, int, int], ...], Bibliography, dict[str, Outline], tuple[Diagnostic, ...]] | None
    ) = None
    _kept: dict[str, bytes] | None = None
    _kinds: str = ""
    """Digest of the settings' kinds; made once."""
    _last: Loaded | None = None
    """What was loaded the last time: where nothing has changed, it is returned again."""

    def load(
        self,
        progress: Progress | None = None,
        meanwhile: Callable[[], object] = lambda: None,
        *,
        thorough: bool = True,
    ) -> Loaded:
        """Read what has changed and return the whole handbook.

        Args:
            progress: told of each file that is parsed.
            meanwhile: what this process is to do while others parse; called once when files are read as a whole.
            thorough: whether to look at each base of a translation; else at their folders, which change whenever a
                program writes one (a person who edits a base by hand is not seen).
        """
        root = self.settings.root
        if self._docs is None:
            self._docs = Folder(root, root / self.settings.docs)
        files, diagnostics = self._docs.files()
        edited = self._edited(files)
        if self._sorted is None or edited is None:
            self._sorted = self._sort_out(files)
            self._documents, self._orphans = self._parse(
                self._sorted.pages, progress, meanwhile=lambda: self._read_others(meanwhile)
            )
        else:
            self._documents.update(self._parse(edited, progress, self._documents)[0])
        self._files = files
        faults = [*self._orphans]
        for known in self._documents.values():
            faults += known.parsed[1]
        bibliography, outlines, source_faults = self._load_sources()
        source = self.settings.source_language
        if edited is None or any(page.language == source for page in edited):
            self._by_page = {
                known.parsed[0].page: (known.parsed[0], known.shape[1])
                for known in self._documents.values()
                if known.parsed[0].language == source
            }
        bases, base_faults = self._bases.load(self.settings, self._by_page, self._documents, thorough=thorough)
        found = (*diagnostics, *self._sorted.misplaced, *faults, *source_faults, *base_faults)
        handbook = self._reworded(edited, bibliography, bases)
        if handbook is None:
            parsed = (known.parsed[0] for known in self._documents.values())
            handbook = assemble(self.settings, parsed, bibliography, outlines, bases, self._comparisons)
        told = sort_diagnostics(found)
        if self._last is None or self._last.handbook is not handbook or self._last.diagnostics != told:
            self._last = Loaded(handbook, told, self._sorted.assets)
        return self._last

    def _read_others(self, meanwhile: Callable[[], object]) -> None:
        """Read what no other process reads."""
        self._load_sources()
        self._bases.read(self.settings)
        meanwhile()

    def _reworded(self, edited: list[_Page] | None, bibliography: Bibliography, bases: Bases) -> Handbook | None:
        """Return the last handbook with what was edited since; None where that is more than words of translations."""
        if self._last is None or edited is None:
            return None
        handbook = self._last.handbook
        if handbook.bibliography is not bibliography or handbook.settings != self.settings:
            return None
        if not edited and handbook.bases is bases:
            return handbook
        return with_translations(handbook, [self._documents[page.file.path].parsed[0] for page in edited], bases)

    def save(self) -> None:
        """Keep what was parsed for the next run. A cache that cannot be written is not worth a failure."""
        if self.cache is None:
            return
        keys = {known.key for known in self._documents.values()}
        if self._kept is not None and keys == self._kept.keys():
            return
        kept = {known.key: known.packed or _pack(known.parsed) for known in self._documents.values()}
        try:
            self.cache.parent.mkdir(parents=True, exist_ok=True)
            beside = self.cache.with_name(f"{self.cache.name}.{os.getpid()}")
            beside.write_bytes(_pack((_program_digest(), kept)))
            beside.replace(self.cache)
            self._kept = kept
        except OSError:
            return

    # -- text ----------------------------------------------------------------------------------------------

    def _edited(self, files: tuple[SourceFile, ...]) -> list[_Page] | None:
        """Return the pages whose files have changed; None where more than that has, so that all is to be looked at.

        A preview asks at every request, and nearly always one file of thousands has changed.
        """
        if len(files) != len(self._files):
            return None
        found = []
        for file, before in zip(files, self._files, strict=True):
            if file is before or file == before:
                continue
            if file.path != before.path:
                return None
            page = self._page(file)
            if page is None:
                continue
            known = self._documents.get(file.path)
            if known is None:
                return None
            if page.language == self.settings.source_language:
                # The translations of a page are parsed by its shape.
                shape = peek(admit_text(file.path, file.absolute.read_bytes())[0])
                if shape != known.shape:
                    return None
            found.append(page)
        return found

    def _page(self, file: SourceFile) -> _Page | None:
        """Return what a file's place says of it; None for what is no page of a language."""
        language, _, rest = file.path.removeprefix(self.settings.docs + "/").partition("/")
        if language not in self.settings.languages or not rest.endswith(".md"):
            return None
        return _Page(file, language, rest.removesuffix(".md"))

    def _sort_out(self, files: Iterable[SourceFile]) -> _Sorted:
        """Part the files into pages and assets."""
        pages, assets, faults = [], set(), []
        for file in files:
            page = self._page(file)
            if page is not None:
                pages.append(page)
                continue
            language, _, rest = file.path.removeprefix(self.settings.docs + "/").partition("/")
            if language in self.settings.left_out and rest:
                continue
            if language in self.settings.languages and rest:
                assets.add(rest)
            else:
                allowed = ", ".join(f"{self.settings.docs}/{tag}/" for tag in self.settings.languages)
                message = f"not in the folder of a language; move it into one of {allowed}"
                faults.append(Diagnostic(file.path, 0, "not-in-a-language", message))
        # The source language first: the shape of a translation is that of its source.
        source = self.settings.source_language
        pages.sort(key=lambda page: (page.language != source, page.language, page.page))
        return _Sorted(pages, frozenset(assets), faults)

    def _parse(
        self,
        pages: list[_Page],
        progress: Progress | None,
        others: Mapping[str, _Known] = MappingProxyType({}),
        meanwhile: Callable[[], object] = lambda: None,
    ) -> tuple[dict[str, _Known], tuple[Diagnostic, ...]]:
        """Return what is known of some pages, and what is wrong with translations of nothing.

        What has not changed is not parsed again. `others` is what is known of the pages that are not among these.
        """
        source = self.settings.source_language
        jobs: list[tuple[FileToParse, bytes]] = []
        keys: dict[str, tuple[tuple[int, int], str]] = {}
        kept = self._read_cache()
        kinds = self._kinds or _kinds_digest(self.settings.kinds)
        self._kinds = kinds
        shapes: dict[str, tuple[Shape, str]] = {}
        known: dict[str, _Known] = {}
        orphans: list[Diagnostic] = []
        for file, language, page in pages:
            before = self._documents.get(file.path)
            stamp = (file.size, file.modified)
            if before and before.stamp == stamp and (language == source or before.shape == shapes.get(page)):
                if language == source:
                    shapes[page] = before.shape
                known[file.path] = before
                continue
            data = file.absolute.read_bytes()
            if language == source:
                shapes[page] = peek(admit_text(file.path, data)[0])
            shape = shapes.get(page) or self._shape(page, others)
            if shape is None:
                message = f"no source text: there is no {self.settings.docs}/{source}/{page}.md to translate"
                orphans.append(Diagnostic(file.path, 0, "translation-without-source", message))
                continue
            key = sha256(f"{file.path}|{language == source}|{shape}|{kinds}|".encode() + data).hexdigest()
            if key in kept:
                known[file.path] = _Known(stamp, key, _unpack(kept[key]), shape, kept[key])
                continue
            job = FileToParse(file.path, language, page, language == source, shape[0], shape[1])
            jobs.append((job, data))
            keys[file.path] = (stamp, key)
        for done, (job, parsed, packed) in enumerate(self._run(jobs, meanwhile), 1):
            stamp, key = keys[job.path]
            known[job.path] = _Known(stamp, key, parsed, (job.shape, job.kind), packed)
            if progress:
                progress("Reading", done, len(jobs))
        return {file.path: known[file.path] for file, _, _ in pages if file.path in known}, tuple(orphans)

    def _shape(self, page: str, known: Mapping[str, _Known]) -> tuple[Shape, str] | None:
        """Return the shape of a page's source text, as far as it is known."""
        source = known.get(f"{self.settings.docs}/{self.settings.source_language}/{page}.md")
        return source.shape if source else None

    def _run(
        self, jobs: list[tuple[FileToParse, bytes]], meanwhile: Callable[[], object]
    ) -> Iterable[tuple[FileToParse, Parsed, bytes]]:
        workers = self.workers or os.cpu_count() or 1
        kinds = dict(self.settings.kinds)
        if len(jobs) < _POOL_FROM or workers == 1:
            meanwhile()
            for job, data in jobs:
                yield job, _parse_one(job, data, kinds), b""
            return
        batches = [jobs[start : start + _BATCH] for start in range(0, len(jobs), _BATCH)]
        with ProcessPoolExecutor(workers, mp_context=process_context(), initializer=gc.disable) as pool:
            found = pool.map(_parse_batch, batches, [kinds] * len(batches))
            meanwhile()
            for batch, results in zip(batches, found, strict=True):
                # What has come from another process was packed on its way, and is kept as it came.
                yield from ((job, _unpack(packed), packed) for (job, _), packed in zip(batch, results, strict=True))

    def _read_cache(self) -> dict[str, bytes]:
        if self._kept is None:
            self._kept = {}
            if self.cache is not None and self.cache.is_file():
                try:
                    digest, kept = _unpack(self.cache.read_bytes())
                    if digest == _program_digest():
                        self._kept = kept
                except Exception:  # noqa: BLE001 (a broken cache, of whatever kind, is as good as none)
                    self._kept = {}
        return self._kept

    # -- sources -------------------------------------------------------------------------------------------

    def _load_sources(self) -> tuple[Bibliography, Mapping[str, Outline], tuple[Diagnostic, ...]]:
        root = self.settings.root
        folder = root / self.settings.bibliography
        paths = sorted([*folder.glob("*.bib"), *folder.glob("outlines/*.yml")])
        stamps = tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths)
        if self._sources is not None and self._sources[0] == stamps:
            return self._sources[1:]
        faults: list[Diagnostic] = []
        texts: list[tuple[str, str]] = []
        outlines: dict[str, Outline] = {}
        for path in paths:
            name = path.relative_to(root).as_posix()
            if path.is_symlink() or path.parent.is_symlink():
                faults.append(Diagnostic(name, 0, "symlink", SYMLINK))
                continue
            text, found = admit_text(name, path.read_bytes())
            faults += found
            if path.suffix == ".bib":
                texts.append((name, text))
                continue
            outline, found = load_outline(name, text)
            faults += found
            if outline is not None:
                outlines[outline.source] = outline
        bibliography, found = load_bibliography(texts)
        faults += found
        self._sources = (stamps, bibliography, outlines, tuple(faults))
        return self._sources[1:]


def _parse_one(job: FileToParse, data: bytes, kinds: Mapping[str, Kind]) -> Parsed:
    text, faults = admit_text(job.path, data)
    document, found = parse_document(job, text, kinds)
    # Of a file that could not be read at all, the rest is no news; of an empty one it is all there is to tell.
    return document, faults if faults and not text else (*faults, *found)


def _parse_batch(jobs: list[tuple[FileToParse, bytes]], kinds: Mapping[str, Kind]) -> list[bytes]:
    """Parse some files in another process."""
    return [_pack(_parse_one(job, data, kinds)) for job, data in jobs]


def _pack(value: Any) -> bytes:  # noqa: ANN401
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def _unpack(data: bytes) -> Any:  # noqa: ANN401
    # Of our own making, from a process or a folder of our own; whoever can write there can run code anyway.
    return pickle.loads(data)  # noqa: S301


def process_context() -> Any:  # noqa: ANN401 (typeshed's BaseContext has no Process)
    """Return how processes are started: by fork where that is safe (Linux), else by spawn.

    HANDBOOK_START_METHOD overrides it, so that the way of Windows and macOS can be tried anywhere.
    """
    method = os.environ.get("HANDBOOK_START_METHOD") or ("fork" if sys.platform == "linux" else "spawn")
    return multiprocessing.get_context(method)


def _kinds_digest(kinds: Mapping[str, Kind]) -> str:
    """Return a hash of what the parser knows of the kinds: their names, and the code of each one's model."""
    digest = sha256()
    for name, kind in kinds.items():
        digest.update(f"{name}={kind.model!r};".encode())
        digest.update(Path(inspect.getfile(kind.model)).read_bytes())
    return digest.hexdigest()


def _program_digest() -> str:
    """Return a hash of this package's own code: what another version parsed is not kept."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
