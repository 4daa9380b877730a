"""Translated pages: passages that are out of date or missing, in French and in Arabic, in every shape of page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from handbook.core.edition import Edition
from handbook.core.edition.translation_pages import TranslationChangesPage, TranslationsPage
from handbook.core.markdown import parse_body
from handbook.core.search import plain_text
from tests.core.conftest import Tiny, open_page, page_html
from tests.core.html_checks import Page, faults_of
from tests.running import STATES

LANGUAGES = ("fr", "ar")
DIRECTIONS = {"fr": "ltr", "ar": "rtl"}
SETTINGS = {"site_url": "https://states.example/", "repository_url": "https://repository.example/"}


@pytest.fixture(scope="module")
def states() -> dict[str, Edition]:
    """Language → the handbook of the states in it."""
    handbook = Tiny(STATES, ("en", *LANGUAGES)).load(**SETTINGS).handbook
    return {tag: Edition(handbook, tag) for tag in ("en", *LANGUAGES)}


@pytest.fixture
def changed(tmp_path: Path) -> Tiny:
    """A copy of it, to change."""
    shutil.copytree(STATES, tmp_path / "states")
    return Tiny(tmp_path / "states", ("en", *LANGUAGES))


def edit(tiny: Tiny, path: str, old: str, new: str) -> None:
    """Change one place of a file."""
    text = (tiny.root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    tiny.write({path: text.replace(old, new)})


def read(edition: Edition, path: str = "demands/joining") -> HtmlElement:
    """Return a page's article."""
    return lxml_html.fragment_fromstring(page_html(edition, path))


def one(element: HtmlElement, path: str) -> HtmlElement:
    """Return the one element of an XPath."""
    found = element.xpath(path)
    assert isinstance(found, list)
    assert len(found) == 1, (path, len(found))
    assert isinstance(found[0], HtmlElement)
    return found[0]


def has_mark(element: HtmlElement) -> bool:
    return bool(element.xpath(".//a[@class='outdated']"))


def said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def in_source_language(element: HtmlElement) -> bool:
    """Tell whether the nearest language around an element's words is the source's, direction included."""
    around = [element, *element.iterancestors()]
    marked = next((item for item in around if item.get("lang")), None)
    return marked is not None and (marked.get("lang"), marked.get("dir")) == ("en", "ltr")


# -- whole pages --


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_page_is_sound_and_shows_no_brackets(states: dict[str, Edition], tag: str) -> None:
    edition = states[tag]
    for path, address in edition.pages.items():
        html = page_html(edition, path)
        assert [fault for fault in faults_of(html) if "__search" not in fault] == [], path
        assert address.type == "translations" or not set("⟦⟧") & set(html), path


@pytest.mark.parametrize("tag", LANGUAGES)
def test_words_of_the_source_stand_in_their_own_language(states: dict[str, Edition], tag: str) -> None:
    allowed = {"ILO", "International", "Labour", "Organization", "Book", "CSL", "JSON", "BibTeX"} | {"Diallo", "Amina"}
    for path in ("demands/joining", "glossary/words", "glossary/strike", "glossary/union", "topics/care", "index"):
        if tag == "ar":
            assert Page(page_html(states[tag], path)).latin_words_in("ar") - allowed == set(), path


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_page_in_step_with_its_source_says_so_in_its_line_alone(states: dict[str, Edition], tag: str) -> None:
    html = page_html(states[tag], "demands/pay")
    for word in ("outdated", "missing", "untranslated", "changes", 'lang="en" dir="ltr"><p'):
        assert word not in html.replace('<bdi lang="en"', ""), word
    assert html.count("translation-state") == 1
    assert open_page(states[tag], "demands/pay").changes == ()


# -- passages that are out of date --


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_outdated_passage_has_a_mark_that_leads_to_the_source_as_it_is(
    states: dict[str, Edition], tag: str
) -> None:
    page = read(states[tag])
    marks = page.xpath(".//a[@class='outdated']")
    now = {}
    for mark in marks:
        number = mark.text
        assert mark.get("href") == f"#changed-{number}"
        assert (
            mark.get("aria-label")
            == {
                "fr": f"Note {number} : plus récent en anglais",
                "ar": f"ملاحظة {number}: النص باللغة الإنجليزية أحدث",
            }[tag]
        )
        change = one(page, f".//*[@id='changed-{number}']")
        [back] = [link for link in change.iter("a") if link.get("class") == "changes-back"]
        assert back.get("href") == f"#{mark.get('id')}"
        words = one(change, "./div")
        assert (words.get("lang"), words.get("dir")) == ("en", "ltr")
        now[number] = said(words)
    assert {
        "Freedom to form and join",
        "Every worker may form a union and join one.",
        "Let nobody lose a job or a visa for joining. (ILO 1990, p. 5)",
        "The second reason is new, and Care work shows it. (ILO 1990, p. 9)",
        "Four rights",
        "To form unions1948 our reading",
        "Where it comes fromOne paragraph only, of the plan of 2012.",
        "What we still do not know",
        "A note of today. our reading",
    } == set(now.values())


@pytest.mark.parametrize("tag", LANGUAGES)
def test_marks_stand_beside_what_is_out_of_date_and_nothing_else(states: dict[str, Edition], tag: str) -> None:
    page = read(states[tag])
    assert has_mark(one(page, ".//h1"))
    assert has_mark(one(page, ".//p[@class='message-words']"))
    assert [has_mark(one(page, f".//*[@id='ask-{name}']")) for name in ("name", "protect", "pay")] == [0, 1, 0]
    why = one(page, ".//section[@aria-labelledby='why']")
    assert [has_mark(item) for item in why.xpath("./p")] == [False, True, False, False, False, False]
    assert [has_mark(row) for row in why.iter("tr")] == [False, True, False, False, False]
    assert has_mark(one(why, ".//caption"))
    assert has_mark(one(page, ".//li[@id='fn1']"))
    headings = {heading.get("id"): has_mark(heading) for heading in page.iter("h2", "h3")}
    # Where the blocks of a section do not line up, its heading has the mark.
    assert {name for name, marked in headings.items() if marked} == {"lineage", "limits"}
    assert not has_mark(one(page, ".//nav[@class='contents']"))
    assert has_mark(one(page, ".//section[@aria-labelledby='at-home']")) is False


def test_what_the_source_says_now_is_among_what_the_page_cites(states: dict[str, Edition]) -> None:
    page = read(states["fr"])
    assert "p. 12" in said(one(page, ".//li[@id='source-nahhas2021']"))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_moved_passage_needs_no_mark(changed: Tiny, tag: str) -> None:
    before = page_html(changed.edition(tag), "demands/joining").count('class="outdated"')
    edit(changed, "docs/en/demands/joining.md", "\nNothing changes here. [@ilo1990, p. 9]\n", "")
    edit(changed, "docs/en/demands/joining.md", "The first", "Nothing changes here. [@ilo1990, p. 9]\n\nThe first")
    assert page_html(changed.edition(tag), "demands/joining").count('class="outdated"') == before


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_paragraph_that_was_parted_has_one_mark_for_both(changed: Tiny, tag: str) -> None:
    edit(changed, "docs/en/demands/pay.md", "- Pay the same.", "- Pay the same, [@editors]\n- and pay it to all.")
    edition = changed.edition(tag)
    [change] = open_page(edition, "demands/pay").changes
    assert [said(item) for item in lxml_html.fragment_fromstring(change.words)] == [
        "Pay the same, our reading",
        "and pay it to all. (ILO 1990, p. 40)",
    ]
    assert page_html(edition, "demands/pay").count('class="outdated"') == 1


# -- passages that are missing --


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_missing_item_stands_in_its_list(states: dict[str, Edition], tag: str) -> None:
    page = read(states[tag])
    items = one(page, ".//section[@aria-labelledby='asks']/ul").findall("li")
    assert [item.get("id") for item in items] == ["ask-name", "ask-protect", "ask-pay", "ask-answer"]
    words = one(items[-1], "./span[@class='missing']")
    assert (words.get("lang"), words.get("dir")) == ("en", "ltr")
    assert said(words).startswith("Answer each complaint within thirty days, see Care work.")
    # A name in another script is isolated, in words of the source too.
    assert one(words, ".//bdi").get("lang") == "ar"
    label = one(words, "./span[@class='untranslated']")
    assert (label.get("lang"), label.get("dir")) == (tag, DIRECTIONS[tag])


@pytest.mark.parametrize("tag", LANGUAGES)
def test_missing_paragraphs_rows_and_definitions_stand_in_their_places(states: dict[str, Edition], tag: str) -> None:
    why = one(read(states[tag]), ".//section[@aria-labelledby='why']")
    blocks = [(block.tag, block.get("class")) for block in why]
    plain = ("p", None)
    assert blocks == [
        ("h2", None), plain, plain, plain, ("p", "missing"), plain, ("table", None), ("dl", None), ("p", "missing")
    ]  # fmt: skip
    assert all(in_source_language(block) for block in why.xpath("./p[@class='missing']"))
    assert said(why[-1]).startswith("A last word behind the list.")
    rows = [[said(cell) for cell in row] for row in why.iter("tr")]
    assert len({len(row) for row in rows}) == 1
    assert rows[3][0] == "To be heard"
    assert rows[3][1].startswith("1976 our reading")
    # What stands in brackets in the translation's file keeps its cells.
    assert rows[4] == ["To strike", "1952 our reading"]
    assert all(in_source_language(one(cell, "./span")) for row in list(why.iter("tr"))[3:] for cell in row)
    definitions = [(item.tag, in_source_language(item[0]) if len(item) else False) for item in one(why, "./dl")]
    assert definitions[-2:] == [("dt", True), ("dd", True)]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_passages_that_follow_each_other_have_one_label(states: dict[str, Edition], tag: str) -> None:
    why = one(read(states[tag]), ".//section[@aria-labelledby='why']")
    labels = why.xpath(".//span[@class='untranslated']")
    # One for the paragraph, one for the two rows, one for term, definition and the paragraph behind them.
    assert [said(label.getparent()).split()[0] for label in labels] == ["A", "1976", "Strike"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_missing_section_stands_where_the_template_places_it(states: dict[str, Edition], tag: str) -> None:
    page = read(states[tag])
    section = one(page, ".//section[@aria-labelledby='draft']")
    assert in_source_language(section)
    assert said(one(section, "./h2")).startswith("In the draft")
    order = [item.get("aria-labelledby") for item in page.xpath("./section")]
    assert order.index("why") < order.index("draft") < order.index("lineage")
    # Words of the interface in it speak the reader's language.
    assert {item.get("lang") for item in section.xpath(".//span[contains(@class, 'basis')]")} <= {tag}
    # Its footnote has an address of its own, since the translation has a first one too.
    assert said(one(page, ".//li[@id='fn-source-2']")).startswith("No draft is final.")
    assert one(section, ".//a").get("href") == "#fn-source-2"
    link = one(page, ".//nav[@class='contents']//a[@href='#draft']")
    assert one(link, "./bdi").get("lang") == "en"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_missing_part_of_a_section_can_be_copied_too(states: dict[str, Edition], tag: str) -> None:
    messages = one(read(states[tag]), ".//section[contains(@class, 'messages')]")
    assert [part.get("id") for part in messages.iter("h3")] == ["message-30", "message-40", "message-60"]
    copied = [button.get("data-copy", "") for button in messages.iter("button")]
    assert copied[1].startswith("Say it twice.")
    assert copied[2].startswith("Write it down, and say it aloud.")
    assert in_source_language(one(messages, ".//p[span[@class='missing']]/span"))


def test_a_paragraph_missing_inside_a_list_stands_in_an_item(changed: Tiny) -> None:
    edit(changed, "docs/en/index.md", "- Neighbours", "\nBetween two lists. [@editors]\n\n- Neighbours")
    page = read(changed.edition("fr"), "index")
    items = one(page, ".//section[@aria-labelledby='readers']/ul")
    assert [item.get("class") for item in items] == [None, "plain", None, None]
    assert said(one(items[1], "./p")).startswith("Between two lists.")
    assert said(items[2]).startswith("Neighbours read too.")


def test_words_missing_before_all_others_come_first(changed: Tiny) -> None:
    edit(changed, "docs/fr/demands/joining.md", "Des mots avant la première section. [@ilo1990, p. 3]\n", "")
    page = read(changed.edition("fr"))
    prose = one(page, ".//div[@class='prose']")
    assert said(prose).startswith("Words before the first section.")
    assert in_source_language(prose[0])


def test_a_list_that_is_missing_whole_is_a_list(changed: Tiny) -> None:
    edit(
        changed,
        "docs/en/demands/joining.md",
        "\nThe first reason",
        "\n- One. [@editors]\n- Two. [@editors]\n\nThe first reason",
    )
    why = one(read(changed.edition("ar")), ".//section[@aria-labelledby='why']")
    assert [said(item)[:4] for item in one(why, "./ul")] == ["One.", "Two."]


# -- shared files, plain pages, pages without a base --


@pytest.mark.parametrize("tag", LANGUAGES)
def test_entries_that_share_a_file(states: dict[str, Edition], tag: str) -> None:
    edition = states[tag]
    union, strike = read(edition, "glossary/union"), read(edition, "glossary/strike")
    assert has_mark(one(union, ".//p[@class='lead']"))
    assert in_source_language(one(strike, ".//p[@class='lead']/bdi"))
    assert said(one(strike, ".//h1")) == {"fr": "Grève", "ar": "إضراب"}[tag]
    # Of `picket` nothing is translated, and `levy` is not in the file: both are shown as any page without translation.
    for name in ("picket", "levy"):
        assert open_page(edition, f"glossary/{name}").is_fallback
    words = read(edition, "glossary/words")
    assert has_mark(one(words, ".//div[@class='prose']"))
    rows = {row.get("id"): row for row in words.xpath(".//li[starts-with(@class, 'entry-row')]")}
    assert list(rows) == ["union", "strike", "levy", "picket"]
    assert one(rows["strike"], "./p").get("lang") == "en"
    assert one(rows["picket"], "./a/bdi").get("lang") == "en"
    assert edition.glossary_in(edition.language).explain("Grève إضراب", set(), {}) == "Grève إضراب"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_title_that_nobody_has_translated_is_the_source_s_wherever_it_stands(
    states: dict[str, Edition], tag: str
) -> None:
    edition = states[tag]
    care = edition.handbook.entries["care"]
    title = edition.title(care)
    assert (title.text, title.language, title.foreign) == ("Care work", "en", True)
    assert not edition.summary(care).foreign
    assert '<h1 lang="en" dir="ltr">Care work <span class="untranslated"' in page_html(edition, "topics/care")
    assert edition.section_title(edition.handbook.entries["joining"], "draft").foreign


@pytest.mark.parametrize("tag", LANGUAGES)
def test_plain_pages(states: dict[str, Edition], tag: str) -> None:
    page = read(states[tag], "index")
    assert has_mark(one(page, ".//div[@class='prose']"))
    readers = one(page, ".//section[@aria-labelledby='readers']/ul")
    assert [bool(item.xpath("./span[@class='missing']")) for item in readers] == [False, True, False]
    assert states[tag].language.gettext("Translated, not reviewed yet.") in said(page)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_page_without_a_base_says_so_once_and_has_no_marks(states: dict[str, Edition], tag: str) -> None:
    page = read(states[tag], "practices/centre")
    words = states[tag].language.gettext("Nobody has compared it with its source as it is now.")
    assert said(page).count(words) == 1
    assert not page.xpath(".//*[contains(@class, 'outdated') or contains(@class, 'missing')]")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_file_that_was_only_begun_is_no_translation(states: dict[str, Edition], tag: str) -> None:
    page = open_page(states[tag], "topics/africa")
    assert page.is_fallback
    assert page.languages == ("en",)
    assert 'href="../translations/index.html#begin"' in page_html(states[tag], "topics/africa")


# -- the line at the top --


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        (
            "fr",
            "Relue par Amina Diallo le 20 mai 2026. 9 passages sont plus récents dans le texte source. "
            "13 passages ne sont pas encore traduits. Aider à traduire · Modifier le fichier",
        ),
        (
            "ar",
            "مسودة آلية لم يراجعها أحد: اقتبس من النص باللغة الإنجليزية. 9 مقاطع أحدث في النص المصدر. "
            "13 مقطعًا لم يُترجم بعد. المساعدة في الترجمة · تحرير الملف",
        ),
    ],
)
def test_one_line_at_the_top_says_how_far_the_translation_is(states: dict[str, Edition], tag: str, words: str) -> None:
    line = one(read(states[tag]), ".//header/p[@class='translation-state']")
    assert said(line) == words
    assert [link.get("href") for link in line.iter("a")] == [
        "#changes",
        "../translations/index.html",
        f"https://repository.example/docs/{tag}/demands/joining.md",
    ]


def test_there_is_no_such_line_in_the_source_language_and_on_pages_of_the_handbook(states: dict[str, Edition]) -> None:
    assert "translation-state" not in page_html(states["en"], "demands/joining")
    assert "translation-state" not in page_html(states["fr"], "sources/index")
    assert "translation-state" not in page_html(states["fr"], "glossary/levy")


def test_a_reviewer_s_name_stays_text(changed: Tiny) -> None:
    edit(changed, "docs/fr/demands/joining.md", "Amina Diallo", "'A & B'")
    line = page_html(changed.edition("fr"), "demands/joining").split("translation-state")[1]
    assert "<bdi>A &amp; B</bdi>" in line


# -- search, telephone numbers --


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_search_knows_neither_marks_nor_labels(states: dict[str, Edition], tag: str) -> None:
    words = plain_text(page_html(states[tag], "demands/joining").split("</header>")[1].split("<footer")[0])
    assert states[tag].language.gettext("not translated yet") not in words
    assert not [line for line in words.splitlines() if line.isdecimal()]
    assert "A third reason came between." in words
    assert "visa" not in words, "what the source says now stands on the source's page"


@pytest.mark.parametrize("tag", ["en", *LANGUAGES])
def test_a_telephone_number_reads_left_to_right(states: dict[str, Edition], tag: str) -> None:
    item = one(read(states[tag]), ".//*[@id='ask-pay']")
    numbers = [found.text for found in item.iter("bdi") if found.get("dir") == "ltr" and not found.get("lang")]
    assert numbers == ["+216 71 000 000"]


# -- the page of the translations --


def test_the_state_of_each_language(states: dict[str, Edition]) -> None:
    for tag in ("en", *LANGUAGES):
        page = open_page(states[tag], "translations/index")
        assert isinstance(page, TranslationsPage)
        assert [item.language.tag for item in page.state] == (["fr", "ar"] if tag != "ar" else ["ar", "fr"])
        for item in page.state:
            assert sum(progress.counts.passages for _, progress in item.kinds) == item.counts.passages
            assert item.kinds[0][0] == states[tag].kind_name(states[tag].settings.kinds["demand"], 2)
    assert isinstance(page, TranslationsPage)
    begun = {item.id: item for item in page.begun()}
    assert next(iter(begun)) == "demands-joining"
    assert begun["practices-centre"].has_base is False
    assert begun["demands-joining"].file == "https://repository.example/docs/ar/demands/joining.md"
    assert "demands-pay" not in begun, "nothing is left to do there"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_has_changed_is_shown_word_by_word(states: dict[str, Edition], tag: str) -> None:
    page = read(states[tag], "translations/changes")
    first = one(page, ".//section[@aria-label='demands/joining#asks:3']")
    words = one(first, ".//dd[@lang]")
    assert (words.get("lang"), words.get("dir")) == ("en", "ltr")
    assert [item.text for item in words.iter("ins")] == ["or a visa "]
    translation = one(first, ".//dd[not(@lang)]")
    # Codes read left to right inside Arabic words.
    assert [code.text for code in translation.iter("bdi")] == ["[@ilo1990, p. 5]"]


def test_the_pages_that_nobody_has_begun(changed: Tiny) -> None:
    (changed.root / "docs/fr/demands/pay.md").unlink()
    page = open_page(changed.edition("fr", **SETTINGS), "translations/index")
    assert isinstance(page, TranslationsPage)
    [(name, [pay])] = page.waiting
    assert (name, pay.title.text, pay.words) == ("Revendications", "Equal pay", 16)
    assert pay.file == "https://repository.example/docs/en/demands/pay.md"
    assert page.next_page
    assert page.next_page.page == "demands/pay"
    assert "handbook translate start fr demands/pay" in page_html(changed.edition("fr"), "translations/index")


def test_a_handbook_in_one_language_has_no_such_pages(changed: Tiny) -> None:
    changed.languages = ("en",)
    assert not [path for path in changed.edition("en").pages if path.startswith("translations")]


def test_the_source_language_has_nothing_to_translate(states: dict[str, Edition]) -> None:
    page = open_page(states["en"], "translations/changes")
    assert isinstance(page, TranslationChangesPage)
    assert list(page.changed()) == []


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("Call +216 71 000 000.", ["+216 71 000 000"]),
        ("اتصل على 0800 123 456 أو +44 (20) 7000 0000 اليوم", ["0800 123 456", "+44 (20) 7000 0000"]),
        ("About 169 000 000 people, 12 of 30, 2012 and 2026.", []),
        ("C087 and p. 10 12", []),
    ],
)
def test_telephone_numbers_and_no_other_numbers_are_isolated(text: str, isolated: list[str]) -> None:
    body, _ = parse_body("docs/en/a.md", "", text)
    html = "".join(piece for piece in body.lead if isinstance(piece, str))
    assert re.findall(r'<bdi dir="ltr">(.*?)</bdi>', html) == isolated
