"""What a translator and an editor do, as values: files before, files after. Nothing here writes to disk.

A page, a command or an editing desk can all draw these; the commands of `handbook translate` are one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from handbook.core.diagnostics import HandbookError, did_you_mean
from handbook.core.documents import Document
from handbook.core.handbook import Handbook
from handbook.core.kinds.base import Review
from handbook.core.markdown.passages import UNTRANSLATED, Passage, PassageKind
from handbook.core.translation.alignment import Match, State
from handbook.core.translation.base import FOLDER as BASES
from handbook.core.translation.base import (
    base_path,
    bring_up_to_date,
    is_inside,
    with_note,
    words_only,
)
from handbook.core.translation.edit import replace_words
from handbook.core.translation.status import PageTranslation, texts_of

_FRONT = (PassageKind.TITLE, PassageKind.SUMMARY)


class DeskError(HandbookError):
    """What was asked for cannot be done; the message says why, and what can."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a command is to work on: `demands/worker-voice`, `…#why`, `…#why:2`."""

    page: str
    section: str = ""
    """Id of a section, or of an entry that shares the file (`entry` or `entry/section`), or `front` for title and
    summary; empty for the whole page."""
    number: int = 0
    """Which passage of the section, from 1, as the source counts; 0 for all."""

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read what was typed; a path of a file will do for the page.

        Raises:
            DeskError: it is not of that form.
        """
        page, _, place = text.partition("#")
        section, colon, number = place.partition(":")
        if not page or (colon and not number.isdecimal()) or (colon and not section):
            raise DeskError(f"'{text}' names no page; write PAGE, PAGE#SECTION or PAGE#SECTION:NUMBER")
        return cls(page.removesuffix(".md").strip("/"), section, int(number or 0))

    def __str__(self) -> str:
        """The target as one types it."""
        section = f"#{self.section}" if self.section else ""
        return f"{self.page}{section}{f':{self.number}' if self.number else ''}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage of a page, with the address that a command takes."""

    target: Target
    match: Match


def placed(translation: PageTranslation) -> tuple[Placed, ...]:
    """Return all passages of a page in a language, each with its address.

    Passages are counted as the source has them, so that one address means the same passage in every language; what
    only the translation has is counted after them.
    """
    found = []
    for name, matches in translation.texts.items():
        named = [(_section_of(name, match), match) for match in matches]
        others = Counter(section for section, match in named for _ in match.source)
        numbers: Counter[str] = Counter()
        for section, match in named:
            counter = numbers if match.source else others
            found.append(Placed(Target(translation.page, section or "lead", counter[section] + 1), match))
            counter[section] += len(match.source) or 1
    return tuple(found)


def _section_of(name: str, match: Match) -> str:
    """Return the section part of an address."""
    first = (match.source or match.translation or match.base)[0]
    inner = "front" if first.kind in _FRONT else match.section
    return "/".join(part for part in (name, inner) if part)


def chosen(translation: PageTranslation, target: Target) -> tuple[Placed, ...]:
    """Return the passages that a target names.

    Raises:
        DeskError: it names none.
    """
    everything = placed(translation)
    found = tuple(
        item
        for item in everything
        if not target.section or is_inside(item.target.section, target.section, shared=True)
        if not target.number or 0 <= target.number - item.target.number < max(1, len(item.match.source))
        if not target.number or item.target.section == target.section
    )
    if not found:
        sections = list(dict.fromkeys(item.target.section for item in everything))
        nearest = did_you_mean(target.section, sections)
        raise DeskError(f"no passage '{target}'{nearest}; the sections of {target.page}: {', '.join(sections)}")
    return found


def page_of(handbook: Handbook, page: str) -> Document:
    """Return a page in the source language.

    Raises:
        DeskError: there is none.
    """
    for document in handbook.source_documents:
        if document.page == page:
            return document
    settings = handbook.settings
    known = [document.page for document in handbook.source_documents]
    nearest = did_you_mean(page, [*known, *handbook.entries])
    raise DeskError(
        f"no page '{page}' under {settings.docs}/{settings.source_language}/{nearest}; "
        "name a page (demands/worker-voice), its file, or the id of an entry"
    )


def locate(handbook: Handbook, typed: str) -> Target:
    """Return the target that somebody means by a page, by its file in whatever language, or by the id of an entry.

    Raises:
        DeskError: there is no such page.
    """
    settings = handbook.settings
    target = Target.parse(typed.replace("\\", "/"))
    page = target.page.removeprefix("./")
    for language in settings.languages:
        for folder in (settings.docs, BASES):
            page = page.removeprefix(f"{folder}/{language}/")
    if not any(document.page == page for document in handbook.source_documents):
        # An entry that shares its file has a page of its own on the site, which one may well name.
        named = (entry for entry in handbook.entries.values() if page in (entry.id, entry.page))
        entry = next(named, None)
        if entry is not None and entry.collection:
            section = "/".join(part for part in (entry.id, target.section) if part)
            return Target(entry.collection, section, target.number)
        if entry is not None:
            page = entry.page
    return replace(target, page=page_of(handbook, page).page)


def start(handbook: Handbook, language: str, page: str, source_text: str) -> dict[str, str]:
    """Return the files of a new translation: all words of the source in brackets, and the base.

    Args:
        handbook: the handbook.
        language: tag of the language.
        page: the page.
        source_text: admitted text of the page's file in the source language.

    Raises:
        DeskError: the page is translated already.
    """
    translation = handbook.translation(page, language)
    if translation.exists:
        raise DeskError(f"{translation.path} is there already; `handbook translate diff` shows what it lacks")
    document = page_of(handbook, page)
    shared = document.shape == "shared"
    text = source_text
    # From the end, so that the lines of what is still to come stay where they are.
    passages = [passage for texts in texts_of(document).values() for passage in texts]
    for passage in sorted(passages, key=lambda item: item.line, reverse=True):
        if passage.kind != PassageKind.CODE and passage.text:
            text = replace_words(text, passage, bracketed(passage))
    words = words_only(text, shared=shared)
    front, end, body = words.partition("\n---\n")
    made = f"{front}\nreview: {Review.TRANSLATED.value}{end}{body}"
    return {
        translation.path: made,
        base_path(language, page): with_note(words_only(source_text, shared=shared), translation.path),
    }


def bracketed(passage: Passage) -> str:
    """Return a passage's words as `check` and the pages know them to be untranslated."""
    return passage.text.join(UNTRANSLATED)


def done(handbook: Handbook, language: str, target: Target, source_text: str, base_text: str) -> dict[str, str]:
    """Return the base as it is once a page, a section or a passage has been brought up to date.

    Args:
        handbook: the handbook.
        language: tag of the language.
        target: what the translator has confirmed.
        source_text: admitted text of the page's file in the source language.
        base_text: the base without its note; empty where there is none.

    Raises:
        DeskError: there is no translation; or a passage was named and the blocks of its section do not line up.
    """
    return done_together(handbook, language, [target], source_text, base_text)


def done_together(
    handbook: Handbook, language: str, targets: Sequence[Target], source_text: str, base_text: str
) -> dict[str, str]:
    """Return the base as it is once several places of one page have been brought up to date; see `done`."""
    page = targets[0].page
    translation = handbook.translation(page, language)
    if not translation.exists:
        raise DeskError(f"no {translation.path} yet; `handbook translate start {language} {page}` makes it")
    shared = page_of(handbook, page).shape == "shared"
    source = words_only(source_text, shared=shared)
    made = base_text
    passages = [target for target in targets if target.number]
    if passages:
        # All at once and first: their lines are those of the base as it was read.
        found = {item.target: item.match for target in passages for item in _in_place(translation, target)}
        made = renewed(made, found.values(), source_text)
    sections = [target for target in targets if not target.number]
    if any(not target.section for target in sections):
        made = source
    elif sections:
        chosen_sections = {item.target.section for target in sections for item in chosen(translation, target)}
        names = {"" if name == "lead" else name for name in chosen_sections}
        # The title of an entry that shares its file stands in the entry's heading, with its first paragraph.
        names |= {name.removesuffix("/front") for name in names if name.endswith("/front")}
        made = bring_up_to_date(made, source, names, shared=shared)
    return {base_path(language, page): with_note(made, translation.path)}


def require_counterparts(handbook: Handbook, language: str, targets: Iterable[Target]) -> None:
    """See that nobody calls done what has no counterpart in the translation.

    Raises:
        DeskError: a passage is not there, not even in brackets.
    """
    for target in targets:
        translation = handbook.translation(target.page, language)
        lacking = [
            str(item.target)
            for item in chosen(translation, target)
            if item.match.state == State.MISSING and not item.match.translation
        ]
        if lacking and translation.exists:
            raise DeskError(
                f"{translation.path} has nothing for {', '.join(lacking)}; add it (`handbook translate diff {language} "
                f"{target.page}` shows what), or say --anyway if another passage says it"
            )


def _in_place(translation: PageTranslation, target: Target) -> Iterable[Placed]:
    """Yield the passage that a target names, if it has to be brought up to date.

    Raises:
        DeskError: it is not one passage for another.
    """
    for item in chosen(translation, target):
        match = item.match
        if match.state == State.CURRENT:
            continue
        if match.is_section or match.is_moved or not match.source or len(match.source) != len(match.base):
            section = Target(target.page, target.section)
            language = translation.language
            raise DeskError(
                f"{target} is not one passage for another ({match.state.value}); look over the whole section, "
                f"then `handbook translate done {language} {section}`"
            )
        yield item


def renewed(base_text: str, matches: Iterable[Match], source_text: str) -> str:
    """Return a base in which some passages are the source's, word for word."""
    source = source_text.splitlines(keepends=True)
    pairs = [pair for match in matches for pair in zip(match.base, match.source, strict=True)]
    for old, new in sorted(pairs, key=lambda pair: pair[0].line, reverse=True):
        if old.kind in _FRONT:
            base_text = replace_words(base_text, old, new.text)
            continue
        lines = source[new.line - 1 : new.end - 1]
        base = base_text.splitlines(keepends=True)
        base[old.line - 1 : old.end - 1] = [line if line.endswith("\n") else line + "\n" for line in lines]
        base_text = "".join(base)
    return base_text


@dataclass(frozen=True, slots=True)
class MinorChange:
    """A change of the source that an editor calls minor, in one place."""

    target: Target
    old: str
    new: str
    languages: tuple[str, ...]
    """Languages whose base has the old words."""


@dataclass(frozen=True, slots=True)
class Minor:
    """What calling a change minor comes to."""

    changes: tuple[MinorChange, ...]
    left: tuple[tuple[str, Target, str], ...]
    """Language, passage, and why it cannot be minor there."""

    @property
    def ambiguous(self) -> tuple[Target, ...]:
        """Passages of which not all languages have seen the same old words."""
        seen: dict[tuple[Target, str], set[str]] = {}
        for change in self.changes:
            seen.setdefault((change.target, change.new), set()).add(change.old)
        return tuple(dict.fromkeys(target for (target, _), olds in seen.items() if len(olds) > 1))


def minor(handbook: Handbook, target: Target, languages: Sequence[str]) -> Minor:
    """Return the changes that an editor is about to call minor, to be shown before anything is written.

    A passage of which different languages have seen different old words comes once for each: an earlier change that a
    language has not seen yet would be lost if it were taken for the typo mended today.

    Raises:
        DeskError: the target names nothing.
    """
    found: dict[tuple[Target, str, str], list[str]] = {}
    left: list[tuple[str, Target, str]] = []
    for language in languages:
        translation = handbook.translation(target.page, language)
        if not translation.exists:
            continue
        for item in chosen(translation, target):
            match = item.match
            if match.state == State.MISSING and match.translation:
                continue  # in brackets still: nobody has translated the old words either
            if match.state == State.MISSING or (match.state == State.OUTDATED and not _is_in_place(match)):
                left.append((language, item.target, "blocks have come, gone or moved; that is work for a translator"))
            elif match.state == State.OUTDATED:
                for old, new in zip(match.base, match.source, strict=True):
                    if old.text != new.text:
                        found.setdefault((item.target, old.text, new.text), []).append(language)
    changes = tuple(MinorChange(place, old, new, tuple(tags)) for (place, old, new), tags in found.items())
    return Minor(changes, tuple(left))


def _is_in_place(match: Match) -> bool:
    """Tell whether each passage of the base has become one of the source, in the same place."""
    signatures = [passage.signature for passage in match.base]
    return not match.is_moved and signatures == [passage.signature for passage in match.source]


def minor_done(
    handbook: Handbook, changes: Iterable[MinorChange], language: str, source_text: str, base_text: str
) -> str:
    """Return the base of a page in one language once these changes are called minor, without its note."""
    wanted = [change for change in changes if language in change.languages]
    if not wanted:
        return base_text
    translation = handbook.translation(wanted[0].target.page, language)
    places = {change.target for change in wanted}
    matches = [
        item.match for item in placed(translation) if item.target in places and item.match.state == State.OUTDATED
    ]
    return renewed(base_text, matches, source_text)
