"""What was measured, beside the goals: tables to read, JSON to keep."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Cost
from benchmarks.preview import PreviewCost

COLD = "handbook, cold"
WARM = "handbook, warm"
BASE = "bare"
"""Name of the peer that all are compared with."""


@dataclass(slots=True)
class Result:
    """One generator at one size."""

    entries: int
    name: str
    title: str
    pages: int = 0
    memory: int = 0
    """Bytes, at the worst moment of the first run, which is not timed."""
    runs: list[Cost] = field(default_factory=list)
    failure: str = ""
    """Why there are no figures."""

    @property
    def seconds(self) -> float:
        """The median of the runs."""
        return median(cost.seconds for cost in self.runs)

    @property
    def processor(self) -> float:
        """The median of the runs, all cores together."""
        return median(cost.processor for cost in self.runs)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, and what was."""

    text: str
    most: float
    unit: str
    measured: float | None
    """None where it was not measured."""

    @property
    def verdict(self) -> str:
        """`met`, `missed` or `not measured`."""
        if self.measured is None:
            return "not measured"
        return "met" if self.measured <= self.most else "missed"


def goals(results: Sequence[Result], preview: PreviewCost | None) -> tuple[Goal, ...]:
    """Return the goals of this generator, each with what was measured for it."""
    at = {(result.entries, result.name): result.seconds for result in results if result.runs}
    ours, base, large = at.get((200, COLD)), at.get((200, BASE)), at.get((1000, COLD))
    seen = preview if preview and preview.entries == 1000 else None
    return (
        Goal("N = 200: a cold build, to that of the bare stack", 0.5, "x", ours / base if ours and base else None),
        Goal("a cold build of N = 1,000, to one of N = 200", 5.5, "x", large / ours if ours and large else None),
        Goal("N = 1,000: the preview is ready, nothing kept", 6.0, "s", seen.ready if seen else None),
        Goal("N = 1,000: an edit is seen (median)", 0.1, "s", median(seen.edits) if seen else None),
    )


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    found: dict[str, object] = {
        "system": platform.platform(terse=True),
        "processor": _processor_name(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
    }
    if sys.platform != "win32":
        found["load"] = round(os.getloadavg()[0], 2)
    return found


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def own_versions() -> dict[str, str]:
    """Return the versions of this generator and of what it stands on."""
    names = ("handbook", "mkdocs", "mkdocs-material", "mkdocs-static-i18n", "markdown-it-py", "pybtex", "jinja2")
    return {name: version(name) for name in names}


def print_report(
    console: Console,
    before: dict[str, object],
    versions: dict[str, dict[str, str]],
    results: Sequence[Result],
    preview: PreviewCost | None,
) -> None:
    """Print where it was measured, a table a size, the preview and the goals."""
    console.print(", ".join(f"{name} {value}" for name, value in before.items()))
    titles = {result.name: f" ({result.title})" for result in results}
    for name, packages in versions.items():
        shown = ", ".join(f"{package} {number}" for package, number in packages.items())
        console.print(f"{name}{titles.get(name, '')}: {shown}", highlight=False)
    load, cores = before.get("load", 0.0), before["cores"]
    if isinstance(load, float) and isinstance(cores, int) and load > cores / 2:
        console.print(
            f"[yellow]The machine was busy (load {load} on {cores} cores): look at the processor seconds, "
            "and measure again when it is quiet.[/yellow]"
        )
    for entries in dict.fromkeys(result.entries for result in results):
        console.print(_size_table(entries, [result for result in results if result.entries == entries]))
    for result in results:
        if result.failure:
            console.print(f"[yellow]{result.name} was not measured: {result.failure}[/yellow]", highlight=False)
    if preview:
        console.print(_preview_table(preview))
    console.print(_goals_table(goals(results, preview)))


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _size_table(entries: int, results: Sequence[Result]) -> Table:
    columns = ("seconds", "spread", "processor", "memory", "pages", "ms a page", "to bare")
    table = _table(f"\n{entries:,} entries in 4 languages", "generator", *columns)
    base = next((result.seconds for result in results if result.name == BASE and result.runs), None)
    for result in results:
        if not result.runs:
            table.add_row(result.name, "-")
            continue
        seconds = [cost.seconds for cost in result.runs]
        table.add_row(
            result.name,
            f"{result.seconds:.2f}",
            f"{min(seconds):.1f}-{max(seconds):.1f}",
            f"{result.processor:.2f}" if result.processor else "-",
            f"{result.memory / 1e6:.0f} MB" if result.memory else "-",
            f"{result.pages:,}",
            f"{result.seconds / result.pages * 1000:.1f}",
            f"{result.seconds / base:.2f} x" if base else "-",
        )
    return table


def _preview_table(preview: PreviewCost) -> Table:
    table = _table(f"\nPreview of {preview.entries:,} entries in 4 languages", "what", "seconds")
    table.add_row("ready, nothing kept", f"{preview.ready:.2f}")
    table.add_row("ready, after a build", f"{preview.ready_again:.2f}")
    table.add_row(f"an edit is seen, median of {len(preview.edits)}", f"{median(preview.edits):.3f}")
    table.add_row("the slowest of them", f"{max(preview.edits):.3f}")
    return table


def _goals_table(found: Sequence[Goal]) -> Table:
    table = _table("\nGoals", "goal", "at most", "measured", "")
    colours = {"met": "green", "missed": "red", "not measured": "dim"}
    for goal in found:
        shown = "-" if goal.measured is None else f"{goal.measured:.2f} {goal.unit}"
        verdict = f"[{colours[goal.verdict]}]{goal.verdict}[/]"
        table.add_row(goal.text, f"{goal.most:g} {goal.unit}", shown, verdict)
    return table


def as_json(
    before: dict[str, object],
    versions: dict[str, dict[str, str]],
    results: Sequence[Result],
    preview: PreviewCost | None,
) -> str:
    """Return everything that was measured, each run of it."""
    data = {
        "machine": before,
        "versions": versions,
        "results": [
            asdict(result) | ({"seconds": result.seconds, "processor": result.processor} if result.runs else {})
            for result in results
        ],
        "preview": asdict(preview) if preview else None,
        "goals": [asdict(goal) | {"verdict": goal.verdict} for goal in goals(results, preview)],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
