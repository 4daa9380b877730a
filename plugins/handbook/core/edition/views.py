"""Views: what `::: name` stands for, as data. Templates draw it; nothing here is HTML.

A view is a function from an edition and checked options to a value; `VIEWS` lists them, and every kind has one under
the name of its folder (`::: practices`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationError

from handbook.core.diagnostics import Diagnostic, allowed_names, did_you_mean
from handbook.core.edition.edition import Edition
from handbook.core.edition.html import Phrase
from handbook.core.handbook import Entry
from handbook.core.kinds import Kind
from handbook.core.kinds.base import EntryId, SourcePlace, Strict
from handbook.core.located_yaml import ValuePath, load_yaml
from handbook.core.markdown.fragments import View
from handbook.core.settings import Settings
from handbook.core.words import group_label


class ListOptions(Strict):
    """Options of the view of a kind."""

    where: dict[str, str] = {}
    """Fact or relation → the value that an entry must have: `region: africa`."""
    group_by: str | None = None
    """Fact or relation; each of its values makes a group."""
    only: tuple[EntryId, ...] = ()
    """Just these, in this order."""
    limit: Annotated[int, Field(gt=0)] | None = None
    order: Literal["handbook", "alphabet"] = "handbook"
    style: Literal["rows", "cards", "plates", "names"] = "rows"


class DatedOptions(Strict):
    """Options of the timeline and of lists of what is due."""

    limit: Annotated[int, Field(gt=0)] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    id: str
    """What the group stands for; empty where the list has one group without a heading."""
    title: Phrase | None
    entry: Entry | None
    """The entry that the group stands for, if it is one: a region, a hub."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class EntryList:
    """Entries of one kind, grouped."""

    template: ClassVar[str] = "entries"
    kind: Kind
    groups: tuple[Group, ...]
    style: str
    total: int


@dataclass(frozen=True, slots=True)
class DatedEntry:
    """An entry with one of its dates."""

    entry: Entry
    fact: str
    """Name of the fact that the date belongs to."""
    date: str
    """As exact as it is known."""


@dataclass(frozen=True, slots=True)
class DatedList:
    """Entries by date: the timeline."""

    template: ClassVar[str] = "timeline"
    items: tuple[DatedEntry, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A fact with a day on which it has to be looked at again."""

    entry: Entry
    fact: str
    as_of: str | None
    review_by: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """All facts that go stale, the oldest review date first."""

    template: ClassVar[str] = "due"
    items: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class UnverifiedList:
    """Entries with facts that nobody has checked."""

    template: ClassVar[str] = "unverified"
    items: tuple[tuple[Entry, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SourceList:
    """The whole bibliography, in the order of the language."""

    template: ClassVar[str] = "sources"
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is recorded between the entry of a row and that of a column."""

    provisions: tuple[str, ...]
    """Sections of the column's entry that are meant."""
    basis: SourcePlace | str | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Entries of one kind against those that a relation leads to; an empty cell means that no link is recorded."""

    template: ClassVar[str] = "matrix"
    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    cells: Mapping[tuple[str, str], Cell]
    """(Id of the row, id of the column) → what is recorded."""


@dataclass(frozen=True, slots=True)
class SourceMatrix:
    """Entries of one kind against the source documents that they cite."""

    template: ClassVar[str] = "source_matrix"
    rows: tuple[Entry, ...]
    keys: tuple[str, ...]
    """The documents that have an outline."""
    locators: Mapping[tuple[str, str], tuple[str, ...]]
    """(Id of the row, key) → places that the entry cites."""


ViewData = EntryList | DatedList | DueList | UnverifiedList | SourceList | Matrix | SourceMatrix


class MatrixOptions(Strict):
    """Options of the matrix of a relation."""

    relation: str
    """Kind and field that leads from rows to columns: `demand.backed_by`."""


class SourceMatrixOptions(Strict):
    """Options of the matrix of entries and documents."""

    kind: str


SPECIAL: dict[str, type[Strict]] = {
    "timeline": DatedOptions,
    "review-due": DatedOptions,
    "unverified": DatedOptions,
    "bibliography": DatedOptions,
    "matrix": MatrixOptions,
    "source-matrix": SourceMatrixOptions,
}
"""Views that gather more than one kind, with their options."""


def view_names(settings: Settings) -> tuple[str, ...]:
    """Return every name that may stand after `:::`."""
    return (*(kind.folder for kind in settings.kinds.values()), *SPECIAL)


def check_view(view: View, path: str, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a view as an author typed it. Codes: `unknown-view`, `bad-view-option`."""
    names = view_names(settings)
    if view.name not in names:
        message = f"no view '{view.name}'; {allowed_names(names)}{did_you_mean(view.name, names)}"
        return (Diagnostic(path, view.line, "unknown-view", message),)
    located, faults = load_yaml(path, view.options, view.options_line)
    model = SPECIAL.get(view.name, ListOptions)
    found = list(faults)
    options: Strict | None = None
    try:
        options = model.model_validate(located.value or {})
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            line = located.line_of(tuple(fault["loc"]))
            name = ".".join(str(part) for part in fault["loc"])
            if fault["type"] == "extra_forbidden":
                message = f"the view '{view.name}' has no option '{name}'; {allowed_names(model.model_fields)}"
                message += did_you_mean(name, model.model_fields)
            elif name:
                message = f"'{name}' of the view '{view.name}': {fault['msg'][0].lower()}{fault['msg'][1:]}"
            else:
                message = f"options of a view are `key: value` lines; {allowed_names(model.model_fields)}"
            found.append(Diagnostic(path, line, "bad-view-option", message))
    if isinstance(options, MatrixOptions | SourceMatrixOptions):
        found += _check_matrix(options, path, located.line_of(()), settings)
    if model is ListOptions and isinstance(located.value, dict):
        kind = next(kind for kind in settings.kinds.values() if kind.folder == view.name)
        where, group_by = located.value.get("where"), located.value.get("group_by")
        asked: list[tuple[str, ValuePath]] = []
        if isinstance(where, dict):
            asked = [(name, ("where", name)) for name in where]
        if isinstance(group_by, str):
            asked.append((group_by, ("group_by",)))
        for name, place in asked:
            if name not in kind.model.model_fields:
                line = located.line_of(place)
                message = f"a {kind.name} has no '{name}'; {allowed_names(kind.model.model_fields)}"
                message += did_you_mean(name, kind.model.model_fields)
                found.append(Diagnostic(path, line, "bad-view-option", message))
    return tuple(found)


def _check_matrix(
    options: MatrixOptions | SourceMatrixOptions, path: str, line: int, settings: Settings
) -> tuple[Diagnostic, ...]:
    if isinstance(options, SourceMatrixOptions):
        allowed, found = list(settings.kinds), options.kind
    else:
        allowed = [f"{kind.name}.{name}" for kind in settings.kinds.values() for name in kind.relations]
        found = options.relation
    if found in allowed:
        return ()
    message = f"no such thing as '{found}' to make a matrix of{did_you_mean(found, allowed)}"
    return (Diagnostic(path, line, "bad-view-option", message),)


def gather(view: View, edition: Edition) -> ViewData:
    """Return the data of a view that `check_view` has passed."""
    located, _ = load_yaml("", view.options)
    options = located.value or {}
    limit = options.get("limit")
    if view.name == "timeline":
        return DatedList(timeline(edition)[:limit])
    if view.name == "review-due":
        return DueList(due(edition)[:limit])
    if view.name == "unverified":
        return UnverifiedList(unverified(edition)[:limit])
    if view.name == "matrix":
        return matrix(edition, options["relation"])
    if view.name == "source-matrix":
        return source_matrix(edition, options["kind"])
    if view.name == "bibliography":
        return SourceList(tuple(work.key for work in edition.citations.sorted_works()))
    kind = next(kind for kind in edition.settings.kinds.values() if kind.folder == view.name)
    return list_entries(edition, kind, ListOptions.model_validate(options))


def list_entries(edition: Edition, kind: Kind, options: ListOptions) -> EntryList:
    """Return the entries of a kind that fit the options, grouped."""
    entries: Iterable[Entry] = edition.handbook.of_kind(kind.name)
    if options.order == "alphabet":
        entries = edition.sorted_by_title(kind.name)
    if options.only:
        known = edition.handbook.entries
        entries = (known[entry_id] for entry_id in options.only if entry_id in known)
    chosen = [entry for entry in entries if _fits(entry, options.where)][: options.limit]
    if options.group_by:
        groups = tuple(_grouped(edition, chosen, options.group_by))
    else:
        groups = (Group("", None, None, tuple(chosen)),)
    return EntryList(kind, groups, options.style, len(chosen))


def _values(entry: Entry, name: str) -> tuple[Any, ...]:
    value = getattr(entry.facts, name)
    if value is None:
        return ()
    values = value if isinstance(value, tuple) else (value,)
    return tuple(getattr(item, "to", item) for item in values)


def _name_of(value: Any) -> str:  # noqa: ANN401 (facts are of many types)
    return str(value.value if isinstance(value, Enum) else value)


def _fits(entry: Entry, where: dict[str, str]) -> bool:
    return all(wanted in [_name_of(value) for value in _values(entry, name)] for name, wanted in where.items())


def _grouped(edition: Edition, entries: list[Entry], name: str) -> Iterable[Group]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        for value in _values(entry, name) or ("",):
            groups.setdefault(_name_of(value), []).append(entry)
    # An entry that heads a group of its own is not listed beside the groups as well.
    heads = set(groups)
    is_relation = bool(entries) and name in entries[0].kind.relations
    known = edition.handbook.entries if is_relation else {}
    for value, members in sorted(groups.items(), key=_rank(entries, name, known)):
        head = known.get(value)
        if not value:
            members = [member for member in members if member.id not in heads]
            if not members:
                continue
        yield Group(value, _group_title(edition, name, value, head), head, tuple(members))


def _rank(entries: list[Entry], name: str, known: Mapping[str, Entry]) -> Callable[[tuple[str, list[Entry]]], int]:
    """Return the order of groups: of entries as the handbook has them, of values as their list has them."""
    order = {entry_id: position for position, entry_id in enumerate(known)}
    values = (value for entry in entries for value in _values(entry, name))
    first = next(values, None)
    if isinstance(first, Enum):
        order = {str(item.value): position for position, item in enumerate(type(first))}
    # What has no place in either order (documents, countries, none) keeps the order in which it was met.
    return lambda group: order.get(group[0], len(order))


def _group_title(edition: Edition, name: str, value: str, head: Entry | None) -> Phrase | None:
    if not value:
        return None
    if head is not None:
        return edition.title(head)
    work = edition.work(value)
    if work is not None:
        return edition.phrase(edition.citations.author_year(work), edition.language)
    if name == "countries":
        return edition.phrase(edition.language.country(value), edition.language)
    return edition.phrase(group_label(edition.language, value), edition.language)


def matrix(edition: Edition, relation: str) -> Matrix:
    """Return who leads where by one field; rows and columns without any link are left out of the columns only."""
    kind, _, name = relation.partition(".")
    handbook = edition.handbook
    cells: dict[tuple[str, str], Cell] = {}
    for entry in handbook.of_kind(kind):
        for item in handbook.outgoing.get(entry.id, ()):
            if item.type == name:
                cells[entry.id, item.target] = Cell(item.provisions, item.basis)
    reached = {column for _, column in cells}
    columns = tuple(entry for entry in handbook.entries.values() if entry.id in reached)
    # What has parts (a hub) leaves its links to them.
    heads = {entry_id for entry_id, found in handbook.incoming.items() if any(r.type == "part_of" for r in found)}
    rows = tuple(entry for entry in handbook.of_kind(kind) if entry.id not in heads)
    return Matrix(rows, columns, cells)


def source_matrix(edition: Edition, kind: str) -> SourceMatrix:
    """Return which entries cite which of the documents that have an outline, and where."""
    handbook = edition.handbook
    keys = tuple(handbook.outlines)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in handbook.of_kind(kind):
        for key, locator in handbook.citations_of(entry):
            if key in handbook.outlines and locator:
                found[entry.id, key] = (*found.get((entry.id, key), ()), locator)
    return SourceMatrix(handbook.of_kind(kind), keys, found)


def timeline(edition: Edition) -> tuple[DatedEntry, ...]:
    """Return every date of every entry, the latest first."""
    found = [
        DatedEntry(entry, fact, day) for entry in edition.handbook.entries.values() for fact, day in entry.facts.dates()
    ]
    return tuple(sorted(found, key=lambda item: (item.date, item.entry.id), reverse=True))


def due(edition: Edition) -> tuple[Due, ...]:
    """Return every fact with a review date or without a day, the most urgent first."""
    today = edition.settings.today
    found = [
        Due(entry, fact, as_of, review_by, review_by is not None and review_by < today)
        for entry in edition.handbook.entries.values()
        for fact, as_of, review_by in entry.facts.dated_facts()
    ]
    return tuple(sorted(found, key=lambda item: (item.review_by or date.max, item.entry.id, item.fact)))


def unverified(edition: Edition) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
    """Return the entries with facts that nobody has checked."""
    return tuple(
        (entry, entry.facts.unverified) for entry in edition.handbook.entries.values() if entry.facts.unverified
    )
