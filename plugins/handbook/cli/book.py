"""The command for printed outputs."""

from __future__ import annotations

import sys
import time
from importlib.resources import files
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from handbook.articles import Articles
from handbook.book.making import Made, make_books
from handbook.book.volume import PAPERS, PageSetting
from handbook.cli.shared import Steps, example, print_diagnostics, shown
from handbook.core.downloads import DIST
from handbook.mkdocs_plugin.build import open_project, read


@click.command(name="pdf", epilog=example("handbook pdf", "handbook pdf --language ar --paper letter"))
@click.option("-l", "--language", "chosen", multiple=True, help="Only this one; may be given again. [default: all]")
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="Size of the page.")
@click.option(
    "-o",
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the books. [default: dist]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print faults only.")
@click.pass_obj
def pdf_command(config_file: Path, chosen: tuple[str, ...], paper: str, output_dir: Path | None, quiet: bool) -> None:
    """Make the handbook as a printed book: one PDF for each language.

    The books are made from the pages of the site. After an error the old books are as they were.
    """
    started = time.perf_counter()
    project = open_project(config_file)
    languages = tuple(dict.fromkeys(chosen)) or project.settings.languages
    for language in languages:
        if language not in project.settings.languages:
            known = ", ".join(project.settings.languages)
            raise click.BadParameter(f"no language '{language}'; there are: {known}", param_hint="--language")
    folder = output_dir or project.settings.root / DIST
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        disable=quiet,
    ) as progress:
        steps = Steps(progress)
        loaded, diagnostics = read(project, steps)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        made: tuple[Made, ...] = ()
        if not errors:
            setting = PageSetting(paper=paper, signs=kind_signs())
            articles = Articles(project.templates)
            made = make_books(loaded.handbook, articles, setting, folder.absolute(), languages, steps)
    errors += [fault for book in made for fault in book.faults]
    if errors:
        print_diagnostics(errors, "text")
        click.echo(
            f"{len(errors)} errors; the books with errors were not made, the old ones are as they were", err=True
        )
    for book in made:
        for warning in book.warnings:
            click.echo(f"{book.language}: warning: {warning}", err=True)
        if not quiet and not book.faults:
            click.echo(_line(book))
    if errors:
        sys.exit(1)
    if not quiet:
        click.echo(f"Seconds: {time.perf_counter() - started:.1f}")


def _line(book: Made) -> str:
    return f"Made {shown(book.path)}: {book.pages} pages, {book.size / 1e6:.1f} MB, {book.seconds:.1f} s"


def kind_signs() -> dict[str, str]:
    """Return kind → SVG of its sign: the site's own icons."""
    folder = files("handbook.mkdocs_plugin") / "theme" / ".icons" / "handbook"
    return {
        file.name.removesuffix(".svg"): file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".svg")
    }
