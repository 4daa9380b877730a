"""Works: what the bibliography knows of each source, as plain frozen values.

They hold text that is ready to print (no braces, no LaTeX) and, beside it, each field as it was typed, so
that exports lose nothing. They can be pickled: a cache of them needs no parser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_ARABIC_LETTERS = range(0x0600, 0x0780)


@dataclass(frozen=True, slots=True)
class Name:
    """A person, or a body (a name in its own braces), that made a work."""

    family: str
    """Last name; of a body, its whole name."""
    given: str = ""
    particle: str = ""
    """`van`, `de la`: printed before the family name, and part of it in sorting."""
    suffix: str = ""
    """`Jr`, `III`."""
    is_body: bool = False
    """True for an organisation: its name is never turned round or shortened."""

    @property
    def short(self) -> str:
        """The name as a citation in the text prints it: `van Dijk`."""
        return f"{self.particle} {self.family}".strip()

    @property
    def natural(self) -> str:
        """The name as one says it: `Jan van Dijk`."""
        return " ".join(part for part in (self.given, self.particle, self.family, self.suffix) if part)

    @property
    def inverted(self) -> str:
        """The name as a list begins with it: `van Dijk, Jan`; with the comma of its own script."""
        comma = "، " if any(ord(letter) in _ARABIC_LETTERS for letter in self.family) else ", "
        return comma.join(part for part in (self.short, self.given, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Names:
    """The authors or the editors of a work, in order."""

    people: tuple[Name, ...] = ()
    and_others: bool = False
    """True where the source ends the list with `and others`."""

    def __bool__(self) -> bool:
        return bool(self.people)


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of a .bib file."""

    key: str
    """What a citation names: `ilobrief2025`."""
    type: str
    """Lower-case, one of `ENTRY_TYPES`."""
    path: str
    """File, from the handbook's root."""
    line: int
    """Line of `@type{key`, from 1."""
    authors: Names
    editors: Names
    short_author: str | None
    """What a citation in the text prints for the authors (`ILO`), where it differs from their names."""
    title: str
    """With its subtitle; as typed: its capitals are the author's. Empty only in a work that was refused."""
    year: str | None
    """Four digits; None where the work bears no date."""
    date: str | None
    """`YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or an interval of two with `/`; None where undated."""
    language: str | None
    """BCP 47 tag; None where the entry does not say."""
    url: str | None
    """http or https, checked."""
    doi: str | None
    """Bare, checked: `10.54394/GMYI2601`."""
    keywords: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    """Every field with a value, ready to print, under its usual name (`journal`, not `journaltitle`)."""
    original: tuple[tuple[str, str], ...] = ()
    """The same as typed, with braces and under the typed names; macros are filled in."""

    def field(self, name: str) -> str:
        """Return a field that is ready to print, or an empty string."""
        for known, value in self.fields:
            if known == name:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Bibliography(Mapping[str, Work]):
    """All works, by key. Equal to another with the same works in the same order."""

    works: tuple[Work, ...] = ()
    """In the order of the files and of their lines."""
    _by_key: dict[str, Work] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {work.key: work for work in self.works})

    def __getitem__(self, key: str) -> Work:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)


def titled(title: str, subtitle: str) -> str:
    """Return a title with its subtitle: `Title: Subtitle`, or `Title? Subtitle`."""
    if not (title and subtitle):
        return title or subtitle
    return f"{title} {subtitle}" if title[-1] in ".?!:؟…" else f"{title}: {subtitle}"
