"""Makes synthetic handbooks, builds them with this generator and with its peers, and prints what each took.

    python -m benchmarks
    python -m benchmarks --peers all --sizes 200 --json figures.json

Peers build the first size only; this generator builds all of them, to see how its cost grows.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from benchmarks.measure import RunError, run
from benchmarks.peers import PEERS, USUAL, Job, Peer, PeerError, install, versions
from benchmarks.preview import PreviewCost, measure_preview
from benchmarks.report import COLD, WARM, Result, as_json, machine, own_versions, print_report
from benchmarks.synthetic import LANGUAGES, Synthetic, make_synthetic, write_handbook
from tools.bootstrap import ROOT

NAMES = tuple(peer.name for peer in PEERS)


@dataclass(frozen=True, slots=True)
class _Contender:
    result: Result
    job: Job


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--sizes", default="200,1000", show_default=True, help="Entries; peers build the first size only.")
@click.option("--runs", type=click.IntRange(min=1), default=3, show_default=True, help="Timed runs of each.")
@click.option(
    "--peers",
    "names",
    default=",".join(USUAL),
    show_default=True,
    help=f"Which peers: all, none, or some of {', '.join(NAMES)}.",
)
@click.option("--preview/--no-preview", default=True, help="Measure the live preview at the largest size, too.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures here.")
@click.option("--keep", is_flag=True, help="Keep the work folder, with all that was written and built.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / ".cache" / "benchmarks",
    help="Where the peers are installed.  [default: .cache/benchmarks]",
)
def main(sizes: str, runs: int, names: str, preview: bool, json_file: Path | None, keep: bool, cache: Path) -> None:
    """Measure this generator beside its peers, on the same text."""
    console = Console()
    progress = Console(stderr=True)
    chosen = _chosen(names)
    numbers = _numbers(sizes)
    before = machine()
    results: list[Result] = []
    previewed: PreviewCost | None = None
    with _work_folder(keep, progress) as work:
        for number in numbers:
            synthetic = make_synthetic(number)
            folder = work / str(number)
            contenders = _ours(synthetic, folder)
            if number == numbers[0]:
                contenders += _theirs(chosen, synthetic, folder, cache.absolute(), progress)
            _measure(contenders, runs, folder, progress)
            results += [contender.result for contender in contenders]
        if preview:
            number = max(numbers)
            progress.print(f"{number} entries: the preview")
            folder = work / str(number)
            try:
                previewed = measure_preview(
                    _handbook(folder), make_synthetic(number), folder / "handbook", folder / "log", _environment()
                )
            except RunError as error:
                progress.print(f"the preview was not measured: {error}", style="yellow", highlight=False)
    shown = {"handbook": own_versions()} | {peer.name: versions(peer) for peer in chosen}
    print_report(console, before, shown, results, previewed)
    if json_file:
        json_file.write_text(as_json(before, shown, results, previewed), encoding="utf-8")
        console.print(f"Written: {json_file}")


def _chosen(names: str) -> list[Peer]:
    if names in ("all", "none"):
        return list(PEERS) if names == "all" else []
    asked = [name.strip() for name in names.split(",")]
    unknown = [name for name in asked if name not in NAMES]
    if unknown:
        message = f"no peer '{unknown[0]}'; there are: {', '.join(NAMES)}"
        raise click.BadParameter(message, param_hint="--peers")
    return [peer for peer in PEERS if peer.name in asked]


def _numbers(sizes: str) -> list[int]:
    try:
        numbers = [int(size) for size in sizes.split(",")]
    except ValueError as error:
        raise click.BadParameter("write numbers with commas, as 200,1000", param_hint="--sizes") from error
    if min(numbers) < 10:
        raise click.BadParameter("a size is at least 10", param_hint="--sizes")
    return list(dict.fromkeys(numbers))


@contextmanager
def _work_folder(keep: bool, progress: Console) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="handbook-benchmark-"))
    # Ended from outside, it leaves nothing behind either, and no program that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside, before there was a result"))
    try:
        yield folder
    finally:
        if keep:
            progress.print(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    """The user's own, with one "today" for all, and without what would change how a peer's Python starts."""
    left_out = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
    own = {name: value for name, value in os.environ.items() if name not in left_out}
    return own | {"SOURCE_DATE_EPOCH": "1767225600", "PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}


# -- contenders ----------------------------------------------------------------------------------------------------


def _handbook(folder: Path) -> tuple[str, ...]:
    program = Path(sys.executable).parent / ("handbook.exe" if os.name == "nt" else "handbook")
    return str(program), "-f", str(folder / "handbook" / "mkdocs.yml")


def _ours(synthetic: Synthetic, folder: Path) -> list[_Contender]:
    """Return the cold build, and the warm one that follows it."""
    home = folder / "handbook"
    write_handbook(synthetic, home)
    command = (*_handbook(folder), "build", "--quiet")
    number = len(synthetic.entries)
    cold = Job((command,), home, home / "site", (home / "site", home / ".cache"))
    warm = Job((command,), home, home / "site", ())
    return [
        _Contender(Result(number, COLD, "this generator, cold"), cold),
        _Contender(Result(number, WARM, "this generator, with its cache"), warm),
    ]


def _theirs(chosen: list[Peer], synthetic: Synthetic, folder: Path, cache: Path, progress: Console) -> list[_Contender]:
    contenders = []
    for peer in chosen:
        result = Result(len(synthetic.entries), peer.name, peer.title)
        job = Job((), folder, folder, ())
        try:
            with progress.status(f"setting up {peer.name}"):
                programs = install(peer, cache)
                job = peer.write(synthetic, folder / peer.name, programs)
        except (PeerError, OSError) as error:
            result.failure = str(error).strip()
            progress.print(f"{peer.name} is left out: {result.failure}", style="yellow", highlight=False)
        contenders.append(_Contender(result, job))
    return contenders


# -- runs ----------------------------------------------------------------------------------------------------------


def _measure(contenders: list[_Contender], runs: int, folder: Path, progress: Console) -> None:
    """Run all in turn, so that what else goes on in the machine falls on all of them alike.

    The first round is not timed: it warms the disk's cache, watches the memory, and sees that the pages are right.
    """
    for turn in range(runs + 1):
        for contender in contenders:
            result, job = contender.result, contender.job
            if result.failure:
                continue
            for leftover in job.leftovers:
                shutil.rmtree(leftover, ignore_errors=True)
            what = "first run, not timed" if turn == 0 else f"run {turn} of {runs}"
            try:
                with progress.status(f"{result.entries} entries: {result.title}, {what}"):
                    cost = run(
                        job.commands,
                        folder=job.folder,
                        log=folder / "log",
                        environment=_environment(),
                        watch_memory=turn == 0,
                    )
                if turn == 0:
                    result.pages, result.memory = _count_pages(result, job), cost.memory
            except (RunError, OSError) as error:
                result.failure = str(error)
                result.runs.clear()
                progress.print(f"{result.title}: {error}", style="yellow", highlight=False)
                continue
            if turn:
                result.runs.append(cost)
                progress.print(f"{result.entries} entries: {result.title}, {what}: {cost.seconds:.2f} s")


def _count_pages(result: Result, job: Job) -> int:
    """Return the number of pages.

    Raises:
        RunError: an entry has no page in some language, so that the figures would be worthless.
    """
    pages = sum(1 for _ in job.site.rglob("*.html"))
    if pages < result.entries * len(LANGUAGES):
        raise RunError(f"it made {pages} pages of {result.entries} entries in {len(LANGUAGES)} languages")
    return pages


if __name__ == "__main__":
    main()
