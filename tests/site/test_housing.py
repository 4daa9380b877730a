"""A second handbook, on tenants' rights, in German and Portuguese: the generator knows no subject and no language.

All that is its own stands in `housing/`: text, sources, words and mkdocs.yml. There is no Python in it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.running import HOUSING
from tests.site.html_pages import Site

LABELS = {
    "de": {"demands": "Forderungen", "instruments": "Rechtsquellen", "statements": "Aussagen", "figures": "Zahlen",
           "milestones": "Wegmarken", "organisations": "Stellen", "glossary": "Glossar", "topics": "Themen"},
    "pt": {"demands": "Reivindicações", "instruments": "Fontes de direito", "statements": "Declarações",
           "figures": "Números", "milestones": "Marcos", "organisations": "Entidades", "glossary": "Glossário",
           "topics": "Temas"},
}  # fmt: skip
LEFT_OUT = ("practices", "lessons")
OTHER_SUBJECT = re.compile(
    r"migra|\bILO\b|\bOIT\b|International Labour|NORMLEX|\bUnion\b|federation|IMRF|\bC0?87\b", re.IGNORECASE
)
# The package's labels for kinds and what they would be without this handbook's own.
BUILT_IN = re.compile(
    r"\b(Demands?|Instruments?|Statements?|Figures?|Milestones?|Organisations?|Glossary|Topics|Practices?|Lesson)\b"
)


def test_it_holds_no_python_and_no_template():
    suffixes = {path.suffix for path in HOUSING.rglob("*") if path.is_file()}
    assert suffixes == {".yml", ".md", ".bib", ".po", ".svg"}


def test_nothing_of_another_subject_appears(housing_site: Site):
    faults = []
    for path in sorted(housing_site.files):
        if path.endswith((".html", ".json", ".csv", ".bib", ".xml")):
            # Material's own words for its search stand in a script of each page.
            text = re.sub(r'<script id="__config".*?</script>', "", housing_site.read(path), flags=re.DOTALL)
            faults += [f"{path}: {found[0]}" for found in OTHER_SUBJECT.finditer(text)]
    assert faults == []


def test_its_kinds_have_its_names(housing_site: Site):
    for language, labels in LABELS.items():
        home = housing_site.pages[housing_site.in_language("ueber", language)]
        navigation = {
            home.target(element.attributes["href"])[0] for element in home.all("a") if element.attributes.get("href")
        }
        for folder, label in labels.items():
            path = housing_site.in_language(f"{folder}/index", language)
            assert path in navigation
            words = [words.text for words in housing_site.pages[path].words]
            assert label in words, path
            assert label in [words.text for words in home.words]


def test_no_page_calls_its_kinds_by_the_names_of_the_package(housing_site: Site):
    faults = []
    for page in housing_site.pages.values():
        faults += [
            f"{page.path}:{words.line}: {words.text}"
            for words in page.words
            if BUILT_IN.fullmatch(words.text) and words.language in ("de", "pt")
        ]
    assert faults == []


def test_kinds_that_are_left_out_leave_no_trace(housing_site: Site):
    for folder in LEFT_OUT:
        assert not [path for path in housing_site.files if f"{folder}/" in path or f"{folder}.csv" in path]
    kinds = {entry["kind"] for entry in json.loads(housing_site.read("data/handbook.json"))["entries"]}
    assert kinds == {"demand", "instrument", "statement", "figure", "milestone", "organisation", "term", "topic"}


def test_links_lead_somewhere_and_tags_fit(housing_site: Site):
    ids = {path: set(page.ids) for path, page in housing_site.pages.items()}
    for page in housing_site.pages.values():
        assert page.faults == []
        assert len(page.ids) == len(ids[page.path])
        for element in page.all("a"):
            address = element.attributes["href"]
            if not re.match(r"\w+:", address):
                path, fragment = page.target(address)
                assert path in housing_site.files, f"{page.path}: {address}"
                assert not fragment or fragment in ids[path], f"{page.path}: {address}"
        for element, address in page.fetched():
            assert page.target(address)[0] in housing_site.files, f"{page.path}: <{element.tag}> {address}"


def test_its_words_come_from_its_own_catalogues(housing_site: Site):
    german = housing_site.pages["demands/keine-raeumung.html"]
    portuguese = housing_site.pages["pt/demands/keine-raeumung.html"]
    for page, words in (
        (
            german,
            ("Auf einen Blick", "Quellen", "Zum Inhalt springen", "Worauf sie sich stützt", "Diese Seite zitieren"),
        ),
        (portuguese, ("Em resumo", "Fontes", "Saltar para o conteúdo", "Em que se apoia", "Citar esta página")),
    ):
        assert set(words) <= {found.text for found in page.words}, page.path
    assert "Ausgabe vom 21. November 2026" in german.text
    assert "edição de 21 de novembro de 2026" in portuguese.text
    assert "2 Einträge" in housing_site.pages["demands/index.html"].text
    assert "2 entradas" in housing_site.pages["pt/demands/index.html"].text


def test_its_source_language_is_the_one_shown_where_nobody_has_translated(housing_site: Site):
    page = housing_site.pages["pt/instruments/mietrecht-bgb.html"]
    assert (page.language, page.canonical) == ("pt", "https://wohnen.example/instruments/mietrecht-bgb.html")
    assert page.hreflang == {}
    assert "Ainda não traduzido" in page.text
    words = {found.text: found.language for found in page.words}
    assert words["Wohnraummietrecht im Bürgerlichen Gesetzbuch"] == "de"
    assert words["Em resumo"] == "pt"
    draft = housing_site.pages["pt/demands/keine-raeumung.html"]
    assert "Rascunho automático que ninguém reviu: cite o texto em alemão." in draft.text
    assert "English" not in draft.text
    assert draft.hreflang["x-default"] == "https://wohnen.example/demands/keine-raeumung.html"


def test_relations_show_on_both_pages(housing_site: Site):
    demand = housing_site.pages["demands/keine-raeumung.html"]
    for path, label in (
        ("instruments/sozialpakt.html", "Internationaler Pakt über wirtschaftliche, soziale und kulturelle Rechte"),
        ("instruments/mietrecht-bgb.html", "Wohnraummietrecht im Bürgerlichen Gesetzbuch"),
        ("statements/ausschuss-ersatzwohnung.html", "Ersatz für die verlorene Wohnung"),
        ("topics/mietrecht.html", "Mietrecht"),
        ("organisations/gesetzgeber.html", "Gesetzgeber"),
    ):
        other = housing_site.pages[path]
        assert path in {demand.target(element.attributes["href"])[0] for element in demand.all("a")}
        assert demand.path in {other.target(element.attributes["href"])[0] for element in other.all("a")}
        assert label in demand.text


def test_facts_stand_in_the_words_of_each_language(housing_site: Site):
    german = housing_site.pages["instruments/sozialpakt.html"].text
    portuguese = housing_site.pages["pt/instruments/sozialpakt.html"].text
    assert "16. Dezember 1966" in german
    assert "16 de dezembro de 1966" in portuguese
    body = housing_site.pages["organisations/gesetzgeber.html"].text
    assert "Deutschland und Portugal" in body
    assert "Alemanha e Portugal" in housing_site.pages["pt/organisations/gesetzgeber.html"].text


def test_site_has_its_own_name_and_page_of_the_lost(housing_site: Site):
    assert "Wohnen ist ein Recht" in housing_site.pages["demands/index.html"].text
    assert "Habitação é um direito" in housing_site.pages["pt/demands/index.html"].text
    lost = housing_site.read("404.html")
    assert "Unter dieser Adresse steht nichts" in lost
    assert "Não há nada neste endereço" in lost


def test_pictures_stand_in_every_language(built_housing: Path):
    """A language shows its own picture, and the source language's where it has none."""
    text, site = built_housing / "docs", built_housing / "site"
    assert (site / "bilder" / "tuer.svg").read_bytes() == (text / "de" / "bilder" / "tuer.svg").read_bytes()
    assert (site / "pt" / "bilder" / "tuer.svg").read_bytes() == (text / "pt" / "bilder" / "tuer.svg").read_bytes()
    assert (site / "pt" / "bilder" / "haus.svg").read_bytes() == (text / "de" / "bilder" / "haus.svg").read_bytes()
    for page in (site / "ueber.html", site / "pt" / "ueber.html"):
        assert 'src="bilder/haus.svg"' in page.read_text(encoding="utf-8")
