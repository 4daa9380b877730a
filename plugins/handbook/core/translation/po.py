"""Translations as PO files, so that Weblate, Poedit or OmegaT serve those who do not edit Markdown.

A message is a passage of the source; its context (`msgctxt`) is the passage's address, as the commands take it. What
must stay as it is stands in it as a numbered placeholder. Source: the PO format, GNU gettext manual, "The Format of PO
Files".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polib
from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural

from handbook.core.diagnostics import HandbookError
from handbook.core.handbook import Handbook
from handbook.core.markdown.passages import PassageKind, folded
from handbook.core.translation.alignment import Match, State
from handbook.core.translation.base import base_path, with_note, without_note
from handbook.core.translation.desk import DeskError, Placed, Target, page_of, placed, start
from handbook.core.translation.files import Texts
from handbook.core.translation.filling import compare_texts, fill, is_fillable
from handbook.core.translation.placeholders import PlaceholderError, mask, mask_like, unmask
from handbook.core.translation.status import PageTranslation

LoadTexts = Callable[[str], Texts]
"""Page → its files as they stand."""


class PoFileError(HandbookError):
    """What was given is no PO file of this language."""


@dataclass(frozen=True, slots=True)
class Export:
    """A PO file, and what is not in it."""

    text: str
    messages: int
    to_do: int
    """Messages that are empty or fuzzy."""
    left_out: tuple[Placed, ...]
    """What cannot be a message, since it is not certain what belongs to what."""


def export_po(handbook: Handbook, language: str, pages: Iterable[str]) -> Export:
    """Return the translation of some pages as a PO file, in their order.

    What is current is there with its translation, what is outdated is fuzzy and has the old source text beside it,
    and what is missing is empty.
    """
    file = polib.POFile(wrapwidth=110)
    file.header = (
        f"{handbook.settings.name(language)}: translation from {handbook.settings.source_language} to {language}\n"
        "{1}, {2} … stand for citations, references and the like: keep each one, once."
    )
    file.metadata = _header(handbook, language)
    left_out: list[Placed] = []
    for page in pages:
        translation = handbook.translation(page, language)
        headings = _headings(translation)
        path = page_of(handbook, page).path
        is_certain = translation.has_base or not translation.exists
        for item in placed(translation):
            if is_certain and is_fillable(item.match):
                file.append(_entry(item, translation.kind, headings.get(item.target.section, ""), path))
            elif item.match.source and any(passage.kind != PassageKind.CODE for passage in item.match.source):
                left_out.append(item)
    to_do = sum(1 for entry in file if not entry.translated())
    return Export(f"{file}\n" if not str(file).endswith("\n") else str(file), len(file), to_do, tuple(left_out))


def _header(handbook: Handbook, language: str) -> dict[str, str]:
    day = f"{handbook.settings.today} 00:00+0000"
    try:
        plural = get_plural(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError) as error:
        raise PoFileError(f"no language '{language}' is known to CLDR; write a BCP 47 tag such as 'fr'") from error
    return {
        "Project-Id-Version": handbook.settings.name(language) or "handbook",
        "POT-Creation-Date": day,
        "PO-Revision-Date": day,
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={plural[0]}; plural={plural[1]};",
        "X-Generator": "handbook translate export",
    }


def _headings(translation: PageTranslation) -> dict[str, str]:
    """Return section of an address → its heading in the source."""
    found = {}
    for item in placed(translation):
        for passage in item.match.source:
            if passage.kind == PassageKind.HEADING:
                found[item.target.section] = passage.text
            elif passage.kind == PassageKind.TITLE:
                found[item.target.section.removesuffix("/front")] = passage.text
    return found


def _entry(item: Placed, kind: str, heading: str, path: str) -> polib.POEntry:
    match = item.match
    [source] = match.source
    masked = mask(source.text)
    rendering = ""
    flags, previous = [], None
    if match.state != State.MISSING:
        rendering = mask_like(match.translation[0].text, masked)
        if match.state == State.OUTDATED:
            flags.append("fuzzy")
            previous = mask(match.base[0].text).words
    about = [f"{kind} {item.target.page}", *([f"section: {heading}"] if heading else [])]
    comments = [source.kind.value, *masked.comments]
    if source.kind == PassageKind.ROW:
        comments.append("the bars | part the cells; keep their number")
    return polib.POEntry(
        msgctxt=str(item.target),
        msgid=masked.words,
        msgstr=rendering,
        comment="\n".join(comments),
        tcomment="\n".join(about),
        occurrences=[(path, str(source.line))],
        flags=flags,
        previous_msgctxt=str(item.target) if previous is not None else None,
        previous_msgid=previous,
    )


# -- import ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Import:
    """What a PO file comes to: files to write, and what became of its messages."""

    files: Mapping[str, str]
    """Path → text; only files that change."""
    filled: tuple[Target, ...]
    """Passages that have other words now."""
    confirmed: tuple[Target, ...]
    """Passages whose words stay, and are up to date now."""
    unchanged: int
    """Messages that say what the page says already."""
    untranslated: int
    """Messages that are empty or fuzzy."""
    refused: tuple[tuple[str, str], ...]
    """Context of a message, and why it was not taken."""


def parse_po(data: bytes, language: str) -> polib.POFile:
    """Read a PO file.

    Raises:
        PoFileError: it is none, it is not in UTF-8, or it is of another language.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PoFileError(f"line {line} is not UTF-8; save the file as UTF-8") from error
    try:
        # Where it is no text of several lines, polib would take it for the name of a file.
        file = polib.pofile(f"{text}\n\n")
    except (OSError, ValueError) as error:
        message = f"this is no PO file ({error}); `handbook translate export {language}` makes one"
        raise PoFileError(message) from error
    found = file.metadata.get("Language", "").replace("_", "-")
    if found.casefold() != language.casefold():
        raise PoFileError(f"the file is for '{found or 'no language'}', not for '{language}'; name its language")
    return file


def import_po(
    handbook: Handbook,
    language: str,
    file: polib.POFile,
    load_texts: LoadTexts,
    progress: Callable[[str, int, int], None] | None = None,
) -> Import:
    """Return what the messages of a PO file make of the pages.

    Args:
        handbook: the handbook.
        language: tag of the language.
        file: the messages.
        load_texts: reads the files of a page.
        progress: called with what is being done, how many pages are done, and how many there are.
    """
    files: dict[str, str] = {}
    filled: list[Target] = []
    confirmed: list[Target] = []
    refused: list[tuple[str, str]] = []
    unchanged = untranslated = 0
    pages: dict[str, dict[Target, polib.POEntry]] = {}
    for entry in file:
        if entry.obsolete:
            continue
        if not entry.translated():
            untranslated += 1
            continue
        try:
            target = Target.parse(entry.msgctxt or "")
            page_of(handbook, target.page)
        except DeskError as error:
            refused.append((entry.msgctxt or entry.msgid, str(error)))
            continue
        pages.setdefault(target.page, {})[target] = entry
    for number, (page, entries) in enumerate(pages.items(), 1):
        made = _import_page(handbook, language, page, entries, load_texts(page))
        files |= made.files
        filled += made.filled
        confirmed += made.confirmed
        refused += made.refused
        unchanged += made.unchanged
        if progress:
            progress("Importing", number, len(pages))
    return Import(files, tuple(filled), tuple(confirmed), unchanged, untranslated, tuple(refused))


def _import_page(
    handbook: Handbook, language: str, page: str, entries: Mapping[Target, polib.POEntry], texts: Texts
) -> Import:
    translation = handbook.translation(page, language)
    before = texts
    if not translation.exists:
        made = start(handbook, language, page, texts.source)
        texts = Texts(texts.source, made[translation.path], without_note(made[base_path(language, page)]))
        translation = compare_texts(handbook, language, page, texts)
    elif not translation.has_base:
        why = f"nobody has said which source text {translation.path} renders; compare, then say `done`"
        return Import({}, (), (), 0, 0, tuple((str(target), why) for target in entries))
    words: dict[Target, str] = {}
    refused: list[tuple[str, str]] = []
    known = {item.target: item for item in placed(translation)}
    unchanged = 0
    for target, entry in entries.items():
        item = _find(known, target, entry.msgid)
        if item is None:
            refused.append((str(target), "the source has changed since the export; export again"))
            continue
        if not is_fillable(item.match):
            refused.append((str(target), "it is not certain any more what belongs to what; `diff` shows it"))
            continue
        try:
            text = _words(entry.msgstr, item.match)
        except PlaceholderError as error:
            refused.append((str(target), str(error)))
            continue
        if text is None:
            unchanged += 1
        else:
            words[item.target] = text
    result = fill(handbook, translation, texts, words)
    refused += [(str(target), why) for target, why in result.refused]
    files = {}
    if result.done:
        if result.texts.translation != before.translation:
            files[translation.path] = result.texts.translation
        if result.texts.base != before.base:
            files[base_path(language, page)] = with_note(result.texts.base, translation.path)
    same = {target for target in result.done if _is_same(known[target].match, words[target])}
    filled = tuple(target for target in result.done if target not in same)
    confirmed = tuple(target for target in result.done if target in same)
    return Import(files, filled, confirmed, unchanged, 0, tuple(refused))


def _find(known: Mapping[Target, Placed], target: Target, msgid: str) -> Placed | None:
    """Return the passage of a message: the one at its address, or the only one of its section with these words.

    A paragraph that has come in above it changes its number and nothing else.
    """
    item = known.get(target)
    if item is not None and _is_of(item, msgid):
        return item
    same = [item for item in known.values() if item.target.section == target.section and _is_of(item, msgid)]
    return same[0] if len(same) == 1 else None


def _is_of(item: Placed, msgid: str) -> bool:
    return len(item.match.source) == 1 and mask(item.match.source[0].text).words == msgid


def _words(msgstr: str, match: Match) -> str | None:
    """Return the Markdown of a message; None where the page has it already, and up to date.

    Raises:
        PlaceholderError: its placeholders are not those of the source.
    """
    masked = mask(match.source[0].text)
    ours = "" if match.state == State.MISSING else match.translation[0].text
    words = folded(unicodedata.normalize("NFC", msgstr))
    if ours and words == mask_like(ours, masked):
        # Nobody has touched it: what it lacks is told by `check`, not here.
        return None if match.state == State.CURRENT else ours
    return unmask(words, masked, also=ours)


def _is_same(match: Match, words: str) -> bool:
    return match.state != State.MISSING and match.translation[0].text == words
