"""Which passage of a translation stands for which passage of its source, and whether it is up to date.

Three texts are compared, as in a three-way merge: the source as it is, the base (the source as it was when the
translation was last confirmed), and the translation. Base and translation line up by section, kind and order; base
and source by their words. Where blocks do not line up, the section is the passage. Nothing is guessed: what is not
certain is `unmatched`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from handbook.core.markdown.passages import Passage, PassageKind


class State(StrEnum):
    """How a translation stands to its source, for one passage."""

    CURRENT = "current"
    OUTDATED = "outdated"
    """The source has changed since."""
    MISSING = "missing"
    """In the source, without counterpart in the translation."""
    UNMATCHED = "unmatched"
    """Which passage it translates is not certain."""
    EXTRA = "extra"
    """Only in the translation."""


@dataclass(frozen=True, slots=True)
class Match:
    """Passages that belong together: nearly always one of each text."""

    state: State
    source: tuple[Passage, ...] = ()
    base: tuple[Passage, ...] = ()
    translation: tuple[Passage, ...] = ()
    is_section: bool = False
    """True where the blocks of a section do not line up, so that all of it is one passage."""
    is_moved: bool = False
    """True where the source has the same words in another place now."""

    @property
    def section(self) -> str:
        """Id of the section that it belongs to; empty before the first."""
        passages = self.source or self.translation or self.base
        return passages[0].section

    @property
    def number(self) -> int:
        """How many passages it counts for: those of the source, or of the translation where it has more."""
        return len(self.source) or len(self.translation)

    @property
    def words_to_do(self) -> int:
        """Words of the source that wait for a translator."""
        if self.state not in (State.MISSING, State.OUTDATED) or self.is_moved:
            return 0
        return sum(passage.words for passage in self.source)


def align(
    source: Sequence[Passage], base: Sequence[Passage] | None, translation: Sequence[Passage]
) -> tuple[Match, ...]:
    """Return all passages of a text in the order of the source; then those that only the translation has.

    Args:
        source: passages of one entry or page, in the order of its file.
        base: those of its base; None where there is none.
        translation: those of the translation.
    """
    if base is source and translation and _lines_up(source, translation):
        pairs = zip(source, translation, strict=True)
        return tuple(_untranslated(Match(State.CURRENT, (now,), (now,), (ours,))) for now, ours in pairs)
    sections = _Sections(source), _Sections(base or ()), _Sections(translation)
    moved = _moved(*sections)
    matches: list[Match] = []
    for name in dict.fromkeys((*sections[0].names, *sections[2].names)):
        now, then, ours = (section.passages(name) for section in sections)
        if not ours:
            matches += [_new(passage, moved) for passage in now]
        elif not then:
            state = State.UNMATCHED if now else State.EXTRA
            matches.append(Match(state, now, (), ours, is_section=True))
        elif not now:
            gone = set(moved.values())
            matches += [Match(State.EXTRA, (), (), (passage,)) for passage in ours if passage not in gone]
        elif not _lines_up(then, ours):
            same = [passage.text for passage in now] == [passage.text for passage in then]
            whole = not any(passage.is_untranslated for passage in ours)
            state = State.CURRENT if same and whole else State.OUTDATED
            matches.append(Match(state, now, then, ours, is_section=True))
        else:
            matches += _by_words(now, then, ours, moved)
    return tuple(_untranslated(match) for match in matches)


def _new(passage: Passage, moved: Mapping[str, Passage]) -> Match:
    """A passage that the base has not in this place: it has come from another section, or nobody has translated it."""
    rendering = moved.get(passage.text)
    if rendering is None:
        return Match(State.MISSING, (passage,))
    return Match(State.OUTDATED, (passage,), (), (rendering,), is_moved=True)


def _untranslated(match: Match) -> Match:
    """What stands in brackets is not translated yet, whatever its base."""
    ours = match.translation
    if match.state == State.MISSING or not ours or not all(passage.is_untranslated for passage in ours):
        return match
    return Match(State.MISSING, match.source, match.base, ours) if match.source else match


class _Sections:
    """Passages by section; title and summary are sections of their own, since they have keys."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            found[self._name(passage)].append(passage)
        self._found = {name: tuple(items) for name, items in found.items()}

    @staticmethod
    def _name(passage: Passage) -> str:
        if passage.kind in (PassageKind.TITLE, PassageKind.SUMMARY):
            return f"\x00{passage.kind}"
        if passage.kind == PassageKind.FOOTNOTE:
            return f"\x00footnote {passage.anchor}"
        return passage.section

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._found)

    def passages(self, name: str) -> tuple[Passage, ...]:
        return self._found.get(name, ())

    def __iter__(self) -> Iterator[Passage]:
        return (passage for passages in self._found.values() for passage in passages)


def _moved(source: _Sections, base: _Sections, translation: _Sections) -> dict[str, Passage]:
    """Return words → the passage of the translation that renders them, for words that have changed their section.

    Only words that stand once in the source and once in the base are certain, and only where the blocks line up.
    """
    now = Counter(passage.text for passage in source)
    then = Counter(passage.text for passage in base)
    ready = {
        passage.text
        for name in source.names
        if not translation.passages(name) or _lines_up(base.passages(name), translation.passages(name))
        for passage in source.passages(name)
    }
    found = {}
    for name in base.names:
        before, ours = base.passages(name), translation.passages(name)
        if not _lines_up(before, ours):
            continue
        here = {passage.text for passage in source.passages(name)}
        for passage, rendering in zip(before, ours, strict=True):
            words = passage.text
            if words not in here and words in ready and now[words] == then[words] == 1:
                found[words] = rendering
    return found


def _lines_up(one: Iterable[Passage], other: Iterable[Passage]) -> bool:
    return [passage.signature for passage in one] == [passage.signature for passage in other]


def _by_words(
    now: tuple[Passage, ...], then: tuple[Passage, ...], ours: tuple[Passage, ...], moved: Mapping[str, Passage]
) -> list[Match]:
    """Match a section whose base and translation line up."""
    # Kind and words must agree: a heading that becomes a paragraph is another passage.
    keys_then = [(*passage.signature, passage.text) for passage in then]
    keys_now = [(*passage.signature, passage.text) for passage in now]
    matches: list[tuple[int, Match]] = []
    gaps: list[tuple[range, range]] = []
    for what, i, j, k, m in SequenceMatcher(None, keys_then, keys_now, autojunk=False).get_opcodes():
        if what == "equal":
            for old, new in zip(range(i, j), range(k, m), strict=True):
                matches.append((new, Match(State.CURRENT, (now[new],), (then[old],), (ours[old],))))
        else:
            gaps.append((range(i, j), range(k, m)))
    # What was taken out in one place and put in, word for word, in another has moved.
    fresh = {keys_now[new]: new for _, news in gaps for new in news if keys_now.count(keys_now[new]) == 1}
    carried: dict[int, int] = {}
    for olds, _ in gaps:
        for old in olds:
            place = fresh.get(keys_then[old])
            if place is not None and keys_then.count(keys_then[old]) == 1:
                carried[old] = place
                match = Match(State.OUTDATED, (now[place],), (then[old],), (ours[old],), is_moved=True)
                matches.append((place, match))
    for olds, news in gaps:
        left = [old for old in olds if old not in carried]
        come = [new for new in news if new not in carried.values()]
        matches += _changed(now, then, ours, left, come, moved)
    return [match for _, match in sorted(matches, key=lambda item: item[0])]


def _changed(
    now: tuple[Passage, ...],
    then: tuple[Passage, ...],
    ours: tuple[Passage, ...],
    olds: list[int],
    news: list[int],
    moved: Mapping[str, Passage],
) -> list[tuple[int, Match]]:
    """Match a stretch of a section in which the words have changed."""
    # What has come from another section, or gone to one, is matched by its words.
    found = [(new, _new(now[new], moved)) for new in news if now[new].text in moved]
    news = [new for new in news if now[new].text not in moved]
    olds = [old for old in olds if then[old].text not in moved]
    if not news:
        return found + [(old, Match(State.EXTRA, (), (then[old],), (ours[old],))) for old in olds]
    if not olds:
        return found + [(new, _new(now[new], moved)) for new in news]
    if _lines_up((then[old] for old in olds), (now[new] for new in news)):
        pairs = zip(olds, news, strict=True)
        return found + [(new, Match(State.OUTDATED, (now[new],), (then[old],), (ours[old],))) for old, new in pairs]
    # Split, joined, or more: which became which is not certain, so the stretch is one passage.
    source = tuple(now[new] for new in news)
    base, translation = tuple(then[old] for old in olds), tuple(ours[old] for old in olds)
    return [*found, (news[0], Match(State.OUTDATED, source, base, translation))]
