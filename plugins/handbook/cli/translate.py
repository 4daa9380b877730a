"""Commands for those who translate: `handbook translate …`. What they do stands in core/translation."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from handbook.articles import Articles
from handbook.cli import translation_tables as tables
from handbook.cli.shared import Group, example, shown, steps
from handbook.cli.site import serve
from handbook.core.downloads import DIST
from handbook.core.handbook import Handbook
from handbook.core.languages import load_language
from handbook.core.settings import Settings
from handbook.core.translation import desk
from handbook.core.translation.alignment import State
from handbook.core.translation.base import base_path, with_note
from handbook.core.translation.diff import compare_words, differences
from handbook.core.translation.files import load_texts, save_files
from handbook.core.translation.filling import bring_in
from handbook.core.translation.overview import by_kind, in_order, progress_of
from handbook.core.translation.po import export_po, import_po, parse_po
from handbook.core.translation.status import PageTranslation
from handbook.mkdocs_plugin.build import Project, open_project


@dataclass(slots=True)
class _Desk:
    """The handbook as it stands on disk, and what is written to it."""

    project: Project
    handbook: Handbook

    @classmethod
    def open(cls, config_file: Path) -> _Desk:
        project = open_project(config_file)
        return cls(project, project.library.load().handbook)

    @property
    def settings(self) -> Settings:
        return self.project.settings

    def languages(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Return the languages that were named, or all translations."""
        return tuple(self.settings.translation(tag) for tag in tags) or self.settings.translations

    def locate(self, typed: str) -> desk.Target:
        """Return what somebody means; a path that the shell completed will do, from whatever folder."""
        page, mark, place = typed.partition("#")
        path, root = Path(page).absolute(), self.settings.root
        if path.suffix == ".md" and path.is_relative_to(root):
            typed = f"{path.relative_to(root).as_posix()}{mark}{place}"
        return desk.locate(self.handbook, typed)

    def save(self, files: dict[str, str]) -> tuple[str, ...]:
        """Write files, all or none, and read the handbook again."""
        written = save_files(self.settings.root, files)
        self.handbook = self.project.library.load().handbook
        return written


@click.group(
    name="translate",
    cls=Group,
    epilog=example("handbook translate status fr", "handbook translate start fr demands/worker-voice"),
)
def translate_command() -> None:
    """Translate, and see what there is to translate.

    LANG is a language of mkdocs.yml: fr. PAGE is a page (demands/worker-voice), its file
    (docs/fr/demands/worker-voice.md) or the id of an entry (worker-voice). PAGE#SECTION is a section of it, and
    PAGE#SECTION:2 the second passage of that section; `diff` prints these addresses.
    """


# -- status ------------------------------------------------------------------------------------------------------------


@translate_command.command(
    name="status",
    epilog=example("handbook translate status fr", "handbook translate status --json > status.json"),
)
@click.argument("language", metavar="[LANG]", required=False)
@click.option("--all", "everything", is_flag=True, help="List all pages, not only those with something to do.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers of each kind, for another program.")
@click.pass_obj
def status_command(config_file: Path, language: str | None, everything: bool, as_json: bool) -> None:
    """Tell what is missing and what has changed since it was translated.

    Counts passages and words, by kind and by page; demands, instruments and lessons first. Without LANG: the sums of
    all languages.
    """
    here = _Desk.open(config_file)
    languages = here.languages([language] if language else [])
    if as_json:
        found = {tag: {item.name: item.counts._asdict() for item in by_kind(here.handbook, tag)} for tag in languages}
        click.echo(json.dumps(found, indent=1))
        return
    console = Console(highlight=False)
    for tag in languages:
        console.print(tables.kinds(tag, by_kind(here.handbook, tag)))
        if language or everything:
            _print_pages(console, in_order(here.handbook, tag), everything=everything)
    console.print()
    console.print(tables.LEGEND, style="dim")
    if language:
        _next_page(here.handbook, languages[0])
    elif languages:
        click.echo(f"Next: handbook translate status {languages[0]}")


def _print_pages(console: Console, pages: Sequence[PageTranslation], *, everything: bool) -> None:
    groups = {
        "Pages with something to do": [page for page in pages if page.exists and not page.counts.is_complete],
        "Pages that nobody has begun": [page for page in pages if not page.exists],
        "Pages that are up to date": [page for page in pages if page.exists and page.counts.is_complete],
    }
    for title, group in list(groups.items())[: None if everything else 2]:
        if group:
            console.print()
            console.print(tables.pages(title, [progress_of(page.page, [page]) for page in group]))


def _next_page(handbook: Handbook, language: str) -> None:
    """Say what a translator can do next."""
    # What has been begun goes first: a page that is out of date misleads, one that is missing is shown in the source.
    for page in sorted(in_order(handbook, language), key=lambda page: not page.exists):
        if not page.counts.is_complete:
            verb = "diff" if page.exists else "start"
            click.echo(f"Next: handbook translate {verb} {language} {page.page}")
            return
    click.echo(f"Nothing is left to do in {language}.")


# -- start, done -------------------------------------------------------------------------------------------------------


@translate_command.command(name="start", epilog=example("handbook translate start fr demands/worker-voice"))
@click.argument("language", metavar="LANG")
@click.argument("page", metavar="PAGE")
@click.pass_obj
def start_command(config_file: Path, language: str, page: str) -> None:
    """Make the file of a translation, with the words of the source in brackets: ⟦…⟧.

    Put your words in the place of each pair of brackets. Until then readers see the source text there, marked as such.
    Into a page that is there already, it puts what the source has got since, in brackets too; nothing else changes.
    """
    here = _Desk.open(config_file)
    [tag] = here.languages([language])
    target = here.locate(page)
    before = here.handbook.translation(target.page, tag)
    texts = load_texts(here.settings, tag, target.page)
    if before.exists:
        result = bring_in(here.handbook, before, texts)
        for address, why in result.refused:
            click.echo(f"Not put in: {address}: {why}", err=True)
        if not result.done:
            click.echo(f"{before.path} lacks nothing that could be put in; it {tables.sentence(before)}")
            click.echo(f"Next: handbook translate diff {tag} {target.page}")
            return
        files = {
            before.path: result.texts.translation,
            base_path(tag, target.page): with_note(result.texts.base, before.path),
        }
    else:
        files = desk.start(here.handbook, tag, target.page, texts.source)
    here.save(files)
    now = here.handbook.translation(target.page, tag)
    made = f"Put into {now.path}" if before.exists else f"Made {now.path}"
    words = progress_of(now.page, [now]).words[State.MISSING]
    click.echo(f"{made}: {now.counts.missing} passages, {words} words in brackets ⟦…⟧")
    click.echo("Next: put your words in the place of each, then: handbook check")


@translate_command.command(
    name="done",
    epilog=example("handbook translate done fr worker-voice#why:2 c087", "handbook translate done fr --all"),
)
@click.argument("language", metavar="LANG")
@click.argument("targets", metavar="PAGE[#SECTION[:N]]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All pages that wait for nothing else; lists them, and asks.")
@click.option("--anyway", is_flag=True, help="Even if a passage is not there: what it says stands in another.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def done_command(
    config_file: Path, language: str, targets: tuple[str, ...], everything: bool, anyway: bool, yes: bool
) -> None:
    """Tell that pages, sections or passages say what the source says now.

    Only this makes a translation current; saving the file does not.
    """
    here = _Desk.open(config_file)
    [tag] = here.languages([language])
    if everything == bool(targets):
        raise click.UsageError("name the pages that are done, or say --all")
    chosen = [here.locate(target) for target in targets] or _waiting(here.handbook, tag)
    if not chosen:
        click.echo(f"{tag}: no page waits for `done`.")
        return
    if everything:
        found = [progress_of(target.page, [here.handbook.translation(target.page, tag)]) for target in chosen]
        Console(highlight=False).print(tables.pages("Pages to be confirmed", found))
        if not yes:
            _confirm("Has each of them been compared with the source text as it is now?")
    files: dict[str, str] = {}
    for page in dict.fromkeys(target.page for target in chosen):
        places = [target for target in chosen if target.page == page]
        if not anyway:
            desk.require_counterparts(here.handbook, tag, places)
        texts = load_texts(here.settings, tag, page)
        files |= desk.done_together(here.handbook, tag, places, texts.source, texts.base)
    written = here.save(files)
    for target in dict.fromkeys(desk.Target(target.page) for target in chosen):
        path = base_path(tag, target.page)
        now = here.handbook.translation(target.page, tag)
        click.echo(f"{'Wrote' if path in written else 'Was so already:'} {path}: {target.page} {tables.sentence(now)}")
    _next_page(here.handbook, tag)


def _confirm(question: str) -> None:
    if not click.confirm(question):
        raise click.ClickException("nothing was written")


def _waiting(handbook: Handbook, language: str) -> list[desk.Target]:
    """Return the pages that wait for nothing but `done`."""
    return [
        desk.Target(page.page)
        for page in in_order(handbook, language)
        if page.exists and not page.counts.is_complete and not page.counts.missing
    ]


# -- minor -------------------------------------------------------------------------------------------------------------


@translate_command.command(
    name="minor",
    epilog=example("handbook translate minor demands/worker-voice#why", "handbook translate minor c087 --language fr"),
)
@click.argument("target", metavar="PAGE[#SECTION[:N]]")
@click.option("-l", "--language", "tags", multiple=True, help="Only this one; may be given again. [default: all]")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def minor_command(config_file: Path, target: str, tags: tuple[str, ...], yes: bool) -> None:
    """For editors: tell that a change of the source needs no new translation, such as a mended typo.

    Shows each change and asks. What is called minor is current again in all languages.
    """
    here = _Desk.open(config_file)
    place = here.locate(target)
    languages = here.languages(tags)
    found = desk.minor(here.handbook, place, languages)
    console = Console(highlight=False)
    for change in found.changes:
        console.print(f"[bold]{change.target}[/]  {', '.join(change.languages)}")
        console.print(tables.pieces(compare_words(change.old, change.new)))
        console.print()
    for language, where, why in found.left:
        click.echo(f"Left as it is: {where} in {language}: {why}", err=True)
    if not found.changes:
        click.echo(f"{place} has no change that could be minor in {', '.join(languages)}; nothing was written")
        return
    if found.ambiguous:
        listed = ", ".join(map(str, found.ambiguous))
        raise click.ClickException(
            f"languages have seen different old words of {listed}: look at each, and call `minor` for it alone with "
            "--language; nothing was written"
        )
    if not yes:
        _confirm("Do these changes leave what is said as it was?")
    files = {}
    for language in languages:
        texts = load_texts(here.settings, language, place.page)
        made = desk.minor_done(here.handbook, found.changes, language, texts.source, texts.base)
        if made != texts.base:
            files[base_path(language, place.page)] = with_note(
                made, here.handbook.translation(place.page, language).path
            )
    for path in here.save(files):
        click.echo(f"Wrote {path}")
    click.echo(f"{len(found.changes)} changes are minor now; no translator has to look at them.")


# -- diff --------------------------------------------------------------------------------------------------------------


@translate_command.command(
    name="diff",
    epilog=example("handbook translate diff fr worker-voice", "handbook translate diff ar worker-voice --html"),
)
@click.argument("language", metavar="LANG")
@click.argument("target", metavar="PAGE[#SECTION]")
@click.option(
    "--html",
    "html_file",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Make a page for the browser instead. [default: in dist]",
)
@click.pass_obj
def diff_command(config_file: Path, language: str, target: str, html_file: str | None) -> None:
    """Show what has changed in the source since it was translated, beside the translation.

    Each passage with its address: what the source said, what it says now with the change marked, and what the
    translation says.
    """
    here = _Desk.open(config_file)
    [tag] = here.languages([language])
    place = here.locate(target)
    page = here.handbook.translation(place.page, tag)
    if not page.exists:
        click.echo(f"Nobody has translated {place.page} yet: {page.counts.words_to_do} words.")
        click.echo(f"Next: handbook translate start {tag} {place.page}")
        return
    wanted = {item.target for item in desk.chosen(page, place)}
    found = [item for item in differences(page) if item.target in wanted]
    if html_file is not None:
        name = f"diff-{tag}-{place.page.replace('/', '-')}.html"
        path = Path(html_file) if html_file else here.settings.root / DIST / name
        source = desk.page_of(here.handbook, place.page)
        languages = (load_language(source.language), load_language(tag))
        _write(path, Articles(here.project.templates).render_differences(page, source.title, found, *languages))
        click.echo(f"Made {shown(path)}: {len(found)} passages; open it in a browser")
    elif not found:
        click.echo(f"{page.path} {tables.sentence(page)}")
        return
    else:
        console = Console(highlight=False)
        for item in found:
            console.print(tables.difference(item, tag, here.settings.source_language))
        if not page.has_base:
            click.echo("Nobody has said yet which source text it renders: compare the two, then say `done`.")
    click.echo(f"Next: edit {page.path}, then: handbook translate done {tag} {place.page}")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"cannot write {shown(path)} ({error.strerror}); name another file") from error


# -- preview -----------------------------------------------------------------------------------------------------------


@translate_command.command(name="preview", epilog=example("handbook translate preview fr"))
@click.argument("language", metavar="LANG")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="Port to listen on.")
@click.pass_obj
def preview_command(config_file: Path, language: str, host: str, port: int) -> None:
    """Show a translation in the browser while you write, beside the source language alone."""
    tag = open_project(config_file).settings.translation(language)
    serve(open_project(config_file, translation=tag), host, port, f"{tag}/")


# -- export, import ----------------------------------------------------------------------------------------------------


@translate_command.command(
    name="export",
    epilog=example("handbook translate export fr --po fr.po", "handbook translate export fr worker-voice"),
)
@click.argument("language", metavar="LANG")
@click.argument("pages", metavar="[PAGE]...", nargs=-1)
@click.option(
    "--po",
    "po_file",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="A PO file, its name ending in .po. [default: in dist]",
)
@click.pass_obj
def export_command(config_file: Path, language: str, pages: tuple[str, ...], po_file: str | None) -> None:
    """Make a PO file of all pages, or of those named, for Weblate, Poedit or OmegaT.

    What is current is in it with its translation, what is outdated as fuzzy, with the old source text beside it.
    """
    if po_file and not po_file.endswith(".po"):
        # `export fr --po worker-voice` names a page.
        pages, po_file = (po_file, *pages), None
    here = _Desk.open(config_file)
    [tag] = here.languages([language])
    named = [here.locate(page).page for page in pages]
    chosen = dict.fromkeys(named or (page.page for page in in_order(here.handbook, tag)))
    made = export_po(here.handbook, tag, chosen)
    path = Path(po_file) if po_file else here.settings.root / DIST / f"handbook-{tag}.po"
    _write(path, made.text)
    for page, number in Counter(item.target.page for item in made.left_out).items():
        why = f"it is not certain what belongs to what: handbook translate diff {tag} {page}"
        click.echo(f"Left out of {page}: {number} places, since {why}", err=True)
    click.echo(f"Made {shown(path)}: {made.messages} messages, {made.to_do} of them to translate")
    click.echo(f"Next: translate it, then: handbook translate import {tag} {shown(path)}")


@translate_command.command(name="import", epilog=example("handbook translate import fr fr.po"))
@click.argument("language", metavar="LANG")
@click.argument("po_file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
def import_command(config_file: Path, language: str, po_file: Path) -> None:
    """Put the translations of a PO file into the pages; nothing else in them changes.

    Messages that are empty or fuzzy are left. A message is refused, and listed, if its source has changed since the
    export, or if a placeholder such as {1} is lost or doubled; the others go in.
    """
    here = _Desk.open(config_file)
    [tag] = here.languages([language])
    try:
        data = po_file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"cannot read {shown(po_file)} ({error.strerror})") from error
    file = parse_po(data, tag)
    with steps(transient=True) as progress:
        made = import_po(here.handbook, tag, file, lambda page: load_texts(here.settings, tag, page), progress=progress)
    for path in here.save(dict(made.files)):
        click.echo(f"Wrote {path}")
    for address, why in made.refused:
        click.echo(f"Refused: {address}: {why}", err=True)
    click.echo(
        f"{len(made.filled)} passages filled, {len(made.confirmed)} confirmed as they are, {made.unchanged} were so "
        f"already, {made.untranslated} not translated, {len(made.refused)} refused"
    )
    if made.refused:
        click.echo("Mend what was refused in the file (or export again), and import it again.", err=True)
        sys.exit(1)
    click.echo("Next: handbook check")
