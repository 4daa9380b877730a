"""The search as a reader meets it: Material's script and worker in Chromium, with our index and our script.

The site is Material's own theme with two files of ours laid over it, so that nothing else can be at fault.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from handbook.core.search import SearchDocument, build_index, number_aliases, render_index
from handbook.mkdocs_plugin.bundle import SEARCH_WORDS, search_script
from handbook.mkdocs_plugin.plugin import SEARCH_WORKER
from tests.browser.searching import ROOTS, SearchPage

pytestmark = pytest.mark.browser

THEME = Path(__file__).parents[2] / "plugins/handbook/mkdocs_plugin/theme"
OURS = ("partials/search.html", "assets/javascripts/lunr/min/lunr.handbook.min.js")

MAIN = """{% extends "base.html" %}
{% block config %}
{%- set root = base_url ~ "/" ~ (page.meta.root if page and page.meta.root else "") -%}
{{ super() | replace('"base": ' ~ (base_url | tojson), '"base": ' ~ (root | tojson), 1) }}
{%- endblock %}
"""
HEADER = """<header class="md-header" data-md-component="header">
  <nav class="md-header__inner md-grid">{% include "partials/search.html" %}</nav>
</header>
"""


def instrument(code: str, title: str, text: str = "An instrument of the ILO.") -> SearchDocument:
    number = int(code[1:])
    return SearchDocument(f"{code.lower()}.html", title, text, number_aliases(code, number))


INSTRUMENTS = (
    instrument("C029", "Forced Labour Convention"),
    instrument("P029", "Protocol to the Forced Labour Convention"),
    instrument("C086", "Contracts of Employment Convention"),
    instrument("C087", "Freedom of Association and the Right to Organise Convention"),
    instrument("C097", "Migration for Employment Convention"),
    instrument("C187", "Convention on a Framework for Safety at Work"),
    instrument("C870", "A Convention that does not exist"),
    instrument("R086", "Migration for Employment Recommendation", "It goes with Convention No. 97."),
)

DOCUMENTS = {
    "en": (
        *INSTRUMENTS,
        SearchDocument(
            "wages.html",
            "Fair wages, paid on time",
            "Workers abroad are often paid late.\nEmployers' promises do not feed a family.\nNobody pays for a job.",
        ),
        SearchDocument(
            "wages.html#asks", "What we ask", "Pay slips in the worker's language; target 8.8 of the goals."
        ),
        SearchDocument(
            "ratify.html",
            "Ratify C87",
            "The 87 members that have not ratified Convention No. 87, or C187, or no. 97, are asked to.",
        ),
        SearchDocument("country.html", "Every country of origin", "A family in one country, a job in another."),
        SearchDocument("countries.html", "Where migrants go", "Countries of destination need a policy of their own."),
        SearchDocument(
            "ilo.html",
            "International Labour Organization",
            "A United Nations agency.",
            ("ILO", "the House of the Workers"),
        ),
        SearchDocument("who.html", "World Health Organization", "Who cares for the health of migrants?", ("WHO",)),
        SearchDocument("food.html", "Food and Agriculture Organization", "A United Nations agency.", ("FAO",)),
        SearchDocument("farms.html", "FAO farms of the FAO", "The FAO, and the FAO again."),
        SearchDocument("irregular.html", "Worker without papers", "Say so.", ("illegal migrant", "illegals")),
        SearchDocument("words.html", "No migrant is illegal", "The workers' house has a word for it."),
        SearchDocument(
            "hostile.html",
            "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'> & hostile",
            "<script>window.hit = 3</script> <img src=x onerror='window.hit = 4'> A&W 1 < 2 inhospitable",
        ),
    ),
    "fr": (
        *INSTRUMENTS,
        SearchDocument(
            "ecole.html",
            "L’école des enfants de migrants",
            "Chaque enfant y a sa place, quels que soient ses papiers.",
        ),
        SearchDocument(
            "travail.html",
            "Les travailleuses de la maison",
            "Main-d’œuvre étrangère : les mêmes droits syndicaux.",
        ),
        SearchDocument("syndicat.html", "Un droit syndical", "Niveaux de salaire ; niveau de vie ; travaux pénibles."),
        SearchDocument("de.html", "De la part de la confédération", "Ce qui compte est dit ailleurs."),
        SearchDocument(
            "dette.html",
            "La dette",
            "Nul ne doit payer pour un emploi : ni frais, ni caution, ni liste de paie.",
        ),
    ),
    "es": (
        *INSTRUMENTS,
        SearchDocument("ninez.html", "La niñez migrante", "Ningún niño detenido por los papeles de sus padres."),
        SearchDocument(
            "sindicato.html",
            "Sindicatos sin fronteras",
            "Las trabajadoras del hogar y los trabajadores del campo.",
        ),
        SearchDocument(
            "trabajador.html", "El trabajador de temporada", "La organización de quien va y vuelve; su país."
        ),
        SearchDocument("organizar.html", "Organizaciones", "Países de origen y de destino."),
    ),
    "ar": (
        *INSTRUMENTS,
        SearchDocument("ajr-1.html", "الأجور العادلة", "يحق لكل عامل وافد أن يقبض أجره في موعده."),
        SearchDocument("ajr-2.html", "كشف الراتب", "يتسلم العمال كشفاً بالأجور بلغتهم."),
        SearchDocument(
            "ajr-3.html",
            "المساواة في الأسرة",
            "العمل المتساوي لا تختلف أُجور أصحابه، ولا حماية للأجور بلا تفتيش.",
        ),
        SearchDocument("ajr-4.html", "ديون الاستقدام", "تُقتطع الرسوم من دخل المهاجرين وأجورهم."),
        SearchDocument("refugees.html", "الحماية الدولية", "مكتب يساعد اللاجئين في العمل."),
        SearchDocument("refugee-office.html", "مكتب العمل", "خدمة مجانية للاجئين، بلغة واضحة."),
        SearchDocument("agencies.html", "وكالات التوظيف", "على كل وكالة أن تعلن رسومها. نريد الغاء الكفالة."),
        SearchDocument("mechanisms.html", "آليات ثلاثية", "الآليات التي تجمع الحكومة وأصحاب العمل والنقابات."),
        SearchDocument("right.html", "مطالبنا", "نطالب بالحق في التنظيم، وبحقوق متساوية."),
        SearchDocument("domestic.html", "عاملات المنازل", "لكل عاملة منزلية عقد مكتوب يحمي كرامتها."),
        SearchDocument("movement.html", "المهاجرون", "اتحاد ينظم العمال المهاجرين على مستوى البلاد."),
    ),
}


def build_site(folder: Path) -> Path:
    """Write and build a site with a page and an index a language; return its folder."""
    overrides = folder / "overrides"
    for name in OURS:
        (overrides / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(THEME / name, overrides / name)
    (overrides / "partials/header.html").write_text(HEADER, encoding="utf-8")
    (overrides / "main.html").write_text(MAIN, encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs/offline.js").write_text("// An offline copy has its own here.\n", encoding="utf-8")
    for language, root in ROOTS.items():
        (folder / "docs" / root).mkdir(exist_ok=True)
        meta = f"---\nroot: {root}\n---\n" if root else ""
        (folder / "docs" / root / "index.md").write_text(f"{meta}# {language}\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Search\nuse_directory_urls: false\nplugins: []\n"
        "theme: {name: material, font: false, custom_dir: overrides}\nextra: {polyfills: [offline.js]}\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"], cwd=folder, check=True)
    for language, root in ROOTS.items():
        index = render_index(build_index(DOCUMENTS[language], language))
        target = folder / "site" / root / "search"
        target.mkdir()
        (target / "search_index.json").write_text(index, encoding="utf-8")
        (target / "search_index.js").write_text(f"var __index = {index}", encoding="utf-8")
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.fail("no browser: set CHROMIUM to a Chromium, or put one in the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


Open = Callable[[str], SearchPage]


@dataclass(frozen=True)
class Pages:
    """The page of each language, and what went wrong in any of them."""

    by_language: dict[str, SearchPage]
    errors: list[str]


def listen(page: Page, errors: list[str]) -> None:
    """Add to the list whatever goes wrong in the page."""
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)


@pytest.fixture(scope="module")
def pages(browser: Browser, address: str) -> Iterator[Pages]:
    with browser.new_context() as context:
        tabs = {language: context.new_page() for language in ROOTS}
        errors: list[str] = []
        for tab in tabs.values():
            listen(tab, errors)
        yield Pages({name: SearchPage(tab, address, ROOTS[name]) for name, tab in tabs.items()}, errors)


@pytest.fixture
def open_page(pages: Pages) -> Iterator[Open]:
    yield pages.by_language.__getitem__
    assert pages.errors == []


NUMBERS = [
    "C87", "c87", "C087", "C 87", "C-87", "C.87", "87", "087", "No. 87", "No.87", "no 87", "nº 87",
    "n° 87", "N°87", "n.º 87", "№ 87", "núm. 87", "número 87", "رقم 87", "٨٧", "۸۷", "رقم ٨٧",
    "Convention 87", "convention no 87", "Convention No. 87", "ILO Convention No. 87", "convenio núm. 87",
    "convention n° 87 de l’OIT", "اتفاقية رقم 87", "اتفاقية منظمة العمل الدولية رقم ٨٧",
    "C87 ratification", "C 87 ratification",
]  # fmt: skip


@pytest.mark.parametrize("language", ROOTS)
def test_a_number_however_written_finds_its_convention_first(open_page: Open, language: str):
    page = open_page(language)
    first = {query: page.locations(query)[:1] for query in NUMBERS}
    assert first == {query: ["c087.html"] for query in NUMBERS}


def test_a_number_is_that_number_and_no_other(open_page: Open):
    page = open_page("en")
    assert page.locations("C87") == ["c087.html", "ratify.html", "c870.html"], "the last as one may type on"
    assert page.locations("C187")[0] == "c187.html"
    assert page.locations("870") == ["c870.html"]
    assert page.locations("97")[0] == "c097.html"
    assert page.locations("No. 29")[:2] == ["c029.html", "p029.html"]
    assert page.locations("P29")[0] == "p029.html"
    assert page.locations("Convention 86")[0] == "c086.html"
    assert page.locations("Recommendation 86")[0] == "r086.html"
    assert page.locations("R 86")[0] == "r086.html"
    assert page.locations("has R 86 been ratified")[0] == "r086.html"
    assert page.locations("8.8")[0] == "wages.html"


def test_a_name_comes_first_as_a_whole_only(open_page: Open):
    page = open_page("en")
    assert page.locations("ILO")[0] == "ilo.html"
    assert page.locations("ilo’s")[0] == "ilo.html"
    assert page.locations("FAO") == ["food.html", "farms.html"]
    assert page.locations("farms of the FAO") == ["farms.html", "food.html"]
    assert page.locations("WHO")[0] == "who.html", "though it is a word that says nothing"
    assert page.locations("illegal migrants")[0] == "irregular.html"
    assert page.locations("illegals")[0] == "irregular.html"
    assert "irregular.html" in page.locations("illeg"), "while typing"
    assert page.locations("house workers")[0] == "ilo.html"
    assert page.locations("freedom of association ILO")[0] == "c087.html"


@pytest.mark.parametrize(
    ("language", "queries", "expected"),
    [
        ("fr", ["école", "ecole", "ÉCOLES", "l’école", "e\N{COMBINING ACUTE ACCENT}cole"], {"ecole.html"}),
        ("fr", ["travailleuse", "travailleuses"], {"travail.html"}),
        ("fr", ["main-d’œuvre", "main d'oeuvre", "MAIN-D'ŒUVRE"], {"travail.html"}),
        ("fr", ["syndical", "syndicaux"], {"travail.html", "syndicat.html"}),
        ("fr", ["niveau", "niveaux", "pénible", "penibles"], {"syndicat.html"}),
        ("es", ["niñez", "ninez", "NIÑEZ"], {"ninez.html"}),
        ("es", ["trabajador", "trabajadores"], {"sindicato.html", "trabajador.html"}),
        ("es", ["organización", "organizacion", "organizaciones"], {"trabajador.html", "organizar.html"}),
        ("es", ["país", "pais", "países"], {"trabajador.html", "organizar.html"}),
        ("en", ["country", "countries"], {"country.html", "countries.html"}),
        ("en", ["wage", "wages", "WAGES"], {"wages.html"}),
        ("en", ["workers’", "worker's", "workers"], {"wages.html", "irregular.html", "words.html"}),
        (
            "ar",
            [
                "الأجور",
                "اجور",
                "أُجور",
                "بالأجور",
                "والاجور",
                "أجور",
                "الاجور",
                "للأجور",
                "كالأجور",
                "أجـــور",
                "وبالأجور",
            ],
            {"ajr-1.html", "ajr-2.html", "ajr-3.html", "ajr-4.html"},
        ),
        (
            "ar",
            ["اللاجئين", "لاجئين", "للاجئين", "لاجئ", "واللاجئين"],
            {"refugees.html", "refugee-office.html"},
        ),
        ("ar", ["وكالات", "الوكالات", "وكالة", "للوكالات", "وكاله"], {"agencies.html"}),
        ("ar", ["آليات", "الآليات", "اليات", "بالآليات"], {"mechanisms.html"}),
        ("ar", ["إلغاء", "الغاء", "بإلغاء", "والغاء"], {"agencies.html"}),
        ("ar", ["الحق", "حق", "بالحق", "حقّ"], {"right.html"}),
        ("ar", ["حقوق", "الحقوق", "بحقوق", "وحقوق"], {"right.html"}),
        ("ar", ["عاملات", "العاملات", "عاملة", "عامله", "العاملة"], {"domestic.html"}),
        ("ar", ["المهاجرين", "مهاجرون", "مهاجر", "المهاجرون"], {"ajr-4.html", "movement.html"}),
        ("ar", ["مستوى", "مستوي", "المستوى"], {"movement.html"}),
    ],
)
def test_spellings_of_a_word_find_the_same(open_page: Open, language: str, queries: list[str], expected: set[str]):
    page = open_page(language)
    found = {query: set(page.locations(query)) for query in queries}
    assert found == dict.fromkeys(queries, expected)


def test_results_show_what_was_written(open_page: Open):
    page = open_page("ar")
    marks = {found.location: found.marks for found in page.search("اجور")}
    assert marks == {
        "ajr-1.html": ("الأجور",),
        "ajr-2.html": ("بالأجور",),
        "ajr-3.html": ("أُجور", "للأجور"),
        "ajr-4.html": ("وأجورهم",),
    }
    (french,) = open_page("fr").search("ECOLE")
    assert (french.title, french.marks) == ("L’école des enfants de migrants", ("école",))
    wages = open_page("en").search("employer family")[0]
    assert wages.marks[:2] == ("Employers", "family")


def test_only_passages_with_the_words_are_shown(open_page: Open):
    (found,) = (found for found in open_page("en").search("promise") if found.location == "wages.html")
    assert "promises" in found.html
    assert "Nobody pays" not in found.html


def test_missing_words_are_named_as_the_reader_wrote_them(open_page: Open):
    page = open_page("fr")
    (found,) = page.search("écoles introuvables de Genève")
    assert found.marks == ("école",)
    page.page.locator(".md-search-result__terms").wait_for()
    assert page.page.locator(".md-search-result__terms del").all_inner_texts() == ["introuvables", "genève"]


def test_words_that_say_nothing_do_not_count(open_page: Open):
    page = open_page("fr")
    assert page.locations("liste de paie")[0] == "dette.html"
    assert "de.html" not in page.locations("liste de paie")
    assert page.locations("de") != [], "the only word asked for is looked for, here as a beginning"


def test_signs_of_the_query_language(open_page: Open):
    page = open_page("en")
    assert page.locations('"fair wages"') == ["wages.html"]
    assert page.locations('"fair forced"') == []
    assert "p029.html" not in page.locations("forced -protocol")
    assert "c029.html" in page.locations("forced -protocol")
    assert page.locations("freedon~1 ") == ["c087.html"]
    assert page.locations("title:country") == ["country.html"]
    assert page.locations("text:country") == ["country.html", "countries.html"]
    for odd in (
        "*",
        "-",
        "+",
        "~",
        "^",
        ":",
        "\\",
        "tags:x",
        "a:b:c",
        "((",
        "constructor",
        "__proto__",
        "_",
        "&lt;",
    ):
        page.search(odd)


def test_a_document_cannot_write_html(open_page: Open):
    page = open_page("en")
    (found,) = page.search("hostile")
    assert found.location == "hostile.html"
    assert found.title == "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'> & hostile"
    (found,) = page.search("inhospitable")
    assert "A&amp;W 1 &lt; 2" in found.html
    assert [f.location for f in page.search("lt")] == [], "an entity is no word"
    page.search("script window img hit onerror")
    assert page.page.evaluate("window.hit") is None
    assert page.page.locator(".md-search-result__list :is(script, img)").count() == 0


def test_sections_stand_with_their_page(open_page: Open):
    page = open_page("en")
    (found,) = page.search("slips")
    assert found.location == "wages.html"
    assert 'wages.html#asks"' in found.html


def test_a_screen_reader_hears_the_count(open_page: Open):
    page = open_page("en")
    page.search("wages")
    assert page.page.get_by_role("search", name="Search").get_by_role("status").inner_text() == "1 matching document"


@pytest.mark.parametrize("language", ROOTS)
def test_search_works_from_the_file_system(browser: Browser, site: Path, tmp_path: Path, language: str):
    copy = shutil.copytree(site, tmp_path / "workers-rights" / "دليل العمال")
    parts = [(copy / path).read_text(encoding="utf-8") for path in (SEARCH_WORKER, *SEARCH_WORDS)]
    (copy / "offline.js").write_text(search_script(parts), encoding="utf-8")
    with browser.new_page() as page:
        errors: list[str] = []
        listen(page, errors)
        offline = SearchPage(page, f"{copy.as_uri()}/", ROOTS[language])
        assert offline.locations("No. 87")[0] == "c087.html"
        if language == "ar":
            assert len(offline.locations("والاجور")) == 4
        assert errors == []
