"""Works in four languages: golden references, author and year, letters, order."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.bibliography import Bibliography, Citations, Name, Names, Words, Work, load_bibliography
from handbook.core.bibliography.spans import Role, Span, ends_sentence, to_html, to_text
from handbook.core.languages import load_language
from tests.core.bibliography.four_languages import LANGUAGES, language

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
GOLDEN = HERE / "references.md"


def load_all(*paths: Path) -> Bibliography:
    bibliography, diagnostics = load_bibliography(
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths
    )
    assert diagnostics == ()
    return bibliography


SAMPLE = load_all(HERE / "references.bib")
CITATIONS = {tag: Citations(SAMPLE, words) for tag, words in LANGUAGES.items()}


def one(text: str) -> tuple[Bibliography, Work]:
    bibliography, diagnostics = load_bibliography([("b.bib", text)])
    assert diagnostics == ()
    return bibliography, bibliography.works[0]


# -- golden --


def golden() -> str:
    """Return what `references.md` holds: for each work and language, author and year, text, HTML."""
    lines = [
        "# References in four languages",
        "",
        "HANDBOOK_GOLDEN=1 pytest writes this file anew; review what changed.",
    ]
    for work in SAMPLE.works:
        lines += ["", f"## {work.key}"]
        for tag, citations in CITATIONS.items():
            text = citations.reference_text(work).replace("\u2066", "⟨").replace("\u2069", "⟩")
            lines += [
                "",
                f"{tag}: ({citations.author_year(work)})",
                "",
                f"    {text}",
                f"    {citations.reference_html(work)}",
            ]
    return "\n".join(lines) + "\n"


def test_references_are_those_that_were_reviewed() -> None:
    if "HANDBOOK_GOLDEN" in os.environ:
        GOLDEN.write_text(golden(), encoding="utf-8")
    assert golden() == GOLDEN.read_text("utf-8")


# -- author and year --


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "article",
            ("Chilton and Woda 2022", "Chilton et Woda, 2022", "Chilton y Woda, 2022", "Chilton وWoda، 2022"),
        ),
        (
            "edited",
            (
                "Hayter and Iglesias 2018",
                "Hayter et Iglesias, 2018",
                "Hayter e Iglesias, 2018",
                "Hayter وIglesias، 2018",
            ),
        ),
        ("thesis", ("Woda et al. 2020", "Woda et al., 2020", "Woda et al., 2020", "Woda وآخرون، 2020")),
        ("reporttwin", ("ILO 2017a", "ILO, 2017a", "ILO, 2017a", "ILO، 2017أ")),
        ("report", ("ILO 2017b", "ILO, 2017b", "ILO, 2017b", "ILO، 2017ب")),
        ("undatedtwin", ("ILO n.d.-a", "ILO, s.d.-a", "ILO, s.f.-a", "ILO، د.ت.-أ")),
        ("arabic", ("حسن and سعيد 2021", "حسن et سعيد, 2021", "حسن y سعيد, 2021", "حسن وسعيد، 2021")),
        ("nobody", ("Law on Contract-Based Overseas Workers 69/2020/QH14 … 2020",) * 1),
    ],
)
def test_author_and_year(key: str, expected: tuple[str, ...]) -> None:
    found = [citations.author_year(SAMPLE[key]) for citations in CITATIONS.values()]
    assert found[: len(expected)] == list(expected)


def test_the_year_of_an_undated_work() -> None:
    _, work = one("@misc{a, title = {T}, author = {A, B}}")
    years = [Citations(Bibliography((work,)), words).year(work) for words in LANGUAGES.values()]
    assert years == ["n.d.", "s.d.", "s.f.", "د.ت."]


@pytest.mark.parametrize(
    ("second", "word"),
    [
        ("Ibarra", "e"),
        ("Íñiguez", "e"),
        ("Hidalgo", "e"),
        ("Hierro", "y"),
        ("Iacocca", "y"),
        ("Woda", "y"),
        ("Yáñez", "y"),
    ],
)
def test_spanish_says_e_before_the_sound_i(second: str, word: str) -> None:
    bibliography, work = one(f"@misc{{a, title = {{T}}, author = {{Gil, A and {second}, B}}}}")
    assert Citations(bibliography, language("es")).author(work) == f"Gil {word} {second}"
    assert Citations(bibliography, language("en")).author(work) == f"Gil and {second}"


def test_letters_go_by_title_then_key_and_past_z() -> None:
    entries = [f"@misc{{k{number:02}, title = {{Same}}, author = {{A, B}}, year = 2020}}" for number in range(30)]
    bibliography, _ = load_bibliography(
        [
            (
                "b.bib",
                "\n".join([*reversed(entries), "@misc{z, title = {A first}, author = {A, C}, year = 2020}"]),
            )
        ]
    )
    citations = Citations(bibliography, language("en"))
    years = {work.key: citations.year(work) for work in bibliography.works}
    assert [years[key] for key in ("z", "k00", "k24", "k25", "k26", "k29")] == [
        "2020a", "2020b", "2020z", "2020aa", "2020ab", "2020ae",
    ]  # fmt: skip


def test_each_author_and_year_is_printed_for_one_work_only() -> None:
    for citations in CITATIONS.values():
        printed = [citations.author_year(work) for work in SAMPLE.works]
        assert len(set(printed)) == len(printed)


def test_a_name_in_another_language_is_marked() -> None:
    assert CITATIONS["ar"].author_html(SAMPLE["article"]) == (
        '<bdi lang="en" dir="ltr">Chilton</bdi> و<bdi lang="en" dir="ltr">Woda</bdi>'
    )
    assert CITATIONS["en"].author_year_html(SAMPLE["arabic"]) == (
        '<bdi lang="ar" dir="rtl">حسن</bdi> and <bdi lang="ar" dir="rtl">سعيد</bdi> 2021'
    )
    assert CITATIONS["en"].author_year_html(SAMPLE["nobody"]).startswith("<cite>Law on")


def test_an_arabic_name_in_a_work_in_english_is_isolated() -> None:
    bibliography, work = one("@misc{a, title = {T}, author = {حسن, محمد}, year = 2020, langid = {english}}")
    assert Citations(bibliography, language("en")).author_html(work) == "<bdi>حسن</bdi>"


# -- full references --


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Why?", True), ("Stop.", True), ("“Quoted.”", True), ("“Quoted”", False), ("هل العمل لائق؟", True),
        ("More…", True), ("終。", True), ("「終。」", True), ("« Fin ! »", True),
        ("(Rev.)", False), ("Plain", False),
        ("n.d.", True), ("Why?’", True), ("", False), ("”", False), ("۔", True),
    ],
)  # fmt: skip
def test_a_full_stop_is_not_doubled(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_reference_doubles_its_stops(tag: str) -> None:
    for work in SAMPLE.works:
        text = CITATIONS[tag].reference_text(work)
        assert not re.search(r"[.?!؟…。]”?\.(?:\s|$)", text), text
        assert "  " not in text
        assert text == text.strip()


def test_titles_keep_their_capitals() -> None:
    bibliography, work = one("@article{a, title = {ILO Global Estimates}, author = {A, B}, journal = {J}, year = 2020}")
    assert "ILO Global Estimates" in Citations(bibliography, language("en")).reference_text(work)


def test_a_refused_work_still_prints_something() -> None:
    work = Work("key", "misc", "b.bib", 1, Names(), Names(), None, "", None, None, None, None, None, (), ())
    for words in LANGUAGES.values():
        assert "key" in Citations(Bibliography((work,)), words).reference_html(work)


# -- order --


def test_works_are_sorted_by_author_year_and_title() -> None:
    text = """
@misc{z, author = {Zola, A}, title = {Z}, year = 2000}
@misc{e, author = {Éluard, A}, title = {E}, year = 2000}
@misc{f, author = {Fanon, A}, title = {F}, year = 2000}
@misc{undated, author = {{European Union}}, title = {U}}
@misc{late, author = {{European Union}}, title = {L}, year = 2020}
@misc{b, author = {{European Union}}, title = {B}, year = 2010}
@misc{a, author = {{European Union}}, title = {A}, year = 2010}
@misc{untitled, title = {Ford}}
@book{editor, editor = {Gil, A}, title = {G}, publisher = {P}, year = 2000}
"""
    bibliography, diagnostics = load_bibliography([("b.bib", text)])
    assert diagnostics == ()
    citations = Citations(bibliography, language("fr"))
    expected = ["e", "a", "b", "late", "undated", "f", "untitled", "editor", "z"]
    assert [work.key for work in citations.sorted_works()] == expected
    assert [work.key for work in citations.sorted(bibliography[key] for key in "zfe")] == ["e", "f", "z"]


# -- safety --

_ALLOWED = {"a": {"href", "rel", "dir"}, "bdi": {"lang", "dir"}, "cite": set()}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= _ALLOWED[tag]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


_texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=30) | st.sampled_from(
    [
        '"><script>alert(1)</script>',
        "' onclick='x",
        "<!--",
        "&lt;b&gt;",
        "&#60;",
        "</cite></a>",
        "]]>",
        "{first}",
        "\\",
    ]
)


@given(
    st.lists(
        st.builds(Span, _texts, st.sampled_from([None, "en", "ar", "und", "fr"]), st.sampled_from(Role), _texts),
        max_size=5,
    )
)
def test_nothing_in_a_run_of_text_becomes_markup(spans: list[Span]) -> None:
    for words in LANGUAGES.values():
        reader = read(to_html(spans, words))
        assert reader.text == "".join(span.text for span in spans)
        assert reader.links == [span.url for span in spans if span.url]


@given(_texts, _texts, _texts, _texts, st.sampled_from([None, "en", "ar"]))
def test_nothing_in_a_work_becomes_markup(title: str, author: str, field: str, link: str, tag: str | None) -> None:
    fields = (
        "journal",
        "booktitle",
        "address",
        "publisher",
        "note",
        "isbn",
        "volume",
        "number",
        "type",
        "edition",
        "pages",
    )
    work = Work(
        key="k",
        type="misc",
        path="b.bib",
        line=1,
        authors=Names((Name(author or "A"), Name("B", given=field))),
        editors=Names(),
        short_author=author or None,
        title=title,
        year=None,
        date=None,
        language=tag,
        url=link or None,
        doi=link or None,
        keywords=(),
        fields=tuple((name, field) for name in fields if field),
    )
    for words in LANGUAGES.values():
        citations = Citations(Bibliography((work,)), words)
        reader = read(citations.reference_html(work))
        bare = citations.reference_text(work).replace("\u2066", "").replace("\u2069", "")
        assert reader.text.replace("\u2066", "").replace("\u2069", "") == bare
        read(citations.author_year_html(work))


def test_links_are_escaped_and_tell_nothing_of_the_reader() -> None:
    html = CITATIONS["ar"].reference_html(SAMPLE["article"])
    rel = 'rel="external noopener noreferrer" dir="ltr"'
    assert (
        f'<a href="https://doi.org/10.1234/a(1)%3Cb%3E%26c" {rel}>https://doi.org/10.1234/a(1)&lt;b&gt;&amp;c</a>'
        in html
    )
    assert f'<a href="https://example.org/?a=1&amp;b=2" {rel}>https://example.org/?a=1&amp;b=2</a>' in html


def test_plain_text_isolates_codes_on_an_arabic_page_only() -> None:
    span = (Span("6(1)(b)", role=Role.CODE),)
    assert to_text(span, LANGUAGES["ar"]) == "\u20666(1)(b)\u2069"
    assert to_text(span, LANGUAGES["fr"]) == "6(1)(b)"


# -- this handbook's own --


def test_the_bibliography_of_this_handbook_is_clean_and_formats_in_every_language() -> None:
    bibliography = load_all(*sorted((ROOT / "bibliography").glob("*.bib")))
    assert len(bibliography) >= 134
    for words in LANGUAGES.values():
        citations = Citations(bibliography, words)
        printed = {citations.author_year(work) for work in bibliography.works}
        assert len(printed) == len(bibliography)
        for work in citations.sorted_works():
            reader = read(citations.reference_html(work))
            assert work.title in reader.text
            assert "{" not in reader.text


def test_the_languages_of_the_handbook_have_what_is_asked_of_them() -> None:
    words: Words = load_language("ar")
    assert Citations(SAMPLE, words).author_html(SAMPLE["convention"]) == '<bdi lang="en" dir="ltr">ILO</bdi>'
