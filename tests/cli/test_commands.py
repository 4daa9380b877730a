"""The command line as people use it: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from handbook.cli import main
from handbook.core.kinds import BUILT_IN
from tests.running import ROOT, copy_handbook, replace_in, run, succeed

COMMANDS = ("check", "build", "serve", "new", "translate", "schema")
KINDS = tuple(model.kind for model in BUILT_IN)


def call(folder: Path, *arguments: str) -> Result:
    """Call a command in this process, on the handbook in a folder."""
    return CliRunner().invoke(main, ["-f", str(folder / "mkdocs.yml"), *arguments], catch_exceptions=False)


LABELS_OF_TOPIC = """        topic:
          de: {one: Thema, many: Themen}
          pt: {one: Tema, many: Temas}
"""


# -- help -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [(), *[(name,) for name in COMMANDS]], ids=lambda words: " ".join(words) or "handbook"
)
def test_each_help_has_an_example_that_works(command: tuple[str, ...]):
    result = CliRunner().invoke(main, [*command, "--help"])
    assert result.exit_code == 0
    _, marker, examples = result.output.partition("Example:\n")
    assert marker
    lines = re.findall(r"^ +handbook (.+)$", examples, re.MULTILINE)
    assert lines
    for line in lines:
        # What an example calls is a command, and its options are known to it.
        words = line.partition(" > ")[0].split()
        if words[0] == "-f":
            words = words[2:]
        name = words[0]
        found = main.get_command(click.Context(main), name)
        assert found is not None
        options = {option for parameter in found.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options
    assert CliRunner().invoke(main, [*command, "-h"]).output == result.output


def test_help_lists_every_command_and_no_command_at_all_shows_it():
    result = CliRunner().invoke(main, [])
    assert set(COMMANDS) <= set(main.list_commands(click.Context(main)))
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", result.output, re.MULTILINE)


def test_version():
    assert re.search(r"\d+\.\d+", CliRunner().invoke(main, ["--version"]).output)


# -- which handbook -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("check",), ("build",), ("serve",), ("schema",), ("new", "demand", "x")])
def test_a_folder_without_a_handbook_is_told(tmp_path: Path, command: tuple[str, ...]):
    result = call(tmp_path, *command)
    assert result.exit_code == 1
    assert "mkdocs.yml" in result.output
    assert "-f PATH" in result.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  - handbook:", "  - search:", "search"),
        ("docs_structure: folder", "docs_structure: suffix", "must be `folder`"),
        ("          default: true\n", "", "default: true"),
        ("site_url:", "site_url: [", "mkdocs.yml"),
        ("de: {one: Forderung, many: Forderungen}", "de: Forderung", "kinds: demand"),
        ("locale: pt", "locale: xx", "xx"),
    ],
)
def test_a_broken_configuration_is_told_in_one_line(housing: Path, old: str, new: str, message: str):
    replace_in(housing / "mkdocs.yml", old, new)
    done = run("handbook", "check", cwd=housing)
    assert done.returncode == 1, done.stdout + done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_without_the_plugin_is_told(tmp_path: Path):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    done = run("handbook", "check", cwd=tmp_path)
    assert done.returncode == 1
    assert "has no `handbook` plugin" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_handbook_is_named_with_f_from_anywhere(housing: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    config = housing / "mkdocs.yml"
    done = succeed("handbook", "-f", config, "check", cwd=elsewhere)
    assert "0 errors, 2 warnings" in done.stdout
    assert "docs/de/figures/grenzen.md:10: warning[review-due]" in done.stderr
    succeed("handbook", "-f", config, "build", "--quiet", cwd=elsewhere)
    assert (housing / "site/pt/index.html").is_file()
    assert list(elsewhere.iterdir()) == []


# -- check ----------------------------------------------------------------------------------------------------


def test_our_own_text_has_no_error_and_no_warning_but_two():
    found = json.loads(succeed("handbook", "check", "--format", "json", cwd=ROOT).stdout)
    assert {item["severity"] for item in found} <= {"warning"}
    assert {item["code"] for item in found} <= {"review-due", "unverified"}


@pytest.fixture
def broken(housing: Path) -> Path:
    """Three errors and two warnings, in three files."""
    replace_in(housing / "docs/de/demands/keine-raeumung.md", "to: sozialpakt", "to: sozialpackt")
    replace_in(housing / "docs/pt/demands/keine-raeumung.md", "[@bgb, §574]", "[@bgb, §547]")
    return housing


def test_check_sorts_faults_by_place_and_exits_with_1(broken: Path):
    done = run("handbook", "check", cwd=broken)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines == [
        "docs/de/demands/keine-raeumung.md:13: error[unknown-reference]: `backed_by`: no instrument 'sozialpackt'; "
        "did you mean 'sozialpakt'?",
        "docs/de/figures/grenzen.md:10: warning[review-due]: `value` of 'spielraum-neue-miete' was to be looked at "
        "again by 2015-12-31",
        "docs/de/instruments/sozialpakt.md:17: warning[unverified]: not checked against a source: in_force of "
        "'sozialpakt'",
        "docs/pt/demands/keine-raeumung.md:16: error[different-citations]: the citations are not those of the source; "
        "missing: @bgb, §574; not in the source: @bgb, §547",
        "docs/pt/demands/keine-raeumung.md:16: error[unknown-place]: " + lines[4].partition("]: ")[2],
    ]
    assert "547" in lines[4]
    assert done.stdout == "3 errors, 2 warnings\n"


def test_warnings_alone_are_no_failure(housing: Path):
    done = run("handbook", "check", cwd=housing)
    assert (done.returncode, done.stdout) == (0, "0 errors, 2 warnings\n")


def test_check_as_json_is_what_it_says(broken: Path):
    done = run("handbook", "check", "--format", "json", cwd=broken)
    assert done.returncode == 1
    faults = json.loads(done.stdout)
    assert [fault["severity"] for fault in faults] == ["error", "warning", "warning", "error", "error"]
    assert {tuple(fault) for fault in faults} == {("path", "line", "code", "severity", "message")}
    text = run("handbook", "check", cwd=broken).stderr.splitlines()
    assert [f"{f['path']}:{f['line']}: {f['severity']}[{f['code']}]: {f['message']}" for f in faults] == text


def test_check_for_pull_requests(broken: Path):
    replace_in(broken / "docs/de/ueber.md", "summary: Ein", "sumary: 100 % Ein")
    done = run("handbook", "check", "--format", "github", cwd=broken)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    pattern = r"::(error|warning) file=docs/[a-z/-]+\.md,line=[1-9][0-9]*,title=[a-z-]+::\S.*"
    assert all(re.fullmatch(pattern, line) for line in lines)
    assert len(lines) == 7
    assert not any("%" in re.sub("%(25|0A|0D|2C|3A)", "", line) for line in lines)


def test_check_writes_nothing_but_its_cache(housing: Path):
    before = {path for path in housing.rglob("*") if ".cache" not in path.parts}
    succeed("handbook", "check", cwd=housing)
    assert {path for path in housing.rglob("*") if ".cache" not in path.parts} == before
    assert not (housing / "site").exists()


def test_check_survives_a_broken_cache(housing: Path):
    expected = succeed("handbook", "check", cwd=housing)
    succeed("handbook", "build", "--quiet", cwd=housing)
    [cache] = (housing / ".cache").rglob("*.pickle")
    for data in (b"", b"no pickle", b"\x80\x05.", b"cos\nsystem\n(S'false'\ntR."):
        cache.write_bytes(data)
        again = succeed("handbook", "check", cwd=housing)
        assert (again.stdout, again.stderr) == (expected.stdout, expected.stderr)


def test_what_was_parsed_for_other_kinds_is_not_kept(housing: Path):
    succeed("handbook", "build", "--quiet", cwd=housing)
    replace_in(housing / "mkdocs.yml", LABELS_OF_TOPIC, "        topic: false\n")
    done = run("handbook", "check", cwd=housing)
    assert "docs/de/topics/mietrecht.md:2: error[unknown-kind]: no kind 'topic'" in done.stderr


# -- build ----------------------------------------------------------------------------------------------------


def test_build_ends_with_a_summary(housing: Path):
    done = succeed("handbook", "build", cwd=housing)
    for line in (
        r"demand +2",
        r"instrument +2",
        r"organisation +2",
        r"de +\d\d +11",
        r"pt +\d\d +3",
        r"Sources: 5",
        r"Warnings: 1 review-due, 1 unverified \(`handbook check` lists them\)",
        r"Seconds: \d+\.\d",
        r"Open site/index\.html",
    ):
        assert re.search(rf"^ *{line} *$", done.stdout, re.MULTILINE), line
    assert "practice" not in done.stdout
    pages = {tag: int(number) for tag, number in re.findall(r"^ *(de|pt) +(\d+) ", done.stdout, re.MULTILINE)}
    site = housing / "site"
    portuguese = len(list((site / "pt").rglob("*.html")))
    assert pages == {"de": len(list(site.rglob("*.html"))) - portuguese - 1, "pt": portuguese}
    assert "Reading" in done.stderr
    assert "Building" in done.stderr
    assert "WARNING" not in done.stderr, "the summary counts warnings, the terminal is for what matters"


def test_a_quiet_build_says_nothing(housing: Path):
    done = succeed("handbook", "build", "--quiet", cwd=housing)
    assert done.stdout == ""
    assert done.stderr.strip() == ""


def test_a_build_that_fails_shows_the_errors_and_what_became_of_the_site(broken: Path):
    done = run("handbook", "build", cwd=broken)
    assert done.returncode == 1
    assert "error[unknown-reference]" in done.stderr
    assert "error[unknown-place]" in done.stderr
    assert "3 errors; nothing was built, site is as it was" in done.stderr
    assert not (broken / "site").exists()


def test_build_puts_the_site_where_it_is_told(housing: Path, tmp_path: Path):
    done = succeed("handbook", "build", "--site-dir", tmp_path / "there", "--workers", "1", cwd=housing)
    assert f"Open {tmp_path}/there/index.html" in done.stdout
    assert (tmp_path / "there/pt/index.html").is_file()
    assert not (housing / "site").exists()


# -- new ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def all_kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny handbook with all ten kinds."""
    folder = copy_handbook(ROOT / "tests/site/housing", tmp_path_factory.mktemp("kinds") / "housing")
    for kind in ("practice", "lesson"):
        replace_in(folder / "mkdocs.yml", f"        {kind}: false\n", "")
    return folder


# What a new entry may lack: a value, or a section. Anything else would be a fault of the form.
MISSING = {"missing-key", "missing-section", "missing-summary"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_entry_lacks_its_values_and_nothing_else(all_kinds: Path, kind: str):
    result = call(all_kinds, "new", kind, f"neu-{kind}")
    assert result.exit_code == 0, result.output
    path = result.output.removeprefix("Made ").strip()
    assert re.fullmatch(rf"docs/de/[a-z]+/neu-{kind}\.md", path)
    file = all_kinds / path
    try:
        faults = json.loads(call(all_kinds, "check", "--format", "json").output)
        own = [fault for fault in faults if fault["path"] == path]
        assert own, "an empty entry is not complete"
        assert [fault for fault in own if fault["code"] not in MISSING] == []
        assert {fault["path"] for fault in faults if fault["severity"] == "error"} == {path}
        text = file.read_text(encoding="utf-8")
        model = next(model for model in BUILT_IN if model.kind == kind)
        for name in model.model_fields:
            assert re.search(rf"^(# )?{name}:", text, re.MULTILINE), name
        for section in model.sections:
            assert f"{{#{section}}}" in text
        assert text.startswith(f"---\nkind: {kind}\ntitle: \nsummary: \n")
        # What is commented out may be left out, and what is not may not.
        required = {name for name, info in model.model_fields.items() if info.is_required()}
        assert {name for name in model.model_fields if f"\n{name}:" in text} == required
    finally:
        file.unlink()


def test_new_never_overwrites(housing: Path):
    file = housing / "docs/de/topics/mietrecht.md"
    before = file.read_bytes()
    result = call(housing, "new", "topic", "mietrecht")
    assert result.exit_code == 1
    assert "docs/de/topics/mietrecht.md is there already; nothing was written" in result.output
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["../x", "Topic", "a b", "-x", "x/y", "x.md", "مثال", ""])
def test_new_refuses_what_is_no_id(housing: Path, name: str):
    before = sorted(housing.rglob("*.md"))
    result = call(housing, "new", "topic", "--", name)
    assert result.exit_code != 0
    assert "is no id" in result.output
    assert sorted(housing.rglob("*.md")) == before


@pytest.mark.parametrize("command", [("new", "demnd", "x"), ("schema", "demnd"), ("new", "lesson", "x")])
def test_an_unknown_kind_is_told_with_those_there_are(housing: Path, command: tuple[str, ...]):
    result = call(housing, *command)
    assert result.exit_code == 2
    assert f"no kind '{command[1]}'" in result.output
    assert "demand, instrument, statement" in result.output
    assert ("did you mean 'demand'?" in result.output) == (command[1] == "demnd")


def test_a_handbook_can_be_made_with_new_alone(housing: Path):
    """The folder of the kind need not be there."""
    shutil.rmtree(housing / "docs/de/topics")
    assert call(housing, "new", "topic", "neu").exit_code == 0
    assert (housing / "docs/de/topics/neu.md").is_file()
