"""Commands for those who write: check, new, schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from handbook.cli.shared import example, print_diagnostics
from handbook.core.diagnostics import did_you_mean
from handbook.core.kinds import Kind
from handbook.core.starters import new_entry, schema_of
from handbook.mkdocs_plugin.build import open_project, read


@click.command(name="check", epilog=example("handbook check", "handbook check --format json > faults.json"))
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
    print_diagnostics(diagnostics, form)
    errors = sum(1 for diagnostic in diagnostics if diagnostic.is_error)
    if form == "text":
        click.echo(f"{errors} errors, {len(diagnostics) - errors} warnings")
    sys.exit(1 if errors else 0)


@click.command(name="new", epilog=example("handbook new practice unia-construction"))
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


@click.command(name="schema", epilog=example("handbook schema demand > demand.schema.json"))
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
