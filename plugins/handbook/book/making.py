"""All books of a handbook: one process a language; a book that fails leaves the old file as it was."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from handbook.articles import Articles
from handbook.book.typesetting import typeset
from handbook.book.volume import PageSetting, Volume
from handbook.core.diagnostics import Diagnostic, HandbookError
from handbook.core.edition import Edition
from handbook.core.handbook import Handbook
from handbook.core.languages import warm_up
from handbook.core.loading import process_context

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Made:
    """A book that was made, or why it was not."""

    language: str
    path: Path
    pages: int
    size: int
    """Bytes."""
    seconds: float
    warnings: tuple[str, ...]
    faults: tuple[Diagnostic, ...]
    """What the writer does not know; where there is any, nothing was made."""


@dataclass(frozen=True, slots=True)
class _Job:
    handbook: Handbook
    articles: Articles
    setting: PageSetting
    folder: Path


_job: _Job | None = None
"""What the workers share: handed over once, when they start."""


def book_name(language: str, paper: str = "a4") -> str:
    """Return the file name of the book in a language: `handbook-ar.pdf`, `handbook-ar-letter.pdf`."""
    return f"handbook-{language}{'' if paper == 'a4' else f'-{paper}'}.pdf"


def make_books(
    handbook: Handbook,
    articles: Articles,
    setting: PageSetting,
    folder: Path,
    languages: Sequence[str],
    progress: Progress | None = None,
) -> tuple[Made, ...]:
    """Make the books of some languages, side by side.

    Args:
        handbook: what `check` has passed.
        articles: the templates.
        setting: paper and signs.
        folder: where the books go.
        languages: BCP 47 tags.
        progress: told of each book that is done.

    Raises:
        HandbookError: a book could not be set, or a worker was stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    job = _Job(handbook, articles, setting, folder)
    workers = min(os.cpu_count() or 1, len(languages))
    made: dict[str, Made] = {}
    for done in _run(job, languages, workers):
        made[done.language] = done
        if progress:
            progress("Books", len(made), len(languages))
    return tuple(made[language] for language in languages)


def _run(job: _Job, languages: Sequence[str], workers: int) -> Iterator[Made]:
    articles = job.articles
    articles.compile()
    if workers == 1:
        _begin(job)
        yield from map(_make, languages)
        return
    # Once here, and not once in each worker.
    warm_up()
    # The source language has most to say, so it begins.
    source = job.handbook.settings.source_language
    ordered = sorted(languages, key=lambda tag: tag != source)
    try:
        with ProcessPoolExecutor(workers, process_context(), initializer=_begin, initargs=(job,)) as pool:
            waiting: set[Future[Made]] = {pool.submit(_make, language) for language in ordered}
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
    except BrokenProcessPool as error:
        raise HandbookError("the process that made a book was stopped; is there memory enough?") from error


def _begin(job: _Job) -> None:
    global _job
    _job = job


def _make(language: str) -> Made:
    assert _job is not None
    started = time.perf_counter()
    settings = _job.handbook.settings
    target = _job.folder / book_name(language, _job.setting.paper)
    gc.disable()
    try:
        typescript = Volume(Edition(_job.handbook, language), _job.articles, _job.setting).write()
    finally:
        gc.enable()
    if typescript.faults:
        return Made(language, target, 0, 0, time.perf_counter() - started, (), typescript.faults)
    try:
        pdf = typeset(typescript.source, settings.root / settings.docs, settings.today)
    except HandbookError as error:
        raise HandbookError(f"{language}: {error}") from error
    beside = target.with_name(f"{target.name}.new")
    beside.write_bytes(pdf.data)
    beside.replace(target)
    return Made(language, target, pdf.pages, len(pdf.data), time.perf_counter() - started, pdf.warnings, ())
