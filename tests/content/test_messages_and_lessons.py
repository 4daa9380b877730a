"""What is made to be said and to be taught: each demand in three lengths, each lesson with all that a room needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbook.core.documents import EntryText
from handbook.core.handbook import Entry, Handbook
from handbook.core.kinds.base import EDITORS
from handbook.core.kinds.demand import MESSAGES, Demand
from handbook.core.kinds.small import Lesson
from handbook.core.markdown import Citation, EditorsMark, Reference
from handbook.core.markdown.fragments import Fragment, Hole, Part
from handbook.core.markdown.renderer import plain_text
from handbook.mkdocs_plugin.build import open_project, read

ROOT = Path(__file__).parents[2]
LENGTHS = {"message-30": (55, 85), "message-60": (110, 155)}
"""Part → fewest and most English words: about 140 to 150 are spoken in a minute."""
LINE = 35
"""Most words of the one line, which is the summary."""
SECTIONS = ("objective", "outcomes", "for", "materials", "steps", "sheet", "questions", "next")
SUBJECTS = {
    "worker-voice",
    "decent-work-and-standards",
    "non-discrimination-and-social-protection",
    "rights-based-pathways",
    "just-models-and-fair-recruitment",
}


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return read(open_project(ROOT / "mkdocs.yml"))[0].handbook


def said(fragment: Fragment) -> str:
    """Return words without their citations; a reference counts as one word."""
    pieces = (piece if isinstance(piece, str) else "C" if isinstance(piece, Reference) else "" for piece in fragment)
    return plain_text("".join(pieces))


def parts_of(text: EntryText, section_id: str) -> dict[str, Part]:
    section = text.body.section(section_id)
    return {part.id: part for part in section.parts} if section else {}


def paragraphs(fragment: Fragment) -> Iterator[Fragment]:
    """Yield the pieces of each paragraph."""
    pieces: list[str | Hole] = []
    for piece in fragment:
        if not isinstance(piece, str):
            pieces.append(piece)
            continue
        *closed, rest = piece.split("</p>")
        for end in closed:
            yield (*pieces, end)
            pieces = []
        pieces.append(rest)


def demands(handbook: Handbook) -> tuple[Entry, ...]:
    return handbook.of_kind("demand")


def test_every_demand_has_its_message_in_three_lengths(handbook: Handbook):
    wrong = []
    for entry in demands(handbook):
        text = handbook.source_text(entry)
        versions = parts_of(text, "messages")
        if tuple(versions) != MESSAGES:
            wrong.append((entry.id, "versions", ", ".join(versions)))
            continue
        if len(text.summary.split()) > LINE:
            wrong.append((entry.id, "line", f"{len(text.summary.split())} words"))
        for name, (least, most) in LENGTHS.items():
            count = len(said(versions[name].content).split())
            if not least <= count <= most:
                wrong.append((entry.id, name, f"{count} words"))
    assert wrong == []
    assert len(demands(handbook)) == 21


def test_every_version_says_where_it_comes_from(handbook: Handbook):
    """Each paragraph is cited or marked as ours, and each version cites the demand's own place."""
    wrong = []
    for entry in demands(handbook):
        own = {place.key for place in entry.facts.sources}
        assert own, entry.id
        for part in parts_of(handbook.source_text(entry), "messages").values():
            cited = [hole for hole in part.content if isinstance(hole, Citation)]
            if not own & {item.key for hole in cited for item in hole.items}:
                wrong.append((entry.id, part.id, "not its own source"))
            wrong += [
                (entry.id, part.id, said(words))
                for words in paragraphs(part.content)
                if said(words) and not any(isinstance(piece, (Citation, EditorsMark)) for piece in words)
            ]
    assert wrong == []


def test_a_message_does_not_take_a_draft_for_what_was_adopted(handbook: Handbook):
    """Of the text of 2026 the messages say that it is a draft, or a version of one."""
    wrong = []
    for entry in demands(handbook):
        assert isinstance(entry.facts, Demand)
        for part in parts_of(handbook.source_text(entry), "messages").values():
            words = said(part.content)
            if re.search(r"declaration (?:of 2026 )?(?:says|omits|contains|adopted)", words):
                wrong.append((entry.id, part.id))
    assert wrong == []


def test_translated_messages_hold_the_same_citations(handbook: Handbook):
    seen = 0
    for entry in demands(handbook):
        source = parts_of(handbook.source_text(entry), "messages")
        for tag, words in entry.words.items():
            if tag == handbook.settings.source_language or words.text is None:
                continue
            seen += 1
            translated = parts_of(words.text, "messages")
            assert tuple(translated) == MESSAGES, (entry.id, tag)
            for name, part in translated.items():
                assert places(part.content) == places(source[name].content), (entry.id, tag, name)
    assert seen >= 6


def places(fragment: Fragment) -> list[tuple[str, str]]:
    return [(item.key, item.locator) for hole in fragment if isinstance(hole, Citation) for item in hole.items]


def test_there_is_a_lesson_for_each_demand_and_for_the_three_crafts(handbook: Handbook):
    lessons = handbook.of_kind("lesson")
    assert len(lessons) >= 8
    taught = {target for entry in lessons for target in entry.facts.teaches}  # type: ignore[attr-defined]
    assert taught >= SUBJECTS
    ids = {entry.id for entry in lessons}
    assert ids >= {"reading-a-convention", "using-the-supervisory-bodies", "organising-and-welcoming"}


def test_every_lesson_has_all_that_a_room_needs(handbook: Handbook):
    for entry in handbook.of_kind("lesson"):
        present = [section.id for section in handbook.source_text(entry).body.sections]
        assert [name for name in present if name in SECTIONS] == list(SECTIONS), entry.id
        assert entry.facts.sources, entry.id
        assert len(entry.facts.group_size) == 2, entry.id  # type: ignore[attr-defined]


def test_the_minutes_of_the_steps_add_up(handbook: Handbook):
    for entry in handbook.of_kind("lesson"):
        facts = entry.facts
        assert isinstance(facts, Lesson)
        assert facts.step_minutes, f"{entry.id}: minutes by step are missing"
        assert sum(facts.step_minutes) == facts.minutes, entry.id
        for tag, words in entry.words.items():
            assert words.text is not None
            steps = [name for name in parts_of(words.text, "steps") if name.startswith("step-")]
            assert steps == [f"step-{number + 1}" for number in range(len(facts.step_minutes))], (entry.id, tag)


def test_a_sheet_and_the_answers_cite_their_sources(handbook: Handbook):
    """What participants take home is not all our own voice."""
    for entry in handbook.of_kind("lesson"):
        body = handbook.source_text(entry).body
        for name in ("sheet", "questions"):
            section = body.section(name)
            assert section is not None
            assert EDITORS not in section.classes, (entry.id, name)
            assert places(section.content), (entry.id, name)
