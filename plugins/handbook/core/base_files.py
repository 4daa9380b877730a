"""The bases of translations, as they lie on disk: found, read, and matched with their sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from handbook.core.diagnostics import Diagnostic, Severity
from handbook.core.documents import Document, FileToParse, parse_document
from handbook.core.settings import Settings
from handbook.core.source_text import Folder, Found, SourceFile, admit_text
from handbook.core.translation.base import FOLDER, digest, without_note

Bases: TypeAlias = Mapping[tuple[str, str], Document]
"""Language and page → base; the source's own document where both have the same words."""


@dataclass(slots=True)
class _Base:
    """What is known of the base of a translation."""

    stamp: tuple[int, int]
    """Size and time of change."""
    language: str
    page: str
    text: str
    digest: str
    faults: tuple[Diagnostic, ...]
    parsed: Document | None = None
    """Only where it is not the source's own text: most bases are."""


class BaseFiles:
    """The bases of one handbook; what has not changed is not read again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._folder: Folder | None = None
        self._files: tuple[SourceFile, ...] = ()
        self._known: dict[str, _Base] = {}
        self._sources: Mapping[str, tuple[Document, str]] | None = None
        self._last: tuple[Bases, tuple[Diagnostic, ...]] = ({}, ())

    def read(self, settings: Settings) -> None:
        """Read what has changed, so that `load` need not."""
        for file in self._find(settings.root, thorough=True)[0]:
            self._base(file)

    def load(
        self,
        settings: Settings,
        sources: Mapping[str, tuple[Document, str]],
        paths: Collection[str],
        *,
        thorough: bool = True,
    ) -> tuple[Bases, tuple[Diagnostic, ...]]:
        """Return the bases, and what is wrong with them.

        Args:
            settings: of the handbook.
            sources: page → its source, and the kind of its entries; the very same mapping while nothing has changed.
            paths: every file of text; others only where `sources` is another mapping.
            thorough: whether to look at every file; else at the folders alone, which change with each file that a
                program puts there (one that a person edits in its place is not seen).
        """
        files, misplaced = self._find(settings.root, thorough=thorough)
        if sources is not self._sources or files is not self._files:
            self._last = self._match(settings, files, misplaced, sources, paths)
        self._files, self._sources = files, sources
        return self._last

    def _find(self, root: Path, *, thorough: bool) -> Found:
        if not (root / FOLDER).is_dir():
            self._folder = None
            return (), ()
        if self._folder is None:
            self._folder = Folder(root, root / FOLDER)
        return self._folder.files(thorough=thorough)

    def _match(
        self,
        settings: Settings,
        files: tuple[SourceFile, ...],
        misplaced: tuple[Diagnostic, ...],
        sources: Mapping[str, tuple[Document, str]],
        paths: Collection[str],
    ) -> tuple[Bases, tuple[Diagnostic, ...]]:
        faults = list(misplaced)
        bases: dict[tuple[str, str], Document] = {}
        for file in files:
            base = self._base(file)
            if base.language in settings.left_out:
                continue
            faults += base.faults
            source = sources.get(base.page)
            if f"{settings.docs}/{base.language}/{base.page}.md" not in paths or source is None:
                message = "the base of a translation that is not there; delete it"
                faults.append(Diagnostic(file.path, 0, "base-without-translation", message, Severity.WARNING))
                continue
            document, kind = source
            if document.digest == base.digest:
                bases[base.language, base.page] = document
                continue
            if base.parsed is None:
                job = FileToParse(file.path, settings.source_language, base.page, False, document.shape, kind)
                # Its faults were those of the source, once; nobody is to mend a base.
                base.parsed = parse_document(job, base.text, settings.kinds)[0]
            bases[base.language, base.page] = base.parsed
        self._known = {file.path: self._known[file.path] for file in files}
        return bases, tuple(faults)

    def _base(self, file: SourceFile) -> _Base:
        """Return what a base says, read again where it has changed."""
        stamp = (file.size, file.modified)
        known = self._known.get(file.path)
        if known is None or known.stamp != stamp:
            language, _, rest = file.path.removeprefix(FOLDER + "/").partition("/")
            text, refused = admit_text(file.path, file.absolute.read_bytes())
            text = without_note(text)
            known = self._known[file.path] = _Base(
                stamp, language, rest.removesuffix(".md"), text, digest(text), refused
            )
        return known
