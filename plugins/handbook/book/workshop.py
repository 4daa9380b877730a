"""Where printed files are made: one process for each, and a file that fails leaves the old one as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from handbook.articles import Articles
from handbook.book.volume import PageSetting
from handbook.core.diagnostics import HandbookError
from handbook.core.handbook import Handbook
from handbook.core.languages import warm_up
from handbook.core.loading import process_context

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all jobs share."""

    handbook: Handbook
    """What `check` has passed."""
    articles: Articles
    setting: PageSetting
    """Paper and signs."""
    folder: Path
    """Where the files go."""

    def run(self, work: Callable[[Workshop, Job], Result], jobs: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """Do some jobs side by side; yield the position of each and what came of it, as they are done.

        Args:
            work: a function that a process can be given by its name.
            jobs: what to do; what takes longest goes first.

        Raises:
            HandbookError: a worker was stopped.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.articles.compile()
        workers = min(os.cpu_count() or 1, len(jobs))
        if workers <= 1:
            yield from enumerate(work(self, job) for job in jobs)
            return
        # Once here, and not once in each worker.
        warm_up()
        try:
            with ProcessPoolExecutor(workers, process_context(), initializer=_begin, initargs=(self,)) as pool:
                waiting = {pool.submit(_work, work, job): position for position, job in enumerate(jobs)}
                for future in as_completed(waiting):
                    yield waiting[future], future.result()
        except BrokenProcessPool as error:
            raise HandbookError("the process that made a PDF was stopped; is there memory enough?") from error


def publish(path: Path, data: bytes) -> None:
    """Put a file in its place in one step."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


_here: Workshop | None = None
"""The workshop of a worker: handed over once, when it starts."""


def _begin(workshop: Workshop) -> None:
    global _here
    _here = workshop


def _work(work: Callable[[Workshop, Job], Result], job: Job) -> Result:
    assert _here is not None
    return work(_here, job)
