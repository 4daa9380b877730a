"""The offline copies as a reader opens them: unzipped somewhere, from file://, with no network at all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route

from tests.running import ROOT, succeed

pytestmark = pytest.mark.browser

# Material's search takes all before the first "/worker" of an address for the folder of its scripts.
FOLDERS = ("دليل العمال (نسخة 2) #1", "worker/workers-rights 100%")
LANGUAGES = ("en", "ar")


@pytest.fixture(scope="module")
def zips(own_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copies in English and Arabic, packed."""
    folder = tmp_path_factory.mktemp("dist")
    languages = [argument for language in LANGUAGES for argument in ("--language", language)]
    succeed("handbook", "bundle", "--site-dir", own_site, "--output-dir", folder, *languages, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def copies(zips: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Folder's name and language → the copy, unpacked there."""
    found = {}
    for name in FOLDERS:
        folder = tmp_path_factory.mktemp("reader") / name
        for language in LANGUAGES:
            with zipfile.ZipFile(zips / f"handbook-{language}.zip") as archive:
                archive.extractall(folder)
            found[name, language] = folder / f"handbook-{language}"
    return found


@pytest.fixture
def open_copy(chromium: Browser, copies: dict[tuple[str, str], Path]) -> Iterator[Callable[..., Page]]:
    """Open the home page of a copy; afterwards see that nothing was asked of a network and nothing complained."""
    complaints: list[str] = []
    contexts = []

    def asked(request: Request) -> None:
        if urlsplit(request.url).scheme not in ("file", "blob", "data"):
            complaints.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def refuse(route: Route) -> None:
        complaints.append(f"refused: {route.request.url}")
        route.abort()

    def opened(folder: str, language: str) -> Page:
        context = chromium.new_context(viewport={"width": 360, "height": 800})
        contexts.append(context)
        context.set_offline(True)
        context.route(re.compile("^(?!file:|blob:|data:)"), refuse)
        page = context.new_page()
        page.on("request", asked)
        page.on("requestfailed", lambda request: complaints.append(f"failed: {unquote(request.url)}"))
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((copies[folder, language] / "index.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def search(page: Page, words: str) -> list[str]:
    """Type into the search and return the pages that it finds, from the root of the copy."""
    field = page.locator("input[name=query]")
    field.focus()
    field.fill(words)
    page.locator(".md-search-result__list a").first.wait_for(state="attached", timeout=30_000)
    links = page.locator(".md-search-result__list a").all()
    paths = [unquote(urlsplit(link.evaluate("link => link.href")).path) for link in links]
    return [path.rpartition("/handbook-")[2][3:] for path in paths]


both_folders = pytest.mark.parametrize("folder", FOLDERS, ids=["arabic", "worker"])


@both_folders
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_by_click(open_copy: Callable[..., Page], folder: str, language: str):
    page = open_copy(folder, language)
    root = page.url.removesuffix("index.html")
    assert page.locator("html").get_attribute("lang") == language
    page.locator("a[href='demands/freedom-of-association.html'], a[href='demands/worker-voice.html']").first.click()
    page.wait_for_url("**/demands/*.html")
    assert page.url.startswith(root)
    assert page.locator("h1").is_visible()
    # Style and type come with the copy.
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 241, 228)"
    assert page.evaluate("document.fonts.ready.then(fonts => [...fonts].some(font => font.status === 'loaded'))")
    page.locator(".site-title").click()
    page.wait_for_url("**/index.html")
    assert page.url.startswith(root)


@both_folders
def test_a_convention_is_found_by_its_number(open_copy: Callable[..., Page], folder: str):
    page = open_copy(folder, "en")
    assert search(page, "C87")[0] == "instruments/c087.html"
    page.locator(".md-search-result__list a").first.click()
    page.wait_for_url("**/instruments/c087.html*")
    # Also from a page that is not at the top, and again.
    assert search(page, "Convention 97")[0] == "instruments/c097.html"


@both_folders
@pytest.mark.parametrize("words", ["الحرية النقابية", "الحُرِّيَّة النقابية"])
def test_arabic_words_are_found(open_copy: Callable[..., Page], folder: str, words: str):
    found = search(open_copy(folder, "ar"), words)
    assert {"instruments/c087.html", "demands/freedom-of-association.html"} & set(found[:3])


def test_the_choice_of_colours_is_kept_on_other_pages(open_copy: Callable[..., Page]):
    page = open_copy(FOLDERS[0], "ar")
    page.locator("[data-handbook=palette]").click()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.goto(page.url.replace("index.html", "demands/freedom-of-association.html"))
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 26, 23)"


def test_it_says_what_it_is_and_has_no_menu_of_languages(open_copy: Callable[..., Page]):
    page = open_copy(FOLDERS[0], "en")
    assert page.locator("a[hreflang]").count() == 0
    page.locator("footer a[href='downloads/index.html']").click()
    page.wait_for_url("**/downloads/index.html")
    assert page.get_by_text("You are reading an offline copy").is_visible()
