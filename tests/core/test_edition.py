"""The handbook in one language: citations, references, views, the glossary, fallback; each in Arabic as well."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.core.edition import Edition, EntryPage, Phrase, Resolver, gather
from handbook.core.edition.list_pages import DocumentPage
from handbook.core.edition.source_pages import SourcePage
from handbook.core.edition.terms import Explanation, Glossary
from handbook.core.edition.views import DatedList, DueList, EntryList, Matrix, SourceList, UnverifiedList
from handbook.core.loading import Loaded
from handbook.core.markdown import View, parse_body
from tests.core.conftest import ARTICLES, Tiny, open_page, page_html
from tests.core.html_checks import Page, faults_of

LANGUAGES = ("en", "fr", "es", "ar")


def rendered(edition: Edition, text: str, path: str = "demands/hub", *, explain: bool = False) -> str:
    """Return Markdown as it stands on a page of an edition, in the edition's language."""
    body, _ = parse_body(f"docs/en/{path}.md", path.rpartition("/")[0], text)
    resolver = Resolver(edition, path, edition.language, ARTICLES.draw)
    return resolver.html(body.lead, explain=explain).removeprefix("<p>").removesuffix("</p>\n")


def plain(html: str) -> str:
    return Page(html).text


# -- citations --


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[@gu2012, §i.1]",
            (
                "( Global Unions 2012 , Part I, bullet 1)",
                "( Global Unions , 2012 , Partie I, point 1)",
                "( Global Unions , 2012 , Parte I, punto 1)",
                "( Global Unions ، 2012 ، الجزء I، النقطة 1)",
            ),
        ),
        (
            "[@ilo1990, arts. 2, 11]",
            (
                "( ILO 1990 , arts. 2 and 11)",
                "( ILO , 1990 , art. 2 et 11)",
                "( ILO , 1990 , arts. 2 y 11)",
                "( ILO ، 1990 ، المادتان 2 و11)",
            ),
        ),
        (
            "@ilo1990 [p. 3]",
            ("ILO (1990, p. 3)", "ILO (1990, p. 3)", "ILO (1990, p. 3)", "ILO (1990، ص. 3)"),
        ),
        ("@nahhas2021", ("النحاس (2021)", "النحاس (2021)", "النحاس (2021)", "النحاس (2021)")),
        ("[@editors]", ("our reading", "notre lecture", "nuestra lectura", "قراءتنا")),
    ],
)
def test_citations_in_four_languages(editions: dict[str, Edition], text: str, expected: tuple[str, ...]) -> None:
    found = tuple(plain(rendered(editions[tag], text)) for tag in LANGUAGES)
    assert tuple(" ".join(words.split()) for words in found) == expected


def test_a_work_without_a_year_says_so(editions: dict[str, Edition]) -> None:
    for tag in LANGUAGES:
        undated = editions[tag].language.pgettext("undated work", "n.d.")
        assert undated in plain(rendered(editions[tag], "[@zerodraft]"))


def test_a_citation_links_to_the_page_s_own_list_of_sources(editions: dict[str, Edition]) -> None:
    html = rendered(editions["ar"], "[@gu2012, §i.1; @ilo1990]")
    assert 'href="#source-gu2012"' in html
    assert 'href="#source-ilo1990"' in html
    assert html.count("<cite ") == 1
    assert html.index("gu2012") < html.index("ilo1990")


def test_the_name_of_a_work_cited_twice_stands_once(editions: dict[str, Edition]) -> None:
    html = rendered(editions["en"], "[@gu2012, §i.1; @gu2012, §i.2; @ilo1990, p. 3; @gu2012, §i.1]")
    assert (
        plain(html).replace(" ", "")
        == "(GlobalUnions2012,PartI,bullet1;PartI,bullet2;ILO1990,p.3;GlobalUnions2012,PartI,bullet1)"
    )


def test_works_of_another_script_are_marked(editions: dict[str, Edition]) -> None:
    assert '<bdi lang="ar" dir="rtl">النحاس</bdi>' in rendered(editions["en"], "[@nahhas2021]")
    assert '<bdi lang="en" dir="ltr">ILO</bdi>' in rendered(editions["ar"], "[@ilo1990]")
    assert "bdi" not in rendered(editions["ar"], "[@nahhas2021]")
    assert "bdi" not in rendered(editions["en"], "[@ilo1990]")


def test_unknown_works_stay_as_typed(editions: dict[str, Edition]) -> None:
    assert (
        rendered(editions["en"], "[@nobody, p. 1; @nobody, p. 2]") == '<cite class="citation">(nobody; nobody)</cite>'
    )


def test_the_list_of_sources_holds_what_the_page_cites_and_no_more(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "practices/centre")
    assert page.sources() == ()
    ARTICLES.render(page)
    sources = page.sources()
    assert {source.work.key for source in sources} == {"gu2012", "ilo1990"}
    [gu2012] = [source for source in sources if source.work.key == "gu2012"]
    assert [Page(locator).text for locator in gu2012.locators] == ["الجزء I، النقطة 2"]
    assert gu2012.href == "../sources/gu2012.html"


@pytest.mark.parametrize(("tag", "order"), [("en", ["gu2012", "ilo1990", "zerodraft", "nahhas2021"])])
def test_works_stand_in_the_order_of_the_language(editions: dict[str, Edition], tag: str, order: list[str]) -> None:
    data = gather(View("bibliography", "", 1, 1), editions[tag])
    assert isinstance(data, SourceList)
    assert list(data.keys) == order


# -- references and addresses --


@pytest.mark.parametrize(
    ("text", "tag", "html"),
    [
        (
            "[][c087]",
            "en",
            '<a class="mention" data-kind="instrument" href="../instruments/c087.html">'
            '<bdi class="shelfmark" dir="ltr">C87</bdi></a>',
        ),
        (
            "[][c087#art-2]",
            "ar",
            '<a class="mention" data-kind="instrument" href="../instruments/c087.html#art-2">'
            '<bdi class="shelfmark" dir="ltr">C87</bdi>، المادة 2</a>',
        ),
        (
            "[المركز][centre]",
            "ar",
            '<a class="mention" data-kind="practice" href="../practices/centre.html">المركز</a>',
        ),
        ("[][centre]", "ar", '<a class="mention" data-kind="practice" href="../practices/centre.html">مركز موارد</a>'),
        (
            "[][centre]",
            "fr",
            '<a class="mention" data-kind="practice" href="../practices/centre.html">'
            '<bdi lang="en" dir="ltr">A resource centre</bdi></a>',
        ),
        ("[][gu]", "ar", '<a class="mention" data-kind="organisation" href="../organisations/gu.html">ن ع</a>'),
        (
            "[][centre#outcome]",
            "ar",
            '<a class="mention" data-kind="practice" href="../practices/centre.html#outcome">'
            "مركز موارد، ما نتج عنه</a>",
        ),
        ("[][nothing]", "en", "nothing"),
        ("[words & more][nothing]", "en", "words &amp; more"),
        ("[a](voice.md)", "en", '<a href="../demands/voice.html">a</a>'),
        ("[a](voice.md#asks)", "en", '<a href="../demands/voice.html#asks">a</a>'),
        ("[a](#asks)", "en", '<a href="#asks">a</a>'),
        ("![p](../plate.svg)", "en", '<img src="../plate.svg" alt="p" loading="lazy">'),
    ],
)
def test_references(editions: dict[str, Edition], text: str, tag: str, html: str) -> None:
    assert rendered(editions[tag], text) == html


def test_addresses_are_relative_so_that_a_copy_works_without_a_server(editions: dict[str, Edition]) -> None:
    resolver = open_page(editions["ar"], "demands/voice").resolver
    assert resolver.href("demands/voice", "asks") == "#asks"
    assert resolver.href("index") == "../index.html"
    assert resolver.asset("data/handbook.json") == "../../data/handbook.json"
    assert open_page(editions["en"], "index").resolver.asset("data/handbook.json") == "data/handbook.json"


def test_every_link_leads_to_a_page_and_an_id(editions: dict[str, Edition], drawn: dict[tuple[str, str], str]) -> None:
    for tag in LANGUAGES:
        pages = {path: Page(drawn[tag, path]) for path in editions[tag].pages}
        for path, page in pages.items():
            for address in page.addresses:
                target, _, anchor = address.partition("#")
                if ":" in target or not target.endswith(".html"):
                    continue
                depth = path.count("/")
                assert target.startswith("../" * depth), (path, address)
                found = pages.get(target.removeprefix("../" * depth).removesuffix(".html"))
                assert found is not None, (tag, path, address)
                assert not anchor or anchor in found.ids, (tag, path, address)


def test_what_an_author_wrote_goes_before_what_is_made(tiny: Tiny) -> None:
    page = "---\ntitle: كل المطالب\nsummary: S.\n---\n\nWritten. [@editors]\n"
    tiny.write(
        {
            "docs/en/topics/index.md": page,
            "docs/en/topics/a.md": "---\nkind: topic\ntitle: A\nsummary: S.\ntype: region\n---\n",
        }
    )
    edition = tiny.edition()
    assert edition.pages["topics/index"].type == "text"
    assert "كل المطالب" in page_html(edition, "topics/index")


# -- fallback --


def test_words_without_a_translation_stand_in_the_source_language_marked(editions: dict[str, Edition]) -> None:
    edition = editions["ar"]
    letter = edition.handbook.entries["letter"]
    assert edition.title(letter) == Phrase("A letter", "en", "ltr", foreign=True)
    assert edition.summary(letter).foreign
    assert not edition.is_translated(letter)
    centre = edition.handbook.entries["centre"]
    assert edition.title(centre) == Phrase("مركز موارد", "ar", "rtl", foreign=False)
    page = open_page(edition, "practices/letter")
    assert page.is_fallback
    assert page.content_language.tag == "en"
    assert page.languages == ("en",)
    assert page.source_path == "docs/en/practices/letter.md"
    assert open_page(edition, "demands/voice").languages == ("en", "ar", "fr", "es")


@pytest.mark.parametrize("path", ["index", "statements/plan"])
def test_pages_fall_back_as_entries_do(editions: dict[str, Edition], path: str) -> None:
    page = open_page(editions["fr"], path)
    assert page.is_fallback
    html = page_html(editions["fr"], path)
    assert '<h1 lang="en" dir="ltr">' in html
    assert 'lang="en" dir="ltr"' in html.split("</header>")[1]


def test_citations_inside_untranslated_words_are_in_their_language(editions: dict[str, Edition]) -> None:
    html = page_html(editions["ar"], "figures/migrants-2019")
    words = html.split('<div class="prose" lang="en" dir="ltr">')[1].split("</div>")[0]
    assert '<a href="#source-ilo1990">ILO 1990</a>, p. 2' in words
    facts = html.split('<dl class="facts">')[1].split("</dl>")[0]
    assert "ILO</bdi>، 1990" in facts


def test_a_summary_as_plain_text_names_what_it_refers_to(editions: dict[str, Edition]) -> None:
    bargaining = editions["en"].handbook.entries["bargaining"]
    assert editions["en"].summary(bargaining).text == "Talks between a union and an employer, see C87."
    assert editions["ar"].summary(bargaining).text == "محادثات بين نقابة وصاحب عمل، انظر C87."


def test_names_under_which_a_search_finds_an_entry(editions: dict[str, Edition]) -> None:
    assert open_page(editions["ar"], "instruments/c087").aliases == ("C87", "FoA", "حرت")
    assert open_page(editions["en"], "organisations/gu").aliases == ("GU", "ن ع")
    assert set(open_page(editions["ar"], "glossary/bargaining").aliases) == {"CB", "م ج", "مساومة"}
    assert open_page(editions["en"], "demands/hub").aliases == ()


# -- glossary --

UNION = Explanation("union", 'A body of workers & "friends"')
WHO = Explanation("who", "World Health Organization")
ADDRESSES = {"union": "u.html", "who": "w.html", "bargaining": "b.html", "rd": "r.html"}


def explained(words: Mapping[str, Explanation], html: str) -> str:
    """Return the HTML with each explained word in brackets."""
    found = Glossary(words).explain(html, set(), ADDRESSES)
    for entry_id, address in ADDRESSES.items():
        start = f'<span class="term"><a href="{address}" aria-describedby="note-{entry_id}">'
        while start in found:
            before, _, rest = found.partition(start)
            word, _, rest = rest.partition("</a>")
            after = rest.partition("</span></span>")[2]
            found = f"{before}[{word}]{after}"
    return found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>A union is a union.</p>", "<p>A [union] is a union.</p>"),
        ("<p>UNION, Union</p>", "<p>[UNION], Union</p>"),
        ("<p>(union)</p>", "<p>([union])</p>"),
        (
            "<p>Trade-union, reunion, unions, union-made, union_x</p>",
            "<p>Trade-union, reunion, unions, union-made, union_x</p>",
        ),
        ('<p><a href="x">union</a> union</p>', '<p><a href="x">union</a> [union]</p>'),
        ("<p><code>union</code> union</p>", "<p><code>union</code> [union]</p>"),
        ("<pre><code>union</code></pre><p>union</p>", "<pre><code>union</code></pre><p>[union]</p>"),
        ("<h3>union</h3><p>union</p>", "<h3>union</h3><p>[union]</p>"),
        ("<cite>union</cite><p>union</p>", "<cite>union</cite><p>[union]</p>"),
        (
            "<table><caption>union</caption><tr><td>union</td></tr></table>",
            "<table><caption>union</caption><tr><td>[union]</td></tr></table>",
        ),
        (
            "<figure><figcaption>union</figcaption></figure><p>union</p>",
            "<figure><figcaption>union</figcaption></figure><p>[union]</p>",
        ),
        ("<abbr>union</abbr><p>union</p>", "<abbr>union</abbr><p>[union]</p>"),
        ('<bdi lang="ar">union</bdi><p>union</p>', '<bdi lang="ar">union</bdi><p>[union]</p>'),
        (
            '<img alt="union" src="union.svg"><p title="union">union</p>',
            '<img alt="union" src="union.svg"><p title="union">[union]</p>',
        ),
        ("<a><em>union</em></a><em>union</em>", "<a><em>union</em></a><em>[union]</em>"),
        ("<button>union</button> union", "<button>union</button> [union]"),
        ("", ""),
        ("no word of it", "no word of it"),
    ],
)
def test_a_word_is_explained_where_it_is_used_first(html: str, expected: str) -> None:
    assert explained({"union": UNION}, html) == expected


@pytest.mark.parametrize(
    ("word", "html", "expected"),
    [
        # Arabic writes and, in, for and the article as part of the word.
        ("نقابة", "<p>نقابة</p>", "<p>[نقابة]</p>"),
        ("نقابة", "<p>النقابة</p>", "<p>[النقابة]</p>"),
        ("نقابة", "<p>والنقابة</p>", "<p>[والنقابة]</p>"),
        ("نقابة", "<p>بالنقابة</p>", "<p>[بالنقابة]</p>"),
        ("نقابة", "<p>للنقابة</p>", "<p>[للنقابة]</p>"),
        ("نقابة", "<p>ونقابة</p>", "<p>[ونقابة]</p>"),
        ("نقابة", "<p>نقابات منقابة نقابةx</p>", "<p>نقابات منقابة نقابةx</p>"),
        ("المفاوضة الجماعية", "<p>والمفاوضة الجماعية</p>", "<p>[والمفاوضة الجماعية]</p>"),
        # Words of two parts may stand on two lines.
        ("migrant worker", "<p>a migrant\nworker</p>", "<p>a [migrant\nworker]</p>"),
        # Signs that HTML writes otherwise.
        ("R&D", "<p>R&amp;D</p>", "<p>[R&amp;D]</p>"),
        ("workers' union", "<p>workers' union</p>", "<p>[workers' union]</p>"),
        ('"so-called"', "<p>&quot;so-called&quot;</p>", "<p>[&quot;so-called&quot;]</p>"),
        ("a.b(c)*", "<p>aXb(c)* a.b(c)*</p>", "<p>aXb(c)* [a.b(c)*]</p>"),
        # An abbreviation is written in capitals.
        ("WHO", "<p>Who? WHO.</p>", "<p>Who? [WHO].</p>"),
        ("IT", "<p>it is so</p>", "<p>it is so</p>"),
    ],
)  # fmt: skip
def test_words_as_they_are_written(word: str, html: str, expected: str) -> None:
    assert explained({word: UNION}, html) == expected


def test_the_longest_word_goes_first_and_each_term_once() -> None:
    words = {"union": UNION, "trade union": Explanation("bargaining", "x"), "CB": Explanation("bargaining", "x")}
    assert explained(words, "<p>A trade union, a union, CB, a trade union.</p>") == (
        "<p>A [trade union], a [union], CB, a trade union.</p>"
    )


def test_what_was_explained_is_not_explained_again() -> None:
    seen = {"union"}
    assert Glossary({"union": UNION, "WHO": WHO}).explain("<p>union</p>", seen, ADDRESSES) == "<p>union</p>"
    Glossary({"union": UNION, "WHO": WHO}).explain("<p>WHO</p>", seen, ADDRESSES)
    assert seen == {"union", "who"}


def test_an_explanation_is_escaped_and_sound() -> None:
    html = Glossary({"union": UNION}).explain("<p>union</p>", set(), ADDRESSES)
    assert "A body of workers &amp; &quot;friends&quot;" in html
    assert faults_of(html) == []
    assert Glossary({}).explain("<p>union</p>", set(), {}) == "<p>union</p>"


_HTML = st.lists(
    st.sampled_from(["union", "<a href='#'>", "</a>", "<p>", "</p>", "&amp;", " ", "و", "ال", "WHO", "x"])
).map("".join)


@given(_HTML, st.text(min_size=1, max_size=8))
@settings(deadline=None)
def test_explaining_changes_no_word_and_no_tag(html: str, word: str) -> None:
    found = Glossary({"union": UNION, "WHO": WHO, word: Explanation("rd", "x")}).explain(html, set(), ADDRESSES)
    for entry_id in ADDRESSES:
        start, end = f'<span class="term"><a href="{ADDRESSES[entry_id]}"', "</span></span>"
        while start in found:
            before, _, rest = found.partition(start)
            inside, _, after = rest.partition(end)
            found = before + inside.partition(">")[2].partition("</a>")[0] + after
    assert found == html


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_each_term_is_explained_once_in_a_page(editions: dict[str, Edition], tag: str) -> None:
    html = page_html(editions[tag], "demands/voice")
    for term in ("union", "bargaining"):
        assert html.count(f'id="note-{term}"') == 1
    # In the words before the first section, not further down.
    lead = html.split('<div class="prose">')[1].split("</div>")[0]
    assert 'id="note-union"' in lead
    assert "note-" not in page_html(editions[tag], "glossary/union")


# -- views --


def view(edition: Edition, name: str, options: str = "") -> Any:
    return gather(View(name, options, 1, 2), edition)


def ids(data: EntryList) -> list[tuple[str, list[str]]]:
    return [(group.id, [entry.id for entry in group.entries]) for group in data.groups]


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("practices", "", [("", ["centre", "letter"])]),
        ("practices", "where: {region: africa}", [("", ["centre", "letter"])]),
        ("practices", "where: {types: union-service}", [("", ["centre"])]),
        ("practices", "where: {countries: KE}", [("", ["centre"])]),
        ("practices", "where: {uses: c087}", [("", ["centre"])]),
        ("practices", "where: {region: africa, types: campaign}", [("", ["letter"])]),
        ("practices", "where: {region: mena}", [("", [])]),
        ("practices", "limit: 1", [("", ["centre"])]),
        ("practices", "only: [letter, centre]", [("", ["letter", "centre"])]),
        ("practices", "group_by: region", [("africa", ["centre", "letter"])]),
        (
            "practices",
            "group_by: types",
            [("cross-border", ["centre"]), ("union-service", ["centre"]), ("campaign", ["letter"])],
        ),
        ("practices", "group_by: countries", [("KE", ["centre"]), ("ET", ["centre"]), ("", ["letter"])]),
        # A hub heads the group of its single demands, and is not listed beside it.
        ("demands", "group_by: part_of", [("hub", ["voice"])]),
        ("statements", "group_by: document", [("gu2012", ["pledge-1", "point-1"])]),
        ("glossary", "order: alphabet", [("", ["bargaining", "union"])]),
    ],
)
def test_lists(editions: dict[str, Edition], name: str, options: str, expected: list[tuple[str, list[str]]]) -> None:
    data = view(editions["en"], name, options)
    assert isinstance(data, EntryList)
    assert ids(data) == expected


def test_lists_follow_the_alphabet_of_the_page(editions: dict[str, Edition]) -> None:
    # المفاوضة comes before نقابة, as Collective does before Union; in Spanish both stand in English.
    for tag in LANGUAGES:
        assert [entry.id for entry in editions[tag].sorted_by_title("term")] == ["bargaining", "union"]
    assert [entry.id for entry in editions["ar"].sorted_by_title("practice")] == ["letter", "centre"]


@pytest.mark.parametrize(
    ("options", "tag", "titles"),
    [
        ("group_by: region", "ar", ["أفريقيا"]),
        ("group_by: countries", "ar", ["كينيا", "إثيوبيا", None]),
        ("group_by: region", "fr", ["Africa"]),
    ],
)
def test_titles_of_groups(editions: dict[str, Edition], options: str, tag: str, titles: list[str | None]) -> None:
    data = view(editions[tag], "practices", options)
    assert [group.title.text if group.title else None for group in data.groups] == titles


def test_the_timeline(editions: dict[str, Edition]) -> None:
    data = view(editions["ar"], "timeline")
    assert isinstance(data, DatedList)
    assert [(item.entry.id, item.fact, item.date) for item in data.items] == [
        ("span", "date", "2023-10-26/2024-10-26"),
        ("centre", "since", "2015-06"),
        ("day", "date", "1990-12-18"),
        ("c087", "in_force", "1950-07-04"),
        ("c087", "adopted", "1948-07-09"),
    ]
    assert len(view(editions["ar"], "timeline", "limit: 2").items) == 2


def test_what_is_due(editions: dict[str, Edition]) -> None:
    data = view(editions["en"], "review-due")
    assert isinstance(data, DueList)
    assert [(item.entry.id, item.fact, str(item.review_by), item.overdue) for item in data.items] == [
        ("voice", "draft_view", "2026-05-31", True),
        ("c087", "ratifications", "2027-01-01", False),
        ("migrants-2022", "value", "None", False),
    ]


def test_what_nobody_has_checked(editions: dict[str, Edition]) -> None:
    data = view(editions["en"], "unverified")
    assert isinstance(data, UnverifiedList)
    assert [(entry.id, names) for entry, names in data.items] == [
        ("voice", ("answers", "limits")),
        ("c087", ("in_force", "art-11")),
        ("migrants-2019", ("value",)),
    ]


def test_a_matrix_says_what_is_recorded(editions: dict[str, Edition]) -> None:
    data = view(editions["en"], "matrix", "relation: demand.backed_by")
    assert isinstance(data, Matrix)
    assert [entry.id for entry in data.columns] == ["c087", "guidelines"]
    assert data.cells["voice", "c087"].provisions == ("art-2", "art-11")
    assert data.cells["voice", "guidelines"].basis == "editors"
    assert ("hub", "c087") not in data.cells


EVERY_VIEW = [
    ("practices", ""),
    ("practices", "style: cards"),
    ("demands", "style: plates"),
    ("glossary", "style: names"),
    ("practices", "group_by: types"),
    ("demands", "group_by: part_of"),
    ("figures", "group_by: countries"),
    ("timeline", ""),
    ("review-due", ""),
    ("unverified", ""),
    ("bibliography", ""),
    ("matrix", "relation: demand.backed_by"),
    ("source-matrix", "kind: demand"),
]


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("name", "options"), EVERY_VIEW)
def test_every_view_is_drawn_soundly(editions: dict[str, Edition], tag: str, name: str, options: str) -> None:
    html = ARTICLES.draw(View(name, options, 1, 2), open_page(editions[tag], "index").resolver)
    assert html.strip()
    # Links to sources lead into the list at the end of the page, which is not drawn here.
    assert [fault for fault in faults_of(html) if "source-" not in fault] == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("practises", ""),
        ("practices", "limit: 0"),
        ("practices", "where: {regoin: x}"),
        ("practices", "- a"),
        ("practices", "a: *x"),
        ("practices", "group_by: x"),
        ("practices", "only: [No!]"),
        ("matrix", ""),
        ("matrix", "relation: x"),
        ("timeline", "limit: [1]"),
        ("bibliography", "style: x"),
    ],
)
def test_a_view_with_a_fault_is_empty_and_takes_no_page_away(
    editions: dict[str, Edition], name: str, options: str
) -> None:
    assert ARTICLES.draw(View(name, options, 1, 2), open_page(editions["ar"], "index").resolver) == ""


# -- sources --


def test_a_source_says_who_cites_it_where(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "sources/gu2012")
    assert isinstance(page, SourcePage)
    assert [Page(place.locator).text for place in page.cited][:2] == ["الجزء I، النقطة 1", "الجزء I، النقطة 2"]
    assert page.coverage == (2, 3)
    assert open_page(editions["ar"], "sources/nahhas2021").summary == Phrase("حقوق العمال", "ar", "rtl", foreign=False)
    assert open_page(editions["en"], "sources/nahhas2021").summary == Phrase("حقوق العمال", "ar", "rtl", foreign=True)
    assert open_page(editions["ar"], "sources/ilo1990").summary.language == "en"


# -- a page as its template reads it --


def test_facts_in_words(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "instruments/c087")
    assert isinstance(page, EntryPage)

    def fact(name: str) -> str:
        found = page.fact(name)
        return Page(found.value).text if found else ""

    assert fact("type") == "اتفاقية"
    assert fact("place") == "سان فرانسيسكو"
    assert fact("number") == "87"
    assert fact("official_title").startswith("اتفاقية الحرية النقابية")
    assert "ILO" in fact("work")
    assert page.fact("supersedes") is not None
    found = page.fact("in_force")
    assert found is not None
    assert found.is_unverified
    assert open_page(editions["ar"], "instruments/guidelines").__class__ is EntryPage
    centre = open_page(editions["ar"], "practices/centre")
    assert isinstance(centre, EntryPage)
    assert centre.countries() == ("إثيوبيا", "كينيا")
    countries = centre.fact("countries")
    assert countries is not None
    assert countries.value == "كينيا وإثيوبيا"
    assert centre.fact("until") is not None
    assert [fact.name for fact in centre.facts_named("until", "types", "since")] == ["until", "types", "since"]


def test_what_copy_gives_is_a_line_with_its_source(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "demands/voice")
    assert isinstance(page, EntryPage)
    line = page.quotation()
    assert line.startswith("لكل عامل مهاجر أن يكوّن نقابة وأن ينضم إليها. (")
    assert "Global Unions، 2012، الجزء I، النقطة 1؛ ILO، 1990، المادة 2 <https://example.org/ilo1990?a=1&b=2>" in line
    assert ", " not in line


def test_a_message_is_copied_without_its_marks_and_with_its_own_sources(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "demands/voice")
    assert isinstance(page, EntryPage)
    half = page.quotation("messages", "message-30")
    assert half.startswith("من يعمل له أن ينظّم نفسه، كما تقول C87، المادة 2. وهكذا نقول. (")
    assert "ILO، 1990، المادة 2 <https://example.org/ilo1990?a=1&b=2>؛ Global Unions، 2012، الجزء I، النقطة 2" in half
    # Without a source of its own it has the entry's.
    whole = page.quotation("messages", "message-60")
    assert whole.startswith("اكتبوه، هكذا نقول. (")
    assert "Global Unions، 2012، الجزء I، النقطة 1؛ ILO، 1990" in whole


def test_a_copy_ends_with_the_address_of_the_page(editions: dict[str, Edition]) -> None:
    for tag, folder in (("en", ""), ("ar", "ar/")):
        page = open_page(editions[tag], "demands/voice")
        assert isinstance(page, EntryPage)
        assert page.quotation().endswith(f") https://handbook.example/{folder}demands/voice.html")
        assert page.quotation("messages", "message-30").endswith(f"/{folder}demands/voice.html")
        page.edition = copy(page.edition)
        page.edition.settings = replace(page.edition.settings, site_url="")
        assert page.quotation().endswith(")")


def test_a_section_is_its_lead_and_its_parts(editions: dict[str, Edition]) -> None:
    page = open_page(editions["en"], "lessons/first")
    assert isinstance(page, EntryPage)
    steps = page.section("steps")
    assert steps is not None
    assert steps.lead.strip() == "<p>In a ring.</p>"
    assert [(part.id, part.title) for part in steps.parts] == [
        ("step-1", "Begin"),
        ("step-2", "End"),
        ("short", "With less time"),
    ]
    assert steps.content.index("In a ring.") < steps.content.index('id="step-1"') < steps.content.index("With a song.")
    assert page.timed_steps == {"step-1": 30, "step-2": 60}


def test_sections_with_what_they_are(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "demands/voice")
    assert isinstance(page, EntryPage)
    limits = page.section("limits")
    assert limits is not None
    assert (limits.is_ours, limits.is_unverified) == (True, True)
    asks = page.section("asks")
    assert asks is not None
    assert [item for item, _ in asks.items] == ["ask-name", "ask-protect"]
    assert page.section("nothing") is None
    named = ("asks", "messages", "why", "draft", "lineage", "limits")
    assert [section.id for section in page.other_sections(*named)] == ["what-else"]
    assert ("closer", 3) in [(name, level) for name, level, _ in page.headings]


def test_a_collection_is_read_in_the_order_of_its_file(editions: dict[str, Edition]) -> None:
    page = open_page(editions["ar"], "statements/plan")
    assert isinstance(page, DocumentPage)
    assert [entry.id for entry in page.entries] == ["pledge-1", "point-1"]


# -- one fact, every page --


def test_a_fact_changed_in_one_file_changes_every_page_that_shows_it(tiny: Tiny, sample: Loaded) -> None:
    root = sample.handbook.settings.root
    for path in root.rglob("*"):
        if path.is_file():
            tiny.write({path.relative_to(root).as_posix(): path.read_bytes()})
    tiny.languages = ("en", "ar", "fr", "es")
    before = {tag: tiny.edition(tag) for tag in tiny.languages}
    pages = {(tag, path): page_html(before[tag], path) for tag in tiny.languages for path in before[tag].pages}
    file = tiny.root / "docs/en/instruments/c087.md"
    file.write_text(file.read_text().replace("code: C087", "code: C089").replace("count: 1158", "count: 1159"))
    after = {tag: tiny.edition(tag) for tag in tiny.languages}
    changed = {key for key, html in pages.items() if page_html(after[key[0]], key[1]) != html}
    shown = {path for path in before["en"].pages if ">C87<" in pages["en", path] or "C87." in pages["en", path]}
    assert {
        "instruments/c087", "demands/voice", "practices/centre", "glossary/bargaining", "instruments/index",
        "organisations/ilo", "lessons/first", "milestones/day",
    } <= shown  # fmt: skip
    assert {(tag, path) for tag in tiny.languages for path in shown} <= changed
    for tag in tiny.languages:
        html = "".join(page_html(after[tag], path) for path in after[tag].pages)
        assert ">C89<" in html
        assert "C87<" not in html
        assert "1158" not in html.replace(",", "").replace(".", "").replace("\u202f", "")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_same_handbook_gives_the_same_pages(sample: Loaded, drawn: dict[tuple[str, str], str], tag: str) -> None:
    again = Edition(sample.handbook, tag)
    assert [(tag, path) for path in again.pages] == [key for key in drawn if key[0] == tag]
    # In whatever order they are drawn.
    for path in reversed(again.pages):
        assert page_html(again, path) == drawn[tag, path]
