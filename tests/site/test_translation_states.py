"""A built site with every state of translations: pages, data, search, addresses."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.running import succeed
from tests.site.html_pages import Site

LANGUAGES = ("en", "fr", "ar")
ADDRESS = "https://states.example/"


@pytest.fixture(scope="module")
def site(built_states: Path) -> Site:
    """The site of the handbook with every state."""
    return Site(built_states / "site", LANGUAGES, ADDRESS)


def test_pages_are_sound(site: Site):
    faults = [fault for page in site.pages.values() for fault in page.faults]
    for page in site.pages.values():
        ids = Counter(page.ids)
        faults += [f"{page.path}: id '{name}' twice" for name, number in ids.items() if number > 1]
        for element in page.all("a"):
            address = element.attributes.get("href", "")
            if re.match(r"\w+:", address):
                continue
            path, fragment = page.target(address)
            if path not in site.files:
                faults.append(f"{page.path}:{element.line}: {address}")
            elif fragment and path.endswith(".html") and fragment not in site.pages[path].ids:
                faults.append(f"{page.path}:{element.line}: {address}: no id")
    assert faults == []


def test_brackets_are_shown_nowhere(site: Site):
    """But for the page that tells translators what they are."""
    shown = {path for path in site.files if path.endswith((".html", ".json", ".csv")) and "⟦" in site.read(path)}
    assert {path.removeprefix("fr/").removeprefix("ar/") for path in shown} == {"translations/index.html"}


def test_arabic_words_and_english_ones_are_marked(site: Site):
    arabic = re.compile(r"[\u0620-\u064a]")
    sentence = re.compile(r"(?:\b[A-Za-z][a-z’']+\b[ ,]*){4}")
    faults = []
    for page in site.pages.values():
        for words in page.words:
            if arabic.search(words.text) and (words.language, words.direction) != ("ar", "rtl"):
                faults.append(f"{page.path}:{words.line}: {words.language}: {words.text[:40]}")
            if words.language == "ar" and sentence.search(words.text) and "handbook translate" not in words.text:
                faults.append(f"{page.path}:{words.line}: {words.language}: {words.text[:40]}")
    assert faults == []


def test_the_data_do_not_pretend(site: Site):
    data = json.loads(site.read("data/handbook.json"))
    entries = {entry["id"]: entry for entry in data["entries"]}
    assert set(entries["care"]["title"]) == {"en"}
    assert set(entries["care"]["summary"]) == {"en", "fr", "ar"}
    assert set(entries["strike"]["title"]) == {"en", "fr", "ar"}
    assert set(entries["strike"]["summary"]) == {"en"}
    for name in ("picket", "levy", "africa"):
        assert set(entries[name]["title"]) == set(entries[name]["summary"]) == {"en"}


def test_the_numbers_are_those_of_the_command(site: Site, built_states: Path):
    printed = json.loads(succeed("handbook", "translate", "status", "--json", cwd=built_states).stdout)
    data = json.loads(site.read("data/translations.json"))
    assert data == printed
    assert list(data) == ["fr", "ar"]
    assert data["fr"]["demand"] == {
        "current": 23, "missing": 13, "outdated": 10, "unmatched": 0, "extra": 2, "words_to_do": 147
    }  # fmt: skip
    assert data["ar"]["practice"]["unmatched"] == 6
    for tag in LANGUAGES:
        page = site.pages[site.in_language("data/index", tag)]
        assert "data/translations.json" in {page.target(link.attributes["href"])[0] for link in page.all("a")}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_page_of_translations_is_in_reach(site: Site, tag: str):
    own = site.in_language("translations/index", tag)
    for path in (own, site.in_language("demands/joining", tag), site.in_language("topics/africa", tag)):
        page = site.pages[path]
        assert own in {page.target(link.attributes["href"])[0] for link in page.all("a") if link.attributes.get("href")}


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_what_was_only_begun_is_no_translation_to_search_engines(site: Site, tag: str):
    begun = site.pages[site.in_language("topics/africa", tag)]
    assert begun.hreflang == {}
    assert begun.canonical == f"{ADDRESS}topics/africa.html"
    assert f"{ADDRESS}{tag}/topics/africa.html" not in site.read("sitemap.xml")
    translated = site.pages[site.in_language("demands/joining", tag)]
    assert translated.hreflang == {
        "en": f"{ADDRESS}demands/joining.html",
        "fr": f"{ADDRESS}fr/demands/joining.html",
        "ar": f"{ADDRESS}ar/demands/joining.html",
        "x-default": f"{ADDRESS}demands/joining.html",
    }


def test_the_page_of_the_lost_speaks_each_language(site: Site):
    html = site.read("404.html")
    assert [f'lang="{tag}"' in html for tag in LANGUAGES] == [True] * 3


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_the_search_finds_words_of_both_languages_and_no_label(site: Site, tag: str):
    index = json.loads(site.read(f"{tag}/search/search_index.json"))
    found = {document["location"]: document["text"] for document in index["docs"]}
    assert not [location for location in found if location.startswith("translations")]
    assert "A third reason came between" in found["demands/joining.html"]
    for page in ("demands/joining.html", "index.html"):
        assert {"fr": "pas encore traduit", "ar": "لم تُترجم بعد"}[tag] not in found[page]


@pytest.mark.parametrize("tag", ["fr", "ar"])
def test_two_builds_give_the_same_bytes(site: Site, built_states: Path, tmp_path: Path, tag: str):
    succeed("handbook", "build", "--quiet", "--site-dir", tmp_path / "again", cwd=built_states)
    for path in ("demands/joining.html", "translations/index.html", "translations/changes.html"):
        assert (tmp_path / "again" / tag / path).read_text("utf-8") == site.read(f"{tag}/{path}")
