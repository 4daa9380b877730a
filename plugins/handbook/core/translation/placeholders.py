"""Words for a translator who sees no Markdown: what must stay as it is becomes `{1}`, `{2}` … in its order.

A citation, a reference without words, a footnote mark, code, an address and anything in braces is one placeholder.
What has words of its own (`[the convention][c087]`, `[here](about.md)`, a picture's description) is a pair around them:
`{1}the convention{/1}`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from handbook.core.markdown.citation_syntax import KEY

_WHAT = {
    "code": "code",
    "citation": "a citation",
    "footnote": "the mark of a footnote",
    "reference": "prints the name of an entry",
    "picture": "a picture; its description stands between",
    "link": "a link; its words stand between",
    "address": "an address",
    "braces": "keep it as it is",
    "narrative": "prints author and year of a source",
}
"""Kind of placeholder → what people are told of it."""

# Atomic groups: a text of thousands of brackets must not take hours.
_LABEL = r"(?P<{0}words>(?>\\.|`[^`]*`|[^\[\]\\])++)"
_TARGET = r"\((?>[^()\s]|\([^()\s]*\))*+(?:\s+\"[^\"]*\")?\)"
_PATTERNS = {
    "braces": r"\\?\{[^{}]*\}",
    "escape": r"\\.",
    "code": r"(?<!`)(?P<ticks>`++).+?(?<!`)(?P=ticks)(?!`)",
    "citation": r"\[@[^\]]*\]",
    "footnote": r"\[\^[^\]\s]+\]",
    "reference": r"\[\]\[[^\[\]]+\]|\[[\w-]+(?:#[\w.-]+)?\]\[\]",
    "picture": rf"(?P<picture_opening>!\[){_LABEL.format('picture_')}(?P<picture_closing>\]{_TARGET})",
    "link": rf"(?P<link_opening>\[){_LABEL.format('link_')}(?P<link_closing>\](?:\[[^\[\]]+\]|{_TARGET}))",
    "address": r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|https?://[^\s<>\[\](){}]*[^\s<>\[\](){}.,;:!?…»”’'\"،؛؟*_]",
    "narrative": rf"(?<![\w./:@-])@{KEY}(?: \[[^\[\]@;]+\])?(?!@)",
}
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()), re.DOTALL)
_MARK = re.compile(r"\{/?[0-9]+\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What a number stands for."""

    opening: str
    """All of it; of a pair, what stands before its words: `[`."""
    closing: str
    """Of a pair, what stands behind its words: `][c087]`; else empty."""
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """Words in which numbers stand for what must stay as it is."""

    words: str
    placeholders: tuple[Placeholder, ...]
    """That of `{1}` first."""

    @property
    def comments(self) -> tuple[str, ...]:
        """A line for each placeholder that says what it is."""
        found = []
        for number, item in enumerate(self.placeholders, 1):
            mark = f"{{{number}}}…{{/{number}}}" if item.closing else f"{{{number}}}"
            stands_for = f"{item.opening}…{item.closing}" if item.closing else item.opening
            found.append(f"{mark} = {stands_for} ({_WHAT[item.kind]})")
        return tuple(found)


class PlaceholderError(ValueError):
    """A placeholder is lost, doubled or unknown; the message names it."""


def mask(text: str) -> Masked:
    """Return words with placeholders in the place of what must stay as it is."""
    found: list[Placeholder] = []
    return Masked(_mask(text, found, None), tuple(found))


def mask_like(text: str, source: Masked) -> str:
    """Return words of a translation with the placeholders of its source; what the source has not stays Markdown."""
    return _mask(text, [], [(item.opening, item.closing) for item in source.placeholders])


def _mask(text: str, found: list[Placeholder], known: list[tuple[str, str]] | None) -> str:
    """Return masked words.

    Args:
        text: Markdown.
        found: takes the placeholders, where they are counted anew.
        known: those of the source; each is used once and then blanked. None to count anew.
    """
    parts = []
    end = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "escape":
            continue
        words = ""
        opening, closing = match.group(), ""
        if kind in ("picture", "link"):
            opening, words, closing = (match[f"{kind}_{part}"] for part in ("opening", "words", "closing"))
        if known is None:
            found.append(Placeholder(opening, closing, kind))
            number = len(found)
        elif (opening, closing) in known:
            number = known.index((opening, closing)) + 1
            known[number - 1] = ("", "")
        else:
            continue
        inner = f"{_mask(words, found, known)}{{/{number}}}" if closing else ""
        parts += [text[end : match.start()], f"{{{number}}}{inner}"]
        end = match.end()
    return "".join([*parts, text[end:]])


def runs(text: str) -> tuple[tuple[bool, str], ...]:
    """Part Markdown into what is to be kept as it is (True) and words (False): the former is shown left-to-right."""
    found = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup in ("escape", "picture", "link"):
            continue
        found += [(False, text[end : match.start()]), (True, match.group())]
        end = match.end()
    return tuple((kept, part) for kept, part in (*found, (False, text[end:])) if part)


def unmask(words: str, source: Masked, *, also: str = "") -> str:
    """Return the Markdown that masked words stand for.

    Args:
        words: as a translator wrote them.
        source: the words of the source; the same placeholders must stand in both.
        also: the translation as it was: what it has beyond the source may stay.

    Raises:
        PlaceholderError: the placeholders are not those of the source, once each.
    """
    numbers = Counter(_MARK.findall(words))
    values = {}
    for number, item in enumerate(source.placeholders, 1):
        values[f"{{{number}}}"] = item.opening
        if item.closing:
            values[f"{{/{number}}}"] = item.closing
    expected = Counter(values.keys())
    faults = [f"{mark} is lost" for mark in expected - numbers]
    faults += [f"{mark} stands there {numbers[mark]} times" for mark in expected if numbers[mark] > 1]
    faults += [f"{mark} is none of the source" for mark in numbers if mark not in expected]
    if faults:
        raise PlaceholderError("; ".join(faults))
    text = _MARK.sub(lambda match: values[match.group()], words)
    # What stands beside a placeholder must not make another thing of it, and nothing comes in beside them.
    made, wanted = _things(mask(text).placeholders), _things(source.placeholders)
    lost = list((wanted - made).elements())
    come = list((made - wanted - _things(mask(also).placeholders)).elements())
    if lost or come:
        listed = [f"{thing} is lost" for thing in lost] + [f"{thing} is none of the source" for thing in come]
        raise PlaceholderError("; ".join(listed))
    return text


def _things(placeholders: Iterable[Placeholder]) -> Counter[str]:
    return Counter(f"{item.opening}…{item.closing}" if item.closing else item.opening for item in placeholders)
