"""Every diagnostic: its text, its line, and that no code of the source goes without a test.

A case in `diagnostics/*.md` is a title, the files of a tiny handbook (each under a line `=== path`) and all that
`handbook check` says of it. Beside what is given there are the sources of `conftest.BIBLIOGRAPHY`. Today is 1 June
2026.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import handbook.core
from handbook.core.diagnostics import Diagnostic, Severity, allowed_names, did_you_mean, sort_diagnostics
from tests.core.conftest import GoldenCase, Tiny, assert_golden, golden_cases

HERE = Path(__file__).parent
CORE = Path(handbook.core.__file__).parent
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def files_in(text: str) -> dict[str, str]:
    parts = re.split(r"^=== (\S+)\n", text + "\n", flags=re.MULTILINE)
    assert not parts[0], f"a case begins with a line `=== path`: {parts[0]!r}"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("case", golden_cases(HERE / "diagnostics"))
def test_golden_diagnostics(case: GoldenCase, tiny: Tiny) -> None:
    assert_golden(case, lambda text: "\n".join(tiny.write(files_in(text)).faults()) or "(nothing)")


# -- no code without a test --

_MAKERS = ("Diagnostic", "LocatorFault", "fault", "_fault")


def codes_in(tree: ast.AST) -> Iterator[str]:
    """Yield the codes that a module gives: arguments of what makes a fault, and `(code, message)` pairs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _MAKERS and not any(isinstance(item, ast.Starred) for item in node.args):
                texts = [str(item.value) for item in node.args[:3] if isinstance(item, ast.Constant)]
                # The last one: a fault of a .bib file names its field before its code.
                yield from [text for text in texts if CODE.fullmatch(text) and not text.isdigit()][-1:]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            code, message = node.elts
            says = isinstance(message, ast.Constant) and " " in str(message.value)
            if isinstance(code, ast.Constant) and (says or isinstance(message, (ast.JoinedStr, ast.Attribute))):
                yield from [str(code.value)] if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", str(code.value)) else []


@cache
def codes_of_the_source() -> dict[str, set[str]]:
    """Code → modules that give it."""
    found: dict[str, set[str]] = {}
    for path in sorted(CORE.rglob("*.py")):
        for code in codes_in(ast.parse(path.read_text("utf-8"))):
            found.setdefault(code, set()).add(path.relative_to(CORE).as_posix())
    return found


@cache
def codes_tested() -> set[str]:
    """Codes that a test expects as printed, `error[code]`, or, of the bibliography, as a text of its own."""
    printed = "".join(path.read_text("utf-8") for path in [*HERE.glob("*.py"), *HERE.glob("*/*.md")])
    named = "".join(path.read_text("utf-8") for path in (HERE / "bibliography").glob("*.py"))
    return {
        *re.findall(r"(?:error|warning)\[([a-z0-9-]+)\]", printed + named),
        *re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', named),
    }


def test_every_code_of_the_source_has_a_test() -> None:
    untested = {code: sorted(modules) for code, modules in codes_of_the_source().items() if code not in codes_tested()}
    assert untested == {}, "add a case to tests/core/diagnostics/ (or to the tests of the bibliography)"


def test_the_search_for_codes_finds_them_all() -> None:
    """What a golden file prints, the search must have found: else the test above would prove nothing."""
    printed = "".join(path.read_text("utf-8") for path in HERE.glob("*/*.md"))
    shown = set(re.findall(r"^[^\n\[]*: (?:error|warning)\[([a-z0-9-]+)\]: ", printed, re.MULTILINE))
    assert len(shown) > 40
    assert shown <= codes_of_the_source().keys()


# -- faults as values --


def test_a_fault_is_one_line_with_its_place() -> None:
    fault = Diagnostic("docs/en/a.md", 12, "unknown-citation", "no source 'ilo'")
    assert str(fault) == "docs/en/a.md:12: error[unknown-citation]: no source 'ilo'"
    assert fault.is_error
    whole = Diagnostic("docs/en/a.md", 0, "review-due", "look again", Severity.WARNING)
    assert str(whole) == "docs/en/a.md: warning[review-due]: look again"
    assert not whole.is_error


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("a\nb", "a b"),
        ("a\r\n::error::b", "a  ::error::b"),
        ("a\tb", "a b"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\x00b", "a<U+0000>b"),
        ("a\u2028b", "a b"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("\udcff", "<U+DCFF>"),
        ("حق \u200fو\u2066x\u2069", "حق \u200fو\u2066x\u2069"),
    ],
)
def test_what_was_found_cannot_forge_a_line_of_the_report(found: str, shown: str) -> None:
    fault = Diagnostic(f"docs/{found}.md", 1, "bad-value", f"found '{found}'")
    assert (fault.path, fault.message) == (f"docs/{shown}.md", f"found '{shown}'")
    assert len(str(fault).splitlines()) == 1
    str(fault).encode()


def test_faults_are_sorted_by_place_and_told_once() -> None:
    faults = [Diagnostic("b.md", 1, "x", "m"), Diagnostic("a.md", 10, "x", "m"), Diagnostic("a.md", 9, "z", "m")]
    faults += [Diagnostic("a.md", 9, "y", "n"), Diagnostic("a.md", 9, "y", "m"), faults[0]]
    assert [f"{fault.path}:{fault.line}{fault.code}{fault.message}" for fault in sort_diagnostics(faults)] == [
        "a.md:9ym",
        "a.md:9yn",
        "a.md:9zm",
        "a.md:10xm",
        "b.md:1xm",
    ]


def test_the_nearest_name() -> None:
    assert did_you_mean("c078", ["c087", "icrmw"]) == "; did you mean 'c087'?"
    assert did_you_mean("voice", ["instruments"]) == ""
    assert did_you_mean("x", []) == ""
    assert did_you_mean("حرية", ["حريه"]) == "; did you mean 'حريه'?"
    assert allowed_names(["b", "a"]) == "allowed: a, b"


def test_each_fault_of_many_files_is_told_in_one_run(tiny: Tiny) -> None:
    for number in range(30):
        tiny.write({f"docs/en/a{number}.md": "---\ntitle: T\n---\n\nX. [@nobody]\n\n<b>\n"})
    faults = tiny.faults()
    assert len(faults) == 90
    assert faults == sorted(faults, key=lambda fault: (fault.split(":")[0], int(fault.split(":")[1])))


@pytest.mark.parametrize(("today", "due"), [("2026-01-31", 0), ("2026-02-01", 0), ("2026-02-02", 1), ("2030-01-01", 1)])
def test_today_is_an_input(tiny: Tiny, today: str, due: int) -> None:
    tiny.today = date.fromisoformat(today)
    facts = "value: 1\nunit: people\nas_of: 2024\nreview_by: 2026-02-01"
    text = f"---\nentries: figure\ntitle: T\nsummary: S.\n---\n\n## A {{#a}}\n\n```yaml\n{facts}\n```\n\nOne.\n"
    tiny.write({"docs/en/figures/f.md": text})
    assert [fault for fault in tiny.faults() if "review-due" in fault] == [
        "docs/en/figures/f.md:10: warning[review-due]: `value` of 'a' was to be looked at again by 2026-02-01"
    ] * due
