"""English, French, Spanish and Arabic as the bibliography sees them, made of Babel and `messages.json`.

They stand in for `handbook.core.languages.Language`, so that these tests fix what this package asks for and
prints, whatever the catalogues of the day say. `asked` holds every message that was looked up.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from handbook.core.bibliography.words import Words

_Row = dict[str, str | list[str] | None]
MESSAGES: list[_Row] = json.loads((Path(__file__).parent / "messages.json").read_text("utf-8"))
_BY_ID = {(row["context"], row["id"]): row for row in MESSAGES}
_ARABIC_FORMS = ("zero", "one", "two", "few", "many", "other")


@dataclass
class SpokenWords:
    tag: str
    locale: Locale
    asked: set[tuple[str | None, str]] = field(default_factory=set)

    @property
    def direction(self) -> str:
        return self.locale.text_direction

    def _forms(self, context: str | None, message: str) -> str | list[str]:
        self.asked.add((context, message))
        row = _BY_ID.get((context, message))
        found = row[self.tag] if row is not None and self.tag != "en" else message
        assert found is not None
        return found

    def gettext(self, message: str, /) -> str:
        return str(self._forms(None, message))

    def pgettext(self, context: str, message: str, /) -> str:
        return str(self._forms(context, message))

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        forms = self._forms(None, one)
        if self.tag == "en":
            return one if number == 1 else many
        if self.tag == "ar":
            return forms[_ARABIC_FORMS.index(self.locale.plural_form(number))]
        return forms[number > 1 if self.tag == "fr" else number != 1]

    def format_list(self, items: Sequence[str], /) -> str:
        return format_list(list(items), locale=self.locale)

    def format_date(self, partial: str, /) -> str:
        from datetime import date

        if "/" in partial:
            return " – ".join(self.format_date(end) for end in partial.split("/"))
        numbers = [int(part) for part in partial.split("-")]
        if len(numbers) == 1:
            return partial
        day = date(*(*numbers, 1)[:3])
        if len(numbers) == 2:
            return format_skeleton("yMMMM", day, locale=self.locale)
        return format_date(day, "long", locale=self.locale)

    def sort_key(self, text: str, /) -> tuple[int, ...]:
        letters = unicodedata.normalize("NFD", text.casefold())
        return tuple(ord(letter) for letter in letters if letter.isalnum() or letter == " ")


def language(tag: str) -> SpokenWords:
    return SpokenWords(tag, Locale("en", "GB") if tag == "en" else Locale(tag))


LANGUAGES: dict[str, SpokenWords] = {tag: language(tag) for tag in ("en", "fr", "es", "ar")}
_check: Words = LANGUAGES["en"]
