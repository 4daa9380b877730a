"""What a handbook is configured by: languages, kinds, and what the text needs of the host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from handbook.core.diagnostics import HandbookError
from handbook.core.downloads import Download
from handbook.core.kinds import Kind, choose_kinds

# RFC 2606 and RFC 6761; and this machine itself.
_UNREACHABLE = re.compile(r"^$|^127\.|(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that core is told; it reads no configuration of its own."""

    root: Path
    """Folder of the handbook: the one that holds mkdocs.yml."""
    languages: tuple[str, ...]
    """BCP 47 tags in the order of the switcher."""
    source_language: str
    """The language in which facts stand."""
    today: date
    """The day of the build: what is past its review date depends on it."""
    docs: str = "docs"
    """Folder of the text, from the root."""
    bibliography: str = "bibliography"
    """Folder of the sources, from the root."""
    catalogues: tuple[Path, ...] = ()
    """Folders of words that go before the package's own."""
    kinds: Mapping[str, Kind] = field(default_factory=choose_kinds)
    names: Mapping[str, str] = field(default_factory=dict)
    """Language → name of the handbook in it."""
    site_url: str = ""
    """Absolute address of the published site, with a slash at its end; empty where there is none yet."""
    repository_url: str = ""
    """Where the text's files can be seen, with a slash at its end; empty where there is none."""
    left_out: frozenset[str] = frozenset()
    """Languages whose files are not to be read this time: a preview for a translator shows one translation."""
    downloads: tuple[Download, ...] = ()
    """Books, handouts and offline copies that the site offers."""

    @property
    def public_url(self) -> str:
        """The address of the site if others can reach it: empty for names that are set aside for examples."""
        host = urlsplit(self.site_url).hostname or ""
        return "" if _UNREACHABLE.search(host) else self.site_url

    @property
    def translations(self) -> tuple[str, ...]:
        """The languages but for the source language."""
        return tuple(tag for tag in self.languages if tag != self.source_language)

    def translation(self, language: str) -> str:
        """Return a language's tag as mkdocs.yml has it.

        Raises:
            HandbookError: it lists no such language, or that is the source language.
        """
        for tag in self.translations:
            if tag.casefold() == language.replace("_", "-").casefold():
                return tag
        listed = ", ".join(self.translations) or "none"
        if language == self.source_language:
            raise HandbookError(f"'{language}' is the language that others are translated from; translations: {listed}")
        raise HandbookError(f"no language '{language}'; translations: {listed} (mkdocs.yml lists them under `i18n:`)")

    def name(self, language: str) -> str:
        """Return the name of the handbook in a language, or in the source language."""
        return self.names.get(language) or self.names.get(self.source_language, "")
