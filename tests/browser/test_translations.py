"""Translated pages with passages in every state, as readers meet them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import _Quiet
from tests.browser.test_site import look_at

pytestmark = pytest.mark.browser

PAGES = (
    "demands/joining",
    "demands/joining.html#changed-3",
    "glossary/words",
    "glossary/strike",
    "practices/centre",
    "topics/care",
    "index",
    "translations/index",
    "translations/changes",
)


@pytest.fixture(scope="module")
def address(built_states: Path) -> Iterator[str]:
    """Address of the site with every state, with a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(built_states / "site")))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_axe_finds_nothing(address: str, tag: str):
    paths = tuple(path.replace(".html#", ".html#") for path in PAGES)
    assert look_at(f"{address}{tag}/", paths) == []


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone without scripts: nothing of this needs any."""
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_the_source_as_it_is_opens_with_one_tap_and_leads_back(page: Page, address: str, tag: str):
    page.goto(f"{address}{tag}/demands/joining.html")
    mark = page.locator("#ask-protect a.outdated")
    box = mark.bounding_box()
    assert box is not None
    assert box["width"] >= 24
    assert box["height"] >= 24
    mark.click()
    sheet = page.locator("li:target")
    shown = sheet.bounding_box()
    assert shown is not None
    # At the foot of the screen, from edge to edge, and the reader's place is not lost.
    assert round(shown["y"] + shown["height"]) == 800
    assert round(shown["width"]) == 360
    assert "or a visa" in sheet.inner_text()
    assert mark.is_visible()
    sheet.locator("a.changes-back").click()
    assert page.url.endswith("#passage-3")
    assert page.locator("li:target").count() == 0


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_nothing_is_cut_off_on_the_smallest_screen(chromium: Browser, address: str, tag: str):
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    too_wide = []
    for path in PAGES:
        page.goto(f"{address}{tag}/{path.partition('.html')[0]}.html")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            too_wide.append((path, width))
    context.close()
    assert too_wide == []


def test_on_paper_the_newer_words_are_a_plain_list(chromium: Browser, address: str):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}fr/demands/joining.html#changed-3")
    page.emulate_media(media="print")
    assert page.locator("#changes").is_visible()
    assert page.locator("#changed-3").evaluate("item => getComputedStyle(item).position") == "relative"
    assert not page.locator(".changes-back").first.is_visible()
    assert not page.locator(".changes .label").first.is_visible()
    context.close()


def test_arabic_is_mirrored_and_codes_are_not(chromium: Browser, address: str):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}ar/demands/joining.html")
    body = "document.querySelector"
    navigation, article = (
        page.evaluate(f"{body}('{name}').getBoundingClientRect().x") for name in (".site-nav", "article")
    )
    assert navigation > article, "the navigation stands where reading begins: on the right"
    first, second = (
        page.evaluate(f"document.querySelectorAll('thead th')[{column}].getBoundingClientRect().x") for column in (0, 1)
    )
    assert first > second, "the first column stands on the right"
    # The number of a list stands on the right, also beside an item in the source language.
    item = page.evaluate(
        "(() => { const box = document.querySelector('#ask-answer > .missing').getBoundingClientRect();"
        " const list = document.querySelector('#ask-answer').getBoundingClientRect();"
        " return [box.right <= list.right, getComputedStyle(document.querySelector('#ask-answer')).direction]; })()"
    )
    assert item == [True, "rtl"]
    # A telephone number: its first digits stand left of its last.
    number = page.evaluate(
        "(() => { const text = document.querySelector('#ask-pay bdi[dir=ltr]').firstChild, range = new Range();"
        " const at = place => { range.setStart(text, place); range.setEnd(text, place + 1);"
        " return range.getBoundingClientRect().x; }; return at(0) < at(text.length - 1); })()"
    )
    assert number
    spaced = page.evaluate(
        "[...document.querySelectorAll('[lang=ar] *, body *')].filter(item => item.closest('[lang]').lang === 'ar'"
        " && item.textContent.trim() && /[\\u0620-\\u064a]/.test(item.textContent) && !item.children.length"
        " && (getComputedStyle(item).fontStyle === 'italic' || !['normal', '0px'].includes("
        "getComputedStyle(item).letterSpacing))).map(item => item.outerHTML.slice(0, 80))"
    )
    assert spaced == [], "Arabic has no italics and no letter-spacing"
    context.close()
