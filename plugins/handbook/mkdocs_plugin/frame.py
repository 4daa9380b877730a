"""What stands around an article: the navigation, the languages of the page, its head. Values for the theme."""

from __future__ import annotations

from dataclasses import dataclass

from handbook.core.edition import Edition, EntryPage, Page, Phrase
from handbook.core.handbook import Entry
from handbook.core.languages import load_language
from handbook.core.settings import Settings

MAX_LINKS = 24
"""Entries of the current section that the navigation lists, so that a page does not grow with the handbook."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation; `url` is relative to the page."""

    title: Phrase | str
    """Marks itself where it is not in the page's language."""
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class NavigationSection:
    """A kind, with some of its entries if it is the one that the page belongs to."""

    title: str
    url: str
    kind: str
    current: bool
    is_page: bool
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page in one of the languages."""

    language: str
    name: str
    direction: str
    url: str
    """Relative to the page."""
    absolute: str
    """With the site's address; empty where the site has none."""
    current: bool
    translated: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the theme's templates read as `handbook`."""

    navigation: tuple[NavigationSection, ...]
    alternates: tuple[Alternate, ...]
    edition: str
    """"Edition of 21 November 2026", in the page's language."""
    links: tuple[Link, ...]
    canonical: str
    home: str
    """Address of the home page from here."""
    base: str
    """The root of the page's language from here, with a slash at its end: where its search index lies."""
    default_language: str
    translations: str
    """Address of the page on the state of the translations; empty where the handbook has one language."""


def page_url(settings: Settings, language: str, path: str) -> str:
    """Return the address of a page from the root of the site."""
    return f"{'' if language == settings.source_language else language + '/'}{path}.html"


def make_frame(edition: Edition, page: Page) -> Frame:
    """Return what stands around a page."""
    settings = edition.settings
    tag = edition.language.tag
    up = "../" * page.path.count("/")
    to_root = up + ("" if tag == settings.source_language else "../")
    gettext = edition.language.gettext
    alternates = tuple(
        Alternate(
            other,
            load_language(other, settings.catalogues).name,
            load_language(other, settings.catalogues).direction,
            to_root + page_url(settings, other, page.path),
            settings.site_url + page_url(settings, other, page.path) if settings.site_url else "",
            other == tag,
            other in page.languages,
        )
        for other in settings.languages
    )
    shown = settings.source_language if page.is_fallback else tag
    return Frame(
        navigation=tuple(_sections(edition, page)),
        alternates=alternates,
        edition=gettext("edition of {date}").format(date=edition.language.format_date(settings.today.isoformat())),
        links=tuple(_links(edition, page)),
        canonical=settings.site_url + page_url(settings, shown, page.path) if settings.site_url else "",
        home=page.href("index"),
        base=up or "./",
        default_language=settings.source_language,
        translations=page.href("translations/index") if settings.translations else "",
    )


def _sections(edition: Edition, page: Page) -> list[NavigationSection]:
    found = []
    for kind in edition.kinds:
        path = f"{kind.folder}/index"
        current = page.kind is not None and page.kind.name == kind.name
        entries = tuple(_entries(edition, page)) if current else ()
        found.append(
            NavigationSection(
                edition.kind_name(kind, 2), page.href(path), kind.name, current, page.path == path, entries
            )
        )
    return found


def _entries(edition: Edition, page: Page) -> list[Link]:
    """Return the entries around the page's own, in the order of the kind."""
    if page.kind is None or not isinstance(page, EntryPage):
        return []
    entries = (
        edition.sorted_by_title(page.kind.name)
        if page.kind.model.alphabetical
        else edition.handbook.of_kind(page.kind.name)
    )
    position = next((number for number, entry in enumerate(entries) if entry.id == page.entry.id), 0)
    start = max(0, min(position - MAX_LINKS // 2, len(entries) - MAX_LINKS))
    return [_link(edition, page, entry) for entry in entries[start : start + MAX_LINKS]]


def _link(edition: Edition, page: EntryPage, entry: Entry) -> Link:
    return Link(edition.title(entry), page.entry_href(entry), entry.id == page.entry.id)


def _links(edition: Edition, page: Page) -> list[Link]:
    """Return the plain pages at the root, and what every handbook has."""
    gettext = edition.language.gettext
    found = []
    for path, documents in edition.handbook.pages.items():
        source = documents[edition.settings.source_language]
        if "/" in path or path == "index" or source.shape != "page":
            continue
        found.append(Link(edition.document_phrase(documents, "title"), page.href(path), page.path == path))
    found.append(Link(gettext("Sources"), page.href("sources/index")))
    found.append(Link(gettext("Open data"), page.href("data/index")))
    found.append(Link(gettext("Downloads"), page.href("downloads/index"), page.path == "downloads/index"))
    if edition.settings.translations:
        found.append(Link(gettext("Translations"), page.href("translations/index"), page.path == "translations/index"))
    return found
