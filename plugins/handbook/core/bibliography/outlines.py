"""Outlines of source documents: every part of a document, so that a citation can name it and be checked.

An outline is `bibliography/outlines/<key>.yml`; the format stands in the contract for authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from handbook.core.bibliography.faults import shown
from handbook.core.bibliography.locators import OUTLINE_ID, Locator, LocatorFault
from handbook.core.bibliography.works import Work
from handbook.core.diagnostics import Diagnostic, allowed_names, did_you_mean
from handbook.core.located_yaml import LocatedValue, ValuePath, load_yaml
from handbook.core.markdown.passages import folded

PART_TYPES = frozenset(
    "annex article box bullet chapter commitment decision demand entry example figure footnote guideline "
    "item measure message paragraph part pledge point principle recommendation reference section sentence "
    "signatories signatory sub-bullet sub-point table title".split()
)
"""What a part of a document can be."""

MAX_HEADING = 300
"""Characters in a heading."""

_OUTLINE_KEYS = frozenset({"source", "parts"})
_PART_KEYS = frozenset({"id", "type", "number", "heading", "page", "parts"})
_NUMBER = re.compile(r"[0-9A-Za-z]{1,12}(?:[.()-]{1,2}[0-9A-Za-z]{1,12}){0,6}\)?|[*†‡]{1,3}")
_IMPLIED_NUMBER = re.compile(r"(?:^|\.)[a-z]?([0-9]+)$")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document, down to a bullet or a paragraph."""

    id: str
    """What a locator names after §: `d1.1`."""
    type: str
    """One of `PART_TYPES`."""
    number: str | None
    """As printed in the document, or its position; None where the outline gives none."""
    heading: str | None
    """The document's own heading, in its language."""
    page: str | None
    """Where the source text shows it."""
    parent: str | None
    """Id of the part around it; None for the outermost."""
    line: int
    """Line in the outline's file, from 1."""
    order: int
    """Position in the document, from 0."""

    @property
    def shown_number(self) -> str | None:
        """Its number; with neither number nor heading, the one that its id ends in (`intro.p2`: 2)."""
        if self.number is not None or self.heading is not None:
            return self.number
        implied = _IMPLIED_NUMBER.search(self.id)
        return implied.group(1) if implied else None


@dataclass(frozen=True, slots=True)
class Outline:
    """All parts of one document."""

    source: str
    """Key of the work."""
    path: str
    parts: tuple[Part, ...]
    """In the order of the document, a part before the parts in it."""
    _by_id: dict[str, Part] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {part.id: part for part in self.parts})

    def get(self, part_id: str) -> Part | None:
        """Return the part with this id."""
        return self._by_id.get(part_id)

    def ids(self) -> Iterable[str]:
        """Return all ids, in the order of the document."""
        return self._by_id.keys()

    def ancestors(self, part: Part) -> tuple[Part, ...]:
        """Return the parts around `part`, the outermost first."""
        chain: list[Part] = []
        parent = part.parent
        while parent is not None:
            around = self._by_id[parent]
            chain.append(around)
            parent = around.parent
        return tuple(reversed(chain))


def load_outline(path: str, text: str) -> tuple[Outline | None, tuple[Diagnostic, ...]]:
    """Load an outline; None where there is nothing to use.

    Codes: those of `load_yaml`, and `unknown-key`, `missing-key`, `bad-value`, `unknown-part-type`,
    `bad-part-id`, `duplicate-part-id`, `outline-name`.
    """
    located, faults = load_yaml(path, text)
    reader = _Reader(path, located)
    outline = reader.read()
    return outline, (*faults, *reader.diagnostics)


def check_locators(locators: Iterable[Locator], outline: Outline | None, work: Work) -> tuple[LocatorFault, ...]:
    """Check places against the work's outline.

    Codes: `unknown-place` (no such id), `no-outline` (§, but the work has none).
    """
    faults = []
    for part_id in (locator.outline_id for locator in locators):
        if part_id is None:
            continue
        if outline is None:
            message = f"'§{part_id}': '{work.key}' has no outline; name a page, paragraph or article (p. 3, art. 6)"
            faults.append(LocatorFault("no-outline", message))
        elif outline.get(part_id) is None:
            hint = did_you_mean(part_id, outline.ids())
            faults.append(LocatorFault("unknown-place", f"no part '{part_id}' in {outline.path}{hint}"))
    return tuple(faults)


class _Reader:
    """Walks through the YAML of one outline, gathering parts and faults."""

    def __init__(self, path: str, located: LocatedValue) -> None:
        self.path = path
        self.located = located
        self.diagnostics: list[Diagnostic] = []
        self.parts: dict[str, Part] = {}

    def read(self) -> Outline | None:
        value = self.located.value
        if not isinstance(value, dict):
            if value is not None:
                self._fault((), "bad-value", "an outline is a mapping with the keys 'source' and 'parts'")
            return None
        self._check_keys(value, (), _OUTLINE_KEYS)
        stem = PurePosixPath(self.path).stem
        source = value.get("source")
        if source is None:
            self._fault((), "missing-key", "'source' is missing: the key of the work")
        elif source != stem:
            message = f"'source' is '{shown(str(source))}', but the file is named for '{stem}'; make them one"
            self._fault(("source",), "outline-name", message)
        self._read_parts(value, (), None)
        return Outline(stem, self.path, tuple(self.parts.values()))

    def _read_parts(self, around: dict[str, Any], at: ValuePath, parent: str | None) -> None:
        parts = around.get("parts")
        if parts is None:
            return
        if not isinstance(parts, list):
            self._fault((*at, "parts"), "bad-value", "'parts' is a list of parts, each with an id and a type")
            return
        for position, value in enumerate(parts):
            here = (*at, "parts", position)
            if isinstance(value, dict):
                self._read_part(value, here, parent)
            else:
                self._fault(here, "bad-value", "a part is a mapping with an id and a type")

    def _read_part(self, value: dict[str, Any], at: ValuePath, parent: str | None) -> None:
        self._check_keys(value, at, _PART_KEYS)
        part_id = self._id(value, at)
        part_type = value.get("type")
        if part_type is None:
            self._fault(at, "missing-key", "'type' is missing")
        elif part_type not in PART_TYPES:
            found = shown(str(part_type))
            hint = f"{did_you_mean(found, PART_TYPES)} ({allowed_names(PART_TYPES)})"
            self._fault((*at, "type"), "unknown-part-type", f"unknown type of part '{found}'{hint}")
            part_type = None
        if part_id is not None:
            self.parts[part_id] = Part(
                id=part_id,
                type=part_type or "section",
                number=self._number(value, at, "number"),
                heading=self._heading(value, at),
                page=self._number(value, at, "page"),
                parent=parent,
                line=self.located.line_of((*at, "id")),
                order=len(self.parts),
            )
        self._read_parts(value, at, part_id or parent)

    def _id(self, value: dict[str, Any], at: ValuePath) -> str | None:
        found = value.get("id")
        if found is None:
            self._fault(at, "missing-key", "'id' is missing: what a locator names after §")
            return None
        part_id = str(found)
        if isinstance(found, float) or not OUTLINE_ID.fullmatch(part_id):
            message = (
                f"the id '{shown(part_id)}' does not fit; use a-z, 0-9, '.' and '-', beginning and ending "
                "with a letter or digit, and put ids that are numbers in quotation marks"
            )
            self._fault((*at, "id"), "bad-part-id", message)
            return None
        first = self.parts.get(part_id)
        if first is not None:
            self._fault((*at, "id"), "duplicate-part-id", f"the id '{part_id}' stands already in line {first.line}")
            return None
        return part_id

    def _number(self, value: dict[str, Any], at: ValuePath, key: str) -> str | None:
        found = value.get(key)
        if found is None:
            return None
        if isinstance(found, float):
            # YAML would read 4.10 as 4.1.
            self._fault((*at, key), "bad-value", f'put the {key} in quotation marks: {key}: "{found}"')
        elif isinstance(found, bool) or not _NUMBER.fullmatch(str(found)):
            self._fault((*at, key), "bad-value", f"'{shown(str(found))}' is no {key}; one is like 3, II, 4.1, 6(b)")
        else:
            return str(found)
        return None

    def _heading(self, value: dict[str, Any], at: ValuePath) -> str | None:
        found = value.get("heading")
        if found is None:
            return None
        heading = folded(str(found)) if isinstance(found, str | int) else ""
        if not heading or len(heading) > MAX_HEADING or _UNPRINTABLE.search(heading):
            self._fault((*at, "heading"), "bad-value", f"a heading is text of at most {MAX_HEADING} characters")
            return None
        return heading

    def _fault(self, at: ValuePath, code: str, message: str) -> None:
        self.diagnostics.append(Diagnostic(self.path, self.located.line_of(at), code, message))

    def _check_keys(self, value: dict[str, Any], at: ValuePath, known: frozenset[str]) -> None:
        for key in value.keys() - known:
            message = f"unknown key '{shown(key)}'{did_you_mean(key, known)} ({allowed_names(known)})"
            self._fault((*at, key), "unknown-key", message)
