"""The build: the same bytes for the same text, and a whole site at every moment, whatever happens."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handbook.core.diagnostics import HandbookError
from handbook.mkdocs_plugin import build, publish
from tests.running import ROOT, contents, copy_handbook, environment, program, replace_in, run, succeed

# Files that differ between `handbook build` and `mkdocs build`, each with the reason why it may. There are none.
MAY_DIFFER: dict[str, str] = {}


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


# -- the same bytes -------------------------------------------------------------------------------------------


def test_mkdocs_build_gives_the_same_site(built_housing: Path, housing: Path):
    succeed("mkdocs", "build", "--quiet", cwd=housing)
    different = differences(contents(built_housing / "site"), contents(housing / "site"))
    assert [path for path in different if path not in MAY_DIFFER] == []


def test_mkdocs_build_gives_the_same_site_of_our_own(own_site: Path, tmp_path: Path):
    """With Arabic, all kinds and every view; so that two builds of it in two folders are the same, too."""
    folder = copy_handbook(ROOT, tmp_path / "copy")
    succeed("mkdocs", "build", "--quiet", cwd=folder)
    different = differences(contents(own_site), contents(folder / "site"))
    assert [path for path in different if path not in MAY_DIFFER] == []


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_builds_are_the_same_byte_for_byte(built_housing: Path, tmp_path: Path, method: str):
    """In a folder of another name, with another order of files on disk, and however processes are started."""
    if method == "fork" and sys.platform != "linux":
        pytest.skip("fork is the way of Linux")
    folder = tmp_path / "Über uns & more" / "handbook"
    copy_handbook(built_housing, folder)
    for path in sorted(folder.rglob("*.md"), reverse=True):
        copied = path.with_suffix(".tmp")
        path.rename(copied)
        copied.rename(path)
    succeed("handbook", "build", "--quiet", "--workers", "1", cwd=folder, HANDBOOK_START_METHOD=method)
    assert differences(contents(built_housing / "site"), contents(folder / "site")) == []


def test_a_build_from_the_cache_is_the_same_as_one_without(built_housing: Path, tmp_path: Path):
    folder = copy_handbook(built_housing, tmp_path / "again")
    shutil.copytree(built_housing / ".cache", folder / ".cache")
    succeed("handbook", "build", "--quiet", cwd=folder)
    assert differences(contents(built_housing / "site"), contents(folder / "site")) == []


def test_the_day_is_an_input(built_housing: Path, housing: Path):
    """What is past its review date depends on the day of the build, and on nothing else."""
    succeed("handbook", "build", "--quiet", cwd=housing, SOURCE_DATE_EPOCH="1430000000")
    early = (housing / "site/figures/spielraum-neue-miete.html").read_text(encoding="utf-8")
    late = (built_housing / "site/figures/spielraum-neue-miete.html").read_text(encoding="utf-8")
    assert "Ausgabe vom 25. April 2015" in early
    assert "notice-signal" not in early
    assert "notice-signal" in late


# -- a whole site ---------------------------------------------------------------------------------------------

BREAKS = {
    "docs/de/demands/keine-raeumung.md": ("to: sozialpakt", "to: sozialpackt"),
    "docs/pt/index.md": ("::: demands", "::: demannds"),
    "bibliography/wohnen.bib": ("@legal{uno1966", "@legal{uno1966x"),
    "mkdocs.yml": ("practice: false", "practice: nonsense"),
    "locale/pt/LC_MESSAGES/handbook.po": ('msgid "In short"', 'nonsense "In short"'),
}


@pytest.fixture
def with_site(built_housing: Path, housing: Path) -> Path:
    """The tiny handbook with a built site, to change."""
    shutil.copytree(built_housing / "site", housing / "site")
    return housing


@pytest.mark.parametrize("path", BREAKS)
def test_an_error_leaves_the_old_site_as_it_was(with_site: Path, path: str):
    before = contents(with_site / "site")
    replace_in(with_site / path, *BREAKS[path])
    done = run("handbook", "build", cwd=with_site)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert contents(with_site / "site") == before
    assert leftovers(with_site) == []


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("site."))


def test_a_broken_template_leaves_the_old_site_as_it_was(with_site: Path):
    before = contents(with_site / "site")
    template = with_site / "overrides/articles/kinds/topic.html"
    template.parent.mkdir(parents=True)
    template.write_text(
        '{% extends "entry.html" %}{% block facts %}{{ page.nonsense }}{% endblock %}', encoding="utf-8"
    )
    replace_in(with_site / "mkdocs.yml", "  font: false", "  font: false\n  custom_dir: overrides")
    done = run("handbook", "build", cwd=with_site)
    assert done.returncode == 1
    assert "building 'de' failed" in done.stderr or "building 'pt' failed" in done.stderr
    assert "nonsense" in done.stderr
    assert contents(with_site / "site") == before
    assert leftovers(with_site) == []


def processes_of(folder: Path) -> list[int]:
    """Return the processes that work in a folder (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("cwd").readlink() == folder and process.joinpath("stat").read_text().split()[2] != "Z":
                found.append(int(process.name))
        except OSError:
            continue
    return found


def start_build(folder: Path, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [program("handbook"), "build", "--quiet"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        encoding="utf-8",
        start_new_session=True,
    )


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a build has made a folder, or is over."""
    while not path.exists() and process.poll() is None:
        time.sleep(0.002)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_kill_at_any_moment_leaves_an_old_or_a_new_whole_site(with_site: Path):
    folder, new = with_site, with_site / "site.new"
    old = contents(folder / "site")
    shutil.copytree(folder / "site", folder / "kept")
    replace_in(folder / "docs/de/index.md", "Was Mieterinnen und Mieter fordern", "Was wir fordern")
    process = start_build(folder)
    wait_for(new, process)
    began = time.monotonic()
    process.wait()
    writing = time.monotonic() - began
    whole = [old, contents(folder / "site")]
    assert whole[0] != whole[1]
    shutil.rmtree(folder / "site")
    (folder / "kept").rename(folder / "site")
    moments = random.Random(2)
    # While pages are written; and when all languages are joined and the exchange is near.
    turns = [(new, moments.uniform(0, 0.8 * writing)) for _ in range(4)]
    turns += [(new / "de" / "pt", delay) for delay in (0, 0.003, 0.01)]
    killed_in_the_middle = 0
    for turn, (sign, delay) in enumerate(turns):
        process = start_build(folder)
        wait_for(sign, process)
        time.sleep(delay)
        process.kill()
        process.wait()
        found = contents(folder / "site")
        assert found in whole, f"turn {turn}, {delay:.3f} s after {sign.name}: {differences(found, old)[:5]}"
        killed_in_the_middle += bool(leftovers(folder))
    assert killed_in_the_middle >= 2, "the moments are badly chosen"
    # The next one mends what was left, and workers that outlived their build do not disturb it.
    succeed("handbook", "build", "--quiet", cwd=folder)
    assert contents(folder / "site") == whole[1]
    assert leftovers(folder) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_workers_do_not_outlive_a_killed_build(tmp_path: Path):
    """They would go on writing into the folder that the next build uses."""
    folder = copy_handbook(ROOT, tmp_path / "copy")
    process = start_build(folder)
    wait_for(folder / "site.new", process)
    process.kill()
    process.wait()
    assert (folder / "site.new").exists()
    for _ in range(50):
        if not processes_of(folder):
            break
        time.sleep(0.02)
    left = processes_of(folder)
    for worker in left:
        os.kill(worker, signal.SIGKILL)
    assert left == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_an_interruption_leaves_the_old_site_and_nothing_else(with_site: Path):
    before = contents(with_site / "site")
    process = start_build(with_site, subprocess.PIPE)
    wait_for(with_site / "site.new", process)
    # As Ctrl+C does: to the build and to its workers alike.
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "Traceback" not in said
    assert contents(with_site / "site") == before
    assert leftovers(with_site) == []


PROGRAM = """
import os, sys
from pathlib import Path
from handbook.core.diagnostics import HandbookError
from handbook.mkdocs_plugin import build
def worker(*arguments):
    {fault}
if __name__ == "__main__":
    build._build_one = worker
    try:
        build.build(build.open_project(Path("mkdocs.yml")))
    except HandbookError as error:
        sys.exit(str(error))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a changed function reaches workers by fork only")
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("os.kill(os.getpid(), 9)", "the worker for 'de' was stopped (exit -9)"),
        ("os._exit(7)", "the worker for 'de' was stopped (exit 7)"),
        ("raise MemoryError('no more')", "MemoryError: no more"),
    ],
)
def test_a_worker_that_dies_is_reported(with_site: Path, fault: str, said: str):
    before = contents(with_site / "site")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(fault=fault)],
        cwd=with_site,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr.replace("'pt'", "'de'")
    assert contents(with_site / "site") == before
    assert leftovers(with_site) == []


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit of the system")
def test_a_disk_that_takes_no_more_leaves_the_old_site(with_site: Path):
    """A file that may not grow beyond 20 kB fails in the middle of a write, as on a full disk."""
    import resource

    before = contents(with_site / "site")
    done = subprocess.run(
        [program("handbook"), "build", "--quiet"],
        cwd=with_site,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert contents(with_site / "site") == before
    assert leftovers(with_site) == []


@pytest.mark.parametrize("rest", ["", "<html>half of it"])
def test_a_page_that_was_not_written_whole_is_not_published(tmp_path: Path, rest: str):
    (tmp_path / "whole.html").write_text(f"<html>{'words ' * 20}</html>\n", encoding="utf-8")
    if rest:
        (tmp_path / "cut.html").write_text(rest + "words " * 20, encoding="utf-8")
    build._verify(tmp_path, {"de": ("whole.html",)})
    with pytest.raises(HandbookError, match=r"the page cut\.html was not written"):
        build._verify(tmp_path, {"de": ("whole.html",), "pt": ("cut.html",)})


def test_a_site_is_published_where_there_was_none_and_beside_others(housing: Path):
    succeed("handbook", "build", "--quiet", "--site-dir", "out/here", cwd=housing)
    assert (housing / "out/here/pt/index.html").is_file()
    assert [path.name for path in (housing / "out").iterdir()] == ["here"]
    assert not (housing / "site").exists()


# -- exchanging two folders -----------------------------------------------------------------------------------


@pytest.fixture(params=["exchange", "renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's exchange of two folders, and without."""
    if request.param == "renames":
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    elif sys.platform not in ("linux", "darwin"):
        pytest.skip("this system cannot exchange two folders")
    return str(request.param)


def make(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / text).mkdir()
    return folder


def test_publish_puts_the_new_site_in_the_place_of_the_old(tmp_path: Path, way: str):
    site = make(tmp_path / "site", "old")
    publish.publish(make(tmp_path / "site.new" / "de", "new"), site)
    assert sorted(path.name for path in site.iterdir()) == ["index.html", "new"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "site.new"]
    assert list((tmp_path / "site.new").iterdir()) == []


def test_publish_where_nothing_was(tmp_path: Path, way: str):
    publish.publish(make(tmp_path / "site.new" / "de", "new"), tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "new"


def test_a_refused_rename_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    site = make(tmp_path / "site", "old")
    new = make(tmp_path / "site.new" / "de", "new")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path == new:
            raise OSError("refused")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="refused"):
        publish.publish(new, site)
    assert (site / "index.html").read_text(encoding="utf-8") == "old"
    assert not (tmp_path / "site.old").exists()


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="needs the exchange")
def test_readers_never_miss_a_file_while_sites_are_exchanged(tmp_path: Path):
    site = make(tmp_path / "site", "old")
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys\nwhile True:\n open(sys.argv[1]).close()", str(site / "index.html")],
        stderr=subprocess.PIPE,
    )
    time.sleep(0.1)
    for turn in range(200):
        publish.publish(make(tmp_path / "site.new" / str(turn), "new"), site)
    assert process.poll() is None, process.stderr.read() if process.stderr else ""
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("there", "stays"),
    [
        ((), None),
        (("site",), "site"),
        (("site", "site.new"), "site"),
        (("site", "site.old"), "site"),
        (("site.old",), "site.old"),
        (("site.old", "site.new"), "site.old"),
        (("site.new",), None),
    ],
)
def test_restore_mends_what_a_stopped_run_left(tmp_path: Path, there: tuple[str, ...], stays: str | None):
    for name in there:
        make(tmp_path / name, name)
    publish.restore(tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == (["site"] if stays else [])
    if stays:
        assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == stays
