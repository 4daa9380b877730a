"""The first use of a glossary's word in a page gets its explanation.

Works on finished HTML of our own renderer, in which every `<` begins a tag: text in links, code, headings, captions
and explanations is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_CLOSED = frozenset({"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dfn", "abbr", "cite"})
_CLOSED |= {"caption", "figcaption", "bdi", "button"}
_ARABIC = re.compile("[\u0621-\u064a]")
_CARRIED = "(?:[وف]?[بكل]?(?:ال)?|[وف]?لل)"
"""What an Arabic word may carry before it: a conjunction, a preposition, the article."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reader gets who does not know a word."""

    entry_id: str
    text: str
    """The definition, as plain text."""


class Glossary:
    """The words of one language. Finding them costs one pass of one pattern over the text."""

    def __init__(self, words: Mapping[str, Explanation]) -> None:
        self._words = {word.casefold(): (word, explanation) for word, explanation in words.items()}
        any_word = _any_of([tuple(_in_html(word)) for word in words])
        # Not inside a longer word or a compound.
        pattern = rf"(?<![\w-]){_CARRIED if _ARABIC.search(any_word) else ''}(?P<word>{any_word})(?![\w-])"
        self._pattern = re.compile(pattern) if words else None

    def explain(self, html: str, seen: set[str], address: Mapping[str, str]) -> str:
        """Wrap the first use of each word in `html`.

        Args:
            html: finished HTML.
            seen: ids of terms already explained in the page (or not to be explained); added to.
            address: id of a term → address of its entry from this page.
        """
        if self._pattern is None or not self._pattern.search(html):
            return html
        pieces = _TAG.split(html)
        closed = 0
        for position, piece in enumerate(pieces):
            if position % 2:
                name = _NAME.match(piece)
                if name and name[1] in _CLOSED:
                    closed += -1 if piece.startswith("</") else 1
            elif piece and not closed:
                pieces[position] = self._pattern.sub(lambda match: self._wrap(match, seen, address), piece)
        return "".join(pieces)

    def _wrap(self, match: re.Match[str], seen: set[str], address: Mapping[str, str]) -> str:
        typed = " ".join(unescape(match["word"]).split())
        word, explanation = self._words.get(typed.casefold(), (typed, None))
        # An abbreviation is none in small letters: WHO, who.
        if explanation is None or explanation.entry_id in seen or (word.isupper() and typed != word):
            return match[0]
        seen.add(explanation.entry_id)
        href = address[explanation.entry_id]
        note = f"note-{explanation.entry_id}"
        return (
            f'<span class="term"><a href="{href}" aria-describedby="{note}">{match[0]}</a>'
            f'<span class="term-note" role="tooltip" id="{note}">{escape(explanation.text)}</span></span>'
        )


def _in_html(word: str) -> Iterator[str]:
    """Yield the pattern of each sign of a word as our renderer escapes it, its parts on one line or on two."""
    for number, part in enumerate(word.split()):
        if number:
            yield r"\s+"
        for sign in escape(part, quote=False).replace('"', "&quot;"):
            cases = sorted({case for case in (sign, sign.lower(), sign.upper()) if len(case) == 1})
            yield f"[{''.join(cases)}]" if len(cases) > 1 else re.escape(sign)


def _any_of(words: Iterable[tuple[str, ...]]) -> str:
    """Return a pattern for any of some words, the longest that fits; each is given sign by sign.

    It is a tree of their beginnings: at nearly every place of a text, one look at one sign tells that none stands
    there. A list of hundreds of words would be gone through at each.
    """
    following: dict[str, list[tuple[str, ...]]] = {}
    ends = False
    for word in words:
        if word:
            following.setdefault(word[0], []).append(word[1:])
        else:
            ends = True
    branches = [f"{sign}{_any_of(rest)}" for sign, rest in following.items()]
    if ends:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
