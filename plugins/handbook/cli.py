"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from handbook.core.diagnostics import Diagnostic, HandbookError, did_you_mean
from handbook.core.kinds import Kind
from handbook.core.starters import new_entry, schema_of
from handbook.mkdocs_plugin.build import Project, Report, build, open_project, read


class _Group(click.Group):
    """Shows a broken host or configuration as one line, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except HandbookError as error:
            raise click.ClickException(str(error)) from error


def _example(*lines: str) -> str:
    """Return the end of a help text, which click prints line by line because of its first sign."""
    return "\b\nExample:\n" + "\n".join(f"    {line}" for line in lines)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_example("handbook check", "handbook -f ../housing/mkdocs.yml build"),
)
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The handbook to work on.",
)
@click.version_option(package_name="handbook")
@click.pass_context
def main(context: click.Context, config_file: Path) -> None:
    """Make, check and preview a handbook."""
    context.obj = config_file


@main.command(name="check", epilog=_example("handbook check", "handbook check --format json > faults.json"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Lines to read, JSON, or annotations for pull requests.",
)
@click.pass_obj
def check_command(config_file: Path, form: str) -> None:
    """Read everything and report every fault, sorted by place.

    Exits with 1 where there is an error; warnings alone are no failure.
    """
    _, diagnostics = read(open_project(config_file))
    _print_diagnostics(diagnostics, form)
    errors = sum(1 for diagnostic in diagnostics if diagnostic.is_error)
    if form == "text":
        click.echo(f"{errors} errors, {len(diagnostics) - errors} warnings")
    sys.exit(1 if errors else 0)


@main.command(name="build", epilog=_example("handbook build", "handbook build --site-dir /tmp/site"))
@click.option("-d", "--site-dir", type=click.Path(path_type=Path, file_okay=False), help="Where to put the site.")
@click.option("-j", "--workers", type=click.IntRange(min=0), default=0, help="Processes; 0 for one a core.")
@click.option("-q", "--quiet", is_flag=True, help="Print faults only.")
@click.pass_obj
def build_command(config_file: Path, site_dir: Path | None, workers: int, quiet: bool) -> None:
    """Check the text and build the site in all languages.

    The new site is built beside the old one and takes its place in one step; after an error the old one stays.
    """
    project = open_project(config_file, site_dir)
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, disable=quiet
    ) as progress:
        report = build(project, workers=workers, progress=_Steps(progress))
    _print_diagnostics(report.diagnostics, "text", errors_only=not report.errors)
    if report.errors:
        click.echo(f"{report.errors} errors; nothing was built, {_shown(report.site)} is as it was", err=True)
        sys.exit(1)
    if not quiet:
        _print_summary(report, project)


class _Steps:
    """Shows each step of a build as a bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=total)
        self._progress.update(self._tasks[step], completed=done, total=total)


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
    shown = ", ".join(f"{number} {code}" for code, number in sorted(warnings.items())) or "none"
    click.echo(f"Sources: {len(handbook.bibliography)}")
    click.echo(f"Warnings: {shown}" + (" (`handbook check` lists them)" if warnings else ""))
    click.echo(f"Seconds: {report.seconds:.1f}")
    click.echo(f"Open {_shown(report.site / 'index.html')}")


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@main.command(name="serve", epilog=_example("handbook serve --port 8001"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="Port to listen on.")
@click.pass_obj
def serve_command(config_file: Path, host: str, port: int) -> None:
    """Show the handbook in the browser; an edit is seen as soon as the file is saved."""
    from handbook.mkdocs_plugin.preview import make_server

    def tell(diagnostics: tuple[Diagnostic, ...]) -> None:
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
        _print_diagnostics(errors, "text")
        click.echo(f"{len(errors)} errors, {len(diagnostics) - len(errors)} warnings")

    try:
        server = make_server(open_project(config_file), host, port, tell)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port} ({error.strerror}); try --port") from error
    click.echo(f"Open http://{host}:{server.server_address[1]}/ (stop with Ctrl+C)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        server.server_close()


@main.command(name="new", epilog=_example("handbook new practice unia-construction"))
@click.argument("kind")
@click.argument("entry_id", metavar="ID")
@click.pass_obj
def new_command(config_file: Path, kind: str, entry_id: str) -> None:
    """Make the file of a new entry, with every key and section that its kind has."""
    settings = open_project(config_file).settings
    path, text = new_entry(_kind(settings.kinds, kind), entry_id, settings)
    target = settings.root / path
    if target.exists():
        raise click.ClickException(f"{path} is there already; nothing was written")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"Made {path}")


@main.command(name="schema", epilog=_example("handbook schema demand > demand.schema.json"))
@click.argument("kind", required=False)
@click.pass_obj
def schema_command(config_file: Path, kind: str | None) -> None:
    """Print the JSON Schema of a kind's front matter (of all kinds, without KIND), for editors."""
    kinds = open_project(config_file).settings.kinds
    if kind is not None:
        schema = schema_of(_kind(kinds, kind))
    else:
        schema = {name: schema_of(item) for name, item in kinds.items()}
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))


def _kind(kinds: Mapping[str, Kind], name: str) -> Kind:
    if name not in kinds:
        message = f"no kind '{name}'; there are: {', '.join(kinds)}{did_you_mean(name, kinds)}"
        raise click.BadParameter(message, param_hint="KIND")
    return kinds[name]


def _print_diagnostics(diagnostics: Iterable[Diagnostic], form: str, *, errors_only: bool = False) -> None:
    shown = [diagnostic for diagnostic in diagnostics if diagnostic.is_error or not errors_only]
    if form == "json":
        fields = ("path", "line", "code", "severity", "message")
        click.echo(
            json.dumps(
                [{name: getattr(item, name) for name in fields} for item in shown],
                ensure_ascii=False,
                indent=1,
            )
        )
    elif form == "github":
        for item in shown:
            message = item.message.replace("%", "%25").replace("\n", "%0A")
            click.echo(
                f"::{item.severity.value} file={item.path},line={max(item.line, 1)},title={item.code}::{message}"
            )
    else:
        for item in shown:
            click.echo(str(item), err=True)
