"""The one parser: Markdown with citations, references and views, each on its line; raw HTML is refused.

`parse_body` is the face of this package: text in, a `Body` of finished HTML with holes out. The holes are what
cannot be known from one file alone (a citation's author and year, an entry's short name, a view).
"""

from handbook.core.markdown.body import parse_body, parse_words
from handbook.core.markdown.fragments import (
    Body,
    Citation,
    CitedItem,
    EditorsMark,
    Fragment,
    Heading,
    Hole,
    LocalAddress,
    MarkedItem,
    PassageMark,
    Reference,
    Section,
    View,
    Word,
)
from handbook.core.markdown.passages import UNTRANSLATED, Passage, PassageKind, is_untranslated

__all__ = [
    "UNTRANSLATED",
    "Body",
    "Citation",
    "CitedItem",
    "EditorsMark",
    "Fragment",
    "Heading",
    "Hole",
    "LocalAddress",
    "MarkedItem",
    "Passage",
    "PassageKind",
    "PassageMark",
    "Reference",
    "Section",
    "View",
    "Word",
    "is_untranslated",
    "parse_body",
    "parse_words",
]
