"""Writes `requirements.lock` and `tools/uv.txt`: every package for every platform, each held to its hashes.

    python -m tools.lock             adds and drops what pyproject.toml asks for; keeps all other versions
    python -m tools.lock --upgrade   takes the newest versions that pyproject.toml allows

The locks name versions and hashes and never a host, so that anybody can install from the index they trust.
Settings of uv and pip in the user's environment do not reach the locks.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.bootstrap import ROOT, SetupError, bring_uv

HEADER = """\
# Made by `make lock`, which asks uv for {what}
# and for the hashes of all its files, for every platform and every Python from {python} on. Do not edit it.
"""
FORBIDDEN = re.compile(r"://|\bfile:|^\s*-(?!-hash=sha256:)|(^|\s)(\.*/|[A-Za-z]:[\\/])", re.MULTILINE)
"""A host, an option that would name one, or a path."""


def clean_environment() -> dict[str, str]:
    """The user's own without any setting of uv or pip, above all an index; cache and time limit stay."""
    kept = {"UV_CACHE_DIR", "UV_HTTP_TIMEOUT"}
    own = {k: v for k, v in os.environ.items() if k in kept or not k.upper().startswith(("UV_", "PIP_"))}
    return own | {"UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1"}


def compile_lock(uv: str, source: str, options: list[str], target: Path, header: str, given: str = "") -> None:
    """Write one lock; the old one stays if uv fails or the new one is not clean."""
    new = target.with_name(target.name + ".new")
    new.unlink(missing_ok=True)
    if target.is_file() and "--upgrade" not in options:
        new.write_bytes(target.read_bytes())  # uv keeps the versions that it finds there
    fixed = ["--quiet", "--universal", "--generate-hashes", "--no-header", "--output-file", new.name]
    command = [uv, "pip", "compile", source, *options, *fixed]
    try:
        # In the target's own folder, so that the lock's comments hold no path.
        subprocess.run(command, cwd=target.parent, env=clean_environment(), input=given, text=True, check=True)
        text = header + new.read_text(encoding="utf-8")
        if FORBIDDEN.search(text):
            sys.exit(f"{target.name} would name a host or a path; it was left as it was.")
        target.write_text(text, encoding="utf-8", newline="\n")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    finally:
        new.unlink(missing_ok=True)


def main() -> None:
    """Write both locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = project["project"]["requires-python"].removeprefix(">=")
    options = ["--python-version", python, *(["--upgrade"] if "--upgrade" in sys.argv[1:] else [])]
    uv = bring_uv()

    what = "all that pyproject.toml names, its extra `dev` included,"
    header = HEADER.format(what=what, python=python)
    compile_lock(uv, "pyproject.toml", ["--extra", "dev", *options], ROOT / "requirements.lock", header)

    # uv is also the build backend: the range that pyproject.toml gives for that holds for the tool.
    uv_range = project["build-system"]["requires"][0].replace("uv_build", "uv")
    header = HEADER.format(what=f"itself, `{uv_range}`,", python=python)
    compile_lock(uv, "-", ["--no-annotate", *options], ROOT / "tools" / "uv.txt", header, uv_range)
    print("Written: requirements.lock, tools/uv.txt")


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(f"Locking stopped: {error}.")
