"""A page as its template reads it: words resolved, facts in the page's language, relations from both sides.

A template asks; what it asks for is worked out then, so that the list of sources at the page's end holds just what
the page has cited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from html import escape
from typing import Any

from handbook.core.bibliography import Work
from handbook.core.documents import Document
from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.resolver import DrawsViews, Resolver
from handbook.core.edition.views import EntryList, ListOptions, list_entries
from handbook.core.handbook import CitedBy, Entry, Relation
from handbook.core.kinds import Kind
from handbook.core.kinds.base import EDITORS, Key, Names, Review, SourcePlace, by_language
from handbook.core.languages import Language, load_language
from handbook.core.markdown import Body
from handbook.core.markdown.renderer import plain_text
from handbook.core.words import as_message, fact_label, value_label


@dataclass(frozen=True, slots=True)
class SectionReading:
    """A section of a page, ready to print."""

    id: str
    number: Html
    """`art. 6` where the section stands for a provision; else empty. It comes from the id, not from the words."""
    title: Html
    content: Html
    is_ours: bool
    """True where all of it is the editors' own words."""
    is_unverified: bool
    items: tuple[tuple[str, Html], ...]
    """Id and content of each list item that has an id."""
    headings: tuple[tuple[str, int, Html], ...]
    """Id, level and title of each heading inside."""


@dataclass(frozen=True, slots=True)
class FactReading:
    """A fact, ready to print."""

    name: str
    label: str
    value: Html
    is_unverified: bool


@dataclass(frozen=True, slots=True)
class RelationReading:
    """One relation, seen from the page that it stands on."""

    entry: Entry
    """The entry at its other end."""
    provisions: tuple[tuple[Html, str], ...]
    """Name and address of each provision that is meant."""
    basis: Html
    is_ours: bool


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A work that the page cites."""

    work: Work
    reference: Html
    """The full reference."""
    href: str
    """Address of the work's own page."""
    locators: tuple[Html, ...]
    """The places in it that the page cites."""


class Page:
    """What every page has. `template` names the file that draws it."""

    template = "text.html"

    def __init__(self, edition: Edition, address: PageAddress, language: Language, draw: DrawsViews) -> None:
        self.edition = edition
        self.address = address
        self.path = address.path
        self.content_language = language
        """The language of the page's own words: the source language where there is no translation."""
        self.resolver = Resolver(edition, address.path, language, draw)

    @property
    def is_fallback(self) -> bool:
        """True where the page is shown in the source language, since nobody has translated it."""
        return self.content_language.tag != self.edition.language.tag

    @property
    def title(self) -> Phrase:
        """The page's title."""
        raise NotImplementedError

    @property
    def summary(self) -> Phrase:
        """What the page is, in one sentence."""
        return self.edition.phrase("", self.edition.language)

    @property
    def review(self) -> Review | None:
        """State of the translation; None in the source language and for pages made by the handbook."""
        return None

    @property
    def source_path(self) -> str:
        """File of the words that the page shows, from the handbook's root; empty for pages made by the handbook."""
        return ""

    @property
    def kind(self) -> Kind | None:
        """Kind of the entry or index, if it is one."""
        return None

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which the page has words of its own."""
        return self.edition.settings.languages

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names under which a search should find it."""
        return ()

    @property
    def headings(self) -> tuple[tuple[str, int, Html], ...]:
        """Id, level and title of each heading of the page's own words."""
        return ()

    def href(self, page: str, anchor: str = "") -> str:
        """Return the address of a page of the handbook from this one."""
        return self.resolver.href(page, anchor)

    def entry_href(self, entry: Entry, anchor: str = "") -> str:
        """Return the address of an entry from this page."""
        return self.resolver.entry_href(entry, anchor)

    def sources(self) -> tuple[SourceReading, ...]:
        """Return the works cited so far, in the order of the language; a template asks for them last."""
        edition = self.edition
        works = [work for key in self.resolver.cited if (work := edition.work(key))]
        return tuple(self._source(work) for work in edition.citations.sorted(works))

    def _source(self, work: Work) -> SourceReading:
        locators = [locator for locator in self.resolver.cited[work.key] if locator]
        return SourceReading(
            work,
            Html(self.edition.citations.reference_html(work)),
            self.resolver.source_href(work.key),
            tuple(self.resolver.locator(work.key, locator) for locator in locators),
        )

    def _sections(self, body: Body, unverified: Iterable[str] = ()) -> Iterator[SectionReading]:
        unchecked = frozenset(unverified)
        for section in body.sections:
            yield SectionReading(
                section.id,
                self.resolver.provision_name(section.id),
                self.resolver.html(section.title),
                self.resolver.html(section.content, explain=True),
                EDITORS in section.classes,
                section.id in unchecked,
                tuple((item.id, self.resolver.html(item.content)) for item in section.items),
                tuple((heading.id, heading.level, self.resolver.html(heading.title)) for heading in section.headings),
            )


def _headings_of(sections: Iterable[SectionReading]) -> tuple[tuple[str, int, Html], ...]:
    found: list[tuple[str, int, Html]] = []
    for section in sections:
        name = Html(f"{section.number} {section.title}") if section.number else section.title
        found.append((section.id, 2, name))
        found += section.headings
    return tuple(found)


class EntryPage(Page):
    """The page of an entry."""

    def __init__(self, edition: Edition, address: PageAddress, entry: Entry, draw: DrawsViews) -> None:
        super().__init__(edition, address, edition.language_of(entry), draw)
        self.entry = entry
        self.facts = entry.facts
        self.words = entry.words[self.content_language.tag]
        assert self.words.text is not None
        self.text = self.words.text
        self.template = f"kinds/{entry.kind.name}.html"
        # A term's own page need not explain the term.
        self.resolver.explained.add(entry.id)

    @property
    def title(self) -> Phrase:
        """The entry's title."""
        return self.edition.title(self.entry)

    @property
    def summary(self) -> Phrase:
        """The entry's summary as plain text."""
        return self.edition.summary(self.entry)

    @cached_property
    def summary_html(self) -> Html:
        """The summary with its references and citations, where it has any."""
        fragment = self.text.summary_fragment
        return self.resolver.html(fragment) if fragment else Html(escape(self.text.summary))

    @property
    def review(self) -> Review | None:
        """State of the translation."""
        return self.words.review

    @property
    def source_path(self) -> str:
        """File of the words that the page shows."""
        return self.words.path

    @property
    def kind(self) -> Kind:
        """The entry's kind."""
        return self.entry.kind

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that the entry has words in."""
        return tuple(tag for tag in self.edition.settings.languages if tag in self.entry.words)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its short name and its abbreviation."""
        short = plain_text(self.edition.short_name(self.entry))
        abbreviation = getattr(self.facts, "abbreviation", {})
        names = (short, by_language(abbreviation, self.edition.language.tag))
        return tuple(dict.fromkeys(name for name in names if name and name != self.title.text))

    # -- words ---------------------------------------------------------------------------------------------

    @cached_property
    def lead(self) -> Html:
        """What stands before the first section."""
        return self.resolver.html(self.text.body.lead, explain=True)

    @cached_property
    def sections(self) -> tuple[SectionReading, ...]:
        """All sections, in the order of the text."""
        return tuple(self._sections(self.text.body, self.facts.unverified))

    def section(self, section_id: str) -> SectionReading | None:
        """Return one section."""
        return next((section for section in self.sections if section.id == section_id), None)

    def other_sections(self, *named: str) -> tuple[SectionReading, ...]:
        """Return the sections that the template does not place by name."""
        return tuple(section for section in self.sections if section.id not in named)

    @cached_property
    def footnotes(self) -> Html:
        """The footnotes of the text."""
        return self.resolver.html(self.text.body.footnotes)

    @property
    def headings(self) -> tuple[tuple[str, int, Html], ...]:
        """Headings of the entry's own words."""
        return _headings_of(self.sections)

    # -- facts ---------------------------------------------------------------------------------------------

    def fact(self, name: str) -> FactReading | None:
        """Return a fact, in words; None where nothing is recorded."""
        value = getattr(self.facts, name)
        if value in (None, "", ()) or value == {}:
            return None
        return FactReading(
            name,
            fact_label(self.content_words, name),
            Html(self._value(value)),
            name in self.facts.unverified,
        )

    def facts_named(self, *names: str) -> tuple[FactReading, ...]:
        """Return those of the named facts that are recorded, in that order."""
        return tuple(fact for name in names if (fact := self.fact(name)))

    @property
    def content_words(self) -> Language:
        """The language of labels: the reader's, whatever language the entry's words are in."""
        return self.edition.language

    def _value(self, value: Any) -> str:  # noqa: ANN401 (facts are of many types)
        language = self.edition.language
        if isinstance(value, Enum):
            return escape(value_label(language, value))
        if isinstance(value, SourcePlace):
            return self.resolver.place(value)
        if isinstance(value, date):
            return self.time(value.isoformat())
        if isinstance(value, bool):
            return escape(language.gettext("yes") if value else language.gettext("no"))
        if isinstance(value, (int, float)):
            return escape(language.format_number(value))
        if isinstance(value, Mapping):
            return self.name(dict(value)).__html__()
        if isinstance(value, tuple):
            return language.format_list([self._value(item) for item in value])
        if isinstance(value, Key):
            return self.resolver.place(SourcePlace(value, ""))
        text = str(value)
        if len(text) == 2 and text.isupper():
            return escape(language.country(text))
        return escape(text)

    def name(self, names: Names) -> Phrase:
        """Return a name that differs by language: in the reader's, else in the source language, marked."""
        language = self.edition.language
        own = by_language(names, language.tag)
        if own:
            return self.edition.phrase(own, language)
        source = self.edition.source_language
        return self.edition.phrase(by_language(names, source.tag), source)

    def time(self, partial: str) -> Html:
        """Return a date in words, readable by machines too."""
        words = escape(self.edition.language.format_date(partial))
        if partial == "unknown":
            return Html(escape(value_label(self.edition.language, "unknown")))
        if "/" in partial:
            return Html(words)
        return Html(f'<time datetime="{escape(partial)}">{words}</time>')

    def place_of(self, key: str, locator: str = "") -> SourcePlace:
        """Return a place in a source, for a template to cite."""
        return SourcePlace(key, locator)

    def phrase_in(self, text: str, tag: str) -> Phrase:
        """Return words in any language, marked where it is not the page's."""
        return self.edition.phrase(text, load_language(tag, self.edition.settings.catalogues))

    def title_in(self, tag: str) -> Phrase:
        """Return the entry's title in another language that it has words in."""
        text = self.entry.words[tag].text
        return self.phrase_in(text.title if text else "", tag)

    def quotation(self) -> str:
        """Return what "copy" puts on the clipboard: our line, who says so and where, and that it is a paraphrase."""
        gettext = self.edition.language.gettext
        citations = self.edition.citations
        parts = []
        for place in self.facts.sources:
            work = self.edition.work(place.key)
            if work is not None:
                name = citations.author_year(work)
                locator = plain_text(self.edition.locator(place.key, place.locator, self.edition.language))
                parts.append(f"{name}{', ' if locator else ''}{locator}{' <' + work.url + '>' if work.url else ''}")
        source = gettext("Paraphrase of {source}").format(source="; ".join(parts))
        return f"{self.summary.text} ({source})"

    def gathered(self, kind_name: str) -> tuple[Entry, ...]:
        """Return the entries of a kind that belong here, by whatever field they say so."""
        entries = self.edition.handbook.entries
        found = dict.fromkeys(
            relation.source
            for relation in self.edition.handbook.incoming.get(self.entry.id, ())
            if relation.type != "part_of" and entries[relation.source].kind.name == kind_name
        )
        return tuple(entries[entry_id] for entry_id in found)

    def value(self, value: Enum | str) -> str:
        """Return the words for a value of a closed list."""
        return value_label(self.edition.language, value)

    def countries(self) -> tuple[str, ...]:
        """Return the names of the entry's countries, in the order of the alphabet."""
        language = self.edition.language
        names = [language.country(code) for code in getattr(self.facts, "countries", ())]
        return tuple(sorted(names, key=language.sort_key))

    def overdue(self) -> tuple[tuple[str, date], ...]:
        """Return the facts that should have been looked at again by today."""
        today = self.edition.settings.today
        return tuple(
            (fact_label(self.edition.language, name), review_by)
            for name, _, review_by in self.facts.dated_facts()
            if review_by is not None and review_by < today
        )

    # -- relations -----------------------------------------------------------------------------------------

    def related(self, name: str) -> tuple[RelationReading, ...]:
        """Return where the entry's own field leads."""
        outgoing = self.edition.handbook.outgoing.get(self.entry.id, ())
        return tuple(self._read(relation) for relation in outgoing if relation.type == name)

    def related_from(self, name: str, *kinds: str) -> tuple[RelationReading, ...]:
        """Return which entries (of some kinds) lead here by a field of theirs, in the order of the handbook."""
        handbook = self.edition.handbook
        incoming = [
            relation
            for relation in handbook.incoming.get(self.entry.id, ())
            if relation.type == name and (not kinds or handbook.entries[relation.source].kind.name in kinds)
        ]
        return tuple(self._read(relation, backwards=True) for relation in incoming)

    def relation_label(self, name: str) -> str:
        """Return the heading of a field that leads elsewhere."""
        return self.edition.language.pgettext("relation", self.entry.kind.relations[name].forward)

    def remaining_relations(self, *shown: str) -> tuple[tuple[str, tuple[RelationReading, ...]], ...]:
        """Return heading and relations of all that leads here or away and that the template does not place itself.

        `shown` names fields (`backed_by`) and, for what leads here, `from:` with the field (`from:backed_by`).
        """
        groups: dict[str, dict[str, RelationReading]] = {}
        handbook = self.edition.handbook
        language = self.edition.language
        for relation in handbook.outgoing.get(self.entry.id, ()):
            if relation.type not in shown:
                label = language.pgettext("relation", self.entry.kind.relations[relation.type].forward)
                groups.setdefault(label, {}).setdefault(relation.target, self._read(relation))
        for relation in handbook.incoming.get(self.entry.id, ()):
            if f"from:{relation.type}" not in shown:
                kind = handbook.entries[relation.source].kind
                label = language.pgettext("relation", kind.relations[relation.type].inverse)
                groups.setdefault(label, {}).setdefault(relation.source, self._read(relation, backwards=True))
        return tuple((label, tuple(items.values())) for label, items in groups.items())

    def _read(self, relation: Relation, *, backwards: bool = False) -> RelationReading:
        entries = self.edition.handbook.entries
        target = entries[relation.target]
        provisions = tuple(
            (self.resolver.section_name(target, provision), self.entry_href(target, provision))
            for provision in relation.provisions
        )
        return RelationReading(
            entries[relation.source] if backwards else target,
            provisions,
            self.resolver.basis(relation.basis),
            relation.basis == EDITORS,
        )

    def mentioned_by(self) -> tuple[Entry, ...]:
        """Return the entries whose words refer to this one and that no relation has shown yet."""
        handbook = self.edition.handbook
        known = {relation.source for relation in handbook.incoming.get(self.entry.id, ())}
        known |= {relation.target for relation in handbook.outgoing.get(self.entry.id, ())}
        found = handbook.mentioned_by.get(self.entry.id, ())
        return tuple(handbook.entries[entry_id] for entry_id in found if entry_id not in known)

    def cite_own_sources(self) -> Html:
        """Return the places that the entry itself comes from, as one citation."""
        return self.resolver.places(self.facts.sources)


class DocumentPage(Page):
    """A plain page, or the page of a file that several entries share."""

    def __init__(
        self, edition: Edition, address: PageAddress, documents: Mapping[str, Document], draw: DrawsViews
    ) -> None:
        own = documents.get(edition.language.tag)
        language = edition.language if own else edition.source_language
        super().__init__(edition, address, language, draw)
        self.document = own or documents[edition.source_language.tag]
        self._documents = documents
        # Which template draws a page is a fact, so the source language's file says it.
        named = documents[edition.source_language.tag].meta.get("template")
        self.template = "collection.html" if address.type == "collection" else f"{named or 'text'}.html"

    @property
    def title(self) -> Phrase:
        """The document's title."""
        return self.edition.phrase(self.document.title, self.content_language)

    @property
    def summary(self) -> Phrase:
        """The document's summary."""
        return self.edition.phrase(self.document.summary, self.content_language)

    @property
    def review(self) -> Review | None:
        """State of the translation."""
        return self.document.review

    @property
    def source_path(self) -> str:
        """File of the words that the page shows."""
        return self.document.path

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that the document has been written in."""
        return tuple(tag for tag in self.edition.settings.languages if tag in self._documents)

    @property
    def kind(self) -> Kind | None:
        """Kind of the entries that share the file."""
        return self.entries[0].kind if self.entries else None

    @cached_property
    def lead(self) -> Html:
        """What stands before the first section."""
        return self.resolver.html(self.document.body.lead, explain=True)

    @cached_property
    def sections(self) -> tuple[SectionReading, ...]:
        """The sections of a plain page."""
        return tuple(self._sections(self.document.body))

    @cached_property
    def footnotes(self) -> Html:
        """The footnotes of the text."""
        return self.resolver.html(self.document.body.footnotes)

    @property
    def headings(self) -> tuple[tuple[str, int, Html], ...]:
        """Headings of the page's own words."""
        return _headings_of(self.sections)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Entries that share the file, in its order."""
        if self.address.type != "collection":
            return ()
        entries = self.edition.handbook.entries
        source = self._documents[self.edition.source_language.tag]
        return tuple(entries[text.id] for text in source.entries if text.id in entries)


class KindPage(Page):
    """The index of a kind."""

    template = "kind.html"

    def __init__(self, edition: Edition, address: PageAddress, draw: DrawsViews) -> None:
        super().__init__(edition, address, edition.language, draw)
        self._kind = edition.settings.kinds[address.subject]

    @property
    def kind(self) -> Kind:
        """The kind that the page lists."""
        return self._kind

    @property
    def title(self) -> Phrase:
        """The kind's name, for many."""
        return self.edition.phrase(self.edition.kind_name(self._kind, 2), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """How many there are."""
        number = self.edition.counts[self._kind.name]
        text = self.edition.language.ngettext("{number} entry", "{number} entries", number)
        return self.edition.phrase(text.format(number=number), self.edition.language)

    @cached_property
    def listing(self) -> EntryList:
        """All entries of the kind, grouped as its model says."""
        by = self._kind.model.group_by
        order = "alphabet" if self._kind.model.alphabetical else "handbook"
        options = ListOptions.model_validate({"group_by": by or None, "order": order})
        return list_entries(self.edition, self._kind, options)

    @property
    def collections(self) -> tuple[DocumentPage, ...]:
        """The files that entries of the kind share, as pages to read on."""
        pages = dict.fromkeys(entry.collection for entry in self.edition.handbook.of_kind(self._kind.name))
        return tuple(
            DocumentPage(
                self.edition, self.edition.pages[page], self.edition.handbook.pages[page], self.resolver.draw
            )
            for page in pages
            if page
        )


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """A place in a work, and who cites it."""

    locator: Html
    places: tuple[tuple[Phrase, str], ...]
    """Title and address of each page that cites it."""


class SourcePage(Page):
    """The page of a work: its reference, and everything that cites it, by locator."""

    template = "source.html"

    def __init__(self, edition: Edition, address: PageAddress, draw: DrawsViews) -> None:
        super().__init__(edition, address, edition.language, draw)
        self.work = edition.handbook.bibliography[address.subject]

    @property
    def title(self) -> Phrase:
        """Author and year, as citations print them."""
        text = self.edition.citations.author_year(self.work)
        return self.edition.phrase(text, self.edition.language)

    @property
    def summary(self) -> Phrase:
        """The work's own title."""
        return self.edition.phrase(self.work.title, self.edition.language)

    @property
    def reference(self) -> Html:
        """The full reference."""
        return Html(self.edition.citations.reference_html(self.work))

    @property
    def reference_text(self) -> str:
        """The full reference as plain text."""
        return self.edition.citations.reference_text(self.work)

    @cached_property
    def cited(self) -> tuple[CitingPlace, ...]:
        """Who cites it, by locator in the order of the work's outline."""
        found = self.edition.citing_pages.get(self.work.key, {})
        outline = self.edition.outline(self.work.key)
        order = {f"§{part.id}": part.order for part in outline.parts} if outline else {}
        locators = sorted(found, key=lambda locator: (order.get(locator, len(order)), locator))
        return tuple(
            CitingPlace(self.resolver.locator(self.work.key, locator), tuple(self._citing(found[locator])))
            for locator in locators
        )

    def _citing(self, places: Iterable[CitedBy]) -> Iterator[tuple[Phrase, str]]:
        handbook = self.edition.handbook
        for place in places:
            if place.entry_id:
                yield self.edition.title(handbook.entries[place.entry_id]), self.href(place.page)
            else:
                documents = handbook.pages[place.page]
                own = documents.get(self.edition.language.tag)
                language = self.edition.language if own else self.edition.source_language
                document = own or documents[language.tag]
                yield self.edition.phrase(document.title, language), self.href(place.page)

    @property
    def citing_number(self) -> int:
        """How many places of the handbook cite it."""
        return len(self.edition.handbook.cited_by.get(self.work.key, ()))

    @cached_property
    def coverage(self) -> tuple[int, int]:
        """Number of parts of the work's outline that the handbook cites, and of all its parts."""
        outline = self.edition.outline(self.work.key)
        if outline is None:
            return 0, 0
        cited = {locator for locator in self.edition.citing_pages.get(self.work.key, {})}
        return sum(1 for part in outline.parts if f"§{part.id}" in cited), len(outline.parts)


class SourcesPage(Page):
    """The bibliography."""

    template = "sources.html"

    @property
    def title(self) -> Phrase:
        """Sources."""
        return self.edition.phrase(self.edition.language.gettext("Sources"), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page lists."""
        text = self.edition.language.gettext("Every work that the handbook draws on, and who cites it where.")
        return self.edition.phrase(text, self.edition.language)

    def works(self) -> Iterator[SourceReading]:
        """Yield every work, in the order of the language."""
        for work in self.edition.citations.sorted_works():
            yield SourceReading(
                work,
                Html(self.edition.citations.reference_html(work)),
                self.resolver.source_href(work.key),
                (),
            )

    def citing_count(self, work: Work) -> int:
        """Return how many places of the handbook cite a work."""
        return len(self.edition.handbook.cited_by.get(work.key, ()))


class DataPage(Page):
    """What can be downloaded."""

    template = "data.html"

    @property
    def title(self) -> Phrase:
        """Data."""
        return self.edition.phrase(self.edition.language.gettext("Open data"), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page offers."""
        text = self.edition.language.gettext("All entries and sources, as files for other programs.")
        return self.edition.phrase(text, self.edition.language)


def open_page(edition: Edition, address: PageAddress, draw: DrawsViews) -> Page:
    """Open a page for its template."""
    if address.type == "entry":
        return EntryPage(edition, address, edition.handbook.entries[address.subject], draw)
    if address.type in ("text", "collection"):
        return DocumentPage(edition, address, edition.handbook.pages[address.path], draw)
    if address.type == "kind":
        return KindPage(edition, address, draw)
    if address.type == "source":
        return SourcePage(edition, address, draw)
    made: type[Page] = SourcesPage if address.type == "sources" else DataPage
    return made(edition, address, edition.language, draw)


__all__ = ["Page", "as_message", "open_page"]
