"""Outlines: what a good file gives, and each fault with its text and its line."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from handbook.core.bibliography import (
    LocatorFault,
    Outline,
    Part,
    Work,
    check_locators,
    load_bibliography,
    load_outline,
    parse_locators,
)
from handbook.core.bibliography.outlines import PART_TYPES

PATH = "bibliography/outlines/doc.yml"
ROOT = Path(__file__).parents[3]

TEXT = """# A comment
source: doc
parts:
  - id: d1
    type: demand
    number: 1
    heading: Collective worker voice
    page: 2
    parts:
      - id: d1.1
        type: bullet
  - id: fn.1
    type: footnote
    number: "*"
"""


def load(text: str) -> tuple[Outline | None, list[str]]:
    outline, diagnostics = load_outline(PATH, text)
    return outline, [str(diagnostic) for diagnostic in diagnostics]


def the_outline() -> Outline:
    outline, faults = load(TEXT)
    assert faults == []
    assert outline is not None
    return outline


def test_each_part_knows_its_place() -> None:
    outline = the_outline()
    assert (outline.source, outline.path) == ("doc", PATH)
    assert outline.parts == (
        Part("d1", "demand", "1", "Collective worker voice", "2", None, 4, 0),
        Part("d1.1", "bullet", None, None, None, "d1", 10, 1),
        Part("fn.1", "footnote", "*", None, None, None, 12, 2),
    )
    part = outline.get("d1.1")
    assert part is outline.parts[1]
    assert part.shown_number == "1"
    assert outline.ancestors(part) == (outline.parts[0],)
    assert outline.get("d9") is None
    assert tuple(outline.ids()) == ("d1", "d1.1", "fn.1")


def test_an_outline_can_be_kept() -> None:
    outline = the_outline()
    again = pickle.loads(pickle.dumps(outline))
    assert again == outline
    assert again.get("d1.1") == outline.get("d1.1")


FAULTS = [
    (
        "source: doc\nparts:\n  - id: a\n    type: bulet\n",
        "doc.yml:4: error[unknown-part-type]: unknown type of part 'bulet'; did you mean 'bullet'? (allowed: "
        + ", ".join(sorted(PART_TYPES))
        + ")",
    ),
    (
        "source: doc\nparts:\n  - id: a\n    type: bullet\n    headin: X\n",
        "doc.yml:5: error[unknown-key]: unknown key 'headin'; did you mean 'heading'? "
        "(allowed: heading, id, number, page, parts, type)",
    ),
    (
        "source: doc\ntitle: X\nparts: []\n",
        "doc.yml:2: error[unknown-key]: unknown key 'title' (allowed: parts, source)",
    ),
    (
        "source: doc\nparts:\n  - id: a\n    type: bullet\n  - id: a\n    type: bullet\n",
        "doc.yml:5: error[duplicate-part-id]: the id 'a' stands already in line 3",
    ),
    (
        "source: doc\nparts:\n  - id: A1\n    type: bullet\n",
        "doc.yml:3: error[bad-part-id]: the id 'A1' does not fit; use a-z, 0-9, '.' and '-', beginning and ending "
        "with a letter or digit, and put ids that are numbers in quotation marks",
    ),
    (
        "source: doc\nparts:\n  - id: 4.10\n    type: bullet\n",
        "doc.yml:3: error[bad-part-id]: the id '4.1' does not fit; use a-z, 0-9, '.' and '-', beginning and ending "
        "with a letter or digit, and put ids that are numbers in quotation marks",
    ),
    (
        "source: doc\nparts:\n  - type: bullet\n",
        "doc.yml:3: error[missing-key]: 'id' is missing: what a locator names after §",
    ),
    ("source: doc\nparts:\n  - id: a\n", "doc.yml:3: error[missing-key]: 'type' is missing"),
    (
        "parts:\n  - id: a\n    type: bullet\n",
        "doc.yml:1: error[missing-key]: 'source' is missing: the key of the work",
    ),
    (
        "source: other\nparts: []\n",
        "doc.yml:1: error[outline-name]: 'source' is 'other', but the file is named for 'doc'; make them one",
    ),
    ("- a\n", "doc.yml:1: error[bad-value]: an outline is a mapping with the keys 'source' and 'parts'"),
    (
        "source: doc\nparts: x\n",
        "doc.yml:2: error[bad-value]: 'parts' is a list of parts, each with an id and a type",
    ),
    (
        "source: doc\nparts:\n  - a\n",
        "doc.yml:3: error[bad-value]: a part is a mapping with an id and a type",
    ),
    (
        "source: doc\nparts:\n  - id: a\n    type: bullet\n    number: 4.10\n",
        'doc.yml:5: error[bad-value]: put the number in quotation marks: number: "4.1"',
    ),
    (
        "source: doc\nparts:\n  - id: a\n    type: bullet\n    number: <b>\n",
        "doc.yml:5: error[bad-value]: '<b>' is no number; one is like 3, II, 4.1, 6(b)",
    ),
    (
        "source: doc\nparts:\n  - id: a\n    type: bullet\n    page: true\n",
        "doc.yml:5: error[bad-value]: 'True' is no page; one is like 3, II, 4.1, 6(b)",
    ),
    (
        "source: doc\nparts:\n  - id: a\n    type: bullet\n    heading: [x]\n",
        "doc.yml:5: error[bad-value]: a heading is text of at most 300 characters",
    ),
    ("source: doc\nparts: [\n", "doc.yml:3: error[bad-yaml]: not YAML: did not find expected node content"),
]


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_a_fault_has_its_text_and_its_line(text: str, fault: str) -> None:
    assert load(text)[1] == [f"bibliography/outlines/{fault}"]


def test_all_faults_come_at_once_and_the_rest_loads() -> None:
    outline, faults = load(
        "source: doc\nparts:\n  - id: Bad\n    type: x\n    parts:\n      - id: good\n        type: bullet\n"
    )
    assert len(faults) == 2
    assert outline is not None
    assert [(part.id, part.parent) for part in outline.parts] == [("good", None)]


def test_an_empty_file_is_no_outline() -> None:
    assert load("") == (None, [])


def work() -> Work:
    bibliography, _ = load_bibliography([("b.bib", "@misc{doc, title = {T}}")])
    return bibliography["doc"]


@pytest.mark.parametrize(
    ("text", "has_outline", "faults"),
    [
        ("§d1.1", True, []),
        ("§d1.1, p. 3", True, []),
        ("p. 3", False, []),
        ("§d1.2", True, [("unknown-place", f"no part 'd1.2' in {PATH}; did you mean 'd1.1'?")]),
        ("§zzz, §d1", True, [("unknown-place", f"no part 'zzz' in {PATH}")]),
        (
            "§d1",
            False,
            [("no-outline", "'§d1': 'doc' has no outline; name a page, paragraph or article (p. 3, art. 6)")],
        ),
    ],
)
def test_places_are_checked(text: str, has_outline: bool, faults: list[tuple[str, str]]) -> None:
    found = parse_locators(text)
    assert not isinstance(found, LocatorFault)
    outline = the_outline() if has_outline else None
    assert check_locators(found, outline, work()) == tuple(LocatorFault(*fault) for fault in faults)


@pytest.mark.parametrize("path", sorted((ROOT / "bibliography" / "outlines").glob("*.yml")), ids=lambda path: path.stem)
def test_the_outlines_of_this_handbook_are_clean(path: Path) -> None:
    outline, diagnostics = load_outline(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    assert diagnostics == ()
    assert outline is not None
    assert outline.parts
