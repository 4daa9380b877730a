"""Faults of content: values with a place, a stable code and a way to mend them.

Core never prints, logs or raises for a fault of content. Every function that may meet one returns its
diagnostics beside its value, so that one run can report all faults of all files.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HandbookError(Exception):
    """A broken program or host (never a fault of content). Base of all exceptions of this package."""


class Severity(StrEnum):
    """How loudly a host should complain."""

    ERROR = "error"
    """The handbook must not be published so."""
    WARNING = "warning"
    """Worth an editor's look; publishing goes on."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, at one place."""

    path: str
    """Path from the handbook's root, with forward slashes: `docs/en/demands/worker-voice.md`."""
    line: int
    """Line in that file, from 1; 0 where the file as a whole is meant."""
    code: str
    """Stable, kebab-case: `unknown-citation`. Tests and settings name faults by it."""
    message: str
    """What was found, what is allowed, how to mend it; one line, no full stop at its end."""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        # Names of files and words of the text are quoted here: none of them may begin a line of its own, colour the
        # terminal or turn the rest of the line round.
        for name in ("path", "message"):
            text = getattr(self, name)
            if _UNPRINTABLE.search(text):
                object.__setattr__(self, name, _UNPRINTABLE.sub(_visible, text))

    @property
    def is_error(self) -> bool:
        """True where the handbook must not be published."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """The line that every host prints: `path:line: error[code]: message`."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.severity.value}[{self.code}]: {self.message}"


# Surrogates stand for bytes of file names that are not UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")


def _visible(character: re.Match[str]) -> str:
    return " " if character[0].isspace() else f"<U+{ord(character[0]):04X}>"


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return them once each, in the order of their places."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.path, d.line, d.code, d.message)))


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or an empty string."""
    nearest = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{nearest[0]}'?" if nearest else ""


def allowed_names(allowed: Iterable[str]) -> str:
    """Return `allowed: a, b, c` for a message, sorted."""
    return "allowed: " + ", ".join(sorted(allowed))
