"""What a citation in the text prints for a work, and the order of a list of works."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from handbook.core.bibliography.spans import Role, Spans, fill, join, plain, source_text, text_of
from handbook.core.bibliography.words import Words
from handbook.core.bibliography.works import Names, Work

_TITLE_WORDS = 6
"""Words of a title that stand for the author of a work that has none."""

# Spanish says "e Isabel", not "y Isabel". Which name begins with that sound, its letters tell; whether it
# matters, the catalogue says, in a message of its own.
_SOUND_I = re.compile(r"(?:[iíÍ]|hi)(?![aeoáéó])", re.IGNORECASE)


def author_spans(work: Work, words: Words) -> Spans:
    """Return the short author: `shortauthor`, else the last names, else the editors', else the title."""
    if work.short_author:
        return source_text(work.short_author, work.language)
    names = work.authors or work.editors
    if not names:
        return _title_spans(work)
    first = source_text(names.people[0].short, work.language)
    if names.and_others or len(names.people) > 2:
        return fill(words.pgettext("authors", "{names} et al."), names=first)
    if len(names.people) == 2:
        return and_spans(first, source_text(names.people[1].short, work.language), words)
    return first


def year_spans(work: Work, letter: str, words: Words) -> Spans:
    """Return `2021`, `2021a`, `n.d.` or `n.d.-a`."""
    if work.year is not None:
        return plain(work.year + letter)
    if letter:
        return fill(words.pgettext("undated work", "n.d.-{letter}"), letter=plain(letter))
    return plain(words.pgettext("undated work", "n.d."))


def and_spans(first: Spans, second: Spans, words: Words) -> Spans:
    """Return "first and second"."""
    context = "two names, the second begins with the sound i" if _SOUND_I.match(text_of(second)) else "two names"
    return fill(words.pgettext(context, "{first} and {second}"), first=first, second=second)


def list_names(names: Names, words: Words, language: str | None, *, inverted: bool = True) -> Spans:
    """Return all names in full; `inverted` turns the first round: `Chilton, Adam and Bartosz Woda`."""
    if not names:
        return ()
    parts = [
        source_text(name.inverted if inverted and position == 0 else name.natural, language)
        for position, name in enumerate(names.people)
    ]
    if len(parts) > 1 and any(name.is_body and re.search("[,،;؛]", name.family) for name in names.people):
        listed = join(words.pgettext("punctuation", "; "), parts)
    elif len(parts) > 1 and not names.and_others:
        listed = and_spans(join(words.pgettext("punctuation", ", "), parts[:-1]), parts[-1], words)
    else:
        listed = join(words.pgettext("punctuation", ", "), parts)
    return fill(words.pgettext("authors", "{names} et al."), names=listed) if names.and_others else listed


def assign_letters(works: Iterable[Work], words: Words) -> dict[str, str]:
    """Return key → letter for works that would print the same author and year, by title and then key."""
    groups: defaultdict[tuple[str, str | None], list[Work]] = defaultdict(list)
    for work in works:
        groups[text_of(author_spans(work, words)), work.year].append(work)
    message = words.pgettext(
        "letters that tell apart works of one author and year",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    )
    alphabet = message.split() or ["a"]
    return {
        work.key: _letter(position, alphabet)
        for group in groups.values()
        if len(group) > 1
        # By code points, not by collation, so that a work has the same place in every language.
        for position, work in enumerate(sorted(group, key=lambda work: (work.title.casefold(), work.key)))
    }


def sort_works(works: Iterable[Work], words: Words, letters: Mapping[str, str] | None = None) -> tuple[Work, ...]:
    """Sort by collated author (else title), year (undated last), letter and title."""
    places = {key: position for position, key in enumerate(letters or ())}

    def key(work: Work) -> tuple[tuple[int, ...], str, int, tuple[int, ...], str]:
        names = work.authors or work.editors
        author = " ".join(name.inverted for name in names.people) if names else work.title
        year = work.year or "9999"
        return words.sort_key(author), year, places.get(work.key, -1), words.sort_key(work.title), work.key

    return tuple(sorted(works, key=key))


def _title_spans(work: Work) -> Spans:
    title = work.field("shorttitle")
    if not title:
        first_words = work.title.split()
        title = " ".join(first_words[:_TITLE_WORDS])
        if len(first_words) > _TITLE_WORDS:
            title += " …"
    return source_text(title or work.key, work.language, Role.TITLE)


def _letter(position: int, alphabet: list[str]) -> str:
    """Return a, b, … z, aa, ab, …."""
    size = len(alphabet)
    before = _letter(position // size - 1, alphabet) if position >= size else ""
    return before + alphabet[position % size]
