"""The repository itself: its locks, its doors and the pages that explain them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "tools/uv.txt")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")

# In pieces, so that this file does not find itself.
REGISTRIES = re.compile(
    r"\bpypi\." r"org|python" r"hosted\.org|registry\.npm" r"js\.org|deb\.debian" r"\.org|\bcrates\." r"io"
)
MACHINE_PATHS = re.compile(r"(?<![\w.\-/])/(?:work|root|home/\w+|Users/\w+)/")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def project() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(read("pyproject.toml"))


def locked(lock: str) -> dict[str, list[str]]:
    """Name and version of each requirement → its hashes."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in read(lock).splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            current = found[line.removesuffix("\\").strip()] = []
        elif hash_found := re.fullmatch(r"    --hash=(sha256:[0-9a-f]{64})(?: \\)?", line):
            current.append(hash_found[1])
        else:
            assert re.match(r"\s*#|$", line), f"neither a requirement, a hash nor a comment: {line}"
    return found


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", read("Makefile"), re.MULTILINE))


def own_files() -> Iterator[tuple[str, bytes]]:
    """Path and contents of every file that is in git, or will be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository: there is no list of what belongs to it")
    for name in sorted(filter(None, listed.stdout.decode().split("\0"))):
        if (ROOT / name).is_file():
            yield name, (ROOT / name).read_bytes()


def hits(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}: {found[0]}"
        for name, data in own_files()
        if b"\0" not in data
        for found in pattern.finditer(data.decode("utf-8", "replace"))
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_versions_and_hashes_and_nothing_else(lock: str) -> None:
    requirements = locked(lock)
    assert requirements
    for name, hashes in requirements.items():
        assert hashes, f"{name} has no hash"
        assert re.match(r"[a-z0-9.-]+==\S+", name), f"{name} is no exact version"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host_and_no_path(lock: str) -> None:
    assert re.findall(r"://|\bfile:|--index|--find-links|(?:^|\s)\.*/\S*|\s@\s", read(lock)) == []


def test_lock_holds_all_that_the_project_asks_for() -> None:
    versions: dict[str, list[str]] = {}
    for line in locked("requirements.lock"):
        name, _, version = line.partition(" ;")[0].partition("==")
        versions.setdefault(canonicalize_name(name), []).append(version)
    asked = project()["project"]
    for text in [*asked["dependencies"], *asked["optional-dependencies"]["dev"]]:  # type: ignore[call-overload]  # TOML
        requirement = Requirement(text)
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{text}: not locked; run `make lock`"
        assert all(requirement.specifier.contains(v, prereleases=True) for v in found), f"{text}: locked {found}"


def test_locked_uv_is_the_build_backend_so_that_nothing_more_is_fetched() -> None:
    backend = Requirement(project()["build-system"]["requires"][0])
    assert backend.name == "uv-build" or backend.name == "uv_build"
    [uv] = [Requirement(line) for line in locked("tools/uv.txt")]
    assert uv.name == "uv"
    [version] = [specifier.version for specifier in uv.specifier]
    assert backend.specifier.contains(version)


def test_no_other_lock_stands_beside_these() -> None:
    names = {Path(name).name for name, _ in own_files()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}


def test_no_file_names_a_registry() -> None:
    assert hits(REGISTRIES) == []


def test_no_file_names_a_path_of_some_machine() -> None:
    assert hits(MACHINE_PATHS) == []


def test_text_files_have_unix_line_ends() -> None:
    assert [name for name, data in own_files() if b"\0" not in data and b"\r\n" in data] == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_in_the_pages_are_targets_of_make(page: str) -> None:
    code = "\n".join(re.findall(r"`[^`\n]+`|^```sh\n.*?^```", read(page), re.MULTILINE | re.DOTALL))
    used = set(re.findall(r"(?<![\w.])make ([a-z]+)", code))
    assert used <= make_targets()


def test_readme_begins_with_the_two_doors() -> None:
    first = re.search(r"^```sh\n(.*?)^```", read("README.md"), re.MULTILINE | re.DOTALL)
    assert first
    assert re.findall(r"^make (\w+)", first[1], re.MULTILINE) == ["site", "test"]


def test_windows_has_the_doors_that_the_readme_promises() -> None:
    allowed = re.search(r"ValidateSet\((.*?)\)", read("make.ps1"))
    assert allowed
    targets = set(re.findall(r'"(\w+)"', allowed[1]))
    assert {"site", "test"} <= targets <= make_targets()
    assert set(re.findall(r"make\.ps1 (\w+)", read("README.md"))) <= targets


@pytest.mark.skipif(shutil.which("make") is None, reason="Windows has no make")
def test_help_names_every_target_and_is_what_make_alone_says() -> None:
    said = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+) +\S", said, re.MULTILINE)) == make_targets()
    phony = re.search(r"^\.PHONY:(.*)$", read("Makefile"), re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == make_targets()


@pytest.mark.parametrize("page", PAGES)
def test_links_in_the_pages_lead_somewhere(page: str) -> None:
    text = re.sub(r"^(`{3,}).*?^\1", "", read(page), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]+`", "", text)
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith(("https:", "mailto:")):
            continue
        file = ROOT / (path or page)
        headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
        anchors = {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
        if not file.exists() or (anchor and anchor not in anchors):
            missing.append(target)
    assert missing == []


def test_ci_runs_what_everybody_runs() -> None:
    script = read(".ci/run")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert re.findall(r"\bmake (\w+)", script) == ["test"]
