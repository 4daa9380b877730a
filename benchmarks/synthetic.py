"""A made-up handbook of any size: real words, real relations, the same bytes each time.

Every page has the same weight, so that the seconds of two sizes can be compared: about 600 words, five citations and
ten references. What a page says is kept apart from how a generator wants it written (a `Dialect`), so that every
peer builds the same text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from handbook.core.translation.base import base_path, with_note, words_only

LANGUAGES = ("en", "fr", "es", "ar")
"""Languages of the synthetic handbook; the first is the source."""

WORDS = 600
"""Words of a page's body, about; citations and references are not counted."""
CITATIONS = 5
REFERENCES = 10
WORKS = 50

# Every second entry or so is one that others lead to; the first ten hold one of each kind that is led to.
_KINDS = (
    *("topic", "organisation", "instrument", "demand", "practice", "practice", "demand", "instrument"),
    *("practice", "statement", "practice", "instrument", "demand", "practice", "lesson", "practice"),
    *("statement", "term", "practice", "milestone"),
)
_FOLDERS = {
    "topic": "topics",
    "organisation": "organisations",
    "instrument": "instruments",
    "demand": "demands",
    "practice": "practices",
    "statement": "statements",
    "lesson": "lessons",
    "term": "glossary",
    "milestone": "milestones",
}
_SECTIONS = {
    "instrument": ("gives", "art-1", "art-2", "art-3", "limits"),
    "demand": ("asks", "why", "draft", "lineage", "limits"),
    "practice": ("did", "outcome", "limits", "shows", "further"),
    "lesson": ("objective", "materials", "steps", "questions", "next"),
}
_OTHER_SECTIONS = ("part-1", "part-2", "part-3", "part-4", "part-5")
_NAMES = (
    *("Abadi", "Bianchi", "Castro", "Diallo", "Eriksson", "Fofana", "Garcia", "Haddad", "Ibrahim", "Jansen"),
    *("Kimani", "Lopez", "Mwangi", "Nguyen", "Okafor", "Perera", "Quispe", "Rahman", "Santos", "Tamang"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """A source that pages cite."""

    key: str
    author: str
    year: int
    title: str

    @property
    def label(self) -> str:
        """What a citation prints: author and year."""
        return f"{self.author} {self.year}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a work, inside a sentence."""

    work: Work
    page: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to another entry, inside a sentence."""

    target: Entry
    section: str = ""


Words = tuple["str | Citation | Reference", ...]
"""A stretch of text with what stands in it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list of several, a table of three columns, or a note with a title."""

    form: str
    """`paragraph`, `list`, `table` or `note`."""
    rows: tuple[tuple[Words, ...], ...]
    """One row of one cell for a paragraph; one row an item; one row a table's row, the head first."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    id: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: what it is called in each language, and its facts. Its words are made when they are asked for."""

    number: int
    id: str
    kind: str
    facts: str
    """YAML, each line with its end."""
    titles: dict[str, str]
    """Language → title."""

    @property
    def folder(self) -> str:
        """Folder of its kind."""
        return _FOLDERS[self.kind]

    @property
    def page(self) -> str:
        """From the root of a language, without suffix."""
        return f"{self.folder}/{self.id}"

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of its sections."""
        return _SECTIONS.get(self.kind, _OTHER_SECTIONS)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a generator wants things written that are not the same in every Markdown."""

    cite: Callable[[Citation], str]
    refer: Callable[[Reference, str], str]
    """Reference, language → text."""
    heading: Callable[[Section], str]
    note: Callable[[str, str], str]
    """Title, text → block."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The whole handbook, for whoever writes it down."""

    entries: tuple[Entry, ...]
    works: tuple[Work, ...]

    def summary(self, entry: Entry, language: str) -> str:
        """Return one plain sentence."""
        return _sentence(Random(f"summary {entry.id} {language}"), language)  # noqa: S311 (no secret)

    def sections(self, entry: Entry, language: str) -> Iterator[Section]:
        """Yield the words of an entry in a language: five sections of the same weight."""
        words = vocabulary(language)
        # What is cited and referred to is the same in every language, as it is in a real translation.
        places = Random(f"places {entry.id}")  # noqa: S311 (no secret: the same text each time)
        text = Random(f"text {entry.id} {language}")  # noqa: S311 (the same)
        for position, (identifier, heading) in enumerate(zip(entry.sections, words["headings"], strict=True)):
            citation = Citation(places.choice(self.works), places.randrange(1, 300))
            references = [self._reference(entry, places) for _ in range(REFERENCES // len(entry.sections))]
            blocks = _blocks(position, text, language, citation, references)
            yield Section(identifier, heading, blocks)

    def _reference(self, entry: Entry, random: Random) -> Reference:
        target = random.choice(self.entries)
        if target is entry:
            target = self.entries[entry.number - 1]
        return Reference(target, random.choice(target.sections) if random.random() < 0.3 else "")

    def body(self, entry: Entry, language: str, dialect: Dialect) -> str:
        """Return the Markdown of an entry, without front matter."""
        parts = []
        for section in self.sections(entry, language):
            parts.append(dialect.heading(section))
            parts += [_write(block, language, dialect) for block in section.blocks]
        return "\n\n".join(parts) + "\n"


@cache
def vocabulary(language: str) -> dict[str, Any]:
    """Return the words of a language, as `words.toml` has them."""
    text = (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)[language]
    return found


def make_synthetic(number: int) -> Synthetic:
    """Return a handbook of `number` entries.

    Raises:
        ValueError: fewer than ten, so that a demand would have no instrument to rest on.
    """
    if number < 10:
        raise ValueError("a synthetic handbook has at least ten entries, so that each kind has its neighbours")
    works = tuple(_work(position) for position in range(WORKS))
    kinds = [_KINDS[position % len(_KINDS)] for position in range(number)]
    ids = {kind: [f"{kind}-{at}" for at, found in enumerate(kinds) if found == kind] for kind in _FOLDERS}
    entries = tuple(
        Entry(position, f"{kind}-{position}", kind, _facts(position, kind, ids, works), _titles(position, kind))
        for position, kind in enumerate(kinds)
    )
    return Synthetic(entries, works)


# -- sentences -----------------------------------------------------------------------------------------------------


def _sentence(random: Random, language: str) -> str:
    words = vocabulary(language)
    parts = {part: random.choice(words[f"{part}s"]) for part in ("subject", "verb", "object", "circumstance")}
    text: str = words["order"].format(**parts)
    return text


def _sentences(random: Random, language: str, words: int) -> str:
    """Return whole sentences of about that many words."""
    number = max(1, round(words / _words_of_a_sentence(language)))
    return " ".join(_sentence(random, language) for _ in range(number))


@cache
def _words_of_a_sentence(language: str) -> float:
    """Return how many words a sentence has, on the average."""
    words = vocabulary(language)
    parts = (words[part] for part in ("subjects", "verbs", "objects", "circumstances"))
    return sum(sum(len(choice.split()) for choice in choices) / len(choices) for choices in parts)


def _blocks(
    position: int, random: Random, language: str, citation: Citation, references: list[Reference]
) -> tuple[Block, ...]:
    """Return two paragraphs, and a list, a table or a note, by the section's position."""
    words = vocabulary(language)
    share = WORDS // 5
    first, second = references

    def paragraph(number: int, *ends: Citation | Reference) -> Block:
        text = _sentences(random, language, number)
        return Block("paragraph", (((text, *(part for end in ends for part in (" ", end))),),))

    if position == 1:
        items = tuple(((_sentences(random, language, 12),),) for _ in range(3))
        return (
            paragraph(share // 4, citation),
            Block("list", items),
            paragraph(share // 4, first, second),
        )
    if position == 2:
        head = tuple((column,) for column in words["columns"])
        rows = tuple(
            tuple((random.choice(words[part]),) for part in ("subjects", "objects", "circumstances")) for _ in range(4)
        )
        return (
            paragraph(share // 4, citation),
            Block("table", (head, *rows)),
            paragraph(share // 4, first, second),
        )
    if position == 3:
        note = Block("note", (((_sentences(random, language, share // 3),),),), words["note"])
        return paragraph(share // 3, citation), note, paragraph(share // 3, first, second)
    return paragraph(share // 2, first, citation), paragraph(share // 2, second)


def _titles(position: int, kind: str) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        words = vocabulary(language)
        if kind == "term":
            around = position // len(_KINDS)
            term = words["terms"][around % len(words["terms"])]
            found[language] = term if around < len(words["terms"]) else f"{term} ({position})"
        else:
            theme = words["themes"][position % len(words["themes"])]
            found[language] = f"{theme} {words['sectors'][position % len(words['sectors'])]} ({position})"
    return found


# -- facts ---------------------------------------------------------------------------------------------------------


def _work(position: int) -> Work:
    name = _NAMES[position % len(_NAMES)]
    year = 1990 + position * 7 % 36
    language = LANGUAGES[position % len(LANGUAGES)]
    words = vocabulary(language)
    theme, sector = (words[part][position % len(words[part])] for part in ("themes", "sectors"))
    return Work(f"{name.lower()}{year}n{position}", name, year, f"{theme} {sector}")


def _facts(position: int, kind: str, ids: dict[str, list[str]], works: tuple[Work, ...]) -> str:
    random = Random(f"facts {position}")  # noqa: S311 (no secret: the same facts each time)

    def some(of: str, number: int = 1) -> list[str]:
        others = [identifier for identifier in ids[of] if identifier != f"{of}-{position}"]
        return random.sample(others, min(number, len(others)))

    def argued(of: str, provisions: str = "") -> str:
        inside = f"    provisions: [{provisions}]\n" if provisions else ""
        return "".join(f"  - to: {one}\n{inside}    basis: editors\n" for one in some(of, 2))

    sources = f"sources:\n  - {works[position % WORKS].key}, p. {position % 90 + 1}\n"
    year = 1990 + position % 30
    if kind == "topic":
        return f"{sources}type: region\n"
    if kind == "organisation":
        return f"{sources}type: union\n"
    if kind == "instrument":
        return f"{sources}type: convention\ncode: X{position:03}\nadopted: {year}\n"
    if kind == "demand":
        hub = ids["demand"][0]
        part_of = "" if hub == f"demand-{position}" else f"part_of: {hub}\n"
        # Of large handbooks too, a hub has few single demands: every tenth demand is a hub.
        nth = ids["demand"].index(f"demand-{position}")
        if nth % 10 == 0:
            part_of = ""
        elif part_of:
            part_of = f"part_of: {ids['demand'][nth - nth % 10]}\n"
        backed, shown = argued("instrument", "art-1, art-2"), argued("practice")
        return (
            f'{sources}number: "{nth // 10 + 1}.{nth % 10}"\nstatus: current\n{part_of}'
            f"addressed_to: {some('organisation')}\nbacked_by:\n{backed}shown_by:\n{shown}"
        )
    if kind == "practice":
        return (
            f"{sources}types: [union-service]\nregion: {some('topic')[0]}\nsince: {year}\n"
            f"organisations: {some('organisation')}\nuses:\n{argued('instrument', 'art-3')}"
        )
    if kind == "statement":
        work = works[position % WORKS].key
        return (
            f"{sources}type: commitment\ndocument: {work}\nplace: p{position}\nvoice: {some('organisation')[0]}\n"
            f"supports:\n{argued('demand')}"
        )
    if kind == "lesson":
        return f"{sources}minutes: 90\ngroup_size: [6, 30]\nteaches: {some('demand', 2)}\n"
    if kind == "milestone":
        return f"{sources}date: {year}-05\nabout: {some('demand')}\n"
    return sources


# -- writing -------------------------------------------------------------------------------------------------------


def _write(block: Block, language: str, dialect: Dialect) -> str:
    rows = [["".join(_spell(part, language, dialect) for part in cell) for cell in row] for row in block.rows]
    if block.form == "list":
        return "\n".join(f"- {row[0]}" for row in rows)
    if block.form == "table":
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "| --- | --- | --- |", *lines[1:]])
    if block.form == "note":
        return dialect.note(block.title, rows[0][0])
    return rows[0][0]


def _spell(part: str | Citation | Reference, language: str, dialect: Dialect) -> str:
    if isinstance(part, Citation):
        return dialect.cite(part)
    return dialect.refer(part, language) if isinstance(part, Reference) else part


def bibtex(works: tuple[Work, ...]) -> str:
    """Return the works as a .bib file."""
    return "\n".join(
        f"@book{{{work.key},\n  author    = {{{work.author}, Sam}},\n  title     = {{{{{work.title}}}}},\n"
        f"  publisher = {{Example Press}},\n  address   = {{Geneva}},\n  year      = {{{work.year}}},\n}}\n"
        for work in works
    )


OURS = Dialect(
    cite=lambda citation: f"[@{citation.work.key}, p. {citation.page}]",
    refer=lambda reference, _: f"[][{reference.target.id}{'#' if reference.section else ''}{reference.section}]",
    heading=lambda section: f"## {section.heading} {{#{section.id} .editors}}",
    note=lambda title, text: f'!!! note "{title}"\n    {text}',
)

_CONFIGURATION = """\
site_name: Synthetic
site_url: https://handbook.example/
use_directory_urls: false
theme:
  name: material
  font: false
plugins:
  - i18n:
      docs_structure: folder
      fallback_to_default: true
      reconfigure_search: false
      languages:
        - {locale: en, name: English, build: true, default: true}
        - {locale: fr, name: Français, build: true}
        - {locale: es, name: Español, build: true}
        - {locale: ar, name: العربية, build: true}
  - handbook
validation:
  nav:
    omitted_files: ignore
"""


def write_handbook(synthetic: Synthetic, folder: Path) -> Path:
    """Write the handbook for this generator; return its mkdocs.yml."""
    for language in LANGUAGES:
        is_source = language == LANGUAGES[0]
        review = "" if is_source else "review: translated\n"
        for entry in synthetic.entries:
            facts = f"kind: {entry.kind}\n" + entry.facts if is_source else review
            head = f"title: {quoted(entry.titles[language])}\nsummary: {quoted(synthetic.summary(entry, language))}\n"
            text = f"---\n{head}{facts}---\n\n{synthetic.body(entry, language, OURS)}"
            write_text(folder / "docs" / language / f"{entry.page}.md", text)
            if not is_source:
                _write_base(folder, language, entry.page)
        home = f"---\ntitle: Synthetic\nsummary: {quoted(home_sentence(language))}\n{review}---\n"
        write_text(folder / "docs" / language / "index.md", home)
        if not is_source:
            _write_base(folder, language, "index")
    write_text(folder / "bibliography" / "works.bib", bibtex(synthetic.works))
    write_text(folder / "mkdocs.yml", _CONFIGURATION)
    return folder / "mkdocs.yml"


def _write_base(folder: Path, language: str, page: str) -> None:
    """Say that a translation is up to date, as `handbook translate done` does."""
    source = (folder / "docs" / LANGUAGES[0] / f"{page}.md").read_text(encoding="utf-8")
    base = with_note(words_only(source, shared=False), f"docs/{language}/{page}.md")
    write_text(folder / base_path(language, page), base)


def home_sentence(language: str) -> str:
    """Return what the home page says."""
    return _sentence(Random(f"home {language}"), language)  # noqa: S311 (no secret)


def quoted(text: str) -> str:
    """Return text as a YAML scalar that is always a string."""
    return "'" + text.replace("'", "''") + "'"


def write_text(path: Path, text: str) -> None:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def count_words(markdown: str) -> int:
    """Return the words of a page's Markdown that a reader reads: no front matter, no ids, citations, references."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    body = re.sub(r"\[@[^\]]*\]|\[\]\[[^\]]*\]|\{#[^}]*\}", " ", body)
    return len(re.findall(r"\w[\w’'-]*", body))
