"""A page as its template reads it: what every page has.

A template asks; what it asks for is worked out then, so that the list of sources at the page's end holds just what
the page has cited.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Literal

from handbook.core.bibliography import Work
from handbook.core.documents import Document, Reviewed
from handbook.core.edition.edition import Edition, PageAddress
from handbook.core.edition.html import Html, Phrase
from handbook.core.edition.passage_notes import Change, PassageNotes, merged
from handbook.core.edition.resolver import DrawsViews, Notes, Resolver
from handbook.core.handbook import Entry
from handbook.core.kinds import Kind
from handbook.core.kinds.base import EDITORS, Review
from handbook.core.languages import Language
from handbook.core.markdown import Body, Fragment, PassageKind, PassageMark, Section
from handbook.core.markdown.fragments import Part
from handbook.core.translation.alignment import State


@dataclass(frozen=True, slots=True)
class PartReading:
    """A part of a section, for a template that places them one by one."""

    id: str
    title: Html
    content: Html


@dataclass(frozen=True, slots=True)
class SectionReading:
    """A section of a page, ready to print."""

    id: str
    number: Html
    """`art. 6` where the section stands for a provision; else empty. It comes from the id, not from the words."""
    title: Html
    content: Html
    """All that stands under the heading."""
    lead: Html
    """What stands before the first part."""
    parts: tuple[PartReading, ...]
    is_ours: bool
    """True where all of it is the editors' own words."""
    is_unverified: bool
    items: tuple[tuple[str, Html], ...]
    """Id and content of each list item that has an id."""
    headings: tuple[tuple[str, int, Html], ...]
    """Id, level and title of each heading inside."""
    mark: Html = field(default=Html(""))
    """What a reader of a translation is told of the heading, or of the section as a whole."""
    attributes: Html = field(default=Html(""))
    """` lang="…" dir="…"` of a section that the translation lacks: it is shown in the source language."""


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


@dataclass(frozen=True, slots=True)
class TranslatedWords:
    """Words of a page in a language, and those that they are a translation of."""

    page: str
    """The page's file, from the root of a language."""
    name: str
    """Id of the entry, where several share the file; else empty."""
    document: Document
    own: Body
    source: Body


@dataclass(frozen=True, slots=True)
class TranslationReading:
    """How far the translation of a page has come."""

    review: Review
    reviewed: Reviewed | None
    outdated: int
    """Passages that are newer in the source."""
    missing: int
    """Passages that nobody has translated."""
    compared: Literal["yes", "partly", "no"]
    """Whether it is known which passage translates which."""
    file: str
    """Address of the file to edit; empty where there is none."""
    help: str
    """Address of the page that tells how to help."""

    @property
    def reviewer(self) -> Html:
        """Who has reviewed it; a name may be in another script."""
        return Html(f"<bdi>{escape(self.reviewed.by)}</bdi>" if self.reviewed else "")


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
        """Writes the page's own words, in their language."""
        self.resolver.read_notes = self._read_notes
        self.around = self.resolver.frame
        """Writes citations around them, in the reader's language; both cite into one list."""

    @property
    def is_wide(self) -> bool:
        """True for a page that needs all the room there is: one with a large table."""
        return False

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

    @property
    def web_address(self) -> str:
        """The page's address in the world; empty where the handbook has none."""
        settings = self.edition.settings
        tag = self.edition.language.tag
        folder = "" if tag == settings.source_language else f"{tag}/"
        return f"{settings.site_url}{folder}{self.path}.html" if settings.site_url else ""

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
            tuple(self.around.locator(work.key, locator) for locator in locators),
        )

    def _sections(self, body: Body, unverified: Iterable[str] = ()) -> Iterator[SectionReading]:
        unchecked = frozenset(unverified)
        notes = self.passages
        source = self._source_body if notes and notes.whole else None
        if notes is None or source is None:
            for section in body.sections:
                yield self._section(section, None, unchecked)
            return
        for section, is_own in merged(body.sections, source.sections, notes.whole):
            yield self._section(section, source.section(section.id), unchecked, is_own=is_own)

    def _section(
        self, section: Section, source: Section | None, unchecked: Collection[str], *, is_own: bool = True
    ) -> SectionReading:
        """Read one section.

        Args:
            section: the section, of the translation or (where that has none) of the source.
            source: the same section of the source, where parts of it may have to be shown.
            unchecked: ids of sections that nobody has checked against a source.
            is_own: whether the section is the page's own, not the source's in a translation.
        """
        writer = self.resolver if is_own else self._source_resolver
        lead = self._html_of(section.lead, is_own=is_own)
        content = lead
        parts = []
        wanted = self.passages.whole if self.passages and source and is_own else frozenset[str]()
        pieces: list[tuple[Part, bool]] = [(part, is_own) for part in section.parts]
        if source and wanted:
            pieces = merged(section.parts, source.parts, wanted)
        for part, part_is_own in pieces:
            words = self._html_of(part.content, is_own=part_is_own)
            part_writer = self.resolver if part_is_own else self._source_resolver
            title, opening = part_writer.html(part.title), part_writer.html(part.opening)
            if self.passages and not part_is_own and is_own:
                attributes = self.passages.attributes
                content = Html(f'{content}<div class="missing"{attributes}>{opening}{words}</div>')
                title = Html(f"<span{attributes}>{title}</span>{self.passages.label()}")
                words = Html(f'<div class="missing"{attributes}>{words}</div>')
            else:
                content = Html(f"{content}{opening}{words}")
            parts.append(PartReading(part.id, title, words))
        foreign = self.passages.attributes if self.passages and not is_own else ""
        headings = (section.title, *(heading.title for heading in section.headings))
        titles = [writer.html(heading, marked=False) for heading in headings]
        # They stand elsewhere too: in the list of what is on the page.
        title, *below = [Html(f"<bdi{foreign}>{words}</bdi>") for words in titles] if foreign else titles
        return SectionReading(
            section.id,
            writer.text.provision_name(section.id),
            title,
            content,
            lead,
            tuple(parts),
            EDITORS in section.classes,
            section.id in unchecked,
            tuple((item.id, writer.html(item.content)) for item in section.items),
            tuple((heading.id, heading.level, words) for heading, words in zip(section.headings, below, strict=True)),
            self.passages.label() if self.passages and not is_own else self._mark_of(section),
            Html(foreign),
        )

    def _mark_of(self, section: Section) -> Html:
        notes = self.resolver.notes
        marks = (notes.get((hole.number, hole.at)) for hole in section.title if isinstance(hole, PassageMark))
        return Html("".join(note.mark for note in marks if note)) if notes else Html("")

    def _html_of(self, fragment: Fragment, *, is_own: bool) -> Html:
        """Return words of the page, or of the source as they stand on it."""
        if is_own or self.passages is None:
            return self.resolver.html(fragment, explain=True)
        return self.passages.apart(self._source_resolver.html(fragment, explain=True))

    # -- translations --------------------------------------------------------------------------------------

    @property
    def words_of_page(self) -> TranslatedWords | None:
        """What a translated page is a translation of; None for what is none."""
        return None

    @cached_property
    def passages(self) -> PassageNotes | None:
        """What the page says of its passages; None where it is no translation."""
        words = self.words_of_page
        if words is None:
            return None
        translation = self.edition.handbook.translation(words.page, self.content_language.tag)
        folder = words.page.rpartition("/")[0]
        matches = translation.texts.get(words.name, ())
        return PassageNotes(matches, words.own, words.source, self._source_resolver, folder)

    @cached_property
    def _source_resolver(self) -> Resolver:
        """Writes words of the source in a translated page."""
        edition = self.edition
        return Resolver(edition, self.path, edition.source_language, self.resolver.draw, self.resolver)

    @property
    def _source_body(self) -> Body | None:
        words = self.words_of_page
        return words.source if words else None

    def _read_notes(self) -> Notes:
        return self.passages.places if self.passages else {}

    def _whole_lead(self, body: Body) -> Html:
        """Return what stands before the first section, with what the translation lacks before it."""
        lead = self.resolver.html(body.lead, explain=True)
        return Html(f"{self.passages.opening}{lead}") if self.passages and self.passages.opening else lead

    def _all_footnotes(self, body: Body) -> Html:
        """Return the footnotes of the text, and those of what is shown in the source language."""
        own = self.resolver.html(body.footnotes)
        return Html(f"{own}{self.passages.footnotes()}") if self.passages else own

    @property
    def changes(self) -> tuple[Change, ...]:
        """Passages that are newer in the source."""
        return tuple(self.passages.changes) if self.passages else ()

    @property
    def title_mark(self) -> Html:
        """What stands beside the title of a translated page."""
        return self.passages.marks[PassageKind.TITLE] if self.passages else Html("")

    @property
    def summary_mark(self) -> Html:
        """What stands beside the summary of a translated page."""
        return self.passages.marks[PassageKind.SUMMARY] if self.passages else Html("")

    @cached_property
    def translation(self) -> TranslationReading | None:
        """How far the translation has come; None for what is no translation."""
        words = self.words_of_page
        if words is None or self.passages is None:
            return None
        edition = self.edition
        found = edition.handbook.translation(words.page, self.content_language.tag)
        matches = found.texts.get(words.name, ())
        compared: Literal["yes", "partly", "no"] = "yes" if found.has_base else "no"
        if found.has_base and any(match.state is State.UNMATCHED for match in matches):
            compared = "partly"
        repository = edition.settings.repository_url
        return TranslationReading(
            words.document.review or Review.MACHINE_DRAFT,
            words.document.reviewed,
            len(self.passages.changes),
            self.passages.missing,
            compared,
            f"{repository}{found.path}" if repository else "",
            self.href("translations/index"),
        )


def headings_of(sections: Iterable[SectionReading]) -> tuple[tuple[str, int, Html], ...]:
    """Return id, level and title of every heading of some sections."""
    found: list[tuple[str, int, Html]] = []
    for section in sections:
        name = Html(f"{section.number} {section.title}") if section.number else section.title
        found.append((section.id, 2, name))
        found += section.headings
    return tuple(found)
