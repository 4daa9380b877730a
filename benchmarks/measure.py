"""Runs commands and measures them: seconds, processor seconds, memory of the whole process tree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 1800.0
"""Seconds after which a command is ended."""

_WATCH_EVERY = 0.05
"""Seconds between two looks at the memory."""


class RunError(Exception):
    """A command failed; the message has its last words."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What some commands took, one after the other."""

    seconds: float
    """By the clock on the wall."""
    processor: float
    """Seconds of all cores together, which other work on the machine changes less; 0.0 where it is not known."""
    memory: int
    """Bytes at the worst moment, of all processes together, shared pages once; 0 where it was not watched."""


def run(
    commands: Sequence[Sequence[str]],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str],
    watch_memory: bool = False,
) -> Cost:
    """Run commands one after the other and return what they took together.

    Watching the memory takes time itself: a run that is watched is not one to time.

    Raises:
        RunError: a command failed or took too long.
    """
    processor = _processor_seconds()
    started = time.perf_counter()
    worst = 0
    for command in commands:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        watcher = _Watcher(process.pid) if watch_memory else None
        try:
            code = process.wait(LIMIT)
        except subprocess.TimeoutExpired as error:
            raise RunError(f"took more than {LIMIT:.0f} s: {' '.join(command)}") from error
        finally:
            end(process)
            if watcher:
                worst = max(worst, watcher.stop())
        if code:
            raise RunError(f"exit {code} of `{' '.join(command)}`:\n{last_words(log)}")
    return Cost(time.perf_counter() - started, _processor_seconds() - processor, worst)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started in a session of its own, with all that it has started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def last_words(log: Path) -> str:
    """Return the last lines of what a command has printed."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def _processor_seconds() -> float:
    """Return the processor time of all children that have ended, and of theirs."""
    if sys.platform == "win32":
        return 0.0
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Watcher:
    """Looks again and again at the memory of all processes of a session; Linux tells it, other systems do not."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._worst = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        if sys.platform == "linux":
            self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(_WATCH_EVERY):
            self._worst = max(self._worst, sum(map(_memory, _processes(self._session))))

    def stop(self) -> int:
        """Return the most that was seen, in bytes."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        return self._worst


def _processes(session: int) -> list[Path]:
    """Return the folders under /proc of a session's processes (proc(5): the sixth field of `stat`)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[3]) == session:
            found.append(folder)
    return found


def _memory(process: Path) -> int:
    """Return the bytes of a process; a page that several share counts in each by its part (proc(5): Pss)."""
    try:
        for line in (process / "smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # it has ended
    return 0
