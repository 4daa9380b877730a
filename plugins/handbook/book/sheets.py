"""Whole documents of single sheets: the handouts of a language, or of two side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import typst

from handbook.articles import Articles
from handbook.book.handouts import LAYOUT, Handout, HandoutWriter
from handbook.book.typesetting import fonts
from handbook.book.volume import PageSetting, preamble
from handbook.core.diagnostics import Diagnostic, HandbookError
from handbook.core.edition import Edition
from handbook.core.edition.printed import handout_entries
from handbook.core.handbook import Entry

FITS = "<handout-fit>"
"""Label of what each handout says of how it fits."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """A document of handouts."""

    languages: tuple[str, ...]
    source: str
    handouts: tuple[Handout, ...]
    left_out: tuple[Entry, ...]
    """Entries that have a handout in another language, and no words in these."""

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What the writer does not know."""
        return tuple(fault for handout in self.handouts for fault in handout.faults)


def write_handouts(editions: Sequence[Edition], articles: Articles, setting: PageSetting) -> Sheets:
    """Write the handouts of one language, or of two side by side.

    Args:
        editions: one language or two.
        articles: what opens the pages.
        setting: paper and signs.
    """
    first = editions[0]
    entries = handout_entries(first)
    chosen = [entry for entry in entries if all(edition.is_translated(entry) for edition in editions)]
    title = f"{first.settings.name(first.language.tag)}: {first.language.gettext('Handouts')}"
    writers = [
        HandoutWriter(edition, articles, "" if edition is first else f"{edition.language.tag}/") for edition in editions
    ]
    name = "handout" if len(writers) == 1 else "pair"
    lines = [preamble(first, setting, title), LAYOUT, "\n#show: set-up\n"]
    handouts: list[Handout] = []
    for entry in chosen:
        written = [writer.write(entry) for writer in writers]
        handouts += written
        lines.append(f"\n// page: {entry.page}\n#{name}({', '.join(handout.source for handout in written)})\n")
    return Sheets(
        tuple(edition.language.tag for edition in editions),
        "".join(lines),
        tuple(handouts),
        tuple(entry for entry in entries if entry not in chosen),
    )


def check_fit(source: str, root: Path, handouts: Iterable[Handout]) -> tuple[Diagnostic, ...]:
    """Set a document and return a fault for each handout that does not fit its page.

    Raises:
        HandbookError: Typst refuses the document.
    """
    compiler = typst.Compiler(source.encode(), root=root, font_paths=fonts(), ignore_system_fonts=True)
    try:
        found = json.loads(compiler.query(FITS, field="value"))
    except (typst.TypstError, RuntimeError) as error:
        raise HandbookError(f"the handouts could not be set: {error}") from error
    written = {(handout.entry.id, handout.language): handout for handout in handouts}
    return tuple(_too_long(written[said["id"], said["lang"]], said) for said in found if said["over"] > 0)


def _too_long(handout: Handout, said: Mapping[str, Any]) -> Diagnostic:
    name, height = max(said["parts"], key=lambda part: part[1])
    message = (
        f"the handout of '{handout.entry.id}' in '{handout.language}' is {ceil(said['over'])} mm too long for one page "
        f"at the smallest type ({said['size']:g} pt); most of it is '{name}' ({height:.0f} mm): shorten that, or split "
        "the entry in two"
    )
    return Diagnostic(handout.path, 0, "handout-too-long", message)
