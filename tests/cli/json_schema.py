"""The part of JSON Schema (draft 2020-12) that our schemas use: enough to hold them to their word.

A keyword that is not here is an error, so that no rule goes unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

_ANNOTATIONS = frozenset({"title", "description", "default", "$defs", "$schema", "examples"})
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def is_of_type(value: object, name: str) -> bool:
    """Tell whether a value is of a type; to JSON, true is no number."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def faults(schema: dict[str, Any], value: Any, root: dict[str, Any] | None = None, at: str = "") -> Iterator[str]:
    """Yield what is wrong with a value."""
    root = schema if root is None else root
    for keyword, rule in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        yield from _KEYWORDS[keyword](rule, value, schema, root, at)


def _ref(rule, value, schema, root, at):
    assert rule.startswith("#/$defs/")
    yield from faults(root["$defs"][rule.removeprefix("#/$defs/")], value, root, at)


def _type(rule, value, schema, root, at):
    if not any(is_of_type(value, name) for name in ([rule] if isinstance(rule, str) else rule)):
        yield f"{at}: {value!r} is no {rule}"


def _any_of(rule, value, schema, root, at):
    if all(list(faults(option, value, root, at)) for option in rule):
        yield f"{at}: {value!r} fits nothing of {rule}"


def _properties(rule, value, schema, root, at):
    for name, item in (value if isinstance(value, dict) else {}).items():
        if name in rule:
            yield from faults(rule[name], item, root, f"{at}.{name}")


def _additional_properties(rule, value, schema, root, at):
    patterns = schema.get("patternProperties", {})
    for name, item in (value if isinstance(value, dict) else {}).items():
        if name in schema.get("properties", {}) or any(re.search(pattern, name) for pattern in patterns):
            continue
        if rule is False:
            yield f"{at}: unknown key {name}"
        elif isinstance(rule, dict):
            yield from faults(rule, item, root, f"{at}.{name}")


def _pattern_properties(rule, value, schema, root, at):
    for name, item in (value if isinstance(value, dict) else {}).items():
        for pattern, inner in rule.items():
            if re.search(pattern, name):
                yield from faults(inner, item, root, f"{at}.{name}")


def _property_names(rule, value, schema, root, at):
    for name in value if isinstance(value, dict) else {}:
        yield from faults(rule, name, root, f"{at}.{name}")


def _required(rule, value, schema, root, at):
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in rule if name not in value)


def _items(rule, value, schema, root, at):
    for position, item in enumerate(value if isinstance(value, list) else []):
        yield from faults(rule, item, root, f"{at}[{position}]")


def _holds(test):
    def rule_of(rule, value, schema, root, at):
        if not test(rule, value):
            yield f"{at}: {value!r} breaks {rule!r}"

    return rule_of


def _is_date(value: object) -> bool:
    try:
        return not isinstance(value, str) or bool(date.fromisoformat(value))
    except ValueError:
        return False


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_KEYWORDS = {
    "$ref": _ref,
    "type": _type,
    "anyOf": _any_of,
    "oneOf": _any_of,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "required": _required,
    "items": _items,
    "const": _holds(lambda rule, value: value == rule),
    "enum": _holds(lambda rule, value: value in rule),
    "pattern": _holds(lambda rule, value: not isinstance(value, str) or re.search(rule, value) is not None),
    "minLength": _holds(lambda rule, value: not isinstance(value, str) or len(value) >= rule),
    "maxLength": _holds(lambda rule, value: not isinstance(value, str) or len(value) <= rule),
    "minItems": _holds(lambda rule, value: not isinstance(value, list) or len(value) >= rule),
    "maxItems": _holds(lambda rule, value: not isinstance(value, list) or len(value) <= rule),
    "minimum": _holds(lambda rule, value: not _number(value) or value >= rule),
    "exclusiveMinimum": _holds(lambda rule, value: not _number(value) or value > rule),
    "format": _holds(lambda rule, value: rule != "date" or _is_date(value)),
}
