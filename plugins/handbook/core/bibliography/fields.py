"""Checks of single fields: each returns what can be printed, and says what it could not accept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from handbook.core.bibliography.dates import is_date, month_number
from handbook.core.bibliography.faults import shown
from handbook.core.bibliography.syntax import decode_latex

Fault: TypeAlias = Callable[[str, str], None]
"""What takes a fault of the field at hand: its code and its message."""

MAX_FIELD = 5_000
"""Characters in a field, as printed."""

# As in `source_text`: overrides of direction, and what no text holds.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff]")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_ESCAPED = re.compile(r"\\([%&$#_{}])")
_COMMAND = re.compile(r"\\([A-Za-z]+|.|$)")
_URL_FORBIDDEN = re.compile(r"[\s\"'<>`\\{}|^]")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"'`\\{}]+")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# Where an escaped character waits until braces are taken out; these noncharacters cannot stand in a field.
_HELD = {character: chr(0xFDD0 + position) for position, character in enumerate("%&$#_{}")}
_RELEASE = {ord(held): character for character, held in _HELD.items()}
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\u00a0"))


def admit(value: str, fault: Fault) -> str:
    """Return `value` without what no text should hold. Codes: `forbidden-character`, `too-large`."""
    if len(value) > MAX_FIELD:
        fault("too-large", f"{len(value)} characters; a field has at most {MAX_FIELD}: shorten it")
        value = value[:MAX_FIELD]
    found = _FORBIDDEN.search(value)
    if found:
        name = unicodedata.name(found.group(), "control character")
        fault(
            "forbidden-character",
            f"the character U+{ord(found.group()):04X} ({name}) is not allowed; delete it",
        )
        value = _FORBIDDEN.sub("", value)
    return value


def printable(value: str, fault: Fault) -> str:
    r"""Return a field of words as it prints: no braces, no LaTeX. Codes: `bad-percent`, `bad-latex`."""
    if "%" in value and _BARE_PERCENT.search(value):
        fault("bad-percent", r"a bare '%' begins a comment in LaTeX and cuts the text; write '\%'")
    if "\\" in value:
        value = decode_latex(_ESCAPED.sub(lambda match: _HELD[match.group(1)], value))
        unknown = _COMMAND.search(value)
        if unknown:
            command = shown(unknown.group())
            fault(
                "bad-latex",
                f"the LaTeX command '{command}' is not known here; write the text itself, in UTF-8",
            )
            value = _COMMAND.sub("", value)
    for latex, character in _LIGATURES:
        value = value.replace(latex, character)
    return verbatim(value).translate(_RELEASE)


def verbatim(value: str) -> str:
    """Return a field that is no prose (an address, a number) without its braces."""
    return re.sub(" {2,}", " ", value.replace("{", "").replace("}", "")).strip()


def check_url(value: str, fault: Fault) -> str | None:
    """Return a web address that may stand in a link; None with `bad-url` otherwise."""
    problem = ""
    bad = _URL_FORBIDDEN.search(value)
    if bad:
        problem = f"holds '{shown(bad.group())}'; write it percent-encoded (%20, %22, %27, %5C …)"
    else:
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            host, problem = None, "cannot be read"
        else:
            if parts.scheme.lower() not in ("http", "https"):
                problem = "must begin with https:// or http://"
            elif not host:
                problem = "names no host"
            elif "@" in parts.netloc:
                problem = "names a user, which can pass one site off as another; leave out what stands before '@'"
    if problem:
        fault("bad-url", f"the address '{shown(value)}' {problem}")
        return None
    return value


def check_doi(value: str, fault: Fault) -> str | None:
    """Return a bare DOI; None with `bad-doi` otherwise."""
    if _DOI.fullmatch(value):
        return value
    bare = _DOI_PREFIX.sub("", value, count=1)
    if bare != value and _DOI.fullmatch(bare):
        fault("bad-doi", f"write the DOI bare: doi = {{{shown(bare)}}}")
    else:
        fault(
            "bad-doi",
            f"'{shown(value)}' is no DOI; one looks like 10.54394/GMYI2601, with no quotation marks",
        )
    return None


def check_date(value: str, fault: Fault) -> str | None:
    """Return a date or an interval; None with `bad-date` otherwise."""
    if is_date(value):
        return value
    fault(
        "bad-date",
        f"'{shown(value)}' is no date; write YYYY, YYYY-MM, YYYY-MM-DD, or two of them with '/' between",
    )
    return None


def check_year(value: str, fault: Fault) -> str | None:
    """Return a year of four digits; None with `bad-date` otherwise."""
    if is_date(value) and len(value) == 4:
        return value
    fault("bad-date", f"the year '{shown(value)}' is not four digits; leave it out where the work bears none")
    return None


def date_with_month(year: str, month: str, fault: Fault) -> str:
    """Return `YYYY-MM` of a year and a BibTeX month; the year alone with `bad-date` where it is none."""
    number = month_number(month)
    if number is None:
        fault("bad-date", f"'{shown(month)}' is no month; better write date = {{{year}-MM}}")
        return year
    return f"{year}-{number}"
