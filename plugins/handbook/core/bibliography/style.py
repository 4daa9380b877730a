"""How a reference reads, in full. One template serves all types of works and all languages.

    Author (Short). Year. Title. Addition to it. In Container, edited by Editors, ch. 2, pp. 1–9. Edition 3.
    Type, number, version, series. Howpublished. Date. Place: Publisher. ISBN. Note. State. Accessed date.
    Links

What a work does not have is left out; each of these prints for every type. Titles keep their capitals.
pybtex's own styles are not used: they sentence-case titles, speak English only, stop at a type or a field
that they miss, drop fields, and write addresses into HTML unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from handbook.core.bibliography.entry_types import ENTRY_TYPES
from handbook.core.bibliography.labels import list_names, year_spans
from handbook.core.bibliography.language_tags import same_language
from handbook.core.bibliography.locator_words import LOCATOR_MESSAGES, number_spans
from handbook.core.bibliography.locators import LocatorKind, Place
from handbook.core.bibliography.spans import (
    Role,
    Span,
    Spans,
    capitalize_first,
    ends_sentence,
    fill,
    join,
    plain,
    source_text,
    text_of,
)
from handbook.core.bibliography.words import Words
from handbook.core.bibliography.works import Work, titled

DOI_RESOLVER = "https://doi.org/"

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL_NUMBER = re.compile(r"([0-9]+)(?:st|nd|rd|th)?\.?")
_PAGES = re.compile(r"([0-9A-Za-z.:]+)(?:\s*[-–—]\s*([0-9A-Za-z.:]+))?")
_BIBLATEX_TYPES = {"phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "techreport": "Report"}


def reference_spans(work: Work, words: Words, letter: str = "") -> Spans:
    """Return the whole reference; `letter` tells it apart from others of its author and year."""
    parts = _Parts(work, words)
    author, year, title = parts.author(), year_spans(work, letter, words), parts.title()
    head = [author, year, title] if author else [title, year]
    details = [
        parts.source("titleaddon"),
        parts.container(),
        parts.edition(),
        parts.kind(),
        parts.channel(),
        parts.date(),
        parts.publisher(),
        parts.pages() if not parts.is_contained else (),
        parts.standard_numbers(),
        parts.source("note"),
        parts.source("addendum"),
        parts.source("pubstate"),
        parts.accessed(),
    ]
    return _run_on([*head, *map(capitalize_first, details)], parts.links(), words)


def doi_url(doi: str) -> str:
    """Return the address of a DOI."""
    return DOI_RESOLVER + quote(doi, safe="/:;()._-")


def _run_on(sentences: Iterable[Spans], links: Iterable[Spans], words: Words) -> Spans:
    """Put sentences in a row, each with one full stop; links bear none, so that they can be copied."""
    stop = words.pgettext("between sentences", ". ")
    space = stop[len(stop.rstrip()) :]
    spans: list[Span] = []
    for sentence in sentences:
        if not sentence:
            continue
        spans.extend(sentence)
        spans.append(Span(space if ends_sentence(text_of(sentence)) else stop))
    for link in links:
        spans.extend((*link, Span(" ")))
    if spans:
        last = spans.pop()
        spans.extend(plain(last.text.rstrip()))
    return tuple(spans)


class _Parts:
    """The sentences of one work's reference."""

    def __init__(self, work: Work, words: Words) -> None:
        self.work = work
        self.words = words
        self.comma = words.pgettext("punctuation", ", ")
        self.booktitle = titled(work.field("booktitle"), work.field("booksubtitle"))
        self.journal = work.field("journal")
        self.is_contained = bool(self.booktitle or self.journal)

    def source(self, field: str, role: Role = Role.PLAIN) -> Spans:
        return source_text(self.work.field(field), self.work.language, role)

    def author(self) -> Spans:
        work, words = self.work, self.words
        if work.authors:
            names = list_names(work.authors, words, work.language)
            people = work.authors.people
            # The list shows what the short form in the text stands for.
            if work.short_author and people[0].is_body and work.short_author not in people[0].family:
                short = source_text(work.short_author, work.language)
                return fill(words.pgettext("author", "{name} ({short})"), name=names, short=short)
            return names
        if not work.editors:
            return ()
        count = len(work.editors.people) + work.editors.and_others
        message = words.ngettext("{names} (ed.)", "{names} (eds)", count)
        return fill(message, names=list_names(work.editors, words, work.language))

    def title(self) -> Spans:
        role = Role.PLAIN if self.is_contained else Role.TITLE
        return source_text(self.work.title or self.work.key, self.work.language, role)

    def container(self) -> Spans:
        """Return what the work is part of, with its volume, number and pages."""
        words, work = self.words, self.work
        if self.journal:
            return join(self.comma, [self.source("journal", Role.TITLE), self._volume(), self.pages()])
        if not self.booktitle:
            return ()
        container = source_text(self.booktitle, work.language, Role.TITLE)
        if work.authors and work.editors:
            message = words.pgettext("part of a book", "In {container}, edited by {editors}")
            editors = list_names(work.editors, words, work.language, inverted=False)
            whole = fill(message, container=container, editors=editors)
        else:
            whole = fill(words.pgettext("part of a book", "In {container}"), container=container)
        return join(self.comma, [whole, self._volume(), self._chapter(), self.pages()])

    def edition(self) -> Spans:
        edition = self.work.field("edition")
        number = _ORDINAL_NUMBER.fullmatch(edition)
        if number is not None:
            found = number.group(1)
        elif edition.lower() in _ORDINALS:
            found = str(_ORDINALS.index(edition.lower()) + 1)
        else:
            return self.source("edition")
        return fill(self.words.pgettext("book", "Edition {number}"), number=plain(found))

    def kind(self) -> Spans:
        """Return what kind of work it is, its number and its series."""
        if self.is_contained:
            return join(self.comma, [self._type(), self.source("series")])
        has_channel = bool(self.work.field("howpublished"))
        number = () if has_channel else self._volume()
        return join(self.comma, [self._type(), number, self._version(), self.source("series")])

    def channel(self) -> Spans:
        """Return where it appeared, or the symbol it bears (`A/RES/73/195`)."""
        channel = self.source("howpublished")
        if not channel:
            return self.source("eventtitle")
        return join(self.comma, [channel, () if self.is_contained else self._volume(), self.source("eventtitle")])

    def date(self) -> Spans:
        """Return the day or the month, where the work bears more than a year."""
        date = self.work.date
        return () if date is None or date == self.work.year else plain(self.words.format_date(date))

    def publisher(self) -> Spans:
        work, words = self.work, self.words
        name = work.field("publisher") or work.field("institution") or work.field("organization")
        # "African Union. … African Union." says nothing twice over.
        if [name] == [person.family for person in work.authors.people]:
            name = ""
        place, publisher = self.source("address"), source_text(name, work.language)
        if place and publisher:
            return fill(words.pgettext("publisher", "{place}: {publisher}"), place=place, publisher=publisher)
        return place or publisher

    def pages(self) -> Spans:
        pages = self.work.field("pages") or self.work.field("eid")
        if not pages:
            return ()
        matches = [_PAGES.fullmatch(part.strip()) for part in pages.split(",")]
        places = [Place(match[1], match[2]) for match in matches if match]
        if len(places) < len(matches):
            return self.source("pages")
        return number_spans(places, self.words, *LOCATOR_MESSAGES[LocatorKind.PAGE])

    def standard_numbers(self) -> Spans:
        numbers = [
            (Span(f"{label} {value}", role=Role.CODE),)
            for label, value in (("ISBN", self.work.field("isbn")), ("ISSN", self.work.field("issn")))
            if value
        ]
        return join(self.comma, numbers)

    def accessed(self) -> Spans:
        date = self.work.field("urldate")
        if not date:
            return ()
        return fill(self.words.gettext("Accessed {date}"), date=plain(self.words.format_date(date)))

    def links(self) -> Iterable[Spans]:
        work = self.work
        if work.doi:
            yield (Span(DOI_RESOLVER + work.doi, role=Role.CODE, url=doi_url(work.doi)),)
        if work.url and not (work.doi and work.doi.lower() in work.url.lower()):
            yield (Span(work.url, role=Role.CODE, url=work.url),)

    def _volume(self) -> Spans:
        words = self.words
        volume, issue = self.work.field("volume"), self.work.field("number") or self.work.field("issue")
        parts: list[Spans] = []
        if volume:
            parts.append(fill(words.pgettext("volume", "vol. {number}"), number=self._code(volume)))
        if issue:
            # A symbol such as GB.331/INS/4/1(Rev.) says itself what it is.
            symbol = self._code(issue)
            numbered = fill(words.pgettext("issue", "no. {number}"), number=symbol)
            parts.append(numbered if issue.isdigit() else symbol)
        return join(self.comma, parts)

    def _chapter(self) -> Spans:
        chapter = self.work.field("chapter")
        if not chapter:
            return ()
        return number_spans([Place(chapter)], self.words, *LOCATOR_MESSAGES[LocatorKind.CHAPTER])

    def _version(self) -> Spans:
        version = self.work.field("version")
        if not version:
            return ()
        return fill(self.words.pgettext("software", "version {number}"), number=self._code(version))

    def _type(self) -> Spans:
        work, words = self.work, self.words
        typed = work.field("type")
        name = _BIBLATEX_TYPES.get(typed.lower(), typed) or ENTRY_TYPES[work.type].genre
        if not name:
            return ()
        # Messages are English: "Manual" in a Spanish entry is not the message of that spelling.
        is_message = same_language(work.language or "en", "en") or name != typed
        translated = words.pgettext("type of work", name) if is_message else name
        if translated != name or name != typed:
            return plain(translated)
        return source_text(name, work.language)

    def _code(self, text: str) -> Spans:
        bare = text.replace(".", "").isdigit()
        return plain(text) if bare else source_text(text, self.work.language, Role.CODE)
