"""The command for offline copies."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from handbook.cli.shared import example, language_option, languages_of, output_option, print_diagnostics, shown, steps
from handbook.core.downloads import DIST
from handbook.mkdocs_plugin.build import Project, build, open_project
from handbook.mkdocs_plugin.bundle import Bundle, BundleReport, make_bundles


@click.command(name="bundle", epilog=example("handbook bundle", "handbook bundle --language ar"))
@language_option
@click.option(
    "-d",
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="A site that is built already. [default: one is built, and thrown away]",
)
@output_option("zips")
@click.option("-q", "--quiet", is_flag=True, help="Print faults only.")
@click.pass_obj
def bundle_command(
    config_file: Path, chosen: tuple[str, ...], site_dir: Path | None, output_dir: Path | None, quiet: bool
) -> None:
    """Make a copy of the website for reading without a network: one zip for each language.

    The PDFs of that language in dist/ go into it. After an error the old copies are as they were.
    """
    project = open_project(config_file)
    languages = languages_of(project.settings, chosen)
    target = output_dir or project.settings.root / DIST
    if site_dir is not None:
        report = make_bundles(site_dir, project.settings, languages, target)
    else:
        with TemporaryDirectory() as folder:
            site = Path(folder) / "site"
            _build(open_project(config_file, site), quiet=quiet)
            report = make_bundles(site, project.settings, languages, target)
    _finish(report, quiet=quiet)


def _build(project: Project, *, quiet: bool) -> None:
    with steps(quiet=quiet) as progress:
        report = build(project, progress=progress)
    if report.errors:
        print_diagnostics(report.diagnostics, "text", errors_only=True)
        click.echo(f"{report.errors} errors; nothing was made, the old copies are as they were", err=True)
        sys.exit(1)


def _finish(report: BundleReport, *, quiet: bool) -> None:
    print_diagnostics(report.diagnostics, "text")
    if report.diagnostics:
        click.echo(f"{len(report.diagnostics)} errors; nothing was made, the old copies are as they were", err=True)
        sys.exit(1)
    for bundle in () if quiet else report.bundles:
        click.echo(_line(bundle))


def _line(bundle: Bundle) -> str:
    documents = f", {bundle.documents / 1e6:.1f} MB of it PDF" if bundle.documents else ""
    return (
        f"Made {shown(bundle.path)}: {bundle.size / 1e6:.1f} MB{documents}, {bundle.pages} pages, "
        f"{bundle.seconds:.1f} s"
    )
