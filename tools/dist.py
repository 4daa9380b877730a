"""Makes all that the handbook gives away: books, handouts, lesson packs, offline copies, the website. Sums it up.

.venv/bin/python -m tools.dist

The order follows from what holds what: an offline copy holds what is printed in its language, the website holds
all. One failing step ends it.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from handbook.mkdocs_plugin.build import open_project

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


# What a command says of each file that it has made: "Made dist/handbook-ar.pdf: 151 pages, 2.0 MB, 14.8 s".
_MADE = re.compile(r"^Made (\S+): .*?([\d.]+) s$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One command, and what it makes."""

    command: tuple[str, ...]
    """Arguments of `handbook`."""
    makes: tuple[str, ...]
    """Files or folders, from the root."""


def plan(languages: Iterable[str]) -> list[Step]:
    """Return the steps in their order.

    Args:
        languages: the source language, then the others.
    """
    tags = tuple(languages)
    site = Step(("build", "--quiet", "--site-dir", "site"), ("site",))
    return [
        Step(("pdf",), tuple(f"dist/handbook-{tag}.pdf" for tag in tags)),
        # Sure to be made in the source language; in the others, of what is translated.
        Step(
            ("pdf", "--handouts", "--lessons"),
            tuple(f"dist/handouts-{tag}.pdf" for tag in tags[:1]),
        ),
        # With the books, for the copies to be made from; at the end once more, with the copies.
        site,
        Step(("bundle", "--site-dir", "site"), tuple(f"dist/handbook-{tag}.zip" for tag in tags)),
        site,
    ]


def call(command: tuple[str, ...]) -> tuple[int, str]:
    """Run `handbook` with some arguments; return its exit code and what it printed."""
    done = subprocess.run(
        [str(BIN / "handbook"), *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    print(done.stdout, end="", flush=True)
    return done.returncode, done.stdout


def run(steps: list[Step], root: Path = ROOT, call: Callable[[tuple[str, ...]], tuple[int, str]] = call) -> int:
    """Run the steps; return 0 if all of them did what they should."""
    seconds: dict[str, float] = {}
    began = time.monotonic()
    for step in steps:
        line = " ".join(("handbook", *step.command))
        print(f"== {line}", flush=True)
        before = {name: _state(root / name) for name in step.makes}
        start = time.monotonic()
        code, said = call(step.command)
        taken = time.monotonic() - start
        missing = [name for name in step.makes if _state(root / name) in (None, before[name])]
        if code or missing:
            reason = f"ended with {code}" if code else f"did not make {', '.join(missing)}"
            print(f"\nFAILED: `{line}` {reason}; the steps after it were left out.")
            return 1
        told = {path: float(number) for path, number in _MADE.findall(said)}
        for name in dict.fromkeys((*step.makes, *told)):
            seconds[name] = seconds.get(name, 0) + told.get(name, taken)
    print(f"\n{'size':>11}  {'seconds':>7}  file")
    for name, each in sorted(seconds.items()):
        print(f"{_size(root / name) / 1e6:8.1f} MB  {each:7.1f}  {name}")
    print(f"\nAll made, in {time.monotonic() - began:.0f} seconds. Open site/downloads/index.html")
    return 0


def _state(path: Path) -> tuple[int, int] | None:
    """Return what tells a file or folder from the one that was there before; None if there is none."""
    if not path.exists():
        return None
    state = path.stat()
    return state.st_ino, state.st_mtime_ns


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def main() -> int:
    """Return 0 if all was made."""
    settings = open_project(ROOT / "mkdocs.yml").settings
    return run(plan((settings.source_language, *settings.translations)))


if __name__ == "__main__":
    sys.exit(main())
