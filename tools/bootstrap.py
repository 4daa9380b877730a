"""Makes the environment: the pinned uv in `.tools`, the locked packages in `.venv`; instant if all is there.

It runs on the machine's own Python, before anything is installed, so it uses the standard library only. All
it asks of that Python is pip: no venv module, and no leave to install into the system. Every package is held
to the hash in its lock, and none is built from source, so nothing that the locks do not name is ever fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV_LOCK = ROOT / "tools" / "uv.txt"
LOCK = ROOT / "requirements.lock"
PYTHON = str(getattr(sys, "_base_executable", sys.executable))
"""The machine's Python, also where this runs inside an activated `.venv`, which has no pip."""


class SetupError(Exception):
    """The machine lacks something; the message says what to do."""


def digest(*paths: Path) -> str:
    """Return one hash for the contents of all these files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def read_stamp(path: Path) -> list[str]:
    """Return the lines that the last complete set-up left in its folder; none if there was none."""
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def run(command: list[str], environment: dict[str, str], what: str) -> None:
    """Run it in the handbook's folder; its own output goes to the terminal."""
    print(f"  {what}", flush=True)
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise SetupError(f"this failed (its own words are above): {what}")


def pip_environment() -> dict[str, str]:
    """The user's own, less the settings of pip that do not go with installing into a folder."""
    return os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_USER": "0",
    }


def index_of_pip() -> str | None:
    """Return the index that the user's settings name for pip, in a file or a variable, if they name one."""
    command = [PYTHON, "-m", "pip", "config", "list"]
    asked = subprocess.run(command, env=pip_environment(), capture_output=True, text=True, check=False)
    named = dict(re.findall(r"^(:env:|install|global)\.index-url='(.+)'$", asked.stdout, re.MULTILINE))
    return next((named[where] for where in (":env:", "install", "global") if where in named), None)


def uv_environment() -> dict[str, str]:
    """The user's own; where it sends pip to another index, uv goes there too (the hashes hold there too)."""
    environment = {"UV_SYSTEM_CERTS": "1"} | os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & environment.keys() and (index := index_of_pip()):
        environment["UV_DEFAULT_INDEX"] = index
    return environment


def uv_program(folder: Path) -> str:
    """Return the path of uv in the folder that pip filled; pip's own layout differs by system."""
    found = [p for name in ("bin/uv", "bin/uv.exe", "Scripts/uv.exe") if (p := folder / name).is_file()]
    if not found:
        raise SetupError(f"pip put no uv into {folder}")
    return str(found[0])


def bring_uv() -> str:
    """Return the path of the pinned uv, installing it if it is not there yet."""
    stamp = TOOLS / "handbook.stamp"
    wanted = [digest(UV_LOCK)]
    if read_stamp(stamp) != wanted:
        if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
            raise SetupError("this Python has no pip; on Debian and Ubuntu: apt-get install python3-pip")
        shutil.rmtree(TOOLS, ignore_errors=True)
        options = ["--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        command = [PYTHON, "-m", "pip", "install", *options, "--target", str(TOOLS), "-r", str(UV_LOCK)]
        run(command, pip_environment(), "uv, into .tools")
        stamp.write_text("\n".join(wanted), encoding="utf-8")
    return uv_program(TOOLS)


def main() -> None:
    """Set up what is missing or out of date."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever Python the machine has gets this far
        found_version = sys.version.split()[0]
        raise SetupError(
            f"Python 3.11 or newer is needed and {PYTHON} is {found_version}; name another: make PYTHON=python3.12"
        )
    stamp = VENV / "handbook.stamp"
    place = f"{ROOT} {sys.version_info.major}.{sys.version_info.minor}"
    wanted = [place, digest(ROOT / "pyproject.toml", LOCK, UV_LOCK, Path(__file__))]
    found = read_stamp(stamp) if VENV_PYTHON.exists() else []
    if found == wanted:
        return
    print("Setting up (again only when the locks change):", flush=True)
    uv = bring_uv()
    environment = uv_environment()
    stamp.unlink(missing_ok=True)
    if found[:1] != [place]:
        # An environment holds the paths of its folder and of its Python: one that was copied is made anew.
        run(
            [uv, "venv", "--quiet", "--clear", "--python", PYTHON, str(VENV)],
            environment,
            "an environment, .venv",
        )
    pip, target = [uv, "pip"], ["--quiet", "--python", str(VENV_PYTHON)]
    run(
        [*pip, "sync", *target, "--require-hashes", "--only-binary", ":all:", str(LOCK)],
        environment,
        "the locked packages, into .venv (some 100 MB to download the first time)",
    )
    # Offline: uv is itself the build backend that pyproject.toml names, so there is nothing to fetch.
    run(
        [*pip, "install", *target, "--offline", "--no-deps", "--editable", str(ROOT)],
        environment,
        "the handbook's own package, into .venv",
    )
    stamp.write_text("\n".join(wanted), encoding="utf-8")
    print("Set up.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(f"Set-up stopped: {error}.")
