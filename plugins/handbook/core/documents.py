"""One file of text, parsed: its front matter, its facts, its words, and every fault with its line.

`parse_document` is pure and needs one file only, so that a pool can run it and a cache can keep what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from handbook.core.bibliography.faults import shown
from handbook.core.diagnostics import Diagnostic, allowed_names, did_you_mean
from handbook.core.kinds import Facts, Kind
from handbook.core.kinds.base import EDITORS, ID_PATTERN, PATTERN_WORDS, Review
from handbook.core.located_yaml import LocatedValue, ValuePath, load_yaml
from handbook.core.markdown import Body, Passage, PassageKind, parse_body
from handbook.core.markdown.fragments import Fragment, Reference
from handbook.core.markdown.layout import FACTS, FRONT_MATTER, headings
from handbook.core.markdown.passages import folded, is_untranslated
from handbook.core.relations import Relation, stated_relations
from handbook.core.translation.base import digest, words_only

MAX_TITLE = 200
MAX_SUMMARY = 400
"""Characters; a summary is one sentence that a person can read aloud."""

_ENTRY_HEADING = re.compile(r"## (?P<title>.*?) ?(?:\{#(?P<id>[^} ]*)\})?$")
_MARKUP = re.compile(r"<[A-Za-z/!?]|`|\*\*|\]\(|\[@")
_ID = re.compile(ID_PATTERN)

Shape = Literal["entry", "shared", "page"]
"""What a file holds: one entry, several small ones, or a plain page."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """An entry in one language, as its file has it."""

    id: str
    kind: str
    """Name of its kind; the source language's file says it."""
    title: str
    summary: str
    """Plain text; empty where the summary is the first paragraph (`body.first_paragraph`)."""
    body: Body
    facts: Facts | None
    """None in a translation, and where the facts are broken."""
    fact_lines: LocatedValue
    line: int
    relations: tuple[Relation, ...] = ()
    """Where its facts lead; only in the source language."""
    mentions: tuple[str, ...] = ()
    """Ids of the entries that its words refer to, once each."""

    @property
    def summary_fragment(self) -> Fragment:
        """The summary as a fragment, wherever it stands."""
        return self.body.first_paragraph

    @property
    def is_summary_untranslated(self) -> bool:
        """True where the summary stands in the brackets of what nobody has translated."""
        if self.body.first_paragraph:
            return self.body.passages[0].is_untranslated
        return is_untranslated(self.summary)

    @property
    def has_words(self) -> bool:
        """True where somebody has written or translated something of it."""
        title = not is_untranslated(self.title)
        return title or any(not passage.is_untranslated for passage in self.body.passages)


class Reviewed(NamedTuple):
    """That a second person has compared a translation with its source."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Document:
    """A file of text."""

    path: str
    """From the handbook's root: `docs/en/demands/worker-voice.md`."""
    language: str
    page: str
    """From the root of the language, without suffix: `demands/worker-voice`."""
    shape: Shape
    title: str
    summary: str
    review: Review | None
    entries: tuple[EntryText, ...]
    body: Body
    """The words of a page, or what stands before the first entry of a shared file; empty for an entry."""
    front: tuple[Passage, ...] = ()
    """Title and summary as passages."""
    digest: str = ""
    """Hash of a source text without its facts; empty for a translation."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """What else the front matter of a plain page says: `template`, `layout: wide`."""
    reviewed: Reviewed | None = None
    """Who has reviewed a translation, and when; only with `review: reviewed`."""

    @property
    def has_words(self) -> bool:
        """True where somebody has written or translated something of the page itself."""
        return any(not passage.is_untranslated for passage in (*self.front, *self.body.passages))


class FileToParse(NamedTuple):
    """What the parser has to know of a file, besides its text."""

    path: str
    language: str
    page: str
    is_source: bool
    """True for the source language, where the facts stand."""
    shape: Shape
    kind: str
    """Kind of its entries, as the source language's file says; empty for a page."""


def peek(text: str) -> tuple[Shape, str]:
    """Return shape and kind of a source-language file from its front matter, without parsing it."""
    match = FRONT_MATTER.match(text)
    head = match[1] if match else ""
    for key, shape in (("entries", "shared"), ("kind", "entry")):
        found = re.search(rf"^{key}:[ \t]*['\"]?([A-Za-z0-9_-]*)", head, re.MULTILINE)
        if found:
            return ("shared" if shape == "shared" else "entry"), found[1]
    return "page", ""


def parse_document(file: FileToParse, text: str, kinds: Mapping[str, Kind]) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Parse one file. Every fault of it that can be seen in it alone is returned."""
    parser = _DocumentParser(file, kinds)
    document = parser.parse(text)
    return document, tuple(parser.diagnostics)


class _DocumentParser:
    def __init__(self, file: FileToParse, kinds: Mapping[str, Kind]) -> None:
        self.file = file
        self.kinds = kinds
        self.diagnostics: list[Diagnostic] = []
        self.unreadable = False
        """True where the facts read last are none, so that nothing is to be missed in them."""

    def parse(self, text: str) -> Document:
        file = self.file
        match = FRONT_MATTER.match(text)
        if match is None:
            message = "no front matter; begin the file with `---`, then `title:` and `summary:`, then `---`"
            self._fault(1, "no-front-matter", message)
            self.unreadable = True
            front, body_text, body_line = LocatedValue({}, {(): 1}), text, 1
        else:
            front = self._load(match[1], 2)
            body_text = text[match.end() :]
            body_line = text.count("\n", 0, match.end()) + 1
        data: dict[str, Any] = dict(front.value)
        kind = self._kind(data, front)
        title, summary = self._words(data, front)
        review = self._review(data, front)
        reviewed = self._reviewed(data, front, review)
        ours = self._editors_voice(data, front)
        words = ("kind", "entries", "title", "summary", "review", *_REVIEWED)
        for key in (*words, "voice") if ours else words:
            data.pop(key, None)
        empty = Body((), (), (), (), (), ())
        entries: tuple[EntryText, ...] = ()
        meta: dict[str, Any] = {}
        if file.shape == "entry":
            body = self._body(body_text, body_line, editors_voice=ours)
            facts = self._facts(kind, data, front)
            identifier = file.page.rsplit("/", 1)[-1]
            line = front.line_of(("title",))
            entries = (_entry(identifier, file.kind, title, summary, body, facts, front, line),)
            if not _ID.fullmatch(identifier):
                self._fault(0, "bad-id", f"the file's name '{identifier}' is the entry's id; use a-z, 0-9 and '-'")
            page_body = empty
        elif file.shape == "shared":
            intro, chunks = _split_entries(body_text, body_line)
            page_body = self._body(intro, body_line, editors_voice=ours)
            entries = tuple(self._shared_entry(chunk, kind, ours) for chunk in chunks)
            self._no_other_keys(data, front, ())
        else:
            page_body = self._body(body_text, body_line, editors_voice=ours or not file.is_source)
            meta = {key: data[key] for key in ("template", "layout") if key in data}
            self._no_other_keys(data, front, ("template", "layout"))
        return Document(
            file.path,
            file.language,
            file.page,
            file.shape,
            title,
            summary,
            review,
            entries,
            page_body,
            self._front(data_lines=front, title=title, summary=summary),
            digest(words_only(text, shared=file.shape == "shared")) if file.is_source else "",
            meta,
            reviewed,
        )

    @staticmethod
    def _front(data_lines: LocatedValue, title: str, summary: str) -> tuple[Passage, ...]:
        """Return title and summary as passages."""
        found = []
        for kind, text in ((PassageKind.TITLE, title), (PassageKind.SUMMARY, summary)):
            line = data_lines.line_of((kind.value,))
            found.append(Passage.of("", kind, "", text, line, line + 1))
        return tuple(found)

    def _load(self, text: str, line: int) -> LocatedValue:
        loaded, faults = load_yaml(self.file.path, text, line)
        self.diagnostics += faults
        if isinstance(loaded.value, dict):
            return loaded
        if loaded.value is not None:
            self._fault(line, "bad-front-matter", "facts are written as `key: value`, one a line")
        self.unreadable = loaded.value is not None or bool(faults)
        return LocatedValue({}, loaded.lines)

    def _kind(self, data: dict[str, Any], front: LocatedValue) -> Kind | None:
        key = "entries" if "entries" in data else "kind"
        if not self.file.is_source:
            for name in ("kind", "entries"):
                if name in data:
                    self._fact_in_translation(name, front)
            return None
        line = front.line_of((key,))
        if "kind" in data and "entries" in data:
            self._fault(line, "bad-value", "a file has `kind:` (one entry) or `entries:` (several), not both")
        name = "" if data.get(key) is None else str(data[key])
        if key not in data and (self.file.shape == "page" or self.unreadable):
            return None
        kind = self.kinds.get(name)
        if kind is None:
            message = f"no kind '{name}'; {allowed_names(self.kinds)}{did_you_mean(name, self.kinds)}"
            self._fault(line, "unknown-kind", message)
        elif name != self.file.kind:
            # `peek` has to find it without reading YAML.
            message = f"write it plainly, without quotes or spaces before the colon: `{key}: {name}`"
            self._fault(line, "bad-value", message)
            return None
        return kind

    def _words(self, data: Mapping[str, Any], front: LocatedValue) -> tuple[str, str]:
        words = []
        for key, most in (("title", MAX_TITLE), ("summary", MAX_SUMMARY)):
            value = data.get(key)
            line = front.line_of((key,))
            if value is None or not str(value).strip():
                if not self.unreadable:
                    self._fault(line, "missing-key", f"`{key}:` is missing; every file has a title and a summary")
                value = self.file.page if key == "title" else ""
            elif isinstance(value, (dict, list)):
                self._fault(line, "bad-value", f"`{key}:` is one line of plain text; put it in quotation marks")
                value = ""
            text = folded(str(value))
            if len(text) > most:
                self._fault(line, "too-long", f"`{key}:` has {len(text)} characters; at most {most}")
            self._plain(text, key, line)
            words.append(text)
        return words[0], words[1]

    def _plain(self, text: str, name: str, line: int) -> None:
        match = _MARKUP.search(text)
        if match:
            message = f"`{name}` is plain text, found '{match.group()}'; markup and citations stand in the body"
            self._fault(line, "markup-in-plain-text", message)

    def _review(self, data: Mapping[str, Any], front: LocatedValue) -> Review | None:
        value = data.get("review")
        line = front.line_of(("review",))
        if self.file.is_source:
            if value is not None:
                self._fault(line, "unknown-key", "`review:` is for translations; the source language needs none")
            return None
        states = [state.value for state in Review]
        if value is None:
            if not self.unreadable:
                message = f"`review:` is missing; say how far the translation has come: {', '.join(states)}"
                self._fault(line, "missing-key", message)
            return Review.MACHINE_DRAFT
        if value not in states:
            message = f"`review: {value}`; {allowed_names(states)}{did_you_mean(str(value), states)}"
            self._fault(line, "bad-value", message)
            return Review.MACHINE_DRAFT
        return Review(value)

    def _reviewed(self, data: Mapping[str, Any], front: LocatedValue, review: Review | None) -> Reviewed | None:
        """Return who has reviewed a translation: said where, and only where, it is `reviewed`."""
        if review != Review.REVIEWED:
            for key in _REVIEWED:
                if key in data and self.file.is_source:
                    self._fault(front.line_of((key,)), "unknown-key", f"`{key}:` is for translations")
                elif key in data:
                    message = f"`{key}:` goes with `review: reviewed` alone; write that, or delete the line"
                    self._fault(front.line_of((key,)), "bad-value", message)
            return None
        line = front.line_of(("review",))
        found = [" ".join(str(data.get(key) or "").split()) for key in _REVIEWED]
        for key, value, example in zip(_REVIEWED, found, ("Amina Diallo", _DAY), strict=True):
            if not value:
                message = f"`{key}:` is missing; `review: reviewed` says by whom and when: `{key}: {example}`"
                self._fault(line, "missing-key", message)
        person, day = found
        if len(person) > MAX_TITLE or isinstance(data.get("reviewed_by"), (dict, list)):
            self._fault(front.line_of(("reviewed_by",)), "bad-value", "`reviewed_by:` is a name in one line of text")
            person = ""
        self._plain(person, "reviewed_by", front.line_of(("reviewed_by",)))
        try:
            return Reviewed(person, date.fromisoformat(day)) if person and day else None
        except ValueError:
            message = f"`reviewed_on`: found '{shown(day)}'; write a day as {_DAY}"
            self._fault(front.line_of(("reviewed_on",)), "bad-value", message)
            return None

    def _editors_voice(self, data: Mapping[str, Any], front: LocatedValue) -> bool:
        """`voice: editors` on a page, a shared file's introduction or an entry without a voice of its own."""
        voice = data.get("voice")
        if voice is not None and voice != EDITORS and self.file.shape != "entry":
            message = f"`voice: {voice}`; allowed: {EDITORS} (the whole text is the editors' own words)"
            self._fault(front.line_of(("voice",)), "bad-value", message)
        return voice == EDITORS or not self.file.is_source

    def _facts(self, kind: Kind | None, data: dict[str, Any], located: LocatedValue) -> Facts | None:
        if not self.file.is_source:
            for key in data:
                self._fact_in_translation(key, located)
            return None
        if kind is None:
            return None
        try:
            return kind.model.model_validate(data)
        except ValidationError as error:
            # A value that may be one thing or another has a fault for each; the last one says the most.
            faults = {_place(located, fault): fault for fault in error.errors(include_url=False)}
            for where, fault in faults.items():
                self.diagnostics.append(_explain(self.file.path, kind, located, where, fault))
            return None

    def _shared_entry(self, chunk: _Chunk, kind: Kind | None, ours: bool) -> EntryText:
        located = LocatedValue({}, {(): chunk.line})
        self.unreadable = False
        text, line = chunk.text, chunk.line + 1
        match = FACTS.match(text)
        if match:
            facts_line = line + text.count("\n", 0, match.start(1))
            located = self._load(match[1], facts_line)
            if not located.value:
                located = LocatedValue({}, {(): facts_line})
            if not self.file.is_source:
                self._fault(facts_line, "fact-in-translation", _FACT_IN_TRANSLATION.format(what="a block of facts"))
            line += text.count("\n", 0, match.end())
            text = text[match.end() :]
        if not chunk.id or not _ID.fullmatch(chunk.id):
            message = f"the entry '{chunk.title}' needs an id: `## Title {{#id}}`, with a-z, 0-9 and '-'"
            self._fault(chunk.line, "bad-id", message)
        self._plain(chunk.title, "title", chunk.line)
        readable = self.file.is_source and not self.unreadable
        facts = self._facts(kind, dict(located.value), located) if readable else None
        body, faults = parse_body(
            self.file.path,
            _folder(self.file.page),
            text,
            first_line=line,
            section_level=3,
            take_summary=True,
            editors_voice=ours,
            is_translation=not self.file.is_source,
        )
        self.diagnostics += faults
        if not body.first_paragraph:
            message = f"the entry '{chunk.id or chunk.title}' has no first paragraph; it is the entry's summary"
            self._fault(chunk.line, "missing-summary", message)
        return _entry(chunk.id, self.file.kind, chunk.title, "", body, facts, located, chunk.line)

    def _body(self, text: str, line: int, *, editors_voice: bool) -> Body:
        body, faults = parse_body(
            self.file.path,
            _folder(self.file.page),
            text,
            first_line=line,
            editors_voice=editors_voice,
            is_translation=not self.file.is_source,
        )
        self.diagnostics += faults
        return body

    def _no_other_keys(self, data: Mapping[str, Any], front: LocatedValue, allowed: tuple[str, ...]) -> None:
        names = ("title", "summary", "kind", "entries", "voice", "review", *allowed)
        for key in data:
            if key not in names:
                message = f"unknown key '{key}'; {allowed_names(names)}{did_you_mean(key, names)}"
                self._fault(front.line_of((key,)), "unknown-key", message)

    def _fact_in_translation(self, key: str, located: LocatedValue) -> None:
        self._fault(
            located.line_of((key,)),
            "fact-in-translation",
            _FACT_IN_TRANSLATION.format(what=f"the fact '{key}'"),
        )

    def _fault(self, line: int, code: str, message: str) -> None:
        self.diagnostics.append(Diagnostic(self.file.path, line, code, message))


def _entry(
    entry_id: str,
    kind: str,
    title: str,
    summary: str,
    body: Body,
    facts: Facts | None,
    fact_lines: LocatedValue,
    line: int,
) -> EntryText:
    """Return an entry with what can be worked out of it alone, so that assembling many is quick."""
    relations = tuple(stated_relations(entry_id, facts)) if facts else ()
    referred = (hole.entry_id for hole in body.holes if isinstance(hole, Reference))
    mentions = tuple(dict.fromkeys(target for target in referred if target != entry_id))
    return EntryText(entry_id, kind, title, summary, body, facts, fact_lines, line, relations, mentions)


_REVIEWED = ("reviewed_by", "reviewed_on")
_DAY = "2026-11-21"
"""A day as an example."""

_FACT_IN_TRANSLATION = (
    "{what} in a translation; facts stand once, in the source language: delete it here "
    "(a translation has `title`, `summary` and `review`)"
)


class _Chunk(NamedTuple):
    """An entry of a shared file, before it is parsed."""

    title: str
    id: str
    line: int
    """Line of its heading."""
    text: str
    """All that stands under the heading."""


def _split_entries(text: str, first_line: int) -> tuple[str, list[_Chunk]]:
    """Part a shared file at its headings of level 2; headings inside code do not count."""
    starts = list(_entry_headings(text))
    chunks = []
    for (offset, end, match), following in zip(starts, [*[s[0] for s in starts], len(text)][1:], strict=True):
        line = first_line + text.count("\n", 0, offset)
        chunks.append(_Chunk(match["title"], match["id"] or "", line, text[end:following]))
    return text[: starts[0][0]] if starts else text, chunks


def _entry_headings(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    for offset, line in headings(text):
        match = _ENTRY_HEADING.match(folded(line))
        if match:
            yield offset, offset + len(line), match


def _folder(page: str) -> str:
    return page.rpartition("/")[0]


_REASONS = {
    "tuple_type": "write a list, as in `[one, two]`",
    "too_short": "write at least {min_length}",
    "too_long": "write at most {max_length}",
    "string_type": "write it as text, in quotation marks",
    "string_too_short": "write something, or leave the key out",
    "string_too_long": "write at most {max_length} characters",
    "model_type": "write a block of `key: value` lines",
    "dict_type": "write a block of `key: value` lines",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "finite_number": "write a number",
}
"""Kind of fault, as pydantic names it → how to mend it; where it has no entry, pydantic's own words serve."""


def _place(located: LocatedValue, fault: Mapping[str, Any]) -> ValuePath:
    """Return the path of the value that is at fault, without the types that pydantic has tried on it."""
    where: ValuePath = tuple(fault["loc"])
    while fault["type"] != "missing" and len(where) > 1 and where not in located.lines:
        where = where[:-1]
    return where


def _explain(path: str, kind: Kind, located: LocatedValue, where: ValuePath, fault: Mapping[str, Any]) -> Diagnostic:
    """Put one fault that pydantic found into our words."""
    line = located.line_of(where)
    key = ".".join(str(part) for part in where)
    if fault["type"] == "extra_forbidden":
        names = list(kind.model.model_fields) if len(where) == 1 else []
        allowed = f"; {allowed_names([*names, 'title', 'summary'])}" if names else ""
        message = f"unknown key '{where[-1]}' in {kind.name} ({key}){did_you_mean(str(where[-1]), names)}{allowed}"
        return Diagnostic(path, line, "unknown-key", message)
    if fault["type"] == "missing":
        return Diagnostic(path, line, "missing-key", f"`{key}:` is missing; a {kind.name} needs it")
    found = fault.get("input")
    if found is None:
        return Diagnostic(path, line, "missing-key", f"`{key}:` has no value; write one, or delete the line")
    words = shown(str(found)) if isinstance(found, (str, int, float)) else type(found).__name__
    context = fault.get("ctx", {})
    ours = _REASONS.get(fault["type"])
    reason = ours.format_map(context) if ours else str(fault["msg"]).removeprefix("Value error, ")
    reason = PATTERN_WORDS.get(str(context.get("pattern")), reason[0].lower() + reason[1:])
    expected = context.get("expected")
    nearest = ""
    if expected and isinstance(found, str):
        nearest = did_you_mean(found, re.findall(r"'([^']+)'", str(expected)))
    return Diagnostic(path, line, "bad-value", f"`{key}`: found '{words}'; {reason}{nearest}")
