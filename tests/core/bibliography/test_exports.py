"""The downloads: BibTeX that loads as it was, and CSL-JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.bibliography import Bibliography, load_bibliography, to_bibtex, to_csl_json
from handbook.core.bibliography.entry_types import ENTRY_TYPES

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

# https://docs.citationstyles.org/en/stable/specification.html, appendix III: types.
CSL_TYPES = set(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic "
    "collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing "
    "interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference "
    " patent performance periodical personal_communication post post-weblog regulation report "
    "review review-book software song speech standard thesis treaty webpage".split()
)


def load(text: str) -> Bibliography:
    bibliography, diagnostics = load_bibliography([("b.bib", text)])
    assert diagnostics == ()
    return bibliography


def same_but_for_places(one: Bibliography, other: Bibliography) -> bool:
    return [replace(work, path="", line=0) for work in one.works] == [
        replace(work, path="", line=0) for work in other.works
    ]


def test_bibtex_is_written_as_it_was_typed() -> None:
    text = (
        "@misc{a,\n"
        "  author = {{Ministry of Labour and Pensions} and Hayter, Susan},\n"
        "  title  = {{50\\% of {\\'E}tudes -- ``why''}},\n"
        "  url    = {https://example.org/y_z%20a?b=1&c=~d},\n"
        "}\n"
    )
    assert to_bibtex(load(text).works) == text


def test_strings_are_filled_in() -> None:
    assert to_bibtex(load('@string{ilo = "ILO"}\n@MISC{a, Title = ilo # { {x}}}').works) == (
        "@misc{a,\n  title = {ILO {x}},\n}\n"
    )


@pytest.mark.parametrize(
    "path",
    [HERE / "references.bib", *sorted((ROOT / "bibliography").glob("*.bib"))],
    ids=lambda path: path.name,
)
def test_written_works_load_as_they_were(path: Path) -> None:
    bibliography = load(path.read_text("utf-8"))
    assert same_but_for_places(load(to_bibtex(bibliography.works)), bibliography)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40))
def test_any_field_that_loads_is_written_as_it_was(value: str) -> None:
    bibliography, _ = load_bibliography([("b.bib", f"@misc{{a,\n title = {{T}}, note = {{{value}}}}}")])
    if len(bibliography) == 1 and not bibliography["a"].original[1:]:
        return
    again, _ = load_bibliography([("b.bib", to_bibtex(bibliography.works))])
    assert same_but_for_places(again, bibliography)


def test_csl_of_a_report_with_a_body_and_others() -> None:
    bibliography = load(
        "@techreport{a, author = {{International Labour Organization} and van Dijk, Jr, Jan and others},"
        " title = {T}, subtitle = {S}, type = {Policy brief}, number = {GB.1}, institution = {ILO},"
        " address = {Geneva},"
        " date = {2025-02}, urldate = {2026-01-31}, doi = {10.54394/GMYI2601}, url = {https://example.org},"
        " isbn = {978}, langid = {english}, keywords = {press}, series = {Briefs}}"
    )
    assert to_csl_json(bibliography.works) == [
        {
            "id": "a",
            "type": "report",
            "title": "T: S",
            "author": [
                {"literal": "International Labour Organization"},
                {"family": "Dijk", "given": "Jan", "non-dropping-particle": "van", "suffix": "Jr"},
                {"literal": "others"},
            ],
            "issued": {"date-parts": [[2025, 2]]},
            "accessed": {"date-parts": [[2026, 1, 31]]},
            "publisher-place": "Geneva",
            "collection-title": "Briefs",
            "ISBN": "978",
            "keyword": "press",
            "genre": "Policy brief",
            "publisher": "ILO",
            "number": "GB.1",
            "DOI": "10.54394/GMYI2601",
            "URL": "https://example.org",
            "language": "en",
        }
    ]


def test_csl_of_an_article_a_chapter_a_convention_and_an_interval() -> None:
    items = {str(item["id"]): item for item in to_csl_json(load((HERE / "references.bib").read_text("utf-8")).works)}
    assert items["article"]["container-title"] == "Theoretical Inquiries in Law"
    assert (items["article"]["volume"], items["article"]["issue"], items["article"]["page"]) == (
        "23",
        "2",
        "1–64",
    )
    assert items["chapter"]["container-title"] == "Temporary Migration: Evidence"
    assert items["chapter"]["editor"] == [{"family": "Pitkänen", "given": "Pirkko"}, {"literal": "others"}]
    assert items["convention"]["number"] == "C087"
    assert items["undated"]["container-title"] == "ILO InfoStories"
    assert "issued" not in items["undated"]
    assert items["many"]["issued"] == {"date-parts": [[2022, 10, 10], [2024, 10, 10]]}
    assert items["software"]["version"] == "1.2"
    json.dumps(list(items.values()))


def test_csl_types_exist() -> None:
    assert {entry_type.csl for entry_type in ENTRY_TYPES.values()} <= CSL_TYPES
