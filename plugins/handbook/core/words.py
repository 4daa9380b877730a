"""Names of fields and values as messages of the catalogue: `in_force` → "In force".

A message id is made from the name, so that a new fact or value needs no list of labels; translators find it in the
catalogue with the context `fact` or `value`.
"""

from __future__ import annotations

from enum import Enum

from handbook.core.languages import Language


def as_message(name: str) -> str:
    """Return the English words of a name: `union-service` → `Union service`."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def fact_label(language: Language, name: str) -> str:
    """Return the label of a fact."""
    return language.pgettext("fact", as_message(name))


def value_label(language: Language, value: Enum | str) -> str:
    """Return the words for one value of a closed list."""
    name = value.value if isinstance(value, Enum) else value
    return language.pgettext("value", as_message(str(name)))


def group_label(language: Language, value: str) -> str:
    """Return the heading of the entries that have one value: `Conventions` for `convention`."""
    message = as_message(value)
    words = language.pgettext("group", message)
    return words if words != message else value_label(language, value)


def kind_label(language: Language, label: tuple[str, str], number: int, own: tuple[str, str] | None = None) -> str:
    """Return a kind's name for one (1) or many (2 and more), as this handbook calls it."""
    if own is not None:
        return own[0] if number == 1 else own[1]
    return language.pgettext("kind", label[0] if number == 1 else label[1])
