"""`handbook translate …` as translators and editors use it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import click
import polib
import pytest
from click.testing import CliRunner, Result

from handbook.cli import main
from handbook.cli.translate import translate_command
from tests.running import ROOT, STATES, copy_handbook, environment, program, replace_in, run, succeed
from tests.site.html_pages import read_html

COMMANDS = tuple(translate_command.commands)


@pytest.fixture
def states(tmp_path: Path) -> Path:
    """A copy of the handbook with every state."""
    return copy_handbook(STATES, tmp_path / "states")


def call(folder: Path, *arguments: str, answer: str | None = None) -> Result:
    """Call a command in this process."""
    words = ["-f", str(folder / "mkdocs.yml"), "translate", *arguments]
    return CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"}).invoke(main, words, input=answer, catch_exceptions=False)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of text."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}


# -- the story --------------------------------------------------------------------------------------------------------

DEMAND = """\
---
kind: demand
title: A voice at the table
summary: Workers must have a say.
number: "3"
status: current
sources: [ilo1990]
---

## Why it matters {#why .editors}

Who works should be herd when rules are made.

Unions ask for a seat at the table.

Nothing about us without us.
"""


def mark_of(folder: Path, words: str) -> list[str]:
    """Build the site, and return the words of each passage that the French page marks as out of date."""
    succeed("handbook", "build", "--quiet", cwd=folder)
    html = (folder / "site/fr/demands/voice.html").read_text("utf-8")
    assert words in html
    assert read_html("fr/demands/voice.html", html).language == "fr"
    return [piece.rpartition("<p>")[2].strip() for piece in html.split('<a class="outdated"')[:-1]]


def test_the_story_of_a_translator(states: Path):
    """The source changes in two paragraphs, one of them a typo: a translator has one passage to look at."""
    source, french = states / "docs/en/demands/voice.md", states / "docs/fr/demands/voice.md"
    source.write_text(DEMAND, "utf-8")
    # A new page is begun, translated, and current.
    said = succeed("handbook", "translate", "start", "fr", "voice", cwd=states).stdout
    assert "Made docs/fr/demands/voice.md: 6 passages" in said
    for english, words in (
        ("A voice at the table", "Une voix à la table"),
        ("Workers must have a say.", "Les travailleurs doivent avoir leur mot à dire."),
        ("Why it matters", "Pourquoi c’est important"),
        ("Who works should be herd when rules are made.", "Qui travaille doit être entendu quand on fait les règles."),
        ("Unions ask for a seat at the table.", "Les syndicats demandent un siège à la table."),
        ("Nothing about us without us.", "Rien sur nous sans nous."),
    ):
        replace_in(french, f"⟦{english}⟧", words)
    before = french.read_bytes()
    assert mark_of(states, "Rien sur nous sans nous.") == []
    # The editors mend a typo, and change what is asked.
    replace_in(source, "herd", "heard")
    replace_in(source, "a seat at the table", "two seats at the table")
    shown = succeed("handbook", "translate", "minor", "demands/voice#why:2", "--yes", cwd=states).stdout
    assert "[-herd-]{+heard+}" in shown
    assert "Wrote translated-from/fr/demands/voice.md" in shown
    # One passage is left.
    status = succeed("handbook", "translate", "status", "fr", cwd=states).stdout
    assert re.search(r"^ demands/voice +- +1 \(8\)", status, re.MULTILINE), status
    diff = succeed("handbook", "translate", "diff", "fr", "voice", cwd=states).stdout
    assert "demands/voice#why:3  outdated" in diff
    assert "Unions ask for [-a seat-]{+two seats+} at the table." in diff
    assert "Les syndicats demandent un siège à la table." in diff
    assert "herd" not in diff
    # Readers are told at that passage alone; the translation is what it was.
    assert [words.partition(".")[0] for words in mark_of(states, "un siège")] == [
        "Les syndicats demandent un siège à la table"
    ]
    assert french.read_bytes() == before
    # Saving the file alone changes nothing; `done` does.
    replace_in(french, "un siège", "deux sièges")
    status = succeed("handbook", "translate", "status", "fr", cwd=states).stdout
    assert re.search(r"^ demands/voice +- +1 \(8\)", status, re.MULTILINE)
    said = succeed("handbook", "translate", "done", "fr", "demands/voice#why:3", cwd=states).stdout
    assert "demands/voice is up to date: 6 passages" in said
    assert "demands/voice" not in succeed("handbook", "translate", "status", "fr", cwd=states).stdout
    assert mark_of(states, "deux sièges") == []


def test_what_contributing_tells_translators_works_word_for_word(tmp_path: Path, monkeypatch):
    """Every command of the story, on a copy of our own handbook; the edits that it speaks of are made between."""
    copy = copy_handbook(ROOT, tmp_path / "ours")
    monkeypatch.chdir(copy)
    story = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("### Begin in five minutes")[2]
    story = story.partition("### What to translate, and what to keep")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", story, re.DOTALL) for line in block.splitlines()]
    commands = [line.removeprefix(".venv/bin/handbook ").split() for line in lines]
    assert all(line.startswith(".venv/bin/handbook ") for line in lines)
    page = "demands/freedom-of-association"
    call(copy, "done", "fr", page)
    said = {}
    for words in commands:
        if words[:2] == ["translate", "minor"]:
            source = copy / f"docs/en/{page}.md"
            head, section, rest = source.read_text("utf-8").partition("{#why")
            blocks = rest.split("\n\n")
            source.write_text(
                head + section + "\n\n".join([blocks[0], f"A typo. {blocks[1]}", f"News. {blocks[2]}", *blocks[3:]])
            )
        if words[:2] == ["translate", "preview"] or words == ["check"]:
            continue  # the one runs until it is stopped, and the other is tested with the text
        result = CliRunner().invoke(main, words, input="y\n", catch_exceptions=False)
        assert result.exit_code == 0, f"{' '.join(words)}:\n{result.output}"
        said[" ".join(words[1:])] = result.output
    assert (copy / "docs/fr/demands/right-to-stay.md").is_file()
    assert "[-" not in said["minor freedom-of-association#why:2"]
    assert "{+A typo. +}" in said["minor freedom-of-association#why:2"]
    diff = said["diff fr freedom-of-association"]
    assert f"{page}#why:3  outdated" in diff
    assert f"{page}#why:2" not in diff
    assert f"{page} is up to date" in said["done fr freedom-of-association#why:3"]


# -- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_has_an_example_that_works(name: str):
    result = CliRunner().invoke(main, ["translate", name, "--help"])
    assert result.exit_code == 0
    lines = re.findall(r"^ +handbook translate (.+)$", result.output.partition("Example:\n")[2], re.MULTILINE)
    assert lines
    for line in lines:
        words = line.partition(" > ")[0].split()
        assert words[0] == name
        command = translate_command.commands[name]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options
        command.make_context(name, words[1:], resilient_parsing=True)


def test_the_commands_are_those_of_the_issue():
    assert set(COMMANDS) == {"status", "start", "diff", "done", "minor", "preview", "export", "import"}
    assert main.get_command(click.Context(main), "translate") is translate_command


FAULTS = {
    "no language": (("status", "xx"), "no language 'xx'; translations: fr, ar"),
    "the source": (("start", "en", "pay"), "'en' is the language that others are translated from"),
    "no page": (("diff", "fr", "payy"), "no page 'payy' under docs/en/; did you mean 'pay'?"),
    "no passage": (("done", "fr", "pay#aks"), "no passage 'demands/pay#aks'; did you mean 'asks'?"),
    "no number": (("done", "fr", "pay#asks:9"), "no passage 'demands/pay#asks:9'"),
    "no counterpart": (("done", "fr", "joining"), "has nothing for"),
    "nothing to do": (("done", "fr", "pay#asks:x"), "names no page; write PAGE, PAGE#SECTION or PAGE#SECTION:NUMBER"),
    "not a PO file": (("import", "fr", "mkdocs.yml"), "PO file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_done_is_told_and_nothing_is_written(states: Path, name: str, monkeypatch):
    monkeypatch.chdir(states)
    before = files_of(states)
    arguments, message = FAULTS[name]
    result = call(states, *arguments)
    assert result.exit_code == 1, result.output
    assert message in result.output
    assert files_of(states) == before


# -- status -----------------------------------------------------------------------------------------------------------


def test_status_as_json_is_what_the_issue_says(states: Path):
    found = json.loads(call(states, "status", "--json").output)
    assert list(found) == ["fr", "ar"]
    for kinds in found.values():
        assert next(iter(kinds)) == "demand"
        for counts in kinds.values():
            assert list(counts) == ["current", "missing", "outdated", "unmatched", "extra", "words_to_do"]
            assert all(isinstance(number, int) for number in counts.values())
    assert found["fr"]["demand"]["outdated"] > 0
    assert list(json.loads(call(states, "status", "ar", "--json").output)) == ["ar"]


def test_status_lists_pages_with_something_to_do_and_all_with_all(states: Path):
    (states / "docs/fr/topics/africa.md").unlink()
    some, everything = call(states, "status", "fr").output, call(states, "status", "fr", "--all").output
    assert "Pages with something to do" in some
    assert re.search(r"^ demands/joining ", some, re.MULTILINE)
    assert "Pages that nobody has begun" in some
    assert re.search(r"^ topics/africa ", some, re.MULTILINE)
    assert "demands/pay" not in some
    assert re.search(r"^ demands/pay ", everything, re.MULTILINE)
    assert "Next: handbook translate diff fr demands/joining" in some
    both = call(states, "status").output
    assert "demands/joining" not in both
    assert "Next: handbook translate status fr" in both


# -- start, done ------------------------------------------------------------------------------------------------------


def test_start_brings_what_is_new_into_a_page_that_is_there(states: Path):
    replace_in(states / "docs/en/demands/pay.md", "- Pay the same.", "- Publish it. [@editors]\n- Pay the same.")
    result = call(states, "start", "fr", "docs/fr/demands/pay.md")
    assert result.exit_code == 0, result.output
    assert "Put into docs/fr/demands/pay.md: 1 passages, 3 words in brackets" in result.output
    assert "- ⟦Publish it. [@editors]⟧\n- Payer pareil." in (states / "docs/fr/demands/pay.md").read_text("utf-8")
    assert "lacks nothing that could be put in" in call(states, "start", "fr", "pay").output


def test_done_takes_several_pages(states: Path):
    for name in ("pay", "joining"):
        replace_in(states / f"docs/en/demands/{name}.md", "## What we ask", "## What we demand")
    result = call(states, "done", "fr", "pay#asks:1", "joining#asks:1", "joining#why:3")
    assert result.exit_code == 0, result.output
    assert "Wrote translated-from/fr/demands/pay.md: demands/pay is up to date" in result.output
    assert "Wrote translated-from/fr/demands/joining.md" in result.output
    again = call(states, "done", "fr", "pay")
    assert "Was so already: translated-from/fr/demands/pay.md" in again.output


def test_done_all_lists_and_asks_and_leaves_out_what_is_not_translated(states: Path):
    replace_in(states / "docs/en/demands/pay.md", "Pay the same.", "Pay everybody the same.")
    before = files_of(states)
    refused = call(states, "done", "fr", "--all", answer="n\n")
    assert refused.exit_code == 1
    assert "demands/pay" in refused.output
    assert "demands/joining" not in refused.output, "something is missing there"
    assert files_of(states) == before
    done = call(states, "done", "fr", "--all", "--yes")
    assert done.exit_code == 0
    assert "demands/pay is up to date" in done.output
    assert "no page waits for `done`" in call(states, "done", "fr", "--all").output
    assert call(states, "done", "fr").exit_code == 2
    assert call(states, "done", "fr", "pay", "--all").exit_code == 2


def test_a_page_without_a_base_waits_for_done(states: Path):
    (states / "translated-from/fr/demands/pay.md").unlink()
    assert "Nobody has said yet which source text it renders" in call(states, "diff", "fr", "pay").output
    assert call(states, "done", "fr", "pay").exit_code == 0
    assert (states / "translated-from/fr/demands/pay.md").read_bytes() == (
        STATES / "translated-from/fr/demands/pay.md"
    ).read_bytes()


# -- minor ------------------------------------------------------------------------------------------------------------


def test_minor_shows_and_asks(states: Path):
    replace_in(states / "docs/en/demands/pay.md", "Pay the same.", "Pay the same!")
    before = files_of(states)
    refused = call(states, "minor", "pay", answer="n\n")
    assert refused.exit_code == 1
    assert "demands/pay#asks:2  fr, ar" in refused.output
    assert "Pay the same[-.-]{+!+}" in refused.output
    assert files_of(states) == before
    assert call(states, "minor", "pay", "--language", "ar", answer="y\n").exit_code == 0
    assert set(changed(before, states)) == {"translated-from/ar/demands/pay.md"}
    assert call(states, "minor", "pay", "-y").exit_code == 0
    assert "no change that could be minor" in call(states, "minor", "pay").output


def test_minor_is_never_ambiguous(states: Path):
    replace_in(states / "docs/en/demands/pay.md", "Pay the same.", "Pay everybody the sam.")
    call(states, "done", "ar", "pay")
    replace_in(states / "docs/en/demands/pay.md", "the sam.", "the same.")
    before = files_of(states)
    result = call(states, "minor", "pay", "--yes")
    assert result.exit_code == 1
    assert "languages have seen different old words of demands/pay#asks:2" in result.output
    assert "--language" in result.output
    assert files_of(states) == before
    assert call(states, "minor", "pay", "--yes", "--language", "ar").exit_code == 0
    assert "demands/pay" in call(states, "status", "fr").output, "French has not seen what changed before the typo"


def changed(before: dict[str, bytes], folder: Path) -> list[str]:
    return [path for path, data in files_of(folder).items() if before.get(path) != data]


# -- diff -------------------------------------------------------------------------------------------------------------


def test_diff_of_a_section_and_of_what_is_up_to_date(states: Path):
    one = call(states, "diff", "fr", "joining#message-60").output
    assert "demands/joining#message-60:2  missing" in one
    assert "#why" not in one
    assert "is up to date" in call(states, "diff", "fr", "pay").output
    (states / "docs/fr/topics/africa.md").unlink()
    assert "Next: handbook translate start fr topics/africa" in call(states, "diff", "fr", "topics/africa").output


def test_diff_for_the_browser_is_safe_for_both_directions(states: Path):
    result = call(states, "diff", "ar", "joining", "--html")
    assert result.exit_code == 0, result.output
    path = states / "dist/diff-ar-demands-joining.html"
    html = path.read_text("utf-8")
    page = read_html(path.name, html)
    assert page.language == "en"
    assert "<script" not in html
    assert "http" not in re.sub(r"\[@[^]]*\]", "", html), "nothing is loaded"
    arabic = [words for words in page.words if re.search("[\u0621-\u064a]", words.text)]
    assert arabic
    assert {(words.language, words.direction) for words in arabic} == {("ar", "rtl")}
    assert '<bdi class="kept" dir="ltr">[@ilo1990, p. 9]</bdi>' in html
    assert "<del>" in html
    assert "<ins>" in html
    assert call(states, "diff", "fr", "joining", "--html", str(states / "x.html")).exit_code == 0
    assert (states / "x.html").is_file()


def test_hostile_words_stay_words_in_the_browser(states: Path):
    replace_in(states / "docs/en/demands/pay.md", "Pay the same.", "Pay <script>alert(1)</script> `</p>` the same.")
    call(states, "diff", "fr", "pay", "--html", str(states / "x.html"))
    html = (states / "x.html").read_text("utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


# -- export, import ---------------------------------------------------------------------------------------------------


def test_a_file_goes_out_is_filled_and_comes_back(states: Path, tmp_path: Path):
    path = tmp_path / "fr.po"
    said = succeed("handbook", "translate", "export", "fr", "--po", path, cwd=states).stdout
    assert re.search(r"Made .*fr\.po: \d+ messages, \d+ of them to translate", said)
    assert f"Next: translate it, then: handbook translate import fr {path}" in said
    file = polib.pofile(str(path))
    [entry] = [entry for entry in file if entry.msgctxt == "demands/joining#message-60:2"]
    entry.msgstr = "Écrivez-le. {1}"
    [broken] = [entry for entry in file if entry.msgctxt == "demands/joining#asks:2"]
    broken.msgstr = "Nommer le droit."
    file.save(str(path))
    msgfmt = shutil.which("msgfmt")
    assert msgfmt or "CI" not in os.environ, "gettext, which has msgfmt, is not installed"
    if msgfmt:
        checked = subprocess.run([msgfmt, "--check", "-o", "-", path], capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, b"")
    before = files_of(states)
    done = run("handbook", "translate", "import", "fr", path, cwd=states)
    assert done.returncode == 1
    assert "Refused: demands/joining#asks:2: {1} is lost" in done.stderr
    assert "Wrote docs/fr/demands/joining.md" in done.stdout
    assert "1 passages filled, 0 confirmed" in done.stdout
    assert changed(before, states) == ["docs/fr/demands/joining.md"]
    old = before["docs/fr/demands/joining.md"].decode()
    assert (states / "docs/fr/demands/joining.md").read_text("utf-8") == old.replace(
        "⟦Write it down, and say it aloud. [@ilo1990, p. 7]⟧", "Écrivez-le. [@ilo1990, p. 7]"
    )


def test_export_takes_pages_and_has_a_place_of_its_own(states: Path):
    result = call(states, "export", "ar", "--po", "pay", "docs/en/topics/africa.md")
    assert result.exit_code == 0, result.output
    file = polib.pofile(str(states / "dist/handbook-ar.po"))
    assert {entry.msgctxt.partition("#")[0] for entry in file} == {"demands/pay", "topics/africa"}
    result = call(states, "export", "fr", "pay", "--po", str(states / "no/such.po"))
    assert result.exit_code == 0
    (states / "file").write_text("x", "utf-8")
    result = call(states, "export", "fr", "pay", "--po", str(states / "file/x.po"))
    assert result.exit_code == 1
    assert "cannot write" in result.output


# -- preview ----------------------------------------------------------------------------------------------------------


def test_preview_serves_the_source_and_one_translation(states: Path):
    process = subprocess.Popen(
        [program("handbook"), "translate", "preview", "ar", "--port", "0"],
        cwd=states,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        assert process.stdout
        said = ""
        while not (found := re.search(r"Open (http://127\.0\.0\.1:\d+)/ar/", said)):
            line = process.stdout.readline()
            assert line, said
            said += line
        import urllib.request

        with urllib.request.urlopen(f"{found[1]}/ar/demands/joining.html", timeout=20) as answer:
            html = answer.read().decode()
        page = read_html("ar/demands/joining.html", html)
        assert page.language == "ar"
        assert 'hreflang="fr"' not in html
        assert 'hreflang="en"' in html
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=15)
        assert "not-in-a-language" not in said + rest
        assert "base-without-translation" not in said + rest
    finally:
        process.kill()
        process.communicate()
