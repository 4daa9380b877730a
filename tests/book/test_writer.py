"""HTML of articles → Typst source: one golden pair for each construct that our pages use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.articles.render import TEMPLATES
from handbook.book.source import literal, plain, settle
from handbook.book.writer import Setting, Writer, Written, is_known_class, write_article

GOLDEN = Path(__file__).parent / "golden"
SCREEN = frozenset(
    "cite.html data.html diff.html downloads.html source.html translation_changes.html translations.html".split()
)
"""Templates of what a book does not hold: pages about files, translations, single works."""
_HEAD = re.compile(r"<!-- (.*?) -->\n")
_WORDS_OF_CODE = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)


def setting_of(html: str) -> Setting:
    """Return how an article stands in the book, as the comment at its head says: `<!-- page: about, level: 1 -->`."""
    given_values: dict[str, Any] = {"page": "about", "path": "docs/en/about.md"}
    head = _HEAD.match(html)
    for pair in head[1].split(", ") if head else ():
        name, _, value = pair.partition(": ")
        given_values[name] = int(value) if name == "level" else value
    return Setting(**given_values)


def write(html: str) -> Written:
    """Write an article as its comment says."""
    return write_article(_HEAD.sub("", html, count=1), setting_of(html))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.html")), ids=lambda path: path.stem)
def test_golden(path: Path):
    written = write(path.read_text(encoding="utf-8"))
    assert written.faults == ()
    assert plain(written.source) == path.with_suffix(".typ").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<p>One <blink>two</blink></p>", "<blink>"),
        ("<video>film</video>", "<video>"),
        ('<p class="lead shiny">One</p>', '<p class="shiny">'),
        ('<ul class="relations"><li class="odd">One</li></ul>', '<li class="odd">'),
        ('<dl class="facts"><div><dt>One</dt><dd class="odd">Two</dd></div></dl>', '<dd class="odd">'),
    ],
)
def test_what_is_not_known_is_a_fault_with_its_page(html: str, what: str):
    (fault,) = write(html).faults
    assert (fault.path, fault.code) == ("docs/en/about.md", "unknown-element")
    assert fault.message == (
        f"the book does not know {what} (page about); write it with an element and a class that it knows, or say "
        'class="screen-only" for what is not to be printed'
    )


def test_words_of_an_unknown_element_are_not_lost():
    assert "film" in plain(write("<p>One <video>film</video></p>").source)


def test_every_class_of_the_templates_is_known():
    unknown = {}
    printed = [path for path in TEMPLATES.rglob("*.html") if path.name not in SCREEN]
    for path in printed:
        text = _WORDS_OF_CODE.sub(" ", path.read_text(encoding="utf-8"))
        for classes in re.findall(r'class="([^"]*)"', text):
            for name in classes.split():
                if not is_known_class(name):
                    unknown[name] = path.name
    inside_what_is_left_out = {"changes-back", "contents-title"}
    assert {name: file for name, file in unknown.items() if name not in inside_what_is_left_out} == {}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_ends_where_the_text_ends(text: str):
    # A Typst string ends at the first quotation mark that no backslash stands before.
    inside = literal(text)[1:-1]
    assert re.fullmatch(r'(?:[^"\\\x00-\x1f\x7f]|\\["\\]|\\u\{[0-9a-f]+\})*', inside)
    plain_text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), inside.replace("\\\\", "\0"))
    if not set(text) & set("\\\0"):
        assert plain_text.replace('\\"', '"') == text


def test_a_link_that_leads_nowhere_prints_its_words():
    source = write('<p><a href="demands/d1.html">One</a></p>').source
    assert settle(source, lambda _: None) == '#to(none, entry: "demands/d1", numbered: true)[#"One";];\n\n'
    assert settle(source, lambda target: target.label).startswith('#to("demands/d1", ')


def test_a_part_of_an_article_can_be_chosen():
    html = "<article><header><h1>Title</h1></header><p>Words.</p></article>"
    written = Writer(Setting("about", "about.md", level=1)).write(html, only="//article/*[not(self::header)]")
    assert plain(written.source) == '#"Words.";\n\n'
