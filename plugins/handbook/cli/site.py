"""Commands for the website: build, serve."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from handbook.cli.shared import example, print_diagnostics, shown, steps
from handbook.core.diagnostics import Diagnostic
from handbook.mkdocs_plugin.build import Project, Report, build, open_project


@click.command(name="build", epilog=example("handbook build", "handbook build --site-dir /tmp/site"))
@click.option("-d", "--site-dir", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site.")
@click.option("-j", "--workers", type=click.IntRange(min=0), default=0, help="Processes; 0 for one a core.")
@click.option("-q", "--quiet", is_flag=True, help="Print faults only.")
@click.pass_obj
def build_command(config_file: Path, site_dir: Path | None, workers: int, quiet: bool) -> None:
    """Check the text and build the site in all languages.

    The new site is built beside the old one and takes its place in one step; after an error the old one stays.
    """
    project = open_project(config_file, site_dir)
    with steps(quiet=quiet) as progress:
        report = build(project, workers=workers, progress=progress)
    print_diagnostics(report.diagnostics, "text", errors_only=not report.errors)
    if report.errors:
        click.echo(f"{report.errors} errors; nothing was built, {shown(report.site)} is as it was", err=True)
        sys.exit(1)
    if not quiet:
        _print_summary(report, project)


def _print_summary(report: Report, project: Project) -> None:
    console = Console()
    entries = Table(title="Entries", title_justify="left", box=None, header_style="bold")
    entries.add_column("kind")
    entries.add_column("number", justify="right")
    for kind, number in report.entries.items():
        entries.add_row(kind, str(number))
    pages = Table(title="Pages", title_justify="left", box=None, header_style="bold")
    pages.add_column("language")
    pages.add_column("pages", justify="right")
    pages.add_column("translated entries", justify="right")
    handbook = report.loaded.handbook
    for language in project.settings.languages:
        translated = sum(1 for entry in handbook.entries.values() if language in entry.words)
        pages.add_row(language, str(report.pages[language]), str(translated))
    console.print(entries)
    console.print(pages)
    warnings: dict[str, int] = {}
    for diagnostic in report.diagnostics:
        warnings[diagnostic.code] = warnings.get(diagnostic.code, 0) + 1
    listed = ", ".join(f"{number} {code}" for code, number in sorted(warnings.items())) or "none"
    click.echo(f"Sources: {len(handbook.bibliography)}")
    click.echo(f"Warnings: {listed}" + (" (`handbook check` lists them)" if warnings else ""))
    click.echo(f"Seconds: {report.seconds:.1f}")
    click.echo(f"Open {shown(report.site / 'index.html')}")


@click.command(name="serve", epilog=example("handbook serve --port 8001"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="Port to listen on.")
@click.pass_obj
def serve_command(config_file: Path, host: str, port: int) -> None:
    """Show the handbook in the browser; an edit is seen as soon as the file is saved."""
    serve(open_project(config_file), host, port)


def serve(project: Project, host: str, port: int, folder: str = "") -> None:
    """Serve a project until Ctrl+C; `folder` is that of the language to open."""
    from handbook.mkdocs_plugin.preview import make_server

    def tell(diagnostics: tuple[Diagnostic, ...]) -> None:
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        print_diagnostics(errors, "text")
        click.echo(f"{len(errors)} errors, {len(diagnostics) - len(errors)} warnings")

    try:
        server = make_server(project, host, port, tell)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port} ({error.strerror}); try --port") from error
    click.echo(f"Open http://{host}:{server.server_address[1]}/{folder} (stop with Ctrl+C)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        server.server_close()
