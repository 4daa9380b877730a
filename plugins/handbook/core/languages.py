"""A language: its words (gettext), and its dates, numbers, lists, names and order (CLDR, through Babel).

Digits: 0-9 in every language. The ILO prints both kinds in Arabic; numbers of conventions, years and amounts are
quoted across languages here, searched for and copied, so that one kind of digit serves the reader best.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_compact_decimal, format_decimal
from babel.units import format_unit

from handbook.core.diagnostics import HandbookError

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
"""Words of the interface that come with the package: `<language>/LC_MESSAGES/handbook.po`."""

# "en" alone is American to CLDR; international organisations write "18 December 1990".
_LOCALES = {"en": "en_GB"}


class Language:
    """One language of a handbook. Made by `load_language`; holds no state but caches of pure results."""

    def __init__(self, tag: str, locale: Locale, words: gettext.NullTranslations) -> None:
        self.tag = tag
        """BCP 47: `ar`, `pt-BR`."""
        self._locale = locale
        self._words = words
        self.gettext = words.gettext
        """English message → message in this language (the English one where the catalogue has none)."""
        self.ngettext = words.ngettext
        """English one, English many, count → message with the plural form for the count."""
        self.pgettext = words.pgettext
        """Context, English message → message: for words that English does not tell apart."""
        self.direction = "rtl" if locale.text_direction == "rtl" else "ltr"
        """`ltr` or `rtl`."""

    @property
    def name(self) -> str:
        """The language's name in itself: `français`."""
        return str(self._locale.get_language_name(self._locale) or self.tag)

    def name_of(self, tag: str) -> str:
        """Return the name of another language in this one."""
        try:
            other = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            return tag
        return str(other.get_language_name(self._locale) or tag)

    def country(self, code: str) -> str:
        """Return the name of a country or territory (ISO 3166-1 alpha-2) by CLDR."""
        return str(self._locale.territories.get(code, code))

    def format_list(self, items: Sequence[str]) -> str:
        """Return `A, B and C`."""
        return format_list(list(items), locale=self._locale)

    def format_number(self, number: float) -> str:
        """Return a number with the language's separators."""
        return format_decimal(number, locale=self._locale, numbering_system="latn")

    def format_quantity(self, number: float) -> str:
        """Return a large number as one says it: `169 million`; a smaller one as it is."""
        if abs(number) < 1_000_000:
            return self.format_number(number)
        return format_compact_decimal(
            number, format_type="long", locale=self._locale, fraction_digits=1, numbering_system="latn"
        )

    def format_size(self, size: int) -> str:
        """Return a number of bytes as one says it of a file: `540 kB`, `6.3 MB`."""
        unit, number = ("megabyte", size / 1e6) if size >= 999_500 else ("kilobyte", size / 1e3)
        rounded = round(number, 1) if unit == "megabyte" and number < 99.95 else round(number)
        return format_unit(
            max(rounded, 1), f"digital-{unit}", length="short", locale=self._locale, numbering_system="latn"
        )

    def format_date(self, partial: str) -> str:
        """Return `1990`, `December 1990` or `18 December 1990`; spans with a dash; other words as they are."""
        if "/" in partial:
            begin, end = partial.split("/", 1)
            days = [tuple(map(int, part.split("-"))) for part in (begin, end)]
            if len(days[0]) == len(days[1]) > 1:
                return _format_span(self._locale, days[0], days[1])
            return f"{self.format_date(begin)} – {self.format_date(end)}"
        numbers = partial.split("-")
        if not all(number.isdigit() for number in numbers) or len(numbers) not in (2, 3):
            return partial
        return _format_day(self._locale, tuple(int(number) for number in numbers))

    def sort_key(self, text: str) -> tuple[int, ...]:
        """Return the key by which text is sorted: the Unicode collation algorithm (DUCET), and ñ after n in Spanish."""
        text = unicodedata.normalize("NFC", text.casefold())
        return _collate(text.replace("ñ", "n\U0010fffd") if self.tag.startswith("es") else text)


@cache
def _format_day(locale: Locale, numbers: tuple[int, ...]) -> str:
    day = date(*(*numbers, 1)[:3])
    if len(numbers) == 2:
        return _with_both_names(format_skeleton("yMMMM", day, locale=locale), locale)
    return _with_both_names(format_date(day, "long", locale=locale), locale)


@cache
def _format_span(locale: Locale, begin: tuple[int, ...], end: tuple[int, ...]) -> str:
    skeleton = "yMMM" if len(begin) == 2 else "yMMMd"
    first, last = date(*(*begin, 1)[:3]), date(*(*end, 1)[:3])
    return _with_both_names(format_interval(first, last, skeleton, locale=locale), locale)


def _with_both_names(text: str, locale: Locale) -> str:
    """Return a date with the months as Arabic readers of every region know them: تموز/يوليو, as the ILO writes.

    A handbook in the Arabic of one country (`ar-MA`) has that country's names, by CLDR, and no others.
    """
    if str(locale) != "ar":
        return text
    for here, there in zip(
        *(Locale(*tag).months["format"]["wide"].values() for tag in _EGYPT_AND_LEBANON), strict=True
    ):
        if here != there:
            text = text.replace(here, f"{there}/{here}")
    return text


_EGYPT_AND_LEBANON = (("ar", "EG"), ("ar", "LB"))


@cache
def _collate(text: str) -> tuple[int, ...]:
    return tuple(_collator().sort_key(text))


@cache
def _collator():  # type: ignore[no-untyped-def]  # noqa: ANN202 (pyuca has no types)
    # Imported on first use: reading the collation table takes a tenth of a second.
    from pyuca import Collator

    return Collator()


def warm_up() -> None:
    """Read the collation table, so that processes forked from this one need not."""
    _collator()


@cache
def load_language(tag: str, catalogues: tuple[Path, ...] = ()) -> Language:
    """Return the language `tag`.

    Args:
        tag: BCP 47.
        catalogues: folders of further words, which go before the package's own.

    Raises:
        HandbookError: CLDR knows no such language, or a catalogue is broken.
    """
    try:
        locale = Locale.parse(_LOCALES.get(tag, tag).replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise HandbookError(f"no language '{tag}' is known to CLDR; write a BCP 47 tag such as 'fr'") from error
    words: gettext.NullTranslations = gettext.NullTranslations()
    for folder in reversed((*catalogues, CATALOGUES)):
        found = _read_catalogue(folder / tag.replace("-", "_") / "LC_MESSAGES" / "handbook.po")
        if found is not None:
            found.add_fallback(words)
            words = found
    return Language(tag, locale, words)


def _read_catalogue(path: Path) -> gettext.GNUTranslations | None:
    if not path.is_file():
        return None
    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, abort_invalid=True))
    except (PoFileError, UnicodeDecodeError) as error:
        raise HandbookError(f"{path}: the catalogue cannot be read: {error}") from error
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def base_languages(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags without their regions, once each: `pt-BR` → `pt`."""
    return tuple(dict.fromkeys(tag.split("-", maxsplit=1)[0] for tag in tags))
