"""The page of an entry: its words, its facts in the reader's language, its relations from both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from html import escape
from typing import Any

from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.page import Page, SectionReading, TranslatedWords, headings_of
from handbook.core.edition.printed import find_handouts, find_pack
from handbook.core.edition.resolver import DrawsViews, Resolver
from handbook.core.handbook import Entry
from handbook.core.kinds import Kind
from handbook.core.kinds.base import EDITORS, CountryCode, Key, Names, Review, SourcePlace, by_language
from handbook.core.languages import Language, load_language
from handbook.core.markdown.fragments import Citation, LocalAddress, Part, PassageMark, Reference, Word
from handbook.core.markdown.passages import is_untranslated
from handbook.core.markdown.renderer import plain_text
from handbook.core.relations import Relation
from handbook.core.words import fact_label, value_label


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
        if self.text.is_summary_untranslated:
            return Html(self.summary.__html__())
        fragment = self.text.summary_fragment
        return self.resolver.html(fragment, marked=False) if fragment else Html(escape(self.text.summary))

    @property
    def summary_mark(self) -> Html:
        """What stands beside the summary of a translated page, wherever it stands in the file."""
        note = self.resolver.notes.get((0, "end")) if self.text.summary_fragment else None
        return Html(note.mark) if note else super().summary_mark

    @property
    def words_of_page(self) -> TranslatedWords | None:
        """What a translated entry is a translation of."""
        source = self.edition.handbook.source_text(self.entry)
        if self.text is source or self.is_fallback:
            return None
        document = self.words.document
        name = "" if document.shape == "entry" else self.entry.id
        return TranslatedWords(document.page, name, document, self.text.body, source.body)

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
        """Its short name, its abbreviations (who reads Arabic types ITUC or CSI), words to avoid that lead here."""
        short = plain_text(self.edition.short_name(self.entry))
        abbreviation = getattr(self.facts, "abbreviation", {})
        discouraged = getattr(self.facts, "discouraged", {}).get(self.edition.language.tag, ())
        names = (short, *abbreviation.values(), *discouraged)
        return tuple(dict.fromkeys(name for name in names if name and name != self.title.text))

    # -- words ---------------------------------------------------------------------------------------------

    @cached_property
    def lead(self) -> Html:
        """What stands before the first section."""
        return self._whole_lead(self.text.body)

    @cached_property
    def sections(self) -> tuple[SectionReading, ...]:
        """All sections, in the order of the text."""
        _ = self.lead  # it stands before them: a word of the glossary is explained where it is used first
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
        _ = self.sections
        return self._all_footnotes(self.text.body)

    @property
    def contents(self) -> tuple[tuple[str, int, Html], ...]:
        """The headings that "on this page" lists: sections, but not each provision of a long text."""
        numbered = {section.id for section in self.sections if section.number}
        return tuple(heading for heading in self.headings if heading[1] == 2 and heading[0] not in numbered)

    @property
    def headings(self) -> tuple[tuple[str, int, Html], ...]:
        """Headings of the entry's own words."""
        return headings_of(self.sections)

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
            return self.around.place(value)
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
            return self.around.place(SourcePlace(value, ""))
        if isinstance(value, CountryCode):
            return escape(language.country(value))
        return escape(str(value))

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

    @property
    def titled(self) -> tuple[str, ...]:
        """Languages that the entry has a title in."""
        texts = ((tag, self.entry.words[tag].text) for tag in self.languages)
        return tuple(tag for tag, text in texts if text and not is_untranslated(text.title))

    def title_in(self, tag: str) -> Phrase:
        """Return the entry's title in another language that it has one in."""
        text = self.entry.words[tag].text
        return self.phrase_in(text.title if text else "", tag)

    def quotation(self, section_id: str = "", part_id: str = "") -> str:
        """Return what "copy" puts on the clipboard: our words, who says so and where, and that it is a paraphrase.

        Args:
            section_id: the section that the words stand in; empty for the entry's summary.
            part_id: the part of that section.
        """
        part, writer = self._part(section_id, part_id)
        if part is None:
            return self._with_source(self.summary.text, self.facts.sources)
        cited = [hole for hole in part.content if isinstance(hole, Citation)]
        places = dict.fromkeys(SourcePlace(item.key, item.locator) for hole in cited for item in hole.items)
        said = (str, Reference, LocalAddress, Word)
        words = writer.html(
            tuple(
                piece
                for piece in part.content
                if isinstance(piece, said) or (isinstance(piece, Citation) and piece.narrative)
            )
        )
        own = tuple(place for place in places if place.key != EDITORS)
        return self._with_source(plain_text(words), own or self.facts.sources)

    def _part(self, section_id: str, part_id: str) -> tuple[Part | None, Resolver]:
        """Return a part of a section and who writes it: the source's, where the translation lacks words of it."""
        section = self.text.body.section(section_id)
        part = section.part(part_id) if section else None
        notes = self.resolver.notes
        lacks = part is None or any(
            note.words
            for hole in part.content
            if isinstance(hole, PassageMark) and (note := notes.get((hole.number, hole.at)))
        )
        if self.words_of_page is None or not lacks:
            return part, self.resolver
        section = self.words_of_page.source.section(section_id)
        return section.part(part_id) if section else None, self._source_resolver

    def _with_source(self, words: str, places: tuple[SourcePlace, ...]) -> str:
        """Return words with the places that they come from, that they are a paraphrase, and the page's address."""
        gettext, pgettext = self.edition.language.gettext, self.edition.language.pgettext
        comma = pgettext("punctuation", ", ")
        citations = self.edition.citations
        parts = []
        for place in places:
            work = self.edition.work(place.key)
            if work is not None:
                name = citations.author_year(work)
                locator = plain_text(self.edition.locator(place.key, place.locator, self.edition.language))
                parts.append(f"{name}{comma if locator else ''}{locator}{' <' + work.url + '>' if work.url else ''}")
        source = gettext("Paraphrase of {source}").format(source=pgettext("punctuation", "; ").join(parts))
        return f"{words} ({source}){' ' + self.web_address if self.web_address else ''}"

    @property
    def timed_steps(self) -> dict[str, int]:
        """Id of each step of a lesson → its minutes."""
        minutes = getattr(self.facts, "step_minutes", ())
        return {f"step-{number}": most for number, most in enumerate(minutes, 1)}

    def gathered(self, kind_name: str) -> tuple[Entry, ...]:
        """Return the entries of a kind that belong here, by whatever field they say so."""
        entries = self.edition.handbook.entries
        found = dict.fromkeys(
            relation.source
            for relation in self.edition.handbook.incoming.get(self.entry.id, ())
            if relation.type not in ("part_of", "see_also") and entries[relation.source].kind.name == kind_name
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

    @property
    def handout_href(self) -> str:
        """Address of the entry's handout, at its place in the file; empty where there is none."""
        found = find_handouts(self.edition, self.entry)
        # A label of the file, and no number of a page: the file may be older than the page that leads to it.
        return f"{self.resolver.asset(found.path)}#nameddest={self.entry.page}" if found else ""

    @property
    def pack_href(self) -> str:
        """Address of the lesson's pack; empty where there is none."""
        found = find_pack(self.edition, self.entry)
        return self.resolver.asset(found.path) if found else ""

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
            self.around.basis(relation.basis),
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
        return self.around.places(self.facts.sources)
