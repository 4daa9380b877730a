"""The search index: what it holds, that it is safe to insert as HTML, and the text taken out of pages."""

from __future__ import annotations

import html
import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.diagnostics import HandbookError
from handbook.core.search import (
    SEPARATOR,
    SearchDocument,
    build_index,
    number_aliases,
    plain_text,
    render_index,
)


def test_an_index_is_what_material_reads():
    index = build_index(
        [
            SearchDocument("c087.html", "Freedom of  association", "First.\n\nSecond\tone.", ("C87", "87"), 2),
            SearchDocument("c087.html#art-2", "Article 2", "Workers may found unions."),
        ],
        "ar",
    )
    assert index["docs"] == [
        {
            "location": "c087.html",
            "title": "Freedom of association",
            "text": "<p>First.</p><p>Second one.</p>",
            "alias": "_Freedom_of_association _C87 _87",
            "boost": 2,
        },
        {
            "location": "c087.html#art-2",
            "title": "Article 2",
            "text": "<p>Workers may found unions.</p>",
        },
    ]
    assert index["config"]["lang"] == ["handbook"]
    assert {name: field["boost"] for name, field in index["config"]["fields"].items()} == {
        "title": 10,
        "text": 1,
        "alias": 1_000_000,
    }


@pytest.mark.parametrize(
    ("language_tag", "word"), [("en", "the"), ("fr", "des"), ("fr-CA", "des"), ("es", "los"), ("AR", "من")]
)
def test_a_language_brings_its_words_that_say_nothing(language_tag: str, word: str):
    assert word in build_index([], language_tag)["config"]["fields"]["text"]["stop_words"]


def test_a_language_without_such_words_has_an_index_too():
    assert build_index([], "sw")["config"]["fields"]["text"]["stop_words"] == []


def test_all_of_a_document_is_escaped():
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> & &lt;b&gt;"
    (indexed,) = build_index([SearchDocument("a.html", hostile, hostile, (hostile,))], "en")["docs"]
    escaped = html.escape(hostile, quote=False)
    assert (indexed["title"], indexed["text"]) == (escaped, f"<p>{escaped}</p>")
    assert "<" not in indexed["alias"]


@given(st.text(), st.text(), st.text())
def test_no_text_becomes_html(title: str, text: str, alias: str):
    (indexed,) = build_index([SearchDocument("a.html", title, text, (alias,))], "en")["docs"]
    passages = indexed["text"].removeprefix("<p>").removesuffix("</p>").split("</p><p>")
    for escaped in (indexed["title"], *passages, indexed.get("alias", "")):
        assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", escaped)
    assert html.unescape(indexed["title"]).split() == title.split()
    assert [html.unescape(passage).split() for passage in passages if passage] == [
        line.split() for line in text.split("\n") if line.split()
    ]


@pytest.mark.parametrize(
    "location",
    ["javascript:alert(1)", "https://example.org/", "//example.org/", "/a.html", "\\\\host\\a", ""],
)
def test_an_address_outside_the_languages_folder_is_refused(location: str):
    with pytest.raises(HandbookError, match="no address inside a language's folder"):
        build_index([SearchDocument(location, "", "")], "en")


def test_an_address_stands_for_one_document():
    with pytest.raises(HandbookError, match=r"^search: two documents have the address 'a\.html'$"):
        build_index([SearchDocument("a.html", "", ""), SearchDocument("a.html", "", "")], "en")


def test_a_section_follows_its_page():
    with pytest.raises(HandbookError, match=r"the section 'a\.html#s' comes before its page 'a\.html'$"):
        build_index([SearchDocument("a.html#s", "", ""), SearchDocument("a.html", "", "")], "en")


def test_more_passages_than_material_can_count_are_joined():
    text = "\n".join(f"passage {number}" for number in range(5000))
    (indexed,) = build_index([SearchDocument("a.html", "", text)], "en")["docs"]
    assert indexed["text"].count("<p>") == 4000
    assert indexed["text"].endswith("passage 4998 passage 4999</p>")


@pytest.mark.parametrize(
    ("code", "number", "abbreviations", "expected"),
    [
        ("C087", 87, (), ("C87", "87")),
        ("P029", 29, ("FLP",), ("P29", "29", "FLP")),
        ("C100", 100, (), ("C100", "100")),
        ("R206", None, (), ("R206",)),
        (None, None, ("ICRMW", "CMW", "ICRMW", ""), ("ICRMW", "CMW")),
        (None, None, (), ()),
    ],
)
def test_names_of_an_instrument(
    code: str | None, number: int | None, abbreviations: tuple[str, ...], expected: tuple[str, ...]
):
    assert number_aliases(code, number, *abbreviations) == expected


@pytest.mark.parametrize(
    ("alias", "word"),
    [
        ("illegal migrant", "_illegal_migrant"),
        ("  migrant worker’s (undocumented) ", "_migrant_worker_s_undocumented"),
        ("أُجور العمّال", "_أُجور_العمّال"),
        ("8.8", "_8.8"),
        ("_", "__"),
        ("—", None),
    ],
)
def test_a_name_is_one_word_of_the_index(alias: str, word: str | None):
    (indexed,) = build_index([SearchDocument("a.html", "", "", (alias, alias))], "en")["docs"]
    assert indexed.get("alias") == word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C087 (No. 87), n° 98 – target 8.8.", ["C087", "No", "87", "n", "98", "target", "8.8"]),
        ("l’emploi d'été, main-d’œuvre", ["l", "emploi", "d", "été", "main", "d", "œuvre"]),
        ("¿Quién? «Nadie»: ni 1 ni 2…", ["Quién", "Nadie", "ni", "1", "ni", "2"]),
        ("الأجور، والسكن؛ متى؟ أُجـــور ٥٠٪", ["الأجور", "والسكن", "متى", "أُجـــور", "٥٠"]),
        ("a &lt; b &amp;&gt; A&amp;W", ["a", "b", "A", "W"]),
        ("\u2068C087\u2069 snake_case", ["C087", "snake_case"]),
        ("श्रमिक। अधिकार", ["श्रमिक", "अधिकार"]),
    ],
)
def test_what_stands_between_words(text: str, words: list[str]):
    assert [word for word in re.split(SEPARATOR, text) if word] == words


def test_the_file_is_json_and_a_script():
    text = "الأجور “a\u2028b”"
    index = build_index([SearchDocument("a.html", text, text)], "ar")
    file = render_index(index)
    assert json.loads(file) == index
    assert "الأجور" in file, "two bytes a letter, not six"
    assert "\u2028" not in file


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One <em>wo</em>rd</p>\n<p>and\nmore</p>", "One word\nand more"),
        ("<ul>\n<li>a</li>\n<li>b <strong>c</strong></li>\n</ul>", "a\nb c"),
        ("<table><tr><th>Country</th><td>Year</td></tr><tr><td>Nepal</td><td>2026</td></tr></table>",
         "Country Year\nNepal 2026"),
        ("line<br>line, m<sup>2</sup>", "line line, m 2"),
        ('see <bdi class="shelfmark" dir="ltr">C087</bdi>: ILO', "see C087: ILO"),
        ("AT&amp;T&nbsp;&lt;b&gt; &#1575;&#1604;", "AT&T <b> ال"),
        ("trabaja&shy;doras \u200bmigran\u200btes", "trabajadoras migrantes"),
        ('<h2 id="x">Asks<a href="#x" class="headerlink" title="¶">¶</a></h2>', "Asks"),
        ('paid<sup class="footnote-ref" id="fnref1"><a href="#fn1">1</a></sup>.', "paid."),
        ('Note. <a href="#fnref1" class="footnote-back" role="doc-backlink">↩</a>', "Note."),
        ("a<script>let b = '<p>c</p>'</script><style>d {}</style><svg><title>e</title></svg>f", "a f"),
        ("a<button type='button'>Copy</button><!-- b > c --><select><option>d</option></select>", "a"),
        ('<a href="x" title="a > b">c</a><img alt="d>e" src="f">', "c"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<article><section>a</section></article><x-new>b</x-new>", "a\nb"),
        ("<bdi>a</bdi><base>b<strongly>c</strongly>", "a\nb\nc"),
        ('<p dir="rtl">أُجور <mark>العمال</mark>، وحقوقهم</p>', "أُجور العمال، وحقوقهم"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain_text(page: str, text: str):
    assert plain_text(page) == text


@given(st.text())
def test_plain_text_of_escaped_text_is_its_words(text: str):
    spoken = re.sub("[\u00ad\u200b\u2060\ufeff]", "", html.unescape(html.escape(text)))
    assert plain_text(f"<p>{html.escape(text)}</p>").split() == spoken.split()


@pytest.mark.parametrize("piece", ['<a "', "<a b", '<a class="', "<sup ", "<p title='", "</", "&"])
def test_broken_html_takes_no_more_time_than_its_length(piece: str):
    began = time.perf_counter()
    plain_text(piece * 20_000)
    assert time.perf_counter() - began < 2
