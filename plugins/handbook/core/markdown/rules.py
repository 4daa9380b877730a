"""Our own rules of syntax, added to markdown-it-py; one function a rule.

Inline rules note the offset of the line in `meta["offset"]`: the number of line ends before them in the
content of their block, since only blocks know their lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token

from handbook.core.markdown.citation_syntax import NARRATIVE, SyntaxFault, parse_citation_group

# Wider than ids are: what looks like a reference and names no entry is to be reported, not printed.
_TARGET = re.compile(r"\[([\w-][\w .-]*)(?:#([\w.-]+))?\]")
_ID_ALONE = re.compile(r"\[([\w-]+)(?:#([\w.-]+))?\]\[\]")
_VIEW = re.compile(r":::\s*([a-z0-9][a-z0-9-]*)\s*$")
# `{#id .class}` at the end of a block. Possessive: a dot may stand inside a name and before one, and must not be
# tried as both.
ATTRIBUTES = re.compile(r"(?:^|\s)\{((?:\s*+[#.][A-Za-z0-9][A-Za-z0-9_.-]*+)++)\s*+\}\s*+$")
_ITEMS = ("list_item_open", "dd_open")
_CAPTION = re.compile(r"(Table|Figure):\s+")
_TAG = re.compile(r"<(?:/?[A-Za-z][^\n<>]*>?|!--|\?|![A-Za-z\[])")


MAX_BLOCK = 5_000
"""Characters in a paragraph, a heading or a cell: inline parsing takes the square of its length."""


def add_rules(md: MarkdownIt) -> None:
    """Add every rule of this module to the parser."""
    md.core.ruler.before("inline", "cap", cap)
    md.inline.ruler.at("link", _located(link, "link_open"))
    md.inline.ruler.at("autolink", _located(autolink, "link_open"))
    md.inline.ruler.at("image", _located(image, "image"))
    md.inline.add_terminator_char("@")
    md.inline.ruler.before("link", "citation", citation)
    md.inline.ruler.before("link", "reference", reference)
    md.inline.ruler.before("html_inline", "raw_html", raw_html)
    md.block.ruler.before("fence", "view", view, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.core.ruler.after("inline", "attributes", attributes)
    md.core.ruler.after("attributes", "captions", captions)


def cap(state: StateCore) -> None:
    """Empty blocks that are too long to be parsed; whoever walks the tokens reports them."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > MAX_BLOCK:
            token.meta["length"] = len(token.content)
            token.content = ""


def _located(rule: Callable[[StateInline, bool], bool], kind: str) -> Callable[[StateInline, bool], bool]:
    """Return a rule of the parser's own that notes the line of its token too."""

    def located(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[before:]:
            if token.type == kind:
                token.meta["offset"] = state.src.count("\n", 0, start)
                break
        return True

    return located


def _push(state: StateInline, kind: str, start: int) -> Token:
    token = state.push(kind, "", 0)
    token.meta["offset"] = state.src.count("\n", 0, start)
    return token


def citation(state: StateInline, silent: bool) -> bool:
    """`[@key, p. 3; @key2]` and `@key says`; not inside words, so that e-mail addresses stay as they are."""
    start, source = state.pos, state.src
    if source.startswith("[@", start):
        end = source.find("]", start)
        items = parse_citation_group(source[start + 1 : end])
        if end < 0:  # never closed: what stands on its line
            end = (source + "\n").index("\n", start) - 1
            items = SyntaxFault(source[start : end + 1])
        if not silent:
            token = _push(state, "citation", start)
            token.content = source[start : end + 1]
            token.meta.update(items=items, narrative=False)
        state.pos = end + 1
        return True
    if source[start] != "@" or (start and _inside_address(source[start - 1])):
        return False
    match = NARRATIVE.match(source, start)
    # `@name@host` is an address in other networks.
    if match is None or source.startswith("@", match.end()):
        return False
    if not silent:
        token = _push(state, "citation", start)
        token.content = match.group()
        locator = " ".join((match["locator"] or "").split())
        token.meta.update(items=((match["key"], locator),), narrative=True)
    state.pos = match.end()
    return True


def _inside_address(before: str) -> bool:
    """Tell whether an `@` after this character belongs to an e-mail address or the like.

    Arabic and Hebrew write "and", "in" and "by" as part of the next word: `و@gu2012` is a citation.
    """
    if before.isalnum():
        return unicodedata.bidirectional(before) not in ("R", "AL")
    return before in "_./-:@"


def reference(state: StateInline, silent: bool) -> bool:
    """`[label][entry-id]`, `[][entry-id#section]` or `[entry-id][]`; a link that the file itself defines goes first."""
    start, source = state.pos, state.src
    if source[start] != "[" or source.startswith("[@", start) or source.startswith("[^", start):
        return False
    end = start + 1 if source.startswith("[]", start) else state.md.helpers.parseLinkLabel(state, start, True)
    match = _TARGET.match(source, end + 1) if end >= 0 else None
    if end >= 0 and source.startswith("[]", end + 1):
        match, end = _ID_ALONE.match(source, start), start + 1
    if match is None or match[1].upper() in state.env.get("references", {}):
        return False
    if not silent:
        token = _push(state, "reference", start)
        token.content = source[start : match.end()]
        label = source[start + 1 : end].strip()
        token.meta.update(entry_id=match[1], anchor=match[2] or "")
        if label:
            children: list[Token] = []
            state.md.inline.parse(label, state.md, state.env, children)
            token.children = children
    state.pos = match.end()
    return True


def raw_html(state: StateInline, silent: bool) -> bool:
    """Anything that begins like a tag or comment: kept as text, and reported by whoever walks the tokens."""
    match = _TAG.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = _push(state, "raw_html", state.pos)
        token.content = match.group()
    state.pos = match.end()
    return True


def view(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 (parser's names)
    """`::: name`, then options in YAML indented by four spaces."""
    if state.sCount[startLine] - state.blkIndent >= 4:
        return False
    begin = state.bMarks[startLine] + state.tShift[startLine]
    match = _VIEW.match(state.src[begin : state.eMarks[startLine]])
    if match is None:
        return False
    if silent:
        return True
    line, last = startLine + 1, startLine + 1
    while line < endLine:
        if state.sCount[line] - state.blkIndent >= 4:
            last = line + 1
        elif not state.isEmpty(line):
            break
        line += 1
    token = state.push("view", "", 0)
    token.map = [startLine, last]
    token.content = state.getLines(startLine + 1, last, state.blkIndent + 4, False)
    token.meta["name"] = match[1]
    state.line = last
    return True


def attributes(state: StateCore) -> None:
    """`{#id .class}` at the end of a heading, a list item or a paragraph names that block."""
    for position, token in enumerate(state.tokens):
        if token.type != "inline" or not token.children or "{" not in token.content:
            continue
        last = token.children[-1]
        match = ATTRIBUTES.search(last.content) if last.type == "text" else None
        if match is None:
            continue
        last.content = last.content[: match.start()].rstrip()
        while token.children and token.children[-1].type in ("text", "softbreak"):
            if token.children[-1].type == "text" and token.children[-1].content:
                break
            token.children.pop()
        owner = _owner(state.tokens, position)
        for name in match[1].replace("#", " #").replace(" .", " .").split():
            if name.startswith("#"):
                owner.attrSet("id", name[1:])
            else:
                owner.attrJoin("class", name[1:])


def _owner(tokens: list[Token], position: int) -> Token:
    """Return the block that an attribute at the end of the inline token at `position` belongs to."""
    opening = tokens[position - 1]
    if opening.type == "paragraph_open" and position >= 2 and tokens[position - 2].type in _ITEMS:
        return tokens[position - 2]
    return opening


def captions(state: StateCore) -> None:
    """A paragraph `Table: …` or `Figure: …` right under its table or picture becomes its caption."""
    tokens = state.tokens
    position = 0
    while position < len(tokens):
        kind = _caption_kind(tokens, position)
        if kind == "Table" and tokens[position - 1].type == "table_close":
            opening = _opening(tokens, position - 1)
            caption = tokens[position : position + 3]
            _retag(caption, "caption", "caption")
            del tokens[position : position + 3]
            tokens[opening + 1 : opening + 1] = caption
        elif kind == "Figure" and _is_picture(tokens, position - 3):
            _retag(tokens[position : position + 3], "figcaption", "figcaption")
            figure = Token("figure_open", "figure", 1, map=tokens[position - 3].map, block=True)
            tokens[position + 3 : position + 3] = [Token("figure_close", "figure", -1, block=True)]
            tokens[position - 3 : position] = [figure, tokens[position - 2]]
        position += 1


def _caption_kind(tokens: list[Token], position: int) -> str:
    """Return `Table` or `Figure` where the paragraph at `position` is a caption, having cut the word; else ''."""
    if tokens[position].type != "paragraph_open" or position < 1:
        return ""
    inline = tokens[position + 1]
    first = inline.children[0] if inline.children else None
    match = _CAPTION.match(first.content) if first is not None and first.type == "text" else None
    if match is None or first is None:
        return ""
    follows_table = tokens[position - 1].type == "table_close"
    if match[1] == "Table" and not follows_table:
        return ""
    if match[1] == "Figure" and not _is_picture(tokens, position - 3):
        return ""
    first.content = first.content[match.end() :]
    return match[1]


def _is_picture(tokens: list[Token], position: int) -> bool:
    if position < 0 or tokens[position].type != "paragraph_open":
        return False
    children = tokens[position + 1].children or []
    return len(children) == 1 and children[0].type == "image"


def _opening(tokens: list[Token], closing: int) -> int:
    level = tokens[closing].level
    position = closing - 1
    while tokens[position].type != "table_open" or tokens[position].level != level:
        position -= 1
    return position


def _retag(tokens: list[Token], kind: str, tag: str) -> None:
    tokens[0].type, tokens[0].tag, tokens[0].hidden = f"{kind}_open", tag, False
    tokens[-1].type, tokens[-1].tag, tokens[-1].hidden = f"{kind}_close", tag, False


def is_fault(items: object) -> bool:
    """Tell whether what the citation rule left is a fault rather than items."""
    return isinstance(items, SyntaxFault)
