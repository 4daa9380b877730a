"""The base of a translation: the source text that it was last brought up to date with.

A base is ordinary Markdown of the source language, without facts, so that a person can read it and a change can be
shown without any history. The tool writes it; nobody need open it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256

from handbook.core.markdown.layout import FACTS, FRONT_MATTER, headings

FOLDER = "translated-from"
"""Beside docs/: `translated-from/<language>/<page>.md`."""

_NOTE = (
    "<!-- Written by `handbook translate`; nobody need open it: the source text that the translation in {path} was "
    "last brought up to date with. -->\n"
)
_KEY = re.compile(r"^([A-Za-z_][\w-]*):", re.MULTILINE)
_HEADING = re.compile(r"(#{2,6}) .*\{(?:[^}]*\s)?#([^\s}]+)[^}]*\}\s*$")


def base_path(language: str, page: str) -> str:
    """Return the file of a base, from the handbook's root."""
    return f"{FOLDER}/{language}/{page}.md"


def without_note(text: str) -> str:
    """Return a base without the line that says whose it is."""
    return text.partition("\n")[2] if text.startswith("<!--") else text


def with_note(text: str, translation_path: str) -> str:
    """Return a base as it is written."""
    return _NOTE.format(path=translation_path) + text


def words_only(text: str, *, shared: bool) -> str:
    """Return a source text without its facts: title, summary and body.

    Args:
        text: admitted source text.
        shared: whether several entries share the file, each with its facts under its heading.
    """
    match = FRONT_MATTER.match(text)
    front, body = (match[1], text[match.end() :]) if match else ("", text)
    kept = "".join(value for key, value in _keys(front + "\n") if key in ("title", "summary"))
    if shared:
        body = "".join(
            part.heading + part.rest[facts.end() :]
            if part.level == 2 and (facts := FACTS.match(part.rest))
            else part.text
            for part in _parts_of_body(body)
        )
    return f"---\n{kept}---\n{body}"


def digest(text: str) -> str:
    """Return a hash by which two texts without facts are known to be the same."""
    return sha256(text.encode()).hexdigest()


def _keys(front: str) -> Iterator[tuple[str, str]]:
    """Yield each top-level key of front matter with all its lines."""
    starts = list(_KEY.finditer(front))
    for match, following in zip(starts, [*[m.start() for m in starts], len(front)][1:], strict=True):
        yield match[1], front[match.start() : following].rstrip("\n") + "\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text: its front matter, what stands before the first heading, or a heading with its text."""

    address: str
    """`why`; in a file that entries share, `entry` or `entry/why`; empty before the first heading."""
    level: int
    """Of its heading; 0 for the front matter, 1 for what stands before the first heading."""
    text: str
    first_line: int = 1

    @property
    def heading(self) -> str:
        """Its heading's line; empty for what has none."""
        return self.text.partition("\n")[0] + "\n" if self.level > 1 else ""

    @property
    def rest(self) -> str:
        """What stands under the heading."""
        return self.text.partition("\n")[2] if self.level > 1 else self.text


def parts_of(text: str, *, shared: bool) -> list[Part]:
    """Part a text at each heading that has an id, of whatever level; headings inside code do not count.

    The parts joined are the text.
    """
    match = FRONT_MATTER.match(text)
    end = match.end() if match else 0
    found = [Part("", 0, text[:end], 1)]
    entry = ""
    for part in _parts_of_body(text[end:], 1 + text.count("\n", 0, end)):
        address = part.address
        if shared and part.level == 2:
            entry = address
        elif shared and entry and address:
            address = f"{entry}/{address}"
        found.append(Part(address, part.level, part.text, part.first_line))
    return found


def _parts_of_body(body: str, first_line: int = 1) -> Iterator[Part]:
    address, level, start = "", 1, 0
    found = [(offset, match) for offset, line in headings(body) if (match := _HEADING.match(line))]
    for offset, match in [*found, (len(body), None)]:
        if offset > start:
            yield Part(address, level, body[start:offset], first_line + body.count("\n", 0, start))
        if match:
            address, level, start = match[2], len(match[1]), offset


def is_inside(address: str, chosen: str, *, shared: bool) -> bool:
    """Tell whether a part belongs to a chosen section: it is that section, or (of a shared file) of that entry."""
    return address == chosen or (shared and address.startswith(f"{chosen}/"))


def bring_up_to_date(base: str, source: str, chosen: Collection[str], *, shared: bool) -> str:
    """Return a base whose chosen parts are those of the source, and all others as they were.

    Args:
        base: without its note; may be empty.
        source: the source text without facts.
        chosen: addresses of parts; `front` for title and summary.
        shared: whether several entries share the file.
    """
    old = {_name(part): part for part in parts_of(base, shared=shared)} if base else {}
    new = parts_of(source, shared=shared)
    made = []
    for part in new:
        name = _name(part)
        if name in chosen:
            made.append(part.text)
        elif name in old:
            made.append(old[name].text)
        elif part.level == 0:
            made.append("---\n---\n")
        elif part.level == 1:
            made.append("\n")
    # What the source has dropped, the translation may have still.
    kept = {_name(part) for part in new}
    made += [part.text for name, part in old.items() if name not in kept and name not in chosen and part.text.strip()]
    return "".join(text if text.endswith("\n") else text + "\n" for text in made)


def _name(part: Part) -> str:
    return "front" if part.level == 0 else part.address
