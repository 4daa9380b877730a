"""Pages as HTML: every template with as little and as much as an entry may have, and with hostile words everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handbook.articles
from handbook.articles import Articles
from handbook.core.edition import Edition
from handbook.core.kinds import BUILT_IN, choose_kinds
from handbook.core.loading import Loaded
from tests.core.conftest import SAMPLE, Tiny, page_html
from tests.core.html_checks import Page, faults_of

LANGUAGES = ("en", "ar", "fr", "es")
TEMPLATES = Path(handbook.articles.__file__).parent / "templates"
PAGES = sorted(Edition(Tiny(SAMPLE, LANGUAGES).load().handbook, "en").pages)


def test_the_sample_has_no_faults_and_each_kind_twice(sample: Loaded) -> None:
    assert [fault for fault in Tiny(SAMPLE, LANGUAGES).faults() if "error" in fault] == []
    assert {kind.name for kind in sample.handbook.settings.kinds.values()} == {kind.kind for kind in BUILT_IN}
    for kind in BUILT_IN:
        entries = sample.handbook.of_kind(kind.kind)
        given = [entry.facts.model_fields_set for entry in entries]
        required = {name for name, field in kind.model_fields.items() if field.is_required()}
        assert required in given or len(entries) > 2, f"no {kind.kind} has what is needed and no more"
        missing = {*kind.model_fields}.difference(*given, ("see_also", "topics", "unverified"))
        assert missing == set(), f"no {kind.kind} has {missing}"


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_sound(drawn: dict[tuple[str, str], str], path: str, tag: str) -> None:
    html = drawn[tag, path]
    assert faults_of(html) == []
    assert "\x00" not in html
    # Nothing that a template forgot to turn into words.
    assert not re.search(r": None|Undefined|<handbook|object at 0x|\{\{|\{%|\{[a-z_]+\}", Page(html).text)


NAMES_OF_OTHERS = {
    # Programs and forms of files.
    "BibTeX",
    "CSL",
    "JSON",
    # A person.
    "Secretary",
    # Author and year of a work, in the title of its page and of the group that it makes.
    "Global",
    "ILO",
    "Nations",
    "Unions",
    "United",
}


@pytest.mark.parametrize("path", PAGES)
def test_no_english_stands_under_an_arabic_lang(drawn: dict[tuple[str, str], str], path: str) -> None:
    assert Page(drawn["ar", path]).latin_words_in("ar") - NAMES_OF_OTHERS == set()


def test_every_template_of_a_kind_is_drawn() -> None:
    assert {path.stem for path in (TEMPLATES / "kinds").glob("*.html")} == {kind.kind for kind in BUILT_IN}


# -- what each page says --


def words(editions: dict[str, Edition], path: str, tag: str = "en") -> str:
    return Page(page_html(editions[tag], path)).text


def test_a_demand_says_all_that_leads_to_it(editions: dict[str, Edition]) -> None:
    text = words(editions, "demands/voice")
    for heading in (
        "Every migrant worker may form a union and join one.",
        "What we ask",
        "The articles behind it",
        "Practices that show it works",
        "Who has promised it",
        "Who else speaks for it",
        "Where it comes from",
        "Teach it",
        "Milestones",
        "See also",
    ):
        assert heading in text
    order = [
        text.index(part) for part in ("Name the right", "The articles behind it", "Practices that show", "Teach it")
    ]
    assert order == sorted(order)
    assert "Past its review date" in text
    assert "Who speaks against it" in words(editions, "demands/hub")


def test_an_instrument_says_article_by_article_what_rests_on_it(editions: dict[str, Edition]) -> None:
    text = words(editions, "instruments/c087")
    for part in (
        "C87",
        "Article by article",
        "Demands that rest on it",
        "Practices that use it",
        "1,158",
        "Official text",
    ):
        assert part in text
    assert "title in this language not verified" in text
    assert "9 July 1948" in text
    assert "San Francisco" in text
    small = words(editions, "instruments/guidelines")
    assert "Point by point" not in small
    assert "Ratifications" not in small


def test_a_practice_says_what_the_sources_do_not(editions: dict[str, Edition]) -> None:
    assert words(editions, "practices/letter").count("The sources do not say.") == 2
    assert "The sources do not say." not in words(editions, "practices/centre")


def test_a_number_that_looks_like_a_country_is_none(editions: dict[str, Edition]) -> None:
    """VI is the number of a pledge here, and the code of the US Virgin Islands elsewhere."""
    assert "Virgin" not in words(editions, "statements/pledge-1")
    assert " VI " in words(editions, "statements/pledge-1")


def test_an_unknown_day_is_said_in_words(editions: dict[str, Edition]) -> None:
    html = page_html(editions["ar"], "figures/migrants-2022")
    assert "unknown" not in html.lower()


def test_a_term_says_its_other_languages(editions: dict[str, Edition]) -> None:
    assert '<bdi lang="ar" dir="rtl">المفاوضة الجماعية</bdi>' in page_html(editions["en"], "glossary/bargaining")


def test_a_page_without_a_translation_says_so_and_stands_in_its_own_language(editions: dict[str, Edition]) -> None:
    html = page_html(editions["ar"], "lessons/second")
    assert '<h1 lang="en" dir="ltr">Second lesson</h1>' in html
    assert 'aria-labelledby="steps" lang="en" dir="ltr"' in html
    assert 'href="../translations/index.html#begin"' in html
    assert "fallback-title" in html
    translated = page_html(editions["ar"], "practices/centre")
    assert "fallback-title" not in translated
    assert "<h1>مركز موارد</h1>" in translated


def test_a_draft_by_a_machine_says_so(editions: dict[str, Edition]) -> None:
    said = {tag: Page(page_html(editions[tag], "demands/voice")).text for tag in ("ar", "fr")}
    draft = "Machine draft that nobody has reviewed: quote the text in {language}."
    for tag, name in (("ar", "الإنجليزية"), ("fr", "anglais")):
        words = editions[tag].language.gettext(draft).format(language=name)
        assert (words in said[tag]) is (tag == "ar")
    assert "Amina Diallo" in said["fr"]


def test_how_to_cite_a_page(editions: dict[str, Edition]) -> None:
    html = page_html(editions["ar"], "practices/letter")
    assert "https://handbook.example/ar/practices/letter.html" in html
    assert "<cite>دليل الاختبارات</cite>" in html
    assert '<bdi lang="en" dir="ltr">A letter</bdi>' in html
    assert "https://handbook.example/practices/letter.html" in page_html(editions["en"], "practices/letter")


# -- hostile words --

EVIL = "<b onmouseover=\"alert(1)\">'x'</b> & </article>{{ 7*7*1117 }}"
QUOTED = EVIL.replace("\\", "\\\\").replace('"', '\\"')


def hostile(root: Path) -> Tiny:
    """Return the sample with hostile words wherever an author may write words."""
    tiny = Tiny(root, LANGUAGES)
    for path in SAMPLE.rglob("*"):
        if not path.is_file():
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".md":
            text = re.sub(r"^(title|summary): .*", rf'\1: "{_safe(QUOTED)}"', text, flags=re.MULTILINE)
            text = re.sub(r"^(##+) [^{\n]+", rf"\1 {_safe(EVIL)} ", text, flags=re.MULTILINE)
            text = re.sub(r"\{en: [^\[}]*\}", f'{{en: "{_safe(QUOTED)}", ar: "{_safe(QUOTED)}"}}', text)
            text = re.sub(r"^  (en|ar): .*", rf'  \1: "{_safe(QUOTED)}"', text, flags=re.MULTILINE)
            text = re.sub(r"\b(en|ar): \[[^\]]+\]", rf'\1: ["{_safe(QUOTED)}"]', text)
            text = re.sub(r'name: A\. "B\." Secretary', f'name: "{_safe(QUOTED)}"', text)
            text = re.sub(r"^(normlex_status|code): .*", rf'\1: "{_safe(QUOTED)}"', text, flags=re.MULTILINE)
            text = text.replace("number: VI", f'number: "{QUOTED}"')
            text = re.sub(r"(?<=[\w.]) \[@", rf" {_safe(EVIL)} [@", text)
        elif path.suffix == ".bib":
            text = text.replace("{Rights at Work \\& Beyond}", f"{{{_bib(EVIL)}}}").replace(
                "{ILO}", f"{{{_bib(EVIL)}}}"
            )
            text = text.replace("{A Plan}", f"{{{_bib(EVIL)}}}").replace("{{Global Unions}}", f"{{{{{_bib(EVIL)}}}}}")
        elif path.suffix == ".yml":
            text = text.replace("heading: Organising", f'heading: "{QUOTED}"')
        tiny.write({path.relative_to(SAMPLE).as_posix(): text})
    return tiny


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\")


def _bib(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("&", "\\&")


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    tiny = hostile(tmp_path_factory.mktemp("hostile"))
    labels = {"demand": {"en": (EVIL, EVIL), "ar": (EVIL, EVIL)}}
    loaded = tiny.load(names={"en": EVIL, "ar": EVIL}, kinds=choose_kinds(labels=labels))
    return {tag: Edition(loaded.handbook, tag) for tag in ("en", "ar")}


def test_hostile_words_are_everywhere(evil: dict[str, Edition]) -> None:
    """Else the next test would prove nothing: every kind is there, with such words in title and facts."""
    handbook = evil["en"].handbook
    assert {entry.kind.name for entry in handbook.entries.values()} == {kind.kind for kind in BUILT_IN}
    for entry in handbook.entries.values():
        assert evil["en"].title(entry).text.startswith("<b ")
    assert handbook.bibliography["ilo1990"].title.startswith("<b ")
    assert handbook.outlines["gu2012"].parts[0].heading == EVIL


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_hostile_words_stay_words(evil: dict[str, Edition], path: str, tag: str) -> None:
    page = Page(page_html(evil[tag], path))
    assert page.faults == []
    assert "b" not in page.tags
    assert "54733" not in page.text, "a template was run on what an author wrote"


@pytest.mark.parametrize(
    "path", ["demands/voice", "demands/hub", "instruments/c087", "sources/ilo1990", "demands/index"]
)
def test_hostile_words_are_shown_as_typed(evil: dict[str, Edition], path: str) -> None:
    assert EVIL.partition("{{")[0].replace("</article>", "") in Page(page_html(evil["en"], path)).text


def test_hostile_words_are_reported(tmp_path: Path) -> None:
    faults = hostile(tmp_path).faults()
    for code in ("markup-in-plain-text", "raw-html"):
        assert any(f"error[{code}]" in fault for fault in faults)


# -- templates of other handbooks --


def test_own_templates_go_first_and_are_escaped(tmp_path: Path, editions: dict[str, Edition]) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds/practice.html").write_text(
        '{% extends "entry.html" %}{% block body %}<p>{{ page.summary.text }}{{ "<i>" }}{% endblock %}'
    )
    own = Articles([tmp_path])
    edition = editions["ar"]
    html = own.render(own.open(edition, edition.pages["practices/centre"]))
    assert "<p>مركز نقابي يقدم المشورة.&lt;i&gt;" in html
    other = own.render(own.open(edition, edition.pages["demands/hub"]))
    assert "&lt;i&gt;" not in other


def test_a_kind_without_a_template_is_drawn_as_an_entry(tiny: Tiny) -> None:
    tiny.write(
        {
            "docs/en/laws/act.md": "---\nkind: law\ntitle: The Act\nsummary: A law.\npassed: 1999\n---\n\n"
            "## Words {#words .editors}\n\nOurs.\n"
        }
    )
    edition = tiny.edition(kinds=choose_kinds(leave_out=["demand"], extra=["tests.core.law:Law"]))
    html = page_html(edition, "laws/act")
    assert faults_of(html) == []
    assert "The Act" in html
    assert "Ours." in html
    assert "laws/index" in edition.pages
    assert page_html(edition, "laws/index")
