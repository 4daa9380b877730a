"""The page of the files that readers take with them: book, handouts, lesson packs, offline copy, by language."""

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.core.downloads import TYPES, Download
from handbook.core.edition.html import Phrase
from handbook.core.edition.page import Page
from handbook.core.languages import Language, load_language


@dataclass(frozen=True, slots=True)
class DownloadReading:
    """One file, ready to print."""

    download: Download
    title: str
    words: str
    """What it is good for."""
    href: str
    format: str
    """`PDF` or `ZIP`."""
    size: str
    date: str


@dataclass(frozen=True, slots=True)
class DownloadGroup:
    """The files in one language."""

    language: Language
    is_own: bool
    """True for the language of the page."""
    files: tuple[DownloadReading, ...]

    @property
    def name(self) -> str:
        """The language's name in itself, as a heading begins."""
        name = self.language.name
        return name[:1].upper() + name[1:]

    @property
    def has_documents(self) -> bool:
        """False where there is an offline copy alone."""
        return any(file.download.is_document for file in self.files)


class DownloadsPage(Page):
    """What a reader can take along."""

    template = "downloads.html"

    @property
    def title(self) -> Phrase:
        """Downloads."""
        return self.edition.phrase(self.edition.language.gettext("Downloads"), self.edition.language)

    @property
    def summary(self) -> Phrase:
        """What the page offers."""
        text = self.edition.language.gettext("The handbook for paper, and for places without a network.")
        return self.edition.phrase(text, self.edition.language)

    def groups(self) -> Iterator[DownloadGroup]:
        """Yield the languages that have files, the page's own first."""
        settings = self.edition.settings
        own = self.edition.language.tag
        for tag in (own, *(tag for tag in settings.languages if tag != own)):
            found = [item for item in settings.downloads if tag in item.languages]
            # What has one language goes before what has two, and the book before all.
            found.sort(key=lambda item: (TYPES.index(item.type), len(item.languages)))
            files = tuple(self._reading(item) for item in found)
            if files:
                yield DownloadGroup(load_language(tag, settings.catalogues), tag == own, files)

    def _reading(self, download: Download) -> DownloadReading:
        language = self.edition.language
        title, words = self._words(download)
        if len(download.languages) > 1:
            title = f"{title} ({language.format_list([language.name_of(tag) for tag in download.languages])})"
        return DownloadReading(
            download,
            title,
            words,
            self.resolver.asset(download.path),
            download.name.rpartition(".")[2].upper(),
            language.format_size(download.size),
            language.format_date(download.date.isoformat()),
        )

    def _words(self, download: Download) -> tuple[str, str]:
        gettext = self.edition.language.gettext
        if download.type == "offline":
            return gettext("Offline copy"), gettext(
                "The website in this language, with its search, for a device without a network. "
                "Unzip it, then open index.html."
            )
        if download.type == "handouts":
            title, words = gettext("Handouts"), gettext("A page for each demand and instrument, to print and pin up.")
        elif download.type == "lesson":
            lesson = self.edition.handbook.entries.get(download.subject)
            name = self.edition.title(lesson).text if lesson else download.subject
            title = gettext("Lesson pack: {title}").format(title=name)
            words = gettext("The guide of the lesson and the sheets for participants.")
        else:
            title, words = gettext("The book"), gettext("The whole handbook in one file, to print and to read.")
        if download.paper == "Letter":
            title = gettext("{title}, on US Letter paper").format(title=title)
        return title, words
