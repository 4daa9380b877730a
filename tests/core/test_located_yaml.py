"""YAML in which every value knows its line, and of which only what is safe and plain is read."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.core.located_yaml import MAX_CHARACTERS, MAX_DEPTH, LocatedValue, load_yaml

PATH = "docs/en/a.md"


def load(text: str, first_line: int = 2) -> tuple[LocatedValue, list[str]]:
    located, faults = load_yaml(PATH, text, first_line)
    return located, [str(fault) for fault in faults]


def value_of(text: str) -> Any:
    located, faults = load(text)
    assert faults == []
    return located.value


# -- values --


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Words stay words: what YAML 1.1 reads as false, true, sexagesimal, octal, a date.
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("True", "True"),
        ("1948-07-09", "1948-07-09"),
        ("2026-05", "2026-05"),
        ("2023-10-26/2024-10-26", "2023-10-26/2024-10-26"),
        ("12:30", "12:30"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("٢٠٢٦", "٢٠٢٦"),
        (".inf", ".inf"),
        ("C087", "C087"),
        ("الحق في التنظيم", "الحق في التنظيم"),
        # What is a number, a truth or nothing in YAML 1.2.
        ("1948", 1948),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("007", 7),
        ("4.5", 4.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        # Quoted, it is text.
        ('"1948"', "1948"),
        ("'true'", "true"),
        ('""', ""),
        ("'~'", "~"),
        ('"\\u0627"', "ا"),
        # Long numbers are text: they would be other numbers.
        ("12345678901234567890", "12345678901234567890"),
        # Blocks and folded text.
        ("|\n  a\n  b\n", "a\nb\n"),
        (">\n  a\n  b\n", "a b\n"),
        ("a\n  b", "a b"),
        # Collections.
        ("[KE, NO, 'SO']", ["KE", "NO", "SO"]),
        ("{fr: [accord], ar: [اتفاق]}", {"fr": ["accord"], "ar": ["اتفاق"]}),
        ("[]", []),
        ("{}", {}),
        ("\n  - a\n  - b: 1\n    c: 2", ["a", {"b": 1, "c": 2}]),
        # A sign inside is no tag, anchor or alias.
        ("a & b! *c*", "a & b! *c*"),
        ("'!x &y *z'", "!x &y *z"),
    ],
)
def test_values(text: str, value: object) -> None:
    found = value_of(f"key: {text}")["key"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_words_as_typed() -> None:
    assert value_of("NO: a\n1: b\ntrue: c\n'q': d\nمفتاح: e\n<<: f\n") == {
        "NO": "a",
        "1": "b",
        "true": "c",
        "q": "d",
        "مفتاح": "e",
        "<<": "f",
    }


def test_comments_and_nothing() -> None:
    assert value_of("# only a comment\n") is None
    assert value_of("") is None
    assert value_of("a: 1 # why\n# more\nb: 2") == {"a": 1, "b": 2}
    assert value_of("- a\n- b") == ["a", "b"]
    assert value_of("word") == "word"


# -- lines --

NESTED = """\
title: A title
backed_by:
  - to: c087
    provisions: [art-2,
      art-11]
    basis: imrf2026, §d1.1

  - to: c143   # two lines further down
    basis: editors
names: {en: Geneva,
        fr: Genève}
summary: >
  several
  lines
last: x
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("title",), 2),
        (("backed_by",), 3),
        (("backed_by", 0), 4),
        (("backed_by", 0, "to"), 4),
        (("backed_by", 0, "provisions"), 5),
        (("backed_by", 0, "provisions", 0), 5),
        (("backed_by", 0, "provisions", 1), 6),
        (("backed_by", 0, "basis"), 7),
        (("backed_by", 1), 9),
        (("backed_by", 1, "to"), 9),
        (("backed_by", 1, "basis"), 10),
        (("names", "en"), 11),
        (("names", "fr"), 12),
        (("summary",), 13),
        (("last",), 16),
        # What is not there has the line of what is around it.
        (("backed_by", 1, "nothing"), 9),
        (("backed_by", 7), 3),
        (("nothing", "at", "all"), 2),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    located, faults = load(NESTED)
    assert faults == []
    assert located.line_of(path) == line


# -- faults --


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: 1\na: 2\nb: 3", ["3: error[duplicate-key]: the key 'a' stands twice (first in line 2)"]),
        (
            "x:\n  b: 1\n  c: 2\n  b: 3\n'x': 4",
            [
                "5: error[duplicate-key]: the key 'b' stands twice (first in line 3)",
                "6: error[duplicate-key]: the key 'x' stands twice (first in line 2)",
            ],
        ),
        (
            "a: &x [1]\nb: *x",
            [
                "2: error[yaml-alias]: anchors (`&name`) are not allowed; write the value out where it is needed",
                "3: error[yaml-alias]: aliases (`*name`) are not allowed; write the value out",
            ],
        ),
        (
            "a: &x [*x]",
            [
                "2: error[yaml-alias]: anchors (`&name`) are not allowed; write the value out where it is needed",
                "2: error[yaml-alias]: aliases (`*name`) are not allowed; write the value out",
            ],
        ),
        (
            "b: 1\na: &unused x",
            ["3: error[yaml-alias]: anchors (`&name`) are not allowed; write the value out where it is needed"],
        ),
        (
            "a: *gone",
            [
                "2: error[yaml-alias]: aliases (`*name`) are not allowed; write the value out",
                "2: error[bad-yaml]: not YAML: found undefined alias",
            ],
        ),
        ("a: !own x", ["2: error[yaml-tag]: tags (`!name`) are not allowed; write the plain value"]),
        ("a: !!str 5", ["2: error[yaml-tag]: tags (`!name`) are not allowed; write the plain value"]),
        (
            "a:\n  - !!python/object/apply:os.system ['true']",
            ["3: error[yaml-tag]: tags (`!name`) are not allowed; write the plain value"],
        ),
        ("!own\na: 1", ["2: error[yaml-tag]: tags (`!name`) are not allowed; write the plain value"]),
        ("a: !<tag:x> {b: 1}", ["2: error[yaml-tag]: tags (`!name`) are not allowed; write the plain value"]),
        (
            "title: Rights: all of them",
            [
                "2: error[bad-yaml]: not YAML: mapping values are not allowed in this context; "
                "put the text in quotation marks"
            ],
        ),
        ("a: 1\nb: [1, 2\nc: 3", ["4: error[bad-yaml]: not YAML: did not find expected ',' or ']'"]),
        ("a: 1\nb: 'open", ["3: error[bad-yaml]: not YAML: found unexpected end of stream"]),
        ("a: 1\n\tb: 2", ["3: error[bad-yaml]: not YAML: found a tab character that violates indentation"]),
        ("a: @x", ["2: error[bad-yaml]: not YAML: found character that cannot start any token"]),
        (
            "a: 1\n b: 2",
            [
                "3: error[bad-yaml]: not YAML: mapping values are not allowed in this context; "
                "put the text in quotation marks"
            ],
        ),
        ("a: 1\n---\nb: 2", ["3: error[bad-yaml]: not YAML: but found another document"]),
        ("? [a, b]\n: c\nd: 1", ["2: error[bad-yaml]: a key must be a word"]),
        ("{a: 1}: b", ["2: error[bad-yaml]: a key must be a word"]),
    ],
)
def test_faults(text: str, faults: list[str]) -> None:
    assert load(text)[1] == [f"{PATH}:{fault}" for fault in faults]


def test_all_that_can_be_read_is_read_beside_the_faults() -> None:
    located, faults = load("a: 1\na: 2\nb: !x 3\nc: &y 4\nd: *y\n[e]: 5\nf: 6")
    assert located.value == {"a": 1, "b": 3, "c": 4, "d": None, "f": 6}
    assert located.line_of(("f",)) == 8
    assert [fault.split(" ")[0] for fault in faults] == [
        f"{PATH}:4:", f"{PATH}:5:", f"{PATH}:6:", f"{PATH}:3:", f"{PATH}:7:"
    ]  # fmt: skip


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    before = time.process_time()
    located, faults = load("\n".join(lines))
    assert time.process_time() - before < 1
    assert len(str(located.value)) < 10_000
    assert len(faults) == 40 + 39 * 9


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200,
        "a: " + "[x, " * 20_000,
        "a: " + "{x: " * 45_000,
        "a: " + "[{x: " * 30_000,
        "a: " + "[x, " * 31 + "]" * 31,
        "a: " + '["' * 99_000,
        "- " * 40 + "x",
        "? " * 10_000,
    ],
    ids=["brackets", "items", "maps", "mixed", "closed", "quotes", "dashes", "keys"],
)
def test_deep_brackets_end_in_an_error_not_in_a_crash(text: str) -> None:
    located, faults = load(text)
    assert located.value is None
    assert faults == [f"{PATH}:2: error[too-large]: YAML nested deeper than {MAX_DEPTH} levels; flatten it"]


def test_deep_lines_end_in_an_error_with_their_line() -> None:
    text = "\n".join(f"{' ' * level}a:" for level in range(400))
    _, faults = load(text)
    assert faults == [f"{PATH}:33: error[too-large]: nested deeper than {MAX_DEPTH} levels; flatten it"]


def test_the_deepest_that_is_read() -> None:
    text = "a: " + "[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1)
    value = value_of(text)["a"]
    for _ in range(MAX_DEPTH - 1):
        [value] = value
    assert value == 1


def test_many_brackets_side_by_side_are_not_deep() -> None:
    text = "\n".join(f"k{number}: [[a], {{b: [c]}}]" for number in range(300))
    assert len(value_of(text)) == 300


def test_the_longest_that_is_read() -> None:
    assert value_of("a: " + "x" * (MAX_CHARACTERS - 3)) == {"a": "x" * (MAX_CHARACTERS - 3)}
    assert load("a: " + "x" * (MAX_CHARACTERS - 2))[1] == [
        f"{PATH}:2: error[too-large]: 200001 characters of YAML; at most 200000 are read: split the file"
    ]


# PyYAML writes `0E0` without quotation marks, since YAML 1.1 has no such number; YAML 1.2, which is read here, has.
_WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufeff"), max_size=20
).filter(lambda word: not re.fullmatch(r"[-+]?[0-9.]+[eE][-+]?[0-9]+", word))
_DATA = st.recursive(
    _WORDS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(_DATA)
@settings(deadline=None)
def test_what_a_writer_of_yaml_writes_is_read_back(data: object) -> None:
    text = yaml.safe_dump({"key": data}, allow_unicode=True, default_flow_style=None)
    located, faults = load_yaml(PATH, text)
    if any(fault.code != "yaml-alias" for fault in faults):
        pytest.fail(f"{text!r}: {faults}")
    if not faults:
        assert located.value == {"key": data}


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from("a: b - [ ] { } , & * ! | > ' \" # \n \n\x20\x20 ? % @ ` --- ...".split(" "))).map(
        " ".join
    )
)
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    located, faults = load_yaml(PATH, text, 5)
    last = 5 + len(text.splitlines()) + 1
    assert all(5 <= fault.line <= last for fault in faults)
    assert all(5 <= line <= last for line in located.lines.values())
