"""Nothing that a contributor can write runs in a reader's browser: refused first, and harmless if it came through.

The preview shows pages even where `handbook check` has faults. So it is asked for every page of a handbook in which
each place that takes words holds markup, and a real parser looks at what came out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import HOUSING, copy_handbook, replace_in, run
from tests.site.html_pages import PageReading, read_html
from tests.site.test_preview import RELOAD, Served, start, stop

EVIL = '"><img src=x onerror=hit()><script>hit()</script>'
"""What closes an attribute, an element and a script, wherever it stands."""
END = "</script></title></style></textarea><svg onload=hit()>"

# File → (what stands there, what is put in its place, code and line of the fault; none where it is harmless words).
PLACES: list[tuple[str, str, str, tuple[str, int] | None]] = [
    (
        "docs/de/demands/bezahlbar-wohnen.md",
        "title: Bezahlbar wohnen",
        f"title: 'Titel {EVIL}'",
        ("markup-in-plain-text", 3),
    ),
    (
        "docs/de/demands/bezahlbar-wohnen.md",
        "summary: Wohnen",
        f"summary: 'Kurz {END}' #",
        ("markup-in-plain-text", 4),
    ),
    ("docs/de/ueber.md", "title: Über dieses Handbuch", f"title: 'Seite {END}'", ("markup-in-plain-text", 2)),
    ("docs/de/ueber.md", "summary: Ein", f"summary: 'Seite {EVIL}' #", ("markup-in-plain-text", 3)),
    ("docs/de/index.md", "title: Wohnen ist ein Recht", f"title: 'Anfang {END}'", ("markup-in-plain-text", 2)),
    (
        "docs/pt/instruments/sozialpakt.md",
        "title: Pacto",
        f"title: 'Pacto {EVIL}' #",
        ("markup-in-plain-text", 2),
    ),
    (
        "docs/de/glossary/begriffe.md",
        "## Räumung {#raeumung}",
        f"## Räumung {EVIL} {{#raeumung}}",
        ("markup-in-plain-text", 7),
    ),
    ("docs/de/glossary/begriffe.md", "Wenn jemand", f"Wenn {EVIL} jemand", ("raw-html", 16)),
    ("docs/de/demands/keine-raeumung.md", "## Was wir fordern {", f"## Was {EVIL} wir fordern {{", ("raw-html", 23)),
    (
        "docs/de/demands/keine-raeumung.md",
        "Das Bürgerliche",
        "[hier](javascript:hit()) Das Bürgerliche",
        ("bad-link", 32),
    ),
    (
        "docs/de/instruments/sozialpakt.md",
        "abbreviation: {de: Sozialpakt",
        f"abbreviation: {{de: '{EVIL}'",
        None,
    ),
    (
        "docs/de/instruments/sozialpakt.md",
        "  de: Internationaler Pakt über wirtschaftliche, soziale und kulturelle Rechte",
        f"  de: 'Amtlich {EVIL}'",
        None,
    ),
    ("docs/de/statements/ausschuss.md", "number: 16", f"number: '{EVIL}'", None),
    ("bibliography/wohnen.bib", "{{General Comment No. 7: Forced Evictions}}", f"{{{{Werk {EVIL}}}}}", None),
    ("bibliography/wohnen.bib", "{{Deutscher Bundestag}}", f"{{{{Bundestag {END}}}}}", None),
    ("bibliography/wohnen.bib", "{{Vereinte Nationen}}", "{Evil <b onclick=hit()>, A. and Other, B.}", None),
    ("bibliography/outlines/cescr1997.yml", "number: 15", f"number: 15\n    heading: 'Teil {EVIL}'", None),
]

PICTURES = ("bilder/haus.svg", "bilder/tuer.svg")
"""What the handbook itself shows."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_handbook(HOUSING, tmp_path_factory.mktemp("hostile") / "housing")
    for path, old, new, _ in PLACES:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text, f"{path}: {old}"
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def said(folder: Path) -> list[dict[str, Any]]:
    done = run("handbook", "check", "--format", "json", cwd=folder)
    assert done.returncode == 1
    return list(json.loads(done.stdout))


@pytest.fixture(scope="module")
def pages(folder: Path) -> Iterator[dict[str, PageReading]]:
    """Every page of the preview, read."""
    served: Served = start(folder)
    addresses = set()
    for prefix in ("", "pt/"):
        documents = json.loads(served.page(f"/{prefix}search/search_index.json"))["docs"]
        assert any("hit()" in document["title"] for document in documents)
        addresses |= {f"/{prefix}{document['location']}" for document in documents}
        for name in ("sources", "data", "demands", "topics", "glossary", "statements"):
            addresses.add(f"/{prefix}{name}/index.html")
    found = {}
    for address in sorted(addresses):
        html = served.page(address)
        found[address] = read_html(address, RELOAD.sub("", html))
    yield found
    stop(served)


@pytest.mark.parametrize(
    "place", [place for place in PLACES if place[3]], ids=lambda place: f"{place[0]}-{place[3][1]}"
)
def test_markup_in_words_is_refused(said: list[dict[str, Any]], place: tuple[str, str, str, tuple[str, int]]):
    path, _, _, (code, line) = place
    found = {(fault["code"], fault["line"]) for fault in said if fault["path"] == path}
    assert (code, line) in found


def test_a_build_refuses_it(folder: Path):
    done = run("handbook", "build", "--quiet", cwd=folder)
    assert done.returncode == 1
    assert not (folder / "site").exists()
    assert run("mkdocs", "build", "--quiet", cwd=folder).returncode == 1
    assert not list((folder / "site").glob("**/*.html"))


def test_no_words_become_markup_on_any_page(pages: dict[str, PageReading]):
    assert len(pages) > 50
    faults = []
    for page in pages.values():
        for element in page.elements:
            faults += [
                f"{page.path}:{element.line}: <{element.tag} {name}>"
                for name in element.attributes
                if name.startswith("on")
            ]
            picture = element.tag == "img" and element.attributes.get("src") not in PICTURES
            if picture or element.tag in ("iframe", "textarea", "style"):
                faults.append(f"{page.path}:{element.line}: <{element.tag}>")
            for name in ("href", "src", "action"):
                if re.match(r"\s*(javascript|data|vbscript):", element.attributes.get(name, ""), re.IGNORECASE):
                    faults.append(f"{page.path}:{element.line}: {name}={element.attributes[name]}")
        faults += page.faults
    assert faults == []


def test_pages_have_no_more_scripts_than_those_of_the_build(pages: dict[str, PageReading], built_housing: Path):
    for address, page in pages.items():
        file = built_housing / "site" / address.lstrip("/")
        if file.is_file():
            clean = read_html(address, file.read_text(encoding="utf-8"))
            assert len(page.all("script")) == len(clean.all("script")), address
            assert len(page.all("svg")) == len(clean.all("svg")), address


def test_the_words_themselves_are_there_to_read(pages: dict[str, PageReading]):
    """So that this test looks at pages which hold them at all."""
    text = " ".join(page.text for page in pages.values())
    for words in (f"Titel {EVIL}", f"Kurz {END}", f"Pacto {EVIL}", f"Amtlich {EVIL}", "onclick=hit()", f"Werk {EVIL}"):
        assert words in text, words
    heads = [element.attributes.get("content", "") for page in pages.values() for element in page.all("meta")]
    assert any(END in content for content in heads), "in the description of a page"


def test_a_link_definition_or_a_picture_from_elsewhere_is_refused(housing: Path):
    file = housing / "docs/de/ueber.md"
    replace_in(file, "Seine Angaben", "![x](https://other.example/x.png) [a] Seine Angaben")
    file.write_text(file.read_text(encoding="utf-8") + "\n[a]: data:text/html,x\n", encoding="utf-8")
    said = run("handbook", "check", cwd=housing).stderr
    assert re.search(r"docs/de/ueber\.md:9: error\[[a-z-]+\]: .*other\.example", said)
