"""Handouts and lesson packs as files: the languages side by side; a file that fails leaves the old one as it was."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

from handbook.articles import Articles
from handbook.book.handouts import Handout
from handbook.book.packs import write_pack
from handbook.book.sheets import check_fit, write_handouts
from handbook.book.typesetting import Pdf, typeset
from handbook.book.volume import PageSetting
from handbook.book.workshop import Workshop, publish
from handbook.core.diagnostics import Diagnostic, HandbookError
from handbook.core.edition import Edition
from handbook.core.handbook import Entry, Handbook


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: handouts, or packs."""

    languages: tuple[str, ...]
    """Of the handouts: one, or two side by side. Of packs: one."""
    lessons: tuple[str, ...] = ()
    """Ids of the lessons whose packs are wanted; empty for handouts."""


@dataclass(frozen=True, slots=True)
class MadeSheets:
    """A file that was made, or why it was not."""

    path: Path
    pages: int
    size: int
    """Bytes."""
    seconds: float
    left_out: tuple[str, ...]
    """Ids of what has no words in the language, and so no handout."""
    warnings: tuple[str, ...]
    faults: tuple[Diagnostic, ...]
    """Where there is any, the file was not made."""


def handouts_name(languages: Sequence[str], paper: str = "a4") -> str:
    """Return a file name: `handouts-ar-fr.pdf`."""
    return f"handouts-{'-'.join(languages)}{_paper(paper)}.pdf"


def pack_name(lesson: str, language: str, paper: str = "a4") -> str:
    """Return a file name: `lesson-reading-a-demand-es-letter.pdf`."""
    return f"lesson-{lesson}-{language}{_paper(paper)}.pdf"


def _paper(paper: str) -> str:
    return "" if paper == "a4" else f"-{paper}"


def make_sheets(
    handbook: Handbook, articles: Articles, setting: PageSetting, folder: Path, orders: Sequence[Order]
) -> Iterator[MadeSheets]:
    """Make files, order by order; yield each in the order of the orders.

    Args:
        handbook: what `check` has passed.
        articles: the templates.
        setting: paper and signs.
        folder: where the files go.
        orders: what is wanted.

    Raises:
        HandbookError: a document could not be set, or a worker was stopped.
    """
    made: dict[int, list[MadeSheets]] = {}
    told = 0
    for position, sheets in Workshop(handbook, articles, setting, folder).run(_fill, orders):
        made[position] = sheets
        while told in made:
            yield from made.pop(told)
            told += 1


def _fill(workshop: Workshop, order: Order) -> list[MadeSheets]:
    editions = [Edition(workshop.handbook, tag) for tag in order.languages]
    if not order.lessons:
        return [_handouts(workshop, editions)]
    return [_pack(workshop, editions[0], workshop.handbook.entries[lesson]) for lesson in order.lessons]


def _handouts(workshop: Workshop, editions: Sequence[Edition]) -> MadeSheets:
    started = time.perf_counter()
    tags = [edition.language.tag for edition in editions]
    target = workshop.folder / handouts_name(tags, workshop.setting.paper)
    sheets = write_handouts(editions, workshop.articles, workshop.setting)
    left_out = tuple(entry.id for entry in sheets.left_out)
    if sheets.faults or not sheets.handouts:
        return MadeSheets(target, 0, 0, time.perf_counter() - started, left_out, (), sheets.faults)
    return _set(workshop, target, started, sheets.source, sheets.handouts, left_out)


def _pack(workshop: Workshop, edition: Edition, lesson: Entry) -> MadeSheets:
    started = time.perf_counter()
    target = workshop.folder / pack_name(lesson.id, edition.language.tag, workshop.setting.paper)
    if not edition.is_translated(lesson):
        return MadeSheets(target, 0, 0, 0.0, (lesson.id,), (), ())
    pack = write_pack(edition, workshop.articles, workshop.setting, lesson)
    left_out = tuple(entry.id for entry in pack.left_out)
    if pack.faults:
        return MadeSheets(target, 0, 0, time.perf_counter() - started, left_out, (), pack.faults)
    return _set(workshop, target, started, pack.source, pack.handouts, left_out)


def _set(
    workshop: Workshop,
    target: Path,
    started: float,
    source: str,
    handouts: Sequence[Handout],
    left_out: tuple[str, ...],
) -> MadeSheets:
    """Set a document and write its file, if each handout fits its page.

    Args:
        workshop: the handbook and its folders.
        target: the file.
        started: when the work on it began.
        source: the document.
        handouts: those in it.
        left_out: what it lacks.
    """
    settings = workshop.handbook.settings
    root = settings.root / settings.docs
    try:
        pdf = typeset(source, root, settings.today)
        # To ask takes as long as to set, so it is done only where there is a reason.
        over = _pages_over(pdf, handouts)
        faults = check_fit(source, root, handouts) if over else ()
    except HandbookError as error:
        raise HandbookError(f"{target.name}: {error}") from error
    if over and not faults:
        raise HandbookError(f"{target.name} has {over} pages too many, though each handout fits: mend the layout")
    seconds = time.perf_counter() - started
    if faults:
        return MadeSheets(target, 0, 0, seconds, left_out, pdf.warnings, faults)
    publish(target, pdf.data)
    return MadeSheets(target, pdf.pages, len(pdf.data), time.perf_counter() - started, left_out, pdf.warnings, ())


def _pages_over(pdf: Pdf, handouts: Sequence[Handout]) -> int:
    """Return how many pages there are from the first handout to the end, beyond one for each entry."""
    if not handouts:
        return 0
    with pikepdf.open(BytesIO(pdf.data)) as opened:
        numbers = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        place = pikepdf.NameTree(opened.Root.Names.Dests)[handouts[0].entry.page]
        target = place.D if isinstance(place, pikepdf.Dictionary) else place
        return len(numbers) - numbers[target[0].objgen] - len({handout.entry.id for handout in handouts})
