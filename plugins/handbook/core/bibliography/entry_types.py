"""What a .bib file may hold: types of works, their required fields, the names of fields.

Types and fields are BibTeX's and BibLaTeX's (BibLaTeX manual, section 2, "Database Guide"). Our own templates
print every type listed here, so a work of any of them formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class EntryType:
    """A type of work, as `@name{…}` in a .bib file."""

    name: str
    csl: str
    """The type in CSL-JSON 1.0.2."""
    required: tuple[tuple[str, ...], ...]
    """Each group needs at least one of its fields."""
    genre: str = ""
    """What is printed (and translated) where the work has no `type` of its own."""


_AUTHOR = ("author",)
_WHO = ("author", "editor")
_BODY = ("institution", "publisher", "organization")
_YEAR = ("year", "date")
_TITLE = ("title",)
_CHAPTER = (_AUTHOR, _TITLE, ("booktitle",), _YEAR)
_VOLUME = (_WHO, _TITLE, ("publisher", "organization", "institution"), _YEAR)
_REPORT = ((*_AUTHOR, *_BODY), _TITLE, _BODY, _YEAR)
_THESIS = (_AUTHOR, _TITLE, _BODY, _YEAR)
_FREE = (_TITLE,)

_ALL = (
    EntryType("article", "article-journal", (_AUTHOR, _TITLE, ("journal",), _YEAR)),
    EntryType("book", "book", _VOLUME),
    EntryType("mvbook", "book", _VOLUME),
    EntryType("booklet", "pamphlet", _FREE),
    EntryType("collection", "book", _VOLUME),
    EntryType("mvcollection", "book", _VOLUME),
    EntryType("conference", "paper-conference", _CHAPTER),
    EntryType("dataset", "dataset", _FREE, "Dataset"),
    EntryType("electronic", "webpage", _FREE),
    EntryType("inbook", "chapter", (_WHO, _TITLE, _YEAR)),
    EntryType("suppbook", "chapter", _CHAPTER),
    EntryType("incollection", "chapter", _CHAPTER),
    EntryType("inproceedings", "paper-conference", _CHAPTER),
    EntryType("inreference", "entry-encyclopedia", (_TITLE, ("booktitle",))),
    EntryType("jurisdiction", "legal_case", _FREE),
    EntryType("legal", "treaty", _FREE),
    EntryType("legislation", "legislation", _FREE),
    EntryType("letter", "personal_communication", (_AUTHOR, _TITLE)),
    EntryType("manual", "report", _FREE),
    EntryType("mastersthesis", "thesis", _THESIS, "Master’s thesis"),
    EntryType("misc", "document", _FREE),
    EntryType("online", "webpage", _FREE),
    EntryType("patent", "patent", (_AUTHOR, _TITLE, ("number",), _YEAR), "Patent"),
    EntryType("periodical", "periodical", (_TITLE, _YEAR)),
    EntryType("phdthesis", "thesis", _THESIS, "PhD thesis"),
    EntryType("proceedings", "book", (_TITLE, _YEAR)),
    EntryType("reference", "book", _VOLUME),
    EntryType("report", "report", _REPORT, "Report"),
    EntryType("software", "software", _FREE, "Software"),
    EntryType("standard", "standard", _FREE),
    EntryType("techreport", "report", _REPORT, "Report"),
    EntryType("thesis", "thesis", _THESIS, "Thesis"),
    EntryType("unpublished", "manuscript", (_WHO, _TITLE)),
    EntryType("video", "motion_picture", _FREE),
    EntryType("www", "webpage", _FREE),
)

ENTRY_TYPES = MappingProxyType({entry_type.name: entry_type for entry_type in _ALL})
"""Name → type."""

FIELD_ALIASES = MappingProxyType(
    {"journaltitle": "journal", "location": "address", "school": "institution", "annotation": "annote"}
)
"""BibLaTeX's (or BibTeX's second) name of a field → the name that is used here."""

NAME_FIELDS = frozenset({"author", "editor"})
"""Fields that hold a list of people or bodies, parted by `and`."""

VERBATIM_FIELDS = frozenset(
    {
        "url",
        "doi",
        "date",
        "urldate",
        "year",
        "month",
        "day",
        "langid",
        "language",
        "keywords",
        "isbn",
        "issn",
    }
)
"""Fields in which `%`, `~` and `--` mean themselves."""

CROSS_REFERENCES = frozenset({"crossref", "xref", "xdata"})
"""Fields that take text from another entry; refused, so that each entry can be read and checked by itself."""

KNOWN_FIELDS = frozenset(
    "abstract addendum address annote author booksubtitle booktitle chapter date day doi edition editor "
    "eid eprint eprinttype eventdate eventtitle file howpublished institution isbn issn issue journal "
    "journalsubtitle key keywords langid language mainsubtitle maintitle month note number options "
    "organization origdate origlanguage origtitle pages pagetotal part publisher pubstate related series "
    "shortauthor shorthand shorttitle subtitle timestamp title titleaddon translator type url urldate "
    "venue version volume volumes year".split()
)
"""Fields that are known here, printed or not; any other is worth a warning, since it may be a slip."""

TYPES_OF_WORK = (
    "Background paper",
    "Brief",
    "Conference report",
    "Dataset",
    "Discussion paper",
    "Economic briefing",
    "Governing Body document",
    "Guidance",
    "Guide",
    "Guidelines",
    "Manual",
    "Master’s thesis",
    "Patent",
    "PhD thesis",
    "Policy brief",
    "Policy document",
    "Policy framework",
    "Report",
    "Research report",
    "Software",
    "Submission",
    "Thesis",
    "White paper",
    "Work programme",
    "Working paper",
    "Workshop paper",
)
"""Values of the field `type` that the catalogues translate (context "type of work")."""
