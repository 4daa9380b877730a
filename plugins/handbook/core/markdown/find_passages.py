"""From tokens to passages, and the marks that a translated text keeps of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from handbook.core.markdown.fragments import PassageMark
from handbook.core.markdown.passages import Passage, PassageKind, folded
from handbook.core.markdown.rules import ATTRIBUTES

_AFTER = {
    "list_item_open": "list_item_close",
    "dd_open": "dd_close",
    "dt_open": "dt_close",
    "tr_open": "tr_close",
    "heading_open": "heading_close",
    "paragraph_open": "paragraph_close",
    "caption_open": "",
    "figcaption_open": "",
    "admonition_title_open": "admonition_title_close",
}
"""Token that opens a passage's block → token behind which another passage can stand."""

_CONTAINERS = frozenset(
    "bullet_list_close ordered_list_close table_close dl_close admonition_close blockquote_close".split()
)
"""Tokens that end a block of several passages: behind it, one that belongs to no such block can stand."""

_CAPTION_WORD = re.compile(r"(?:Table|Figure):\s+")


def find_passages(tokens: Sequence[Token], first_line: int, *, section: str = "") -> list[Passage]:
    """Return the passages of a text in its order, and note each one's number at its blocks (`meta["passage"]`).

    Args:
        tokens: block tokens, walked over already (they carry their line).
        first_line: line of the file on which the text begins.
        section: id of the heading above the text.
    """
    found: list[Passage] = []
    footnote = ""
    headings: list[tuple[int, str]] = [(0, section)]
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            section = str(token.attrGet("id") or "")
            headings.append((token.meta["line"], section))
        elif token.type == "footnote_open":
            footnote = str(token.meta.get("label", ""))
        if token.type == "fence":
            found.append(_passage(token, section, PassageKind.CODE, "", token.content, first_line))
        elif token.type == "tr_open":
            _row(tokens, position, section, first_line, found)
        elif token.type == "inline":
            opening = tokens[position - 1]
            if opening.type in ("td_open", "th_open") or token.meta.get("default"):
                continue
            owner, kind = _owner(tokens, position, footnote=bool(footnote))
            anchor = str(owner.attrGet("id") or "") if kind != PassageKind.FOOTNOTE else footnote
            owner.meta["passage"] = token.meta["passage"] = len(found)
            passage = _passage(token, section, kind, anchor, token.content, first_line)
            if footnote:  # the parser puts footnotes last, wherever they are written
                place = [name for line, name in headings if line <= passage.line][-1]
                passage = passage._replace(section=place)
            found.append(passage)
    return found


def _owner(tokens: Sequence[Token], position: int, *, footnote: bool) -> tuple[Token, PassageKind]:
    """Return the token that opens the block of an inline token, and what the block is."""
    opening = tokens[position - 1]
    before = tokens[position - 2] if position >= 2 else opening
    if opening.type == "heading_open":
        return opening, PassageKind.HEADING
    if opening.type == "dt_open":
        return opening, PassageKind.TERM
    if opening.type in ("caption_open", "figcaption_open"):
        return opening, PassageKind.CAPTION
    if opening.type == "admonition_title_open":
        return opening, PassageKind.CALLOUT
    if footnote:
        return opening, PassageKind.FOOTNOTE
    if opening.type == "paragraph_open" and before.type == "list_item_open":
        return before, PassageKind.ITEM
    if opening.type == "paragraph_open" and before.type == "dd_open":
        return before, PassageKind.DEFINITION
    return opening, PassageKind.PARAGRAPH


def _row(tokens: Sequence[Token], position: int, section: str, first_line: int, found: list[Passage]) -> None:
    cells = []
    last = None
    for token in tokens[position:]:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(token.content.replace("|", r"\|"))  # as it was typed: the parser has taken the sign away
            last = token
    tokens[position].meta["passage"] = len(found)
    if last is not None:
        last.meta["passage"] = len(found)
    found.append(_passage(tokens[position], section, PassageKind.ROW, "", " | ".join(cells), first_line))


def _passage(token: Token, section: str, kind: PassageKind, anchor: str, content: str, first_line: int) -> Passage:
    start, end = token.map or (token.meta["line"] - first_line, token.meta["line"] - first_line + 1)
    end = max(end, start + 1)  # a term's token ends where it begins
    attributes = ATTRIBUTES.search(content) if "{" in content and kind != PassageKind.CODE else None
    if attributes:
        content = content[: attributes.start()]
    if kind == PassageKind.CAPTION:
        content = _CAPTION_WORD.sub("", content, count=1)
    return Passage.of(section, kind, anchor, folded(content), first_line + start, first_line + end)


def mark_passages(tokens: Sequence[Token], passages: Sequence[Passage]) -> list[Token]:
    """Return the tokens with a mark at the end of each passage, one after its block, and one behind each outer list.

    What nobody has translated is taken out of its block: the words of the source language will stand there.
    """
    marked: list[Token] = []
    closing: list[tuple[str, int, int]] = []
    last = -1
    for position, token in enumerate(tokens):
        number = token.meta.get("passage")
        last = max(last, -1 if number is None else number)
        marked.append(token)
        if number is not None and token.type == "inline":
            mark = Token("passage_mark", "", 0, meta={"mark": PassageMark(number, "end")})
            if passages[number].is_untranslated:
                token.children = [mark]
                if tokens[position - 1].type in ("td_open", "th_open"):
                    _empty_row(marked, number)
            else:
                token.children = [*(token.children or []), mark]
        elif number is not None and _AFTER.get(token.type):
            closing.append((_AFTER[token.type], token.level, number))
        if closing and token.type == closing[-1][0] and token.level == closing[-1][1]:
            _, _, number = closing.pop()
            marked.append(Token("passage_mark", "", 0, meta={"mark": PassageMark(number, "after")}))
        if token.type in _CONTAINERS and token.level == 0 and last >= 0:
            marked.append(Token("passage_mark", "", 0, meta={"mark": PassageMark(last, "behind")}))
    return marked


def _empty_row(marked: list[Token], number: int) -> None:
    """Leave a mark instead of the words in each cell of a row before its last one."""
    start = next(place for place in range(len(marked) - 1, -1, -1) if marked[place].type == "tr_open")
    cells = (token for token in marked[start:-1] if token.type == "inline")
    for place, token in enumerate(cells, 1):
        token.children = [Token("passage_mark", "", 0, meta={"mark": PassageMark(number, f"cell {place}")})]
