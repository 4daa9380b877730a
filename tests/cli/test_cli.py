"""The command line as a person uses it: what it prints, what it leaves, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import ROOT, replace_in, run, succeed

COMMANDS = ("check", "build", "serve", "new", "schema")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str):
    said = succeed("handbook", command, "--help", cwd=ROOT).stdout
    assert "Example:" in said
    assert f"handbook {command}" in said


def test_check_of_our_own_text_has_no_error_and_no_warning_but_two():
    done = succeed("handbook", "check", "--format", "json", cwd=ROOT)
    found = json.loads(done.stdout)
    assert {item["severity"] for item in found} <= {"warning"}
    assert {item["code"] for item in found} <= {"review-due", "unverified"}


def test_check_says_everything_in_three_forms(housing: Path):
    page = next((housing / "docs/de/demands").glob("*.md"))
    name = page.relative_to(housing).as_posix()
    with page.open("a", encoding="utf-8") as file:
        file.write("\nMehr dazu: [@unbekannt2020]. <b>fett</b>\n")
    text = run("handbook", "check", cwd=housing)
    assert text.returncode == 1
    assert f"{name}:" in text.stderr
    assert "error[unknown-citation]: no source 'unbekannt2020' in bibliography/" in text.stderr
    assert "error[raw-html]" in text.stderr
    as_json = json.loads(run("handbook", "check", "--format", "json", cwd=housing).stdout)
    assert {"unknown-citation", "raw-html"} <= {item["code"] for item in as_json}
    assert {item["path"] for item in as_json if item["severity"] == "error"} == {name}
    notes = run("handbook", "check", "--format", "github", cwd=housing).stdout
    assert f"::error file={name},line=" in notes


def test_build_ends_with_what_it_made(housing: Path):
    said = succeed("handbook", "build", cwd=housing).stdout
    for expected in ("Entries", "Pages", "Sources:", "Warnings:", "Seconds:", "Open site/index.html"):
        assert expected in said
    assert (housing / "site/index.html").is_file()


def test_an_error_leaves_the_old_site_and_says_so(housing: Path):
    succeed("handbook", "build", "--quiet", cwd=housing)
    before = (housing / "site/index.html").read_bytes()
    (housing / "docs/de/kaputt.md").write_text("kein Kopf\n", encoding="utf-8")
    done = run("handbook", "build", "--quiet", cwd=housing)
    assert done.returncode == 1
    assert "docs/de/kaputt.md:1: error[no-front-matter]" in done.stderr
    assert "nothing was built, site is as it was" in done.stderr
    assert (housing / "site/index.html").read_bytes() == before


def test_another_handbook_is_named_with_f(housing: Path, tmp_path: Path):
    done = succeed("handbook", "-f", housing / "mkdocs.yml", "check", cwd=tmp_path)
    assert "0 errors" in done.stdout


def test_no_mkdocs_yml_is_one_line_not_a_traceback(tmp_path: Path):
    done = run("handbook", "check", cwd=tmp_path)
    assert done.returncode == 1
    assert "no file mkdocs.yml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_handbook_without_the_plugin_is_one_line(housing: Path):
    (housing / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    done = run("handbook", "check", cwd=housing)
    assert "has no `handbook` plugin" in done.stderr
    assert "Traceback" not in done.stderr


def test_new_makes_a_file_whose_only_faults_are_the_missing_values(housing: Path):
    made = succeed("handbook", "new", "demand", "neue-forderung", cwd=housing).stdout.split()[-1]
    assert (housing / made).is_file()
    found = json.loads(run("handbook", "check", "--format", "json", cwd=housing).stdout)
    codes = {item["code"] for item in found if item["path"] == made and item["severity"] == "error"}
    assert codes <= {"missing-key", "bad-value"}
    again = run("handbook", "new", "demand", "neue-forderung", cwd=housing)
    assert again.returncode == 1
    assert "is there already; nothing was written" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("new", "practise", "x"), "no kind 'practise'; there are: "),
        (("new", "demand", "Grosse Namen"), "'Grosse Namen' is no id"),
        (("schema", "practise"), "no kind 'practise'"),
    ],
)
def test_wrong_words_are_told_apart(housing: Path, arguments: tuple[str, ...], message: str):
    done = run("handbook", *arguments, cwd=housing)
    assert done.returncode != 0
    assert message in done.stderr


def test_schema_knows_every_key_and_refuses_others():
    schema = json.loads(succeed("handbook", "schema", "demand", cwd=ROOT).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"kind", "title", "summary", "number", "backed_by", "draft_view"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert {"kind", "title", "summary", "number", "status"} <= set(schema["required"])
    every = json.loads(succeed("handbook", "schema", cwd=ROOT).stdout)
    assert set(every) >= {"demand", "instrument", "practice", "statement", "figure", "term", "lesson", "topic"}


def test_a_fact_changed_in_one_file_changes_every_page_that_shows_it(housing: Path):
    """A date of an instrument stands once; its own page, the index of what is dated and the data all show it."""
    instrument = next(
        path for path in (housing / "docs/de/instruments").glob("*.md") if "adopted:" in path.read_text("utf-8")
    )
    line = next(line for line in instrument.read_text("utf-8").splitlines() if line.startswith("adopted:"))
    replace_in(instrument, line, "adopted: 1811-11-11")
    succeed("handbook", "build", "--quiet", cwd=housing)
    for page in (f"instruments/{instrument.stem}.html", f"pt/instruments/{instrument.stem}.html"):
        assert "1811" in (housing / "site" / page).read_text("utf-8"), page
    assert "1811-11-11" in (housing / "site/data/handbook.json").read_text("utf-8")
