"""One page or stylesheet of the site as it stands in an offline copy: its addresses, and what only a website has.

Text in, text out; where an address leads is for the caller to say. Nothing is parsed and written anew: only start
tags that need it are changed, so that all else is byte for byte the site's.

Two attributes of the templates speak to an offline copy: an element with `data-online` is left out of it, and one with
`data-offline hidden` is shown in it alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape, unescape

from handbook.core.diagnostics import HandbookError

SEARCH_SCRIPT = "assets/javascripts/offline-search.js"
"""Stands in for the worker of the search; loaded right before Material's script."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An address that a page or a stylesheet names."""

    address: str
    """As it stands there, entities resolved."""
    line: int
    """From 1."""
    is_link: bool
    """True where a reader follows it, False where the browser fetches it by itself."""


Resolve = Callable[[Reference], str | None]
"""Returns the address to write in its place; None to write none."""


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """A page of an offline copy."""

    html: str
    ids: frozenset[str]
    """What a fragment may name."""


_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*+"""
# Scripts are one match with all that is in them, where "<" begins no tag.
_TAG = re.compile(rf"<(script)\b({_ATTRIBUTES})>(.*?)</script>|<([a-z][a-z0-9-]*)\b({_ATTRIBUTES})>", re.DOTALL)
_ADDRESS = re.compile(r'\s(href|src|poster)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_ONLINE = re.compile(rf"""<([a-z]+)\b(?:[^<>"']|"[^"]*"|'[^']*')*?\sdata-online\b{_ATTRIBUTES}>""")
_ALTERNATE = re.compile(r'\srel="alternate\b')
_CANONICAL = re.compile(r'\srel="canonical"')
# Material's own script, and the place below which its pages keep the choice of colours.
_BUNDLE = re.compile(r'\ssrc="[^"]*/bundle\.\w+\.min\.js"')
_SCOPE = re.compile(r'(?<=__md_scope=new URL\()"[^"]*"(?=,location\))')
_CSS_ADDRESS = re.compile(r"""(url\(\s*['"]?|@import\s+['"])([^'")]+)""")


def offline_page(html: str, to_root: str, resolve: Resolve, *, is_public: bool) -> OfflinePage:
    """Return a page for an offline copy.

    Args:
        html: the page of the site.
        to_root: way from the page to the root of the copy, with a slash at its end; empty at the root itself.
        resolve: says what to write for each address; it is called in the order of the page.
        is_public: whether the site can be reached, so that the page may say where it stands there.

    Raises:
        HandbookError: an element that should be left out has no end.
    """
    ids: set[str] = set()

    def changed(first_line: int, tag: re.Match[str]) -> str:
        name, attributes, script = tag[1] or tag[4], tag[2] if tag[1] else tag[5], tag[3]
        ids.update(unescape(found) for found in _ID.findall(attributes))
        if name == "link" and (_ALTERNATE.search(attributes) or (_CANONICAL.search(attributes) and not is_public)):
            return ""
        before = f'<script src="{to_root}{SEARCH_SCRIPT}"></script>\n      ' if _BUNDLE.search(attributes) else ""
        if _ADDRESS.search(attributes):
            line = first_line + tag.string.count("\n", 0, tag.start())
            is_link = name == "a" or bool(_CANONICAL.search(attributes))
            attributes = _ADDRESS.sub(lambda found: _resolved(found, line, resolve, is_link=is_link), attributes)
        attributes = attributes.replace(" data-offline hidden", "")
        if script is None:
            return f"<{name}{attributes}>"
        script = _SCOPE.sub(f'"{to_root or "."}"', script)
        return f"{before}<script{attributes}>{script}</script>"

    pieces = []
    for begin, piece in _kept(html):
        first_line = html.count("\n", 0, begin) + 1
        pieces.append(_TAG.sub(partial(changed, first_line), piece))
    return OfflinePage("".join(pieces), frozenset(ids))


def _resolved(found: re.Match[str], line: int, resolve: Resolve, *, is_link: bool) -> str:
    new = resolve(Reference(unescape(found[2]), line, is_link))
    return "" if new is None else f' {found[1]}="{escape(new)}"'


def _kept(html: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of a page without what only the website has, each with the place where it begins.

    The space before what is left out goes with it, so that nothing tells how much there was.
    """
    begin = 0
    while start := _ONLINE.search(html, begin):
        depth = 1
        for tag in re.compile(rf"<(/?){start[1]}\b").finditer(html, start.end()):
            depth += -1 if tag[1] else 1
            if depth == 0:
                break
        else:
            raise HandbookError(f"<{start[1]} data-online> is not closed")
        yield begin, html[begin : start.start()].rstrip()
        begin = html.index(">", tag.start()) + 1
    yield begin, html[begin:]


def offline_stylesheet(css: str, resolve: Resolve) -> str:
    """Return a stylesheet for an offline copy."""

    def changed(found: re.Match[str]) -> str:
        if found[2].startswith(("data:", "#")):
            return found[0]
        return found[1] + (resolve(Reference(found[2], css.count("\n", 0, found.start()) + 1, is_link=False)) or "")

    return _CSS_ADDRESS.sub(changed, css)
