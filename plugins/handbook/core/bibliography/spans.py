"""Runs of text that remember their language: the one form from which HTML and plain text are printed.

Everything that a .bib file or a catalogue says passes through here and is escaped here, so no other module of
this package writes a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from html import escape
from typing import TypeAlias

from handbook.core.bibliography.language_tags import UNDETERMINED, direction_of, same_language
from handbook.core.bibliography.words import Words


class Role(Enum):
    """What a run of text is, beyond its words."""

    PLAIN = "plain"
    TITLE = "title"
    """Title of a whole work: `<cite>`."""
    CODE = "code"
    """Numbers and symbols that read left to right in every language: `6(1)(b)`, an ISBN."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one language."""

    text: str
    language: str | None = None
    """BCP 47 tag of a source's words, `und` where it is unknown; None for the page's own words."""
    role: Role = Role.PLAIN
    url: str = ""
    """Where not empty, the run is a link."""


Spans: TypeAlias = tuple[Span, ...]

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_RTL_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_READS_ALONE = re.compile(r"[0-9]+(?:\.[0-9]+)*|[A-Za-z]+")
_TERMINATORS = frozenset(".?!؟…。？！।۔‽｡")  # noqa: RUF001 (full-width and Arabic marks end sentences too)
# Quotation marks only: in "(Rev.)" the stop belongs to the word, and the sentence still needs its own.
_CLOSERS = "\"'”’»›」』\u200e\u200f\u2069 "  # noqa: RUF001 (typography)

# The target learns nothing of who came from where (readers may be watched), and gets no hold of the page.
_REL = "external noopener noreferrer"

LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE = "\u2066", "\u2069"


def plain(text: str) -> Spans:
    """Return a run of the page's own words."""
    return (Span(text),) if text else ()


def source_text(text: str, language: str | None, role: Role = Role.PLAIN) -> Spans:
    """Return a run of a source's words; `language` None means that the source does not say."""
    return (Span(text, language or UNDETERMINED, role),) if text else ()


def text_of(spans: Iterable[Span]) -> str:
    """Return the bare characters, with no marks of direction."""
    return "".join(span.text for span in spans)


def fill(message: str, **parts: Spans) -> Spans:
    """Put runs in the places of a message: `fill("{first} and {second}", first=…, second=…)`.

    A placeholder that nobody fills stays as it is; so a slip in a catalogue shows and stops nothing, and a
    catalogue can reach nothing but the parts (which `str.format` would not hold).
    """
    spans: list[Span] = []
    for position, piece in enumerate(_PLACEHOLDER.split(message)):
        if position % 2 == 0:
            spans.extend(plain(piece))
        else:
            spans.extend(parts.get(piece, plain(f"{{{piece}}}")))
    return tuple(spans)


def join(separator: str, parts: Iterable[Spans]) -> Spans:
    """Join the parts that are not empty."""
    spans: list[Span] = []
    for part in parts:
        if part:
            if spans:
                spans.append(Span(separator))
            spans.extend(part)
    return tuple(spans)


def join_list(words: Words, items: Sequence[Spans]) -> Spans:
    """Join as the language lists things: "A, B and C"."""
    tokens = [_token(position) for position in range(len(items))]
    message = words.format_list([f"{{{token}}}" for token in tokens])
    return fill(message, **dict(zip(tokens, items, strict=True)))


def _token(position: int) -> str:
    """Return `a`, `b`, … `z`, `ba`, …: a name for a placeholder."""
    letters = chr(ord("a") + position % 26)
    return letters if position < 26 else _token(position // 26) + letters


def ends_sentence(text: str) -> bool:
    """Whether a full stop after `text` would be one too many: `Why?`, `“Quoted.”`, `؟`, `n.d.`."""
    bare = text.rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in _TERMINATORS


def capitalize_first(spans: Spans) -> Spans:
    """Raise the first letter, if it stands in the page's own words (a source's capitals are its own)."""
    if not spans or spans[0].language is not None:
        return spans
    first = spans[0]
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *spans[1:])


def to_text(spans: Iterable[Span], words: Words) -> str:
    """Return plain text; on a right-to-left page, codes stand in Unicode isolates, to read as typed."""
    if words.direction != "rtl":
        return text_of(spans)
    return "".join(
        f"{LEFT_TO_RIGHT_ISOLATE}{span.text}{POP_ISOLATE}" if _needs_left_to_right(span) else span.text
        for span in spans
    )


def to_html(spans: Iterable[Span], words: Words) -> str:
    """Return safe HTML; runs in another language than the page's stand in `<bdi lang dir>`."""
    return "".join(_span_html(span, words) for span in spans)


def _span_html(span: Span, words: Words) -> str:
    html = escape(span.text)
    if span.url:
        direction = ' dir="ltr"' if words.direction == "rtl" else ""
        html = f'<a href="{escape(span.url)}" rel="{_REL}"{direction}>{html}</a>'
    elif words.direction == "rtl" and _needs_left_to_right(span):
        html = f'<bdi dir="ltr">{html}</bdi>'
    elif span.language == UNDETERMINED:
        html = f'<bdi lang="">{html}</bdi>'
    elif span.language is not None and not same_language(span.language, words.tag):
        html = f'<bdi lang="{escape(span.language)}" dir="{direction_of(span.language)}">{html}</bdi>'
    elif span.language is not None and words.direction == "ltr" and _RTL_LETTERS.search(span.text):
        # An Arabic name in a work that calls itself English must not turn round what stands beside it.
        html = f"<bdi>{html}</bdi>"
    return f"<cite>{html}</cite>" if span.role is Role.TITLE else html


def _needs_left_to_right(span: Span) -> bool:
    return span.role is Role.CODE and not _READS_ALONE.fullmatch(span.text)
