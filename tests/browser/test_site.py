"""Our own site as readers meet it: with eyes, with a keyboard, with a screen reader's rules, on paper."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.browser.conftest import find_chromium
from tests.running import ROOT
from tools.browser import launch_arguments

pytestmark = pytest.mark.browser

# One page of each kind, and each other sort of page.
PAGES = (
    "index",
    "about",
    "demands/worker-voice",
    "demands/freedom-of-association",
    "instruments/c087",
    "practices/gefont-agreements",
    "statements/ilo-pledge-4",
    "statements/ilo-pledge-2022",
    "figures/migrant-workers-2019",
    "milestones/ilo-pledge-made-2022",
    "organisations/bwi",
    "glossary/bilateral-labour-agreement",
    "lessons/reading-a-demand",
    "topics/africa",
    "practices/index",
    "sources/imrf2026",
    "sources/index",
    "timeline",
    "review",
    "matrix",
    "data/index",
    "downloads/index",
)
# What most readers open, and a list of results.
MOST_READ = (
    "index",
    "demands/freedom-of-association",
    "instruments/c087",
    "practices/gefont-agreements",
    "timeline",
    "glossary/bilateral-labour-agreement",
    "lessons/reading-a-demand",
    "translations/index",
    "index.html?q=C87",
)
WIDTHS = {"phone": 360, "desktop": 1280}


@pytest.fixture
def open_page(chromium: Browser, own_address: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the site; afterwards see that nothing left the machine and nothing complained."""
    contexts = []
    complaints: list[str] = []

    host = urlsplit(own_address).netloc

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc not in (host, ""):
            complaints.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def opened(path: str, width: int = 1280) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{own_address}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def look_at(address: str, paths: tuple[str, ...]) -> list[object]:
    """Return what axe finds on pages in light and dark, on a phone and on a desktop: one load, four looks."""
    axe, found = Axe(), list[object]()
    # The pages have no frames and no media to wait for.
    options = {"resultTypes": ["violations"], "preload": False, "iframes": False}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        page = browser.new_page()
        for path in paths:
            page.goto(f"{address}{path}" if ".html" in path else f"{address}{path}.html")
            if "?q=" in path:
                page.wait_for_selector(".md-search-result__item")
            for width in WIDTHS.values():
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    for violation in axe.run(page, options=options).response["violations"]:
                        where = [node["target"] for node in violation["nodes"]][:3]
                        found.append((page.url, width, scheme, violation["id"], where))
        browser.close()
    return found


def test_axe_finds_nothing(own_address: str):
    """On each sort of page in English and Arabic, on the most read ones in all; two browsers share the work."""
    asked = {"": (*PAGES, MOST_READ[-1]), "ar/": (*PAGES, MOST_READ[-1]), "fr/": MOST_READ, "es/": MOST_READ}
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(look_at, [f"{own_address}{root}" for root in asked], asked.values())
        assert [item for part in found for item in part] == []


@pytest.mark.parametrize("prefix", ["", "ar/"], ids=["en", "ar"])
def test_nothing_is_cut_off_on_the_smallest_screen(open_page: Callable[..., Page], prefix: str):
    too_wide = []
    page = open_page(f"{prefix}index.html", 320)
    root = page.url.removesuffix("index.html")
    for path in PAGES:
        page.goto(f"{root}{path}.html")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            too_wide.append((path, width))
    assert too_wide == []


def test_the_keyboard_comes_past_the_header_and_into_the_search(open_page: Callable[..., Page]):
    page = open_page("demands/freedom-of-association.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "query"


def search(page: Page, words: str) -> list[str]:
    """Type into the search and return the addresses that it finds, from the root of the site."""
    field = page.locator("input[name=query]")
    field.focus()
    field.fill(words)
    first = page.locator(".md-search-result__list a").first
    first.wait_for(state="attached", timeout=15_000)
    links = page.locator(".md-search-result__list a").all()
    return [urlsplit(link.evaluate("link => link.href")).path.lstrip("/") for link in links]


@pytest.mark.parametrize("words", ["C87", "C087", "No. 87", "Convention 87", "c 87"])
def test_a_convention_is_found_by_its_number(open_page: Callable[..., Page], words: str):
    assert search(open_page("index.html"), words)[0] == "instruments/c087.html"


@pytest.mark.parametrize("words", ["الحرية النقابية", "حرية نقابية", "الحُرِّيَّة النقابية"])
def test_arabic_is_found_with_and_without_article_and_vowels(open_page: Callable[..., Page], words: str):
    found = search(open_page("ar/index.html"), words)
    assert {"ar/instruments/c087.html", "ar/demands/freedom-of-association.html"} & set(found[:3])


@pytest.mark.parametrize("words", ["liberté syndicale", "liberte syndicale", "libertés syndicales"])
def test_french_is_found_with_and_without_accents(open_page: Callable[..., Page], words: str):
    found = search(open_page("fr/index.html"), words)
    assert {"fr/instruments/c087.html", "fr/demands/freedom-of-association.html"} & set(found[:3])


def test_the_switcher_stays_on_the_page_and_section(open_page: Callable[..., Page]):
    page = open_page("demands/freedom-of-association.html#why")
    page.locator("details.menu summary").click()
    page.locator("details.menu a[hreflang=ar]").click()
    page.wait_for_url("**/ar/demands/freedom-of-association.html#why")
    assert page.evaluate("document.body.dir || document.documentElement.dir") == "rtl"


def test_copy_gives_the_line_with_its_source(open_page: Callable[..., Page], own_address: str):
    page = open_page("demands/freedom-of-association.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=own_address.rstrip("/"))
    page.locator("#message .copy-button").click()
    page.locator("#message .copy-status").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("The federations are alarmed that the zero draft largely omits")
    assert "Paraphrase of Global Union Federations 2026, Demand 1, bullet 1" in copied
    assert copied.endswith("/demands/freedom-of-association.html")
    # The one line stands on the page once.
    assert page.locator("article").inner_text().count(copied.partition(" (")[0]) == 1


@pytest.mark.parametrize(
    ("prefix", "source"),
    [
        ("", "Paraphrase of Global Union Federations 2026, Demand 1, bullet 1"),
        ("ar/", "المطلب 1"),
        ("es/", "Paráfrasis de Global Union Federations, 2026"),
    ],
    ids=["en", "ar", "es"],
)
def test_each_length_of_a_message_is_copied_by_keyboard(
    open_page: Callable[..., Page], own_address: str, prefix: str, source: str
):
    text = (ROOT / "docs" / (prefix or "en/") / "demands/freedom-of-association.md").read_text(encoding="utf-8")
    begins = " ".join(text.partition("{#message-60}")[2].split()[:5])
    page = open_page(f"{prefix}demands/freedom-of-association.html", 360)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=own_address.rstrip("/"))
    assert page.locator(".spoken").count() == 2
    button = page.locator(".spoken:has(#message-60) .copy-button")
    button.focus()
    page.keyboard.press("Enter")
    said = page.locator(".spoken:has(#message-60) .copy-status")
    said.wait_for()
    assert said.get_attribute("role") == "status"
    assert said.inner_text() != ""
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(begins)
    assert source in copied
    # The words without their marks: citations stand at the end, once.
    words, _, after = copied.partition(" (")
    assert "2026," not in words
    assert after.endswith(f"/{prefix}demands/freedom-of-association.html")
    for version in page.locator(".spoken").all():
        assert version.locator("cite").count() > 0


def test_messages_are_whole_without_scripts(chromium: Browser, own_address: str):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{own_address}demands/worker-voice.html")
        assert page.locator("#message .message-words").is_visible()
        for version in page.locator(".spoken").all():
            assert version.locator("p").first.is_visible()
            assert not version.locator(".copy-button").is_visible()


@pytest.mark.parametrize("prefix", ["", "fr/", "ar/"], ids=["en", "fr", "ar"])
def test_each_sheet_is_one_page_of_paper(open_page: Callable[..., Page], prefix: str):
    """On A4, with the margins of our own print style: 174 by 263 millimetres."""
    page = open_page(f"{prefix}lessons/index.html")
    lessons = {link.get_attribute("href") or "" for link in page.locator(".entry-row .entry-title").all()}
    assert len(lessons) >= 8
    too_tall = {}
    for lesson in sorted(lessons):
        page = open_page(f"{prefix}lessons/{lesson.rpartition('/')[2]}")
        page.set_viewport_size({"width": round(174 / 25.4 * 96), "height": 1000})
        page.emulate_media(media="print")
        millimetres = page.locator(".sheet").evaluate("sheet => sheet.getBoundingClientRect().height / 96 * 25.4")
        if millimetres > 263:
            too_tall[lesson] = round(millimetres)
    assert too_tall == {}


def test_the_choice_of_colours_is_kept(open_page: Callable[..., Page]):
    page = open_page("index.html")
    page.locator("[data-handbook=palette]").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.reload()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


@pytest.mark.parametrize("path", ["demands/freedom-of-association", "ar/instruments/c087"])
def test_on_paper_there_is_the_entry_and_nothing_else(open_page: Callable[..., Page], path: str):
    page = open_page(f"{path}.html")
    page.emulate_media(media="print")
    for chrome in (".site-header", ".site-nav", ".site-footer", ".copy-button"):
        assert not any(element.is_visible() for element in page.locator(chrome).all()), chrome
    assert page.locator("h1").is_visible()
    assert page.locator("#sources").is_visible()
    assert page.locator(".print-foot").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_an_explanation_opens_with_the_keyboard_and_closes_with_escape(open_page: Callable[..., Page]):
    page = open_page("demands/freedom-of-association.html")
    term = page.locator(".term").first
    note = term.locator(".term-note")
    assert not note.is_visible()
    term.locator("a").focus()
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert not note.is_visible()


@pytest.mark.parametrize("prefix", ["", "ar/"], ids=["en", "ar"])
def test_the_open_search_is_usable_by_keyboard_and_by_screen_readers(open_page: Callable[..., Page], prefix: str):
    page = open_page(f"{prefix}demands/freedom-of-association.html", 360)
    page.keyboard.press("/")
    assert search(page, "C87")[0] == f"{prefix}instruments/c087.html"
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == []
    assert page.locator(".md-search-result__meta").get_attribute("role") == "status"
    page.keyboard.press("Escape")
    page.locator(".md-search-result__list a").first.wait_for(state="hidden")
    # Again, and down to the first result.
    page.keyboard.press("/")
    search(page, "C87")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{prefix}instruments/c087.html*")


@pytest.mark.parametrize("path", ["ar/index", "ar/demands/freedom-of-association", "ar/instruments/c087"])
def test_a_first_arabic_page_is_light(chromium: Browser, own_address: str, path: str):
    """What a browser with an empty cache fetches, as it travels: text packed, fonts as they are."""
    with chromium.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(f"{own_address}{path}.html", wait_until="networkidle")
        fetched = {
            answer.url.rpartition("/")[2]: len(
                answer.body() if answer.url.endswith(".woff2") else gzip.compress(answer.body(), 6)
            )
            for answer in answers
        }
    assert sum(fetched.values()) <= 100_000, fetched
    assert sum(size for name, size in fetched.items() if name.endswith(".js")) <= 60_000, fetched
    assert any(name.endswith(".woff2") for name in fetched), fetched


def test_pages_are_whole_without_scripts(chromium: Browser, own_address: str):
    with chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{own_address}ar/demands/freedom-of-association.html")
        assert page.locator("#asks").is_visible()
        assert not any(button.is_visible() for button in page.locator(".copy-button").all())
        page.locator("details.menu summary").click()
        page.locator("details.menu a[hreflang=fr]").click()
        assert page.url == f"{own_address}fr/demands/freedom-of-association.html"
        assert page.locator(".site-nav a").first.is_visible()
