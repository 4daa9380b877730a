"""Our own site as it is published: what every page of it promises to readers, browsers and search engines."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from typing import Any

import pytest

from handbook.mkdocs_plugin.frame import MAX_LINKS
from tests.site.html_pages import PageReading, Site

LANGUAGES = ("en", "fr", "es", "ar")
DIRECTIONS = {"en": "ltr", "fr": "ltr", "es": "ltr", "ar": "rtl"}
KINDS = {
    "demand": "demands",
    "instrument": "instruments",
    "practice": "practices",
    "statement": "statements",
    "figure": "figures",
    "milestone": "milestones",
    "organisation": "organisations",
    "term": "glossary",
    "lesson": "lessons",
    "topic": "topics",
}
ARABIC = re.compile(r"[\u0620-\u064a]")
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def some(faults: list[str], number: int = 12) -> str:
    """Return the first faults and how many there are: a list of thousands helps nobody."""
    return "\n".join([f"{len(faults)} in all:", *faults[:number]])


def is_fallback(page: PageReading) -> bool:
    return any(element.attributes.get("id") == "fallback-title" for element in page.elements)


def entries_of(site: Site) -> dict[str, dict[str, dict[str, str]]]:
    """Return id → what a site's data file says of the entry."""
    data = json.loads((site.folder / "data/handbook.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in data["entries"]}


@pytest.fixture(scope="module")
def entries(ours: Site) -> dict[str, dict[str, dict[str, str]]]:
    """Id → what the data file says of the entry."""
    return entries_of(ours)


# -- all pages ------------------------------------------------------------------------------------------------


def test_every_language_has_the_same_pages(ours: Site):
    pages: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for path in ours.pages:
        pages[ours.language_of(path)].add(ours.inside(path))
    assert len(pages["en"]) > 200
    assert pages["en"] == pages["fr"] == pages["es"] == pages["ar"]


def test_tags_fit_and_ids_are_unique(ours: Site):
    faults = [fault for page in ours.pages.values() for fault in page.faults]
    for page in ours.pages.values():
        faults += [f"{page.path}: id '{name}' twice" for name, number in Counter(page.ids).items() if number > 1]
    assert not faults, some(faults)


def test_every_page_has_one_title_one_heading_and_a_description(ours: Site):
    faults = []
    for page in ours.pages.values():
        numbers = {tag: len(page.all(tag)) for tag in ("title", "h1", "main", "article")}
        faults += [f"{page.path}: {number} <{tag}>" for tag, number in numbers.items() if number != 1]
        if not any(element.attributes.get("content") for element in page.all("meta", name="description")):
            faults.append(f"{page.path}: no description")
        if not page.all("meta", name="viewport"):
            faults.append(f"{page.path}: no viewport, so that phones would shrink it")
    assert not faults, some(faults)


def test_headings_skip_no_level(ours: Site):
    faults = []
    for page in ours.pages.values():
        before = 0
        for element in page.elements:
            if re.fullmatch("h[1-6]", element.tag):
                level = int(element.tag[1])
                # The navigation comes after the article and begins anew at 2.
                if level > before + 1 and before:
                    faults.append(f"{page.path}:{element.line}: h{level} after h{before}")
                before = level
    assert not faults, some(faults)


def test_links_and_anchors_lead_somewhere(ours: Site):
    ids = {path: frozenset(page.ids) for path, page in ours.pages.items()}
    faults = []
    for page in ours.pages.values():
        for element in page.all("a"):
            address = element.attributes.get("href")
            if address is None or re.match(r"(https?|mailto|tel):", address):
                continue
            path, fragment = page.target(address)
            if path not in ours.files:
                faults.append(f"{page.path}:{element.line}: {address}: no file {path}")
            elif fragment and path in ids and fragment not in ids[path]:
                faults.append(f"{page.path}:{element.line}: {address}: no id '{fragment}'")
    assert not faults, some(faults)


def test_labels_name_what_is_in_the_page(ours: Site):
    """What `for` and the aria attributes point to is there."""
    faults = []
    for page in ours.pages.values():
        ids = frozenset(page.ids)
        faults += [
            f"{page.path}:{element.line}: {name}={wanted}"
            for element in page.elements
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
            for wanted in element.attributes.get(name, "").split()
            if wanted not in ids
        ]
    assert not faults, some(faults)


def test_links_stay_in_the_language_of_the_page(ours: Site):
    faults = []
    for page in ours.pages.values():
        language = ours.language_of(page.path)
        for element in page.all("a"):
            address = element.attributes.get("href", "")
            if "hreflang" in element.attributes or re.match(r"\w+:", address):
                continue
            path, _ = page.target(address)
            if path.endswith(".html") and ours.language_of(path) != language:
                faults.append(f"{page.path}:{element.line}: {address}")
    assert not faults, some(faults)


def test_nothing_is_fetched_from_another_host(ours: Site):
    faults = []
    for page in ours.pages.values():
        for element, address in page.fetched():
            if urlsplit_host(address) or address.startswith(("data:text", "javascript:")):
                faults.append(f"{page.path}:{element.line}: <{element.tag}> {address}")
            elif not address.startswith("data:") and page.target(address)[0] not in ours.files:
                faults.append(f"{page.path}:{element.line}: <{element.tag}> {address}: no such file")
        faults += [f"{page.path}: http-equiv" for _ in page.all("meta", **{"http-equiv": "refresh"})]
    for path in ours.files:
        if path.endswith(".css"):
            for address in re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s;]+)", ours.read(path)):
                if urlsplit_host(address):
                    faults.append(f"{path}: {address}")
    assert not faults, some(faults)


def urlsplit_host(address: str) -> bool:
    return re.match(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", address, re.IGNORECASE) is not None


def test_links_that_leave_the_site_are_of_known_kinds(ours: Site):
    schemes = Counter(
        address.split(":")[0].lower()
        for page in ours.pages.values()
        for element in page.elements
        for name in ("href", "src", "action", "formaction", "data", "poster")
        if re.match(r"[a-z][a-z0-9+.-]*:", address := element.attributes.get(name, "").strip(), re.IGNORECASE)
    )
    assert set(schemes) <= {"http", "https", "mailto", "tel"}


def test_no_page_has_a_script_or_a_handler_of_its_own(ours: Site):
    """Every script is one of Material's or ours: as many different ones on all pages as on a few."""
    handlers = [
        f"{page.path}:{element.line}: {name}"
        for page in ours.pages.values()
        for element in page.elements
        for name in element.attributes
        if name.startswith("on")
    ]
    assert not handlers, some(handlers)
    inline = set()
    for page in ours.pages.values():
        for body in re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", ours.read(page.path), re.DOTALL):
            # The root of the site from here, and the words of the search, differ from page to page.
            inline.add(re.sub(r'URL\("[./]*"|^\{.*\}$', "", body.strip(), flags=re.DOTALL))
    assert len(inline) <= 5, sorted(inline)


# -- languages ------------------------------------------------------------------------------------------------


def test_pages_say_their_language_and_direction(ours: Site):
    faults = []
    for page in ours.pages.values():
        language = ours.language_of(page.path)
        if (page.language, page.direction) != (language, DIRECTIONS[language]):
            faults.append(f"{page.path}: lang={page.language} dir={page.direction}")
    assert not faults, some(faults)


def test_arabic_words_are_marked_wherever_they_stand(ours: Site):
    faults = []
    for page in ours.pages.values():
        faults += [
            f"{page.path}:{words.line}: {words.language}/{words.direction}: {words.text[:60]}"
            for words in page.words
            if ARABIC.search(words.text) and (words.language.split("-")[0], words.direction) != ("ar", "rtl")
        ]
    assert not faults, some(faults)


def test_no_english_stands_under_an_arabic_lang(ours: Site):
    """Four Latin words in a row are a sentence, not a name or a code. The interface is part of it."""
    sentence = re.compile(r"(?:\b[A-Za-z][a-z’']+\b[ ,]*){4}")
    # A translation quotes the original wording beside its own.
    quoted = re.compile(r"[«“][^»”]*[»”]?|\([A-Z][\w ,]*\)")
    faults = []
    for page in ours.pages.values():
        if ours.language_of(page.path) == "ar":
            faults += [
                f"{page.path}:{words.line}: {words.text[:80]}"
                for words in page.words
                if words.language == "ar" and sentence.search(quoted.sub("", words.text))
            ]
    assert not faults, some(faults)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_pages_without_a_translation_say_so(partly_translated: Site, language: str):
    fallbacks = 0
    for entry in entries_of(partly_translated).values():
        page = partly_translated.pages[partly_translated.local(entry["url"][language])]
        translated = language in entry["title"]
        assert is_fallback(page) is not translated, page.path
        if not translated:
            fallbacks += 1
            assert page.canonical == entry["url"]["en"], page.path
            assert page.hreflang == {}, page.path
    assert fallbacks


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_english_words_on_other_pages_have_their_lang_and_dir(partly_translated: Site, language: str):
    """Titles and summaries that nobody has translated, wherever a page shows them."""
    foreign = {
        text
        for entry in entries_of(partly_translated).values()
        if language not in entry["title"]
        for text in (entry["title"]["en"], entry["summary"]["en"])
        if len(text.split()) > 3
    }
    seen = 0
    faults = []
    for page in partly_translated.pages.values():
        if partly_translated.language_of(page.path) == language:
            found = [words for words in page.words if words.text in foreign]
            seen += len(found)
            faults += [
                f"{page.path}:{words.line}: {words.language}/{words.direction}: {words.text[:60]}"
                for words in found
                if (words.language, words.direction) != ("en", "ltr")
            ]
    assert seen > 100
    assert not faults, some(faults)


def test_canonical_and_hreflang_are_right_on_every_page(ours: Site):
    """A page with words of its own names itself, all its translations and the default; they name it in turn."""
    faults = []
    for page in ours.pages.values():
        address = ours.address + page.path
        inside = ours.inside(page.path)
        if is_fallback(page):
            expected, links = ours.address + inside, {}
        else:
            expected = address
            links = {
                language: ours.address + path
                for language in LANGUAGES
                if not is_fallback(ours.pages[path := ours.in_language(inside.removesuffix(".html"), language)])
            }
            links["x-default"] = links["en"]
        if page.canonical != expected:
            faults.append(f"{page.path}: canonical {page.canonical}")
        if page.hreflang != links:
            faults.append(f"{page.path}: hreflang {page.hreflang}")
    assert not faults, some(faults)


def test_material_leaves_the_languages_alone(ours: Site):
    """Its script fetches a sitemap for each `link[rel=alternate]`; a space at the end of the value keeps it off."""
    for page in ours.pages.values():
        assert not page.all("link", rel="alternate"), page.path


def test_switcher_stays_on_the_page(ours: Site):
    faults = []
    for page in ours.pages.values():
        inside = ours.inside(page.path).removesuffix(".html")
        targets = {language: page.target(address)[0] for language, address in page.switcher.items()}
        if targets != {language: ours.in_language(inside, language) for language in LANGUAGES}:
            faults.append(f"{page.path}: {targets}")
    assert not faults, some(faults)


def test_sitemap_lists_every_page_with_words_of_its_own(ours: Site):
    root = ElementTree.fromstring(ours.read("sitemap.xml"))
    found = {}
    for url in root.findall("s:url", SITEMAP):
        location = url.findtext("s:loc", "", namespaces=SITEMAP)
        assert location not in found, f"{location} twice"
        found[location] = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", SITEMAP)}
    expected = {
        ours.address + page.path: {tag: url for tag, url in page.hreflang.items() if tag != "x-default"}
        for page in ours.pages.values()
        if not is_fallback(page)
    }
    assert set(found) == set(expected)
    for location, links in found.items():
        assert {tag: url for tag, url in links.items() if tag != "x-default"} == expected[location], location


def test_page_of_the_lost_speaks_all_languages(ours: Site):
    from tests.site.html_pages import read_html

    page = read_html("404.html", ours.read("404.html"))
    assert page.faults == []
    spoken = {words.language for words in page.words if not words.text.isdigit()}
    assert spoken == set(LANGUAGES)
    assert ("ar", "rtl") in {(words.language, words.direction) for words in page.words}
    links = [element.attributes["href"] for element in page.all("a")]
    assert links == ["/index.html", "/fr/index.html", "/es/index.html", "/ar/index.html"]
    addresses = [address for _, address in page.fetched()]
    assert addresses, "it has a style"
    # It is shown at any address, so that a relative one would lead nowhere.
    assert all(re.match("/[^/]", address) for address in addresses)
    assert {page.target(address)[0] for address in addresses} <= ours.files
    assert page.one("meta", name="robots").attributes["content"] == "noindex"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_entry_of_each_kind_is_translated(ours: Site, entries: dict[str, Any], language: str):
    """So that nothing English can hide among the facts, in templates or in Python."""
    translated = {entry["kind"] for entry in entries.values() if language in entry["title"]}
    assert translated == set(KINDS)


# -- weight ---------------------------------------------------------------------------------------------------


def fonts_of(site: Site, styles: dict[str, str], text: str) -> dict[str, int]:
    """Return the fonts that a browser fetches for a text, by the ranges that the styles give."""
    found = {}
    for path, css in styles.items():
        for face in re.findall(r"@font-face\s*\{(.*?)\}", css, re.DOTALL):
            [address] = re.findall(r"url\(\s*['\"]?([^'\")]+)", face)[:1]
            ranges = re.search(r"unicode-range:\s*([^;]+)", face)
            wanted = ranges is None or any(
                int(low, 16) <= ord(character) <= int(high or low, 16)
                for low, high in re.findall(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?", ranges[1])
                for character in set(text)
            )
            if wanted:
                file = (site.folder / path).parent / address.split("?")[0]
                found[file.resolve().name] = file.stat().st_size
    return found


@pytest.mark.parametrize(
    "path", ["ar/index.html", "ar/demands/freedom-of-association.html", "ar/instruments/c087.html"]
)
def test_a_first_arabic_page_weighs_less_than_100_kb(ours: Site, path: str):
    """HTML, styles, scripts and fonts, as they travel. What waits in <template> for a search does not travel."""
    page = ours.pages[path]
    html = ours.read(path)
    first = re.sub(r"<template\b.*?</template>", "", html, flags=re.DOTALL)
    scripts = [page.target(address)[0] for address in re.findall(r"<script[^>]*\ssrc=\"([^\"]+)", first)]
    styles = [
        page.target(element.attributes["href"])[0]
        for element in page.all("link")
        if element.attributes.get("rel") == "stylesheet"
    ]
    sizes = {file: len(gzip.compress(ours.read(file).encode(), 6)) for file in [path, *scripts, *styles]}
    sizes |= fonts_of(ours, {file: ours.read(file) for file in styles}, page.text)
    assert any(name.endswith(".woff2") for name in sizes), "the page has a font of its own"
    assert sum(sizes.values()) <= 100_000, sizes
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 60_000, sizes


def test_navigation_does_not_grow_with_the_handbook(ours: Site):
    most = MAX_LINKS + len(KINDS) + 6
    for page in ours.pages.values():
        inside = html_between(ours.read(page.path), '<nav class="site-nav"', "</nav>")
        assert inside.count("<a ") <= most, page.path
    crowded = ours.pages["statements/ilo-pledge-1.html"]
    inside = html_between(ours.read(crowded.path), '<nav class="site-nav"', "</nav>")
    assert inside.count('aria-current="page"') == 1


def html_between(html: str, begin: str, end: str) -> str:
    _, found, rest = html.partition(begin)
    return rest.partition(end)[0] if found else ""


def test_nothing_is_published_that_no_page_needs(ours: Site):
    """Source maps are half of what Material brings, and its word lists for other languages most of the rest."""
    idle = [
        path for path in ours.files if path.endswith((".map", "wordcut.js", "tinyseg.js", ".py", ".md", ".po", ".yml"))
    ]
    assert idle == []


# -- search ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_search_index_of_its_own(ours: Site, entries: dict[str, Any], language: str):
    root = "" if language == "en" else f"{language}/"
    index = json.loads(ours.read(f"{root}search/search_index.json"))
    found = {document["location"]: document for document in index["docs"]}
    assert len(found) == len(index["docs"])
    pages = {path.removeprefix(root) for path in ours.pages if ours.language_of(path) == language}
    assert {location.partition("#")[0] for location in found} <= pages
    for entry in entries.values():
        document = found[ours.local(entry["url"]["en"])]
        assert document["title"] == (entry["title"].get(language) or entry["title"]["en"]).replace("&", "&amp;")
    for document in index["docs"]:
        rest = re.sub(r"</?p>|&(?:amp|lt|gt);", "", document["title"] + document["text"])
        assert not re.search(r"[<&]", rest), document["location"]
    assert "C87" in found["instruments/c087.html"]["alias"]
    assert "87" in re.split(r"[ _]+", found["instruments/c087.html"]["alias"])
    script = index["config"]["lang"]
    assert script == ["handbook"]
    assert "assets/javascripts/lunr/min/lunr.handbook.min.js" in ours.files


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_name_the_root_of_their_language_to_the_search(ours: Site, language: str):
    for page in ours.pages.values():
        if ours.language_of(page.path) == language:
            config = json.loads(
                html_between(ours.read(page.path), '<script id="__config" type="application/json">', "</script>")
            )
            base = page.target(config["base"] + "search/search_index.json")[0]
            assert base == f"{'' if language == 'en' else language + '/'}search/search_index.json", page.path
            assert page.target(config["search"])[0] in ours.files, page.path
