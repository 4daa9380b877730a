"""How the state of translations, and a change of words, are shown in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from handbook.core.translation.alignment import State
from handbook.core.translation.diff import Change, Difference, Piece, meaning_of
from handbook.core.translation.overview import Progress
from handbook.core.translation.status import PageTranslation

_STATES = (State.MISSING, State.OUTDATED, State.UNMATCHED, State.EXTRA)

LEGEND = (
    "passages (words). missing: not translated. outdated: the source has changed since. unmatched: not certain what "
    "belongs to what, until `done`. extra: only in the translation."
)

_STYLES = {Change.KEPT: "", Change.TAKEN_OUT: "red strike", Change.PUT_IN: "bold green"}
_SIGNS = {Change.KEPT: ("", ""), Change.TAKEN_OUT: ("[-", "-]"), Change.PUT_IN: ("{+", "+}")}
"""As `git diff --word-diff` marks them, so that colour is not all that tells them apart."""


def kinds(language: str, found: Sequence[Progress]) -> Table:
    """Return the table of a language: a line for each kind, and the sum."""
    table = _table(language, "kind")
    table.add_column("pages", justify="right")
    for name in ("current", *(state.value for state in _STATES)):
        table.add_column(name, justify="right", no_wrap=True)
    for item in found:
        table.add_row(item.name, str(item.pages), str(item.counts.current), *_cells(item))
    if len(found) > 1:
        table.add_section()
        total = Progress(
            "all",
            sum(item.pages for item in found),
            sum((item.counts for item in found[1:]), found[0].counts),
            {state: sum(item.words.get(state, 0) for item in found) for state in State},
        )
        table.add_row(total.name, str(total.pages), str(total.counts.current), *_cells(total), style="bold")
    return table


def pages(title: str, found: Iterable[Progress]) -> RenderableType:
    """Return a table with a line for each page; states that none of them has get no column."""
    listed = list(found)
    states = [state for state in _STATES if any(getattr(item.counts, state.value) for item in listed)]
    table = _table("", "page")
    for state in states:
        table.add_column(state.value, justify="right", no_wrap=True)
    for item in listed:
        table.add_row(item.name, *_cells(item, states))
    return Group(Text(title, style="bold"), table)  # a title of the table itself would be broken to its width


def _table(title: str, first: str) -> Table:
    table = Table(title=title or None, title_justify="left", title_style="bold", box=None, header_style="dim")
    table.add_column(first, overflow="fold")
    return table


def _cells(item: Progress, states: Iterable[State] = _STATES) -> list[Text]:
    cells = []
    for state in states:
        number = getattr(item.counts, state.value)
        cells.append(Text(f"{number} ({item.words.get(state, 0)})" if number else "-", style="" if number else "dim"))
    return cells


def sentence(translation: PageTranslation) -> str:
    """Return how a page stands now, to follow its name."""
    counts = translation.counts
    if counts.is_complete:
        return f"is up to date: {counts.current} passages."
    left = [f"{getattr(counts, state.value)} {state.value}" for state in _STATES if getattr(counts, state.value)]
    return f"has {counts.current} passages up to date, and {', '.join(left)}."


def pieces(found: Iterable[Piece]) -> Text:
    """Return words with what was taken out and put in marked."""
    text = Text()
    for piece in found:
        before, after = _SIGNS[piece.change]
        text.append(f"{before}{piece.text}{after}", style=_STYLES[piece.change])
    return text


def difference(item: Difference, language: str, source_language: str) -> RenderableType:
    """Return one passage: its address and state; the source as it was and is; the translation."""
    lines: list[RenderableType] = [Text.assemble((str(item.target), "bold"), "  ", (meaning_of(item), "yellow"))]
    table = Table(box=None, show_header=False, padding=(0, 1, 1, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if item.pieces:
        table.add_row(f"{source_language} was", Text(item.old))
        table.add_row(f"{source_language} now", pieces(item.pieces))
    elif item.new:
        table.add_row(f"{source_language} now", Text(item.new))
    elif item.old:
        table.add_row(f"{source_language} was", Text(item.old))
    if item.translation:
        table.add_row(f"{language}:{item.line}", Text(item.translation))
    elif item.line:
        table.add_row(f"{language}:{item.line}", Text("in brackets ⟦…⟧; put your words in their place", style="dim"))
    lines.append(table)
    return Group(*lines)
