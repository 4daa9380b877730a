"""The command line as a person runs it, and handbooks to run it on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""Our own handbook."""
HOUSING = ROOT / "tests/site/housing"
"""A tiny handbook on another subject, in German and Portuguese."""
STATES = ROOT / "tests/site/states"
"""A tiny handbook in which passages of French and Arabic translations are in every state."""
DAY = 1_795_219_200
"""The day of every build in the tests, as SOURCE_DATE_EPOCH: 21 November 2026."""

_BIN = Path(sys.executable).parent


def program(name: str) -> str:
    """Return the path of a program of this environment, as a person calls it."""
    found = shutil.which(name, path=str(_BIN))
    assert found, f"{name} is not installed in {_BIN}"
    return found


def environment(**more: str) -> dict[str, str]:
    """Return what a run sees: nothing of the site's address or the day that this machine may have set."""
    kept = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    # Children must not find the tests' folders on their path: a handbook has to work without them.
    kept.pop("PYTHONPATH", None)
    return {**kept, "SOURCE_DATE_EPOCH": str(DAY), "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "200", **more}


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment, and return what it said."""
    name, *arguments = map(str, command)
    return subprocess.run(
        [program(name), *arguments],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def succeed(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program that must not fail."""
    done = run(*command, cwd=cwd, **more)
    assert done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}\n{done.stderr}"
    return done


def copy_handbook(source: Path, target: Path) -> Path:
    """Copy what a handbook is made of, without what was made from it."""
    target.mkdir(parents=True)
    shutil.copyfile(source / "mkdocs.yml", target / "mkdocs.yml")
    for folder in ("docs", "bibliography", "overrides", "locale", "translated-from"):
        if (source / folder).is_dir():
            shutil.copytree(source / folder, target / folder)
    return target


def replace_in(path: Path, old: str, new: str) -> None:
    """Change a text file; what is to be changed must stand there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands there {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def contents(site: Path) -> dict[str, str]:
    """Return path → hash of each file of a folder."""
    return {
        path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
