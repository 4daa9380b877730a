"""What parsing leaves: finished HTML, with holes for all that one file cannot know by itself.

Everything here is small, frozen and picklable: it is what the parsing pool sends back and what the cache keeps.
What there are thousands of is a named tuple, which is made, sent and read back several times faster than a dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from handbook.core.markdown.passages import Passage


class CitedItem(NamedTuple):
    """One work in a citation."""

    key: str
    """Key of the work in the bibliography."""
    locator: str
    """As typed, without the comma before it: `p. 12`, `§d1.1`, or empty."""
    line: int


class Citation(NamedTuple):
    """`[@a, p. 12; @b]` or, in the sentence, `@a says`."""

    items: tuple[CitedItem, ...]
    narrative: bool
    """True where the author is part of the sentence and only the year stands in brackets."""
    line: int


class EditorsMark(NamedTuple):
    """`[@editors]`: what stands here is the editors' own words."""

    line: int


class Reference(NamedTuple):
    """`[label][entry-id#anchor]`; an empty label takes the entry's own short name."""

    entry_id: str
    anchor: str
    """Id of a section or item of that entry, or empty."""
    label: str | None
    """HTML of the label, or None for the entry's own name."""
    line: int


class View(NamedTuple):
    """`::: name` with its options: a place where the handbook assembles something."""

    name: str
    options: str
    """The indented YAML under it, with its first line's number in `options_line`."""
    options_line: int
    line: int


class LocalAddress(NamedTuple):
    """The address of a page or file of the handbook, relative to the root of a language."""

    path: str
    """`practices/gefont-agreements.md` or `assets/plate.svg`."""
    anchor: str
    line: int


class Word(NamedTuple):
    """A word of the interface inside the text: the default title of an admonition, the way back from a footnote."""

    message: str
    """English, the id of the message in the catalogue."""


class PassageMark(NamedTuple):
    """A place of a translated text where the page may have to say something on a passage."""

    number: int
    """Which of the body's passages."""
    at: str
    """`end` of its words; `after` its block; `behind` the list, table or callout that it is the last passage of;
    `cell 1`, `cell 2` … of a row that nobody has translated (its last cell is its `end`)."""


Hole: TypeAlias = Citation | EditorsMark | Reference | View | LocalAddress | Word | PassageMark
Fragment: TypeAlias = tuple[str | Hole, ...]
"""Finished HTML (str) and holes, in their order."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the section's own, for the page's contents."""

    id: str
    level: int
    title: Fragment
    line: int


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """A list item with an id of its own: an ask of a demand, for example."""

    id: str
    content: Fragment
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading of the next level inside a section: a step of a lesson, a version of a message."""

    id: str
    title: Fragment
    opening: Fragment
    """The heading itself, as HTML."""
    content: Fragment


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of the top level, with its deeper headings inside."""

    id: str
    classes: tuple[str, ...]
    title: Fragment
    title_text: str
    """The heading without markup."""
    lead: Fragment
    """What stands before the first part; all of it, where there are no parts."""
    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    items: tuple[MarkedItem, ...]
    line: int

    @property
    def content(self) -> Fragment:
        """All that stands under the heading."""
        return (*self.lead, *(piece for part in self.parts for piece in (*part.opening, *part.content)))

    def part(self, part_id: str) -> Part | None:
        """Return the part of that id, if there is one."""
        return next((part for part in self.parts if part.id == part_id), None)


@dataclass(frozen=True, slots=True)
class Body:
    """The words of an entry or a page in one language."""

    lead: Fragment
    """What stands before the first section."""
    first_paragraph: Fragment
    """The first paragraph where it was taken as the summary of an entry that shares its file; else empty."""
    sections: tuple[Section, ...]
    footnotes: Fragment
    anchors: tuple[tuple[str, int], ...]
    """Every id that a link may lead to, with its line."""
    uncited: tuple[tuple[int, str], ...]
    """Line and first words of each block that has neither a citation nor the editors' mark."""

    link_labels: tuple[tuple[str, int], ...] = ()
    """Label and line of each link definition (`[label]: address`)."""
    passages: tuple[Passage, ...] = ()
    """All its passages, in the order of the text."""
    holes: tuple[Hole, ...] = ()
    """Every hole of every fragment, in reading order: asked for often, so gathered once."""

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All fragments that a page shows, in reading order."""
        parts: list[Fragment] = [self.first_paragraph, self.lead]
        for section in self.sections:
            parts += (section.title, section.content)
        return (*parts, self.footnotes)

    def section(self, section_id: str) -> Section | None:
        """Return the section of that id, if there is one."""
        return next((section for section in self.sections if section.id == section_id), None)
