"""What a finished book is: tagged, in its language, with an outline, links that lead somewhere, its fonts inside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from handbook.articles import Articles
from handbook.book.typesetting import typeset
from handbook.book.volume import Volume
from handbook.core.diagnostics import HandbookError
from handbook.core.edition import Edition
from handbook.mkdocs_plugin.build import open_project, read
from tests.running import DAY, HOUSING, copy_handbook, replace_in, run

MEGABYTES = 8


def titles(pdf: pikepdf.Pdf) -> list[str]:
    """Return the titles of the outline's parts."""
    with pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every link."""
    for page in pdf.pages:
        yield from page.obj.get("/Annots", [])


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every font of every page, with its descendants."""
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            yield from font.get("/DescendantFonts", [font])


def test_no_finding_of_pdfua(own_books: dict[str, Path], housing_books: tuple[dict[str, Path], dict[str, Path]]):
    for path in (*own_books.values(), *housing_books[0].values()):
        assert [str(finding) for finding in pdfua.validate(str(path)).findings] == []


def test_declares_its_standards(book: pikepdf.Pdf):
    with book.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    assert book.Root.MarkInfo.Marked


def test_every_link_inside_has_a_target(book: pikepdf.Pdf):
    pages = {page.obj.objgen for page in book.pages}
    inside = 0
    for annotation in links(book):
        action = annotation.get("/A")
        if action is not None and action.get("/S") == "/URI":
            assert str(action.URI).startswith(("https://", "http://", "mailto:", "tel:"))
            continue
        target = annotation.get("/Dest", action.get("/D") if action is not None else None)
        if isinstance(target, (pikepdf.String, pikepdf.Name)):
            target = pikepdf.NameTree(book.Root.Names.Dests)[str(target)]
            target = target.get("/D", target) if isinstance(target, pikepdf.Dictionary) else target
        assert target[0].objgen in pages
        inside += 1
    assert inside > 20


def test_fonts_are_inside_as_subsets(book: pikepdf.Pdf):
    found = list(fonts(book))
    assert found
    for font in found:
        descriptor = font.FontDescriptor
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
        assert str(font.BaseFont)[7] == "+", font.BaseFont


def test_says_its_language_and_title(own_books: dict[str, Path]):
    for language, path in own_books.items():
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang) == language
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            assert str(pdf.docinfo.Title)
            assert path.stat().st_size < MEGABYTES * 1_000_000


def test_an_arabic_book_opens_from_the_right(own_books: dict[str, Path]):
    with pikepdf.open(own_books["ar"]) as arabic, pikepdf.open(own_books["fr"]) as french:
        assert arabic.Root.ViewerPreferences.Direction == "/R2L"
        assert french.Root.ViewerPreferences.get("/Direction", "/L2R") == "/L2R"


def test_outline_follows_the_order_of_reading(english: pikepdf.Pdf):
    found = titles(english)
    expected = ["Demands", "Instruments", "Practices", "Statements", "Organisations", "Glossary", "Sources", "Index"]
    assert [title for title in found if title in expected] == expected
    with english.open_outline() as outline:
        demands = next(item for item in outline.root if item.title == "Demands")
        assert demands.children[0].title.startswith("1 ")
        assert demands.children[0].children[0].title.startswith("1.1 ")


def test_paper(tmp_path: Path, housing_books: tuple[dict[str, Path], dict[str, Path]]):
    root = copy_handbook(HOUSING, tmp_path / "housing")
    done = run("handbook", "pdf", "--paper", "letter", "--language", "de", cwd=root)
    assert done.returncode == 0, done.stderr
    for path, width in ((root / "dist/handbook-de-letter.pdf", 612), (housing_books[0]["de"], 595)):
        with pikepdf.open(path) as pdf:
            assert round(float(pdf.pages[0].mediabox[2])) == width


def test_same_bytes_from_two_folders(housing_books: tuple[dict[str, Path], dict[str, Path]]):
    one, other = housing_books
    for language in one:
        assert one[language].read_bytes() == other[language].read_bytes()


def test_a_picture_of_the_translation_goes_before_that_of_the_source():
    project = open_project(HOUSING / "mkdocs.yml")
    handbook, _ = read(project)
    source = Volume(Edition(handbook.handbook, "pt"), Articles(project.templates)).write().source
    assert '"bilder/tuer.svg": "/pt/bilder/tuer.svg", ' in source
    assert '"bilder/haus.svg": "/de/bilder/haus.svg", ' in source


def test_the_day_is_that_of_the_build(english: pikepdf.Pdf):
    assert str(english.docinfo.CreationDate).startswith("D:20261121")
    assert DAY == 1_795_219_200


def test_an_element_that_the_book_does_not_know_stops_it(tmp_path: Path):
    root = copy_handbook(HOUSING, tmp_path / "housing")
    replace_in(root / "mkdocs.yml", "  font: false\n", "  font: false\n  custom_dir: overrides\n")
    template = root / "overrides/articles/text.html"
    template.parent.mkdir(parents=True, exist_ok=True)
    words = '{% extends "page.html" %}{% block body %}<marquee>one</marquee>{% endblock %}'
    template.write_text(words, encoding="utf-8")
    before = run("handbook", "pdf", "--language", "de", cwd=root)
    assert before.returncode == 1
    assert "error[unknown-element]: the book does not know <marquee>" in before.stderr
    assert not (root / "dist/handbook-de.pdf").exists()


def test_an_unknown_language_is_told(tmp_path: Path):
    done = run("handbook", "pdf", "--language", "xx", cwd=copy_handbook(HOUSING, tmp_path / "housing"))
    assert done.returncode == 2
    assert "no language 'xx'; there are: de, pt" in done.stderr


def test_errors_of_the_text_stop_the_book(tmp_path: Path):
    root = copy_handbook(HOUSING, tmp_path / "housing")
    replace_in(root / "docs/de/ueber.md", "title:", "tittle:")
    done = run("handbook", "pdf", "--language", "de", cwd=root)
    assert done.returncode == 1
    assert "error[" in done.stderr
    assert not (root / "dist").exists()


def test_what_typst_refuses_names_the_page(tmp_path: Path):
    source = '#set document(title: "x")\n// page: demands/d1\n= One\n#link(label("nowhere"))[x]\n'
    with pytest.raises(HandbookError, match=r"page demands/d1: .*nowhere"):
        typeset(source, tmp_path, date(2026, 11, 21))
