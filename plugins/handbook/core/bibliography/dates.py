"""Dates of works: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or an interval of two such with `/`."""

from __future__ import annotations

import datetime
import re

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_parts(partial: str) -> tuple[int, ...] | None:
    """Return (year, month, day), as many as there are; None where it is no date of the calendar."""
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        return None
    parts = tuple(int(part) for part in match.groups() if part is not None)
    try:
        datetime.date(*(*parts, 1, 1)[:3])
    except ValueError:
        return None
    return parts


def is_date(text: str) -> bool:
    """Whether `text` is a date, or an interval whose end is not before its beginning."""
    first, slash, last = text.partition("/")
    if not slash:
        return date_parts(first) is not None
    beginning, end = date_parts(first), date_parts(last)
    return beginning is not None and end is not None and len(beginning) == len(end) and beginning <= end


def month_number(text: str) -> str | None:
    """Return `02` for `2`, `02`, `feb`, `February`; None for anything else."""
    word = text.strip(". ").lower()
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 12:
        return f"{int(word):02}"
    if len(word) >= 3 and word[:3] in _MONTHS and word.isalpha():
        return f"{_MONTHS.index(word[:3]) + 1:02}"
    return None
