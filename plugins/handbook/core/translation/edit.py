"""Put other words into one passage of a file; nothing else in it changes by a byte."""

from __future__ import annotations

import json
import re
import unicodedata

import yaml

from handbook.core.diagnostics import HandbookError
from handbook.core.markdown.body import parse_body
from handbook.core.markdown.passages import Passage, PassageKind, folded
from handbook.core.source_text import admit_text

_FRONT = (PassageKind.TITLE, PassageKind.SUMMARY)
_CELL = re.compile(r"(?<!\\)\|")
_END = re.compile(r"(?:[ \t]*\{[^{}\n]*\})?[ \t]*\|?[ \t]*\n?")
_END_OF_TITLE = re.compile(r"\"?[ \t]*\n?")
# What may stand between two words: a line end, with the indentation or the quotation mark of the next line.
_GAP = re.compile(r"(?:[ \t]|\n[ \t]*(?:>[ \t]?)*)+")


class WordsNotFoundError(HandbookError):
    """The file is not what the passage was read from."""


def replace_words(text: str, passage: Passage, words: str) -> str:
    """Return a text with other words in one passage.

    Args:
        text: the file, as it was when the passage was read.
        passage: the passage; its lines say where it stands.
        words: what is to stand there: Markdown in one line; for a row, its cells joined by ` | `.

    Raises:
        WordsNotFoundError: the passage does not stand on its lines.
        ValueError: as Markdown, the words would be something else (a list, a heading, the end of the block); a row
            would have another number of cells; or a character is not let into text.
    """
    lines = text.splitlines(keepends=True)
    start, end = passage.line - 1, passage.end - 1
    words = normalised(words, passage.kind)
    if passage.kind in _FRONT and not lines[start].startswith("#"):
        end = _end_of_value(lines, start)
        key = passage.kind.value
        if not lines[start].startswith(f"{key}:"):
            raise WordsNotFoundError(f"line {passage.line} does not begin with `{key}:`")
        _let_in(words)
        made = f"{key}: {_scalar(words)}\n"
    else:
        _let_in(words)
        if not _is_one_paragraph(words):
            raise ValueError(
                "as Markdown, these words would not be one passage; write a backslash before the first sign"
            )
        made = _in_block("".join(lines[start:end]), passage, words)
    return "".join([*lines[:start], made, *lines[end:]])


def normalised(words: str, kind: PassageKind) -> str:
    """Return words as a passage has them once they are read: white space folded, one blank round a bar of a row."""
    if kind == PassageKind.ROW:
        words = " | ".join(cell.strip() for cell in _CELL.split(words))
    return folded(unicodedata.normalize("NFC", words))


def block_of(made: str, before: str, passage: Passage) -> str:
    """Return the lines of a passage after its words were replaced.

    Args:
        made: the text with other words.
        before: the text as it was.
        passage: the passage, as it was.
    """
    lines = made.splitlines(keepends=True)
    rest = before.count("\n") + (not before.endswith("\n")) - (passage.end - 1)
    return "".join(lines[passage.line - 1 : len(lines) - rest])


def _let_in(words: str) -> None:
    if not words:
        raise ValueError("there are no words")
    _, faults = admit_text("", words.encode("utf-8", "surrogatepass"))
    if faults:
        raise ValueError(faults[0].message)


def _is_one_paragraph(words: str) -> bool:
    """Tell whether words on a line of their own are one paragraph with just these words, before an id too."""
    for line, anchor in ((words, ""), (f"{words} {{#id}}", "id")):
        found = [(item.kind, item.text, item.anchor) for item in parse_body("", "", line)[0].passages]
        if found != [(PassageKind.PARAGRAPH, words, anchor)]:
            return False
    return True


def _in_block(block: str, passage: Passage, words: str) -> str:
    if passage.kind == PassageKind.ROW:
        old, new = (_CELL.split(text) for text in (passage.text, words))
        if len(old) != len(new):
            raise ValueError(f"a row of {len(old)} cells would have {len(new)}; write a bar inside a cell as `\\|`")
        indent = block[: len(block) - len(block.lstrip())]
        return f"{indent}| {' | '.join(cell.strip() for cell in new)} |\n"
    end = _END_OF_TITLE if passage.kind == PassageKind.CALLOUT else _END
    old = passage.text.split()
    start = block.find(old[0]) if old else -1
    while start >= 0:
        stop = _end_of_words(block, start, old)
        if stop is not None and end.fullmatch(block, stop):
            return block[:start] + words + block[stop:]
        start = block.find(old[0], start + 1)
    raise WordsNotFoundError(f"the words of the passage do not stand in line {passage.line}")


def _end_of_words(block: str, start: int, words: list[str]) -> int | None:
    """Return where words end that begin at a place of a block, on one line or on several; None if they do not."""
    place = start
    for number, word in enumerate(words):
        if number:
            gap = _GAP.match(block, place)
            if gap is None:
                return None
            place = gap.end()
        if not block.startswith(word, place):
            return None
        place += len(word)
    return place


def _end_of_value(lines: list[str], start: int) -> int:
    """Return the line after a value of front matter: the next key, or the end of the front matter."""
    end = start + 1
    while end < len(lines) and ((lines[end][:1].isspace() and lines[end].strip()) or lines[end][:1] == ""):
        end += 1
    return end


def _scalar(words: str) -> str:
    """Return words as a YAML value in one line, in quotation marks where they need them."""
    try:
        plain = yaml.safe_load(f"key: {words}") == {"key": words} and "\u2028" not in words
    except yaml.YAMLError:
        plain = False
    return words if plain else json.dumps(words, ensure_ascii=False)
