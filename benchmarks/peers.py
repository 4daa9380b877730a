"""The peers: how each wants the same text written, set up and built.

Each is taken as its own documentation shows it, with what makes it faster switched on where there is such a switch
(pruned navigation in Material, all cores in Sphinx). Where one knows one language only, the languages are built one
after the other.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthetic import (
    LANGUAGES,
    Citation,
    Dialect,
    Reference,
    Section,
    Synthetic,
    bibtex,
    home_sentence,
    quoted,
    write_text,
)
from tools.bootstrap import TOOLS, SetupError, uv_environment, uv_program

REQUIREMENTS = Path(__file__).parent / "peers"
"""One file a peer, with the version of each package."""


class PeerError(Exception):
    """A peer could not be set up; the message says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is run and measured."""

    commands: tuple[tuple[str, ...], ...]
    folder: Path
    site: Path
    """Where the HTML pages are afterwards."""
    leftovers: tuple[Path, ...]
    """What is removed before each run, so that nothing of the last one helps."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator to compare with."""

    name: str
    """As `--peers` and the tables say it; its requirements stand in a file of that name."""
    title: str
    packages: tuple[str, ...]
    """Those whose versions are shown."""
    write: Callable[[Synthetic, Path, Path], Job]
    """Write the text into a folder for the programs in another; return what to run."""


# -- set-up --------------------------------------------------------------------------------------------------------


def install(peer: Peer, cache: Path) -> Path:
    """Return the folder of the peer's programs, in a virtual environment of its own; instant if it is there.

    Raises:
        PeerError: no uv, or the packages cannot be had.
    """
    requirements = REQUIREMENTS / f"{peer.name}.txt"
    stamp = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    folder = cache / peer.name
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    done = folder / "installed.txt"
    if done.is_file() and done.read_text(encoding="utf-8") == stamp:
        return programs
    uv = _uv()
    python = str(programs / "python")
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
        [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", str(requirements)],
    ):
        made = subprocess.run(command, env=uv_environment(), capture_output=True, text=True, check=False)
        if made.returncode:
            message = "its packages could not be had (is the package index within reach?):"
            raise PeerError(f"{message}\n{made.stderr.strip()}")
    done.write_text(stamp, encoding="utf-8")
    return programs


def _uv() -> str:
    try:
        return uv_program(TOOLS)
    except SetupError as error:
        found = shutil.which("uv")
        if found is None:
            raise PeerError("there is no uv to set it up with; `make environment` brings it") from error
        return found


def versions(peer: Peer) -> dict[str, str]:
    """Return package → version of what is shown of a peer."""
    found: dict[str, str] = {}
    for line in (REQUIREMENTS / f"{peer.name}.txt").read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition(" ;")[0].partition("==")
        if name in peer.packages:
            found.setdefault(name, version)
    return found


# -- dialects ------------------------------------------------------------------------------------------------------


def _cite_as_text(citation: Citation) -> str:
    return f"({citation.work.label}, p. {citation.page})"


def _link(reference: Reference, language: str) -> str:
    section = f"#{reference.section}" if reference.section else ""
    return f"[{reference.target.titles[language]}](../{reference.target.page}.md{section})"


def _hugo_link(reference: Reference, language: str) -> str:
    section = f"#{reference.section}" if reference.section else ""
    return f'[{reference.target.titles[language]}]({{{{< relref "/{reference.target.page}.md{section}" >}}}})'


def _heading(section: Section) -> str:
    return f"## {section.heading} {{#{section.id}}}"


def _admonition(title: str, text: str) -> str:
    return f'!!! note "{title}"\n    {text}'


_PLAIN = Dialect(_cite_as_text, _link, _heading, _admonition)
_BIBTEX = Dialect(lambda citation: f"[@{citation.work.key}, p. {citation.page}]", _link, _heading, _admonition)
_MYST = Dialect(
    cite=lambda citation: f"{{cite:p}}`{citation.work.key}{{p. {citation.page}}}`",
    # Its own addresses inside a page are global, and there are many of the same name.
    refer=lambda reference, language: f"[{reference.target.titles[language]}](../{reference.target.page}.md)",
    heading=lambda section: f"## {section.heading}",
    note=lambda title, text: f":::{{admonition}} {title}\n{text}\n:::",
)
_HUGO = Dialect(
    cite=_cite_as_text,
    refer=_hugo_link,
    heading=_heading,
    note=lambda title, text: f"> **{title}**\n>\n> {text}",
)


def _write_pages(synthetic: Synthetic, folder: Path, language: str, dialect: Dialect, end: str = "") -> None:
    """Write the pages of one language, with the front matter of MkDocs and Hugo."""
    for entry in synthetic.entries:
        title = entry.titles[language]
        head = f"title: {quoted(title)}\ndescription: {quoted(synthetic.summary(entry, language))}"
        text = f"---\n{head}\n---\n\n# {title}\n\n{synthetic.body(entry, language, dialect)}{end}"
        write_text(folder / f"{entry.page}.md", text)
    write_text(folder / "index.md", f"# Synthetic\n\n{home_sentence(language)}\n")


# -- MkDocs and Zensical -------------------------------------------------------------------------------------------

_MATERIAL = """\
site_name: Synthetic
site_url: https://handbook.example/
use_directory_urls: false
theme:
  name: material
  font: false
  language: {language}
  features: [navigation.prune]
markdown_extensions: [admonition, attr_list, def_list, footnotes, tables]
"""
_FOLDERS = """\
plugins:
  - search
  - i18n:
      docs_structure: folder
      reconfigure_material: true
      languages:
        - {locale: en, name: English, build: true, default: true}
        - {locale: fr, name: Français, build: true}
        - {locale: es, name: Español, build: true}
        - {locale: ar, name: العربية, build: true}
"""


def _write_mkdocs(synthetic: Synthetic, folder: Path, programs: Path, *, citations: bool) -> Job:
    dialect, end = (_BIBTEX, "\n\\bibliography\n") if citations else (_PLAIN, "")
    for language in LANGUAGES:
        _write_pages(synthetic, folder / "docs" / language, language, dialect, end)
    plugin = "  - bibtex:\n      bib_file: works.bib\n" if citations else ""
    write_text(folder / "mkdocs.yml", _MATERIAL.format(language="en") + _FOLDERS + plugin)
    write_text(folder / "works.bib", bibtex(synthetic.works))
    site = folder / "site"
    return Job(((str(programs / "mkdocs"), "build", "--quiet"),), folder, site, (site,))


def _write_bare(synthetic: Synthetic, folder: Path, programs: Path) -> Job:
    return _write_mkdocs(synthetic, folder, programs, citations=False)


def _write_bibtex(synthetic: Synthetic, folder: Path, programs: Path) -> Job:
    return _write_mkdocs(synthetic, folder, programs, citations=True)


def _write_zensical(synthetic: Synthetic, folder: Path, programs: Path) -> Job:
    commands = []
    for language in LANGUAGES:
        _write_pages(synthetic, folder / language / "docs", language, _PLAIN)
        extra = "site_dir: site\nplugins: [search]\n"
        write_text(folder / language / "mkdocs.yml", _MATERIAL.format(language=language) + extra)
        configuration = str(folder / language / "mkdocs.yml")
        commands.append((str(programs / "zensical"), "build", "--clean", "-f", configuration))
    # It writes below the folder of its configuration only.
    made = tuple(folder / language / name for language in LANGUAGES for name in ("site", ".cache"))
    return Job(tuple(commands), folder, folder, made)


# -- Sphinx --------------------------------------------------------------------------------------------------------

_SPHINX = """\
project = "Synthetic"
extensions = ["myst_parser", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["colon_fence", "deflist"]
bibtex_bibfiles = ["works.bib"]
bibtex_default_style = "plain"
bibtex_reference_style = "author_year"
html_theme = "furo"
"""


def _write_sphinx(synthetic: Synthetic, folder: Path, programs: Path) -> Job:
    commands = []
    for language in LANGUAGES:
        source = folder / language
        _write_pages(synthetic, source, language, _MYST)
        kinds = sorted({entry.folder for entry in synthetic.entries})
        for kind in kinds:
            write_text(source / kind / "index.md", f"# {kind}\n\n```{{toctree}}\n:glob:\n\n*\n```\n")
        pages = "".join(f"{kind}/index\n" for kind in kinds)
        home = f"# Synthetic\n\n{home_sentence(language)}\n\n```{{toctree}}\n:maxdepth: 1\n\n{pages}sources\n```\n"
        write_text(source / "index.md", home)
        write_text(source / "sources.md", "# Sources\n\n```{bibliography}\n```\n")
        write_text(source / "works.bib", bibtex(synthetic.works))
        write_text(source / "conf.py", _SPHINX + f'language = "{language}"\n')
        doctrees, site = folder / "doctrees" / language, folder / "site" / language
        options = ("-q", "-b", "html", "-j", "auto", "-d", str(doctrees))
        commands.append((str(programs / "sphinx-build"), *options, str(source), str(site)))
    return Job(tuple(commands), folder, folder / "site", (folder / "site", folder / "doctrees"))


# -- Hugo ----------------------------------------------------------------------------------------------------------

_HUGO_SITE = """\
baseURL = "https://handbook.example/"
title = "Synthetic"
defaultContentLanguage = "en"
disableKinds = ["taxonomy", "term", "rss"]
uglyURLs = true
"""
_HUGO_LANGUAGE = """
[languages.{language}]
languageName = "{language}"
languageDirection = "{direction}"
contentDir = "content/{language}"
weight = {weight}
"""
_HUGO_BASE = """\
<!doctype html>
<html lang="{{ .Site.Language.Lang }}">
<head><meta charset="utf-8"><title>{{ .Title }}</title><meta name="description" content="{{ .Description }}"></head>
<body>
<nav>{{ range .Site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
<nav>{{ range .Translations }}<a href="{{ .RelPermalink }}">{{ .Language.Lang }}</a> {{ end }}</nav>
<aside>{{ .TableOfContents }}</aside>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
"""
_HUGO_PAGE = '{{ define "main" }}{{ .Content }}{{ end }}\n'
_HUGO_LIST = (
    '{{ define "main" }}{{ .Content }}<ul>{{ range .Pages }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}\n'
)


def _write_hugo(synthetic: Synthetic, folder: Path, programs: Path) -> Job:
    configuration = _HUGO_SITE
    for weight, language in enumerate(LANGUAGES, 1):
        _write_pages(synthetic, folder / "content" / language, language, _HUGO)
        (folder / "content" / language / "index.md").rename(folder / "content" / language / "_index.md")
        direction = "rtl" if language == "ar" else "ltr"
        configuration += _HUGO_LANGUAGE.format(language=language, direction=direction, weight=weight)
    write_text(folder / "hugo.toml", configuration)
    for name, text in (
        ("baseof", _HUGO_BASE),
        ("page", _HUGO_PAGE),
        ("section", _HUGO_LIST),
        ("home", _HUGO_LIST),
    ):
        write_text(folder / "layouts" / f"{name}.html", text)
    site = folder / "public"
    command = (str(programs / "hugo"), "build", "--quiet", "--ignoreCache")
    return Job((command,), folder, site, (site, folder / "resources"))


PEERS = (
    Peer(
        "bare",
        "MkDocs, Material, static-i18n",
        ("mkdocs", "mkdocs-material", "mkdocs-static-i18n"),
        _write_bare,
    ),
    Peer("bibtex", "the same with mkdocs-bibtex", ("mkdocs-bibtex",), _write_bibtex),
    Peer(
        "sphinx",
        "Sphinx, MyST, sphinxcontrib-bibtex, Furo",
        ("sphinx", "myst-parser", "sphinxcontrib-bibtex", "furo"),
        _write_sphinx,
    ),
    Peer("zensical", "Zensical (no citations)", ("zensical",), _write_zensical),
    Peer("hugo", "Hugo (no theme, no search, no citations)", ("hugo",), _write_hugo),
)
"""All of them; the first is what the others are compared with."""

USUAL = ("bare", "bibtex")
"""Peers that are built when nobody says which."""
