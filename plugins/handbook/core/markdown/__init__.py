"""The one parser: Markdown with citations, references and views, each on its line; raw HTML is refused.

`parse_body` is the face of this package: text in, a `Body` of finished HTML with holes out. The holes are what
cannot be known from one file alone (a citation's author and year, an entry's short name, a view).
"""

from handbook.core.markdown.body import parse_body
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
    Reference,
    Section,
    View,
    Word,
)

__all__ = [
    "Body",
    "Citation",
    "CitedItem",
    "EditorsMark",
    "Fragment",
    "Heading",
    "Hole",
    "LocalAddress",
    "MarkedItem",
    "Reference",
    "Section",
    "View",
    "Word",
    "parse_body",
]
