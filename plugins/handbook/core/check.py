"""Faults that show only when all files are seen together: unknown ids, keys and places, dead links, stale facts.

Each check is one function that yields diagnostics; `check` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pydantic import BaseModel

from handbook.core.bibliography import Work, check_locators, parse_locators
from handbook.core.bibliography.locators import LocatorFault
from handbook.core.diagnostics import Diagnostic, Severity, did_you_mean, sort_diagnostics
from handbook.core.documents import Document, EntryText
from handbook.core.edition.edition import source_page
from handbook.core.edition.views import check_view
from handbook.core.handbook import Entry, Handbook, page_of
from handbook.core.kinds.base import EDITORS, ArguedRelation, Key, SourcePlace
from handbook.core.kinds.statement import Statement
from handbook.core.located_yaml import ValuePath, load_yaml
from handbook.core.markdown import Body, Citation, LocalAddress, Reference, View
from handbook.core.translation.check import check_translations

MADE_PAGES = ("sources/index", "data/index", "downloads/index")
"""Pages that every handbook has without a file."""


def check(
    handbook: Handbook, assets: frozenset[str] = frozenset(), pause: Callable[[], object] = lambda: None
) -> tuple[Diagnostic, ...]:
    """Return all faults between files, sorted by place.

    Args:
        handbook: what was assembled.
        assets: pictures and documents under docs/, from the root of a language.
        pause: called before each page; it may wait, so that another thread goes first.
    """
    checker = _Checker(handbook, assets, pause)
    found: list[Diagnostic] = []
    for part in (
        checker.ids,
        checker.facts,
        checker.relations,
        checker.bodies,
        checker.uncited,
        checker.outlines,
        checker.freshness,
    ):
        pause()
        found += part()
    found += check_translations(handbook, pause)
    return sort_diagnostics(found)


class _Checker:
    def __init__(self, handbook: Handbook, assets: frozenset[str], pause: Callable[[], object]) -> None:
        self.handbook = handbook
        self.pause = pause
        self.settings = handbook.settings
        self.assets = assets
        self.source = handbook.settings.source_language
        self.pages = self._pages()
        self.left_out = self._left_out()
        """Ids of entries that a fault of their own file keeps out: that fault is told, and is not told again of each
        place that leads there."""

    def _left_out(self) -> set[str]:
        documents = self.handbook.source_documents
        ids = {text.id for document in documents for text in document.entries}
        # Of a file without a title (it is empty, perhaps), only the name is known; its path stands for the title.
        ids |= {document.page.rpartition("/")[2] for document in documents if document.title == document.page}
        return ids - self.handbook.entries.keys()

    def _pages(self) -> dict[str, set[str]]:
        """Page → ids that a link may lead to on it."""
        found: dict[str, set[str]] = {}
        for page, documents in self.handbook.pages.items():
            found[page] = {anchor for anchor, _ in documents[self.source].body.anchors}
        for entry in self.handbook.entries.values():
            found[entry.page] = {anchor for anchor, _ in self.handbook.source_text(entry).body.anchors}
        for kind in self.settings.kinds.values():
            found.setdefault(f"{kind.folder}/index", set())
        for work in self.handbook.bibliography.works:
            found.setdefault(source_page(work.key), set())
        for page in MADE_PAGES:
            found.setdefault(page, set())
        return found

    # -- ids -----------------------------------------------------------------------------------------------

    def ids(self) -> Iterator[Diagnostic]:
        """Each id once; a translation's entries are those of its source."""
        first: dict[str, tuple[str, int]] = {}
        pages: dict[str, str] = {}
        for document, text in self._texts():
            if document.language != self.source:
                if text.id not in self.handbook.entries and text.id not in first:
                    message = f"no entry '{text.id}' in the source language"
                    message += did_you_mean(text.id, self.handbook.entries)
                    yield Diagnostic(document.path, text.line, "translation-without-source", message)
                continue
            if text.id in first:
                path, line = first[text.id]
                message = f"the id '{text.id}' stands twice (first in {path}:{line}); rename one"
                yield Diagnostic(document.path, text.line, "duplicate-id", message)
            first.setdefault(text.id, (document.path, text.line))
            kind = self.settings.kinds.get(text.kind)
            page = page_of(document, text.id, kind) if kind else ""
            if page in self.handbook.pages or (page and pages.setdefault(page, text.id) != text.id):
                message = f"the page '{page}' of the entry '{text.id}' is taken by another file; rename one"
                yield Diagnostic(document.path, text.line, "duplicate-page", message)

    def _texts(self) -> Iterator[tuple[Document, EntryText]]:
        for document in self.handbook.documents.values():
            for text in document.entries:
                yield document, text

    # -- facts ---------------------------------------------------------------------------------------------

    def facts(self) -> Iterator[Diagnostic]:
        """Keys of works, places in them, names of what is unverified, sections that must be there."""
        for entry in self.handbook.entries.values():
            text = self.handbook.source_text(entry)
            for where, value in _walk(entry.facts, ()):
                line = text.fact_lines.line_of(where)
                if isinstance(value, SourcePlace):
                    yield from self._place(entry.path, line, value.key, value.locator)
                    yield from self._locator_missing(entry.path, line, value.key, value.locator)
                elif isinstance(value, Key):
                    yield from self._place(entry.path, line, value, "")
            present = frozenset(section.id for section in text.body.sections)
            headings = frozenset(heading.id for section in text.body.sections for heading in section.headings)
            for missing in entry.facts.missing_sections(present | headings):
                marks = "##" if missing in entry.facts.sections else "###"
                message = f"the {entry.kind.name} '{entry.id}' needs a section `{marks} … {{#{missing}}}`"
                yield Diagnostic(entry.path, text.line, "missing-section", message)
            for name, heading in entry.facts.missing_facts(present | headings):
                message = f"`{name}:` has nothing for the section '{heading}'; add it there"
                yield Diagnostic(entry.path, text.fact_lines.line_of((name,)), "missing-key", message)
            known = {*type(entry.facts).model_fields, *present}
            for position, name in enumerate(entry.facts.unverified):
                if name not in known:
                    message = f"'{name}' under `unverified:` is no fact and no section{did_you_mean(name, known)}"
                    line = text.fact_lines.line_of(("unverified", position))
                    yield Diagnostic(entry.path, line, "unknown-name", message)

    def _place(self, path: str, line: int, key: str, locator: str) -> Iterator[Diagnostic]:
        work = self.handbook.bibliography.get(key)
        if key == EDITORS:
            return
        if work is None:
            message = f"no source '{key}' in {self.settings.bibliography}/"
            message += did_you_mean(key, (*self.handbook.bibliography, EDITORS))
            yield Diagnostic(path, line, "unknown-citation", message)
            return
        for code, fault in self._locator_faults(work, locator):
            yield Diagnostic(path, line, code, fault)

    def _locator_faults(self, work: Work, locator: str) -> Iterable[tuple[str, str]]:
        outline = self.handbook.outlines.get(work.key)
        if not locator:
            return ()
        parsed = parse_locators(locator)
        if isinstance(parsed, LocatorFault):
            return ((parsed.code, parsed.message),)
        return tuple((fault.code, fault.message) for fault in check_locators(parsed, outline, work))

    # -- relations -----------------------------------------------------------------------------------------

    def relations(self) -> Iterator[Diagnostic]:
        """Targets that exist, of the right kind, with the provisions that are named; no circles."""
        entries = self.handbook.entries
        for entry in entries.values():
            lines = self.handbook.source_text(entry).fact_lines
            for name, relates in entry.kind.relations.items():
                for position, item in enumerate(_as_tuple(getattr(entry.facts, name))):
                    argued = isinstance(item, ArguedRelation)
                    target_id = item.to if isinstance(item, ArguedRelation) else str(item)
                    where: ValuePath = (name, position, "to") if argued else (name, position)
                    line = lines.line_of(where)
                    target = entries.get(target_id)
                    if target is None and target_id in self.left_out:
                        continue
                    if target is None:
                        allowed = [
                            other.id for other in entries.values() if not relates.to or other.kind.name in relates.to
                        ]
                        what = " or ".join(relates.to) or "entry"
                        message = f"`{name}`: no {what} '{target_id}'{did_you_mean(target_id, allowed)}"
                        yield Diagnostic(entry.path, line, "unknown-reference", message)
                    elif relates.to and target.kind.name not in relates.to:
                        message = (
                            f"`{name}` leads to '{target_id}', a {target.kind.name}; "
                            f"it may lead to: {', '.join(relates.to)}"
                        )
                        yield Diagnostic(entry.path, line, "wrong-kind", message)
                    elif target is entry:
                        yield Diagnostic(entry.path, line, "circle", f"`{name}` leads to the entry itself")
                    elif isinstance(item, ArguedRelation):
                        yield from self._provisions(entry, target, item, line)
            yield from self._circle(entry)

    def _provisions(self, entry: Entry, target: Entry, item: ArguedRelation, line: int) -> Iterator[Diagnostic]:
        known = self.pages.get(target.page, set())
        for provision in item.provisions:
            if provision not in known:
                message = f"'{target.id}' has no section '{provision}'{did_you_mean(provision, known)}"
                yield Diagnostic(entry.path, line, "unknown-section", message)

    def _circle(self, entry: Entry) -> Iterator[Diagnostic]:
        seen = {entry.id}
        current = entry
        while True:
            above = _as_tuple(getattr(current.facts, "part_of", None))
            following = self.handbook.entries.get(str(above[0])) if above else None
            if following is None:
                return
            if following.id in seen:
                if following is entry:
                    line = self.handbook.source_text(entry).fact_lines.line_of(("part_of",))
                    message = f"'{entry.id}' is part of itself, by way of '{current.id}'"
                    yield Diagnostic(entry.path, line, "circle", message)
                return
            seen.add(following.id)
            current = following

    # -- words ---------------------------------------------------------------------------------------------

    def bodies(self) -> Iterator[Diagnostic]:
        """What stands in the text of every language: citations, references, links, views."""
        for document in self.handbook.documents.values():
            self.pause()
            yield from self._body(document, document.body)
            for text in document.entries:
                yield from self._body(document, text.body)

    def _body(self, document: Document, body: Body) -> Iterator[Diagnostic]:
        path = document.path
        for hole in body.holes:
            if isinstance(hole, Citation):
                for item in hole.items:
                    yield from self._place(path, item.line, item.key, item.locator)
                    yield from self._locator_missing(path, item.line, item.key, item.locator)
            elif isinstance(hole, Reference):
                yield from self._reference(path, hole)
            elif isinstance(hole, View):
                yield from self._view(path, hole)
            elif isinstance(hole, LocalAddress):
                yield from self._address(document, body, hole)
        for label, line in body.link_labels:
            if label in self.handbook.entries:
                message = f"the link definition '[{label}]:' hides the entry of that id; rename the definition"
                yield Diagnostic(path, line, "shadowed-entry", message)

    def _locator_missing(self, path: str, line: int, key: str, locator: str) -> Iterator[Diagnostic]:
        if not locator and key in self.handbook.outlines:
            message = f"'{key}' has an outline: say where in it, as in `[@{key}, §{self._first_part(key)}]`"
            yield Diagnostic(path, line, "missing-locator", message)

    def _first_part(self, key: str) -> str:
        parts = self.handbook.outlines[key].parts
        return parts[0].id if parts else "id"

    def _view(self, path: str, view: View) -> Iterator[Diagnostic]:
        yield from check_view(view, path, self.settings)
        options, _ = load_yaml(path, view.options, view.options_line)
        only = options.value.get("only") if isinstance(options.value, dict) else None
        for position, entry_id in enumerate(only if isinstance(only, list) else ()):
            if str(entry_id) not in self.handbook.entries and str(entry_id) not in self.left_out:
                message = f"no entry '{entry_id}'{did_you_mean(str(entry_id), self.handbook.entries)}"
                yield Diagnostic(path, options.line_of(("only", position)), "unknown-reference", message)

    def _reference(self, path: str, reference: Reference) -> Iterator[Diagnostic]:
        entry = self.handbook.entries.get(reference.entry_id)
        if entry is None and reference.entry_id in self.left_out:
            return
        if entry is None:
            message = f"no entry '{reference.entry_id}'{did_you_mean(reference.entry_id, self.handbook.entries)}"
            yield Diagnostic(path, reference.line, "unknown-reference", message)
        elif reference.anchor and reference.anchor not in self.pages[entry.page]:
            known = self.pages[entry.page]
            message = f"'{entry.id}' has no section '{reference.anchor}'{did_you_mean(reference.anchor, known)}"
            yield Diagnostic(path, reference.line, "unknown-section", message)

    def _address(self, document: Document, body: Body, address: LocalAddress) -> Iterator[Diagnostic]:
        if not address.path:
            known = {anchor for anchor, _ in body.anchors}
            if address.anchor not in known:
                message = f"no id '{address.anchor}' in this text{did_you_mean(address.anchor, known)}"
                yield Diagnostic(document.path, address.line, "broken-link", message)
        elif address.path.endswith(".md"):
            page = address.path.removesuffix(".md")
            if page not in self.pages:
                message = f"no page '{address.path}'{did_you_mean(page, self.pages)}"
                yield Diagnostic(document.path, address.line, "broken-link", message)
            elif address.anchor and address.anchor not in self.pages[page]:
                known = self.pages[page]
                message = f"'{address.path}' has no id '{address.anchor}'{did_you_mean(address.anchor, known)}"
                yield Diagnostic(document.path, address.line, "broken-link", message)
        elif address.path not in self.assets:
            message = f"no file '{address.path}'{did_you_mean(address.path, self.assets)}"
            yield Diagnostic(document.path, address.line, "broken-link", message)

    def uncited(self) -> Iterator[Diagnostic]:
        """In the source language, every block says who says so."""
        for document in self.handbook.documents.values():
            if document.language != self.source:
                continue
            bodies = [document.body, *(text.body for text in document.entries)]
            for body in bodies:
                for line, words in body.uncited:
                    message = (
                        f'no citation: "{words}"; add one with its place, as in `[@key, p. 3]`, '
                        "or `[@editors]` where the words are our own"
                    )
                    yield Diagnostic(document.path, line, "uncited", message)

    # -- outlines and dates --------------------------------------------------------------------------------

    def outlines(self) -> Iterator[Diagnostic]:
        """Outlines belong to works; statements stand at places of their documents."""
        for key, outline in self.handbook.outlines.items():
            if key not in self.handbook.bibliography:
                message = f"an outline of '{key}', which is not in {self.settings.bibliography}/"
                message += did_you_mean(key, self.handbook.bibliography)
                yield Diagnostic(outline.path, 1, "unknown-citation", message)
        for entry in self.handbook.entries.values():
            facts = entry.facts
            if not isinstance(facts, Statement):
                continue
            known = self.handbook.outlines.get(facts.document)
            if known is not None and known.get(facts.place) is None:
                line = self.handbook.source_text(entry).fact_lines.line_of(("place",))
                message = f"'{facts.document}' has no part '{facts.place}'{did_you_mean(facts.place, known.ids())}"
                yield Diagnostic(entry.path, line, "unknown-place", message)

    def freshness(self) -> Iterator[Diagnostic]:
        """Facts past their review date, facts that nobody has checked: warnings."""
        for entry in self.handbook.entries.values():
            lines = self.handbook.source_text(entry).fact_lines
            for name, _, review_by in entry.facts.dated_facts():
                if review_by is not None and review_by < self.settings.today:
                    message = f"`{name}` of '{entry.id}' was to be looked at again by {review_by}"
                    yield Diagnostic(entry.path, lines.line_of((name,)), "review-due", message, Severity.WARNING)
            if entry.facts.unverified:
                names = ", ".join(entry.facts.unverified)
                message = f"not checked against a source: {names} of '{entry.id}'"
                line = lines.line_of(("unverified",))
                yield Diagnostic(entry.path, line, "unverified", message, Severity.WARNING)


def _as_tuple(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _walk(value: object, at: ValuePath) -> Iterator[tuple[ValuePath, object]]:
    """Yield every value inside a model, with the path that leads to it in the YAML."""
    yield at, value
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield from _walk(getattr(value, name), (*at, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _walk(item, (*at, position))
