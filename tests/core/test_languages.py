"""Dates, numbers, lists, names and order in the languages of the handbook; catalogues and what they may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handbook.core.diagnostics import HandbookError
from handbook.core.languages import base_languages, load_language

LANGUAGES = ("en", "fr", "es", "ar")


@pytest.mark.parametrize(
    ("partial", "expected"),
    [
        ("1990", ("1990", "1990", "1990", "1990")),
        ("1990-12", ("December 1990", "décembre 1990", "diciembre de 1990", "كانون الأول/ديسمبر 1990")),
        (
            "1990-12-18",
            ("18 December 1990", "18 décembre 1990", "18 de diciembre de 1990", "18 كانون الأول/ديسمبر 1990"),
        ),
        ("1948-08-01", ("1 August 1948", "1 août 1948", "1 de agosto de 1948", "1 آب/أغسطس 1948")),
        ("1990/1995", ("1990 – 1995", "1990 – 1995", "1990 – 1995", "1990 – 1995")),
        ("unknown", ("unknown",) * 4),
        ("", ("",) * 4),
    ],
)
def test_dates(partial: str, expected: tuple[str, ...]) -> None:
    assert tuple(load_language(tag).format_date(partial) for tag in LANGUAGES) == expected


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("span", ["2023-10-26/2024-10-26", "2023-10/2023-11", "2023-10-01/2023-10-31", "2023/2024-02"])
def test_spans_say_both_ends_in_european_digits(tag: str, span: str) -> None:
    text = load_language(tag).format_date(span)
    assert not set(text) & set("٠١٢٣٤٥٦٧٨٩")
    assert not re.search(r"\d/|/\d", text)
    for part in span.split("/"):
        assert part[:4] in text


def test_arabic_months_have_the_names_of_every_region() -> None:
    assert load_language("ar").format_date("2023-07-06") == "6 تموز/يوليو 2023"
    assert load_language("ar").format_date("2023-01-30/2023-02-01") == "30 كانون الثاني/يناير – 1 شباط/فبراير 2023"


@pytest.mark.parametrize(("tag", "month"), [("ar-MA", "يوليوز"), ("ar-LB", "تموز"), ("ar-EG", "يوليو")])
def test_arabic_of_one_country_has_its_own_months(tag: str, month: str) -> None:
    assert load_language(tag).format_date("2023-07") == f"{month} 2023"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, ("0", "0", "0", "0")),
        (4.5, ("4.5", "4,5", "4,5", "4.5")),
        (11158, ("11,158", "11\u202f158", "11.158", "11,158")),
        (169000000, ("169,000,000", "169\u202f000\u202f000", "169.000.000", "169,000,000")),
    ],
)
def test_numbers_have_european_digits(number: float, expected: tuple[str, ...]) -> None:
    assert tuple(load_language(tag).format_number(number) for tag in LANGUAGES) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (999_999, ("999,999", "999\u202f999", "999.999", "999,999")),
        (169_000_000, ("169 million", "169 millions", "169 millones", "169 مليون")),
        (167_700_000, ("167.7 million", "167,7 millions", "167,7 millones", "167.7 مليون")),
    ],
)
def test_large_numbers_are_written_as_one_says_them(number: int, expected: tuple[str, ...]) -> None:
    said = tuple(load_language(tag).format_quantity(number).replace("\u00a0", " ") for tag in LANGUAGES)
    assert said == expected


@pytest.mark.parametrize("tag", ["ar", "ar-EG", "fa", "ur", "bn", "my"])
def test_digits_are_european_whatever_the_language_prefers(tag: str) -> None:
    language = load_language(tag)
    said = [language.format_number(1158.5), language.format_quantity(169_000_000), language.format_quantity(5)]
    said += [
        language.format_date(text) for text in ("1990", "1990-12", "1990-12-18", "1990-12-18/1991-01-02", "2023/2024")
    ]
    for text in said:
        assert all(character.isascii() for character in text if character.isdigit()), text
        assert not {*text} & {*"٬٫"}, text
        assert any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ("", "", "", "")),
        (["A"], ("A", "A", "A", "A")),
        (["A", "B"], ("A and B", "A et B", "A y B", "A وB")),
        (["A", "B", "C"], ("A, B and C", "A, B et C", "A, B y C", "A وB وC")),
    ],
)
def test_lists(items: list[str], expected: tuple[str, ...]) -> None:
    assert tuple(load_language(tag).format_list(items) for tag in LANGUAGES) == expected


def test_names_of_countries_and_languages() -> None:
    assert [load_language(tag).country("KE") for tag in LANGUAGES] == ["Kenya", "Kenya", "Kenia", "كينيا"]
    assert load_language("fr").country("QQ") == "QQ"
    assert [load_language(tag).name for tag in LANGUAGES] == ["English", "français", "español", "العربية"]
    assert [load_language("ar").name_of(tag) for tag in LANGUAGES] == ["الإنجليزية", "الفرنسية", "الإسبانية", "العربية"]
    assert load_language("en").name_of("pt-BR") == "Portuguese"
    assert load_language("en").name_of("not a language") == "not a language"


@pytest.mark.parametrize(
    ("tag", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("sw", "ltr")]
)
def test_directions(tag: str, direction: str) -> None:
    assert load_language(tag).direction == direction


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", ["a", "École", "Émile", "zebra"]),
        ("fr", ["cote", "coté", "côte", "côté", "Zoé"]),
        ("es", ["nación", "nube", "Nz", "ñandú", "Ñuñoa", "oso"]),
        ("ar", ["أجر", "بلد", "تنظيم", "حق", "عامل", "نقابة", "هجرة"]),
    ],
)
def test_order(tag: str, words: list[str]) -> None:
    language = load_language(tag)
    keys = [language.sort_key(word) for word in words]
    assert keys == sorted(keys)
    assert len({*keys}) == len(words)
    # The same letter in two Unicode forms is the same letter.
    assert language.sort_key("e\u0301") == language.sort_key("é")
    assert language.sort_key("\u0627\u0654") == language.sort_key("أ")


@pytest.mark.parametrize("tag", ["", "xx", "english", "en_US_POSIX_x", "../../etc", "e\n"])
def test_no_language(tag: str) -> None:
    with pytest.raises(HandbookError, match="BCP 47"):
        load_language(tag)


def test_base_languages() -> None:
    assert base_languages(["pt-BR", "pt", "ar"]) == ("pt", "ar")


# -- catalogues --


def catalogue(root: Path, tag: str, *lines: str) -> Path:
    path = root / tag / "LC_MESSAGES/handbook.po"
    path.parent.mkdir(parents=True)
    header = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    path.write_text(header + "\n".join(lines) + "\n", "utf-8")
    return root


def test_a_handbook_s_own_words_go_before_those_of_the_package(tmp_path: Path) -> None:
    own = catalogue(tmp_path, "ar", 'msgid "our reading"', 'msgstr "رأينا"')
    language = load_language("ar", (own,))
    assert language.gettext("our reading") == "رأينا"
    assert language.gettext("Sources") == load_language("ar").gettext("Sources")
    assert load_language("ar").gettext("our reading") != "رأينا"
    assert load_language("ar", (own,)).gettext("nobody asks this") == "nobody asks this"


def test_a_context_tells_words_apart(tmp_path: Path) -> None:
    own = catalogue(tmp_path, "sw", 'msgctxt "fact"', 'msgid "Place"', 'msgstr "Mahali"')
    language = load_language("sw", (own,))
    assert language.pgettext("fact", "Place") == "Mahali"
    assert language.pgettext("verb", "Place") == language.gettext("Place") == "Place"


def test_a_language_with_regions_finds_its_own_catalogue(tmp_path: Path) -> None:
    own = catalogue(tmp_path, "pt_BR", 'msgid "Sources"', 'msgstr "Fontes"')
    assert load_language("pt-BR", (own,)).gettext("Sources") == "Fontes"


def test_arabic_has_its_six_plurals() -> None:
    language = load_language("ar")
    said = {language.ngettext("{number} entry", "{number} entries", number) for number in (0, 1, 2, 3, 11, 100)}
    assert len(said) >= 4


@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_words_inside_the_text_are_translated(tag: str) -> None:
    """Titles of admonitions and the way back from a footnote, which the parser leaves to be said."""
    language = load_language(tag)
    for word in ("Tip", "Warning", "Back to the text"):
        assert language.gettext(word) != word
