"""What holds for the HTML of every page, read as a browser reads it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "wbr"})
_FORBIDDEN = frozenset({"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "svg", "math"})
_REFERS = ("aria-labelledby", "aria-describedby", "for")
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_CLOSED_BY_ITSELF = {"a": "a", "p": "p", "button": "button", "label": "label"}
"""Elements that hold none of their own kind: the parser of a browser would end the outer one."""


class Page(HTMLParser):
    """Reads a fragment and gathers what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.refers: set[str] = set()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[tuple[str, str]] = []
        """Language (empty: the page's own; `-`: marked as a code) and words of each run of text."""
        self._open: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag, _ in self._open]
        self.faults += [f"the id '{name}' stands twice" for name in {*self.ids} if self.ids.count(name) > 1]
        self.faults += [f"nothing has the id '{name}'" for name in sorted(self.refers - {*self.ids})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        if tag in _FORBIDDEN:
            self.faults.append(f"<{tag}>")
        if len(values) != len(attrs):
            self.faults.append(f"an attribute of <{tag}> stands twice")
        if any(tag == _CLOSED_BY_ITSELF.get(outer) for outer, _ in self._open):
            self.faults.append(f"<{tag}> in <{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag not in _VOID:
            marked = values.get("lang") or ("-" if values.get("dir") == "ltr" else None)
            self._open.append((tag, marked))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name == "style":
            self.faults.append(f"the attribute {name} of <{tag}>")
        if name == "id":
            self.ids.append(value)
            if not value or re.search(r"\s", value):
                self.faults.append(f"the id '{value}'")
        if name in _REFERS:
            self.refers.update(value.split())
        if name in ("href", "src", "data-src", "action"):
            self.addresses.append(value)
            if value.startswith("#"):
                self.refers.add(value[1:])
            elif re.match(r"(?!https?://|mailto:|tel:)(\s*[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\])", value):
                self.faults.append(f"the address {value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.faults.append(f"<{tag} /> closes nothing")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes <{self._open[-1][0] if self._open else ''}>")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        marked = next((language for _, language in reversed(self._open) if language), "")
        if data.strip():
            self.texts.append((marked, " ".join(data.split())))

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"the comment {data}")

    @property
    def text(self) -> str:
        """What a reader reads."""
        return " ".join(text for _, text in self.texts)

    def latin_words_in(self, language: str) -> set[str]:
        """Return Latin words that stand in text of `language` (which is the page's) and are marked as no other's."""
        return {word for marked, text in self.texts if marked in ("", language) for word in _LATIN_WORD.findall(text)}


def faults_of(html: str) -> list[str]:
    """Return what is wrong with a fragment of HTML."""
    return Page(html).faults
