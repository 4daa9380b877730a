"""A whole book in one language: which pages it holds, in which order, and the Typst document of it.

The order is one for reading: what the handbook is, the demands, what backs them, what shows that they work, what was
said; then what one looks up. Each kind is a part. Its index page opens it; its entries follow in groups.

**An entry that nobody has translated** is listed, not printed: title and summary in the source language, marked as
such, and its facts, which are in the reader's language anyway. Whoever takes a book in French cannot be assumed to
read English, and a book of two languages would be half unreadable to everybody and twice as thick. Listed, the entry
can still be found, by name, in the contents and in the index, and the imprint says where its text stands. Facts,
references and codes hold in every language, so the list is of use by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files

from handbook.articles import Articles
from handbook.book.source import Source, Target, call, literal, settle, words
from handbook.book.writer import Setting, Writer, Written
from handbook.core.bibliography import LocatorFault, format_locators, parse_locators
from handbook.core.diagnostics import Diagnostic
from handbook.core.edition import Edition, EntryPage, Page, Phrase
from handbook.core.edition.list_pages import DocumentPage
from handbook.core.edition.views import ListOptions, due, list_entries
from handbook.core.handbook import Entry
from handbook.core.kinds import Kind
from handbook.core.kinds.base import Review
from handbook.core.kinds.instrument import Instrument
from handbook.core.markdown.fragments import View

READING_ORDER = (
    "demand",
    "instrument",
    "practice",
    "statement",
    "topic",
    "",  # kinds of the handbook's own
    "figure",
    "milestone",
    "organisation",
    "lesson",
    "term",
)
"""Kinds in the order of a book."""

OWN_PAGE = frozenset({"demand", "lesson"})
"""Kinds whose entries begin a page: one prints them alone, or teaches from them."""

HOME = "home"
"""Template of the site's first page: the cover stands for it."""

TYPST = files("handbook.book") / "typst"


PAPERS: Mapping[str, str] = {"a4": "a4", "letter": "us-letter"}
"""Paper as a person names it → as Typst does."""


@dataclass(frozen=True, slots=True)
class PageSetting:
    """What a document is told of its paper and of what it may draw."""

    paper: str = "a4"
    """`a4` or `letter`."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """Kind → SVG of its sign."""


@dataclass(frozen=True, slots=True)
class Typescript:
    """A document, ready to be set."""

    language: str
    source: str
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    entries: tuple[Entry, ...]
    title: Phrase | None = None
    head: Entry | None = None
    """The entry that heads the group: a hub of demands, a region."""
    page: str = ""
    """The page of the file that the entries share."""


def preamble(
    edition: Edition, setting: PageSetting, title: str, indexed: Iterable[str] = (), pictures: Iterable[str] = ()
) -> str:
    """Return what every printed document begins with: its language, its paper, its type, the writer's functions.

    Args:
        edition: the language.
        setting: paper and signs.
        title: of the document.
        indexed: pages that have a line in the index.
        pictures: what the document shows, from the root of a language.
    """
    language, settings = edition.language, edition.settings
    day = settings.today
    sentence = language.gettext("cited: p. {pages}")
    values = {
        "lang": literal(language.tag.split("-")[0]),
        "dir": literal(language.direction),
        "title": literal(title),
        "author": literal(settings.name(language.tag)),
        "description": literal(title),
        "keywords": "(" + "".join(f"{literal(edition.kind_name(kind, 2))}, " for kind in edition.kinds) + ")",
        "date": f"({day.year}, {day.month}, {day.day})",
        "paper": literal(PAPERS[setting.paper]),
        "latin": '"Libre Franklin"',
        "arabic": '"IBM Plex Sans Arabic"',
        "page-word": literal(page_word(edition)),
        "cited-word": literal(sentence.partition("{pages}")[0].strip()),
        "comma": literal(language.pgettext("punctuation", ", ")),
        "signs": _dictionary({kind: literal(_coloured(svg)) for kind, svg in setting.signs.items()}),
        "pictures": _dictionary({path: literal(_picture(edition, path)) for path in pictures}),
        "indexed": _dictionary(dict.fromkeys(indexed, "true")),
    }
    book = "#let book = (\n" + "".join(f"  {name}: {value},\n" for name, value in values.items()) + ")\n"
    parts = [(TYPST / name).read_text(encoding="utf-8") for name in ("page.typ", "words.typ")]
    return book + "\n".join(parts)


def _picture(edition: Edition, path: str) -> str:
    """Return where a picture lies, from the folder of the text: a language's own goes before that of the source."""
    settings = edition.settings
    own = f"{edition.language.tag}/{path}"
    return f"/{own}" if (settings.root / settings.docs / own).is_file() else f"/{settings.source_language}/{path}"


def page_word(edition: Edition) -> str:
    """Return how a page is named in the language: `p. {page}`."""
    locators = parse_locators("p. 1")
    assert not isinstance(locators, LocatorFault)
    return format_locators(locators, edition.language).replace("1", "{page}")


def _dictionary(values: Mapping[str, str]) -> str:
    return "(" + "".join(f"{literal(key)}: {value}, " for key, value in values.items()) + ")" if values else "(:)"


def _coloured(svg: str) -> str:
    return svg.replace("currentColor", "#1b1915")


class Volume:
    """One book being written. Made anew for each."""

    def __init__(self, edition: Edition, articles: Articles, setting: PageSetting | None = None) -> None:
        """Prepare to write.

        Args:
            edition: the language.
            articles: what draws the pages: the same as the site's.
            setting: paper and signs.
        """
        self.edition = edition
        self._articles = articles
        self._setting = setting or PageSetting()
        self._labels: dict[str, str] = {}
        """Label asked for → label in the document."""
        self._listed: set[str] = set()
        """Pages whose own text is not in the book."""
        self._faults: list[Diagnostic] = []
        self._pictures: dict[str, None] = {}
        self._paths: dict[str, str] = {}
        """Page → file of its words."""

    def write(self) -> Typescript:
        """Write the document."""
        edition = self.edition
        body: Source = []
        for page in self._front_pages:
            body += self._text_part(page)
        for kind in self._kinds:
            body += self._kind_part(kind)
        for page in self._back_pages:
            body += self._text_part(page)
        body += self._bibliography()
        body += self._index()
        source: Source = [
            preamble(edition, self._setting, self._title, self._indexed, self._pictures),
            (TYPST / "volume.typ").read_text(encoding="utf-8"),
            "\n#show: set-up\n",
            *self._cover(),
            *self._imprint(),
            f"#contents({literal(edition.language.gettext('Contents'))})\n",
            *body,
        ]
        self._alias()
        text = settle(source, self._find)
        return Typescript(edition.language.tag, text, tuple(self._faults))

    # -- plan ----------------------------------------------------------------------------------------------

    @property
    def _title(self) -> str:
        return self.edition.settings.name(self.edition.language.tag)

    @cached_property
    def _kinds(self) -> tuple[Kind, ...]:
        own = READING_ORDER.index("")
        order = {name: position for position, name in enumerate(READING_ORDER)}
        return tuple(sorted(self.edition.kinds, key=lambda kind: order.get(kind.name, own)))

    @cached_property
    def _text_pages(self) -> tuple[DocumentPage, ...]:
        """Plain pages that open no part."""
        edition = self.edition
        openings = {f"{kind.folder}/index" for kind in edition.kinds}
        pages = []
        for address in edition.pages.values():
            if address.type == "text" and address.path not in openings:
                page = self._articles.open(edition, address)
                assert isinstance(page, DocumentPage)
                pages.append(page)
        return tuple(page for page in pages if page.template != f"{HOME}.html")

    @cached_property
    def _front_pages(self) -> tuple[DocumentPage, ...]:
        """Pages that tell something: they stand first."""
        return tuple(page for page in self._text_pages if not _lists(page))

    @cached_property
    def _back_pages(self) -> tuple[DocumentPage, ...]:
        """Pages that list what stands elsewhere: they stand last."""
        return tuple(page for page in self._text_pages if _lists(page))

    @property
    def _indexed(self) -> tuple[str, ...]:
        entries = self.edition.handbook.entries.values()
        return tuple(entry.page for entry in entries if entry.kind.name in ("instrument", "organisation"))

    def _groups(self, kind: Kind) -> Iterator[Group]:
        """Yield the entries of a kind as a book has them.

        Short entries that share files are grouped by file, since each file is a text with a beginning; a kind in the
        order of the alphabet, and one of pages, as its model says. An entry stands once, where it belongs first.
        """
        edition = self.edition
        entries = edition.handbook.of_kind(kind.name)
        if kind.model.alphabetical and not kind.model.group_by:
            yield Group(edition.sorted_by_title(kind.name))
            return
        if all(entry.collection for entry in entries) and not kind.model.alphabetical:
            for path in sorted({entry.collection for entry in entries}):
                address = edition.pages.get(path)
                title = self._articles.open(edition, address).title if address else None
                yield Group(tuple(entry for entry in entries if entry.collection == path), title, page=path)
            return
        order = "alphabet" if kind.model.alphabetical else "handbook"
        by = kind.model.group_by or None
        listing = list_entries(edition, kind, ListOptions.model_validate({"group_by": by, "order": order}))
        placed: set[str] = set()
        for group in listing.groups:
            head = group.entry if group.entry is not None else None
            own_head = head is not None and head.kind.name == kind.name
            rest = tuple(entry for entry in group.entries if entry.id not in placed and entry is not head)
            placed.update(entry.id for entry in rest)
            if own_head and head is not None:
                placed.add(head.id)
            if rest or own_head:
                yield Group(rest, group.title, head)

    # -- parts ---------------------------------------------------------------------------------------------

    def _text_part(self, page: Page) -> Source:
        html = self._articles.render(page)
        written, wide = self._opening(page, html), 'class="matrix"' in html
        part = self._part(page.path, page.title, "", self._lead(page), written)
        return call("sideways", part) if wide else part

    def _kind_part(self, kind: Kind) -> Source:
        edition = self.edition
        path = f"{kind.folder}/index"
        page = self._articles.open(edition, edition.pages[path])
        html = self._articles.render(page)
        # A list in the order of the alphabet is its own contents.
        opening = [] if kind.model.alphabetical and page.address.type == "kind" else self._opening(page, html)
        lead = self._lead(page) if page.address.type != "kind" else []
        compact = all(entry.collection for entry in edition.handbook.of_kind(kind.name))
        entries: Source = []
        for group in self._groups(kind):
            entries += self._group(kind, group, "compact" if compact else "full")
        # The name of a kind is a word of the interface: known where the page is not translated.
        title = edition.phrase(edition.kind_name(kind, 2), edition.language) if page.title.foreign else page.title
        if compact and not opening:
            return self._columns(path, title, kind.name, lead, entries)
        if compact:
            entries = call("two-columns", entries)
        return [*self._part(path, title, kind.name, lead, opening), *entries, "\n"]

    def _part(self, path: str, title: Phrase, kind: str, lead: Source, body: Source) -> Source:
        """Write a part: its head, then what opens it."""
        return [f"\n// page: {path}\n", *call("part", lead, body, **self._head(path, title, kind)), "\n"]

    def _columns(self, path: str, title: Phrase, kind: str, lead: Source, body: Source) -> Source:
        """Write a part of two columns under its head."""
        head = "".join(("[", _settled(call("part-head", lead, **self._head(path, title, kind))), "]"))
        return [f"\n// page: {path}\n", *call("two-columns", body, head=head), "\n"]

    def _head(self, path: str, title: Phrase, kind: str) -> dict[str, str]:
        self._labels[path] = path
        return {"id": literal(path), "title": f"[{_settled(_phrase(title))}]", "kind": literal(kind)}

    def _lead(self, page: Page) -> Source:
        if not page.summary.text:
            return []
        lead = call("lead", [words(page.summary.text)])
        if page.summary.foreign:
            lead = call("foreign", lead, lang=literal(page.summary.language), dir=page.summary.direction)
        return [*lead, "\n\n"]

    def _opening(self, page: Page, html: str) -> Source:
        setting = self._setting_of(page, level=1, form="wide")
        return self._take(Writer(setting).write(html, only="//article/*[not(self::header)]"))

    def _group(self, kind: Kind, group: Group, form: str) -> Source:
        source: Source = []
        level = 2
        if group.head is not None and group.head.kind is kind:
            source += self._entry(group.head, form, 2)
            level = 3
        elif group.title is not None:
            label = group.page or f"{kind.folder}/index#group-{kind.name}-{len(self._labels)}"
            self._labels[label] = label
            title = _settled(_phrase(group.title))
            source += [f"\n#group-title({literal(label)})[{title}];\n"]
            if group.head is not None:
                source += ["#group-see(", Target(group.head.page), ");\n"]
            level = 3
        if group.page:
            page = self._articles.open(self.edition, self.edition.pages[group.page])
            source += self._lead(page)
            # The list of the entries follows by itself.
            html = self._articles.render(page)
            writer = Writer(self._setting_of(page, level=level, form=form))
            source += self._take(writer.write(html, only="//article/div[@class='prose'] | //article/section"))
        for entry in group.entries:
            source += self._entry(entry, form, level)
        return source

    def _entry(self, entry: Entry, form: str, level: int) -> Source:
        page = self._articles.open(self.edition, self.edition.pages[entry.page])
        assert isinstance(page, EntryPage)
        html = self._articles.render(page)
        only = ""
        note = ""
        gettext = self.edition.language.gettext
        outlined = form == "full"
        if page.is_fallback:
            self._listed.add(page.path)
            only = "//header | //aside[@class='entry-facts']"
            note = gettext("not translated yet")
            form = "compact"
        elif page.review is Review.MACHINE_DRAFT:
            note = gettext("draft translation")
        setting = self._setting_of(
            page, level=level, form=form, note=note, title=self._prefix(entry), outlined=outlined
        )
        written = self._take(Writer(setting).write(html, only=only))
        own_page = entry.kind.name in OWN_PAGE and form == "full"
        begin = "#pagebreak(weak: true)\n" if own_page else ""
        return [f"\n// page: {page.path}\n{begin}", *written]

    def _prefix(self, entry: Entry) -> Source:
        """Return what stands before an entry's title: a shelf mark, a number."""
        facts = entry.facts
        if isinstance(facts, Instrument) and facts.shelf_mark:
            return [*call("shelf-mark", [words(facts.shelf_mark)]), words(" ")]
        number = getattr(facts, "number", None)
        if entry.kind.name == "demand" and number is not None:
            return [*call("entry-number", [words(str(number))]), words(" ")]
        return []

    def _setting_of(
        self,
        page: Page,
        *,
        level: int,
        form: str,
        note: str = "",
        title: Source | None = None,
        outlined: bool = True,
    ) -> Setting:
        language = self.edition.language
        path = page.source_path or f"{language.tag}/{page.path}.html"
        self._paths[page.path] = path
        return Setting(
            page=page.path,
            path=path,
            language=language.tag,
            direction=language.direction,
            level=level,
            form=form,
            title=title or [],
            kind=page.kind.name if page.kind else "",
            note=note,
            outlined=outlined,
        )

    def _take(self, written: Written) -> Source:
        """Take in what was written: its labels and faults."""
        self._labels.update((label, label) for label in written.labels)
        self._faults += written.faults
        self._pictures.update(dict.fromkeys(written.pictures))
        return written.source

    # -- front and back ------------------------------------------------------------------------------------

    def _cover(self) -> Source:
        language, settings = self.edition.language, self.edition.settings
        home = self.edition.pages.get("index")
        summary = self._articles.open(self.edition, home).summary if home else None
        edition = language.gettext("edition of {date}").format(date=language.format_date(settings.today.isoformat()))
        values = {
            "title": f"[{words(self._title)}]",
            "summary": f"[{_settled(_phrase(summary)) if summary else ''}]",
            "edition": f"[{words(edition)}]",
            "foot": f"[{words(isolated(settings.site_url))}]",
        }
        return [*call("cover", **values), "\n"]

    def _imprint(self) -> Source:
        edition = self.edition
        language, settings = edition.language, edition.settings
        gettext = language.gettext
        day = language.format_date(settings.today.isoformat())
        lines = [
            f"*{words(self._title)}*",
            words(gettext("edition of {date}").format(date=day)),
            words(gettext("Text: CC BY 4.0. Copy it, print it, translate it, change it, and say where it comes from.")),
            *(words(line) for line in self._state()),
            f"#ours[{words(gettext('our reading'))}] "
            + words(
                gettext("marks what no source says in so many words: a link, a judgement or advice of the editors.")
            ),
        ]
        overdue = sum(1 for item in due(edition) if item.overdue)
        if overdue:
            lines.append(
                words(
                    language.ngettext(
                        "{number} fact was past its review date on the day of this edition; its page says so.",
                        "{number} facts were past their review date on the day of this edition; their pages say so.",
                        overdue,
                    ).format(number=overdue)
                )
            )
        if settings.site_url:
            sentence = gettext("Found an error? Tell the editors, with the page and your source: {address}")
            before, _, after = sentence.partition("{address}")
            address = settings.repository_url or settings.site_url
            lines.append(f"{words(before)}#link({literal(address)}, {literal(isolated(address))});{words(after)}")
        lines.append(
            words(gettext("Type: Libre Franklin and IBM Plex Sans Arabic, both under the SIL Open Font License."))
        )
        return [*call("imprint", [piece + "\n\n" for piece in lines]), "\n"]

    def _state(self) -> Iterator[str]:
        """Yield what the imprint says of the translation."""
        edition = self.edition
        gettext = edition.language.gettext
        source = edition.language.name_of(edition.source_language.tag)
        if edition.language.tag == edition.source_language.tag:
            yield gettext("This is the source text, from which the other languages are translated.")
            return
        entries = tuple(edition.handbook.entries.values())
        own = [entry.words[edition.language.tag] for entry in entries if edition.is_translated(entry)]
        drafts = sum(1 for text in own if text.review is Review.MACHINE_DRAFT)
        yield gettext("Translated from {language}: {number} of {all} entries.").format(
            language=source, number=len(own), all=len(entries)
        )
        if drafts:
            yield gettext(
                "{number} of them are machine drafts, marked as such, which no native speaker has reviewed; the text "
                "to quote is the one in {language}."
            ).format(number=drafts, language=source)
            yield gettext("† marks a passage that is older than its source.")
        if len(own) < len(entries):
            yield gettext(
                "Entries marked “{mark}” are listed with their title and summary in {language} and with their facts; "
                "their text stands in the book in {language}."
            ).format(mark=gettext("not translated yet"), language=source)

    def _bibliography(self) -> Source:
        address = self.edition.pages["sources/index"]
        page = self._articles.open(self.edition, address)
        writer = Writer(self._setting_of(page, level=1, form="compact"))
        listed = self._take(writer.write(self._articles.render(page), only="//ol[@class='sources']"))
        return self._columns(page.path, page.title, "", self._lead(page), listed)

    def _index(self) -> Source:
        """Write the index of instruments, countries and organisations, each with its pages."""
        language = self.edition.language
        title = self.edition.phrase(language.gettext("Index"), language)
        parts = [("instrument", self._index_of("instrument")), ("country", self._countries())]
        parts.append(("organisation", self._index_of("organisation")))
        body: Source = []
        for name, lines in parts:
            written = [piece for line in lines for piece in line]
            if written:
                heading = language.gettext("Countries") if name == "country" else self._plural(name)
                self._labels[f"index#{name}"] = f"index#{name}"
                body += [*call("index-part", written, name=f"[{words(heading)}]", id=literal(f"index#{name}")), "\n"]
        if not body:
            return []
        return self._columns("book-index", title, "", [], body)

    def _plural(self, kind: str) -> str:
        return self.edition.kind_name(self.edition.settings.kinds[kind], 2)

    def _index_of(self, kind: str) -> Iterator[Source]:
        for entry in self.edition.sorted_by_title(kind) if kind in self.edition.settings.kinds else ():
            name = [*self._prefix(entry), *_phrase(self.edition.title(entry))]
            yield [*call("index-line", name, main=literal(entry.page), entry=literal(entry.page)), "\n"]

    def _countries(self) -> Iterator[Source]:
        language = self.edition.language
        found: dict[str, list[str]] = {}
        for entry in self.edition.handbook.entries.values():
            for code in getattr(entry.facts, "countries", ()):
                found.setdefault(language.country(code), []).append(entry.page)
        for name in sorted(found, key=language.sort_key):
            places = "(" + "".join(f"{literal(page)}, " for page in found[name]) + ")"
            yield [*call("index-line", [words(name)], places=places), "\n"]

    # -- links ---------------------------------------------------------------------------------------------

    def _alias(self) -> None:
        """Say where the pages are that the book does not print by themselves."""
        for address in self.edition.pages.values():
            if address.path in self._labels:
                continue
            if address.type == "source":
                label = f"sources/index#source-{address.subject}"
                if label in self._labels:
                    self._labels[address.path] = label
            elif address.type == "collection":
                entries = self.edition.handbook.entries.values()
                first = next((entry for entry in entries if entry.collection == address.path), None)
                if first is not None:
                    self._labels[address.path] = f"{first.kind.folder}/index"

    def _find(self, target: Target) -> str | None:
        found = self._labels.get(target.label)
        if found is not None:
            return found
        page = self._labels.get(target.page)
        if page is None or target.page in self._listed or target.page not in self._paths:
            return page
        message = f"a link leads to '{target.label}', which the book does not print"
        fault = Diagnostic(self._paths[target.page], 0, "unknown-place", message)
        if fault not in self._faults:
            self._faults.append(fault)
        return page


def _lists(page: DocumentPage) -> bool:
    return any(isinstance(hole, View) for hole in page.document.body.holes)


def _phrase(phrase: Phrase) -> Source:
    """Return words that may be in another language than the book's."""
    if not phrase.foreign:
        return [words(phrase.text)]
    isolate = "\u2066" if phrase.direction == "ltr" else "\u2067"
    return call("in-language", [words(f"{isolate}{phrase.text}\u2069")], lang=literal(phrase.language))


def isolated(text: str) -> str:
    """Return words that read left to right wherever they stand: an address, a code."""
    return f"\u2066{text}\u2069" if text else ""


def _settled(source: Source) -> str:
    return settle(source, lambda _: None)
