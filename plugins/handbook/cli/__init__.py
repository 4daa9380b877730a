"""The command line: parse, call, print. One module for each kind of work."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import click

from handbook.cli.shared import Group, example

_COMMANDS = {
    "check": "handbook.cli.text:check_command",
    "build": "handbook.cli.site:build_command",
    "serve": "handbook.cli.site:serve_command",
    "pdf": "handbook.cli.book:pdf_command",
    "bundle": "handbook.cli.bundle:bundle_command",
    "new": "handbook.cli.text:new_command",
    "translate": "handbook.cli.translate:translate_command",
    "schema": "handbook.cli.text:schema_command",
}
"""Name of a command → where it stands; imported only when it is asked for."""


class _Commands(Group):
    """Imports a command when it is asked for: no build waits for the typesetter's libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    cls=_Commands,
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
    # Nearly all that a command makes stays until its end; the preview, which stays longer, looks for garbage again.
    gc.disable()
    context.call_on_close(gc.enable)
    context.obj = config_file
