"""Reads the pages of a built site with a real HTML parser, and tells what tests ask about them."""

from __future__ import annotations

import gc
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_FETCHED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src", "srcdoc"),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "input": ("src",),
    "body": ("background",),
    "form": ("action",),
}
_LINKS_NOT_FETCHED = frozenset({"canonical", "alternate", "license", "next", "prev", "author"})
# Elements whose words nobody reads in the page; a title has no marks inside, and stands outside of <body>.
_UNREAD = frozenset({"script", "style", "template", "svg", "title"})


@dataclass(slots=True)
class Element:
    """An element, without its children."""

    tag: str
    attributes: dict[str, str]
    line: int


@dataclass(slots=True)
class Words:
    """A piece of text, with the language and direction that are in force where it stands."""

    text: str
    language: str
    direction: str
    line: int


@dataclass(slots=True)
class PageReading:
    """One page, read."""

    path: str
    """From the root of the site."""
    size: int
    elements: list[Element] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Where the tags do not fit."""

    def all(self, tag: str, **wanted: str) -> list[Element]:
        """Return the elements with this tag and these attributes."""
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{self.path}: {len(found)} of <{tag} {wanted}>"
        return found[0]

    @property
    def ids(self) -> list[str]:
        """All ids, in the order of the page."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @property
    def language(self) -> str:
        """Language of the page."""
        return self.one("html").attributes.get("lang", "")

    @property
    def direction(self) -> str:
        """Direction of the page: Material writes it on <body>."""
        return self.one("html").attributes.get("dir") or self.one("body").attributes.get("dir", "")

    @property
    def canonical(self) -> str:
        """The address that the page gives for itself."""
        return self.one("link", rel="canonical").attributes["href"]

    @property
    def hreflang(self) -> dict[str, str]:
        """Language → address, as the head says; the relation may have a space at its end."""
        found: dict[str, str] = {}
        for element in self.all("link"):
            if "alternate" in element.attributes.get("rel", "").split() and "hreflang" in element.attributes:
                tag = element.attributes["hreflang"]
                assert tag not in found, f"{self.path}: hreflang={tag} twice"
                found[tag] = element.attributes["href"]
        return found

    @property
    def switcher(self) -> dict[str, str]:
        """Language → address, as the reader's menu of languages has them."""
        return {
            element.attributes["hreflang"]: element.attributes["href"]
            for element in self.all("a")
            if "hreflang" in element.attributes
        }

    @property
    def text(self) -> str:
        """All that one reads in the page."""
        return " ".join(words.text for words in self.words)

    def fetched(self) -> Iterator[tuple[Element, str]]:
        """Yield what a browser fetches because of this page: element and address."""
        for element in self.elements:
            for name in _FETCHED.get(element.tag, ()):
                if name in element.attributes:
                    yield element, element.attributes[name]
            if element.tag == "link" and not set(element.attributes.get("rel", "").split()) & _LINKS_NOT_FETCHED:
                yield element, element.attributes.get("href", "")
            if "ping" in element.attributes:
                yield element, element.attributes["ping"]
            for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", element.attributes.get("style", "")):
                yield element, address

    def target(self, address: str) -> tuple[str, str]:
        """Return path (from the root of the site) and fragment of a relative address."""
        parts = urlsplit(address)
        path = unquote(parts.path)
        if not path:
            return self.path, unquote(parts.fragment)
        folder = posixpath.dirname(self.path)
        joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
        return posixpath.normpath(joined), unquote(parts.fragment)


class _Reader(HTMLParser):
    def __init__(self, page: PageReading) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._open: list[tuple[str, str, str]] = []
        """Tag, language and direction of each open element."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes: dict[str, str] = {}
        for name, value in attrs:
            if name in attributes:
                self._fault(f"<{tag}> has the attribute {name} twice")
            attributes[name] = value or ""
        self.page.elements.append(Element(tag, attributes, self.getpos()[0]))
        if tag not in VOID:
            around = self._open[-1] if self._open else ("", "", "ltr")
            self._open.append((tag, attributes.get("lang", around[1]), attributes.get("dir", around[2])))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1][0] != tag:
            self._fault(f"</{tag}> where </{self._open[-1][0] if self._open else ''}> was expected")
            while any(opened[0] == tag for opened in self._open) and self._open.pop()[0] != tag:
                pass
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(opened[0] in _UNREAD for opened in self._open):
            _, language, direction = self._open[-1] if self._open else ("", "", "ltr")
            self.page.words.append(Words(" ".join(data.split()), language, direction, self.getpos()[0]))

    def _fault(self, message: str) -> None:
        self.page.faults.append(f"{self.page.path}:{self.getpos()[0]}: {message}")


def read_html(path: str, html: str) -> PageReading:
    """Read one page."""
    page = PageReading(path, len(html))
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    page.faults += [f"{path}: <{tag}> is not closed" for tag, _, _ in reader._open]
    return page


class Pages(Mapping[str, PageReading]):
    """Path → page; each is read when it is first asked for."""

    def __init__(self, site: Site, paths: list[str]) -> None:
        self._site = site
        self._read: dict[str, PageReading | None] = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> PageReading:
        page = self._read[path]
        if page is None:
            page = self._read[path] = read_html(path, self._site.read(path))
            # Pages stay: to look for garbage among their elements again and again takes a quarter of the time.
            gc.freeze()
        return page

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


class Site:
    """A built site."""

    def __init__(self, folder: Path, languages: tuple[str, ...], address: str) -> None:
        self.folder = folder
        self.languages = languages
        """The source language first."""
        self.address = address
        self.files = frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> Pages:
        """Path → page, for every page but the one for the lost."""
        return Pages(self, sorted(path for path in self.files if path.endswith(".html") and path != "404.html"))

    def read(self, path: str) -> str:
        """Return a file of the site."""
        return (self.folder / path).read_text(encoding="utf-8")

    def language_of(self, path: str) -> str:
        """Return the language whose page stands at a path."""
        first = path.partition("/")[0]
        return first if first in self.languages[1:] else self.languages[0]

    def in_language(self, page: str, language: str) -> str:
        """Return the path of a page (`demands/x`) in a language."""
        return f"{'' if language == self.languages[0] else language + '/'}{page}.html"

    def inside(self, path: str) -> str:
        """Return the part of a path that all languages share."""
        language = self.language_of(path)
        return path if language == self.languages[0] else path.removeprefix(f"{language}/")

    def local(self, address: str) -> str:
        """Return the path of an absolute address of this site."""
        assert address.startswith(self.address), address
        return address.removeprefix(self.address)
