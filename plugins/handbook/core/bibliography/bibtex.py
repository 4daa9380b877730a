r"""The bibliography as BibTeX: each field as it was typed.

pybtex's writer is not used: it escapes what is escaped already (`\%` becomes `\\%`) and breaks addresses.
"""

from __future__ import annotations

from collections.abc import Iterable

from handbook.core.bibliography.works import Work


def to_bibtex(works: Iterable[Work]) -> str:
    """Return the works as a .bib file, in the order given; loading it gives the same works again.

    `@string` names are filled in, and white space is run together; nothing else changes.
    """
    return "\n".join(_entry(work) for work in works)


def _entry(work: Work) -> str:
    width = max((len(name) for name, _ in work.original), default=0)
    fields = "".join(f"  {name:<{width}} = {{{value}}},\n" for name, value in work.original)
    return f"@{work.type}{{{work.key},\n{fields}}}\n"
