"""Offline copies: what is in them, where their links lead, and what is said when something is wrong."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from handbook.core.settings import Settings
from handbook.mkdocs_plugin.build import open_project
from handbook.mkdocs_plugin.bundle import gather
from tests.running import DAY, HOUSING, ROOT, replace_in, run, succeed
from tests.site.html_pages import PageReading, Site, read_html

MEGABYTE = 1_000_000


def pages_of(archive: zipfile.ZipFile) -> dict[str, PageReading]:
    """Return path (below the copy's folder) → page."""
    found = {}
    for name in archive.namelist():
        if name.endswith(".html"):
            path = name.partition("/")[2]
            found[path] = read_html(path, archive.read(name).decode())
    return found


def files_of(archive: zipfile.ZipFile) -> set[str]:
    return {name.partition("/")[2] for name in archive.namelist()}


def broken(archive: zipfile.ZipFile) -> list[str]:
    """Return what in a copy leads or asks nowhere, or to a host."""
    pages, files = pages_of(archive), files_of(archive)
    ids = {path: set(page.ids) for path, page in pages.items()}
    found: list[str] = []
    for page in pages.values():
        found += page.faults
        fetched = {(id(element), address) for element, address in page.fetched()}
        for element in page.elements:
            for name in ("href", "src", "poster", "srcset", "action", "data"):
                address = element.attributes.get(name)
                if address is None or address.startswith("data:"):
                    continue
                place = f"{page.path}:{element.line}: <{element.tag}> {address}"
                if re.match(r"[a-z]+:|//", address):
                    if (id(element), address) in fetched:
                        found.append(f"{place}: asks a host")
                    continue
                if address.startswith("/"):
                    found.append(f"{place}: from the root of a host")
                    continue
                path, fragment = page.target(address)
                if path not in files:
                    found.append(f"{place}: no such file")
                elif fragment and path in ids and fragment not in ids[path]:
                    found.append(f"{place}: no such id")
    for name in files:
        if name.endswith(".css"):
            css = archive.read(f"{archive.namelist()[0].partition('/')[0]}/{name}").decode()
            for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", css):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
                if not address.startswith("data:") and path not in files:
                    found.append(f"{name}: {address}")
    return found


def assert_pages(files: set[str], site: Site, language: str) -> None:
    """See that a copy has the pages of one language: all that the search finds, and all that others lead to."""
    pages = {path for path in files if path.endswith(".html")}
    index = json.loads(site.read(f"{site.in_language('search/x', language).removesuffix('x.html')}search_index.json"))
    made = {f"{name}/index.html" for name in ("data", "downloads", "sources", "demands")}
    assert {document["location"].partition("#")[0] for document in index["docs"]} | made <= pages
    assert pages <= {site.inside(page) for page in site.pages if site.language_of(page) == language}


@pytest.fixture(scope="module")
def our_copies(own_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    succeed("handbook", "bundle", "--quiet", "--site-dir", own_site, "--output-dir", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def housing_copies(built_housing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("housing")
    done = succeed("handbook", "bundle", "-d", built_housing / "site", "-o", folder, cwd=built_housing)
    assert re.search(r"handbook-de\.zip: \d+\.\d MB, \d+ pages, \d+\.\d s", done.stdout)
    assert re.search(r"handbook-pt\.zip: \d+\.\d MB, \d+ pages, \d+\.\d s", done.stdout)
    return folder


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_ours_are_small_whole_and_speak_to_nobody(our_copies: Path, ours: Site, language: str):
    path = our_copies / f"handbook-{language}.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        # The others are made in the same way, and it takes long to read all pages.
        assert language not in ("en", "ar") or broken(archive) == []
        names = archive.namelist()
        documents = sum(archive.getinfo(name).compress_size for name in names if name.endswith(".pdf"))
        assert path.stat().st_size - documents <= 10 * MEGABYTE
        assert {name.partition("/")[0] for name in names} == {f"handbook-{language}"}
        assert_pages({name.partition("/")[2] for name in names}, ours, language)
        home = read_html("index.html", archive.read(f"handbook-{language}/index.html").decode())
        assert home.language == language


def test_names_can_be_unpacked_by_windows(our_copies: Path):
    for path in our_copies.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        assert max(map(len, names)) <= 150
        assert len({name.casefold() for name in names}) == len(names)
        for part in {part for name in names for part in name.split("/")}:
            assert not re.search(r'[<>:"|?*\\]|[. ]$', part)
            assert part.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}


@pytest.mark.parametrize("language", ["de", "pt"])
def test_a_tiny_one(housing_copies: Path, housing_site: Site, language: str):
    with zipfile.ZipFile(housing_copies / f"handbook-{language}.zip") as archive:
        files = files_of(archive)
        assert broken(archive) == []
        assert_pages(files, housing_site, language)
        # What a reader's browser needs, and nothing of other languages or for other programs.
        assert {path for path in files if not path.endswith(".html")} == {
            "assets/images/favicon.svg",
            "assets/javascripts/handbook.js",
            "assets/javascripts/offline-search.js",
            *(path for path in housing_site.files if re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", path)),
            "assets/stylesheets/handbook.css",
            "bilder/haus.svg",
            "bilder/tuer.svg",
            "search/search_index.js",
        }
        own = (HOUSING / "docs" / language / "bilder/tuer.svg").read_bytes()
        assert archive.read(f"handbook-{language}/bilder/tuer.svg") == own
        index = archive.read(f"handbook-{language}/search/search_index.js").decode()
        prefix = "" if language == "de" else "pt/"
        assert json.loads(index.removeprefix("var __index = ")) == json.loads(
            housing_site.read(f"{prefix}search/search_index.json")
        )


def test_what_only_a_website_has_is_left_out_or_said(housing_copies: Path):
    with zipfile.ZipFile(housing_copies / "handbook-pt.zip") as archive:
        pages = pages_of(archive)
    for page in pages.values():
        assert page.hreflang == {}
        assert page.switcher == {}
        assert page.all("link", rel="canonical") == [], "wohnen.example is an address that nobody can reach"
        # Where the choice of colours is kept: the folder of the copy, whatever the page.
        assert not [element for element in page.elements if {"data-online", "data-offline"} & set(element.attributes)]
    data = pages["data/index.html"]
    assert "handbook.json" in data.text
    assert not [link for link in data.all("a", **{"class": "entry-title"}) if "href" in link.attributes]
    assert [element for element in data.all("p", **{"class": "notice"}) if "hidden" not in element.attributes]


def test_the_scope_of_colours_is_the_copy(housing_copies: Path):
    with zipfile.ZipFile(housing_copies / "handbook-pt.zip") as archive:
        for path, scope in (("index.html", "."), ("demands/index.html", "../")):
            html = archive.read(f"handbook-pt/{path}").decode()
            assert f'__md_scope=new URL("{scope}",location)' in html


def published(folder: Path, address: str) -> Path:
    """Give the tiny handbook an address that can be reached, and build it."""
    replace_in(folder / "mkdocs.yml", "site_url: https://wohnen.example/", f"site_url: {address}")
    succeed("handbook", "build", "--quiet", cwd=folder)
    return folder


def test_with_a_public_address_links_lead_there(housing: Path):
    published(housing, "https://wohnen.org/buch/")
    succeed("handbook", "bundle", "-q", "-d", housing / "site", cwd=housing)
    with zipfile.ZipFile(housing / "dist/handbook-pt.zip") as archive:
        assert broken(archive) == []
        pages = pages_of(archive)
    addresses = [link.attributes.get("href") for link in pages["data/index.html"].all("a")]
    assert "https://wohnen.org/buch/data/handbook.json" in addresses
    assert pages["demands/keine-raeumung.html"].canonical == "https://wohnen.org/buch/pt/demands/keine-raeumung.html"
    downloads = pages["downloads/index.html"]
    assert [link for link in downloads.all("a") if link.attributes.get("href") == "https://wohnen.org/buch/"]


def test_the_same_site_gives_the_same_bytes_and_another_day_others(built_housing: Path, tmp_path: Path):
    """Also where all is built for it, in another folder, with the zips of a former run in dist/."""
    first, second = tmp_path / "first", tmp_path / "second"
    succeed("handbook", "bundle", "-q", "-d", built_housing / "site", "-o", first, cwd=built_housing)
    copy = shutil.copytree(built_housing, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("site", ".cache"))
    shutil.copytree(first, copy / "dist")
    succeed("handbook", "bundle", "-q", "-o", second, cwd=copy)
    for language in ("de", "pt"):
        name = f"handbook-{language}.zip"
        assert (first / name).read_bytes() == (second / name).read_bytes()
    with zipfile.ZipFile(first / "handbook-de.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 21, 0, 0, 0)}
    later = str(DAY + 86_400)
    succeed("handbook", "bundle", "-q", "-o", second, cwd=copy, SOURCE_DATE_EPOCH=later)
    assert (first / "handbook-de.zip").read_bytes() != (second / "handbook-de.zip").read_bytes()


# -- documents, and the page that offers them ------------------------------------------------------------------------


@pytest.fixture
def with_files(housing: Path) -> Path:
    """The tiny handbook with books, a handout and an offline copy in dist/, and its site."""
    dist = housing / "dist"
    dist.mkdir()
    for name, size in (
        ("handbook-de.pdf", 2_345_000),
        ("handbook-pt.pdf", 600_000),
        ("handouts-de-pt.pdf", 1000),
        ("handbook-de.zip", 5000),
        ("handbook-fr.pdf", 10),
        ("notes.pdf", 10),
    ):
        (dist / name).write_bytes(b"x" * size)
        os.utime(dist / name, (DAY - 86_400, DAY - 86_400))
    os.utime(dist / "handbook-pt.pdf", (DAY + 999_999, DAY + 999_999))
    succeed("handbook", "build", "--quiet", cwd=housing)
    return housing


def test_the_site_offers_what_lies_in_dist(with_files: Path):
    site = Site(with_files / "site", ("de", "pt"), "https://wohnen.example/")
    assert {path for path in site.files if path.startswith("downloads/")} == {
        "downloads/index.html",
        "downloads/handbook-de.pdf",
        "downloads/handbook-pt.pdf",
        "downloads/handouts-de-pt.pdf",
        "downloads/handbook-de.zip",
    }
    page = site.pages["pt/downloads/index.html"]
    assert page.faults == []
    links = [link.attributes["href"] for link in page.all("a", **{"class": "entry-title"})]
    assert links == [f"../../downloads/{name}" for name in (
        "handbook-pt.pdf", "handouts-de-pt.pdf", "handbook-de.pdf", "handouts-de-pt.pdf", "handbook-de.zip"
    )]  # fmt: skip
    words = [found.text for found in page.words]
    assert "2,3 MB" in words
    assert "600 kB" in words
    assert "20 de novembro de 2026" in words
    assert "21 de novembro de 2026" in words, "no file is younger than the build"
    home = site.pages["pt/index.html"]
    assert [link for link in home.all("a") if link.attributes.get("href") == "downloads/index.html"]


def test_a_site_without_files_says_how_they_are_made(housing_site: Site):
    for path in ("downloads/index.html", "pt/downloads/index.html"):
        page = housing_site.pages[path]
        assert "make dist" in [found.text for found in page.words]
        assert page.all("a", **{"class": "entry-title"}) == []


def test_a_copy_holds_the_documents_of_its_language(with_files: Path):
    succeed("handbook", "bundle", "-q", "-d", with_files / "site", "-o", with_files / "out", cwd=with_files)
    for language, names in (
        ("de", {"handbook-de.pdf", "handouts-de-pt.pdf"}),
        ("pt", {"handbook-pt.pdf", "handouts-de-pt.pdf"}),
    ):
        with zipfile.ZipFile(with_files / "out" / f"handbook-{language}.zip") as archive:
            assert broken(archive) == []
            held = {path for path in files_of(archive) if path.startswith("downloads/")}
            assert held == {"downloads/index.html", *(f"downloads/{name}" for name in names)}
            page = pages_of(archive)["downloads/index.html"]
            assert {link.attributes["href"] for link in page.all("a", **{"class": "entry-title"})} == names


def test_a_document_is_new_in_the_copy_that_builds_its_own_site(with_files: Path):
    (with_files / "dist/handbook-pt.pdf").write_bytes(b"%PDF new")
    succeed("handbook", "bundle", "-q", "-l", "pt", cwd=with_files)
    with zipfile.ZipFile(with_files / "dist/handbook-pt.zip") as archive:
        assert archive.read("handbook-pt/downloads/handbook-pt.pdf") == b"%PDF new"


# -- faults ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(built_housing: Path, tmp_path: Path) -> Path:
    """A copy of the tiny handbook's site, to break."""
    return shutil.copytree(built_housing / "site", tmp_path / "site")


@pytest.fixture(scope="module")
def settings(built_housing: Path) -> Settings:
    return open_project(built_housing / "mkdocs.yml").settings


def faults(site: Path, settings: Settings, language: str) -> list[str]:
    return [str(fault) for fault in gather(site, settings, language).faults]


def test_a_link_without_target_is_named_and_the_old_copies_stay(built_housing: Path, site: Path, tmp_path: Path):
    old = tmp_path / "dist"
    succeed("handbook", "bundle", "-q", "-d", site, "-o", old, cwd=built_housing)
    before = {path.name: path.read_bytes() for path in old.iterdir()}
    page = site / "pt/ueber.html"
    html = page.read_text(encoding="utf-8")
    line = html[: html.index("bilder/haus.svg")].count("\n") + 1
    (site / "pt/bilder/haus.svg").unlink()
    done = run("handbook", "bundle", "-d", site, "-o", old, cwd=built_housing)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"site/pt/ueber.html:{line}: error[offline-link]: there is no file 'pt/bilder/haus.svg' in the site, "
        "to which the page leads",
        "1 errors; nothing was made, the old copies are as they were",
    ]
    assert {path.name: path.read_bytes() for path in old.iterdir()} == before


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("../demands/nowhere.html", "offline-link]: there is no file 'demands/nowhere.html' in the site"),
        ("../index.html#nowhere", "offline-link]: 'index.html' has nothing with the id 'nowhere'"),
        ("#nowhere", "offline-link]: 'demands/index.html' has nothing with the id 'nowhere'"),
        ("../../outside.html", "offline-link]: there is no file '../outside.html' in the site"),
    ],
)
def test_links_of_pages(site: Path, settings: Settings, address: str, fault: str):
    page = site / "demands/index.html"
    html = page.read_text(encoding="utf-8").replace("</h1>", f'</h1>\n<a href="{address}">x</a>', 1)
    page.write_text(html, encoding="utf-8")
    line = html[: html.index(f'href="{address}"')].count("\n") + 1
    (found,) = faults(site, settings, "de")
    assert found.startswith(f"site/demands/index.html:{line}: error[{fault}")
    # The other language does not lead there.
    assert faults(site, settings, "pt") == []


def test_what_many_pages_lead_to_is_named_once(site: Path, settings: Settings):
    (site / "pt/data/index.html").unlink()
    (found,) = faults(site, settings, "pt")
    assert re.match(r"site/pt/demands/bezahlbar-wohnen\.html:\d+: error\[offline-link\]: ", found)
    assert re.search(
        r"there is no file 'pt/data/index.html' in the site, to which the page and \d\d others lead$", found
    )


def test_a_page_that_asks_a_host(site: Path, settings: Settings):
    page = site / "pt/index.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("</h1>", '</h1><img src="https://cdn.example.org/x.png" alt="">', 1),
        encoding="utf-8",
    )
    (found,) = faults(site, settings, "pt")
    assert "error[offline-request]: the page asks https://cdn.example.org/x.png" in found


def test_a_template_that_leaves_an_element_open(site: Path, settings: Settings):
    page = site / "pt/ueber.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</h1>", "</h1><aside data-online><section>", 1), "utf-8")
    fault = "site/pt/ueber.html: error[offline-page]: <aside data-online> is not closed; mend the template"
    assert fault in faults(site, settings, "pt")


def test_a_stylesheet_that_lacks_its_font(site: Path, settings: Settings):
    style = site / "assets/stylesheets/handbook.css"
    style.write_text(style.read_text(encoding="utf-8") + "\n@font-face { src: url('../fonts/no.woff2') }\n", "utf-8")
    line = style.read_text(encoding="utf-8").count("\n")
    (found,) = faults(site, settings, "pt")
    assert found.startswith(f"site/assets/stylesheets/handbook.css:{line}: error[offline-link]: there is no file")
    assert "assets/fonts/no.woff2" in found


def test_a_picture_that_only_the_other_language_has(site: Path, settings: Settings):
    page = site / "ueber.html"
    page.write_text(page.read_text(encoding="utf-8").replace('src="bilder/haus', 'src="pt/bilder/haus'), "utf-8")
    (found,) = faults(site, settings, "de")
    assert "error[offline-link]: the page needs 'pt/bilder/haus.svg', which belongs to another language" in found


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("aux.svg", "Windows allows no file called 'aux.svg'; rename it"),
        ("haus?.svg", "Windows allows no file called 'haus?.svg'; rename it"),
        ("haus .", "Windows allows no file called 'haus .'; rename it"),
        (f"{'x' * 140}.svg", "characters, and Windows may not unpack it; at most 150"),
        ("TUER.svg", "'bilder/tuer.svg' and 'bilder/TUER.svg' are one file to Windows and macOS"),
    ],
)
def test_names_that_windows_refuses(site: Path, settings: Settings, name: str, fault: str):
    (site / "bilder" / name).write_bytes(b"<svg/>")
    page = site / "ueber.html"
    address = f"bilder/{quote(name)}"
    html = page.read_text(encoding="utf-8").replace("</h1>", f'</h1><img src="{address}" alt="">', 1)
    page.write_text(html, encoding="utf-8")
    (found,) = faults(site, settings, "de")
    assert "error[offline-name]: " in found
    assert fault in found


def test_two_files_at_one_place(site: Path, settings: Settings):
    (site / "pt/assets/stylesheets").mkdir(parents=True)
    shutil.copyfile(site / "assets/stylesheets/handbook.css", site / "pt/assets/stylesheets/handbook.css")
    page = site / "pt/ueber.html"
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("</head>", '<link rel="stylesheet" href="assets/stylesheets/handbook.css"></head>', 1))
    (found,) = faults(site, settings, "pt")
    assert "error[offline-place]: two files of the site would stand at 'assets/stylesheets/handbook.css'" in found


def test_a_search_that_is_not_whole(site: Path, settings: Settings):
    (site / "assets/javascripts/lunr/min/lunr.handbook.min.js").unlink()
    (site / "pt/glossary/index.html").unlink()
    found = faults(site, settings, "pt")
    assert "site/assets/javascripts/lunr/min/lunr.handbook.min.js: error[offline-link]: there is no file" in found[0]
    assert all("pt/glossary/index.html" in fault for fault in found[1:])


def test_no_site_and_no_such_language(built_housing: Path, tmp_path: Path):
    done = run("handbook", "bundle", "-d", tmp_path, "-o", tmp_path / "dist", cwd=built_housing)
    assert done.returncode == 1
    assert "run `handbook build` first" in done.stderr
    done = run("handbook", "bundle", "-l", "fr", cwd=built_housing)
    assert done.returncode == 2
    assert "no language 'fr'; there are: de, pt" in done.stderr


def test_an_error_in_the_text_makes_nothing(housing: Path):
    (housing / "docs/de/ueber.md").write_text("no front matter\n", encoding="utf-8")
    done = run("handbook", "bundle", "-q", cwd=housing)
    assert done.returncode == 1
    assert "nothing was made, the old copies are as they were" in done.stderr
    assert not (housing / "dist").exists()


def test_the_day_of_a_zip_follows_the_clock_where_nothing_is_set(built_housing: Path, tmp_path: Path):
    succeed("handbook", "bundle", "-q", "-d", built_housing / "site", "-o", tmp_path, cwd=built_housing,
            SOURCE_DATE_EPOCH="")  # fmt: skip
    today = datetime.now(UTC).date()
    with zipfile.ZipFile(tmp_path / "handbook-de.zip") as archive:
        assert abs((datetime(*archive.infolist()[0].date_time[:3], tzinfo=UTC).date() - today).days) <= 1
