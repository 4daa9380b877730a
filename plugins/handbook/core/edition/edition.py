"""The handbook in one language: names, addresses and lists that every page of it shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Literal

from handbook.core.bibliography import (
    Citations,
    LocatorFault,
    Outline,
    Work,
    format_locators_html,
    parse_locators,
)
from handbook.core.documents import Document
from handbook.core.edition.html import Html, Phrase, shelf_mark
from handbook.core.edition.terms import Explanation, Glossary
from handbook.core.handbook import Entry, Handbook
from handbook.core.kinds import Kind
from handbook.core.kinds.base import by_language
from handbook.core.kinds.instrument import Instrument
from handbook.core.kinds.small import Term
from handbook.core.languages import Language, load_language
from handbook.core.markdown.fragments import Citation, EditorsMark, Fragment, Reference, Word
from handbook.core.markdown.passages import is_untranslated
from handbook.core.markdown.renderer import plain_text
from handbook.core.words import kind_label


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page of an edition, before it is opened."""

    path: str
    """From the root of the language, without suffix: `demands/worker-voice`."""
    type: str
    """`entry`, `collection`, `text`, `kind`, `source`, `sources`, `data`, `downloads`,
    `translations`, `translations/changes`."""
    subject: str
    """Id of the entry, name of the kind, key of the work; the path itself for text."""


class Edition:
    """One language of a handbook. Holds caches only; the same handbook gives the same edition."""

    def __init__(self, handbook: Handbook, tag: str) -> None:
        self.handbook = handbook
        self.settings = handbook.settings
        self.language: Language = load_language(tag, handbook.settings.catalogues)
        self.source_language: Language = load_language(handbook.settings.source_language, handbook.settings.catalogues)
        self._titles: dict[str, Phrase] = {}
        self._short_names: dict[str, Html] = {}
        self._summaries: dict[str, Phrase] = {}
        self._ordered: dict[str, tuple[Entry, ...]] = {}
        self._citations: dict[str, Citations] = {}
        self._author_years: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._locators: dict[tuple[str, str, str], Html] = {}
        self._glossaries: dict[str, Glossary] = {}

    # -- pages ---------------------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> dict[str, PageAddress]:
        """Path → page, for every page of the edition; what an author wrote goes before what is made."""
        found: dict[str, PageAddress] = {}
        for path, documents in self.handbook.pages.items():
            shape = documents[self.settings.source_language].shape
            found[path] = PageAddress(path, "text" if shape == "page" else "collection", path)
        for entry in self.handbook.entries.values():
            found.setdefault(entry.page, PageAddress(entry.page, "entry", entry.id))
        for kind in self.kinds:
            path = f"{kind.folder}/index"
            found.setdefault(path, PageAddress(path, "kind", kind.name))
        for work in self.handbook.bibliography.works:
            path = source_page(work.key)
            found.setdefault(path, PageAddress(path, "source", work.key))
        found.setdefault("sources/index", PageAddress("sources/index", "sources", ""))
        found.setdefault("data/index", PageAddress("data/index", "data", ""))
        found.setdefault("downloads/index", PageAddress("downloads/index", "downloads", ""))
        if self.settings.translations:
            for path in ("translations/index", "translations/changes"):
                found.setdefault(path, PageAddress(path, path.replace("/index", ""), ""))
        return found

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that this handbook has entries of, in their order."""
        return tuple(kind for kind in self.settings.kinds.values() if self.handbook.of_kind(kind.name))

    def kind_name(self, kind: Kind, number: int = 1) -> str:
        """Return the kind's name, for one or for many."""
        own = kind.labels.get(self.language.tag) or kind.labels.get(self.settings.source_language)
        return kind_label(self.language, kind.label, number, own)

    # -- words of entries ----------------------------------------------------------------------------------

    def is_translated(self, entry: Entry) -> bool:
        """Tell whether the entry has words in this language."""
        return self.language.tag in entry.words

    def language_of(self, entry: Entry) -> Language:
        """Return the language in which this edition shows the entry."""
        return self.language if self.is_translated(entry) else self.source_language

    def phrase(self, text: str, language: Language) -> Phrase:
        """Return words that a page of this edition can print."""
        return Phrase(text, language.tag, language.direction, language.tag != self.language.tag)

    def title(self, entry: Entry) -> Phrase:
        """Return the entry's title in this language, or in the source language, marked."""
        found = self._titles.get(entry.id)
        if found is None:
            found = self._titles[entry.id] = self._title(entry)
        return found

    def _title(self, entry: Entry) -> Phrase:
        language = self.language_of(entry)
        text = entry.words[language.tag].text
        assert text is not None
        if is_untranslated(text.title) and self.is_translated(entry):
            return self.phrase(self.in_source_language.title(entry).text, self.source_language)
        return self.phrase(text.title, language)

    def document_phrase(self, documents: Mapping[str, Document], name: Literal["title", "summary"]) -> Phrase:
        """Return title or summary of a page that is no entry: in this language, or in the source language, marked."""
        own = documents.get(self.language.tag)
        words: str = getattr(own, name) if own else ""
        if own and not is_untranslated(words):
            return self.phrase(words, self.language)
        return self.phrase(getattr(documents[self.source_language.tag], name), self.source_language)

    def section_title(self, entry: Entry, section_id: str) -> Phrase:
        """Return the heading of a section of an entry; its id where it has no such section."""
        for language in dict.fromkeys((self.language_of(entry), self.source_language)):
            text = entry.words[language.tag].text
            section = text.body.section(section_id) if text else None
            # A heading that nobody has translated leaves no words.
            if section and section.title_text:
                return self.phrase(section.title_text, language)
        return self.phrase(section_id, self.language)

    @cached_property
    def in_source_language(self) -> Edition:
        """The same handbook in the source language: for names inside text that nobody has translated."""
        is_source = self.language.tag == self.source_language.tag
        return self if is_source else Edition(self.handbook, self.source_language.tag)

    def short_name(self, entry: Entry) -> Html:
        """Return what a reference prints: a shelf mark, an abbreviation, or the title."""
        found = self._short_names.get(entry.id)
        if found is None:
            found = self._short_names[entry.id] = self._short_name(entry)
        return found

    def _short_name(self, entry: Entry) -> Html:
        facts = entry.facts
        if isinstance(facts, Instrument) and facts.shelf_mark:
            return shelf_mark(facts.shelf_mark)
        title = self.title(entry)
        name = facts.short_name(self.language.tag, title.text)
        if name == title.text:
            return Html(title.__html__())
        return Html(Phrase(name, self.language.tag, self.language.direction, foreign=False).__html__())

    def summary(self, entry: Entry) -> Phrase:
        """Return the entry's summary as plain text."""
        cached = self._summaries.get(entry.id)
        if cached is None:
            language = self.language_of(entry)
            text = entry.words[language.tag].text
            assert text is not None
            if not self.is_translated(entry) or text.is_summary_untranslated:
                language = self.source_language
                words = self.in_source_language.summary(entry).text
            else:
                words = text.summary or self._plain(text.summary_fragment)
            cached = self._summaries[entry.id] = self.phrase(words, language)
        return cached

    def _plain(self, fragment: Fragment) -> str:
        """Return a fragment's words without its citations, references by their names."""
        parts = []
        for piece in fragment:
            if isinstance(piece, str):
                parts.append(piece)
            elif isinstance(piece, Reference):
                entry = self.handbook.entries.get(piece.entry_id)
                name = self.short_name(entry) if entry else piece.entry_id
                parts.append(piece.label if piece.label is not None else name)
            elif isinstance(piece, Citation) and piece.narrative:
                parts.append(self.narrative_author(piece.items[0].key))
            elif isinstance(piece, Word):
                parts.append(self.language.gettext(piece.message))
            elif isinstance(piece, (Citation, EditorsMark)) and parts:
                parts[-1] = parts[-1].rstrip()
        return plain_text("".join(parts)).replace(" .", ".")

    # -- order ---------------------------------------------------------------------------------------------

    def sorted_by_title(self, kind_name: str) -> tuple[Entry, ...]:
        """Return the entries of a kind in the order of this language's alphabet."""
        if kind_name not in self._ordered:
            entries = self.handbook.of_kind(kind_name)
            self._ordered[kind_name] = tuple(
                sorted(entries, key=lambda entry: self.language.sort_key(self.title(entry).text))
            )
        return self._ordered[kind_name]

    # -- sources -------------------------------------------------------------------------------------------

    @property
    def citations(self) -> Citations:
        """How works are cited in this language."""
        return self.citations_in(self.language)

    def citations_in(self, language: Language) -> Citations:
        """Return how works are cited inside text that stands in a language."""
        found = self._citations.get(language.tag)
        if found is None:
            found = self._citations[language.tag] = Citations(self.handbook.bibliography, language)
        return found

    def author_and_year(self, work: Work, language: Language) -> tuple[str, str, str]:
        """Return author, year, and both together, as HTML in words of that language."""
        key = (work.key, language.tag)
        found = self._author_years.get(key)
        if found is None:
            citations = self.citations_in(language)
            found = self._author_years[key] = (
                citations.author_html(work),
                escape(citations.year(work)),
                citations.author_year_html(work),
            )
        return found

    def locator(self, key: str, locator: str, language: Language) -> Html:
        """Return a place in a work as HTML, in words of that language."""
        place = (key, locator, language.tag)
        found = self._locators.get(place)
        if found is None:
            parsed = parse_locators(locator)
            if isinstance(parsed, LocatorFault):
                html = escape(locator)
            else:
                work = self.work(key)
                html = format_locators_html(parsed, language, self.outline(key), work.language if work else None)
            found = self._locators[place] = Html(html)
        return found

    def narrative_author(self, key: str) -> str:
        """Return the short author of a work, or the key where there is no such work."""
        work = self.handbook.bibliography.get(key)
        return self.citations.author(work) if work else key

    def outline(self, key: str) -> Outline | None:
        """Return the outline of a work, if it has one."""
        return self.handbook.outlines.get(key)

    def work(self, key: str) -> Work | None:
        """Return a work of the bibliography."""
        return self.handbook.bibliography.get(key)

    # -- glossary ------------------------------------------------------------------------------------------

    def glossary_in(self, language: Language) -> Glossary:
        """Return the words that are explained on first use in text of a language: those with words in it."""
        found = self._glossaries.get(language.tag)
        if found is None:
            found = self._glossaries[language.tag] = self._make_glossary(language)
        return found

    def _make_glossary(self, language: Language) -> Glossary:
        words: dict[str, Explanation] = {}
        for entry in self.handbook.of_kind("term"):
            translation = entry.words.get(language.tag)
            if translation is None or translation.text is None:
                continue
            text = translation.text
            if is_untranslated(text.title) or text.is_summary_untranslated:
                continue
            definition = text.summary or self._plain(text.summary_fragment)
            explanation = Explanation(entry.id, definition)
            facts = entry.facts
            abbreviation = by_language(facts.abbreviation, language.tag) if isinstance(facts, Term) else ""
            for word in (text.title, abbreviation):
                if word:
                    words.setdefault(word, explanation)
        return Glossary(words)

    # -- what people ask of the whole ----------------------------------------------------------------------

    @cached_property
    def counts(self) -> dict[str, int]:
        """Kind → number of entries."""
        return {kind.name: len(self.handbook.of_kind(kind.name)) for kind in self.kinds}

    def at_a_glance(self, entry: Entry) -> Html:
        """Return where an entry belongs, for a list: its countries and its sectors."""
        countries = (escape(self.language.country(code)) for code in getattr(entry.facts, "countries", ()))
        entries = self.handbook.entries
        known = (sector for sector in getattr(entry.facts, "sectors", ()) if sector in entries)
        sectors = (self.title(entries[sector]).__html__() for sector in known)
        comma = self.language.pgettext("punctuation", ", ")
        return Html(" · ".join(part for part in (comma.join(countries), comma.join(sectors)) if part))

    def used_by(self, entry: Entry) -> int:
        """Return how many entries lead to this one by a relation."""
        return len({relation.source for relation in self.handbook.incoming.get(entry.id, ())})

    @cached_property
    def citing_pages(self) -> dict[str, dict[str, list[Any]]]:
        """Key of a work → locator → places that cite it there."""
        found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for key, places in self.handbook.cited_by.items():
            for place in places:
                found[key][place.locator].append(place)
        return found


def source_page(key: str) -> str:
    """Return the page of a work; keys are typed in any case, addresses are lower-case."""
    return "sources/" + key.lower().replace(":", "-")
