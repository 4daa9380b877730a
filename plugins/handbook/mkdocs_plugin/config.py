"""What mkdocs.yml may say under `plugins: - handbook:`, and the settings that core gets from it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig

from handbook.core.diagnostics import HandbookError
from handbook.core.downloads import DIST, load_downloads
from handbook.core.kinds import choose_kinds
from handbook.core.settings import Settings
from handbook.mkdocs_plugin import i18n


class HandbookConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs has no types there
    """Options of the plugin."""

    bibliography = c.Type(str, default="bibliography")
    """Folder of the .bib files and of `outlines/`."""
    kinds = c.Type(dict, default={})
    """Kind → `false` to leave it out, or language → {one, many} to call it by another name."""
    extra_kinds = c.ListOfItems(c.Type(str), default=[])
    """Models of further kinds, each as `module:Class`; `overrides.kinds.ruling` is overrides/kinds/ruling.py."""
    catalogues = c.ListOfItems(c.Type(str), default=[])
    """Folders of interface words that go before the package's own."""
    cache = c.Type(str, default=".cache/handbook")
    """Folder that keeps parsed text between runs; empty to keep nothing."""


def today() -> date:
    """Return the day of the build: SOURCE_DATE_EPOCH if it is set, so that builds can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def make_settings(config: MkDocsConfig, options: HandbookConfig) -> Settings:
    """Return what core has to know.

    Raises:
        HandbookError: mkdocs.yml does not configure a handbook.
    """
    root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    docs = Path(config.docs_dir).resolve()
    if not docs.is_relative_to(root):
        raise HandbookError("docs_dir lies outside the folder of mkdocs.yml; put it inside")
    languages = i18n.languages(config)
    if options.extra_kinds and str(root) not in sys.path:
        # A kind of its own is named by its path from here. Last on the path, so that it hides nothing installed.
        sys.path.append(str(root))
    day = today()
    left_out = [name for name, value in options.kinds.items() if value is False]
    return Settings(
        root=root,
        languages=languages,
        source_language=i18n.source_language(config),
        today=day,
        docs=docs.relative_to(root).as_posix(),
        bibliography=options.bibliography,
        catalogues=tuple(root / folder for folder in options.catalogues),
        kinds=choose_kinds(leave_out=left_out, labels=_labels(options.kinds), extra=options.extra_kinds),
        names=i18n.names(config),
        site_url=f"{config.site_url.rstrip('/')}/" if config.site_url else "",
        repository_url=_repository_url(config),
        downloads=load_downloads(root / DIST, languages, day),
    )


def _repository_url(config: MkDocsConfig) -> str:
    if not config.repo_url or not config.edit_uri:
        return ""
    return f"{config.repo_url.rstrip('/')}/{config.edit_uri.strip('/')}/"


def _labels(kinds: dict[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for name, value in kinds.items():
        if value is False or value is True:
            continue
        try:
            found[name] = {tag: (words["one"], words["many"]) for tag, words in value.items()}
        except (AttributeError, KeyError, TypeError) as error:
            message = f"kinds: {name}: write `false`, or for each language `en: {{one: Claim, many: Claims}}`"
            raise HandbookError(message) from error
    return found
