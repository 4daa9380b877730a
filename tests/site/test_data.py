"""`/data/`: what other programs read, and what the handbook has to hold."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pytest
from pybtex.database import parse_string

from tests.site.html_pages import Site

AT_LEAST = {
    "instrument": 12,
    "practice": 12,
    "statement": 10,
    "organisation": 10,
    "figure": 1,
    "milestone": 1,
    "term": 1,
    "lesson": 1,
    "topic": 1,
}
CSV = "demands instruments practices statements figures milestones organisations glossary lessons topics".split()


@pytest.fixture(scope="module")
def data(ours: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ours.folder / "data/handbook.json").read_text(encoding="utf-8"))
    return found


def test_it_holds_what_a_handbook_of_this_size_must(data: dict[str, Any]):
    kinds = Counter(entry["kind"] for entry in data["entries"])
    assert kinds["demand"] == 21
    assert {kind: kinds[kind] for kind in AT_LEAST if kinds[kind] < AT_LEAST[kind]} == {}
    assert len(data["sources"]) >= 134


def test_the_demands_are_five_hubs_and_sixteen_with_their_asks(data: dict[str, Any]):
    part_of = {
        entry["id"]: [relation["target"] for relation in entry["relations"] if relation["type"] == "part_of"]
        for entry in data["entries"]
        if entry["kind"] == "demand"
    }
    hubs = {entry_id for entry_id, above in part_of.items() if not above}
    assert len(hubs) == 5
    assert {above[0] for above in part_of.values() if above} == hubs
    views = Counter(
        entry["facts"]["draft_view"]["view"]
        for entry in data["entries"]
        if entry["kind"] == "demand" and part_of[entry["id"]]
    )
    assert sum(views.values()) == 16
    assert sum(number for view, number in views.items() if view != "none-stated") == 7


def test_the_asks_are_37_each_with_an_id(ours: Site):
    asks = [
        (path, name)
        for path, page in ours.pages.items()
        if re.fullmatch(r"demands/[a-z-]+\.html", path)
        for name in page.ids
        if name.startswith("ask-")
    ]
    assert len(asks) == 37


def test_entries_have_the_promised_shape(data: dict[str, Any], ours: Site):
    assert set(data) == {"entries", "sources"}
    ids = {entry["id"] for entry in data["entries"]}
    keys = {source["key"] for source in data["sources"]}
    assert len(ids) == len(data["entries"])
    for entry in data["entries"]:
        assert set(entry) == {"id", "kind", "title", "summary", "url", "facts", "relations", "sources"}
        assert set(entry["title"]) == set(entry["summary"])
        assert "en" in entry["title"]
        assert all(text.strip() for text in [*entry["title"].values(), *entry["summary"].values()])
        assert list(entry["url"]) == list(ours.languages)
        assert all(ours.local(url) in ours.files for url in entry["url"].values())
        assert isinstance(entry["facts"], dict)
        assert not set(entry["facts"]) & {relation["type"] for relation in entry["relations"]}
        for relation in entry["relations"]:
            assert set(relation) - {"provisions"} == {"type", "target", "basis"}
            assert relation["target"] in ids
            basis = relation["basis"]
            assert basis is None or basis == "editors" or basis.partition(",")[0] in keys
        for source in entry["sources"]:
            assert set(source) == {"key", "locator"}
            assert source["key"] in keys


def test_argued_relations_say_what_they_rest_on(data: dict[str, Any]):
    argued = {"backed_by", "shown_by", "promised_by", "continues", "supports", "contradicts", "uses"}
    found = [relation for entry in data["entries"] for relation in entry["relations"] if relation["type"] in argued]
    assert found
    assert all(relation["basis"] for relation in found)


def test_nearly_every_entry_cites_a_place_in_a_source(data: dict[str, Any]):
    without = [entry["id"] for entry in data["entries"] if not any(source["locator"] for source in entry["sources"])]
    assert len(without) <= 0.05 * len(data["entries"]), without


def test_facts_and_words_hold_no_markup(data: dict[str, Any]):
    for entry in data["entries"]:
        for text in [*entry["title"].values(), *entry["summary"].values()]:
            assert not re.search(r"</?[a-z]|\[@|\]\[|\{#|&[a-z]+;", text), f"{entry['id']}: {text}"


def test_sources_name_who_cites_them(data: dict[str, Any], ours: Site):
    for source in data["sources"]:
        for place in source["cited_by"]:
            assert f"{place['page']}.html" in ours.files
    assert sum(1 for source in data["sources"] if source["cited_by"]) > 20


@pytest.mark.parametrize("name", CSV)
def test_tables_hold_the_same_entries(data: dict[str, Any], ours: Site, name: str):
    text = (ours.folder / f"data/{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    kinds = {entry["id"]: entry for entry in data["entries"]}
    kind = kinds[rows[0]["id"]]["kind"]
    assert [row["id"] for row in rows] == [entry["id"] for entry in data["entries"] if entry["kind"] == kind]
    for row in rows:
        assert None not in row
        assert row["title_en"] == kinds[row["id"]]["title"]["en"]
        assert row["title_ar"] == kinds[row["id"]]["title"].get("ar", "")
        for cell in row.values():
            assert not re.match(r"[=+@\t]|-[^0-9]", cell), f"a spreadsheet would run {cell!r}"


def test_bibliography_is_the_same_in_both_formats(data: dict[str, Any], ours: Site):
    keys = [source["key"] for source in data["sources"]]
    bibtex = parse_string((ours.folder / "data/bibliography.bib").read_text(encoding="utf-8"), "bibtex")
    assert sorted(bibtex.entries) == sorted(keys)
    csl = json.loads((ours.folder / "data/bibliography.json").read_text(encoding="utf-8"))
    assert sorted(item["id"] for item in csl) == sorted(keys)
    for item in csl:
        assert item["type"]
        assert item["title"]
        for names in (item.get("author", []), item.get("editor", [])):
            assert all(
                set(name) <= {"family", "given", "literal", "suffix", "non-dropping-particle", "dropping-particle"}
                for name in names
            )
        if "issued" in item:
            assert isinstance(item["issued"]["date-parts"][0][0], int)


def test_a_page_tells_where_the_files_are(ours: Site):
    for language in ours.languages:
        page = ours.pages[ours.in_language("data/index", language)]
        linked = {page.target(element.attributes["href"])[0] for element in page.all("a")}
        expected = {"data/handbook.json", "data/bibliography.bib", "data/bibliography.json"}
        assert expected | {f"data/{name}.csv" for name in CSV} <= linked


def test_each_source_has_a_page_with_all_that_cites_it(data: dict[str, Any], ours: Site):
    for source in data["sources"]:
        page = ours.pages[f"sources/{source['key'].lower()}.html"]
        linked = {
            page.target(element.attributes["href"])[0] for element in page.all("a") if "href" in element.attributes
        }
        assert {f"{place['page']}.html" for place in source["cited_by"]} <= linked
