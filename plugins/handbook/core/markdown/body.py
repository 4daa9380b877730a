"""From Markdown to a `Body`: one walk over the tokens that finds lines, faults, ids and sections."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from handbook.core.diagnostics import Diagnostic
from handbook.core.markdown.citation_syntax import SyntaxFault
from handbook.core.markdown.find_passages import find_passages, mark_passages
from handbook.core.markdown.fragments import Body, Fragment, Heading, LocalAddress, MarkedItem, Part, Section
from handbook.core.markdown.renderer import FragmentRenderer, plain_text
from handbook.core.markdown.rules import MAX_BLOCK, add_rules
from handbook.core.markdown.uncited import find_uncited

MAX_NESTING = 40
"""Deepest nesting of blocks and marks; a list in a list in an admonition in a list is about twelve."""

_LINKS = ("citation", "reference", "footnote_ref", "link_open")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,40})\]")
"""What looks like a footnote and was not taken for one."""
_EXTERNAL = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f]+", re.IGNORECASE)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:|//|\\", re.IGNORECASE)


@cache
def _parser() -> MarkdownIt:
    """The parser, made once a process: it holds no state between texts."""
    md = MarkdownIt(
        "commonmark",
        {"html": False, "maxNesting": MAX_NESTING},
        renderer_cls=FragmentRenderer,
    )
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False).use(deflist_plugin).use(admon_plugin)
    add_rules(md)
    # Every address is looked at below, where its line is known; none may vanish in silence here.
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    renderer = md.renderer
    assert isinstance(renderer, FragmentRenderer)
    # Plugins put their own rules into the renderer; the methods of ours go first.
    renderer.rules.update({name: getattr(renderer, name) for name in vars(FragmentRenderer) if name[0] != "_"})
    return md


def parse_body(
    path: str,
    folder: str,
    text: str,
    *,
    first_line: int = 1,
    section_level: int = 2,
    take_summary: bool = False,
    editors_voice: bool = False,
    is_translation: bool = False,
) -> tuple[Body, tuple[Diagnostic, ...]]:
    """Parse the words of an entry or a page.

    Args:
        path: the file, for diagnostics.
        folder: folder of the file from the root of its language, for relative links; empty at the root.
        text: Markdown, without front matter.
        first_line: line of the file on which `text` begins.
        section_level: level of the headings that make sections: 2, or 3 in an entry that shares its file.
        take_summary: the first paragraph is the entry's summary and leaves the lead.
        editors_voice: the whole text is the editors' own words, so nothing in it is uncited.
        is_translation: leave a mark at each passage, where the page can tell that it is out of date.
    """
    md = _parser()
    env: dict[str, object] = {"holes": []}
    tokens = md.parse(text, env)
    walk = _Walk(path, folder, first_line, section_level)
    walk.over(tokens)
    walk.unused_footnotes(text, env)
    renderer = md.renderer
    assert isinstance(renderer, FragmentRenderer)
    uncited = () if editors_voice else tuple(find_uncited(tokens, skip_first_paragraph=take_summary))
    passages = find_passages(tokens, first_line)
    if is_translation:
        tokens = mark_passages(tokens, passages)
    blocks, footnotes = _part_footnotes(tokens)
    first: Fragment = ()
    groups = list(_sections(blocks, section_level))
    lead = groups[0][1]
    if take_summary and lead and lead[0].type == "paragraph_open":
        first = renderer.render_inline_fragment(lead[1].children or [], md.options, env)
        lead = lead[3:]
    sections = []
    for heading, content in groups[1:]:
        title = renderer.render_inline_fragment(heading[1].children or [], md.options, env)
        (_, before), *parts = _sections(content, section_level + 1)
        sections.append(
            Section(
                id=str(heading[0].attrGet("id") or ""),
                classes=tuple(str(heading[0].attrGet("class") or "").split()),
                title=title,
                title_text=plain_text("".join(piece for piece in title if isinstance(piece, str))),
                lead=renderer.render_fragment(before, md.options, env),
                parts=tuple(
                    Part(
                        str(opening[0].attrGet("id") or ""),
                        renderer.render_inline_fragment(opening[1].children or [], md.options, env),
                        renderer.render_fragment(opening, md.options, env),
                        renderer.render_fragment(inside, md.options, env),
                    )
                    for opening, inside in parts
                ),
                headings=tuple(_headings(content, renderer, md, env)),
                items=tuple(_items(content, renderer, md, env)),
                line=heading[0].meta["line"],
            )
        )
    definitions = env.get("references", {})
    assert isinstance(definitions, dict)
    body = Body(
        lead=renderer.render_fragment(lead, md.options, env),
        first_paragraph=first,
        sections=tuple(sections),
        footnotes=renderer.render_fragment(footnotes, md.options, env),
        anchors=tuple(walk.anchors.items()),
        uncited=uncited,
        passages=tuple(passages),
        link_labels=tuple(
            (label.lower(), first_line + (item.get("map") or [0])[0]) for label, item in definitions.items()
        ),
    )
    holes = tuple(piece for part in body.fragments for piece in part if not isinstance(piece, str))
    return replace(body, holes=holes), tuple(walk.diagnostics)


def parse_words(path: str, folder: str, words: str) -> Fragment:
    """Parse the words of one passage, as a `Passage` has them: Markdown in one line.

    Its faults were found with the file's. References to footnotes are left out: the notes are not there.

    Args:
        path: the file.
        folder: folder of the file from the root of its language.
        words: Markdown.
    """
    md = _parser()
    env: dict[str, object] = {"holes": []}
    tokens = md.parseInline(_FOOTNOTE.sub("", words), env)
    _Walk(path, folder, 1, 2).over(tokens)
    renderer = md.renderer
    assert isinstance(renderer, FragmentRenderer)
    return renderer.render_inline_fragment(tokens[0].children or [], md.options, env)


def _part_footnotes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    for position, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:position], tokens[position:]
    return tokens, []


def _sections(tokens: Sequence[Token], level: int) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Part tokens at the top-level headings of `level`: first the lead (with no heading), then each section."""
    starts = [
        position
        for position, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.meta["source_level"] == level
    ]
    yield (), tokens[: starts[0]] if starts else tokens
    for start, end in zip(starts, [*starts, len(tokens)][1:], strict=True):
        yield tokens[start : start + 3], tokens[start + 3 : end]


def _headings(
    tokens: Sequence[Token], renderer: FragmentRenderer, md: MarkdownIt, env: dict[str, object]
) -> Iterator[Heading]:
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            title = renderer.render_inline_fragment(tokens[position + 1].children or [], md.options, env)
            yield Heading(str(token.attrGet("id") or ""), int(token.tag[1]), title, token.meta["line"])


def _items(
    tokens: Sequence[Token], renderer: FragmentRenderer, md: MarkdownIt, env: dict[str, object]
) -> Iterator[MarkedItem]:
    for position, token in enumerate(tokens):
        if token.type == "list_item_open" and token.attrGet("id") and tokens[position + 2].type == "inline":
            content = renderer.render_inline_fragment(tokens[position + 2].children or [], md.options, env)
            yield MarkedItem(str(token.attrGet("id")), content, token.meta["line"])


class _Walk:
    """Gives every token its line in the file, and finds faults and anchors."""

    def __init__(self, path: str, folder: str, first_line: int, section_level: int) -> None:
        self.path = path
        self.folder = folder
        self.first_line = first_line
        self.section_level = section_level
        self.diagnostics: list[Diagnostic] = []
        self.anchors: dict[str, int] = {}
        """Id → its line."""
        self._heading_level = section_level - 1
        self._line = first_line
        self._seen: set[str] = set()

    def over(self, tokens: list[Token]) -> None:
        deepest, deepest_line = 0, self.first_line
        for position, token in enumerate(tokens):
            if token.map:
                self._line = self.first_line + token.map[0]
            token.meta["line"] = self._line
            level = token.level
            if token.type == "heading_open":
                self._heading(token)
                tokens[position + 2].tag = token.tag
            elif token.type == "inline":
                if tokens[position - 1].type == "admonition_title_open":
                    # The parser makes up a title from the type of the admonition where none was typed.
                    info = tokens[position - 2].info.strip()
                    token.meta["default"] = " " not in info
                if "length" in token.meta:
                    message = f"a block of {token.meta['length']} characters; at most {MAX_BLOCK}: part it"
                    self._fault(self._line, "too-large", message)
                level = max(level, self._inline(token.children or [], self._line))
                self._caption_without_gap(tokens[position - 1], token)
            if token.type in ("td_open", "th_open"):
                self._logical_alignment(token)
            identifier = token.attrGet("id")
            if identifier:
                self._anchor(str(identifier))
            if level > deepest:
                deepest, deepest_line = level, self._line
        if deepest >= MAX_NESTING - 3:
            self._fault(deepest_line, "too-deep", f"nested {deepest} levels deep; at most {MAX_NESTING - 4}")

    def unused_footnotes(self, text: str, env: Mapping[str, Any]) -> None:
        """Report footnotes that nothing leads to, and that would vanish for it."""
        for label, number in env.get("footnotes", {}).get("refs", {}).items():
            if number < 0:
                name = label.removeprefix(":")
                self._line = self.first_line + text.count("\n", 0, max(0, text.find(f"[^{name}]:")))
                message = f"nothing leads to the footnote '{name}'; write `[^{name}]` where it belongs, or delete it"
                self._fault(self._line, "unused-footnote", message)

    def _heading(self, token: Token) -> None:
        level = int(token.tag[1])
        token.meta["source_level"] = level
        if level < self.section_level:
            what = "the title stands in the front matter" if level == 1 else "a heading of this level begins an entry"
            message = f"a heading of level {level}: {what}; use {'#' * self.section_level} for sections"
            self._fault(self._line, "heading-level", message)
        elif level > self._heading_level + 1:
            message = f"a heading of level {level} under one of level {self._heading_level}; do not skip a level"
            self._fault(self._line, "heading-level", message)
        self._heading_level = level
        # Sections are headings of level 2 on every page, also those of an entry that shares its file.
        token.tag = f"h{max(2, level - self.section_level + 2)}"
        if not token.attrGet("id"):
            message = "a heading without an id; write one that is the same in every language: `## Heading {#id}`"
            self._fault(self._line, "heading-without-id", message)

    def _inline(self, tokens: Sequence[Token], block_line: int, *, in_label: bool = False) -> int:
        deepest = 0
        line = block_line
        in_link = in_label
        for token in tokens:
            deepest = max(deepest, token.level)
            if token.type == "link_close":
                in_link = in_label
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            token.meta["line"] = block_line + token.meta["offset"] if "offset" in token.meta else line
            if (in_link and token.type in _LINKS) or (in_label and token.type == "image"):
                message = "a link, citation, footnote or picture inside the words of a link; put it after the link"
                self._fault(token.meta["line"], "nested-link", message)
            if token.type == "citation":
                if isinstance(token.meta["items"], SyntaxFault):
                    found = token.meta["items"].found
                    message = f"'{found}' is not a citation; write `[@key, p. 12; @key2]`"
                    self._fault(token.meta["line"], "bad-citation", message)
            elif token.type == "text":
                if "](" in token.content:
                    message = "a link whose words hold another link or a citation is none; put that after the link"
                    self._fault(token.meta["line"], "nested-link", message)
                for name in _FOOTNOTE.findall(token.content):
                    message = f"no footnote '{name}'; write it as a paragraph of its own: `[^{name}]: …`"
                    self._fault(token.meta["line"], "unknown-footnote", message)
            elif token.type == "raw_html":
                message = f"raw HTML `{_short(token.content)}`; use Markdown, or write `&lt;` for the character"
                self._fault(token.meta["line"], "raw-html", message)
            elif token.type == "link_open":
                in_link = True
                token.meta["address"] = self._admit(str(token.attrGet("href") or ""), token.meta["line"])
                if isinstance(token.meta["address"], str):
                    token.attrSet("rel", "external noopener")
            elif token.type == "image":
                token.meta["address"] = self._admit_picture(token)
            if token.children and token.type != "image":
                deepest = max(deepest, self._inline(token.children, token.meta["line"], in_label=True))
        return deepest

    def _admit(self, address: str, line: int) -> LocalAddress | str | None:
        """Return the address of a link if it may be published."""
        if _EXTERNAL.fullmatch(address):
            return address
        if _SCHEME.match(address):
            message = f"the link '{_short(address)}' is not allowed; allowed: http, https, mailto, tel, own pages"
            self._fault(line, "bad-link", message)
            return None
        target, _, anchor = address.partition("#")
        if not target:
            return LocalAddress("", anchor, line)
        joined = posixpath.normpath(posixpath.join(self.folder, target))
        if target.startswith("/") or joined.startswith(".."):
            message = f"the link '{_short(address)}' leads out of the handbook; link relative to this file"
            self._fault(line, "bad-link", message)
            return None
        return LocalAddress(joined, anchor, line)

    def _admit_picture(self, token: Token) -> LocalAddress | None:
        source, line = str(token.attrGet("src") or ""), token.meta["line"]
        if not token.content.strip():
            message = "a picture without a description; write what it shows: `![A woman signs …](file.svg)`"
            self._fault(line, "picture-without-text", message)
        if _EXTERNAL.fullmatch(source) or _SCHEME.match(source):
            message = f"the picture '{_short(source)}' would be fetched from elsewhere; put the file into docs/"
            self._fault(line, "remote-picture", message)
            return None
        address = self._admit(source, line)
        return address if isinstance(address, LocalAddress) else None

    def _caption_without_gap(self, opening: Token, inline: Token) -> None:
        in_row = opening.type == "td_open" and inline.content.startswith("Table: ")
        if in_row or "\nFigure: " in inline.content:
            line = self._line + (0 if in_row else inline.content[: inline.content.index("\nFigure: ")].count("\n") + 1)
            self._fault(line, "caption-gap", "leave an empty line between a table or picture and its caption")

    @staticmethod
    def _logical_alignment(token: Token) -> None:
        """Left and right become start and end, so that tables follow the direction of the language."""
        style = str(token.attrs.pop("style", ""))
        side = style.removeprefix("text-align:")
        if side in ("center", "right"):
            token.attrSet("class", "align-center" if side == "center" else "align-end")

    def _anchor(self, identifier: str) -> None:
        first = self.anchors.setdefault(identifier, self._line)
        if identifier in self._seen:
            message = f"the id '{identifier}' stands twice in this text (first in line {first}); rename one"
            self._fault(self._line, "duplicate-id", message)
        self._seen.add(identifier)

    def _fault(self, line: int, code: str, message: str) -> None:
        self.diagnostics.append(Diagnostic(self.path, line, code, message))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
