"""Which entries have a handout, and where an entry's page finds its printed form among the files in `dist/`."""

from __future__ import annotations

from handbook.core.downloads import Download
from handbook.core.edition.edition import Edition
from handbook.core.handbook import Entry
from handbook.core.kinds.instrument import PROVISION

HANDOUT_KINDS = ("demand", "instrument")
"""Kinds whose entries have a handout, in the order of the file."""


def has_handout(edition: Edition, entry: Entry) -> bool:
    """Tell whether there is something to print: each demand, and each instrument of which provisions are told."""
    if entry.kind.name == "demand":
        return True
    text = edition.handbook.source_text(entry)
    return entry.kind.name == "instrument" and any(PROVISION.fullmatch(section.id) for section in text.body.sections)


def handout_entries(edition: Edition) -> tuple[Entry, ...]:
    """Return the entries that have a handout in some language, in the order of the handbook."""
    kinds = edition.settings.kinds
    found = (entry for name in HANDOUT_KINDS if name in kinds for entry in edition.handbook.of_kind(name))
    return tuple(entry for entry in found if has_handout(edition, entry))


def find_handouts(edition: Edition, entry: Entry) -> Download | None:
    """Return the file of handouts in the edition's language, if there is one and it can hold the entry."""
    if not edition.is_translated(entry) or not has_handout(edition, entry):
        return None
    return _find(edition, "handouts")


def find_pack(edition: Edition, entry: Entry) -> Download | None:
    """Return the pack of a lesson in the edition's language, if there is one."""
    return _find(edition, "lesson", entry.id) if entry.kind.name == "lesson" else None


def _find(edition: Edition, of_type: str, subject: str = "") -> Download | None:
    tags = (edition.language.tag,)
    found = [
        item
        for item in edition.settings.downloads
        if item.type == of_type and item.languages == tags and item.subject == subject
    ]
    return min(found, key=lambda item: item.paper, default=None)
