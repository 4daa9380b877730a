"""What the commands share: how they fail, how they show progress and faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from handbook.core.diagnostics import Diagnostic, HandbookError
from handbook.core.downloads import DIST
from handbook.core.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
"""A command."""


class Group(click.Group):
    """Shows a broken host or configuration as one line, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except HandbookError as error:
            raise click.ClickException(str(error)) from error


def example(*lines: str) -> str:
    """Return the end of a help text, which click prints line by line because of its first sign."""
    return "\b\nExample:\n" + "\n".join(f"    {line}" for line in lines)


def language_option(function: F) -> F:
    """`--language`, which may be given again."""
    option = click.option(
        "-l", "--language", "chosen", multiple=True, help="Only this one; may be given again. [default: all]"
    )
    return option(function)


def output_option(what: str) -> Callable[[F], F]:
    """`--output-dir`: where to put files."""
    return click.option(
        "-o",
        "--output-dir",
        type=click.Path(path_type=Path, file_okay=False),
        help=f"Where to put the {what}. [default: {DIST}]",
    )


def languages_of(settings: Settings, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the languages that were asked for, once each; all where none was.

    Raises:
        click.BadParameter: one is not the handbook's.
    """
    for language in chosen:
        if language not in settings.languages:
            known = ", ".join(settings.languages)
            raise click.BadParameter(f"no language '{language}'; there are: {known}", param_hint="--language")
    return tuple(dict.fromkeys(chosen)) or settings.languages


@contextmanager
def steps(*, quiet: bool = False, transient: bool = False) -> Iterator[Steps]:
    """Show a bar for each step, on standard error, until the work is done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=quiet, transient=transient) as progress:
        yield Steps(progress)


class Steps:
    """Shows each step of a build as a bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take in how far a step has come."""
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=total)
        self._progress.update(self._tasks[step], completed=done, total=total)


def shown(path: Path) -> str:
    """Return a path as a person in this folder would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def print_diagnostics(diagnostics: Iterable[Diagnostic], form: str, *, errors_only: bool = False) -> None:
    """Print faults as lines to read (`text`), as `json`, or as annotations for pull requests (`github`)."""
    chosen = [diagnostic for diagnostic in diagnostics if diagnostic.is_error or not errors_only]
    if form == "json":
        fields = ("path", "line", "code", "severity", "message")
        click.echo(
            json.dumps(
                [{name: getattr(item, name) for name in fields} for item in chosen],
                ensure_ascii=False,
                indent=1,
            )
        )
    elif form == "github":
        for item in chosen:
            message = item.message.replace("%", "%25").replace("\n", "%0A")
            click.echo(
                f"::{item.severity.value} file={item.path},line={max(item.line, 1)},title={item.code}::{message}"
            )
    else:
        for item in chosen:
            click.echo(str(item), err=True)
