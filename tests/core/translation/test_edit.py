"""Other words in one passage, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handbook.core.documents import Document, FileToParse, parse_document, peek
from handbook.core.kinds import choose_kinds
from handbook.core.markdown.passages import Passage, PassageKind
from handbook.core.translation.edit import WordsNotFoundError, block_of, normalised, replace_words
from handbook.core.translation.status import texts_of
from tests.core.conftest import SAMPLE

KINDS = choose_kinds()
FILES = sorted(path for path in SAMPLE.glob("docs/*/**/*.md"))


def parse(path: Path, text: str) -> Document:
    """Parse a file of the sample."""
    language, _, page = path.relative_to(SAMPLE / "docs").as_posix().removesuffix(".md").partition("/")
    source = (SAMPLE / "docs/en" / f"{page}.md").read_text("utf-8")
    shape, kind = peek(source)
    file = FileToParse(path.name, language, page, language == "en", shape, kind)
    return parse_document(file, text, KINDS)[0]


def passages(document: Document) -> list[Passage]:
    """Return all passages that have words, in the order of the file."""
    found = [passage for texts in texts_of(document).values() for passage in texts]
    return [passage for passage in found if passage.text and passage.kind != PassageKind.CODE]


def seen(found: list[Passage]) -> list[tuple[str, str, str, str]]:
    return [(passage.section, passage.kind.value, passage.anchor, passage.text) for passage in found]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SAMPLE / "docs").as_posix())
def test_every_passage_can_be_given_other_words(path: Path):
    text = path.read_text("utf-8")
    before = passages(parse(path, text))
    assert before
    for number, passage in enumerate(before):
        # A row keeps its cells, and a footnote its mark: without it, it would be none.
        marks = " [^1]" if "[^1]" in passage.text else ""
        bars = " | كلمة" * passage.text.count(" | ") if passage.kind == PassageKind.ROW else ""
        words = f"Other words: كلمات أخرى.{marks}{bars}"
        if passage.text.startswith("!["):
            words = "![كلمات](plate.svg)"
        made = replace_words(text, passage, words)
        after = passages(parse(path, made))
        expected = [*seen(before)]
        expected[number] = (passage.section, passage.kind.value, passage.anchor, words)
        assert seen(after) == expected
        # What stands above and below it is there to the byte.
        lines, made_lines = text.splitlines(keepends=True), made.splitlines(keepends=True)
        assert made_lines[: passage.line - 1] == lines[: passage.line - 1]
        rest = lines[passage.end - 1 :]
        assert made_lines[len(made_lines) - len(rest) :] == rest or passage.kind == PassageKind.SUMMARY
        assert block_of(made, text, passage).count("\n") == 1 or passage.kind == PassageKind.SUMMARY


VOICE = SAMPLE / "docs/en/demands/voice.md"
TEXT = VOICE.read_text("utf-8")
PASSAGES = passages(parse(VOICE, TEXT))
SIGNS = st.sampled_from(
    ["#", "-", "1.", ">", "`", "```", "~~~", "|", ":", ":::", "!!!", "[^1]:", "[x]:", "{#a}", "{", "}"]
)
WORDS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.lists(
        st.one_of(SIGNS, st.sampled_from(["word", "كلمة", " ", "\n", "\n\n", "*", "_", "\\", "<", "==="])), max_size=8
    ).map("".join),
    st.lists(st.one_of(SIGNS, st.sampled_from(["word", "كلمة", "Table:", "---", "title:"])), max_size=6).map(" ".join),
)


@given(st.sampled_from(PASSAGES), WORDS)
@settings(deadline=None, max_examples=400)
@example(next(passage for passage in PASSAGES if passage.kind == PassageKind.PARAGRAPH), "```")
@example(next(passage for passage in PASSAGES if passage.kind == PassageKind.TITLE), "a: b # c")
@example(next(passage for passage in PASSAGES if passage.kind == PassageKind.HEADING), "## a {#b} #")
def test_whatever_the_words_the_other_passages_are_unchanged(passage: Passage, words: str):
    if "[^1]" in passage.text:
        words += " [^1]"
    try:
        made = replace_words(TEXT, passage, words)
    except ValueError:
        return
    after = passages(parse(VOICE, made))
    number = PASSAGES.index(passage)
    assert len(after) == len(PASSAGES)
    assert seen(after[:number]) == seen(PASSAGES[:number])
    assert seen(after[number + 1 :]) == seen(PASSAGES[number + 1 :])
    assert after[number].text == normalised(words, passage.kind)
    assert (after[number].kind, after[number].anchor) == (passage.kind, passage.anchor)


@pytest.mark.parametrize(
    "words", ["", "   ", "# Title", "- item", "1. one", "> said", "```", "::: demands", "!!! note", "---"]
)
def test_words_that_would_be_another_block_are_refused(words: str):
    passage = next(passage for passage in PASSAGES if passage.kind == PassageKind.PARAGRAPH)
    with pytest.raises(ValueError, match=r"as Markdown|no words"):
        replace_words(TEXT, passage, words)


def test_characters_that_the_door_refuses_are_refused():
    with pytest.raises(ValueError, match=r"U\+202E"):
        replace_words(TEXT, PASSAGES[0], "turned \u202e round")


def test_a_row_keeps_its_cells():
    row = next(passage for passage in PASSAGES if passage.kind == PassageKind.ROW)
    with pytest.raises(ValueError, match="a row of 2 cells would have 3"):
        replace_words(TEXT, row, "one | two | three")


def test_a_file_that_has_changed_since_is_told():
    with pytest.raises(WordsNotFoundError, match="line"):
        replace_words(TEXT.replace(PASSAGES[-1].text, "Something else."), PASSAGES[-1], "Words.")
