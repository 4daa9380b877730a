"""What readers type finds, among the first three pages, the one that they need: on our own site, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from tests.browser.searching import ROOTS, SearchPage
from tests.running import ROOT

pytestmark = pytest.mark.browser

WORDS: dict[str, dict[str, list[str]]] = yaml.safe_load(Path(ROOT, "tests/content/searches.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def pages(chromium: Browser, own_address: str) -> Iterator[dict[str, SearchPage]]:
    with chromium.new_context() as context:
        yield {language: SearchPage(context.new_page(), own_address, root) for language, root in ROOTS.items()}


def test_enough_words_are_tried():
    assert WORDS.keys() == ROOTS.keys()
    assert min(map(len, WORDS.values())) >= 25


@pytest.mark.parametrize("language", ROOTS)
def test_words_find_their_page_among_the_first_three(pages: dict[str, SearchPage], language: str):
    missed = {}
    for words, expected in WORDS[language].items():
        found = dict.fromkeys(item.removesuffix(".html") for item in pages[language].locations(words))
        first = list(found)[:3]
        if not set(first) & set(expected):
            missed[words] = first
    assert missed == {}
