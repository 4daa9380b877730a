"""The page of the lost: a host serves one for all languages, so it speaks them all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from mkdocs.config.defaults import MkDocsConfig

from handbook.core.edition import Edition
from handbook.mkdocs_plugin.outputs import write_text


def write_not_found(
    folder: Path, config: MkDocsConfig, environment: jinja2.Environment, editions: Mapping[str, Edition]
) -> None:
    """Write 404.html. Its addresses begin at the root of the host, since it is shown at any address."""
    base = urlsplit(config.site_url or "/").path.rstrip("/")
    html = environment.get_template("404.html").render(
        editions=[
            {
                "language": edition.language,
                "home": f"{base}/{'' if tag == edition.settings.source_language else tag + '/'}index.html",
                "name": edition.settings.name(tag),
            }
            for tag, edition in editions.items()
        ],
        base_url=base,
        config=config,
    )
    write_text(folder / "404.html", html)
