"""Measures the live preview: how long until it answers, and how long until an edit is seen."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.measure import RunError, end, last_words
from benchmarks.synthetic import LANGUAGES, Synthetic

EDITS = 20
_PAUSE = 1.0
"""Seconds between two edits, since nobody saves faster: the preview goes on checking the text after each."""
_LIMIT = 120.0
"""Seconds after which the preview has failed."""


@dataclass(frozen=True, slots=True)
class PreviewCost:
    """What a preview took."""

    entries: int
    ready: float
    """Seconds from the start of the program to the whole home page, with nothing kept from before."""
    ready_again: float
    """The same, with the text kept from a build."""
    edits: tuple[float, ...]
    """Seconds from the writing of a file to the page with the new text, for each edit."""


def measure_preview(
    handbook: Sequence[str], synthetic: Synthetic, folder: Path, log: Path, environment: Mapping[str, str]
) -> PreviewCost:
    """Start the preview twice and edit files while it runs; the handbook must have been built before.

    Args:
        handbook: the command line, up to the name of the command.
        synthetic: what stands in `folder`.
        folder: the handbook on disk.
        log: file for what the preview prints.
        environment: variables of the preview.

    Raises:
        RunError: the preview does not answer, or does not show an edit.
    """
    command = [*handbook, "serve", "--port", "0"]
    ready_again, server = _start(command, folder, log, environment)
    server.stop()
    kept = folder / ".cache"
    aside = folder / ".cache.aside"
    kept.rename(aside)
    try:
        ready, server = _start(command, folder, log, environment)
        try:
            for language in LANGUAGES:  # a person looks at a page before they edit it
                server.get(_address(language, "index"))
            edits = [_edit(server, synthetic, folder, number) for number in range(EDITS)]
        finally:
            server.stop()
    finally:
        aside.rename(kept)
    return PreviewCost(len(synthetic.entries), ready, ready_again, tuple(edits))


class _Server:
    """A running preview."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self._port = port

    def get(self, address: str) -> str:
        """Return a page."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_LIMIT)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8")
        except OSError as error:
            raise RunError(f"the preview does not answer at {address}: {error}") from error
        finally:
            connection.close()
        if answer.status != 200:
            raise RunError(f"the preview answers {answer.status} at {address}")
        return text

    def stop(self) -> None:
        """End it."""
        end(self._process)


def _start(command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str]) -> tuple[float, _Server]:
    """Return the seconds until the home page was there, and the server."""
    started = time.perf_counter()
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
    try:
        server = _Server(process, _wait_for_port(process, log, started))
        server.get("/index.html")
    except BaseException:
        end(process)
        raise
    return time.perf_counter() - started, server


def _wait_for_port(process: subprocess.Popen[bytes], log: Path, started: float) -> int:
    while time.perf_counter() - started < _LIMIT:
        found = re.search(rb"http://127\.0\.0\.1:(\d+)/", log.read_bytes())
        if found:
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise RunError(f"the preview did not start:\n{last_words(log)}")


def _address(language: str, page: str) -> str:
    return f"/{'' if language == LANGUAGES[0] else language + '/'}{page}.html"


def _edit(server: _Server, synthetic: Synthetic, folder: Path, number: int) -> float:
    """Write a new word to the end of a page's last paragraph; return the seconds until the page has it."""
    time.sleep(_PAUSE)
    language = LANGUAGES[number % len(LANGUAGES)]
    entry = synthetic.entries[number * 7 % len(synthetic.entries)]
    path = folder / "docs" / language / f"{entry.page}.md"
    before = path.read_text(encoding="utf-8")
    word = f"edit{number}seen"
    started = time.perf_counter()
    path.write_text(f"{before.rstrip()} {word}\n", encoding="utf-8", newline="\n")
    while time.perf_counter() - started < _LIMIT:
        if word in server.get(_address(language, entry.page)):
            return time.perf_counter() - started
    raise RunError(f"the preview does not show an edit of {path.name} within {_LIMIT:.0f} s")
