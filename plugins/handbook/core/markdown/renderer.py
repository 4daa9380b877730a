"""Tokens to HTML with numbered gaps where the holes are: a gap is `NUL number NUL`, which no admitted text holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from handbook.core.markdown.citation_syntax import EDITORS, SyntaxFault
from handbook.core.markdown.fragments import (
    Citation,
    CitedItem,
    EditorsMark,
    Fragment,
    Hole,
    LocalAddress,
    Reference,
    View,
    Word,
)
from handbook.core.markdown.passages import folded

# Groups of digits, parted by blanks, would stand in reverse order in Arabic text.
_TELEPHONE = re.compile(r"(?<![\w.,+-])(?:\+\d{1,4}|0\d{1,4})(?:[ \u00a0\u202f]\(?\d{1,4}\)?){2,6}(?![\w])")
_GAP = re.compile("\x00([0-9]+)\x00")
DEFAULT_TITLES = {
    "note": "Note",
    "tip": "Tip",
    "info": "Information",
    "warning": "Warning",
    "danger": "Danger",
    "example": "Example",
    "question": "Question",
    "quote": "Quote",
    "success": "Success",
    "abstract": "Summary",
}
"""Type of an admonition → its title where the author wrote none: a message of the catalogue."""
BACK_TO_THE_TEXT = "Back to the text"
"""The way back from a footnote: a message of the catalogue."""


class FragmentRenderer(RendererHTML):
    """HTML as markdown-it-py writes it, with our own tokens as holes and addresses as our own."""

    __output__: ClassVar[str] = "html"

    def render_fragment(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> Fragment:
        """Render block tokens."""
        return self._fill(self.render(tokens, options, env), env)

    def render_inline_fragment(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> Fragment:
        """Render inline tokens."""
        return self._fill(self.renderInline(tokens, options, env), env)

    def _fill(self, html: str, env: EnvType) -> Fragment:
        pieces: list[str | Hole] = list(_GAP.split(html))
        holes: list[Hole] = env["holes"]
        pieces[1::2] = [holes[int(str(number))] for number in pieces[1::2]]
        return tuple(piece for piece in pieces if piece != "")

    def _hole(self, hole: Hole, env: EnvType) -> str:
        env["holes"].append(hole)
        return f"\x00{len(env['holes']) - 1}\x00"

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Words; a telephone number reads left to right in every language."""
        content = escapeHtml(tokens[idx].content)
        if "+" not in content and "0" not in content:
            return content
        return _TELEPHONE.sub(r'<bdi dir="ltr">\g<0></bdi>', content) if _TELEPHONE.search(content) else content

    def citation(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A citation, the editors' mark, or (where the grammar was broken) the text as typed."""
        token = tokens[idx]
        items, line = token.meta["items"], token.meta["line"]
        if isinstance(items, SyntaxFault):
            return escapeHtml(token.content)
        if items == ((EDITORS, ""),):
            return self._hole(EditorsMark(line), env)
        cited = tuple(CitedItem(key, locator, line) for key, locator in items)
        return self._hole(Citation(cited, token.meta["narrative"], line), env)

    def reference(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A reference to an entry; its label is rendered here, since it is words of this file."""
        token = tokens[idx]
        pieces = self.render_inline_fragment(token.children or [], options, env)
        # Holes in a label were refused: links do not stand in links.
        label = "".join(piece for piece in pieces if isinstance(piece, str)) if token.children else None
        meta = token.meta
        return self._hole(Reference(meta["entry_id"], meta["anchor"], label, meta["line"]), env)

    def view(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A place for an assembled view."""
        token = tokens[idx]
        line = token.meta["line"]
        return self._hole(View(token.meta["name"], token.content, line + 1, line), env)

    def raw_html(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Never HTML: the reader would see what was typed, if the error let the page through."""
        return escapeHtml(tokens[idx].content)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link to another site, to a page of our own, or (refused) without an address."""
        token = tokens[idx]
        return self._address(token, "href", env) or self.renderToken(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture of our own; its description is the text in its brackets."""
        token = tokens[idx]
        token.attrs["alt"] = self.renderInlineAsText(token.children or [], options, env)
        token.attrs["loading"] = "lazy"
        return self._address(token, "src", env) or self.renderToken(tokens, idx, options, env)

    def _address(self, token: Token, name: str, env: EnvType) -> str:
        address: LocalAddress | str | None = token.meta.get("address")
        if isinstance(address, LocalAddress):
            token.attrs[name] = ""
            gap = self._hole(address, env)
            attributes = self.renderAttrs(token).replace(f'{name}=""', f'{name}="{gap}"', 1)
            return f"<{token.tag}{attributes}>"
        token.attrs[name] = address or "#"
        return ""

    def admonition_title_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The title of an admonition; one that the parser made up from its type is a word of the interface."""
        inline = tokens[idx + 1]
        kind = inline.content.lower()
        if inline.meta.get("default") and kind in DEFAULT_TITLES:
            inline.children = [Token("word", "", 0, content=DEFAULT_TITLES[kind])]
        return self.renderToken(tokens, idx, options, env)

    def passage_mark(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A place of a translation where the page may have to say something."""
        return self._hole(tokens[idx].meta["mark"], env)

    def word(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A word of the interface."""
        return self._hole(Word(tokens[idx].content), env)

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The number of a footnote in the text."""
        number, repeated = _footnote_ids(tokens[idx])
        return (
            f'<sup class="footnote-ref" id="fnref{number}{repeated}">'
            f'<a href="#fn{number}" role="doc-noteref">{number}</a></sup>'
        )

    def footnote_block_open(self, *_: Any) -> str:  # noqa: ANN401 (the renderer's own signature)
        """The list of footnotes; its heading is the template's."""
        return '<ol class="footnotes">\n'

    def footnote_block_close(self, *_: Any) -> str:  # noqa: ANN401
        """End of the list of footnotes."""
        return "</ol>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """One footnote."""
        return f'<li id="fn{_footnote_ids(tokens[idx])[0]}">'

    def footnote_close(self, *_: Any) -> str:  # noqa: ANN401
        """End of one footnote."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The way back into the text."""
        number, repeated = _footnote_ids(tokens[idx])
        label = self._hole(Word(BACK_TO_THE_TEXT), env)
        return (
            f' <a href="#fnref{number}{repeated}" class="footnote-back" role="doc-backlink" aria-label="{label}">↩</a>'
        )


def _footnote_ids(token: Token) -> tuple[int, str]:
    repeated = token.meta.get("subId", 0)
    return token.meta["id"] + 1, f"-{repeated}" if repeated > 0 else ""


def plain_text(html: str) -> str:
    """Return the words of HTML that this renderer wrote: tags dropped, entities read, white space folded."""
    text = re.sub(r"<[^>]*>", "", html)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return folded(text)
