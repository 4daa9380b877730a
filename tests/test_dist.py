"""`make dist`: all steps in their order, and no failure passed over."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools.dist import plan, run


class Commands:
    """Stands in for `handbook`: makes what it is told to, or fails."""

    def __init__(self, root: Path, *, failing: str = "", lazy: str = "") -> None:
        self.root = root
        self.failing = failing
        self.lazy = lazy
        self.called: list[str] = []

    def __call__(self, command: tuple[str, ...]) -> tuple[int, str]:
        line = " ".join(command)
        self.called.append(line)
        if line == self.failing:
            return 2, ""
        if line == self.lazy:
            return 0, ""
        if command[0] == "build":
            new = self.root / "site.new"
            new.mkdir()
            (new / "index.html").write_text("<html></html>")
            if (self.root / "site").exists():
                shutil.rmtree(self.root / "site")
            new.rename(self.root / "site")
            return 0, ""
        said: list[str] = []
        names = [f"dist/handbook-{tag}.{'pdf' if command[0] == 'pdf' else 'zip'}" for tag in ("en", "ar")]
        if "--handouts" in command:
            names = ["dist/handouts-en.pdf", "dist/lesson-one-en.pdf"]
        for name in names:
            new = self.root / "new"
            new.write_bytes(b"x" * 2_500_000)
            (self.root / "dist").mkdir(exist_ok=True)
            new.replace(self.root / name)
            said.append(f"Made {name}: 12 pages, 2.5 MB, 3.{len(said)} s")
        return 0, "\n".join(said)


def test_books_first_then_the_copies_that_hold_them_then_the_site_that_offers_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    commands = Commands(tmp_path)
    assert run(plan(("en", "ar")), tmp_path, commands) == 0
    assert [line.split()[0] for line in commands.called] == ["pdf", "pdf", "build", "bundle", "build"]
    said = capsys.readouterr().out
    made = ("handbook-en.pdf", "handouts-en.pdf", "handbook-en.zip"), ("handbook-ar.pdf", "lesson-one-en.pdf")
    for names, seconds in zip(made, ("3.0", "3.1"), strict=True):
        for name in names:
            assert re.search(rf"^ +2\.5 MB +{seconds}  dist/{name}$", said, re.MULTILINE), name
    assert re.search(r"^ +0\.0 MB +\d\.\d  site$", said, re.MULTILINE)
    # A second run makes all anew.
    assert run(plan(("en", "ar")), tmp_path, Commands(tmp_path)) == 0


@pytest.mark.parametrize(
    "failing", ["pdf", "pdf --handouts --lessons", "build --quiet --site-dir site", "bundle --site-dir site"]
)
def test_a_failing_step_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], failing: str):
    commands = Commands(tmp_path, failing=failing)
    assert run(plan(("en", "ar")), tmp_path, commands) == 1
    assert commands.called[-1] == failing
    assert "ended with 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "lazy", ["pdf", "pdf --handouts --lessons", "build --quiet --site-dir site", "bundle --site-dir site"]
)
def test_a_step_that_makes_nothing_new_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], lazy: str):
    assert run(plan(("en", "ar")), tmp_path, Commands(tmp_path)) == 0
    assert run(plan(("en", "ar")), tmp_path, Commands(tmp_path, lazy=lazy)) == 1
    assert "did not make" in capsys.readouterr().out
