"""Markdown by golden files, and what no text whatever may do.

A case in `markdown/*.md` is a title, the input and what comes of it; anyone can add one without Python. What comes of
it is shown so: `⟦…⟧` is a hole with its line, `uncited 3: …` and `3: error[…]` are what a check would say of line 3.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.common.utils import escapeHtml

from handbook.core.diagnostics import Diagnostic
from handbook.core.markdown import (
    Body,
    Citation,
    EditorsMark,
    Fragment,
    Hole,
    LocalAddress,
    PassageMark,
    Reference,
    View,
    Word,
    parse_body,
)
from handbook.core.markdown.body import MAX_NESTING
from handbook.core.markdown.citation_syntax import SyntaxFault, parse_citation_group
from handbook.core.markdown.passages import folded
from handbook.core.markdown.renderer import plain_text
from handbook.core.markdown.rules import MAX_BLOCK
from tests.core.conftest import GoldenCase, assert_golden, golden_cases

HERE = Path(__file__).parent
PATH = "docs/en/demands/voice.md"


def parse(text: str, *, first_line: int = 1, shared: bool = False) -> tuple[Body, tuple[Diagnostic, ...]]:
    return parse_body(
        PATH, "demands", text, first_line=first_line, section_level=3 if shared else 2, take_summary=shared
    )


# -- golden files --


def shown_hole(hole: Hole) -> str:
    if isinstance(hole, Citation):
        items = "; ".join(f"{item.key}{', ' if item.locator else ''}{item.locator}" for item in hole.items)
        assert all(item.line == hole.line for item in hole.items)
        return f"{'says' if hole.narrative else 'cite'} {items} :{hole.line}"
    if isinstance(hole, EditorsMark):
        return f"ours :{hole.line}"
    if isinstance(hole, Reference):
        anchor = f"#{hole.anchor}" if hole.anchor else ""
        label = "" if hole.label is None else f" “{hole.label}”"
        return f"entry {hole.entry_id}{anchor}{label} :{hole.line}"
    if isinstance(hole, View):
        return f"view {hole.name} {hole.options!r} :{hole.line}, options :{hole.options_line}"
    if isinstance(hole, LocalAddress):
        return f"{hole.path}{'#' if hole.anchor else ''}{hole.anchor} :{hole.line}"
    assert isinstance(hole, Word)
    return f"word {hole.message}"


def shown(fragment: Fragment) -> str:
    return "".join(piece if isinstance(piece, str) else f"⟦{shown_hole(piece)}⟧" for piece in fragment).rstrip("\n")


def shown_body(body: Body, diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    if body.first_paragraph:
        yield f"summary: {shown(body.first_paragraph)}"
    if body.lead:
        yield shown(body.lead)
    for section in body.sections:
        classes = "".join(f" .{name}" for name in section.classes)
        yield f"section #{section.id}{classes} “{shown(section.title)}” :{section.line}"
        if section.content:
            yield shown(section.content)
        for heading in section.headings:
            yield f"heading #{heading.id} h{heading.level} “{shown(heading.title)}” :{heading.line}"
        for item in section.items:
            yield f"item #{item.id} “{shown(item.content)}” :{item.line}"
    if body.footnotes:
        yield f"footnotes: {shown(body.footnotes)}"
    if body.anchors:
        yield "ids: " + ", ".join(f"{name} :{line}" for name, line in body.anchors)
    for label, line in body.link_labels:
        yield f"defines [{label}] :{line}"
    for line, words in body.uncited:
        yield f"uncited {line}: {words}"
    for fault in diagnostics:
        assert fault.path == PATH
        yield f"{fault.line}: {fault.severity.value}[{fault.code}]: {fault.message}"


@pytest.mark.parametrize("case", golden_cases(HERE / "markdown"))
def test_golden_markdown(case: GoldenCase) -> None:
    shared = case.path.stem == "shared-entries"
    assert_golden(case, lambda text: "\n".join(shown_body(*parse(text, shared=shared))) or "(nothing)")


# -- what no text whatever may do --

# Pieces that the grammar knows, in any order, with what a person types between them.
_WORDS = """
    [@a] [@a,§d1.1;@b] [@ @ilo [] [][c087] [x][c087#art-2] [x](y.md) ![x](y.svg) [^1] {#id} {.editors} <script> <b </b>
    <!-- --> <? <![CDATA[ javascript:x data:x https://x.y & &lt; &#60; &#0; \\ \\[ ` `` ``` ~~~ * ** _ ~~ !
    # ## ### = - + 1. > | |-|-| : ::: :::practices !!! !!!note ??? Table: Figure: حق 𝒳 " '
"""
_SPACES = ("\x00", "\u202e", "\u2066", "\t", " ", "  ", "    ", "\n    ", "\n\n", "\n", "\n- ", "\n> ", "\n\n---\n")
_BLOCKS = ("\n\n[^1]:Foot", "\n## A {#a}\n", "::: practices\n    a: 1\n", "\nA\n: b\n", "\n| a |\n| - |\n")
_PIECES = st.sampled_from([*_WORDS.split(), *_SPACES, *_BLOCKS])
TEXTS = st.one_of(st.text(max_size=300), st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join))
_TAG = re.compile(r"</?([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"<>]*\")*)( /)?>")
OURS = frozenset(
    "a blockquote br caption code dd del div dl dt em figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre s strong sup "
    "table tbody td th thead tr ul".split()
)
ATTRIBUTES = frozenset("alt aria-label class href id loading rel role src start title".split())


def html_of(body: Body) -> str:
    """All HTML of a body and of the labels in it; what fills a hole is other tests' matter."""
    labels = [hole.label or "" for hole in body.holes if isinstance(hole, Reference)]
    return "".join(
        piece if isinstance(piece, str) else "hole" for fragment in body.fragments for piece in fragment
    ) + "".join(labels)


def assert_only_our_tags(html: str) -> None:
    assert "\x00" not in html
    rest = _TAG.sub("", html)
    assert "<" not in rest
    assert ">" not in rest
    for match in _TAG.finditer(html):
        assert match[1] in OURS, match[0]
        for name, value in re.findall(r' ([a-z-]+)="([^"]*)"', match[2]):
            assert name in ATTRIBUTES, match[0]
            if name == "href":
                assert re.match(r"hole|#|https?://|mailto:|tel:", value), match[0]
            if name == "src":
                assert value in ("hole", "", "#"), match[0]


@given(TEXTS, st.booleans())
@settings(max_examples=400, deadline=None)
def test_no_text_raises_or_gets_html_through(text: str, shared: bool) -> None:
    body, diagnostics = parse(text, first_line=7, shared=shared)
    assert_only_our_tags(html_of(body))
    lines = range(7, 8 + text.count("\n") + text.count("\r"))
    for fault in diagnostics:
        assert fault.line in lines
    for hole in body.holes:
        if not isinstance(hole, (Word, PassageMark)):
            assert hole.line in lines
    found = [line for _, line in (*body.anchors, *body.link_labels)] + [line for line, _ in body.uncited]
    assert all(line in lines for line in found)


@given(st.text(alphabet=st.sampled_from("@abc ;,[]§.1-_:\n\u00a0ن"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_group_is_items_or_a_fault(text: str) -> None:
    found = parse_citation_group(text)
    if isinstance(found, SyntaxFault):
        assert "\n" not in found.found
        return
    assert len(found) == text.count(";") + 1
    # What was read is what was typed, but for white space.
    again = parse_citation_group(";".join(f"@{key}, {locator}" if locator else f"@{key}" for key, locator in found))
    assert again == found


@given(st.text(max_size=80))
@settings(deadline=None)
def test_plain_text_gives_back_what_was_escaped(text: str) -> None:
    assert plain_text(f"<p>{escapeHtml(text)}</p>") == folded(text)


def test_lines_count_from_the_first_line_of_the_text() -> None:
    body, diagnostics = parse("One. [@a]\n\n<b>\n", first_line=40)
    assert [hole.line for hole in body.holes if isinstance(hole, Citation)] == [40]
    assert [str(fault) for fault in diagnostics] == [
        f"{PATH}:42: error[raw-html]: raw HTML `<b>`; use Markdown, or write `&lt;` for the character"
    ]


# -- caps: what would take minutes takes none --


def nested_list(depth: int) -> str:
    return "".join(f"{'  ' * level}- حق\n" for level in range(depth))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 20_000, "too-large"),
        ("![" * 20_000, "too-large"),
        ("[@" * 20_000, "too-large"),
        ("[x][" * 20_000, "too-large"),
        ("@a " * 100_000, "too-large"),
        ("*a **b _c " * 5_000, "too-large"),
        ("a\n" * 20_000, "too-large"),
        (f"| {'[' * 20_000} |\n| - |\n", "too-large"),
        (f"## {'[' * 20_000} {{#x}}", "too-large"),
        (nested_list(400), "too-deep"),
        (">" * 20_000 + " x", "too-deep"),
        ("".join(f"{'    ' * level}!!! note\n" for level in range(100)), "too-deep"),
        ("*" * 2_000 + "x" + "*" * 2_000, "too-deep"),
        ("x {" + ".a" * 2_000 + " !", ""),
        ("[@a" + " " * 4_900 + "b]", "bad-citation"),
        ("[@a, " + " " * 4_900 + "@b]", "bad-citation"),
        ("[" * 4_990, ""),
        ("".join(f"## A {{#a{number}}}\n\n" for number in range(3_000)), ""),
        ("".join(f"[a{number}]: x\n" for number in range(5_000)), ""),
        ("| a " * 100 + "|\n" + "| - " * 100 + "|\n" + "|\n" * 300, ""),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_hostile_text_ends_soon_and_says_why(text: str, code: str) -> None:
    before = time.process_time()
    _, diagnostics = parse(text)
    assert time.process_time() - before < 5
    assert ({code} if code else set()) <= {fault.code for fault in diagnostics}
    if not code:
        assert {fault.code for fault in diagnostics} <= {"bad-citation", "too-large"}


def test_nesting_is_told_with_both_numbers() -> None:
    _, diagnostics = parse(f"Text. [@a]\n\n{nested_list(400)}", first_line=5)
    assert [str(fault) for fault in diagnostics] == [
        f"{PATH}:25: error[too-deep]: nested {MAX_NESTING - 1} levels deep; at most {MAX_NESTING - 4}"
    ]


def test_a_list_as_deep_as_people_write_is_let_in() -> None:
    body, diagnostics = parse(nested_list(10))
    assert diagnostics == ()
    assert html_of(body).count("<li>") == 10


@pytest.mark.parametrize("length", [MAX_BLOCK, MAX_BLOCK + 1])
def test_the_longest_block(length: int) -> None:
    body, diagnostics = parse("ح" * length)
    assert bool(diagnostics) is (length > MAX_BLOCK)
    assert ("ح" * MAX_BLOCK in html_of(body)) is (length == MAX_BLOCK)


def test_no_break_spaces_stay_and_other_white_space_is_folded() -> None:
    assert folded(" a\n b\t\u00ab\u202fc\u202f\u00bb\u00a0; ") == "a b \u00ab\u202fc\u202f\u00bb\u00a0;"
