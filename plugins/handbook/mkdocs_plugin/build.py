"""`handbook build`: read, then one worker a language while this process checks, then exchange the sites in one step."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from handbook.articles import Articles
from handbook.core.check import check
from handbook.core.diagnostics import Diagnostic, HandbookError, sort_diagnostics
from handbook.core.languages import load_language, warm_up
from handbook.core.loading import Library, Loaded, process_context
from handbook.core.settings import Settings
from handbook.core.translation.overview import by_kind
from handbook.mkdocs_plugin import publish

if TYPE_CHECKING:
    from mkdocs.theme import Theme

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""

_REPORT_EVERY = 0.1
"""Seconds between two reports of a worker: each wakes this process, and takes time from those that render."""


@dataclass(frozen=True, slots=True)
class Project:
    """A handbook on disk, as mkdocs.yml configures it."""

    config_file: Path
    site: Path
    settings: Settings
    library: Library
    templates: tuple[Path, ...]
    """Its own article templates."""
    theme: Theme
    """What frames the articles."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was read and, if all went well, built."""

    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]
    site: Path
    pages: dict[str, int]
    """Language → pages; empty where errors stopped the build."""
    seconds: float

    @property
    def errors(self) -> int:
        """Number of faults that stop a build."""
        return sum(1 for diagnostic in self.diagnostics if diagnostic.is_error)

    @property
    def entries(self) -> Counter[str]:
        """Kind → entries."""
        return Counter(entry.kind.name for entry in self.loaded.handbook.entries.values())


def open_project(config_file: Path, site: Path | None = None, *, translation: str = "") -> Project:
    """Read mkdocs.yml.

    Args:
        config_file: mkdocs.yml.
        site: where to put the site, if not where it says.
        translation: a language; the others, but for the source language, are left out.

    Raises:
        HandbookError: it is missing, broken, or configures no handbook; or it has no such translation.
    """
    from mkdocs.config import load_config
    from mkdocs.exceptions import ConfigurationError

    from handbook.mkdocs_plugin import i18n
    from handbook.mkdocs_plugin.config import make_settings
    from handbook.mkdocs_plugin.plugin import HandbookPlugin, template_folders
    from handbook.mkdocs_plugin.theme_templates import put_over

    if not config_file.is_file():
        raise HandbookError(f"no file {config_file}; run this in the folder of mkdocs.yml, or say -f PATH")
    try:
        config = load_config(str(config_file))
    except ConfigurationError as error:
        raise HandbookError(f"{config_file}: {error}") from error
    plugin = config.plugins.get("handbook")
    if not isinstance(plugin, HandbookPlugin):
        raise HandbookError(f"{config_file} has no `handbook` plugin")
    settings = make_settings(config, plugin.config)
    if translation:
        kept = (settings.source_language, settings.translation(translation))
        i18n.keep(config, kept)
        settings = replace(
            make_settings(config, plugin.config), left_out=frozenset(settings.languages).difference(kept)
        )
    cache = settings.root / plugin.config.cache / "parsed.pickle" if plugin.config.cache else None
    put_over(config.theme)
    return Project(
        config_file,
        (site or Path(config.site_dir)).absolute(),
        settings,
        Library(settings, cache),
        tuple(template_folders(config)),
        config.theme,
    )


def read(project: Project, progress: Progress | None = None) -> tuple[Loaded, tuple[Diagnostic, ...]]:
    """Load and check the text.

    Raises:
        HandbookError: a catalogue of words is broken.
    """
    loaded = _load(project, progress)
    return loaded, _checked(loaded)


def _load(project: Project, progress: Progress | None, meanwhile: Callable[[], object] = lambda: None) -> Loaded:
    for tag in project.settings.languages:
        load_language(tag, project.settings.catalogues)
    return project.library.load(progress, meanwhile)


def _checked(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Return all that is wrong: with files one by one, and between them."""
    return sort_diagnostics([*loaded.diagnostics, *check(loaded.handbook, loaded.assets)])


def build(project: Project, *, workers: int = 0, progress: Progress | None = None) -> Report:
    """Build the whole site beside the old one, then exchange them. An error leaves the old site as it was.

    Raises:
        HandbookError: a worker failed; the old site is whole.
    """
    started = time.perf_counter()
    publish.restore(project.site)
    new = publish.beside(project.site, "new")
    pages: dict[str, tuple[str, ...]] = {}
    # What is read stays until the end, so looking for garbage in it is time lost.
    gc.disable()
    try:
        articles = Articles(project.templates)
        loaded = _load(project, progress, lambda: prepare(project, articles))
        _count(loaded)
        gc.freeze()
        with _Workers(project, loaded, articles, new, workers or os.cpu_count() or 1) as rendering:
            rendering.start()
            # Until something is rendered, this process has time to check the text and to keep what it has parsed.
            diagnostics = _checked(loaded)
            project.library.save()
            if not any(diagnostic.is_error for diagnostic in diagnostics):
                pages = rendering.wait(progress)
        if pages:
            _join(new, project.settings)
            _verify(new / project.settings.source_language, pages)
            publish.publish(new / project.settings.source_language, project.site)
    finally:
        gc.enable()
        shutil.rmtree(new, ignore_errors=True)
    return Report(
        loaded,
        diagnostics,
        project.site,
        {tag: len(paths) for tag, paths in pages.items()},
        time.perf_counter() - started,
    )


def prepare(project: Project, articles: Articles) -> None:
    """Make ready what every page needs: here once, and not once in each worker."""
    from handbook.mkdocs_plugin.theme_templates import compile_templates

    articles.compile()
    compile_templates(project.theme)
    warm_up()


def _count(loaded: Loaded) -> None:
    """Compare the translations with their source, and count: here once, and not once in each worker."""
    for language in loaded.handbook.settings.translations:
        by_kind(loaded.handbook, language)


# -- workers ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    language: str
    pages: int = 0
    """Pages that it has to write."""
    done: int = 0
    """Pages that it has written."""


class _Workers:
    """One process a language, so many at a time; whoever leaves before they are done ends them."""

    def __init__(self, project: Project, loaded: Loaded, articles: Articles, new: Path, most: int) -> None:
        self._project = project
        self._loaded = loaded
        self._articles = articles
        self._new = new
        self._most = most
        # The source language has most to write (data, sitemap), so it begins.
        self._waiting = sorted(project.settings.languages, key=lambda tag: tag != project.settings.source_language)
        # The reading ends of pipes, which are of another class on each system.
        self._running: dict[Any, _Worker] = {}
        self._ended: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._running.values():
            worker.process.kill()
            worker.process.join()

    def start(self) -> None:
        """Let as many run as may."""
        context = process_context()
        while self._waiting and len(self._running) < self._most:
            language = self._waiting.pop(0)
            receiver, sender = context.Pipe(duplex=False)
            folder = self._new / language
            arguments = (self._project.config_file, language, folder, self._loaded, self._articles, sender)
            process = context.Process(target=_work, args=arguments, daemon=True)
            process.start()
            sender.close()
            self._running[receiver] = _Worker(process, language)

    def wait(self, progress: Progress | None) -> dict[str, tuple[str, ...]]:
        """Wait for all of them; return language → pages written, each language in a folder of its own.

        Raises:
            HandbookError: one failed, or was stopped.
        """
        written: dict[str, tuple[str, ...]] = {}
        while self._running:
            ready: list[Any] = list(wait(list(self._running)))
            for receiver in ready:
                worker = self._running[receiver]
                try:
                    kind, value = receiver.recv()
                except EOFError as error:
                    worker.process.join()
                    code = worker.process.exitcode
                    raise HandbookError(f"the worker for '{worker.language}' was stopped (exit {code})") from error
                if kind == "total":
                    worker.pages = value
                elif kind == "done":
                    worker.done = value
                elif kind == "failed":
                    raise HandbookError(f"building '{worker.language}' failed:\n{value}")
                else:
                    written[worker.language] = value
                    worker.process.join()
                    self._ended.append(self._running.pop(receiver))
                    self.start()
                if progress:
                    known = (*self._ended, *self._running.values())
                    progress("Building", sum(each.done for each in known), sum(each.pages for each in known))
        return written


def _work(
    config_file: Path,
    language: str,
    folder: Path,
    loaded: Loaded,
    articles: Articles,
    report: Connection,
) -> None:
    """Build one language; runs in a process of its own."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Nothing made here is garbage before the process ends, so looking for it is time lost (15 % of it).
    gc.disable()
    try:
        report.send(("pages", _build_one(config_file, language, folder, loaded, articles, report)))
    except BaseException:  # noqa: BLE001 (whatever it was, the parent tells it and stops)
        report.send(("failed", traceback.format_exc()))
    finally:
        report.close()


def _end_with_parent() -> None:
    """End this worker when its build is killed: it must not write into the folder that the next one uses."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _build_one(
    config_file: Path,
    language: str,
    folder: Path,
    loaded: Loaded,
    articles: Articles,
    report: Connection,
) -> tuple[str, ...]:
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    from handbook.mkdocs_plugin import i18n
    from handbook.mkdocs_plugin.plugin import HandbookPlugin
    from handbook.mkdocs_plugin.theme_templates import share

    config = load_config(str(config_file), site_dir=str(folder))
    plugin = config.plugins["handbook"]
    assert isinstance(plugin, HandbookPlugin)
    plugin.prepare(loaded, articles)
    share(config.theme)
    i18n.select(config, language)
    total = len(plugin.edition(language).pages)
    report.send(("total", total))
    told = time.monotonic()

    def tell(number: int) -> None:
        nonlocal told
        now = time.monotonic()
        if number == total or now - told >= _REPORT_EVERY:
            told = now
            report.send(("done", number))

    plugin.on_written = tell
    build_site(config)
    return plugin.written


def _join(new: Path, settings: Settings) -> None:
    """Move each language's folder into the source language's, which holds all that they share."""
    base = new / settings.source_language
    for language in settings.languages:
        if language != settings.source_language:
            (new / language / language).rename(base / language)


def _verify(site: Path, pages: dict[str, tuple[str, ...]]) -> None:
    """See that every page that was to be written is there, and whole, before anybody sees the site.

    Raises:
        HandbookError: a page is missing or cut short (a full disk, for example).
    """
    for paths in pages.values():
        for path in paths:
            file = site / path
            try:
                with file.open("rb") as handle:
                    handle.seek(-20, os.SEEK_END)
                    whole = b"</html>" in handle.read()
            except OSError as error:
                raise HandbookError(f"the page {path} was not written: {error}") from error
            if not whole:
                raise HandbookError(f"the page {path} was not written to its end; is the disk full?")
