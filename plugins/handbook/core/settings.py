"""What a handbook is configured by: languages, kinds, and what the text needs of the host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from handbook.core.kinds import Kind, choose_kinds


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

    def name(self, language: str) -> str:
        """Return the name of the handbook in a language, or in the source language."""
        return self.names.get(language) or self.names.get(self.source_language, "")
