"""Handouts: one page for each demand and each instrument, to print in black and white and to pin to a wall.

What a handout says is what the entry's page says, in the same words. How much of it stands there, and how large,
the page itself decides when it is set (`typst/handouts.typ`): it takes the first of several amounts of detail that
fits at a size that one can read from a step away. What does not fit at all is a fault of the entry's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from io import BytesIO

import segno
from lxml import html as lxml_html
from lxml.html import HtmlElement

from handbook.articles import Articles
from handbook.book.source import literal, settle, words
from handbook.book.volume import isolated
from handbook.book.writer import Setting, Writer
from handbook.core.diagnostics import Diagnostic
from handbook.core.edition import Edition, EntryPage
from handbook.core.edition.entry_page import RelationReading
from handbook.core.edition.page import SectionReading
from handbook.core.handbook import Entry
from handbook.core.kinds.base import Review
from handbook.core.kinds.demand import Demand, DraftView, Status
from handbook.core.kinds.instrument import Instrument

LAYOUT = (files("handbook.book") / "typst" / "handouts.typ").read_text(encoding="utf-8")
PRACTICES = 2
"""Practices that a handout tells of."""

Shortening = Callable[[str], str]
"""HTML of a provision → as much of it as is to stand there."""

# A capital or an Arabic letter follows: "No. 97" and "art. 3" do not end a sentence.
_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+(?=[“\"«(]*[A-ZÀ-ÖØ-Þ\u0620-\u064a])")

_CITED = re.compile(r'href="#source-([^"]+)"')


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What stands under one heading of a handout, as HTML."""

    name: str
    """For faults: `asks`."""
    title: str
    """Empty where none is needed."""
    items: tuple[tuple[str, str], ...]
    """Name (may be empty) and words of each item."""
    columns: int = 1
    marked: bool = False
    """Whether each item has a sign before it."""


@dataclass(slots=True)
class Handout:
    """One handout as Typst source."""

    entry: Entry
    language: str
    """Tag without region, as Typst has it."""
    path: str
    """File of its words."""
    source: str
    """A dictionary, for the functions of `handouts.typ`."""
    faults: list[Diagnostic] = field(default_factory=list)


class HandoutWriter:
    """Writes the handouts of one language."""

    def __init__(self, edition: Edition, articles: Articles, labels: str = "") -> None:
        """Prepare to write.

        Args:
            edition: the language.
            articles: what opens the pages.
            labels: what the labels begin with, so that two languages can stand in one document.
        """
        self.edition = edition
        self._articles = articles
        self._labels = labels

    def write(self, entry: Entry) -> Handout:
        """Write one handout; the entry has words in the language."""
        page = self._articles.open(self.edition, self.edition.pages[entry.page])
        assert isinstance(page, EntryPage)
        return _Sheet(page, self._labels).write()


class _Sheet:
    """One handout being written."""

    def __init__(self, page: EntryPage, labels: str) -> None:
        self.page = page
        self.edition = page.edition
        self.language = page.edition.language
        self.id = f"{labels}{page.path}"
        self._faults: list[Diagnostic] = []

    def write(self) -> Handout:
        page, language = self.page, self.language
        details = tuple(dict.fromkeys(self._details()))
        html = "".join(words for parts in details for part in parts for _, words in part.items)
        address = page.web_address
        title = page.title.text
        more = language.gettext("More on this, and its limits:")
        values = {
            "id": literal(self.id),
            "entry": literal(page.entry.id),
            "lang": literal(language.tag.split("-")[0]),
            "dir": f"std.{language.direction}",
            "kind": literal(page.entry.kind.name),
            "kicker": self._line(self._kicker()),
            "book": f"[{words(self.edition.settings.name(language.tag))}]",
            "title": self._line(f"{self._mark()}{page.title.words}"),
            "title-length": str(len(title)),
            "line": self._line(page.summary_html + page.summary_mark),
            "facts": self._line(escape(" · ".join(self._facts()))),
            "notices": _array(f"[{words(notice)}]" for notice in self._notices()),
            "details": _array(_array(self._part(part) for part in parts) for parts in details),
            "sources-title": f"[{words(language.gettext('Sources'))}]",
            "sources": _array(self._line(reference) for reference in self._sources(page.summary_html + html)),
            "address": literal(short_address(address)),
            "more": f"[{words(more)}]",
            "link": literal(address),
            "code": literal(draw_code(address)) if address else "none",
            "code-words": literal(language.gettext("Address of the page: {address}").format(address=address)),
            "imprint": _array(f"[{words(line)}]" for line in self._imprint()),
        }
        source = "(" + "".join(f"{name}: {value}, " for name, value in values.items()) + ")"
        return Handout(page.entry, language.tag.split("-")[0], page.source_path, source, self._faults)

    # -- what it says --------------------------------------------------------------------------------------

    def _details(self) -> Iterator[tuple[SheetPart, ...]]:
        """Yield what could stand there, the most first."""
        if isinstance(self.page.facts, Instrument):
            for shorten in (_whole, _first_paragraph, _first_sentence, _nothing):
                yield (*self._provisions(shorten), *self._practices("uses", long=shorten in (_whole, _first_paragraph)))
        else:
            for long in (True, False):
                backing = self._backing()
                yield (*self._asks(long=long), *backing, *self._practices("shown_by", long=long))

    def _asks(self, *, long: bool) -> Iterator[SheetPart]:
        page = self.page
        section = page.section("asks")
        if section:
            yield SheetPart("asks", self._title(section), _items_of(section.content), marked=True)
        singles = page.related_from("part_of")
        if singles:
            items = tuple((self._name(item.entry), self._summary(item.entry) if long else "") for item in singles)
            title = self.language.pgettext("relation", "Single demands")
            yield SheetPart("single demands", escape(title), items, columns=2)

    def _backing(self) -> Iterator[SheetPart]:
        """Yield the texts that a demand rests on, as one line."""
        items = self.page.related("backed_by")
        if items:
            named = (self._backed(item) for item in items)
            title = self.page.relation_label("backed_by")
            yield SheetPart("backed_by", escape(title), (("", f"<p>{' · '.join(named)}</p>"),))

    def _backed(self, item: RelationReading) -> str:
        comma = escape(self.language.pgettext("punctuation", ", "))
        provisions = comma.join(str(name) for name, _ in item.provisions)
        ours = "<sup>*</sup>" if item.is_ours else ""
        return f"{self.edition.short_name(item.entry)}{' ' if provisions else ''}{provisions}{ours}"

    @property
    def _told_provisions(self) -> tuple[SectionReading, ...]:
        return self.page.other_sections("gives", "scope", "status", "use", "limits")

    @property
    def _all_unverified(self) -> bool:
        """True where one sentence at the head can say what else would stand at each provision."""
        found = self._told_provisions if isinstance(self.page.facts, Instrument) else ()
        return len(found) > 2 and all(section.is_unverified for section in found)

    def _provisions(self, shorten: Shortening) -> Iterator[SheetPart]:
        items = []
        for section in self._told_provisions:
            number = f"{section.number}\u2002" if section.number else ""
            title = self._title(section, unverified=not self._all_unverified)
            items.append((f"{number}{title}", shorten(section.content)))
        if items:
            yield SheetPart("provisions", "", tuple(items), columns=2 if len(items) > 2 else 1)

    def _practices(self, name: str, *, long: bool) -> Iterator[SheetPart]:
        page = self.page
        backwards = name == "uses"
        items = page.related_from(name, "practice") if backwards else page.related(name)
        # What the reader can read goes first.
        chosen = sorted(items, key=lambda item: not self.edition.is_translated(item.entry))[:PRACTICES]
        if not chosen:
            return
        own = page.relation_label(name) if not backwards else ""
        title = own or self.language.pgettext("relation", "Practices that use it")
        entries = ((self._practice_name(item), self._told(item.entry) if long else "") for item in chosen)
        yield SheetPart("practices", escape(title), tuple(entries), columns=2)

    def _practice_name(self, item: RelationReading) -> str:
        ours = "<sup>*</sup>" if item.is_ours else ""
        codes = getattr(item.entry.facts, "countries", ())
        names = sorted((self.language.country(code) for code in codes), key=self.language.sort_key)
        where = f" ({escape(self.language.format_list(names))})" if names and len(names) <= 3 else ""
        return f"{self.edition.title(item.entry).__html__()}{where}{ours}"

    def _told(self, entry: Entry) -> str:
        """Return an entry's summary with where it is drawn from."""
        summary = self._summary(entry)
        places = entry.facts.sources[:1]
        cited = "".join(f" {self.page.around.place(place)}" for place in places)
        return summary.removesuffix("</p>") + cited + "</p>" if summary else ""

    def _summary(self, entry: Entry) -> str:
        """Return an entry's summary, where the reader can read it."""
        summary = self.edition.summary(entry)
        return "" if summary.foreign else f"<p>{escape(summary.text)}</p>"

    def _name(self, entry: Entry) -> str:
        number = getattr(entry.facts, "number", None)
        before = f'<bdi dir="ltr">{escape(str(number))}</bdi> ' if number else ""
        return f"{before}{self.edition.title(entry).__html__()}"

    def _title(self, section: SectionReading, *, unverified: bool = True) -> str:
        gettext = self.language.gettext
        ours = ' <span class="basis">' + escape(gettext("our reading")) + "</span>" if section.is_ours else ""
        note = escape(gettext("not checked against the text"))
        doubt = f' <span class="unverified">{note}</span>' if unverified and section.is_unverified else ""
        title = f"<span{section.attributes}>{section.title}</span>" if section.attributes else str(section.title)
        return f"{title}{doubt}{ours}{section.mark}"

    def _mark(self) -> str:
        facts = self.page.facts
        if isinstance(facts, Instrument) and facts.shelf_mark:
            return f'<bdi dir="ltr">{escape(facts.shelf_mark)}</bdi> '
        if isinstance(facts, Demand):
            return f'<bdi dir="ltr">{escape(facts.number)}</bdi> '
        return ""

    def _kicker(self) -> str:
        page, facts = self.page, self.page.facts
        pieces = [self.edition.kind_name(page.entry.kind)]
        if isinstance(facts, Instrument):
            pieces = [page.value(facts.type)]
        elif isinstance(facts, Demand):
            pieces.append(page.value(facts.status))
        return escape(" · ".join(pieces))

    def _facts(self) -> Iterator[str]:
        """Yield dates and counts of an instrument."""
        language, facts = self.language, self.page.facts
        if not isinstance(facts, Instrument):
            return
        for name, label, day in (("adopted", "Adopted", facts.adopted), ("in_force", "In force", facts.in_force)):
            if day and day != "unknown":
                yield f"{language.pgettext('fact', label)}: {language.format_date(day)}{self._doubt(name)}"
        count = facts.ratifications
        if count:
            number = language.format_number(count.count)
            said = f"{language.pgettext('fact', 'Ratifications')}: {number} ({self._as_of(count.as_of)})"
            yield f"{said}{self._doubt('ratifications')}"

    def _doubt(self, name: str) -> str:
        note = self.language.gettext("not checked against a source")
        return f" ({note})" if name in self.page.facts.unverified else ""

    def _as_of(self, day: str) -> str:
        language = self.language
        shown = str(self.page.value("unknown")) if day == "unknown" else language.format_date(day)
        return language.gettext("as of {date}").format(date=shown)

    def _notices(self) -> Iterator[str]:
        """Yield what stands under the title: what the reader must know before all else."""
        page, gettext = self.page, self.language.gettext
        facts = page.facts
        if isinstance(facts, Demand):
            if facts.status is Status.ANSWERS_DRAFT:
                yield gettext("This demand answers a draft. Nobody here has checked an adopted text.")
            view = facts.draft_view
            if view and view.view is not DraftView.NONE_STATED:
                said = gettext("In the draft: {view}").format(view=page.value(view.view))
                yield f"{said} ({self._as_of(view.as_of)})"
        if self._all_unverified:
            yield gettext("What stands here was not checked against the text. Check it before you quote it.")
        for label, review_by in page.overdue():
            day = self.language.format_date(review_by.isoformat())
            yield gettext("“{fact}” should have been looked at again by {date}. Check it before you quote it.").format(
                fact=label, date=day
            )
        if page.review is Review.MACHINE_DRAFT:
            source = self.language.name_of(self.edition.source_language.tag)
            yield gettext("Machine draft that nobody has reviewed: quote the text in {language}.").format(
                language=source
            )

    def _sources(self, html: str) -> Iterator[str]:
        """Yield the works that the words cite, and those that the entry as a whole is drawn from."""
        page = self.page
        keys = dict.fromkeys([*_CITED.findall(html), *(place.key for place in page.facts.sources)])
        works = [work for key in keys if (work := self.edition.work(key))]
        citations = self.edition.citations
        for work in citations.sorted(works):
            yield str(citations.reference_html(work))

    def _imprint(self) -> Iterator[str]:
        gettext = self.language.gettext
        day = self.language.format_date(self.edition.settings.today.isoformat())
        edition = gettext("edition of {date}").format(date=day)
        licence = gettext("Text: CC BY 4.0. Copy it and pass it on.")
        yield f"{edition[:1].upper()}{edition[1:]}. {licence}"
        yield gettext("* our reading: a link or a judgement of the editors, which no source states.")

    # -- Typst ---------------------------------------------------------------------------------------------

    def _part(self, part: SheetPart) -> str:
        items = []
        for name, content in part.items:
            body = self._flow(content)
            if part.marked:
                items.append(f"boxed-item({body})")
            else:
                items.append(f"numbered-item({self._line(name) if name else '[]'}, {body})")
        title = self._line(part.title) if part.title else "none"
        return f"(name: {literal(part.name)}, title: {title}, columns: {part.columns}, items: {_array(items)})"

    def _writer(self) -> Writer:
        page, language = self.page, self.language
        return Writer(
            Setting(
                page=self.id,
                path=page.source_path,
                language=language.tag,
                direction=language.direction,
                level=2,
                form="compact",
            )
        )

    def _flow(self, html: str) -> str:
        return self._write(html) if html else "[]"

    def _line(self, html: str) -> str:
        return self._write(f"<p>{html}</p>")

    def _write(self, html: str) -> str:
        written = self._writer().write(html)
        self._faults += written.faults
        return "[" + settle(written.source, lambda _: None).strip() + "]"


def short_address(address: str) -> str:
    """Return an address as one reads it from a wall and types it."""
    return isolated(re.sub("^https?://", "", address))


def draw_code(address: str) -> str:
    """Return an address as a QR code in SVG: black squares, with half a quiet zone; the page around it is white."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False, omitsize=True, nl=False
    )
    return drawn.getvalue().decode()


# -- less of it ----------------------------------------------------------------------------------------------------


def _whole(html: str) -> str:
    return html


def _nothing(_: str) -> str:
    return ""


def _first_paragraph(html: str) -> str:
    """Return the first block: what a provision gives, before how to use it."""
    children = list(lxml_html.fragment_fromstring(html, create_parent="div")) if html.strip() else []
    return lxml_html.tostring(children[0], encoding="unicode", with_tail=False) if children else ""


def _first_sentence(html: str) -> str:
    """Return the first sentence of the first paragraph as plain words, without its citation.

    The number of the article stands before it and the text among the sources, so nothing is lost of where it is from.
    """
    paragraph = _first_paragraph(html)
    if not paragraph:
        return ""
    element = lxml_html.fragment_fromstring(paragraph)
    for left_out in element.xpath("//cite | //span[@class='term-note'] | //sup[@class='footnote-ref']"):
        left_out.drop_tree()
    text = re.sub(r"\s+", " ", element.text_content()).strip()
    sentence = _SENTENCE.split(text, maxsplit=1)[0].strip()
    own = "".join(f' {name}="{escape(element.get(name, ""))}"' for name in ("lang", "dir") if element.get(name))
    return f"<p{own}>{escape(sentence)}</p>"


def _items_of(html: str) -> tuple[tuple[str, str], ...]:
    """Return the items of a list; words that stand around it are items of their own."""
    items: list[str] = []
    for child in lxml_html.fragment_fromstring(html, create_parent="div"):
        if child.tag in ("ul", "ol"):
            items += [_inside(item) for item in child.iterchildren("li")]
        else:
            items.append(lxml_html.tostring(child, encoding="unicode", with_tail=False))
    return tuple(("", item) for item in items)


def _inside(element: HtmlElement) -> str:
    inner = escape(element.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in element)
    return f"<div>{inner}</div>"


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"
