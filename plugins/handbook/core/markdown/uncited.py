"""Which blocks make a claim without saying who says so.

A paragraph, list item, table row or definition needs a citation or the editors' mark. Exempt: headings, captions,
column heads, a lead-in that ends with a colon, what holds no words of its own, and all that stands under a heading
(or in a paragraph) with the class `editors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

_LISTS = ("bullet_list_open", "ordered_list_open", "dl_open", "table_open", "view")
_LETTER = re.compile(r"[^\W\d_]")
_EXEMPT = ("heading_open", "th_open", "dt_open", "caption_open", "figcaption_open", "admonition_title_open")


def find_uncited(tokens: Sequence[Token], *, skip_first_paragraph: bool) -> Iterator[tuple[int, str]]:
    """Yield line and first words of each uncited block. Tokens carry `meta["line"]`."""
    editors_level = 0
    row: list[Token] | None = None
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            level = token.meta["source_level"]
            if editors_level == 0 or level <= editors_level:
                editors_level = level if _is_ours(token) else 0
        elif token.type == "footnote_block_open":
            editors_level = 0  # footnotes come last, whatever section they belong to
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            if row and not editors_level and not any(_is_cited(cell) for cell in row):
                yield row[0].meta["line"], _first_words(row[0])
            row = None
        elif token.type == "inline":
            opening = tokens[position - 1]
            if row is not None:
                if opening.type == "td_open":
                    row.append(token)
                continue
            if opening.type in _EXEMPT or editors_level or _is_ours(opening) or not _has_words(token):
                continue
            if skip_first_paragraph and position == 1:
                continue
            if _is_lead_in(tokens, position) or _is_cited(token):
                continue
            if position >= 2 and _is_ours(tokens[position - 2]):
                continue
            yield token.meta["line"], _first_words(token)


def _is_ours(token: Token) -> bool:
    return "editors" in str(token.attrGet("class") or "").split()


def _is_cited(token: Token) -> bool:
    return any(child.type == "citation" for child in token.children or ())


def _has_words(token: Token) -> bool:
    return any(
        (child.type in ("text", "code_inline") and _LETTER.search(child.content))
        or (child.type == "reference" and child.children)
        for child in token.children or ()
    )


def _is_lead_in(tokens: Sequence[Token], position: int) -> bool:
    following = tokens[position + 2].type if position + 2 < len(tokens) else ""
    return following in _LISTS and tokens[position].content.rstrip().endswith((":", "："))  # noqa: RUF001 (Chinese and Japanese write it so)


def _first_words(token: Token) -> str:
    words = token.content.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
