"""The worked example of CONTRIBUTING.md, "Adding a kind": done to the letter, on a copy of our own handbook."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.running import ROOT, copy_handbook, replace_in, run, succeed
from tests.site.html_pages import Site

MODEL = "overrides/kinds/ruling.py"
TEMPLATE = "overrides/articles/kinds/ruling.html"
NAMES = "ruling: {fr: {one: Décision, many: Décisions}}"


def shown() -> dict[str, str]:
    """Return language of each fenced block of the section → the block."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("\n## Adding a kind\n")
    example, following, _ = rest.partition("\n## Change the code\n")
    assert following
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", example, re.MULTILINE | re.DOTALL)
    assert [language for language, _ in blocks] == ["python", "jinja", "yaml", "markdown"]
    for path in (MODEL, TEMPLATE, "handbook new ruling oc-18", NAMES):
        assert f"`{path}`" in example
    return dict(blocks)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own handbook in English and French, after the steps of the example."""
    blocks = shown()
    folder = copy_handbook(ROOT, tmp_path_factory.mktemp("kind") / "handbook")
    for language in ("es", "ar"):
        shutil.rmtree(folder / "docs" / language, ignore_errors=True)
        text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
        text = re.sub(rf"(- locale: {language}\n(?:.*\n)*?\s+build: )true", r"\1false", text, count=1)
        (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    # What was parsed before there was the kind is kept, and must not be taken for right afterwards.
    (folder / "docs/en/rulings").mkdir()
    (folder / "docs/en/rulings/oc-18.md").write_text(blocks["markdown"], encoding="utf-8")
    done = run("handbook", "check", cwd=folder)
    assert "no kind 'ruling'" in done.stderr
    (folder / "docs/en/rulings/oc-18.md").unlink()
    for path, language in ((MODEL, "python"), (TEMPLATE, "jinja")):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(blocks[language], encoding="utf-8")
    text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    # Its names in French too: they stand in the text of the section.
    lines = f"{blocks['yaml']}      kinds:\n        {NAMES}\n"
    changed = re.sub(r"^  - handbook:?\n", lines, text, flags=re.MULTILINE)
    assert changed != text
    (folder / "mkdocs.yml").write_text(changed, encoding="utf-8")
    assert "Made docs/en/rulings/oc-18.md" in succeed("handbook", "new", "ruling", "oc-18", cwd=folder).stdout
    (folder / "docs/en/rulings/oc-18.md").write_text(blocks["markdown"], encoding="utf-8")
    replace_in(folder / "docs/en/timeline.md", "::: timeline", "::: rulings\n\n::: timeline")
    succeed("handbook", "build", "--quiet", cwd=folder, HANDBOOK_START_METHOD="spawn")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    return Site(folder / "site", ("en", "fr"), "https://handbook.example/")


def test_the_entry_has_a_page_with_its_facts(site: Site):
    page = site.pages["rulings/oc-18.html"]
    for words in ("Rights of migrant workers without papers", "Court", "Inter-American Court of Human Rights"):
        assert words in page.text
    assert "17 September 2003" in page.text
    assert "17 septembre 2003" in site.pages["fr/rulings/oc-18.html"].text
    assert page.faults == []


def test_it_stands_in_the_index_the_timeline_the_search_and_the_data(site: Site):
    title = "Rights of migrant workers without papers"
    assert title in site.pages["rulings/index.html"].text
    assert site.pages["timeline.html"].text.count(title) == 2, "in the timeline and in the view of its kind"
    assert "Rulings" in site.pages["about.html"].text, "in the navigation"
    assert "Décisions" in site.pages["fr/about.html"].text
    assert "Rulings" not in site.pages["fr/rulings/index.html"].text
    found = {document["location"] for document in json.loads(site.read("search/search_index.json"))["docs"]}
    assert "rulings/oc-18.html" in found
    data = json.loads(site.read("data/handbook.json"))
    [entry] = [entry for entry in data["entries"] if entry["kind"] == "ruling"]
    assert entry["facts"] == {"court": "Inter-American Court of Human Rights", "date": "2003-09-17"}
    assert entry["relations"] == [{"type": "applies", "target": "icrmw", "basis": "editors"}]
    assert site.read("data/rulings.csv").splitlines()[1].startswith("oc-18,")


def test_the_relation_shows_on_both_pages(site: Site):
    assert "Texts that it applies" in site.pages["rulings/oc-18.html"].text
    other = site.pages["instruments/icrmw.html"]
    assert "Rulings that apply it" in other.text
    assert "rulings/oc-18.html" in {other.target(element.attributes["href"])[0] for element in other.all("a")}


def test_its_program_is_not_published(site: Site):
    assert not [path for path in site.files if path.endswith((".py", ".pyc")) or "articles" in path]


def test_check_and_schema_know_its_keys(folder: Path):
    schema = json.loads(succeed("handbook", "schema", "ruling", cwd=folder).stdout)
    assert {"court", "date", "kind", "title", "summary"} <= set(schema["required"])
    assert {"countries", "applies"} <= set(schema["properties"])
    file = folder / "docs/en/rulings/oc-18.md"
    text = file.read_text(encoding="utf-8")
    said = []
    for old, new in (("court:", "cort:"), ("{#held", "{#hold")):
        file.write_text(text.replace(old, new), encoding="utf-8")
        said.append(run("handbook", "check", cwd=folder).stderr)
    file.write_text(text, encoding="utf-8")
    assert "docs/en/rulings/oc-18.md:5: error[unknown-key]: unknown key 'cort' in ruling" in said[0]
    assert "did you mean 'court'?" in said[0]
    assert "`court:` is missing; a ruling needs it" in said[0]
    assert "error[missing-section]: the ruling 'oc-18' needs a section `## … {#held}`" in said[1]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("overrides.kinds.rulings:Ruling", "cannot be imported"),
        ("overrides.kinds.ruling:Rulin", "cannot be imported"),
        ("overrides.kinds.ruling", "write `module:Class`"),
        ("json:JSONDecoder", "is not a subclass of handbook.core.kinds.base.Facts"),
    ],
)
def test_a_wrong_line_is_told(folder: Path, tmp_path: Path, place: str, message: str):
    other = copy_handbook(folder, tmp_path / "other")
    replace_in(other / "mkdocs.yml", "overrides.kinds.ruling:Ruling", place)
    done = run("handbook", "check", cwd=other)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
