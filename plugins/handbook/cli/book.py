"""The command for printed outputs."""

from __future__ import annotations

import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from handbook.articles import Articles
from handbook.book.making import Made, make_books
from handbook.book.making_sheets import MadeSheets, make_sheets
from handbook.book.volume import PAPERS, PageSetting
from handbook.cli.shared import example, language_option, languages_of, output_option, print_diagnostics, shown, steps
from handbook.cli.sheets import Wanted, count_files, lines_of, plan_sheets
from handbook.core.downloads import DIST
from handbook.mkdocs_plugin.build import open_project, read


@click.command(
    name="pdf",
    epilog=example(
        "handbook pdf",
        "handbook pdf --language ar --paper letter",
        "handbook pdf --handouts --languages ar,fr",
        "handbook pdf --lesson reading-a-demand",
    ),
)
@language_option
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="Size of the page.")
@click.option("--handouts", is_flag=True, help="In place of the book, a page for each demand and instrument.")
@click.option("--languages", "beside", default="", metavar="AR,FR", help="Handouts in two languages side by side.")
@click.option("--lesson", "lessons", multiple=True, metavar="ID", help="The pack of a lesson; may be given again.")
@click.option("--lessons", "all_lessons", is_flag=True, help="The packs of all lessons.")
@output_option("files")
@click.option("-q", "--quiet", is_flag=True, help="Print faults only.")
@click.pass_obj
def pdf_command(
    config_file: Path,
    /,
    chosen: tuple[str, ...],
    paper: str,
    output_dir: Path | None,
    quiet: bool,
    **sheets: Any,  # noqa: ANN401 (the options that `Wanted` names and types)
) -> None:
    """Make the handbook as a printed book: one PDF for each language. Or handouts to pin up, or packs of lessons.

    All of it is made from the pages of the site. After an error the old files are as they were.
    """
    wanted = Wanted(**sheets)
    started = time.perf_counter()
    project = open_project(config_file)
    languages = languages_of(project.settings, chosen)
    folder = output_dir or project.settings.root / DIST
    with steps(quiet=quiet) as progress:
        loaded, diagnostics = read(project, progress)
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        made: tuple[Made, ...] = ()
        sheets_made: list[MadeSheets] = []
        setting = PageSetting(paper=paper, signs=kind_signs())
        articles = Articles(project.templates)
        if not errors and not wanted.is_book:
            orders = plan_sheets(wanted, project.settings, loaded.handbook, languages)
            for one in make_sheets(loaded.handbook, articles, setting, folder.absolute(), orders):
                sheets_made.append(one)
                progress("Handouts", len(sheets_made), count_files(orders))
        elif not errors:
            made = make_books(loaded.handbook, articles, setting, folder.absolute(), languages, progress)
    errors += [fault for book in made for fault in book.faults]
    errors += [fault for sheet in sheets_made for fault in sheet.faults]
    errors = list(dict.fromkeys(errors))  # a handout stands in its own file and in packs
    if errors:
        print_diagnostics(errors, "text")
        click.echo(
            f"{len(errors)} errors; the files with errors were not made, the old ones are as they were", err=True
        )
    for sheet in sheets_made:
        for warning in sheet.warnings:
            click.echo(f"{sheet.path.name}: warning: {warning}", err=True)
    for line in lines_of(sheets_made) if not quiet else ():
        click.echo(line)
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
