"""A Typst document → a PDF: PDF/UA-1 and PDF/A-2a, held by the compiler; the same bytes for the same document."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import fontpkg_ibm_plex_sans_arabic
import fontpkg_libre_franklin
import pikepdf
import typst

from handbook.core.diagnostics import HandbookError

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_PLACE = re.compile(r"─ [^\n]*?:(\d+):\d+")
_PAGE = "// page: "


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF."""

    data: bytes
    pages: int
    warnings: tuple[str, ...]
    """What the compiler had to say, each with the page of the handbook."""


@cache
def fonts() -> typst.Fonts:
    """Return the book's fonts, and no others: those of the machine take no part."""
    folders = [package.ROOT / "files" for package in (fontpkg_libre_franklin, fontpkg_ibm_plex_sans_arabic)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def typeset(source: str, root: Path, today: date) -> Pdf:
    """Set a document.

    Args:
        source: the document.
        root: folder that its pictures are read from.
        today: the day of the edition, where the variable SOURCE_DATE_EPOCH names no moment.

    Raises:
        HandbookError: Typst refuses the document; the message says which page of the handbook it was at.
    """
    compiler = typst.Compiler(source.encode(), root=root, font_paths=fonts(), ignore_system_fonts=True)
    try:
        data, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=STANDARDS, timestamp=_moment(today, os.environ)
        )
    except typst.TypstError as error:
        raise HandbookError(f"the book could not be set: {_explained(error, source)}") from error
    assert isinstance(data, bytes)
    return _packed(data, tuple(_explained(warning, source) for warning in warnings))


def _moment(today: date, environment: Mapping[str, str]) -> int:
    given = environment.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
    return int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp())


def _explained(found: typst.TypstError | typst.TypstWarning, source: str) -> str:
    """Return what the compiler says, with the page of the handbook in which it says so."""
    place = _PLACE.search(found.diagnostic)
    page = ""
    if place:
        before = source.split("\n")[: int(place[1])]
        page = next((line.removeprefix(_PAGE) for line in reversed(before) if line.startswith(_PAGE)), "")
    hints = "".join(f"; {hint}" for hint in found.hints)
    return f"{f'page {page}: ' if page else ''}{found.message}{hints}"


def _packed(data: bytes, warnings: tuple[str, ...]) -> Pdf:
    """Return the PDF with its objects in compressed streams: half the size, the same bytes each time."""
    packed = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = len(pdf.pages)
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return Pdf(packed.getvalue(), pages, warnings)
