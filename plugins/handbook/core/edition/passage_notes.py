"""What a translated page says of its passages.

Where the source has changed since, a mark leads to what it says now; where nobody has translated it, its own words
stand in their place. A page in step with its source says nothing, and costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TypeVar

from handbook.core.edition.html import Html
from handbook.core.edition.resolver import Note, Resolver
from handbook.core.languages import Language
from handbook.core.markdown import Body, Passage, PassageKind, PassageMark, Section, parse_words
from handbook.core.markdown.fragments import Part
from handbook.core.markdown.passages import UNTRANSLATED
from handbook.core.translation.alignment import Match, State

_CONTAINERS = {
    PassageKind.ITEM: "ul",
    PassageKind.ROW: "table",
    PassageKind.TERM: "dl",
    PassageKind.DEFINITION: "dl",
}
"""Kind of a passage → the element that passages of this kind stand in; others stand alone."""
_FRONT = (PassageKind.TITLE, PassageKind.SUMMARY)
_OWN_FOOTNOTE = re.compile(r'(id="fn|href="#fn)(ref)?(\d+)')
_PART_LEVEL = 3
CELL_BOUNDARY = " | "


Piece = TypeVar("Piece", Section, Part)


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that is newer in the source than in the translation."""

    number: int
    """From 1."""
    words: Html
    """What the source says now."""
    is_marked: bool
    """True where a mark stands beside the passage, to go back to."""


class PassageNotes:
    """The passages of one page, compared with their source. Made for one page."""

    def __init__(self, matches: Sequence[Match], body: Body, source: Body, resolver: Resolver, folder: str) -> None:
        """Find what there is to say.

        Args:
            matches: the passages of the page.
            body: the words of the translation.
            source: those of the source.
            resolver: writes words of the source on this page.
            folder: folder of the page, for relative links.
        """
        self.resolver = resolver
        self.changes: list[Change] = []
        self.marks = {kind: Html("") for kind in _FRONT}
        """What stands beside title and summary."""
        self.places: dict[tuple[int, str], Note] = {}
        """What stands beside the passages of the body."""
        self.opening = Html("")
        """What stands before the first passage of the body."""
        self.missing = 0
        """Number of passages that nobody has translated."""
        self.whole: frozenset[str] = frozenset()
        """Ids of sections, and of headings in them, that are shown whole from the source."""
        self._footnotes: set[str] = set()
        self._lost_footnotes: list[Passage] = []
        self._folder = folder
        self._source = source
        if all(match.state is State.CURRENT for match in matches):
            return
        self._reader: Language = resolver.edition.language
        self._numbers = {passage: number for number, passage in enumerate(body.passages)}
        self._behind = {hole.number for hole in body.holes if isinstance(hole, PassageMark) and hole.at == "behind"}
        self._levels = {heading.id: heading.level for section in source.sections for heading in section.headings}
        self.whole = frozenset(_whole(body, source))
        self._gaps: dict[tuple[int, str], list[tuple[Passage, bool]]] = {}
        """Where passages are missing → those passages, and whether each has a label."""
        self._last = -1
        self._read(matches)
        for (number, at), gap in self._gaps.items():
            home = _CONTAINERS.get(body.passages[number].kind, "") if at == "after" and number >= 0 else ""
            html = self._gap(gap, home)
            if number < 0:
                self.opening = Html(html)
            else:
                self._put(number, at, Note(html, "", html))

    # -- reading -------------------------------------------------------------------------------------------

    def _read(self, matches: Iterable[Match]) -> None:
        labelled = ""
        for match in matches:
            kind = (match.source or match.translation or match.base)[0].kind
            numbers = [self._numbers[passage] for passage in match.translation if passage in self._numbers]
            is_missing = match.state is State.MISSING
            # One label is enough for passages that follow each other.
            label = is_missing and labelled != f"{match.section} {kind in _FRONT}"
            labelled = f"{match.section} {kind in _FRONT}" if is_missing else ""
            if is_missing:
                self.missing += len(match.source)
            if kind in _FRONT:
                if is_missing:
                    self.marks[kind] = Html(self._label())
                elif _has_changed(match):
                    self.marks[kind] = Html(self._change(match.source))
                continue
            if is_missing and not match.translation:
                self._miss(match.source, label=label)
                continue
            self._fill(match, label=label)
            if _has_changed(match) and numbers:
                marked = numbers[0] if match.is_section else numbers[-1]
                is_marked = kind != PassageKind.CODE
                mark = self._change(match.source, is_marked=is_marked)
                if is_marked:
                    self._put(marked, "end", Note("", mark, mark))
            if numbers and not match.is_moved and match.state is not State.EXTRA and kind != PassageKind.FOOTNOTE:
                self._last = max(numbers)

    def _put(self, number: int, at: str, note: Note) -> None:
        before = self.places.get((number, at), Note("", "", ""))
        self.places[number, at] = Note(*(old + new for old, new in zip(before, note, strict=True)))

    def _change(self, passages: Sequence[Passage], *, is_marked: bool = True) -> str:
        """Note a change and return its mark."""
        number = len(self.changes) + 1
        self.changes.append(Change(number, Html(self.blocks(passages)), is_marked))
        language = self._reader.name_of(self.resolver.language.tag)
        words = self._reader.gettext("Note {number}: newer in {language}").format(number=number, language=language)
        return (
            f'<a class="outdated" id="passage-{number}" href="#changed-{number}" aria-label="{escape(words)}">'
            f"{number}</a>"
        )

    def _fill(self, match: Match, *, label: bool) -> None:
        """Put the words of the source into passages that stand in brackets."""
        is_one_for_one = match.state is State.MISSING and len(match.source) == len(match.translation)
        for place, passage in enumerate(match.translation):
            if not passage.is_untranslated or passage not in self._numbers:
                continue
            number = self._numbers[passage]
            shown = match.source[place] if is_one_for_one else None
            # Which passage it stands for is not certain: what stands in the brackets is the source's, once.
            text = shown.text if shown else passage.text.removeprefix(UNTRANSLATED[0]).removesuffix(UNTRANSLATED[1])
            cells = [text]
            if passage.kind == PassageKind.ROW:
                # Cells that the row of the translation has no room for stand in its last one.
                cells = text.split(CELL_BOUNDARY, passage.text.count(CELL_BOUNDARY))
            for column, cell in enumerate(cells, 1):
                is_last = column == len(cells)
                mark = self._label() if label and is_last else ""
                note = Note(self._foreign(cell), mark, self._foreign(cell, mark))
                self._put(number, "end" if is_last else f"cell {column}", note)
            label = False

    def _miss(self, passages: Iterable[Passage], *, label: bool) -> None:
        """Find the place of passages that have no counterpart: after the one that goes before them in the source."""
        for passage in passages:
            if passage.section in self.whole:
                continue
            if passage.kind == PassageKind.FOOTNOTE:
                self._lost_footnotes.append(passage)
                continue
            number, at = self._last, "after"
            if number >= 0:
                own, home = _CONTAINERS.get(passage.kind, ""), self._home(number)
                if number in self._behind and (own != home or not own or (number, "behind") in self._gaps):
                    at = "behind"
            self._gaps.setdefault((number, at), []).append((passage, label))
            label = False

    def _home(self, number: int) -> str:
        kind = next(passage.kind for passage, found in self._numbers.items() if found == number)
        return _CONTAINERS.get(kind, "")

    # -- HTML ----------------------------------------------------------------------------------------------

    @property
    def attributes(self) -> Html:
        """` lang="…" dir="…"` of words of the source."""
        language = self.resolver.language
        return Html(f' lang="{language.tag}" dir="{language.direction}"')

    def label(self) -> Html:
        """Return what a reader is told of words that nobody has translated."""
        return Html(self._label())

    def _label(self) -> str:
        language = self.resolver.edition.language
        words = escape(language.gettext("not translated yet"))
        return f' <span class="untranslated" lang="{language.tag}" dir="{language.direction}">{words}</span>'

    def _words(self, text: str) -> str:
        return self.resolver.html(parse_words("", self._folder, text))

    def _words_and(self, text: str, after: str) -> str:
        return f"{self._words(text)}{after}"

    def _foreign(self, text: str, after: str = "") -> str:
        return f'<span class="missing"{self.attributes}>{self._words(text)}{after}</span>'

    def blocks(self, passages: Iterable[Passage]) -> str:
        """Return passages of the source as blocks: items in a list, rows in a table; one item alone as a paragraph."""
        passages = tuple(passages)
        if len(passages) == 1 and passages[0].kind in _CONTAINERS and passages[0].kind != PassageKind.ROW:
            return f"<p>{self._words(passages[0].text)}</p>"
        return "".join(
            _around(container, "".join(self._block(passage) for passage in group))
            for container, group in groupby(passages, lambda passage: _CONTAINERS.get(passage.kind, ""))
        )

    def _gap(self, gap: Iterable[tuple[Passage, bool]], home: str) -> str:
        """Return missing passages as they fit into the element that they are to stand in."""
        made = []
        for container, group in groupby(gap, lambda item: _CONTAINERS.get(item[0].kind, "")):
            blocks = (self._block(passage, missing=True, label=label) for passage, label in group)
            html = "".join(blocks) if container == home else _around(container, "".join(blocks))
            made.append(html if container == home or not home else _inside(home, html))
        return "".join(made)

    def _block(self, passage: Passage, *, missing: bool = False, label: bool = False) -> str:
        kind = passage.kind
        attributes = f' class="missing"{self.attributes}' if missing else ""
        after = self._label() if label else ""
        if kind in _CONTAINERS:
            # The item keeps its number, the cell its column, on the side of the page's own language.
            write = self._foreign if missing else self._words_and
            if kind == PassageKind.ROW:
                *cells, last = passage.text.split(CELL_BOUNDARY)
                inside = [*(write(cell, "") for cell in cells), write(last, after)]
                return f"<tr>{''.join(f'<td>{cell}</td>' for cell in inside)}</tr>"
            tag = {PassageKind.ITEM: "li", PassageKind.TERM: "dt"}.get(kind, "dd")
            identifier = f' id="{escape(passage.anchor)}"' if missing and passage.anchor else ""
            return f"<{tag}{identifier}>{write(passage.text, after)}</{tag}>"
        if kind == PassageKind.CODE:
            return f"<pre{attributes}><code>{escape(passage.text)}</code></pre>"
        words = escape(passage.text) if kind in _FRONT else self._words(passage.text)
        if kind == PassageKind.HEADING and missing:
            level = self._levels.get(passage.section, _PART_LEVEL)
            return f'<h{level} id="{escape(passage.anchor)}"{attributes}>{words}{after}</h{level}>'
        if kind in (PassageKind.HEADING, PassageKind.CALLOUT, PassageKind.TITLE):
            words = f"<strong>{words}</strong>"
        return f"<p{attributes}>{words}{after}</p>"

    # -- whole sections and footnotes ----------------------------------------------------------------------

    def apart(self, html: Html) -> Html:
        """Return a section of the source with its footnotes told apart from the translation's; remember them."""
        self._footnotes.update(number for _, _, number in _OWN_FOOTNOTE.findall(html))
        return Html(_OWN_FOOTNOTE.sub(r"\1\2-source-\3", html))

    def footnotes(self) -> Html:
        """Return the footnotes of what is shown in the source language."""
        items = []
        if self._footnotes:
            found = re.findall(r"<li id=\"fn.*?</li>\n", self.resolver.html(self._source.footnotes), re.DOTALL)
            items = [
                _OWN_FOOTNOTE.sub(r"\1\2-source-\3", item).replace("<li ", f'<li value="{number[3]}" ', 1)
                for item in found
                if (number := _OWN_FOOTNOTE.search(item)) and number[3] in self._footnotes
            ]
        items += [f"<li>{self._words(passage.text)}</li>" for passage in self._lost_footnotes]
        if not items:
            return Html("")
        return Html(f'<ol class="footnotes"{self.attributes}>{"".join(items)}</ol>')


def _has_changed(match: Match) -> bool:
    """Tell whether readers should know that the source has other words now."""
    if match.state is not State.OUTDATED or match.is_moved:
        return False
    if all(passage.is_untranslated for passage in match.translation):
        return False
    return [passage.text for passage in match.source] != [passage.text for passage in match.base]


def _whole(body: Body, source: Body) -> Iterator[str]:
    """Yield the ids of headings whose section, or whose part of one, the translation lacks."""
    known = {identifier for identifier, _ in body.anchors}
    for section in source.sections:
        is_missing = section.id not in known
        if is_missing:
            yield section.id
        part_is_missing = False
        for heading in section.headings:
            if heading.level == _PART_LEVEL:
                part_is_missing = heading.id not in known
            if is_missing or (part_is_missing and heading.id not in known):
                yield heading.id


def merged(own: Sequence[Piece], source: Sequence[Piece], wanted: frozenset[str]) -> list[tuple[Piece, bool]]:
    """Return sections (or parts) of a translation and, each in its place, those that only the source has.

    Args:
        own: those of the translation.
        source: those of the source.
        wanted: ids of those of the source that are to be shown.

    Returns:
        Each with whether it is the translation's own.
    """
    found = [(piece, True) for piece in own]
    before = -1
    for piece in source:
        place = next((number for number, (other, _) in enumerate(found) if other.id == piece.id), None)
        if place is not None:
            before = place
        elif piece.id in wanted:
            before += 1
            found.insert(before, (piece, False))
    return found


def _around(container: str, html: str) -> str:
    return f"<{container}>{html}</{container}>" if container else html


def _inside(home: str, html: str) -> str:
    """Return blocks as a child of a list or a table."""
    if home == "table":
        return f'<tr><td colspan="9">{html}</td></tr>'
    return f'<li class="plain">{html}</li>' if home == "ul" else f"<dd>{html}</dd>"
