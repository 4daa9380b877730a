"""Whatever happens to the source: no translation is lost, none is called current that is not, nothing is guessed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.core.markdown import parse_body
from handbook.core.markdown.passages import Passage, PassageKind
from handbook.core.translation.alignment import Match, State, align

# -- a text as blocks, so that an edit can be made and its effect known --


@dataclass
class Block:
    """A block of the source, with what it was when the translation was confirmed."""

    kind: str
    words: str
    born: str | None = None
    """Its words in the base; None for what was added since."""


@dataclass
class Text:
    sections: dict[str, list[Block]] = field(default_factory=dict)

    def markdown(self) -> str:
        return "\n".join(
            write(name, [(block.kind, block.words) for block in blocks]) for name, blocks in self.sections.items()
        )


def write(section: str, blocks: list[tuple[str, str]]) -> str:
    lines = [f"## Heading of {section} {{#{section}}}", ""] if section else []
    before = ""
    for kind, words in blocks:
        if before == "item" and kind != "item":
            lines.append("")
        if kind == "row":
            head = [] if before == "row" else ["| A | B |", "| --- | --- |"]
            lines += [*head, f"| {words} | more |"]
        elif kind == "item":
            lines.append(f"- {words}")
        else:
            lines += [words, ""]
        before = kind
    # A list and the paragraph behind it are parted by an empty line.
    return "\n".join(lines) + "\n"


def passages(markdown: str) -> tuple[Passage, ...]:
    body, faults = parse_body("a.md", "", markdown)
    assert [fault for fault in faults if fault.code not in ("uncited",)] == []
    return body.passages


def translated(markdown: str) -> str:
    """A translation that says which words it renders: `w3` → `W3`."""
    return "\n".join(line if line.startswith(("|-", "| -")) else upper(line) for line in markdown.split("\n"))


def upper(line: str) -> str:
    head, brace, tail = line.partition(" {#")
    return head.upper() + brace + tail


COUNTER = iter(range(10**9))


def fresh() -> str:
    return f"word{next(COUNTER)} said"


def make(random_: random.Random) -> Text:
    text = Text()
    for number in range(random_.randint(1, 4)):
        blocks = []
        for _ in range(random_.randint(1, 5)):
            words = fresh()
            # No table: two that touch would be one.
            blocks.append(Block(random_.choice(["paragraph", "item", "paragraph"]), words, words))
        text.sections[f"s{number}"] = blocks
    return text


EDITS = ("change", "insert", "delete", "move", "move-away", "split", "join")


def edit(text: Text, random_: random.Random) -> str:
    what = random_.choice(EDITS)
    names = [name for name, blocks in text.sections.items() if blocks]
    if not names:
        return "nothing"
    blocks = text.sections[random_.choice(names)]
    at = random_.randrange(len(blocks))
    if what == "change":
        blocks[at].words += " changed"
    elif what == "insert":
        blocks.insert(at, Block(random_.choice(["paragraph", "item"]), fresh()))
    elif what == "delete":
        del blocks[at]
    elif what == "move":
        blocks.insert(random_.randrange(len(blocks)), blocks.pop(at))
    elif what == "move-away":
        other = text.sections[random_.choice(list(text.sections))]
        other.insert(random_.randint(0, len(other)), blocks.pop(at))
    elif what == "split":
        blocks.insert(at, Block(blocks[at].kind, fresh()))
        blocks[at + 1].words += " rest"
    elif at + 1 < len(blocks):
        blocks[at].words += " " + blocks.pop(at + 1).words
    return what


def rendered_by(match: Match) -> list[str]:
    return [passage.text for passage in match.translation]


@pytest.mark.parametrize("seed", range(400))
def test_random_edits(seed: int):
    """2,000 and more edits: five or six to each of 400 texts, looked at after each."""
    random_ = random.Random(seed)
    text = make(random_)
    base_markdown = text.markdown()
    ours_markdown = translated(base_markdown)
    base, ours = passages(base_markdown), passages(ours_markdown)
    base_words = {passage.text for passage in base}
    for _ in range(random_.randint(5, 6)):
        edit(text, random_)
        source = passages(text.markdown())
        matches = align(source, base, ours)
        # Every passage of the source has one state; every passage of the translation is still there, or somewhere.
        assert sorted(passage.line for match in matches for passage in match.source) == sorted(p.line for p in source)
        kept = [passage.line for match in matches for passage in match.translation]
        assert sorted(kept) == sorted(passage.line for passage in ours)
        # Nothing is falsely current: its words are those of the base, and the translation is that of these words.
        for match in matches:
            if match.state == State.CURRENT:
                assert [passage.text for passage in match.source] == [passage.text for passage in match.base]
                assert [passage.text.upper() for passage in match.source] == rendered_by(match)
            if match.is_moved:
                assert [passage.text.upper() for passage in match.source] == rendered_by(match)
            if match.state == State.MISSING:
                assert all(passage.text not in base_words for passage in match.source)
        # Headings were kept, so nothing is left to guess.
        assert not [match for match in matches if match.state == State.UNMATCHED]
        # And what has not been touched at all is current, or at worst moved.
        untouched = {passage.text for passage in source} & base_words
        for match in matches:
            for passage in match.source:
                if passage.text in untouched and len(match.source) == 1:
                    assert match.state == State.CURRENT or match.is_moved


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=100)
def test_one_edit_leaves_the_neighbours_current(seed: int):
    random_ = random.Random(seed)
    text = make(random_)
    base = passages(text.markdown())
    ours = passages(translated(text.markdown()))
    blocks = random_.choice(list(text.sections.values()))
    random_.choice(blocks).words += " changed"
    source = passages(text.markdown())
    states = [match.state for match in align(source, base, ours)]
    assert states.count(State.OUTDATED) == 1
    assert states.count(State.CURRENT) == len(states) - 1


# -- cases --


def states(source: str, base: str | None, ours: str) -> list[tuple[str, list[str]]]:
    found = align(passages(source), passages(base) if base is not None else None, passages(ours))
    return [(match.state.value, [passage.text for passage in match.translation]) for match in found]


def test_a_text_without_base_is_unmatched_as_a_whole():
    assert states("A.\n\nB.", None, "X.\n\nY.") == [("unmatched", ["X.", "Y."])]


def test_a_section_that_the_translation_lacks_is_missing():
    source = "A.\n\n## New {#new}\n\nB."
    assert states(source, "A.", "X.") == [("current", ["X."]), ("missing", []), ("missing", [])]


def test_a_section_whose_blocks_do_not_line_up_is_one_passage():
    base, ours = "A.\n\nB.", "X und Y."
    assert states(base, base, ours) == [("current", ["X und Y."])]
    assert states("A.\n\nC.", base, ours) == [("outdated", ["X und Y."])]


def test_a_list_that_became_a_paragraph_in_the_translation_is_not_matched_by_number():
    assert states("- A\n- B", "- A\n- B", "X.\n\nY.") == [("current", ["X.", "Y."])]
    assert states("- A\n- C", "- A\n- B", "X.\n\nY.") == [("outdated", ["X.", "Y."])]


def test_a_section_that_the_source_has_dropped_is_extra():
    base = "A.\n\n## Old {#old}\n\nB."
    assert states("A.", base, "X.\n\n## Alt {#old}\n\nY.") == [
        ("current", ["X."]),
        ("extra", ["Alt"]),
        ("extra", ["Y."]),
    ]


def test_a_paragraph_that_was_split_is_one_passage_until_it_is_looked_at():
    assert states("A one.\n\nA two.\n\nB.", "A one. A two.\n\nB.", "X.\n\nY.") == [
        ("outdated", ["X."]),
        ("current", ["Y."]),
    ]


def test_where_a_line_is_broken_is_no_change():
    assert states("A\nlong line.", "A long\nline.", "X.") == [("current", ["X."])]


def test_brackets_are_missing_whatever_the_base():
    assert states("A.\n\nB.", "A.\n\nB.", "X.\n\n⟦B.⟧") == [("current", ["X."]), ("missing", ["⟦B.⟧"])]


def test_items_with_ids_line_up_by_them():
    base = "- A {#a}\n- B {#b}"
    assert states(base, base, "- Y {#b}\n- X {#a}") == [("current", ["Y", "X"])]
    assert states("- A {#a}\n- C {#b}", base, "- Y {#b}\n- X {#a}") == [("outdated", ["Y", "X"])]


def test_tables_definitions_captions_and_footnotes_are_passages():
    body, _ = parse_body(
        "a.md",
        "",
        '| H | I |\n| --- | --- |\n| a | b |\n\nTable: Words[^1]\n\nTerm\n:   Its meaning.\n\n!!! note "Title"\n'
        "    Text.\n\n"
        "[^1]: A note.\n",
    )
    assert [(passage.kind, passage.text) for passage in body.passages] == [
        (PassageKind.CAPTION, "Words[^1]"),
        (PassageKind.ROW, "H | I"),
        (PassageKind.ROW, "a | b"),
        (PassageKind.TERM, "Term"),
        (PassageKind.DEFINITION, "Its meaning."),
        (PassageKind.CALLOUT, "Title"),
        (PassageKind.PARAGRAPH, "Text."),
        (PassageKind.FOOTNOTE, "A note."),
    ]
