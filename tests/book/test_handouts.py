"""Handouts and lesson packs: one page each, what stands there, where it leads, and what does not fit."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pytest
import typst
import zxingcpp
from PIL import Image

from handbook.articles import Articles
from handbook.book.handouts import draw_code
from handbook.book.packs import write_pack
from handbook.book.sheets import Sheets, check_fit, write_handouts
from handbook.book.typesetting import fonts
from handbook.book.volume import PageSetting
from handbook.core.edition import Edition
from handbook.mkdocs_plugin.build import open_project, read
from tests.running import HOUSING, ROOT, STATES, copy_handbook, replace_in, run, succeed

LESSON = "reading-a-demand"


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with our own handouts in two languages, and the packs of one lesson."""
    folder = tmp_path_factory.mktemp("own handouts")
    options = ("--handouts", "--lesson", LESSON, "--language", "en", "--language", "ar", "--output-dir", folder)
    succeed("handbook", "pdf", *options, cwd=ROOT)
    return folder


@pytest.fixture(scope="session")
def housing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two copies of the tiny handbook, each with its handouts."""
    made = []
    for name in ("one", "zwei und drei"):
        root = copy_handbook(HOUSING, tmp_path_factory.mktemp("housing") / name)
        succeed("handbook", "pdf", "--handouts", cwd=root)
        made.append(root)
    return made[0], made[1]


def written(root: Path, *languages: str) -> tuple[Sheets, Path]:
    """Return the document of a handbook's handouts, and the folder of its text."""
    project = open_project(root / "mkdocs.yml")
    loaded, _ = read(project)
    editions = [Edition(loaded.handbook, language) for language in languages]
    return write_handouts(editions, Articles(project.templates), PageSetting()), root / "docs"


def titles(path: Path) -> list[str]:
    """Return what the outline lists."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def pages(path: Path) -> int:
    """Return the number of pages."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def places(path: Path) -> dict[str, int]:
    """Return each named place of a file and its page, from 1."""
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return {
            str(name): numbers[place.D[0].objgen if isinstance(place, pikepdf.Dictionary) else place[0].objgen]
            for name, place in pikepdf.NameTree(pdf.Root.Names.Dests).items()
        }


def codes(source: str, root: Path) -> list[str]:
    """Return what the QR codes of a document say, page by page."""
    compiler = typst.Compiler(source.encode(), root=root, font_paths=fonts(), ignore_system_fonts=True)
    drawn = compiler.compile(format="png", ppi=110)
    images = drawn if isinstance(drawn, list) else [drawn]
    opened = [Image.open(BytesIO(image)) for image in images if image]
    return [found.text for image in opened for found in zxingcpp.read_barcodes(image)]


def test_one_page_for_each_demand_and_each_instrument_with_articles(own: Path):
    found = titles(own / "handouts-en.pdf")
    demands = [title for title in found if re.match(r"\d(\.\d)? ", title)]
    assert len(demands) == 21
    assert demands[:2] == ["1 Collective worker voice and participation", "1.1 Right to freedom of association"]
    assert any(title.startswith("C189 ") for title in found)
    # It has no article that we tell of.
    assert not any("Abuja" in title for title in found)
    assert pages(own / "handouts-en.pdf") == len(found)


def test_what_is_not_translated_is_left_out_and_told(own: Path, housing: tuple[Path, Path]):
    assert pages(own / "handouts-ar.pdf") == len(titles(own / "handouts-ar.pdf"))
    assert pages(housing[0] / "dist/handouts-de.pdf") == 3
    assert pages(housing[0] / "dist/handouts-pt.pdf") == 2
    done = succeed("handbook", "pdf", "--handouts", "--language", "pt", cwd=housing[1])
    assert "without bezahlbar-wohnen: not translated" in done.stdout


def test_tagged_and_in_its_language(own: Path, housing: tuple[Path, Path]):
    for path, language in (
        (own / "handouts-en.pdf", "en"),
        (own / "handouts-ar.pdf", "ar"),
        (own / f"lesson-{LESSON}-ar.pdf", "ar"),
        (housing[0] / "dist/handouts-pt.pdf", "pt"),
    ):
        assert [str(finding) for finding in pdfua.validate(str(path)).findings] == []
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang) == language
            assert pdf.Root.MarkInfo.Marked


def test_same_bytes_from_two_folders(housing: tuple[Path, Path]):
    for name in ("handouts-de.pdf", "handouts-pt.pdf"):
        assert (housing[0] / "dist" / name).read_bytes() == (housing[1] / "dist" / name).read_bytes()


def test_the_code_leads_to_the_page():
    sheets, docs = written(HOUSING, "pt")
    assert codes(sheets.source, docs) == [
        "https://wohnen.example/pt/demands/keine-raeumung.html",
        "https://wohnen.example/pt/instruments/sozialpakt.html",
    ]
    assert draw_code("https://one.example/a.html") != draw_code("https://one.example/b.html")


def test_what_a_handout_says():
    source = written(HOUSING, "de")[0].source
    demand = source[source.index("// page: demands/keine-raeumung") : source.index("// page: instruments/")]
    for words in (
        "Keine Räumung in die Obdachlosigkeit",
        "Niemand wird aus einer Wohnung gesetzt",
        "wird geprüft, wohin die Menschen gehen können.",
        "wohnen.example/demands/keine-raeumung.html",
        "Sozialpakt",
    ):
        assert words in demand
    assert "Warum es darauf ankommt" not in demand
    own = written(ROOT, "en")[0].source
    begin = own.index("// page: instruments/c189")
    convention = own[begin : own.index("// page: ", begin + 10)]
    assert "as of 18 November 2021" in convention
    assert "Passport, residence, day off" in convention


def test_a_draft_says_so():
    sheets, _ = written(STATES, "ar")
    assert "مسودة" in sheets.source


def test_two_languages_share_a_page():
    sheets, docs = written(STATES, "ar", "fr")
    entries = [handout.entry.id for handout in sheets.handouts]
    assert entries[::2] == entries[1::2]
    assert [handout.language for handout in sheets.handouts] == ["ar", "fr"] * (len(entries) // 2)
    assert check_fit(sheets.source, docs, sheets.handouts) == ()
    found = codes(sheets.source, docs)
    assert len(found) == len(entries)
    assert {address.split("/")[3] for address in found} == {"ar", "fr"}


def test_two_languages_as_a_file(tmp_path: Path):
    root = copy_handbook(STATES, tmp_path / "states")
    done = succeed("handbook", "pdf", "--handouts", "--languages", "ar,fr", "--paper", "letter", cwd=root)
    assert "Made dist/handouts-ar-fr-letter.pdf: " in done.stdout
    path = root / "dist/handouts-ar-fr-letter.pdf"
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "ar"
        # On its side: Letter, 11 by 8.5 inches.
        assert {(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in pdf.pages} == {(792, 612)}
    assert [str(finding) for finding in pdfua.validate(str(path)).findings] == []


def test_too_long_a_text_is_a_fault_that_names_it(tmp_path: Path):
    root = copy_handbook(HOUSING, tmp_path / "housing")
    ask = "- Vor jeder Räumung wird geprüft, wohin die Menschen gehen können."
    long = "\n".join(f"- Forderung Nummer {number}. [@cescr1997, §p16]\n" for number in range(90))
    replace_in(root / "docs/de/demands/keine-raeumung.md", ask, f"{long}\n{ask}")
    done = run("handbook", "pdf", "--handouts", "--language", "de", cwd=root)
    assert done.returncode == 1
    assert re.search(
        r"docs/de/demands/keine-raeumung\.md: error\[handout-too-long\]: the handout of 'keine-raeumung' in 'de' "
        r"is \d+ mm too long for one page at the smallest type \(8\.5 pt\); most of it is 'asks' \(\d+ mm\): "
        r"shorten that",
        done.stderr,
    )
    assert not (root / "dist/handouts-de.pdf").exists()


def test_a_pack_has_guide_sheet_and_handouts(own: Path):
    path = own / f"lesson-{LESSON}-en.pdf"
    found = titles(path)
    assert found[0] == "Reading a demand together"
    assert [title.split()[0] for title in found[1:]] == ["1", "1.1", "C87", "C98"]
    where = places(path)
    assert where[f"lessons/{LESSON}"] == 1
    # The sheet begins a page, after the guide and before the handouts, which are the last pages.
    assert where[f"lessons/{LESSON}#questions"] < where[f"sheets/lessons/{LESSON}#sheet"]
    handouts = [where[name] for name in ("demands/worker-voice", "demands/freedom-of-association")]
    assert handouts == [pages(path) - 3, pages(path) - 2]
    assert where[f"sheets/lessons/{LESSON}#sheet"] < handouts[0]


def test_the_guide_names_pages_of_its_own_handouts_only():
    project = open_project(ROOT / "mkdocs.yml")
    loaded, _ = read(project)
    edition = Edition(loaded.handbook, "en")
    pack = write_pack(edition, Articles(project.templates), PageSetting(), loaded.handbook.entries[LESSON])
    assert pack.faults == ()
    assert '#to("instruments/c087", ' in pack.source
    assert "#to(none, " in pack.source
    assert '#to("practices/' not in pack.source


def test_unknown_lessons_and_languages_are_told(tmp_path: Path):
    root = copy_handbook(HOUSING, tmp_path / "housing")
    done = run("handbook", "pdf", "--lesson", "nothing", cwd=root)
    assert done.returncode == 2
    assert "no lesson 'nothing'; there are: none" in done.stderr
    for pair in ("de", "de,de", "de,xx"):
        done = run("handbook", "pdf", "--handouts", "--languages", pair, cwd=root)
        assert done.returncode == 2
        assert f"'{pair}' does not name two languages of: de, pt" in done.stderr


def test_pages_lead_to_what_is_made(housing: tuple[Path, Path]):
    root = housing[0]
    succeed("handbook", "build", "--quiet", cwd=root)
    address = "downloads/handouts-de.pdf#nameddest=demands/keine-raeumung"
    assert address in (root / "site/demands/keine-raeumung.html").read_text(encoding="utf-8")
    assert "demands/keine-raeumung" in places(root / "dist/handouts-de.pdf")
    # Nobody has translated that one.
    assert "handouts-" not in (root / "site/pt/demands/bezahlbar-wohnen.html").read_text(encoding="utf-8")
    (root / "dist/handouts-de.pdf").unlink()
    succeed("handbook", "build", "--quiet", cwd=root)
    assert "handouts-" not in (root / "site/demands/keine-raeumung.html").read_text(encoding="utf-8")
