"""HTML of one article → Typst source.

Elements are looked up in tables by tag and first class. What no table knows is a fault with the page and the
element: nothing is dropped in silence. What belongs to the screen alone stands in `LEFT_OUT`, each with its reason.

The functions that the source calls (`entry`, `facts`, `relations` …) are those of `typst/words.typ`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from posixpath import normpath

from lxml import html as lxml_html
from lxml.html import HtmlElement

from handbook.book.source import Source, Target, array, call, literal, words
from handbook.core.diagnostics import Diagnostic

LEFT_OUT = {
    "screen-only": "says of itself that it is for the screen",
    "copy-button": "a button",
    "contents": "the way through one page on the screen; the book has contents, running heads and an index",
    "entry-foot": "sources of one page and how to cite it: the book has one bibliography and one imprint",
    "cite-this": "how to cite a page of the site; the imprint says how to cite the book",
    "mark": "the kind's sign, which the heading draws",
    "term-note": "the explanation that opens at a word; it stands in the glossary",
    "relation-words": "the summary of another entry: it stands on the page that the reference names",
    "p.entry-words": "the same, in a list",
    "plate-number": "repeats the number for the eye",
    "group-count": "how many stand in a list that one sees",
    "visually-hidden": "says to a screen reader what the page shows by form",
    "cover-ways": "search and downloads",
    "translation-state": "the state of a translation and how to help: the title has a mark, the imprint says the rest",
    "changes": "newer words of the source, in its language: they stand in the book in that language",
}
"""Class, or element and class → why what has it is not printed."""

LEFT_OUT_NOTICES = {
    "fallback-title": "the book marks an entry that is not translated at its title, and explains it in the imprint",
}
"""Id of a notice's title → why the notice is not printed."""

LEFT_OUT_ELEMENTS = {"button": "nothing to press", "label": "nothing to fill in"}
"""Element → why it is not printed."""

_PLAIN_CLASSES = re.compile(
    r"kind-.*|home-.*|badge-signal|notice-signal|basis-editors|entry-wide|editors|label-.*"
    r"|missing|plain|align-(?:center|end)|official-text|provisions|messages|sheet|linked|empty|task-list-item|number|[a-z]+-list"
)
"""Classes that stand beside another one, or say nothing that the book needs to tell apart."""

_ITEMS = frozenset({"entry-row", "entry-card", "plate", "badge", "footnotes"})
"""Classes of the items of lists; the list says how they are printed."""

_BLOCKS = frozenset(
    "article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li nav ol p "
    "pre section table ul".split()
)

_ISOLATES = {"ltr": "\u2066", "rtl": "\u2067", "": "\u2068"}
_POP = "\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Setting:
    """How an article stands in a book."""

    page: str
    """The page: `instruments/c087`; links are read from here, and labels begin with it."""
    path: str
    """File of its words, for faults."""
    language: str = "en"
    direction: str = "ltr"
    level: int = 2
    """Level of the article's title."""
    form: str = "full"
    """`full`, or `compact` for the short entries that stand in two columns."""
    title: Source = field(default_factory=list)
    """What stands before the title: a shelf mark, a number."""
    kind: str = ""
    """Kind of the entry, for its sign."""
    note: str = ""
    """What is to be said of its translation."""
    outlined: bool = True
    """Whether the contents list it."""


@dataclass(slots=True)
class Written:
    """An article as Typst source."""

    source: Source
    labels: tuple[str, ...]
    """Every label that the source sets."""
    faults: tuple[Diagnostic, ...]
    pictures: tuple[str, ...] = ()
    """Files that it shows, from the root of the language."""


def write_article(html: str, setting: Setting) -> Written:
    """Write one article."""
    return Writer(setting).write(html)


class Writer:
    """Writes one article. Made anew for each."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._labels: list[str] = []
        self._faults: list[Diagnostic] = []
        self._pictures: list[str] = []
        self._level = setting.level - 1
        self._open = False
        """True where a space may follow: not at the start of a block, not after a space."""
        self._links = True
        self._led_to: set[Target] = set()
        self._footnotes: dict[str, HtmlElement] = {}

    def write(self, html: str, *, only: str = "") -> Written:
        """Write HTML, or of it the elements that the XPath `only` finds."""
        root = lxml_html.fromstring(f"<div>{html}</div>")
        self._footnotes = {item.get("id", ""): item for item in root.iterfind(".//ol[@class='footnotes']/li")}
        chosen = [root] if not only else root.xpath(only)
        if only:
            self._level = self.setting.level  # the title stands elsewhere
        source: Source = []
        for element in chosen:
            source += self.flow(element) if element is root else self.block(element)
        return Written(source, tuple(self._labels), tuple(self._faults), tuple(self._pictures))

    # -- flow ----------------------------------------------------------------------------------------------

    def flow(self, element: HtmlElement, children: Iterable[HtmlElement] | None = None) -> Source:
        """Write blocks; words between them are paragraphs of their own."""
        source: Source = []
        loose: list[HtmlElement | str] = [element.text or ""] if children is None else []
        for child in element if children is None else children:
            if not isinstance(child.tag, str):  # a comment
                loose.append(child.tail or "")
                continue
            if child.tag in _BLOCKS and not self.is_left_out(child):
                source += self._loose(loose)
                loose = []
                source += self.block(child)
            else:
                loose.append(child)
            loose.append(child.tail or "")
        return source + self._loose(loose)

    def _loose(self, nodes: list[HtmlElement | str]) -> Source:
        if all(isinstance(node, str) and not node.strip() for node in nodes):
            return []
        found = self.line(nodes)
        return [*found, "\n\n"] if found else []

    def block(self, element: HtmlElement) -> Source:
        """Write one block, in its language."""
        if self.is_left_out(element):
            return []
        source = self._look_up(element, BLOCKS)
        language, direction = element.get("lang"), element.get("dir")
        if (language and language != self.setting.language) or (direction and direction != self.setting.direction):
            direction = direction or self.setting.direction
            source = [*call("foreign", source, lang=literal(language or self.setting.language), dir=direction), "\n"]
        return source

    def _look_up(self, element: HtmlElement, table: dict[str, Handler]) -> Source:
        tag = str(element.tag)
        unknown = []
        handler = None
        for name in element.get("class", "").split():
            found = table.get(f"{tag}.{name}")
            handler = handler or found
            if found is None and not _PLAIN_CLASSES.fullmatch(name):
                unknown.append(name)
        handler = handler or table.get(tag)
        if handler is None or unknown:
            self._fault(element, unknown)
            handler = handler or (Writer.flow if table is BLOCKS else Writer.inside)
        return handler(self, element)

    def is_left_out(self, element: HtmlElement) -> bool:
        """Tell whether an element is for the screen alone."""
        if element.tag in LEFT_OUT_ELEMENTS or element.get("aria-labelledby") in LEFT_OUT_NOTICES:
            return True
        if element.get("hidden") is not None:
            return True
        # A heading that only screen readers hear is one that paper needs.
        classes = element.get("class", "").split()
        left_out = any(name in LEFT_OUT or f"{element.tag!s}.{name}" in LEFT_OUT for name in classes)
        return left_out and element.tag not in ("h2", "h3", "h4")

    def _fault(self, element: HtmlElement, classes: list[str]) -> None:
        tag = str(element.tag)
        what = f'<{tag} class="{" ".join(classes)}">' if classes else f"<{tag}>"
        message = (
            f"the book does not know {what} (page {self.setting.page}); write it with an element and a class that it "
            'knows, or say class="screen-only" for what is not to be printed'
        )
        self._faults.append(Diagnostic(self.setting.path, 0, "unknown-element", message))

    # -- inline --------------------------------------------------------------------------------------------

    def line(self, nodes: Iterable[HtmlElement | str]) -> Source:
        """Write words and inline elements as one line: white space folded, none at its ends."""
        self._open = False
        source = self._nodes(nodes)
        return _trimmed(source)

    def words_of(self, element: HtmlElement, children: Iterable[HtmlElement] | None = None) -> Source:
        """Write what stands inside an element as one line."""
        return self.line(_nodes_of(element, children))

    def unlinked(self, nodes: Iterable[HtmlElement | str]) -> Source:
        """Write one line, its links as their words alone."""
        self._links = False
        source = self.line(nodes)
        self._links = True
        return source

    def inside(self, element: HtmlElement) -> Source:
        """Write what stands inside an inline element."""
        return self._nodes(_nodes_of(element))

    def _nodes(self, nodes: Iterable[HtmlElement | str]) -> Source:
        source: Source = []
        for node in nodes:
            if isinstance(node, str):
                source += self._text(node)
            elif isinstance(node.tag, str) and not self.is_left_out(node):
                source += self._inline(node)
        return source

    def _text(self, text: str) -> Source:
        folded = re.sub(r"[ \t\r\n]+", " ", text)
        if not self._open:
            folded = folded.lstrip(" ")
        if folded:
            self._open = not folded.endswith(" ")
            return [words(folded)]
        return []

    def _inline(self, element: HtmlElement) -> Source:
        source = self._look_up(element, INLINES)
        language, direction = element.get("lang"), element.get("dir")
        if language and language != self.setting.language and source:
            source = call("in-language", source, lang=literal(language))
        if source and (element.tag == "bdi" or direction):
            turned = self.setting.direction == "rtl" or _RIGHT_TO_LEFT.search(element.text_content())
            if turned:
                source = [words(_ISOLATES[direction or ""]), *source, words(_POP)]
        return source

    # -- pieces that several elements share ----------------------------------------------------------------

    def label(self, anchor: str) -> str:
        """Note the label of a place in the page and return it as a Typst expression; `none` for no id."""
        if not anchor:
            return "none"
        name = Target(self.setting.page, anchor).label
        self._labels.append(name)
        return literal(name)

    def place(self, element: HtmlElement) -> Source:
        """Set the label of an element that is no heading."""
        return call("place-of", id=self.label(element.get("id", ""))) if element.get("id") else []

    def heading(self, element: HtmlElement) -> Source:
        """Write a heading below the title. No level is skipped, whatever the page does."""
        level = min(self.setting.level - 1 + int(str(element.tag)[1]), self._level + 1)
        self._level = level
        options = {"level": str(level), "id": self.label(element.get("id", ""))}
        return call("subheading", self.words_of(element), **options)

    def title(self, element: HtmlElement) -> Source:
        """Write the title of the article."""
        setting = self.setting
        self._level = setting.level
        self._labels.append(setting.page)
        words_of_title = self.words_of(element)
        language = element.get("lang")
        if language and language != setting.language:
            words_of_title = call("in-language", words_of_title, lang=literal(language))
            if setting.direction != element.get("dir"):
                words_of_title = [words(_ISOLATES[element.get("dir", "")]), *words_of_title, words(_POP)]
        options = {
            "level": str(setting.level),
            "id": literal(setting.page),
            "kind": literal(setting.kind),
            "note": literal(setting.note),
            "outlined": "true" if setting.outlined else "false",
        }
        return [*call(f"{setting.form}-title", [*setting.title, *words_of_title], **options), "\n\n"]

    def link(self, element: HtmlElement) -> Source:
        """Write a link: to a place of the book with its page, to a source, or to another site with its address."""
        href = element.get("href", "")
        body = self.inside(element)
        if not body or not self._links:
            return body
        if re.match(r"[a-z]+:", href):
            shown = element.text_content().strip()
            return call("web", body, to=literal(href), shown="false" if shown in href else "true")
        path, _, anchor = href.partition("#")
        if not path and anchor.startswith("source-"):
            key = anchor.removeprefix("source-")
            work = Target("sources/index", anchor)
            return ["#cited(", work if self._is_first(work) else "none", f", key: {literal(key)})[", *body, "];"]
        page = self._from_here(path).removesuffix(".html") if path else self.setting.page
        within = page == self.setting.page
        parent = element.getparent()
        in_term = parent is not None and parent.get("class") == "term"
        target = Target(page, anchor)
        leads = self._is_first(target) or self.setting.form == "wide" or _is_in_an_assembled_list(element)
        numbered = "false" if within or in_term or not leads else "true"
        # A list of everything is not what an index leads to.
        entry = "" if self.setting.form == "wide" else page
        place = target if leads else "none"
        return ["#to(", place, f", entry: {literal(entry)}, numbered: {numbered})[", *body, "];"]

    def _is_first(self, target: Target) -> bool:
        """Tell whether the text of the page leads there for the first time: to say the page once is enough."""
        if target in self._led_to:
            return False
        self._led_to.add(target)
        return True

    def _from_here(self, path: str) -> str:
        """Return a path from this page as one from the root of the language."""
        folder = self.setting.page.rpartition("/")[0]
        return normpath(f"{folder}/{path}" if folder else path)

    def picture(self, element: HtmlElement) -> Source:
        """Write a picture of the handbook's own."""
        path = self._from_here(element.get("src", ""))
        self._pictures.append(path)
        return call("picture", file=literal(path), alt=literal(element.get("alt", "")))

    def footnote(self, element: HtmlElement) -> Source:
        """Write a footnote where it is referred to; a second reference to it repeats its number."""
        anchor = next((link.get("href", "")[1:] for link in element.iterfind("a")), "")
        note = self._footnotes.get(anchor)
        if note is None:
            return []
        known = Target(self.setting.page, anchor).label in self._labels
        label = literal(Target(self.setting.page, anchor).label)
        if known:
            return [f"#footnote(label({label}));"]
        self.label(anchor)
        was_open = self._open
        body = self.flow(note)
        self._open = was_open
        return [f"#noted({label})[", *body, "];"]

    # -- blocks --------------------------------------------------------------------------------------------

    def paragraph(self, element: HtmlElement) -> Source:
        """Write a paragraph."""
        found = self.words_of(element)
        return [*self.place(element), *found, "\n\n"] if found else []

    def section(self, element: HtmlElement) -> Source:
        """Write a section: its heading at the side or above, its text."""
        children = [child for child in element if isinstance(child.tag, str)]
        if not children or not re.fullmatch("h[2-6]", str(children[0].tag)):
            return self.flow(element)
        if any("footnotes" in child.get("class", "").split() for child in children):
            return []  # each stands at the foot of the page that refers to it
        head = children[0]
        if self.setting.form == "compact" and [child.get("class") for child in children[1:]] == ["relations"]:
            return self._related(head, children[1])
        level = self._level
        name = "provision" if "provision" in element.get("class", "").split() else f"{self.setting.form}-section"
        if "sheet" in element.get("class", "").split():
            name = "sheet"
        heading = self.heading(head)
        body = self.flow(element, children[1:])
        # What follows the section stands beside it, not in it.
        self._level = level
        wraps = any(child.tag == "section" for child in children)
        if wraps and name == "full-section":
            return [*heading, "\n", *body]
        return [*call(name, heading, body), "\n\n"]

    def _related(self, head: HtmlElement, relations: HtmlElement) -> Source:
        """Write relations of a short entry as one paragraph."""
        label = self.label(head.get("id", ""))
        items = [self.words_of(item) for item in relations.iterchildren("li")]
        return [f"#compact-related(id: {label}, ", *array([self.words_of(head), *items]), ");\n\n"]

    def listing(self, element: HtmlElement, name: str = "", **options: str) -> Source:
        """Write a list; its items hold words or blocks."""
        items = [child for child in element if child.tag == "li" and not self.is_left_out(child)]
        tight = all(not any(c.tag in _BLOCKS for c in item if not self.is_left_out(item)) for item in items)
        if not name:
            name = "enum" if element.tag == "ol" else "list"
            options["tight"] = "true" if tight else "false"
            if element.tag == "ol" and element.get("start"):
                options["start"] = str(int(element.get("start", "1")))
        named = "".join(f"{key}: {value}, " for key, value in options.items())
        written = [self._item(item) for item in items]
        return [*self.place(element), f"#{name}({named}", *array(written), ");\n\n"]

    def _item(self, item: HtmlElement) -> Source:
        unknown = [name for name in item.get("class", "").split() if name not in _ITEMS]
        unknown = [name for name in unknown if not _PLAIN_CLASSES.fullmatch(name)]
        if unknown:
            self._fault(item, unknown)
        return [*self.place(item), *self.flow(item)]

    def facts(self, element: HtmlElement) -> Source:
        """Write facts: a label and its values each."""
        rows: list[Source] = []
        for group in element.iterchildren("div"):
            label = [piece for term in group.iterfind("dt") for piece in self.words_of(term)]
            values = [self._fact_value(value) for value in group.iterfind("dd")]
            values = [value for value in values if value]
            if values:
                rows += [label, _joined(values, "#fact-break();")]
        return [f"#{self.setting.form}-facts(", *array(rows), ");\n\n"]

    def _fact_value(self, value: HtmlElement) -> Source:
        name = next((name for name in value.get("class", "").split()), "")
        if name and name not in ("basis-note", "unverified"):
            self._fault(value, [name])
        source = self.words_of(value)
        return call("unverified" if name == "unverified" else "aside-words", source) if name else source

    def definitions(self, element: HtmlElement) -> Source:
        """Write a definition list."""
        rows: list[Source] = []
        for child in element:
            if child.tag == "dt":
                rows += [[*self.place(child), *self.words_of(child)], []]
            elif child.tag == "dd" and rows:
                rows[-1] = [*rows[-1], *self.flow(child)]
        return ["#definitions(", *array(rows), ");\n\n"]

    def table(self, element: HtmlElement) -> Source:
        """Write a table; its head repeats on every page that it reaches."""
        rows = [self._row(row) for row in element.iter("tr")]
        heads = sum(1 for _ in element.iterfind("thead/tr"))
        width = max((len(row) for row in rows), default=0)
        if not width:
            return []
        caption = [piece for found in element.iterfind("caption") for piece in self.words_of(found)]
        wide = "matrix" in element.get("class", "").split()
        options = f"columns: {width}, heads: {heads}, "
        if caption:
            options += "caption: "
        source: Source = [f"#{'matrix' if wide else 'data-table'}({options}"]
        if caption:
            source += ["[", *caption, "], "]
        for row in rows:
            source += ["(", *array(row + [[] for _ in range(width - len(row))]), "), "]
        return [*source, ");\n\n"]

    def _row(self, row: HtmlElement) -> list[Source]:
        # A head is repeated on each page, and what is repeated may hold no link (PDF/UA-1).
        self._links = next((str(above.tag) for above in row.iterancestors()), "") != "thead"
        cells = [self._cell(cell) for cell in row if cell.tag in ("td", "th")]
        self._links = True
        return cells

    def _cell(self, cell: HtmlElement) -> Source:
        found = self.flow(cell)
        classes = cell.get("class", "").split()
        for name in ("center", "end"):
            if f"align-{name}" in classes:
                return [f"#align({name})[", *found, "];"]
        return found

    def timeline(self, element: HtmlElement) -> Source:
        """Write dated items."""
        rows: list[Source] = []
        for item in element.iterfind("li"):
            dates = [child for child in item if child.tag == "time"]
            rest = [child for child in item if child.tag != "time"]
            rows += [[piece for date in dates for piece in self.words_of(date)], self.words_of(item, rest)]
        return ["#timeline(", *array(rows), ");\n\n"]

    def code_block(self, element: HtmlElement) -> Source:
        """Write lines of code, as typed."""
        return [f"#raw(block: true, {literal(element.text_content().rstrip())});\n\n"]

    def figure(self, element: HtmlElement) -> Source:
        """Write a picture or a table with its caption."""
        captions = list(element.iterfind("figcaption"))
        caption = [piece for found in captions for piece in self.words_of(found)]
        rest = [child for child in element if child not in captions]
        return [*call("captioned", self.flow(element, rest), caption), "\n\n"]


Handler = Callable[[Writer, HtmlElement], Source]


def _nodes_of(element: HtmlElement, children: Iterable[HtmlElement] | None = None) -> Iterable[HtmlElement | str]:
    if children is None:
        yield element.text or ""
        children = element
    for child in children:
        yield child
        yield child.tail or ""


def _trimmed(source: Source) -> Source:
    """Return a line without the space at its end."""
    if source and isinstance(source[-1], str) and source[-1].endswith(' ";'):
        last = source[-1][:-3].rstrip(" ") + '";'
        return source[:-1] if last == '#"";' else [*source[:-1], last]
    return source


def _joined(contents: list[Source], between: str) -> Source:
    source: Source = []
    for content in contents:
        source += [between, *content] if source else content
    return source


def _called(name: str) -> Handler:
    """Return a handler of a block: one line of words, given to a function."""
    return lambda writer, element: [*writer.place(element), *call(name, writer.words_of(element)), "\n\n"]


def _around(name: str) -> Handler:
    """Return a handler of a block that holds blocks."""
    return lambda writer, element: [*writer.place(element), *call(name, writer.flow(element)), "\n\n"]


def _listed(name: str) -> Handler:
    return lambda writer, element: writer.listing(element, name)


def _styled(name: str) -> Handler:
    """Return a handler of an inline element."""

    def handle(writer: Writer, element: HtmlElement) -> Source:
        body = writer.inside(element)
        return call(name, body) if body else []

    return handle


def _ours(writer: Writer, element: HtmlElement) -> Source:
    """Write the mark of what is our own reading: in a table, where its words are for screen readers, the sign alone."""
    body = writer.inside(element)
    return call("ours", body) if body else ["#ours-sign();"]


def _notice(writer: Writer, element: HtmlElement) -> Source:
    urgent = "true" if "notice-signal" in element.get("class", "").split() else "false"
    return [*call("notice", writer.flow(element), urgent=urgent), "\n\n"]


def _admonition(writer: Writer, element: HtmlElement) -> Source:
    kind = next((name for name in element.get("class", "").split() if name != "admonition"), "note")
    urgent = "true" if kind in ("warning", "danger") else "false"
    return [*call("notice", writer.flow(element), urgent=urgent), "\n\n"]


def _is_in_an_assembled_list(element: HtmlElement) -> bool:
    """Tell whether a reader looks for the page here, whatever the text has said before."""
    return any(item.get("class") in _ASSEMBLED for item in element.iterancestors("ul", "ol"))


_ASSEMBLED = frozenset("relations names rows cards plates timeline".split())
"""Classes of lists of entries; a list that somebody wrote has none."""


def _code(_: Writer, element: HtmlElement) -> Source:
    return [f"#raw({literal(element.text_content())});"]


def _all_of_a_work(_: Writer, element: HtmlElement) -> Source:
    """Write the pages that cite a work, where the site leads to the page of the work."""
    item = next(element.iterancestors("li"), None)
    key = item.get("id", "").removeprefix("source-") if item is not None else ""
    return [f"#cited-on({literal(key)});"] if key else []


def _kicker(writer: Writer, element: HtmlElement) -> Source:
    """Write what stands over a title. A short entry has none: the head of its group says the same."""
    if writer.setting.form == "compact":
        return []
    # Where it stands, as words: the contents lead there. The code stands before the title.
    nodes: list[HtmlElement | str] = [element.text or ""]
    for child in element:
        shown = [] if child.get("class") == "shelfmark" else [child]
        nodes += [" ", *shown, " ", child.tail or ""]
    line = writer.unlinked(nodes)
    return [*call("kicker", line, kind=literal(writer.setting.kind)), "\n\n"]


def _lead(writer: Writer, element: HtmlElement) -> Source:
    name = "compact-lead" if writer.setting.form == "compact" else "lead"
    return [*call(name, writer.words_of(element)), "\n\n"]


def _badges(writer: Writer, element: HtmlElement) -> Source:
    """Write badges. The facts of a short entry, right under them, say the same."""
    return [] if writer.setting.form == "compact" else writer.listing(element, "badges")


def _aside(writer: Writer, element: HtmlElement) -> Source:
    """Write what stands beside an entry of a list: its country. A count would be read as one more page."""
    return [] if element.text_content().strip().isdigit() else _styled("aside-words")(writer, element)


def _rows(writer: Writer, element: HtmlElement) -> Source:
    return writer.listing(element, "wide-rows" if writer.setting.form == "wide" else "rows")


def _break(writer: Writer, _: HtmlElement) -> Source:
    writer._open = False  # noqa: SLF001 (the handlers are the writer's own)
    return ["#linebreak();"]


BLOCKS: dict[str, Handler] = {
    "article": Writer.flow,
    "article.entry": Writer.flow,
    "article.home": Writer.flow,
    "header": Writer.flow,
    "header.entry-head": Writer.flow,
    "header.cover": Writer.flow,
    "div": Writer.flow,
    "div.prose": Writer.flow,
    "div.table-scroll": Writer.flow,
    "div.message": _around("message"),
    "div.spoken": _around("spoken"),
    "div.admonition": _admonition,
    "div.note": _admonition,
    "div.tip": _admonition,
    "div.info": _admonition,
    "div.warning": _admonition,
    "div.danger": _admonition,
    "div.example": _admonition,
    "div.question": _admonition,
    "div.quote": _admonition,
    "div.success": _admonition,
    "div.abstract": _admonition,
    "aside.notice": _notice,
    "aside.entry-facts": lambda writer, element: writer.flow(element, element.iterchildren("dl")),
    "section": Writer.section,
    "section.part": Writer.section,
    "section.provision": Writer.section,
    "section.sheet": Writer.section,
    "h1": Writer.title,
    "h1.cover-title": Writer.title,
    "h2": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h3": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h4": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h5": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h6": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h2.group": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h2.visually-hidden": lambda writer, element: [*writer.heading(element), "\n\n"],
    "h3.plate-title": _called("strong-line"),
    "p": Writer.paragraph,
    "p.kicker": _kicker,
    "p.lead": _lead,
    "p.cover-words": _called("lead"),
    "p.label": _called("caption-line"),
    "p.message-words": _called("message-words"),
    "p.message-source": _called("quiet"),
    "p.big-number": _called("big-number"),
    "p.basis-note": _called("quiet"),
    "p.quiet": _called("quiet"),
    "p.reference": Writer.paragraph,
    "p.caption": _called("quiet"),
    "p.plate-words": Writer.paragraph,
    "p.admonition-title": _called("notice-title"),
    "ul": Writer.listing,
    "ol": Writer.listing,
    "ul.badges": _badges,
    "ul.relations": _listed("relations"),
    "ul.rows": _rows,
    "ul.cards": _rows,
    "ol.plates": _rows,
    "ul.names": _listed("names"),
    "ol.sources": _listed("bibliography-list"),
    "ol.steps": _listed("steps"),
    "p.steps-minutes": _called("step-minutes"),
    "ol.timeline": Writer.timeline,
    "ul.cited-by": Writer.listing,
    "dl": Writer.definitions,
    "dl.facts": Writer.facts,
    "table": Writer.table,
    "table.matrix": Writer.table,
    "pre": Writer.code_block,
    "blockquote": _around("quoted"),
    "figure": Writer.figure,
    "details": _around("notice"),
    "hr": lambda _writer, _element: ["#divider();\n\n"],
}
"""Tag, or tag and class → what writes it, where blocks stand."""

INLINES: dict[str, Handler] = {
    "a": Writer.link,
    "a.mention": Writer.link,
    "a.entry-title": Writer.link,
    "a.relation-title": Writer.link,
    "strong": _styled("strong"),
    "b": _styled("strong"),
    "strong.notice-title": _styled("notice-title"),
    "summary": _styled("notice-title"),
    "em": _styled("stress"),
    "i": _styled("stress"),
    "s": _styled("strike"),
    "sub": _styled("sub"),
    "sup": _styled("super"),
    "sup.footnote-ref": Writer.footnote,
    "a.outdated": lambda _writer, _element: ["#outdated-sign();"],
    "span.untranslated": _styled("aside-words"),
    "a.source-all": _all_of_a_work,
    "a.footnote-back": lambda _writer, _element: [],
    "cite": _styled("work-title"),
    "cite.citation": Writer.inside,
    "code": _code,
    "br": _break,
    "bdi": Writer.inside,
    "bdi.shelfmark": _styled("shelf-mark"),
    "bdi.entry-number": _styled("entry-number"),
    "time": Writer.inside,
    "time.lineage-date": Writer.inside,
    "img": Writer.picture,
    "span": Writer.inside,
    "span.term": Writer.inside,
    "span.basis": _ours,
    "span.unverified": _styled("unverified"),
    "span.badge": _styled("badge"),
    "span.quiet": _aside,
    "span.entry-count": _aside,
    "span.entry-words": _styled("aside-words"),
    "span.relation-provisions": Writer.inside,
    "span.provision-number": _styled("provision-number"),
    "span.sources-note": _styled("aside-words"),
    "span.source-url": Writer.inside,
    "span.cited-by-place": _styled("strong"),
    "span.kicker": lambda writer, element: [*call("aside-words", writer.inside(element)), words(" ")],
}
"""The same, inside a line."""


def is_known_class(name: str) -> bool:
    """Tell whether the writer knows what has a class: how to print it, or why not to."""
    tables: tuple[Iterable[str], ...] = (BLOCKS, INLINES, LEFT_OUT)
    told = any(key.partition(".")[2] == name for table in tables for key in table)
    return told or name in LEFT_OUT or name in _ITEMS or bool(_PLAIN_CLASSES.fullmatch(name))
