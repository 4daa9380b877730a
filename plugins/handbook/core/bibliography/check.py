"""Checks an entry of a .bib file and makes a work of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from handbook.core.bibliography import fields as field_checks
from handbook.core.bibliography.entry_types import (
    CROSS_REFERENCES,
    ENTRY_TYPES,
    FIELD_ALIASES,
    KNOWN_FIELDS,
    NAME_FIELDS,
    VERBATIM_FIELDS,
)
from handbook.core.bibliography.faults import shown
from handbook.core.bibliography.language_tags import LANGUAGE_NAMES, language_tag
from handbook.core.bibliography.names import parse_names
from handbook.core.bibliography.syntax import RawEntry, RawField
from handbook.core.bibliography.works import Names, Work, titled
from handbook.core.diagnostics import Diagnostic, Severity, allowed_names, did_you_mean

KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9])?")
"""Keys become names of pages, so they hold nothing that a file system or an address minds."""

RESERVED_KEYS = frozenset({"editors"})
"""Keys that citations use in a sense of their own: `[@editors]` marks our own words."""


def check_entry(path: str, entry: RawEntry) -> tuple[Work, tuple[Diagnostic, ...]]:
    """Return the work, as far as it could be read, and its faults.

    Codes: `bad-key`, `unknown-type`, `duplicate-field`, `unknown-field` (a warning), `missing-field`,
    `cross-reference`, `bad-names`, `bad-url`, `bad-doi`, `bad-date`, `bad-percent`, `bad-latex`,
    `unknown-language`, `forbidden-character`, `too-large`.
    """
    checker = _Checker(path, entry)
    work = checker.work()
    return work, tuple(checker.diagnostics)


class _Checker:
    """Walks through one entry, gathering its faults."""

    def __init__(self, path: str, entry: RawEntry) -> None:
        self.path = path
        self.entry = entry
        self.diagnostics: list[Diagnostic] = []
        self.lines: dict[str, int] = {}
        self.raw: dict[str, str] = {}
        self.fields: dict[str, str] = {}

    def work(self) -> Work:
        self._check_key()
        type_name = self._checked_type()
        original = self._read_fields()
        authors, editors = self._names("author"), self._names("editor")
        date, year = self._dates()
        url = self._checked_link("url", field_checks.check_url)
        doi = self._checked_link("doi", field_checks.check_doi)
        if not self.entry.is_broken:
            self._check_required(type_name)
        return Work(
            key=self.entry.key,
            type=type_name,
            path=self.path,
            line=self.entry.line,
            authors=authors,
            editors=editors,
            short_author=self.fields.get("shortauthor"),
            title=titled(self.fields.get("title", ""), self.fields.get("subtitle", "")),
            year=year,
            date=date,
            language=self._language(),
            url=url,
            doi=doi,
            keywords=tuple(
                word for word in (part.strip() for part in self.fields.get("keywords", "").split(",")) if word
            ),
            fields=tuple(self.fields.items()),
            original=original,
        )

    def _fault(self, field: str, code: str, message: str, severity: Severity = Severity.ERROR) -> None:
        line = self.lines.get(field, self.entry.line)
        self.diagnostics.append(Diagnostic(self.path, line, code, message, severity))

    def _check_key(self) -> None:
        key = self.entry.key
        if not KEY.fullmatch(key):
            message = (
                f"the key '{shown(key)}' becomes part of an address; use at most 100 of a-z, A-Z, 0-9, "
                "'-', '_', '.', beginning and ending with a letter or digit"
            )
            self._fault("", "bad-key", message)
        elif key.lower() in RESERVED_KEYS:
            self._fault("", "bad-key", f"the key '{key}' is reserved: [@{key.lower()}] marks the handbook's own words")

    def _checked_type(self) -> str:
        name = self.entry.type.lower()
        if name in ENTRY_TYPES:
            return name
        message = f"unknown type '@{shown(self.entry.type)}'{did_you_mean(name, ENTRY_TYPES)}"
        self._fault("", "unknown-type", f"{message} ({allowed_names(ENTRY_TYPES)})")
        return "misc"

    def _read_fields(self) -> tuple[tuple[str, str], ...]:
        """Fill `raw` and `fields`; return the fields as typed."""
        original: dict[str, str] = {}
        for field in self.entry.fields:
            typed = field.name.lower()
            name = FIELD_ALIASES.get(typed, typed)
            if name in self.lines:
                first = f"the field '{shown(typed)}' stands already in line {self.lines[name]}"
                alias = "" if typed == name else f" (as '{name}', its other name)"
                self.diagnostics.append(Diagnostic(self.path, field.line, "duplicate-field", first + alias))
                continue
            self.lines[name] = field.line
            original[typed] = field.value
            self._read_field(name, field)
        return tuple(original.items())

    def _read_field(self, name: str, field: RawField) -> None:
        def fault(code: str, message: str) -> None:
            self._fault(name, code, f"in '{name}': {message}")

        if name in CROSS_REFERENCES:
            message = f"'{name}' is not supported, so that each entry stands by itself; repeat the fields here"
            self._fault(name, "cross-reference", message)
            return
        if name not in KNOWN_FIELDS:
            message = f"unknown field '{shown(name)}', which nothing prints{did_you_mean(name, KNOWN_FIELDS)}"
            self._fault(name, "unknown-field", message, Severity.WARNING)
        value = field_checks.admit(field.value, fault)
        if name in NAME_FIELDS:
            self.raw[name] = value
        if name in VERBATIM_FIELDS:
            ready = field_checks.verbatim(value)
        elif name in NAME_FIELDS:
            ready = value  # read by `_names`, which reports its faults name by name
        else:
            ready = field_checks.printable(value, fault)
        if ready:
            self.fields[name] = ready

    def _names(self, field: str) -> Names:
        value = self.raw.get(field)
        if not value:
            return Names()
        names = parse_names(value, lambda code, message: self._fault(field, code, f"in '{field}': {message}"))
        self.fields[field] = " and ".join(name.natural for name in names.people)
        return names

    def _checked_link(self, field: str, check: Callable[[str, field_checks.Fault], str | None]) -> str | None:
        value = self.fields.get(field)
        if value is None:
            return None
        checked = check(value, lambda *found: self._fault(field, *found))
        if checked is None:
            del self.fields[field]  # so that nothing can print it
        return checked

    def _dates(self) -> tuple[str | None, str | None]:
        """Return (date, year), agreeing with each other."""
        date, year = self.fields.get("date"), self.fields.get("year")
        if date is not None:
            date = field_checks.check_date(date, lambda *found: self._fault("date", *found))
        if year is not None:
            year = field_checks.check_year(year, lambda *found: self._fault("year", *found))
        accessed = self.fields.get("urldate")
        if accessed is not None and not field_checks.check_date(
            accessed, lambda *found: self._fault("urldate", *found)
        ):
            del self.fields["urldate"]
        if date is not None and year is not None and not date.startswith(year):
            self._fault("year", "bad-date", f"year says {year}, but date says {date}; keep what is right")
        month = self.fields.get("month")
        if date is None and year is not None and month is not None:
            date = field_checks.date_with_month(year, month, lambda *found: self._fault("month", *found))
        return date or year, date[:4] if date else year

    def _language(self) -> str | None:
        name = self.fields.get("langid") or self.fields.get("language")
        if name is None:
            return None
        tag = language_tag(name)
        if tag is None:
            field = "langid" if "langid" in self.fields else "language"
            message = (
                f"unknown language '{shown(name)}'{did_you_mean(name.lower(), LANGUAGE_NAMES)} "
                "(write its English name, such as english, or its BCP 47 tag, such as en)"
            )
            self._fault(field, "unknown-language", message)
        return tag

    def _check_required(self, type_name: str) -> None:
        for group in ENTRY_TYPES[type_name].required:
            if not any(self._has(name) for name in group):
                wanted = " or ".join(f"'{name}'" for name in group)
                message = f"@{type_name}{{{shown(self.entry.key)}}} needs the field {wanted}"
                if group == ("year", "date"):
                    message += "; an undated work is an @online, @misc or @unpublished"
                self._fault("", "missing-field", message)

    def _has(self, name: str) -> bool:
        # A value that was refused is reported already, so it is not missing as well.
        return name in self.fields or (name in ("year", "date") and name in self.lines)
