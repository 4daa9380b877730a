"""Gather the words of the interface and bring the catalogues up to date (`make catalogues`).

Messages come from four places: calls of gettext in Python, templates, the models of kinds (names of facts, values,
kinds and relations), and the types of parts of outlines. `handbook.pot` lists them; each `handbook.po` keeps what it
has and gains what is new, empty. Nothing is guessed: there are no fuzzy matches.

`--check` writes nothing and exits with 1 where a catalogue lacks a message or has one that nobody asks for.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from pydantic import BaseModel

from handbook.core.bibliography.entry_types import TYPES_OF_WORK
from handbook.core.bibliography.locator_words import LOCATOR_MESSAGES
from handbook.core.bibliography.outlines import PART_TYPES
from handbook.core.kinds import BUILT_IN, relations_of
from handbook.core.kinds.small import Qualifier, Unit
from handbook.core.languages import CATALOGUES
from handbook.core.markdown.renderer import BACK_TO_THE_TEXT, DEFAULT_TITLES
from handbook.core.words import as_message

PACKAGE = CATALOGUES.parent
LANGUAGES = ("fr", "es", "ar")
_METHODS = [("**/templates/**.html", "jinja2"), ("**/theme/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"**/templates/**.html": {"encoding": "utf-8"}, "**/theme/**.html": {"encoding": "utf-8"}}
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_HEADER = "# Words of the interface. Facts and texts of a handbook stand in its own files.\n#"
# Dates of making would change the file with each run.
_DATED = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Report-Msgid-Bugs-To|Language-Team)'
)
# Messages that are put together from a name where they are used.
_ALSO = (("value", "Unknown"),)

Message = tuple[str | None, str | tuple[str, str]]
"""Context and English words; two for a message with plurals."""


def messages() -> dict[Message, None]:
    """Return every message that the package asks for, in a stable order."""
    found: dict[Message, None] = {}
    for _, _, words, _, context in extract_from_dir(
        str(PACKAGE), _METHODS, _OPTIONS, keywords=_KEYWORDS, strip_comment_tags=True
    ):
        found[context, (words[0], words[1]) if isinstance(words, tuple) else words] = None
    found.update(dict.fromkeys((None, words) for words in LOCATOR_MESSAGES.values()))
    found.update(dict.fromkeys((None, word) for word in (*DEFAULT_TITLES.values(), BACK_TO_THE_TEXT)))
    for context, text in [*_names(), *_ALSO]:
        found.setdefault((context, text))
    return dict.fromkeys(sorted(found, key=_order))


def _order(message: Message) -> tuple[str, str]:
    context, words = message
    return context or "", words if isinstance(words, str) else words[0]


def _names() -> Iterator[tuple[str, str]]:
    for model in BUILT_IN:
        yield from (("kind", word) for word in model.label)
        for relates in relations_of(model).values():
            yield from (("relation", word) for word in (relates.forward, relates.inverse))
        yield from _facts(model)
        yield from (("fact", as_message(section)) for section in model.sections)
        grouped = model.model_fields.get(model.group_by)
        for kind in _types(grouped.annotation) if grouped else ():
            if isinstance(kind, type) and issubclass(kind, Enum):
                yield from (("group", as_message(str(item.value))) for item in kind)
    yield from (("unit", str(item.value)) for item in (*Unit, *Qualifier))
    yield from (("type of work", name) for name in sorted(TYPES_OF_WORK))
    for context in ("two names", "two names, the second begins with the sound i"):
        yield context, "{first} and {second}"
    for part in sorted(PART_TYPES):
        yield "part of a document", f"{part} {{number}}"


def _facts(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, info in model.model_fields.items():
        yield "fact", as_message(name)
        for kind in _types(info.annotation):
            if isinstance(kind, type) and issubclass(kind, Enum):
                yield from (("value", as_message(str(item.value))) for item in kind)
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _facts(kind)


def _types(annotation: object) -> Iterator[object]:
    yield annotation
    for inner in get_args(annotation):
        yield from _types(inner)


def update(path: Path, language: str | None, wanted: dict[Message, None]) -> tuple[str, int, int]:
    """Return the catalogue's new text, and how many messages it lacks and has in vain."""
    old = read_po(BytesIO(path.read_bytes()), locale=language) if path.is_file() else Catalog(locale=language)
    new = Catalog(locale=language, project="handbook", charset="utf-8", fuzzy=False, header_comment=_HEADER)
    missing = 0
    for context, words in wanted:
        first = words if isinstance(words, str) else words[0]
        known = old.get(first, context)
        translation = known.string if known else ""
        empty = not (all(translation) if isinstance(translation, (tuple, list)) else translation)
        missing += empty
        new.add(words if isinstance(words, str) else tuple(words), string=translation, context=context)
    keys = {(context, words if isinstance(words, str) else words[0]) for context, words in wanted}
    vain = sum(1 for item in old if item.id and (item.context, _first(item.id)) not in keys)
    out = BytesIO()
    write_po(out, new, width=100, omit_header=False, sort_output=False, no_location=True)
    kept = [line for line in out.getvalue().decode().splitlines() if not _DATED.match(line)]
    return "\n".join(kept).strip() + "\n", missing, vain


def _first(words: str | tuple[str, ...] | list[str]) -> str:
    return words if isinstance(words, str) else words[0]


def main() -> int:
    """Update or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a catalogue is behind")
    arguments = parser.parse_args()
    wanted = messages()
    behind = False
    for language in (None, *LANGUAGES):
        folder = CATALOGUES / language / "LC_MESSAGES" if language else CATALOGUES
        path = folder / ("handbook.po" if language else "handbook.pot")
        text, missing, vain = update(path, language, wanted)
        if language:
            sys.stdout.write(f"{language}: {len(wanted) - missing} of {len(wanted)} messages, {vain} no longer used\n")
        stale = not path.is_file() or path.read_text(encoding="utf-8") != text
        behind |= stale or (language is not None and missing > 0)
        if stale and arguments.check:
            sys.stdout.write(f"{path.name} of {language or 'the package'} is behind; run `make catalogues`\n")
        elif stale:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if arguments.check and behind else 0


if __name__ == "__main__":
    sys.exit(main())
