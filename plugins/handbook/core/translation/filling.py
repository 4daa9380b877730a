"""Put a translator's words into the passages of a page, and nothing else: what has no place yet gets one.

The file is read again after each change, as the site would read it, so that words which would become a list, end a
table or swallow what follows are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handbook.core.diagnostics import HandbookError
from handbook.core.documents import Document, FileToParse, parse_document, peek
from handbook.core.handbook import Handbook
from handbook.core.markdown.passages import Passage, PassageKind
from handbook.core.translation.alignment import Match, State
from handbook.core.translation.base import Part, base_path, bring_up_to_date, digest, parts_of, words_only
from handbook.core.translation.desk import Placed, Target, bracketed, placed, renewed
from handbook.core.translation.edit import block_of, normalised, replace_words
from handbook.core.translation.files import Texts
from handbook.core.translation.status import PageTranslation, compare

_CLOSE = (PassageKind.ITEM, PassageKind.ROW)
"""Kinds that follow one another without an empty line."""


class NoPlaceError(HandbookError):
    """Words cannot be put in; the message says why."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A page after some words were put in."""

    texts: Texts
    translation: PageTranslation
    done: tuple[Target, ...]
    refused: tuple[tuple[Target, str], ...]
    """Passage, and why its words were not put in."""


def compare_texts(handbook: Handbook, language: str, page: str, texts: Texts) -> PageTranslation:
    """Return how far a page has come if its files were these."""
    settings = handbook.settings
    shape, kind = peek(texts.source)
    path = f"{settings.docs}/{language}/{page}.md"

    def parse(where: str, tag: str, text: str, *, is_source: bool = False) -> Document:
        return parse_document(FileToParse(where, tag, page, is_source, shape, kind), text, settings.kinds)[0]

    source_path = f"{settings.docs}/{settings.source_language}/{page}.md"
    source = parse(source_path, settings.source_language, texts.source, is_source=True)
    base = parse(base_path(language, page), settings.source_language, texts.base) if texts.base else None
    if texts.base and digest(texts.base) == source.digest:
        base = source
    ours = parse(path, language, texts.translation) if texts.translation else None
    return compare(source, base, ours, language, path)


def fill(handbook: Handbook, translation: PageTranslation, texts: Texts, words: Mapping[Target, str]) -> Filled:
    """Put words into passages of a page; what cannot be put in is refused, and the rest is put in.

    Args:
        handbook: the handbook.
        translation: the page, as it is in `texts`.
        texts: its files.
        words: passage of the source → its translation in Markdown, or its own words in brackets. What is put in is
            confirmed: its base is the source's passage.
    """
    state = Filled(texts, translation, (), ())
    whole = _attempt(handbook, state, words)
    if isinstance(whole, Filled):
        return whole
    # One of them does not fit: one by one, to find out which.
    for target, text in words.items():
        one = _attempt(handbook, state, {target: text})
        if isinstance(one, Filled):
            state = replace(one, refused=state.refused)
        else:
            state = replace(state, refused=(*state.refused, (target, one)))
    return state


def bring_in(handbook: Handbook, translation: PageTranslation, texts: Texts) -> Filled:
    """Put what the source has got since into a translation, in brackets; each passage where the source has it.

    Raises:
        NoPlaceError: nobody has said which source text the translation renders.
    """
    if not translation.has_base:
        raise NoPlaceError(
            f"nobody has said which source text {translation.path} renders; look it over, then "
            f"`handbook translate done {translation.language} {translation.page}`"
        )
    words = {
        item.target: bracketed(item.match.source[0])
        for item in placed(translation)
        if is_fillable(item.match) and not item.match.translation
    }
    return fill(handbook, translation, texts, words)


def _attempt(handbook: Handbook, state: Filled, words: Mapping[Target, str]) -> Filled | str:
    """Return the page with all of these words put in; or why that cannot be."""
    before = state.translation
    try:
        texts = _put_in(before, state.texts, words)
    except (HandbookError, ValueError) as error:
        return str(error)
    after = compare_texts(handbook, before.language, before.page, texts)
    # A section that comes as a whole brings its other passages in brackets.
    old = {item.target: _seen(item) for item in placed(before)}
    for item in placed(after):
        was, seen = old.pop(item.target, None), _seen(item)
        if item.target in words:
            kind = item.match.source[0].kind
            expected = State.MISSING if _is_in_brackets(item) else State.CURRENT
            if seen != (expected, (normalised(words[item.target], kind),)):
                return f"as Markdown these words would be read as something else than one {kind}; write them plainly"
        elif seen != was and not (was == _NOTHING and _is_in_brackets(item)):
            return f"these words would change the passage {item.target} too; write them plainly"
    if old:
        return f"these words would swallow the passage {next(iter(old))}; write them plainly"
    return Filled(texts, after, (*state.done, *words), state.refused)


_NOTHING: tuple[State, tuple[str, ...]] = (State.MISSING, ())


def _seen(item: Placed) -> tuple[State, tuple[str, ...]]:
    return item.match.state, tuple(passage.text for passage in item.match.translation)


def _is_in_brackets(item: Placed) -> bool:
    return bool(item.match.translation) and all(passage.is_untranslated for passage in item.match.translation)


_Edit = tuple[float, Callable[[str], str]]
"""Line on which an edit is made, and what it does to the text; edits are made from the last line to the first."""


def _put_in(translation: PageTranslation, texts: Texts, words: Mapping[Target, str]) -> Texts:
    """Return the texts with words put in.

    Raises:
        HandbookError: there is no place for them.
        ValueError: they are no words of such a passage.
    """
    ours: list[_Edit] = []
    base: list[_Edit] = []
    everything = placed(translation)
    lacking: dict[Target, str] = {}
    for item in everything:
        if item.target not in words:
            continue
        match, text = item.match, words[item.target]
        if not is_fillable(match):
            raise NoPlaceError("what belongs to what is not certain there")
        if not match.translation:
            lacking[item.target] = text
            continue
        passage = match.translation[0]
        if normalised(text, passage.kind) != passage.text:
            ours.append((passage.line, _replacing(passage, text)))
        if match.base[0].text != match.source[0].text:  # where a line is broken is no difference
            base.append((match.base[0].line, _renewing(match, texts.source)))
    sections = _whole_sections(everything, lacking)
    for target, text in lacking.items():
        if target not in sections:
            at_ours, at_base = _inserting(everything, target, text, texts.source, lacking)
            ours.append(at_ours)
            base.append(at_base)
    made = Texts(texts.source, _edited(texts.translation, ours), _edited(texts.base, base))
    return _with_sections(made, everything, sections, words) if sections else made


def is_fillable(match: Match) -> bool:
    """Tell whether a passage can be given words: it is one of the source, and its place is certain."""
    if match.is_section or match.is_moved or len(match.source) != 1 or match.source[0].kind == PassageKind.CODE:
        return False
    if not match.source[0].text:
        return False
    if not match.translation:
        return match.state == State.MISSING
    return len(match.translation) == len(match.base) == 1


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    # Of two edits at one place, the later one is made first, so that the earlier one stands before it.
    ranked = sorted(enumerate(edits), key=lambda item: (item[1][0], item[0]), reverse=True)
    for _, (_, edit) in ranked:
        text = edit(text)
    return text


def _replacing(passage: Passage, words: str) -> Callable[[str], str]:
    return lambda text: replace_words(text, passage, words)


def _renewing(match: Match, source_text: str) -> Callable[[str], str]:
    return lambda text: renewed(text, [match], source_text)


# -- passages that have no place yet -----------------------------------------------------------------------------------


def _inserting(
    everything: Sequence[Placed], target: Target, words: str, source_text: str, lacking: Mapping[Target, str]
) -> tuple[_Edit, _Edit]:
    """Return the edits that give a new passage its place, behind the one that precedes it in the source.

    Raises:
        NoPlaceError: it has none that is certain.
    """
    section = [item for item in everything if item.target.section == target.section and item.match.source]
    position = next(number for number, item in enumerate(section) if item.target == target)
    passage = section[position].match.source[0]
    lines = source_text.splitlines(keepends=True)
    block = block_of(replace_words(source_text, passage, words), source_text, passage)
    source_block = "".join(lines[passage.line - 1 : passage.end - 1])
    following = _close_behind(section[position:], lacking)
    if following is not None:
        ours, base = following.match.translation[0], following.match.base[0]
        return (ours.line - 0.5, _before(ours, block)), (base.line - 0.5, _before(base, source_block))
    anchor = next((item for item in reversed(section[:position]) if _is_anchor(item)), None)
    if anchor is None or not position:
        raise NoPlaceError("the translation has nothing that it could follow; add it by hand")
    before = section[position - 1]
    gap = "".join(lines[before.match.source[-1].end - 1 : passage.line - 1])
    if gap.strip():
        raise NoPlaceError("a list of the handbook or the like stands before it in the source; add it by hand")
    if before is not anchor and before.target not in lacking:
        gap = "" if passage.kind in _CLOSE and anchor.match.source[-1].kind == passage.kind else "\n"
    ours, base = anchor.match.translation[-1], anchor.match.base[-1]
    return (ours.end - 0.5, _behind(ours, gap + block)), (base.end - 0.5, _behind(base, gap + source_block))


def _is_anchor(item: Placed) -> bool:
    match = item.match
    return bool(match.translation and match.base) and not match.is_moved


def _close_behind(rest: Sequence[Placed], lacking: Mapping[Target, str]) -> Placed | None:
    """Return the passage that follows the first one without an empty line, as the next item of a list does."""
    for item, following in pairwise(rest):
        here, there = item.match.source[-1], following.match.source[0]
        if here.kind not in _CLOSE or there.kind != here.kind or there.line != here.end:
            return None
        if _is_anchor(following):
            return following
        if following.target not in lacking:
            return None
    return None


def _before(passage: Passage, block: str) -> Callable[[str], str]:
    return lambda text: _with_block(text, passage.line - 1, block)


def _behind(passage: Passage, block: str) -> Callable[[str], str]:
    return lambda text: _with_block(text, passage.end - 1, block)


def _with_block(text: str, place: int, block: str) -> str:
    """Return a text with some lines put in before the line of a number, from 0."""
    lines = text.splitlines(keepends=True)
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    lines.insert(place, block if block.endswith("\n") else f"{block}\n")
    return "".join(lines)


# -- sections that are new as a whole ----------------------------------------------------------------------------------


def _part_name(section: str) -> str:
    """Return the address of the part of a file in which a section of an address stands."""
    return "" if section == "lead" else section.removesuffix("/front")


def _whole_sections(everything: Iterable[Placed], lacking: Iterable[Target]) -> frozenset[Target]:
    """Return those passages whose whole section the translation has not."""
    there = {_part_name(item.target.section) for item in everything if item.match.translation or item.match.base}
    return frozenset(
        target for target in lacking if target.section != "front" and _part_name(target.section) not in {*there, ""}
    )


def _with_sections(
    texts: Texts, everything: Sequence[Placed], fresh: Iterable[Target], words: Mapping[Target, str]
) -> Texts:
    """Return the texts with new sections; what nobody has translated of them stands in brackets."""
    shared = peek(texts.source)[0] == "shared"
    names = {_part_name(target.section) for target in fresh}
    rendered = texts.source
    passages = [(item.match.source[0], item.target) for item in everything if len(item.match.source) == 1]
    for passage, target in sorted(passages, key=lambda pair: pair[0].line, reverse=True):
        if _part_name(target.section) in names and passage.kind != PassageKind.CODE and passage.text:
            rendered = replace_words(rendered, passage, words.get(target, bracketed(passage)))
    source = words_only(texts.source, shared=shared)
    translation = _insert_parts(texts.translation, words_only(rendered, shared=shared), names, shared=shared)
    return Texts(texts.source, translation, bring_up_to_date(texts.base, source, names, shared=shared))


def _insert_parts(text: str, rendered: str, names: Iterable[str], *, shared: bool) -> str:
    """Return a translation with parts of another text, each behind the part that it follows there."""
    order = parts_of(rendered, shared=shared)
    for position, part in enumerate(order):
        if part.level < 2 or part.address not in names:
            continue
        there = parts_of(text, shared=shared)
        known = {(item.level > 0, item.address): number for number, item in enumerate(there)}
        earlier = (known.get((item.level > 0, item.address)) for item in reversed(order[:position]))
        place = next((number for number in earlier if number is not None), 0)
        text = "".join(item.text for item in _joined(there[: place + 1], part, there[place + 1 :]))
    return text


def _joined(before: Sequence[Part], part: Part, after: Sequence[Part]) -> Iterable[Part]:
    """Yield parts with one put between, and an empty line at each of its ends."""
    last = before[-1]
    yield from before[:-1]
    gap = "" if not last.text or last.text.endswith("\n\n") else "\n" if last.text.endswith("\n") else "\n\n"
    yield replace(last, text=last.text + gap)
    yield replace(part, text=part.text.rstrip("\n") + ("\n\n" if after else "\n"))
    yield from after
