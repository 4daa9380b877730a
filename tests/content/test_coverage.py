"""What the five source documents hold stands in the handbook: `coverage.csv` says where, and this holds it to that.

`inventory.yml` lists every distinct thing in the documents; each row of `coverage.csv` names the entry (or, after `#`,
the section or item of it) that carries one, with the document and the place in it that the entry cites.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook.core.handbook import Handbook
from handbook.mkdocs_plugin.build import open_project, read

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# Not part of what is told: counts of the inventory itself, remarks on the sources, people's addresses, and the works,
# which stand in the bibliography.
LEFT_OUT = ("counts", "flags", "contacts", "bibliography")
REASONS = ("not-content", "unverifiable")


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return read(open_project(ROOT / "mkdocs.yml"))[0].handbook


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (HERE / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def inventory_ids() -> set[str]:
    inventory = yaml.safe_load((HERE / "inventory.yml").read_text(encoding="utf-8"))
    return {found for part, value in inventory.items() if part not in LEFT_OUT for found in _ids(value)}


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


def test_every_thing_in_the_inventory_has_one_row(rows: list[dict[str, str]]):
    listed = [row["inventory_id"] for row in rows]
    assert sorted(inventory_ids() - set(listed)) == []
    assert sorted(set(listed) - inventory_ids()) == []
    assert len(listed) == len(set(listed))


def test_every_target_exists(rows: list[dict[str, str]], handbook: Handbook):
    wrong = []
    known = {row["inventory_id"] for row in rows}
    for row in rows:
        target, _, section = row["target"].partition("#")
        first, _, other = target.partition(" ")
        if first == "duplicate-of":
            found = other in known and other != row["inventory_id"]
        elif first in REASONS:
            found = bool(row["note"])
        elif target in handbook.entries:
            text = handbook.source_text(handbook.entries[target])
            found = not section or section in {anchor for anchor, _ in text.body.anchors}
        else:
            found = target in handbook.bibliography
        if not found:
            wrong.append((row["inventory_id"], row["target"]))
    assert wrong == []


def test_every_target_cites_the_document_at_the_place(rows: list[dict[str, str]], handbook: Handbook):
    wrong = []
    for row in rows:
        entry = handbook.entries.get(row["target"].partition("#")[0])
        if entry is None or not row["place"]:
            continue
        if (row["source"], f"§{row['place']}") not in handbook.citations_of(entry):
            wrong.append((row["inventory_id"], row["target"], row["source"], row["place"]))
    assert wrong == []


def test_every_entry_that_carries_something_says_where_it_comes_from(rows: list[dict[str, str]], handbook: Handbook):
    silent = [
        row["inventory_id"] for row in rows if row["target"].partition("#")[0] in handbook.entries and not row["place"]
    ]
    assert silent == []


def test_the_handbook_holds_what_it_set_out_to_hold(handbook: Handbook):
    least = {
        "demand": 21,
        "instrument": 70,
        "practice": 72,
        "statement": 110,
        "figure": 25,
        "term": 93,
        "organisation": 100,
        "topic": 50,
        "lesson": 8,
    }
    assert {kind: len(handbook.of_kind(kind)) for kind in least if len(handbook.of_kind(kind)) < least[kind]} == {}
    assert len(handbook.bibliography) >= 134
    with_place = [
        entry.id for entry in handbook.entries.values() if any(locator for _, locator in handbook.citations_of(entry))
    ]
    assert len(with_place) >= 0.95 * len(handbook.entries)


def test_every_organisation_and_term_is_of_use(handbook: Handbook):
    """An organisation without a relation, either way, would be a name without a reason."""
    alone = [
        entry.id
        for entry in handbook.of_kind("organisation")
        if not handbook.outgoing.get(entry.id) and not handbook.incoming.get(entry.id)
    ]
    assert alone == []
