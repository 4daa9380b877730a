"""The search index of one language, in the form that Material's search worker reads.

The worker loads `lunr.handbook.min.js` (in the theme) because the index says `lang: ["handbook"]`. That
script folds the words, in the index and in what the reader types: accents, Arabic spellings and articles,
plurals, digits. So this module hands over words as they are written, and the one thing that differs by
language: which words say nothing.

Material puts titles and text into the page as HTML. All that comes from a document is escaped here. The
only tags in an index are the `<p>` around passages, of which a result shows the first two that hold a word
asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import TypedDict

from handbook.core.diagnostics import HandbookError
from handbook.core.markdown.passages import folded

SEPARATOR = (
    r"&(?:(?:amp|lt|gt);)?|\.(?!\d)|[\s!-%'-\-/:-@\[-^`{-\u00bf\u00d7\u00f7"
    r"\u060c\u061b-\u061f\u066a-\u066d\u06d4\u0964\u0965\u1361-\u1368\u2000-\u206f\u20a0-\u20cf\u2116"
    r"\u2190-\u2bff\u3000-\u303f\ufeff\uff01-\uff0f\uff1a-\uff20]+"
)
"""What stands between words, to JavaScript as to Python: white space, the marks of several scripts (but no
dot before a digit, as in 8.8, and no "_", which joins the words of a name), and the entities that `escape`
writes.

Written out because Material compiles it without the `u` flag that `\\p{…}` needs; no look-behind, which
ends in an error in Safari before 16.4; no `|` inside brackets, where Material would cut it."""

_STOP_WORDS = {
    "en": """
        a an and are as at be been but by can did do does for from had has have he her his how if in into is
        it its me my no nos not of on or our she so such than that the their them then there these they this
        those to us was we were what when where which who whom whose why will with would you your
        """,
    "fr": """
        à au aux avec c ce ces cet cette d dans de des du elle elles en et été être eux il ils j je l la le
        les leur leurs lui m ma mais me mes n ne no nos notre nous num numéro on ont ou où par pas pour qu que
        qui s sa se ses son sont sur t ta te tes ton tu un une vos votre vous y
        """,
    "es": """
        a al como con cual cuando de del desde donde e el ella ellas ellos en entre era es esa ese eso esta
        esto está están fue ha han hay la las le les lo los me mi más n no nos nro nuestra nuestras nuestro
        nuestros num núm número o os para pero por que qué quien se ser si sin sobre son su sus también te
        tu u un una uno unos unas y ya
        """,
    "ar": """
        إذا إلا إلى أم أما أن إن إنها إنه أنها أنه أو أي أيضا بعد بعض بل بها به بهذا بهذه بين تلك التي الذي
        الذين اللاتي اللواتي ثم حتى حول حيث خلال دون ذلك رقم سوف ضد عليها عليه على عن عند عندما غير فيها فيه
        في قبل قد كان كانت كل كما كي لا لأن لكن لكي لم لن لها له لهم ليس ليست ما مثل مع من منذ منها منه نحو
        هؤلاء هذا هذه هل هم هما هنا هناك هو هي يكون تكون
        """,
}
"""Primary language subtag → words that no search is about, and what stands for "number".

They are kept out of the index: else "de" in a title would weigh as much as the word that the reader wants. A
language that is not here works without; its results are a little less well sorted."""

# Material packs places in a field into 32 bits: 12 for the passage, 20 for the character.
_MAX_PASSAGES = 4_000
_MAX_LENGTH = 900_000


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One result: a page, or a section of one."""

    location: str
    """Address from the root of its language: `demands/voice.html`, `demands/voice.html#asks`."""
    title: str
    """Plain text."""
    text: str
    """Plain text; a line is a passage (see `plain_text`)."""
    aliases: tuple[str, ...] = ()
    """What the entry is called besides its title: C87, 87, OIT, a word to avoid that leads to the right one.
    It comes first where the reader asks for nothing but such a name, or for one with a number in it."""
    boost: float | None = None
    """By how much it goes before others that match as well; None is 1."""


class IndexField(TypedDict, total=False):
    """How a field counts."""

    boost: float
    stop_words: list[str]
    """For `lunr.handbook.min.js`; Material passes on what it does not know."""


class IndexConfig(TypedDict):
    """What Material's worker is told."""

    lang: list[str]
    separator: str
    pipeline: list[str]
    fields: dict[str, IndexField]


class IndexedDocument(TypedDict, total=False):
    """One document as Material reads it; title and text are HTML."""

    location: str
    title: str
    text: str
    alias: str
    boost: float


class SearchIndex(TypedDict):
    """The whole of `search_index.json`."""

    config: IndexConfig
    docs: list[IndexedDocument]


def build_index(documents: Iterable[SearchDocument], language_tag: str) -> SearchIndex:
    """Return the index of one language.

    Args:
        documents: what can be found. A page comes before its sections. Of two that match equally well the
            earlier goes first: put conventions before protocols, and "No. 29" finds C029 before P029.
        language_tag: BCP 47; decides which words say nothing.

    Raises:
        HandbookError: a location is no address inside the language's folder or occurs twice, or a section
            comes before its page (Material would leave it out in silence).
    """
    docs: list[IndexedDocument] = []
    locations: set[str] = set()
    for document in documents:
        _check_location(document.location, locations)
        locations.add(document.location)
        docs.append(_indexed(document))
    return {
        "config": {
            "lang": ["handbook"],
            "separator": SEPARATOR,
            "pipeline": [],
            "fields": {
                # A word in the text counts 2.2 at most, however often it occurs; so 10 puts titles first.
                "title": {"boost": 10},
                "text": {
                    "boost": 1,
                    "stop_words": _STOP_WORDS.get(language_tag.partition("-")[0].lower(), "").split(),
                },
                "alias": {"boost": 1e6},
            },
        },
        "docs": docs,
    }


def _check_location(location: str, before: set[str]) -> None:
    page = location.partition("#")[0]
    if not location or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]", location):
        raise HandbookError(f"search: '{location}' is no address inside a language's folder")
    if location in before:
        raise HandbookError(f"search: two documents have the address '{location}'")
    if page != location and page not in before:
        raise HandbookError(f"search: the section '{location}' comes before its page '{page}'")


def _indexed(document: SearchDocument) -> IndexedDocument:
    indexed: IndexedDocument = {
        "location": document.location,
        "title": escape(folded(document.title), quote=False),
        "text": "".join(f"<p>{escape(passage, quote=False)}</p>" for passage in _passages(document.text)),
    }
    # Who types the whole of a title asks for that page.
    title = () if "#" in document.location else (document.title,)
    names = (_joined(alias) for alias in (*title, *document.aliases))
    alias = " ".join(dict.fromkeys(name for name in names if name))
    if alias:
        indexed["alias"] = alias
    if document.boost is not None:
        indexed["boost"] = document.boost
    return indexed


def _passages(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text[:_MAX_LENGTH].split("\n"))
    passages = [line for line in lines if line]
    if len(passages) > _MAX_PASSAGES:
        passages[_MAX_PASSAGES - 1 :] = [" ".join(passages[_MAX_PASSAGES - 1 :])]
    return passages


def _joined(alias: str) -> str:
    """Return a name as one word of the index: `migrant workers` → `_migrant_workers`."""
    return "".join(f"_{word}" for word in re.split(SEPARATOR, alias) if word)


def number_aliases(code: str | None, number: int | None, *abbreviations: str) -> tuple[str, ...]:
    """Return the names by which an instrument is asked for: `C087`, 87, `FACB` → `C87`, `87`, `FACB`.

    The index needs no more: zeros before a number, Arabic digits, the space in "C 87" and what stands for
    "number" ("No.", "n°", "núm.", رقم) are folded away from what the reader types.
    """
    names = [re.sub(r"(?<=[A-Za-z])0+(?=\d)", "", code)] if code else []
    if number is not None:
        names.append(str(number))
    return tuple(dict.fromkeys([*names, *filter(None, abbreviations)]))


def render_index(index: SearchIndex) -> str:
    """Return the text of `search_index.json`.

    It is also what follows `var __index = ` in `search_index.js`, which Material reads from file://.
    """
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    # Both end a line, in the middle of a string, in scripts of before 2019.
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# Our own HTML has its tags in lower case. A tag ends before the next "<" outside quotes, so that broken input
# takes no more time than its length is worth.
_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
_UNREAD = re.compile(
    rf"<(?:!--.*?-->|(script|style|template|svg|button|select|textarea)\b{_ATTRIBUTES}>.*?</\1\s*+>"
    r'|(sup|a|span) (?:href="[^"<>]*+" )?+class="(?:footnote-ref|footnote-back|headerlink|outdated|untranslated)"'
    r"[^<>]*+>.*?</\2>)",
    re.DOTALL,
)
_INSIDE_WORDS = re.compile(
    r"</?+(?:a(?:bbr)?+|b(?:di|do)?+|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|s(?:amp|mall|pan|trong)?+"
    rf"|time|u|var|wbr)(?![\w-]){_ATTRIBUTES}>"
)
_BETWEEN_WORDS = re.compile(rf"</?+(?:br|img|sub|sup|td|th)(?![\w-]){_ATTRIBUTES}>")
_BETWEEN_PASSAGES = re.compile(rf"</?+[a-zA-Z]{_ATTRIBUTES}>")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens and their like, which stand inside words."""


def plain_text(html: str) -> str:
    """Return what one reads in a piece of our own HTML, a line a passage (paragraph, item, row of a table).

    Scripts, drawings, buttons, and the marks of footnotes, headings and translations are left out. The result is
    text and no safe HTML: `build_index` escapes it.
    """
    text = _UNREAD.sub(lambda unread: "" if unread[2] else " ", html.replace("\n", " "))
    text = _BETWEEN_WORDS.sub(" ", _INSIDE_WORDS.sub("", text))
    text = unescape(_BETWEEN_PASSAGES.sub("\n", text))
    lines = (" ".join(line.split()) for line in _INVISIBLE.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)
