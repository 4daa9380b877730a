"""The grammar of places, what it refuses, and how places read in four languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.bibliography import (
    Locator,
    LocatorFault,
    LocatorKind,
    Place,
    format_locators,
    format_locators_html,
    format_source,
    load_outline,
    parse_locators,
)
from handbook.core.bibliography.locator_words import LOCATOR_MESSAGES
from handbook.core.bibliography.locators import ALLOWED_FORMS
from tests.core.bibliography.four_languages import LANGUAGES


def locators(text: str) -> tuple[Locator, ...]:
    found = parse_locators(text)
    assert not isinstance(found, LocatorFault), found.message
    return found


GOOD = [
    ("p. 3", "p. 3", ["PAGE"]),
    ("pp. 3-5", "pp. 3-5", ["PAGE"]),
    ("pp. 3–5", "pp. 3-5", ["PAGE"]),
    ("pp. 3 – 5", "pp. 3-5", ["PAGE"]),
    ("p. 3-5", "pp. 3-5", ["PAGE"]),
    ("pp. 3", "p. 3", ["PAGE"]),
    ("p. xii", "p. xii", ["PAGE"]),
    ("para. 10", "para. 10", ["PARAGRAPH"]),
    ("paras. 10-12", "paras. 10-12", ["PARAGRAPH"]),
    ("paras 10-12", "paras. 10-12", ["PARAGRAPH"]),
    ("art. 6", "art. 6", ["ARTICLE"]),
    ("art.6", "art. 6", ["ARTICLE"]),
    ("arts. 6, 7", "arts. 6, 7", ["ARTICLE"]),
    ("art. 6, art. 7", "arts. 6, 7", ["ARTICLE"]),
    ("art. 6(1)(b)", "art. 6(1)(b)", ["ARTICLE"]),
    ("arts. 6(1)-8(2)", "arts. 6(1)-8(2)", ["ARTICLE"]),
    ("art. 6bis", "art. 6bis", ["ARTICLE"]),
    ("fn. 22", "fn. 22", ["FOOTNOTE"]),
    ("p. 3, fn. 22", "p. 3, fn. 22", ["PAGE", "FOOTNOTE"]),
    ("p. 3,fn. 22, p. 4", "p. 3, fn. 22, p. 4", ["PAGE", "FOOTNOTE", "PAGE"]),
    ("ch. 2", "ch. 2", ["CHAPTER"]),
    ("part II", "part II", ["PART"]),
    ("parts IX, X, XI", "parts IX, X, XI", ["PART"]),
    ("annex I", "annex I", ["ANNEX"]),
    ("annex", "annex", ["ANNEX"]),
    ("annex, annex I", "annex, annex I", ["ANNEX", "ANNEX"]),
    ("box 1", "box 1", ["BOX"]),
    ("principle 2", "principle 2", ["PRINCIPLE"]),
    ("guideline 4.1", "guideline 4.1", ["GUIDELINE"]),
    ("objective 6", "objective 6", ["OBJECTIVE"]),
    ("target 8.8", "target 8.8", ["TARGET"]),
    ("target 8.b", "target 8.b", ["TARGET"]),
    ("table 1, fig. 2", "table 1, fig. 2", ["TABLE", "FIGURE"]),
    ("fig 1", "fig. 1", ["FIGURE"]),
    ("preamble", "preamble", ["PREAMBLE"]),
    ("preamble, art. 6", "preamble, art. 6", ["PREAMBLE", "ARTICLE"]),
    ("§d1.1", "§d1.1", ["OUTLINE"]),
    ("§ d1.1,  §bp-cla.2", "§d1.1, §bp-cla.2", ["OUTLINE", "OUTLINE"]),
    ("§d1.1, p. 3", "§d1.1, p. 3", ["OUTLINE", "PAGE"]),
    ("art.\u00a06,\n7", "arts. 6, 7", ["ARTICLE"]),
]


@pytest.mark.parametrize(("text", "canonical", "kinds"), GOOD)
def test_good_places(text: str, canonical: str, kinds: list[str]) -> None:
    found = locators(text)
    assert format_source(found) == canonical
    assert [locator.kind.name for locator in found] == kinds


BAD = [
    ("Article 6", "'Article 6' names no place in a work; did you mean 'art. 6'? "),
    ("articles 6", "'articles 6' names no place in a work; did you mean 'arts. 6'? "),
    ("Art. 6", "'Art. 6' names no place in a work; did you mean 'art. 6'? "),
    ("P. 12", "'P. 12' names no place in a work; did you mean 'p. 12'? "),
    ("page 12", "'page 12' names no place in a work; did you mean 'p. 12'? "),
    ("section 4", "'section 4' names no place in a work; did you mean '§4'? "),
    ("pargraph 4", "'pargraph 4' names no place in a work; did you mean 'para. 4'? "),
    ("see above", "'see above' names no place in a work; "),
    ("12", "'12' names no place in a work (it needs its label, such as p. or art.); "),
    ("p. twelve", "'p. twelve' names no place in a work ('twelve' is no number); "),
    ("p. ١٢", "'p. ١٢' names no place in a work ('١٢' is no number); "),
    ("p.", "'p.' names no place in a work ('p.' needs a number after it); "),
    ("arts. 6 and 7", "'arts. 6 and 7' names no place in a work (join numbers with a comma); "),
    (
        "pp. 5-3",
        "'pp. 5-3' names no place in a work (the range does not rise; write both of its ends in full); ",
    ),
    (
        "pp. 123-5",
        "'pp. 123-5' names no place in a work (the range does not rise; write both of its ends in full); ",
    ),
    ("preamble 4", "'preamble 4' names no place in a work ('preamble' stands alone); "),
    ("preamble, 4", "'4' names no place in a work (it needs its label, such as p. or art.); "),
    ("§", "'§' names no place in a work (§ is followed by one id of the outline: a-z, 0-9, '.', '-'); "),
    ("§D1", "'§D1' names no place in a work (§ is followed by one id of the outline: a-z, 0-9, '.', '-'); "),
    ("§d1.1, d1.2", "'d1.2' names no place in a work; did you mean '§d1.2'? "),
    ("p. 3,", "a place is missing before or after a comma; "),
    ("", "a place is missing before or after a comma; "),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_bad_places_are_told_with_what_is_allowed(text: str, message: str) -> None:
    assert parse_locators(text) == LocatorFault("bad-locator", f"{message}allowed: {ALLOWED_FORMS}")


def test_a_long_text_is_not_parsed() -> None:
    found = parse_locators("p. 3, " * 100)
    assert found == LocatorFault("bad-locator", "a locator of 600 characters; at most 300 are read")


def test_every_allowed_form_is_allowed() -> None:
    forms = ALLOWED_FORMS.removesuffix(", § and an id of the outline; several parted by commas")
    assert len(locators(forms)) == 15


def test_locators_can_be_keys() -> None:
    assert {locators("p. 3"): 1}[locators("p. 3")] == 1


# -- properties --

_numbers = st.from_regex(r"[0-9]{1,4}[a-c]?(\.[0-9]{1,2})?(\([0-9a-z]\)){0,2}|[IVX]{1,4}|[A-Z]", fullmatch=True)
_places = st.builds(Place, _numbers) | st.builds(
    lambda first, length: Place(str(first), str(first + length)), st.integers(0, 5000), st.integers(1, 99)
)
_labelled = st.builds(
    Locator,
    st.sampled_from(list(LOCATOR_MESSAGES)),
    st.lists(_places, min_size=1, max_size=4).map(tuple),
)
_outline_places = st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,8}[a-z0-9])?", fullmatch=True).map(
    lambda part_id: Locator(LocatorKind.OUTLINE, (Place(part_id),))
)
_alone = st.sampled_from([Locator(LocatorKind.PREAMBLE), Locator(LocatorKind.ANNEX)])


def _no_neighbours_of_a_kind(found: list[Locator]) -> bool:
    return all(one.kind is not other.kind or one.kind is LocatorKind.OUTLINE for one, other in pairwise(found))


@given(st.lists(_labelled | _outline_places | _alone, min_size=1, max_size=4).filter(_no_neighbours_of_a_kind))
def test_what_is_written_is_read_back(found: list[Locator]) -> None:
    text = format_source(found)
    if len(text) <= 300:
        assert parse_locators(text) == tuple(found)


@given(
    st.text()
    | st.text("pargtfnbox. 123,-–()§IVaz", max_size=40)
    | st.lists(st.sampled_from(["p. ", "arts. ", "annex", "§", "6", "7(1)", "II", "-", ", ", ",", "d.1", "p"])).map(
        "".join
    )
)
def test_any_text_is_a_place_or_a_fault(text: str) -> None:
    found = parse_locators(text)
    if isinstance(found, LocatorFault):
        assert found.code == "bad-locator"
        assert "\n" not in found.message
        return
    again = format_source(found)
    if len(again) <= 300:
        assert parse_locators(again) == found
    for words in LANGUAGES.values():
        assert format_locators(found, words)


# -- words --

LRI, PDI = "\u2066", "\u2069"

IN_WORDS = [
    ("p. 12", "p. 12", "p. 12", "p. 12", "ص. 12"),
    ("pp. 3-5", "pp. 3–5", "p. 3–5", "págs. 3–5", "ص. 3–5"),
    ("para. 10", "para. 10", "par. 10", "párr. 10", "الفقرة 10"),
    ("paras. 10, 12", "paras. 10 and 12", "par. 10 et 12", "párrs. 10 y 12", "الفقرتان 10 و12"),
    ("paras. 10-12", "paras. 10–12", "par. 10–12", "párrs. 10–12", "الفقرات 10–12"),
    ("art. 6", "art. 6", "art. 6", "art. 6", "المادة 6"),
    ("arts. 6, 7", "arts. 6 and 7", "art. 6 et 7", "arts. 6 y 7", "المادتان 6 و7"),
    ("arts. 1, 2, 3", "arts. 1, 2 and 3", "art. 1, 2 et 3", "arts. 1, 2 y 3", "المواد 1 و2 و3"),
    ("art. 6(1)(b)", "art. 6(1)(b)", "art. 6(1)(b)", "art. 6(1)(b)", f"المادة {LRI}6(1)(b){PDI}"),
    ("fn. 22", "fn. 22", "note 22", "nota 22", "الحاشية 22"),
    ("p. 3, fn. 22", "p. 3, fn. 22", "p. 3, note 22", "p. 3, nota 22", "ص. 3، الحاشية 22"),
    ("part II", "part II", "partie II", "parte II", "الجزء II"),
    ("guideline 4.1", "guideline 4.1", "principe directeur 4.1", "directriz 4.1", "المبدأ التوجيهي 4.1"),
    ("preamble, annex", "preamble, annex", "préambule, annexe", "preámbulo, anexo", "الديباجة، المرفق"),
]


@pytest.mark.parametrize("case", IN_WORDS, ids=[case[0] for case in IN_WORDS])
def test_places_in_four_languages(case: tuple[str, ...]) -> None:
    source, *expected = case
    assert [format_locators(locators(source), words) for words in LANGUAGES.values()] == expected


def test_codes_read_left_to_right_on_an_arabic_page() -> None:
    html = format_locators_html(locators("art. 6(1)(b)"), LANGUAGES["ar"])
    assert html == 'المادة <bdi dir="ltr">6(1)(b)</bdi>'


OUTLINE, _ = load_outline(
    "bibliography/outlines/doc.yml",
    """
source: doc
parts:
  - {id: title, type: title, heading: The Whole}
  - {id: d1, type: demand, number: 1, heading: Voice, parts: [{id: d1.1, type: bullet, number: 1}]}
  - id: africa
    type: section
    heading: Africa & "Arab" states
    parts:
      - id: africa.1
        type: bullet
        number: 1
        parts: [{id: africa.1.2, type: sub-bullet, number: "2(b)"}]
      - {id: africa.p3, type: paragraph}
      - {id: fn.22, type: footnote, number: 22}
  - {id: signatories, type: signatories}
  - {id: ii, type: part, number: II, parts: [{id: ii.decision.1, type: decision, number: 1}]}
""",
)

AFRICA = 'Africa & "Arab" states'

IN_OUTLINE = [
    ("§d1.1", "Demand 1, bullet 1", "Revendication 1, point 1", "Demanda 1, punto 1", "المطلب 1، النقطة 1"),
    ("§title", "Title", "Titre", "Título", "العنوان"),
    ("§africa", f"“{AFRICA}”", f"«\u00a0{AFRICA}\u00a0»", f"«{AFRICA}»", f"«{AFRICA}»"),
    (
        "§africa.1.2",
        f"“{AFRICA}”, bullet 1, sub-bullet 2(b)",
        f"«\u00a0{AFRICA}\u00a0», point 1, sous-point 2(b)",
        f"«{AFRICA}», punto 1, subpunto 2(b)",
        f"«{AFRICA}»، النقطة 1، النقطة الفرعية {LRI}2(b){PDI}",
    ),
    (
        "§africa.p3",
        f"“{AFRICA}”, paragraph 3",
        f"«\u00a0{AFRICA}\u00a0», paragraphe 3",
        f"«{AFRICA}», párrafo 3",
        f"«{AFRICA}»، الفقرة 3",
    ),
    ("§fn.22", "Footnote 22", "Note 22", "Nota 22", "الحاشية 22"),
    ("§signatories", "Signatories", "Signataires", "Signatarios", "الموقعون"),
    (
        "§d1.1, §ii.decision.1, p. 4",
        "Demand 1, bullet 1; part II, decision 1; p. 4",
        "Revendication 1, point 1\u00a0; partie II, décision 1\u00a0; p. 4",
        "Demanda 1, punto 1; parte II, decisión 1; p. 4",
        "المطلب 1، النقطة 1؛ الجزء II، القرار 1؛ ص. 4",
    ),
    ("§none", "§none", "§none", "§none", f"{LRI}§none{PDI}"),
]


@pytest.mark.parametrize("case", IN_OUTLINE, ids=[case[0] for case in IN_OUTLINE])
def test_parts_of_an_outline_in_four_languages(case: tuple[str, ...]) -> None:
    source, *expected = case
    assert [format_locators(locators(source), words, OUTLINE) for words in LANGUAGES.values()] == expected


def test_headings_of_a_source_stand_in_their_language() -> None:
    assert format_locators_html(locators("§africa.1"), LANGUAGES["ar"], OUTLINE, "en") == (
        '«<bdi lang="en" dir="ltr">Africa &amp; &quot;Arab&quot; states</bdi>»، النقطة 1'
    )
    assert format_locators_html(locators("§africa"), LANGUAGES["en"], OUTLINE, "en") == (
        "“Africa &amp; &quot;Arab&quot; states”"
    )
    assert format_locators_html(locators("§africa"), LANGUAGES["en"], OUTLINE) == (
        '“<bdi lang="">Africa &amp; &quot;Arab&quot; states</bdi>”'
    )
