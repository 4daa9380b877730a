"""From the text of a .bib file to raw entries with lines. The only module that touches pybtex and latexcodec.

pybtex's own `Parser` stops at the first fault, reports to standard error and knows no lines, so only its
low-level parser is used here, entry by entry: a fault in one entry cannot reach another, and the time that
the scanner takes (it grows with the square of what it scans) stays bounded.

Both libraries are imported when they are first needed: a handbook whose works come from a cache needs
neither.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from handbook.core.bibliography.faults import shown
from handbook.core.diagnostics import Diagnostic, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE = 2_000_000
"""Characters in a .bib file: about five thousand works."""
MAX_ENTRY = 64_000
"""Characters in an entry, with the text up to the next."""
MAX_BRACES = 2_000
"""Braces in an entry."""
MAX_STRINGS = 100
"""`@string` definitions in a file."""
MAX_EXPANSION = 20_000
"""Characters that `@string` names in one entry may grow to."""

_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]", re.MULTILINE)
# An @ begins an entry at the start of a line, or wherever a word and a brace follow; else it is an address or
# a handle in the prose between entries (which BibTeX allows).
_AT = r"(?m:^[ \t]*)@(?=[ \t]*[A-Za-z])|@(?=\s*[A-Za-z]+\s*[{(])"


@dataclass(frozen=True, slots=True)
class RawField:
    """`name = {value}`."""

    name: str
    """As typed."""
    value: str
    """As typed, without its outer braces or quotes; white space run together, `@string` names filled in."""
    line: int


@dataclass(frozen=True, slots=True)
class RawEntry:
    """`@type{key, …}`."""

    type: str
    """As typed."""
    key: str
    line: int
    fields: tuple[RawField, ...]
    is_broken: bool
    """True where a syntax error cut it short: what it lacks is no fault of its own."""


@dataclass(slots=True)
class _Reading:
    """What the parsers of one file's entries share and gather."""

    path: str
    macros: Any
    diagnostics: list[Diagnostic] = field(default_factory=list)
    strings: int = 0

    def fault(self, line: int, code: str, message: str) -> None:
        self.diagnostics.append(Diagnostic(self.path, line, code, message))


def parse_entries(path: str, text: str) -> tuple[tuple[RawEntry, ...], tuple[Diagnostic, ...]]:
    """Parse a .bib file. Codes: `bib-syntax`, `unknown-string`, `too-many-strings`, `too-large`."""
    if len(text) > MAX_FILE:
        message = f"{len(text)} characters; a .bib file has at most {MAX_FILE}: split it"
        return (), (Diagnostic(path, 0, "too-large", message),)
    from pybtex.database.input.bibtex import month_names
    from pybtex.utils import CaseInsensitiveDict

    reading = _Reading(path, CaseInsensitiveDict(month_names))
    entries: list[RawEntry] = []
    for line, chunk in _chunks(text.removeprefix("\ufeff")):
        if len(chunk) > MAX_ENTRY or chunk.count("{") > MAX_BRACES:
            message = f"an entry has at most {MAX_ENTRY} characters and {MAX_BRACES} braces; shorten its fields"
            reading.fault(line, "too-large", message)
        else:
            entries.extend(_parse_chunk(chunk, line, reading))
    return tuple(entries), tuple(reading.diagnostics)


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Cut the text where a line begins with `@type{`; yield each piece with the line of its beginning."""
    starts = [0, *(match.start() for match in _ENTRY_START.finditer(text)), len(text)]
    line = 1
    for start, end in pairwise(starts):
        chunk = text[start:end]
        if "@" in chunk:
            yield line, chunk
        line += chunk.count("\n")


def _parse_chunk(chunk: str, line: int, reading: _Reading) -> Iterator[RawEntry]:
    parser = _parser_class()(chunk, line, reading)
    for command, body in parser:
        name = command.lower()
        if name == "string":
            reading.strings += 1
            if reading.strings == MAX_STRINGS + 1:
                message = f"more than {MAX_STRINGS} @string definitions; write the values out"
                reading.fault(parser.entry_line, "too-many-strings", message)
        elif name != "preamble" and body[0]:
            # Of a field that a fault cut short there is a line, but no value.
            fields = tuple(
                RawField(field_name, " ".join("".join(parts).split()), field_line)
                for (field_name, parts), field_line in zip(body[1], parser.field_lines, strict=False)
            )
            yield RawEntry(command, body[0], parser.entry_line, fields, parser.is_broken)


@cache
def _parser_class() -> Any:  # noqa: ANN401 (pybtex ships no types)
    """Return pybtex's parser with lines, caps and faults as values; made on first use, with the import."""
    from pybtex.database.input.bibtex import LowLevelParser
    from pybtex.scanner import Pattern, PrematureEOF, PybtexSyntaxError

    class ExpansionError(PybtexSyntaxError):  # type: ignore[misc]  # pybtex ships no types
        pass

    class EntryParser(LowLevelParser):  # type: ignore[misc]  # pybtex ships no types
        AT = Pattern(_AT, "'@'")

        def __init__(self, text: str, line: int, reading: _Reading) -> None:
            super().__init__(text, macros=reading.macros)
            self.lineno = line
            self.reading = reading
            self.entry_line = line
            self.field_lines: list[int] = []
            self.is_broken = False
            self.expanded = 0

        def parse_command(self) -> Any:  # noqa: ANN401
            self.entry_line = self.lineno
            self.field_lines = []
            return super().parse_command()

        def parse_field(self) -> None:
            self.eat_whitespace()
            self.field_lines.append(self.lineno)
            super().parse_field()
            if not (self.current_field_name and self.current_value):
                self.field_lines.pop()  # nothing stood there, so the parser keeps no field

        def substitute_macro(self, name: str) -> str:
            value: str | None = self.macros.get(name)
            if value is None:
                hint = did_you_mean(name, self.macros) or "; put the value in braces"
                self.reading.fault(self.lineno, "unknown-string", f"no @string '{shown(name)}'{hint}")
                return name  # so that the field is not reported as missing on top
            self.expanded += len(value)
            if self.expanded > MAX_EXPANSION:
                raise ExpansionError("", self)
            return value

        def handle_error(self, error: PybtexSyntaxError) -> None:
            self.is_broken = True
            code, line = "bib-syntax", error.lineno
            if isinstance(error, ExpansionError):
                code, message = (
                    "too-large",
                    f"@string names grow to more than {MAX_EXPANSION} characters here",
                )
            elif not isinstance(error, PrematureEOF):
                message = f"{error.args[0]}{self._found()}"
            elif self.current_field_name and not self.current_value and self.field_lines:
                line, message = (
                    self.field_lines[-1],
                    "a brace or quotation mark that opens here is never closed",
                )
            else:
                line, message = self.entry_line, "this entry is never closed; end it with '}'"
            self.reading.fault(line, code, message)
            self.pos = self.end_pos  # nothing after a fault in this entry can be trusted

        def _found(self) -> str:
            found = self.text[self.pos : self.pos + 40].split("\n")[0].strip()
            if found.startswith("%"):
                return ": comments inside an entry are not allowed; move it between two entries"
            if found.startswith("@") or not found:
                return "; close the entry with '}'"
            return f", found '{shown(found)}'; a field is `name = {{value}}` and ends with a comma"

    return EntryParser


def split_names(text: str) -> tuple[str, ...]:
    """Split `A and B` into names, as BibTeX does: not inside braces."""
    from pybtex.bibtex.utils import split_name_list

    return tuple(split_name_list(text))


def split_person(name: str) -> tuple[str, str, str, str]:
    """Split a person's name into (particle, family, given, suffix), as BibTeX does, LaTeX left as it is.

    The name has at most two commas: more would make pybtex print to standard error.
    """
    from pybtex.database import Person

    person = Person(name)
    given = [*person.first_names, *person.middle_names]
    parts = (person.prelast_names, person.last_names, given, person.lineage_names)
    particle, family, first, suffix = (" ".join(part) for part in parts)
    return particle, family, first, suffix


def decode_latex(text: str) -> str:
    r"""Replace LaTeX's accents and symbols (`\'e`, `\ss`) by letters; unknown commands stay."""
    import latexcodec  # noqa: F401 (registers the codec `ulatex`)

    # The codec refuses a backslash with nothing after it; it stays, and is reported as an unknown command.
    alone = "\\" if (len(text) - len(text.rstrip("\\"))) % 2 else ""
    text = text.removesuffix(alone)
    decoded: str = codecs.decode(text, "ulatex")  # type: ignore[call-overload]  # a codec of str to str
    return decoded + alone
