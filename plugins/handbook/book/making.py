"""All books of a handbook: one process a language; a book that fails leaves the old file as it was."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.articles import Articles
from handbook.book.typesetting import typeset
from handbook.book.volume import PageSetting, Volume
from handbook.book.workshop import Workshop, publish
from handbook.core.diagnostics import Diagnostic, HandbookError
from handbook.core.edition import Edition
from handbook.core.handbook import Handbook

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
    # The source language has most to say, so it begins.
    source = handbook.settings.source_language
    ordered = sorted(languages, key=lambda tag: tag != source)
    made: dict[str, Made] = {}
    for _, done in Workshop(handbook, articles, setting, folder).run(_make, ordered):
        made[done.language] = done
        if progress:
            progress("Books", len(made), len(languages))
    return tuple(made[language] for language in languages)


def _make(workshop: Workshop, language: str) -> Made:
    started = time.perf_counter()
    settings = workshop.handbook.settings
    target = workshop.folder / book_name(language, workshop.setting.paper)
    gc.disable()
    try:
        typescript = Volume(Edition(workshop.handbook, language), workshop.articles, workshop.setting).write()
    finally:
        gc.enable()
    if typescript.faults:
        return Made(language, target, 0, 0, time.perf_counter() - started, (), typescript.faults)
    try:
        pdf = typeset(typescript.source, settings.root / settings.docs, settings.today)
    except HandbookError as error:
        raise HandbookError(f"{language}: {error}") from error
    publish(target, pdf.data)
    return Made(language, target, pdf.pages, len(pdf.data), time.perf_counter() - started, pdf.warnings, ())
