"""The handbook assembled: entries of all languages, the graph of their relations, the bibliography.

`assemble` is pure and quick (it only connects what was parsed), so that a preview can afford it on every edit.
What is wrong between files is found by `handbook.core.check`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from handbook.core.bibliography import Bibliography, Outline
from handbook.core.documents import Document, EntryText
from handbook.core.kinds import Facts, Kind
from handbook.core.kinds.base import Review, SourcePlace
from handbook.core.markdown import Citation
from handbook.core.relations import Relation
from handbook.core.settings import Settings
from handbook.core.translation.status import Comparisons, PageTranslation


class Words(NamedTuple):
    """An entry's or a page's words in one language."""

    language: str
    path: str
    review: Review | None
    """None in the source language."""
    text: EntryText | None
    """The words of an entry."""
    document: Document

    @property
    def stated_relations(self) -> tuple[Relation, ...]:
        """Where the facts lead; empty in a translation, which has none."""
        return self.text.relations if self.text else ()


class Entry(NamedTuple):
    """One piece of content, in all its languages."""

    id: str
    kind: Kind
    facts: Facts
    page: str
    """From the root of a language, without suffix: `demands/worker-voice`."""
    collection: str
    """Page of the file that it shares with others, or empty."""
    path: str
    """File of the source language."""
    line: int
    position: int
    """Order among the entries of its kind, as files and headings have it."""
    words: Mapping[str, Words]
    """Language → words; the source language is always there."""


@dataclass(frozen=True, slots=True)
class CitedBy:
    """A place of the handbook that cites a work."""

    key: str
    locator: str
    """As typed."""
    page: str
    """The page that cites."""
    entry_id: str
    """Its entry, or empty for a page that is none."""


@dataclass(frozen=True)
class Handbook:
    """All of it. Immutable; a changed file makes a new one."""

    settings: Settings
    entries: Mapping[str, Entry]
    """Id → entry, in the order of kinds, then files, then headings."""
    pages: Mapping[str, Mapping[str, Document]]
    """Page → language → document, for plain pages and for files that several entries share."""
    bibliography: Bibliography
    outlines: Mapping[str, Outline]
    """Key of a work → its outline."""
    documents: Mapping[tuple[str, str], Document]
    """Language and page → file, in the order of the files."""
    bases: Mapping[tuple[str, str], Document] = field(default_factory=dict)
    """Language and page → what the translation was last brought up to date with; the source's own document where
    nothing has changed since."""
    outgoing: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    """Id → relations that its facts state."""
    incoming: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    """Id → relations that lead to it."""
    comparisons: Comparisons = field(default_factory=Comparisons, repr=False, compare=False)

    def of_kind(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of a kind, in their order."""
        return self._by_kind.get(name, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            found[entry.kind.name].append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def cited_by(self) -> Mapping[str, tuple[CitedBy, ...]]:
        """Key of a work → every place that cites it in the source language, once each, in the order of pages."""
        found: dict[str, dict[CitedBy, None]] = defaultdict(dict)
        for place in self._citations():
            found[place.key][place] = None
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def mentioned_by(self) -> Mapping[str, tuple[str, ...]]:
        """Id → ids of the entries whose words refer to it, once each."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for entry in self.entries.values():
            for target in self.source_text(entry).mentions:
                found[target][entry.id] = None
        return {target: tuple(sources) for target, sources in found.items()}

    def source_text(self, entry: Entry) -> EntryText:
        """Return the entry's text in the source language."""
        text = entry.words[self.settings.source_language].text
        assert text is not None, "an entry always has its words in the source language"
        return text

    def citations_of(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """Return (key, locator) of all that an entry cites, once each: its sources, its relations, its words."""
        found: dict[tuple[str, str], None] = {}
        for place in entry.facts.sources:
            found[place.key, place.locator] = None
        for relation in self.outgoing.get(entry.id, ()):
            if isinstance(relation.basis, SourcePlace):
                found[relation.basis.key, relation.basis.locator] = None
        for hole in self.source_text(entry).body.holes:
            if isinstance(hole, Citation):
                for item in hole.items:
                    found[item.key, item.locator] = None
        return tuple(found)

    # -- translations --------------------------------------------------------------------------------------

    def document(self, page: str, language: str) -> Document | None:
        """Return a page's file in a language."""
        return self.documents.get((language, page))

    @cached_property
    def source_documents(self) -> tuple[Document, ...]:
        """The files of the source language, in their order."""
        source = self.settings.source_language
        return tuple(document for document in self.documents.values() if document.language == source)

    def translation(self, page: str, language: str) -> PageTranslation:
        """Return how far the translation of a page has come; worked out when it is first asked for.

        Raises:
            KeyError: there is no such page in the source language.
        """
        source = self.documents[self.settings.source_language, page]
        path = f"{self.settings.docs}/{language}/{page}.md"
        translated = self.documents.get((language, page))
        return self.comparisons.compare(source, self.bases.get((language, page)), translated, language, path)

    def translations(self, language: str) -> tuple[PageTranslation, ...]:
        """Return how far each page's translation has come, in the order of the files."""
        return tuple(self.translation(document.page, language) for document in self.source_documents)

    def _citations(self) -> Iterator[CitedBy]:
        for entry in self.entries.values():
            for key, locator in self.citations_of(entry):
                yield CitedBy(key, locator, entry.page, entry.id)
        for page, documents in self.pages.items():
            document = documents.get(self.settings.source_language)
            for hole in document.body.holes if document else ():
                if isinstance(hole, Citation):
                    for item in hole.items:
                        yield CitedBy(item.key, item.locator, page, "")


def assemble(
    settings: Settings,
    documents: Iterable[Document],
    bibliography: Bibliography,
    outlines: Mapping[str, Outline],
    bases: Mapping[tuple[str, str], Document] = MappingProxyType({}),
    comparisons: Comparisons | None = None,
) -> Handbook:
    """Connect parsed documents into one handbook.

    `comparisons` are those of an earlier handbook, of which some documents stand in this one.

    Of two entries with the same id, the first stays; entries without readable facts are left out. Both are faults
    that `handbook.core.check` reports.
    """
    ordered = tuple(documents)
    source = settings.source_language
    translations: dict[str, dict[str, Words]] = defaultdict(dict)
    pages: dict[str, dict[str, Document]] = defaultdict(dict)
    for document in ordered:
        # A translation of which nothing is translated yet says nothing in its language.
        if document.shape != "entry" and (document.language == source or document.has_words):
            pages[document.page][document.language] = document
        for text in document.entries:
            if document.language != source and text.has_words:
                words = Words(document.language, document.path, document.review, text, document)
                translations[text.id].setdefault(document.language, words)
    found: dict[str, Entry] = {}
    for document in ordered:
        if document.language != source:
            continue
        for text in document.entries:
            kind = settings.kinds.get(text.kind)
            if kind is None or text.facts is None or text.id in found:
                continue
            own = Words(source, document.path, None, text, document)
            found[text.id] = Entry(
                id=text.id,
                kind=kind,
                facts=text.facts,
                page=page_of(document, text.id, kind),
                collection=document.page if document.shape == "shared" else "",
                path=document.path,
                line=text.line,
                position=len(found),
                words={source: own, **translations.get(text.id, {})},
            )
    rank = {name: position for position, name in enumerate(settings.kinds)}
    ordered_entries = sorted(
        found.values(), key=lambda entry: (rank[entry.kind.name], entry.facts.order_key(), entry.position)
    )
    entries = {entry.id: entry for entry in ordered_entries}
    # A relation that leads nowhere is a fault that `check` reports; pages can do without it.
    outgoing = {
        entry.id: tuple(relation for relation in entry.words[source].stated_relations if relation.target in entries)
        for entry in entries.values()
    }
    incoming: dict[str, list[Relation]] = defaultdict(list)
    for relations in outgoing.values():
        for relation in relations:
            incoming[relation.target].append(relation)
    kept = {page: languages for page, languages in pages.items() if source in languages}
    return Handbook(
        settings=settings,
        entries=entries,
        pages=kept,
        bibliography=bibliography,
        outlines=outlines,
        documents={(document.language, document.page): document for document in ordered},
        bases=bases,
        outgoing=outgoing,
        incoming={target: tuple(relations) for target, relations in incoming.items()},
        comparisons=comparisons or Comparisons(),
    )


def with_translations(
    handbook: Handbook, documents: Iterable[Document], bases: Mapping[tuple[str, str], Document]
) -> Handbook | None:
    """Return a handbook in which some translations say something else, without assembling the rest anew.

    Args:
        handbook: as it was.
        documents: files that have changed.
        bases: those of now.

    Returns:
        None where more than the words of translations has changed: then all of it is to be assembled.
    """
    entries, pages, files = dict(handbook.entries), dict(handbook.pages), dict(handbook.documents)
    for document in documents:
        language, page = document.language, document.page
        before = files.get((language, page))
        if before is None or language == handbook.settings.source_language or _tells_of(document) != _tells_of(before):
            return None
        files[language, page] = document
        if language in pages.get(page, ()):
            pages[page] = {**pages[page], language: document}
        for text in document.entries:
            if not text.has_words:
                continue
            entry = entries.get(text.id)
            known = entry.words.get(language) if entry else None
            if entry is None or known is None or known.document is not before:
                return None
            words = Words(language, document.path, document.review, text, document)
            entries[text.id] = entry._replace(words={**entry.words, language: words})
    return replace(handbook, entries=entries, pages=pages, documents=files, bases=bases)


def _tells_of(document: Document) -> tuple[object, ...]:
    """Return what must be the same of a file for its words alone to have changed."""
    told = [text.id for text in document.entries if text.has_words]
    return document.shape, document.has_words, told, len(set(told)) == len(told)


def page_of(document: Document, entry_id: str, kind: Kind) -> str:
    """Return the page of an entry: its file's, or one of its own beside the file that it shares."""
    if document.shape == "entry":
        return document.page
    folder = document.page.rpartition("/")[0] or kind.folder
    return f"{folder}/{entry_id}"
