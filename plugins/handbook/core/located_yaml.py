"""YAML in which every value knows its line: for front matter, fenced facts, view options and outlines.

A safe subset of YAML 1.2: no aliases, no tags, no duplicate keys, plain scalars read by the core schema of
YAML 1.2 (so the country code `NO` stays a word and `1948-07-09` stays as typed), sizes and depths capped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from handbook.core.diagnostics import Diagnostic

ValuePath: TypeAlias = tuple[str | int, ...]
"""Keys and positions that lead to a value: `("backed_by", 0, "to")`."""

MAX_CHARACTERS = 200_000
"""Longest text that is read as YAML; an outline of a long report is about a tenth of it."""
MAX_DEPTH = 30
"""Deepest nesting that is read; an outline needs about fifteen."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_DEEP = re.compile(r"^[ \t]*+(?:[-?][ \t]++){30,}", re.MULTILINE)
_TAGS_AND_ANCHORS = {
    yaml.TagToken: ("yaml-tag", "tags (`!name`) are not allowed; write the plain value"),
    yaml.AnchorToken: ("yaml-alias", "anchors (`&name`) are not allowed; write the value out where it is needed"),
    yaml.AliasToken: ("yaml-alias", "aliases (`*name`) are not allowed; write the value out"),
}


@dataclass(frozen=True, slots=True)
class LocatedValue:
    """A value and the line of each of its parts."""

    value: Any
    """Plain data: dict, list, str, int, float, bool, None."""
    lines: dict[ValuePath, int]
    """Path → line of its key (or of its item, in a list); the empty path is the whole."""

    def line_of(self, path: ValuePath) -> int:
        """Return the line of `path`, or of the nearest part around it that has one."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return 0


def load_yaml(path: str, text: str, first_line: int = 1) -> tuple[LocatedValue, tuple[Diagnostic, ...]]:
    """Read `text`, whose first line is line `first_line` of the file `path`.

    Faults (`bad-yaml`, `duplicate-key`, `yaml-alias`, `yaml-tag`, `too-large`) are returned, all that can be
    found; the value then holds what could be read.
    """
    empty = LocatedValue(None, {(): first_line})
    if len(text) > MAX_CHARACTERS:
        message = f"{len(text)} characters of YAML; at most {MAX_CHARACTERS} are read: split the file"
        return empty, (Diagnostic(path, first_line, "too-large", message),)
    refused, depth = _scan(path, text, first_line)
    if depth > MAX_DEPTH or _DEEP.search(text):
        message = f"YAML nested deeper than {MAX_DEPTH} levels; flatten it"
        return empty, (Diagnostic(path, first_line, "too-large", message),)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        hint = "; put the text in quotation marks" if "mapping values" in str(error.problem) else ""
        return empty, (*refused, Diagnostic(path, line, "bad-yaml", f"not YAML: {error.problem}{hint}"))
    except yaml.YAMLError as error:
        return empty, (Diagnostic(path, first_line, "bad-yaml", f"not YAML: {str(error).splitlines()[0]}"),)
    if node is None:
        return empty, refused
    reader = _Reader(path, first_line)
    value = reader.read(node, ())
    return LocatedValue(value, reader.lines), (*refused, *reader.diagnostics)


def _scan(path: str, text: str, first_line: int) -> tuple[tuple[Diagnostic, ...], int]:
    """Find tags, anchors and aliases, and the depth of brackets that are nested too deep (else 0).

    In the tokens, since nodes no longer tell a typed tag from a resolved one, and since the parser, which recurses
    in C, must not meet deep brackets at all (they end the process).
    """
    brackets = text.count("[") + text.count("{")
    if brackets <= MAX_DEPTH and not any(mark in text for mark in "!&*"):
        return (), 0
    found = []
    depth = 0
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
                depth += 1
                if depth > MAX_DEPTH:
                    return (), depth
            elif isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)):
                depth -= 1
            elif type(token) in _TAGS_AND_ANCHORS:
                code, message = _TAGS_AND_ANCHORS[type(token)]
                found.append(Diagnostic(path, first_line + token.start_mark.line, code, message))
    except yaml.YAMLError:
        pass  # the parser meets the same fault, and tells it
    return tuple(found), 0


class _Reader:
    """Walks a tree of nodes once, building the value, the lines and the diagnostics."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.lines: dict[ValuePath, int] = {(): first_line}
        self.diagnostics: list[Diagnostic] = []
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, at: ValuePath) -> Any:  # noqa: ANN401 (YAML is untyped by nature)
        if id(node) in self._seen:  # an alias, reported already
            return None
        self._seen.add(id(node))
        if len(at) > MAX_DEPTH:
            self._fault(node, "too-large", f"nested deeper than {MAX_DEPTH} levels; flatten it")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return self._read_sequence(node, at)
        return self._read_scalar(node)

    def _read_mapping(self, node: yaml.MappingNode, at: ValuePath) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, "bad-yaml", "a key must be a word")
                continue
            key = key_node.value
            if key in value:
                first = self.lines[(*at, key)]
                self._fault(key_node, "duplicate-key", f"the key '{key}' stands twice (first in line {first})")
                continue
            self.lines[(*at, key)] = self.first_line + key_node.start_mark.line
            value[key] = self.read(value_node, (*at, key))
        return value

    def _read_sequence(self, node: yaml.SequenceNode, at: ValuePath) -> list[Any]:
        value = []
        for position, item in enumerate(node.value):
            self.lines[(*at, position)] = self.first_line + item.start_mark.line
            value.append(self.read(item, (*at, position)))
        return value

    def _read_scalar(self, node: yaml.Node) -> str | int | float | bool | None:
        text: str = node.value
        if isinstance(node, yaml.ScalarNode) and node.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text) if len(text) < 20 else text
        if _FLOAT.fullmatch(text) and len(text) < 40:
            return float(text)
        return text

    def _fault(self, node: yaml.Node, code: str, message: str) -> None:
        line = self.first_line + node.start_mark.line
        self.diagnostics.append(Diagnostic(self.path, line, code, message))
