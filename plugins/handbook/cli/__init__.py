"""The command line: parse, call, print. One module for each kind of work."""

from __future__ import annotations

from pathlib import Path

import click

from handbook.cli.book import pdf_command
from handbook.cli.bundle import bundle_command
from handbook.cli.shared import Group, example
from handbook.cli.site import build_command, serve_command
from handbook.cli.text import check_command, new_command, schema_command
from handbook.cli.translate import translate_command


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("handbook check", "handbook -f ../housing/mkdocs.yml build"),
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


for _command in (
    check_command,
    build_command,
    serve_command,
    pdf_command,
    bundle_command,
    new_command,
    translate_command,
    schema_command,
):
    main.add_command(_command)
