"""Runs every check of this repository, all of them even if one fails, and sums them up at the end.

.venv/bin/python -m tools.run_tests
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.browser import NoBrowserError, apt_install, find_browser, may_use_apt

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEPS = (
    ("code style", ["ruff", "check", "."]),
    ("code format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("directions of imports", ["lint-imports", "--no-logo"]),
    ("tests", ["pytest", "-n", "auto", "--dist", "loadfile"]),
    ("the handbook's text", ["handbook", "check"]),
)


def run_step(name: str, command: list[str]) -> tuple[str, bool, float]:
    """Run one; return its name, whether it passed, and how many seconds it took."""
    print(f"\n== {name}: {' '.join(command)}", flush=True)
    start = time.monotonic()
    try:
        done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
        passed = done.returncode == 0
    except OSError as error:
        print(error)
        passed = False
    return name, passed, time.monotonic() - start


def main() -> int:
    """Return 0 if all passed."""
    results = []
    for name, command in STEPS:
        chosen = command
        if command[0] == "pytest":
            # The judge of PO files, as translators' programs are; where it cannot be installed, Babel's reader judges.
            if shutil.which("msgfmt") is None and may_use_apt():
                apt_install("gettext")
            try:
                os.environ["CHROMIUM"] = find_browser()
            except NoBrowserError as error:
                print(f"\n== a browser for the tests: {error}", flush=True)
                results.append(("a browser for the tests", False, 0.0))
                chosen = [*command, "-m", "not browser"]
        results.append(run_step(name, chosen))
    print()
    for name, passed, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {name} ({seconds:.1f} s)")
    failed = [name for name, passed, _ in results if not passed]
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
