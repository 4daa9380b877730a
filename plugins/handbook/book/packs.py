"""The pack of a lesson: its guide, the sheets for participants, the handouts of what it teaches, as one document."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.articles import Articles
from handbook.book.handouts import LAYOUT, Handout, HandoutWriter
from handbook.book.source import Source, Target, array, call, literal, settle, words
from handbook.book.volume import PageSetting, preamble
from handbook.book.writer import Setting, Writer, Written
from handbook.core.diagnostics import Diagnostic
from handbook.core.edition import Edition, EntryPage
from handbook.core.edition.printed import has_handout
from handbook.core.handbook import Entry
from handbook.core.kinds.base import Review

_SHEET = "contains(concat(' ', @class, ' '), ' sheet ')"
GUIDE = f"//article/header | //article/*[not(self::header)][not({_SHEET})]"
"""What the one who leads the lesson reads."""
SHEETS = f"//article/section[{_SHEET}]"
"""What those who take part get."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The pack of a lesson, ready to be set."""

    lesson: Entry
    source: str
    handouts: tuple[Handout, ...]
    left_out: tuple[Entry, ...]
    """What it teaches and has no handout in this language."""
    faults: tuple[Diagnostic, ...]


def write_pack(edition: Edition, articles: Articles, setting: PageSetting, lesson: Entry) -> Pack:
    """Write the pack of a lesson that has words in the language."""
    page = articles.open(edition, edition.pages[lesson.page])
    assert isinstance(page, EntryPage)
    html = articles.render(page)
    title = page.title.text
    gettext = edition.language.gettext
    note = gettext("draft translation") if page.review is Review.MACHINE_DRAFT else ""
    guide = _write(page, html, GUIDE, note, shift="")
    sheets = _write(page, html, SHEETS, "", shift="sheets/")
    taught = [item.entry for item in page.related("teaches")]
    chosen = [entry for entry in taught if edition.is_translated(entry) and has_handout(edition, entry)]
    writer = HandoutWriter(edition, articles)
    handouts = tuple(writer.write(entry) for entry in chosen)
    labels = {page.path, *guide.labels, *sheets.labels, *(entry.page for entry in chosen)}

    def find(target: Target) -> str | None:
        return next((name for name in (target.label, target.page) if name in labels), None)

    day = edition.language.format_date(edition.settings.today.isoformat())
    imprint = " · ".join((edition.settings.name(edition.language.tag), gettext("edition of {date}").format(date=day)))
    sources = [_line(page, source.reference) for source in page.sources()]
    body: Source = [*guide.source]
    if sources:
        body += [f"#pack-sources([{words(gettext('Sources'))}], ", *array(sources), ");\n"]
    if sheets.source:
        body += call("participants", sheets.source)
    parts: Source = [
        preamble(edition, setting, title, pictures=dict.fromkeys((*guide.pictures, *sheets.pictures))),
        LAYOUT,
        f"\n#show: set-up\n// page: {page.path}\n#guide({literal(title)}, {literal(imprint)})[",
        *body,
        "]\n",
        *(f"\n// page: {handout.entry.page}\n#handout(numbered: true, {handout.source})\n" for handout in handouts),
    ]
    faults = [*guide.faults, *sheets.faults, *(fault for handout in handouts for fault in handout.faults)]
    return Pack(
        lesson,
        settle(parts, find),
        handouts,
        tuple(entry for entry in taught if entry not in chosen),
        tuple(faults),
    )


def _write(page: EntryPage, html: str, only: str, note: str, shift: str) -> Written:
    return Writer(_setting(page, note, shift)).write(html, only=only)


def _line(page: EntryPage, html: str) -> Source:
    return Writer(_setting(page, "", "")).write(f"<p>{html}</p>").source


def _setting(page: EntryPage, note: str, shift: str) -> Setting:
    language = page.edition.language
    return Setting(
        page=f"{shift}{page.path}",
        path=page.source_path,
        language=language.tag,
        direction=language.direction,
        level=1,
        kind=page.entry.kind.name,
        note=note,
    )
