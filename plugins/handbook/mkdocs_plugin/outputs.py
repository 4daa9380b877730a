"""Files of the site that are no pages: search indexes, data, the sitemap."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pydantic import TypeAdapter

from handbook.core.bibliography import to_bibtex, to_csl_json
from handbook.core.downloads import DIST
from handbook.core.edition import Edition, EntryPage, Page, Phrase
from handbook.core.handbook import Entry, Handbook
from handbook.core.kinds.base import SourcePlace
from handbook.core.kinds.instrument import Instrument
from handbook.core.search import SearchDocument, build_index, number_aliases, plain_text, render_index
from handbook.core.settings import Settings
from handbook.core.translation.overview import by_kind
from handbook.mkdocs_plugin.frame import page_url

_PLAIN: TypeAdapter[Any] = TypeAdapter(Any)


def write_text(path: Path, text: str) -> None:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def search_document(page: Page, article: str) -> SearchDocument:
    """Return what the search knows of a page."""
    aliases: tuple[str, ...] = page.aliases
    if isinstance(page, EntryPage) and isinstance(page.facts, Instrument):
        aliases = (*aliases, *number_aliases(page.facts.code, page.facts.number))
    return SearchDocument(
        location=f"{page.path}.html",
        title=page.title.text,
        text=plain_text(_words_of(article)),
        aliases=tuple(dict.fromkeys(aliases)),
    )


def _words_of(article: str) -> str:
    """Return the part of an article that is its own: not its title, not the list of its sources."""
    start = article.find("</header>")
    end = article.find('<footer class="entry-foot">')
    return article[start + len("</header>") if start >= 0 else 0 : end if end >= 0 else len(article)]


def write_search_index(folder: Path, documents: Iterable[SearchDocument], language: str) -> None:
    """Write the index of one language below `folder`."""
    index = build_index(tuple(documents), language)
    write_text(folder / "search" / "search_index.json", render_index(index))


def write_data(folder: Path, handbook: Handbook, editions: Mapping[str, Edition]) -> None:
    """Write `/data/`: entries as JSON and CSV, the bibliography as BibTeX and CSL-JSON, the state of translations.

    Args:
        folder: the root of the site.
        handbook: what is written.
        editions: language → edition, for titles and summaries.
    """
    entries = [_entry_data(handbook, entry, editions) for entry in handbook.entries.values()]
    sources = to_csl_json(handbook.bibliography.works)
    data = {"entries": entries, "sources": [_source_data(handbook, item) for item in sources]}
    write_text(folder / "data" / "handbook.json", _json(data))
    write_text(folder / "data" / "bibliography.json", _json(sources))
    write_text(folder / "data" / "bibliography.bib", to_bibtex(handbook.bibliography.works))
    if handbook.settings.translations:
        write_text(folder / "data" / "translations.json", _json(translation_data(handbook)))
    for kind in handbook.settings.kinds.values():
        rows = [entry for entry in entries if entry["kind"] == kind.name]
        if rows:
            write_text(folder / "data" / f"{kind.folder}.csv", _csv(rows, handbook.settings.languages))


def translation_data(handbook: Handbook) -> dict[str, dict[str, dict[str, int]]]:
    """Return language → kind → passages by state, and words to do: what `handbook translate status --json` prints."""
    return {
        tag: {item.name: item.counts._asdict() for item in by_kind(handbook, tag)}
        for tag in handbook.settings.translations
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _entry_data(handbook: Handbook, entry: Entry, editions: Mapping[str, Edition]) -> dict[str, Any]:
    settings = handbook.settings
    relations = set(entry.kind.relations)
    facts = {
        name: _PLAIN.dump_python(getattr(entry.facts, name), mode="json")
        for name in sorted(entry.facts.model_fields_set - relations - {"sources"})
    }
    written = [editions[tag] for tag in settings.languages if tag in entry.words]
    return {
        "id": entry.id,
        "kind": entry.kind.name,
        "title": _own({edition.language.tag: edition.title(entry) for edition in written}),
        "summary": _own({edition.language.tag: edition.summary(entry) for edition in written}),
        "url": {tag: settings.site_url + page_url(settings, tag, entry.page) for tag in settings.languages},
        "facts": facts,
        "relations": [
            {
                "type": relation.type,
                "target": relation.target,
                "basis": str(relation.basis) if relation.basis else None,
                **({"provisions": list(relation.provisions)} if relation.provisions else {}),
            }
            for relation in handbook.outgoing.get(entry.id, ())
        ],
        "sources": [
            {"key": key, "locator": locator} for key, locator in handbook.citations_of(entry) if key != "editors"
        ],
    }


def _own(phrases: Mapping[str, Phrase]) -> dict[str, str]:
    """Return language → words, without the languages that nobody has translated them into."""
    return {tag: phrase.text for tag, phrase in phrases.items() if not phrase.foreign}


def _source_data(handbook: Handbook, item: Mapping[str, Any]) -> dict[str, Any]:
    cited = handbook.cited_by.get(item["id"], ())
    return {
        "key": item["id"],
        **{name: value for name, value in item.items() if name != "id"},
        "cited_by": [{"page": place.page, "locator": place.locator} for place in cited],
    }


def _csv(rows: list[dict[str, Any]], languages: Iterable[str]) -> str:
    """Return one line an entry; lists are parted by semicolons, what is deeper is JSON."""
    facts = sorted({name for row in rows for name in row["facts"]})
    types = sorted({relation["type"] for row in rows for relation in row["relations"]})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    tags = list(languages)
    writer.writerow(
        [
            "id",
            *(f"title_{tag}" for tag in tags),
            *(f"summary_{tag}" for tag in tags),
            *facts,
            *types,
            "sources",
        ]
    )
    for row in rows:
        targets = [
            "; ".join(relation["target"] for relation in row["relations"] if relation["type"] == name) for name in types
        ]
        writer.writerow(
            [
                row["id"],
                *(_cell(row["title"].get(tag, "")) for tag in tags),
                *(_cell(row["summary"].get(tag, "")) for tag in tags),
                *(_cell(row["facts"].get(name)) for name in facts),
                *targets,
                "; ".join(str(SourcePlace(source["key"], source["locator"])) for source in row["sources"]),
            ]
        )
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, (str, int, float)) for item in value):
        return "; ".join(str(item) for item in value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    # A spreadsheet runs a cell that begins so as a formula (CWE-1236).
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") and not isinstance(value, (int, float)) else text


def write_downloads(folder: Path, settings: Settings) -> None:
    """Copy the books, handouts and offline copies that the site offers to their places."""
    for download in settings.downloads:
        target = folder / download.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings.root / DIST / download.name, target)


def write_sitemap(folder: Path, editions: Mapping[str, Edition]) -> None:
    """Write sitemap.xml: every page in every language that it has words in, with its alternates."""
    first = next(iter(editions.values()))
    settings = first.settings
    if not settings.site_url:
        return
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for path, address in sorted(first.pages.items()):
        languages = written_languages(first.handbook, path, address.type, address.subject)
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} '
            f"href={quoteattr(settings.site_url + page_url(settings, tag, path))}/>"
            for tag in languages
        )
        for tag in languages:
            location = escape(settings.site_url + page_url(settings, tag, path))
            lines.append(f"<url><loc>{location}</loc>{links}</url>")
    lines.append("</urlset>")
    write_text(folder / "sitemap.xml", "\n".join(lines) + "\n")


def written_languages(handbook: Handbook, path: str, page_type: str, subject: str) -> tuple[str, ...]:
    """Return the languages in which a page has words of its own."""
    languages = handbook.settings.languages
    if page_type == "entry":
        return tuple(tag for tag in languages if tag in handbook.entries[subject].words)
    if page_type in ("text", "collection"):
        return tuple(tag for tag in languages if tag in handbook.pages[path])
    return languages
