"""Sources: .bib files to works, works to references in any language, places in works, outlines, exports.

The way: `load_bibliography` → `Bibliography` of `Work`s → `Citations(bibliography, words)`, which prints
them in one language. `parse_locators` reads what stands after a key, `load_outline` and `check_locators` say
whether the place exists, `format_locators` prints it. `to_bibtex` and `to_csl_json` are the downloads.
"""

from handbook.core.bibliography.bibtex import to_bibtex
from handbook.core.bibliography.citations import Citations, format_locators, format_locators_html
from handbook.core.bibliography.csl import to_csl_json
from handbook.core.bibliography.labels import sort_works
from handbook.core.bibliography.language_tags import direction_of, language_tag
from handbook.core.bibliography.load import load_bibliography
from handbook.core.bibliography.locators import (
    Locator,
    LocatorFault,
    LocatorKind,
    Place,
    format_source,
    parse_locators,
)
from handbook.core.bibliography.outlines import Outline, Part, check_locators, load_outline
from handbook.core.bibliography.words import Words
from handbook.core.bibliography.works import Bibliography, Name, Names, Work

__all__ = [
    "Bibliography",
    "Citations",
    "Locator",
    "LocatorFault",
    "LocatorKind",
    "Name",
    "Names",
    "Outline",
    "Part",
    "Place",
    "Words",
    "Work",
    "check_locators",
    "direction_of",
    "format_locators",
    "format_locators_html",
    "format_source",
    "language_tag",
    "load_bibliography",
    "load_outline",
    "parse_locators",
    "sort_works",
    "to_bibtex",
    "to_csl_json",
]
