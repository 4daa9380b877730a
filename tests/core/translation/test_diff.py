"""What has changed, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.translation.alignment import State
from handbook.core.translation.diff import Change, compare_words, differences, meaning_of
from tests.core.conftest import Tiny
from tests.running import STATES

KEPT, OUT, IN = Change.KEPT, Change.TAKEN_OUT, Change.PUT_IN


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("One two three.", "One two three.", [(KEPT, "One two three.")]),
        ("One two three.", "One 2 three.", [(KEPT, "One "), (OUT, "two"), (IN, "2"), (KEPT, " three.")]),
        ("One two.", "One two, three.", [(KEPT, "One two"), (IN, ", three"), (KEPT, ".")]),
        # Several words that change beside one another are one change, not shreds.
        ("so it was here", "so we are here", [(KEPT, "so "), (OUT, "it was"), (IN, "we are"), (KEPT, " here")]),
        ("العمال هنا", "العمال هناك", [(KEPT, "العمال "), (OUT, "هنا"), (IN, "هناك")]),
        # A citation changes as a whole.
        ("Yes. [@a, p. 1]", "Yes. [@a, p. 2]", [(KEPT, "Yes. "), (OUT, "[@a, p. 1]"), (IN, "[@a, p. 2]")]),
        ("", "new", [(IN, "new")]),
        ("old", "", [(OUT, "old")]),
        ("", "", []),
    ],
)
def test_changes_are_marked_word_by_word(old: str, new: str, expected: list[tuple[Change, str]]):
    assert [(piece.change, piece.text) for piece in compare_words(old, new)] == expected


WORDS = st.lists(
    st.sampled_from(["one", "two", "ثلاثة", " ", "  ", ",", ".", "[@a, p. 1]", "\n\n", "{x}"]), max_size=14
).map("".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_it(old: str, new: str):
    pieces = compare_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.change != IN) == old
    assert "".join(piece.text for piece in pieces if piece.change != OUT) == new
    assert all(piece.text for piece in pieces)


def test_what_a_translator_has_to_look_at_in_the_order_of_the_source():
    handbook = Tiny(STATES, ("en", "fr", "ar")).load().handbook
    found = {str(item.target): item for item in differences(handbook.translation("demands/joining", "fr"))}
    ours = (STATES / "docs/fr/demands/joining.md").read_text("utf-8").splitlines()
    second = found["demands/joining#why:3"]
    assert second.state == State.OUTDATED
    assert second.translation.startswith("La deuxième raison est ancienne")
    assert "".join(piece.text for piece in second.pieces if piece.change != IN) == second.old
    assert ours[second.line - 1] == second.translation
    brackets = found["demands/joining#message-60:2"]
    assert (brackets.state, brackets.old, brackets.translation) == (State.MISSING, "", "")
    assert brackets.new == "Write it down, and say it aloud. [@ilo1990, p. 7]"
    assert ours[brackets.line - 1] == f"⟦{brackets.new}⟧", "where to put one's words"
    assert list(found).index("demands/joining#message-60:2") < list(found).index("demands/joining#why:3")
    extra = [item for item in found.values() if item.state == State.EXTRA]
    assert "\n\n".join(item.translation for item in extra) == "Chez nous\n\nCeci n’est que dans la traduction."
    section = found["demands/joining#lineage:1"]
    assert section.is_section
    assert "do not line up" in meaning_of(section)
    assert not any(item.state == State.CURRENT for item in found.values())


def test_a_page_that_is_up_to_date_has_no_difference():
    handbook = Tiny(STATES, ("en", "fr", "ar")).load().handbook
    assert differences(handbook.translation("demands/pay", "fr")) == ()
