"""What a translated passage must have in common with its source, and what must not be left in it.

Compared are passages that are up to date (`current`): what the source has changed since is for the translator to do,
not a fault. Faults of sense are for a reader; these are the ones that a program can see.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial

from handbook.core.diagnostics import Diagnostic, Severity
from handbook.core.documents import Document
from handbook.core.handbook import Handbook
from handbook.core.kinds.small import Term
from handbook.core.markdown.fragments import View
from handbook.core.markdown.invariants import Invariants, join, normal_number, take_apart
from handbook.core.markdown.passages import UNTRANSLATED, Passage, PassageKind
from handbook.core.translation.alignment import Match, State
from handbook.core.translation.status import PageTranslation

LEFT_OVER = 7
"""So many words of the source in a row, outside quotation marks, are words that somebody forgot to translate."""

SPELT_OUT = 12
"""Numbers up to this one may be words in one language and digits in another."""

_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def check_translations(handbook: Handbook, pause: Callable[[], object] = lambda: None) -> Iterator[Diagnostic]:
    """Yield the faults of all translations; `pause` is called before each page."""
    for language in handbook.settings.languages:
        if language == handbook.settings.source_language:
            continue
        terms = _Terms(handbook, language)
        for translation in handbook.translations(language):
            pause()
            if translation.exists:
                find = partial(_page, handbook, translation, terms)
                yield from handbook.comparisons.faults(translation, terms.words, find)


def _page(handbook: Handbook, translation: PageTranslation, terms: _Terms) -> Iterator[Diagnostic]:
    path = translation.path
    if not translation.has_base:
        message = (
            "nobody has said which source text this translates; look it over, then "
            f"`handbook translate done {translation.language} {translation.page}`"
        )
        yield Diagnostic(path, 0, "no-base", message, Severity.WARNING)
    waiting = 0
    for match in translation.matches:
        for passage in match.translation:
            if passage.is_untranslated:
                waiting += 1
            elif any(bracket in passage.text for bracket in UNTRANSLATED):
                message = f"{' '.join(UNTRANSLATED)} stand around what nobody has translated; take away both, or none"
                yield Diagnostic(path, passage.line, "half-translated", message)
        if match.state == State.CURRENT:
            yield from _compared(path, match, terms)
    if waiting:
        message = f"not translated yet, and shown in the source language: {waiting} passages"
        yield Diagnostic(path, 0, "untranslated", message, Severity.WARNING)
    yield from _views(handbook, translation)


def _views(handbook: Handbook, translation: PageTranslation) -> Iterator[Diagnostic]:
    """A page assembles the same views in every language."""
    source = handbook.document(translation.page, handbook.settings.source_language)
    ours = handbook.document(translation.page, translation.language)
    if source is None or ours is None:
        return
    lines = {view.name: view.line for view in _views_of(ours)}
    wanted, found = (tuple(sorted(view.name for view in _views_of(document))) for document in (source, ours))
    if wanted == found:
        return
    message = _difference("the views", wanted, found)
    line = next((lines[name] for name in found if name not in wanted and name in lines), 0)
    yield Diagnostic(translation.path, line, "different-views", message, Severity.WARNING)


def _views_of(document: Document) -> list[View]:
    bodies = (document.body, *(entry.body for entry in document.entries))
    return [hole for body in bodies for hole in body.holes if isinstance(hole, View)]


_KEPT = (
    ("different-citations", "the citations"),
    ("different-references", "the references"),
    ("different-links", "the links"),
    ("different-placeholders", "code and names in braces"),
    ("different-numbers", "the numbers"),
)
"""Code of the fault, and what a translation keeps; in the order of `Invariants`."""


def _compared(path: str, match: Match, terms: _Terms) -> Iterator[Diagnostic]:
    """Compare passages that are up to date."""
    passages = [passage for passage in match.translation if passage.kind != PassageKind.CODE]
    if not passages or any(passage.is_untranslated for passage in passages):
        return
    sources = [passage for passage in match.source if passage.kind != PassageKind.CODE]
    line = passages[0].line
    theirs, own = _invariants(sources), _invariants(passages)
    if theirs != own:
        pairs = (
            (theirs.citations, own.citations),
            (theirs.references, own.references),
            (theirs.links, own.links),
            (theirs.placeholders, own.placeholders),
            _numbers(theirs, own),
        )
        for (code, what), (wanted, found) in zip(_KEPT, pairs, strict=True):
            if message := _difference(what, wanted, found):
                yield Diagnostic(path, line, code, message)
    source, ours = _text(sources), _text(passages)
    if left := _left_over(source, ours):
        message = f'words of the source language: "{left}"; translate them, or put a quotation in quotation marks'
        yield Diagnostic(path, line, "left-over-source", message, Severity.WARNING)
    yield from terms.check(path, line, source, ours)


def _invariants(passages: Sequence[Passage]) -> Invariants:
    return passages[0].invariants if len(passages) == 1 else join(passage.invariants for passage in passages)


def _text(passages: Sequence[Passage]) -> str:
    return passages[0].text if len(passages) == 1 else "\n".join(passage.text for passage in passages)


def _numbers(source: Invariants, ours: Invariants) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the numbers that must be the same, once each.

    A small number may be a word in one of the two languages; one that the source has in a reference ([][c102]) or has
    already may be said again.
    """
    if source.numbers == ours.numbers:
        return (), ()
    wanted, found = set(source.numbers), set(ours.numbers)
    said = wanted | {normal_number(number) for name in source.references for number in re.findall(r"\d+", name)}
    missing = tuple(number for number in wanted - found if _is_large(number))
    return missing, tuple(number for number in found - said if _is_large(number))


def _is_large(number: str) -> bool:
    return "." in number or int(number) > SPELT_OUT


def _difference(what: str, wanted: tuple[str, ...], found: tuple[str, ...]) -> str:
    """Say what is missing and what is too much; nothing where both are the same."""
    if wanted == found:
        return ""
    parts = []
    if missing := Counter(wanted) - Counter(found):
        parts.append(f"missing: {', '.join(sorted(missing.elements()))}")
    if added := Counter(found) - Counter(wanted):
        parts.append(f"not in the source: {', '.join(sorted(added.elements()))}")
    return f"{what} are not those of the source; {'; '.join(parts)}" if parts else ""


def _left_over(source: str, ours: str) -> str:
    """Return the longest run of the source's words in a translation, if it is long enough to be forgotten text."""
    # Nearly every passage shares few words with its source, and that is seen at once.
    own = set(ours.split())
    shared = len(own & _split(source))
    if shared < LEFT_OVER - 1 and shared < len(own) / 2:
        return ""
    theirs = _unquoted_words(ours)
    words = _unquoted_words(source)
    folded = [word.casefold() for word in theirs]
    known = {word.casefold() for word in words}
    # Few passages share that many words with their source; only in those is a run worth looking for.
    if sum(word in known for word in folded) >= LEFT_OVER:
        lower = [word.casefold() for word in words]
        runs = {tuple(lower[start : start + LEFT_OVER]) for start in range(len(lower) - LEFT_OVER + 1)}
        for start in range(len(folded) - LEFT_OVER + 1):
            run = theirs[start : start + LEFT_OVER]
            # A name of an organisation may be as long as that; a sentence has more small words.
            if tuple(folded[start : start + LEFT_OVER]) in runs and sum(_says_something(word) for word in run) > 1:
                return " ".join(run)
    # A short passage is left over where all of it is the same; a name alone is the same in many languages.
    same = folded == [word.casefold() for word in words]
    return " ".join(theirs) if same and sum(_says_something(word) for word in theirs) > 1 else ""


def _says_something(word: str) -> bool:
    """Tell a word of a sentence from one that stands in names as well: `for`, `of the`."""
    return word[0].islower() and len(word) > 3


@lru_cache(maxsize=100_000)  # a passage of the source is compared in every language
def _words(text: str) -> str:
    return take_apart(text).words


@lru_cache(maxsize=100_000)
def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


@lru_cache(maxsize=100_000)
def _unquoted_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_QUOTED.sub(" | ", _words(text))))


class _Terms:
    """The words that the glossary prefers and discourages in a language."""

    def __init__(self, handbook: Handbook, language: str) -> None:
        preferred: dict[str, tuple[str, tuple[str, ...]]] = {}
        discouraged: dict[str, tuple[str, str, str]] = {}
        source = handbook.settings.source_language
        for entry in handbook.of_kind("term"):
            facts = entry.facts
            if not isinstance(facts, Term):
                continue
            title = handbook.source_text(entry).title
            own = tuple(facts.preferred.get(language, ()))
            if own:
                for name in (title, *facts.preferred.get(source, ())):
                    preferred.setdefault(name.lower(), (entry.id, own))
            words = entry.words.get(language)
            better = own[0] if own else words.text.title if words and words.text else title
            for word in facts.discouraged.get(language, ()):
                discouraged.setdefault(word.lower(), (entry.id, word, better))
        self._preferred = preferred
        self._discouraged = discouraged
        self._named = _any_of(preferred, "", "s?")
        self._avoided = _any_of(discouraged, "[وفبكل]?(?:ال|لل)?", "(?:e?s|x|ن|ات|ين|ون)?")

    @property
    def words(self) -> tuple[object, object]:
        """All that the check depends on."""
        return self._preferred, self._discouraged

    def check(self, path: str, line: int, source: str, ours: str) -> Iterator[Diagnostic]:
        """Yield a warning for each term that a passage renders by another word."""
        if self._named is None and self._avoided is None:
            return
        source, ours = _words(source), _words(ours)
        wanted = {match[1] for match in self._named.finditer(source.lower())} if self._named else set()
        own = _plain_words(ours) if wanted else set()
        for entry_id, preferred in dict.fromkeys(self._preferred[name] for name in sorted(wanted)):
            if not any(_is_used(word, own) for word in preferred):
                words = ", ".join(f"'{word}'" for word in preferred)
                message = f"the glossary's word for this is {words} ([][{entry_id}]); it is not in this passage"
                yield Diagnostic(path, line, "term-not-used", message, Severity.WARNING)
        if self._avoided is None:
            return
        found = {match[1] for match in self._avoided.finditer(_QUOTED.sub(" ", ours).lower())}
        for entry_id, word, better in (self._discouraged[name] for name in sorted(found)):
            message = f"'{word}' is discouraged ([][{entry_id}]); write '{better}'"
            yield Diagnostic(path, line, "discouraged-word", message, Severity.WARNING)


def _any_of(names: Iterable[str], before: str, after: str) -> re.Pattern[str] | None:
    """Return a pattern for any of some names, with what may stand before and after each; the longest goes first."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w){before}({listed}){after}(?!\w)") if listed else None


_ARABIC_ARTICLE = re.compile(r"^(?:[وفبكل]{0,2}ال|لل)(?=\w{2})")
_ARABIC_PREFIX = re.compile(r"^[وفبكل](?=\w{3})")


def _plain_words(text: str) -> set[str]:
    """Return the words of a text without accents and vowel signs; with and without what Arabic puts before them."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = set(re.findall(r"[^\W\d_]+", plain))
    return words | {prefix.sub("", word) for word in words for prefix in (_ARABIC_ARTICLE, _ARABIC_PREFIX)}


def _is_used(term: str, words: Iterable[str]) -> bool:
    """Tell whether a term stands in a text, in whatever form: by the beginning of its longest word, so roughly."""
    plain = unicodedata.normalize("NFD", term.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    longest = max((_ARABIC_ARTICLE.sub("", word) for word in re.findall(r"[^\W\d_]+", plain)), key=len, default="")
    stem = longest[: max(3, min(5, len(longest) - 2))]
    return any(word.startswith(stem) for word in words)
