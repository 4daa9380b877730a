"""Handouts and lesson packs: what `handbook pdf --handouts`, `--lesson` and `--lessons` do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from handbook.book.making_sheets import MadeSheets, Order
from handbook.cli.shared import shown
from handbook.core.handbook import Handbook
from handbook.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for."""

    handouts: bool
    beside: str
    """`ar,fr`: two languages side by side; empty for each alone."""
    lessons: tuple[str, ...]
    """Ids of lessons."""
    all_lessons: bool

    @property
    def is_book(self) -> bool:
        """True where nothing of this was asked for."""
        return not (self.handouts or self.beside or self.lessons or self.all_lessons)


def parse_pair(text: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return two languages that were typed as `ar,fr`; none for nothing.

    Raises:
        click.BadParameter: they are not two of the handbook's languages.
    """
    if not text:
        return ()
    pair = tuple(part.strip() for part in text.split(","))
    if len(pair) != 2 or pair[0] == pair[1] or not set(pair) <= set(languages):
        known = ", ".join(languages)
        raise click.BadParameter(f"'{text}' does not name two languages of: {known}", param_hint="--languages")
    return pair


def plan_sheets(wanted: Wanted, settings: Settings, handbook: Handbook, languages: Sequence[str]) -> list[Order]:
    """Return what is to be made.

    Args:
        wanted: what a person asked for.
        settings: those of the handbook.
        handbook: what has been read.
        languages: the languages of what does not name its own.

    Raises:
        click.BadParameter: there is no such lesson, or no such two languages.
    """
    pair = parse_pair(wanted.beside, settings.languages)
    orders = []
    if pair:
        orders.append(Order(pair))
    elif wanted.handouts:
        orders += [Order((language,)) for language in languages]
    known = [entry.id for entry in handbook.of_kind("lesson")] if "lesson" in settings.kinds else []
    for lesson in wanted.lessons:
        if lesson not in known:
            listed = ", ".join(known) or "none"
            raise click.BadParameter(f"no lesson '{lesson}'; there are: {listed}", param_hint="--lesson")
    lessons = tuple(known) if wanted.all_lessons else tuple(dict.fromkeys(wanted.lessons))
    if lessons:
        orders += [Order((language,), lessons) for language in languages]
    return orders


def count_files(orders: Iterable[Order]) -> int:
    """Return how many files some orders are."""
    return sum(max(1, len(order.lessons)) for order in orders)


def lines_of(made: Iterable[MadeSheets]) -> Iterator[str]:
    """Yield what to say of each file: what was made, and what it lacks."""
    for one in made:
        if one.faults:
            continue
        name = shown(one.path)
        if one.pages:
            yield f"Made {name}: {one.pages} pages, {one.size / 1e6:.1f} MB, {one.seconds:.1f} s"
            if one.left_out:
                yield f"  without {_count(one.left_out)}: not translated"
        else:
            yield (
                f"Left out {name}: {_count(one.left_out)} not translated"
                if one.left_out
                else f"Left out {name}: the handbook has nothing for it"
            )


def _count(ids: Sequence[str]) -> str:
    listed = ", ".join(ids[:4])
    return f"{listed} and {len(ids) - 4} more" if len(ids) > 4 else listed
