"""`handbook serve`: the pages of the build, as they are at the moment, over HTTP."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import HOUSING, ROOT, copy_handbook, environment, program, replace_in
from tests.site.html_pages import read_html

RELOAD = re.compile(r"<script>\s*\(function wait.*?</script>", re.DOTALL)


@dataclass
class Served:
    """A preview that runs."""

    folder: Path
    process: subprocess.Popen[str]
    port: int
    said: str
    """What it had printed when it was ready."""

    def ask(self, path: str) -> tuple[int, str]:
        """Return status and body of an address."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return int(answer.status), answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8")

    def page(self, path: str) -> str:
        """Return a page that must be there."""
        status, body = self.ask(path)
        assert status == 200, f"{path}: {status}: {body[:500]}"
        return body

    def raw(self, path: str) -> int:
        """Return the status of an address that is sent just as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest("GET", path, skip_host=False)
            connection.endheaders()
            return connection.getresponse().status
        finally:
            connection.close()

    def wait_for(self, path: str, holds: Callable[[str], bool], seconds: float = 3) -> str:
        """Return a page as soon as it is as one expects."""
        end = time.monotonic() + seconds
        while not holds(body := self.ask(path)[1]):
            assert time.monotonic() < end, f"{path} is still:\n{body[-3000:]}"
            time.sleep(0.02)
        return body


def start(folder: Path) -> Served:
    process = subprocess.Popen(
        [program("handbook"), "serve", "--port", "0"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if found:
            return Served(folder, process, int(found[1]), "".join(said))
    raise AssertionError("".join(said))


def stop(served: Served) -> None:
    served.process.kill()
    served.process.communicate()


@pytest.fixture(scope="module")
def ours_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of our own handbook, served. Tests put back what they change."""
    served = start(copy_handbook(ROOT, tmp_path_factory.mktemp("preview") / "ours"))
    yield served
    stop(served)


@pytest.fixture
def served(housing: Path) -> Iterator[Served]:
    """A copy of the tiny handbook, served, to break."""
    served = start(housing)
    yield served
    stop(served)


def without_reload(html: str) -> str:
    assert len(RELOAD.findall(html)) == 1
    return RELOAD.sub("", html)


def test_pages_are_those_of_the_build(built_housing: Path, served: Served):
    """But for the script that reloads them. Search and data are there too."""
    site = built_housing / "site"
    for path in sorted(site.rglob("*.html")):
        address = f"/{path.relative_to(site).as_posix()}"
        if address != "/404.html":
            assert without_reload(served.page(address)) == path.read_text(encoding="utf-8"), address
    assert served.page("/") == served.page("/index.html")
    assert served.page("/pt/") == served.page("/pt/index.html")
    for address in ("/search/search_index.json", "/pt/search/search_index.json", "/assets/stylesheets/handbook.css"):
        assert served.page(address) == (site / address[1:]).read_text(encoding="utf-8"), address
    for path in sorted((site / "data").glob("*.*")):
        if path.suffix != ".html":
            expected = path.read_text(encoding="utf-8")
            assert served.page(f"/data/{path.name}") == expected, path.name


def test_an_edit_is_seen_at_once_in_all_languages(ours_served: Served):
    """A fact is changed in one file; every page that shows it has the new one."""
    file = ours_served.folder / "docs/en/instruments/c087.md"
    pages = {
        "/instruments/c087.html": "9 July 1948",
        "/fr/instruments/c087.html": "9 juillet 1948",
        "/es/instruments/c087.html": "9 de julio de 1948",
        "/ar/instruments/c087.html": "9 تموز/يوليو 1948",
        "/timeline.html": "9 July 1948",
        "/ar/timeline.html": "9 تموز/يوليو 1948",
    }
    for path, words in pages.items():
        assert words in ours_served.page(path), path
    replace_in(file, "adopted: 1948-07-09", "adopted: 1949-07-09")
    started = time.monotonic()
    assert "9 July 1949" in ours_served.page("/instruments/c087.html")
    seconds = time.monotonic() - started
    for path, words in pages.items():
        page = ours_served.page(path)
        assert words not in page, path
        assert words.replace("1948", "1949") in page, path
    data = json.loads(ours_served.page("/data/handbook.json"))
    [facts] = [entry["facts"] for entry in data["entries"] if entry["id"] == "c087"]
    assert facts["adopted"] == "1949-07-09"
    replace_in(file, "adopted: 1949-07-09", "adopted: 1948-07-09")
    assert "9 July 1948" in ours_served.page("/instruments/c087.html")
    # The goal, measured in the benchmark, is a tenth; a machine may be busy.
    assert seconds < 1


def test_an_edit_of_words_a_source_and_a_new_file_are_seen(served: Served):
    replace_in(served.folder / "docs/pt/demands/keine-raeumung.md", "Nenhum despejo para a rua", "Título novo")
    assert "Título novo" in served.page("/pt/demands/keine-raeumung.html")
    assert "Título novo" in served.page("/pt/demands/index.html")
    assert "Título novo" not in served.page("/demands/keine-raeumung.html")
    replace_in(served.folder / "bibliography/wohnen.bib", "Lei de bases da habitação", "Outra lei")
    assert "Outra lei" in served.page("/sources/lei2019.html")
    assert "Outra lei" in served.page("/pt/sources/index.html")
    new = (served.folder / "docs/de/topics/mietrecht.md").read_text(encoding="utf-8")
    (served.folder / "docs/de/topics/neu.md").write_text(new.replace("Mietrecht", "Ganz neu"), encoding="utf-8")
    assert "Ganz neu" in served.page("/topics/neu.html")
    (served.folder / "docs/de/topics/neu.md").unlink()
    assert served.ask("/topics/neu.html")[0] == 404
    assert "Ganz neu" not in served.page("/topics/index.html")


def test_the_search_index_follows_an_edit(served: Served):
    assert "Suchwort" not in served.page("/search/search_index.json")
    replace_in(served.folder / "docs/de/ueber.md", "Seine Angaben", "Suchwort. Seine Angaben")
    assert "Suchwort" in served.page("/search/search_index.json")


def test_languages_are_not_mixed_under_32_parallel_requests(ours_served: Served):
    pages = ("index", "demands/worker-voice", "instruments/c087", "practices/index", "sources/index", "timeline")
    addresses = [f"/{prefix}{page}.html" for page in pages for prefix in ("", "fr/", "es/", "ar/")]
    alone = {address: ours_served.page(address) for address in addresses}
    for address, html in alone.items():
        page = read_html(address, html)
        assert page.language == (address.split("/")[1] if address[3] == "/" else "en"), address
    with ThreadPoolExecutor(32) as pool:
        together = list(pool.map(ours_served.page, addresses * 4))
    assert [address for address, html in zip(addresses * 4, together, strict=True) if html != alone[address]] == []


def test_a_waiting_browser_is_told_of_an_edit(served: Served):
    now = int(served.page("/.preview/changes?since=0"))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(served.page, f"/.preview/changes?since={now}")
        time.sleep(0.3)
        assert not waiting.done()
        replace_in(served.folder / "docs/de/ueber.md", "Seine Angaben", "Alle Angaben")
        assert int(waiting.result(timeout=3)) > now


FAULTS = {
    "in the file alone": ("number: \"1.1\"", "numbr: \"1.1\"", "unknown key 'numbr'"),
    "between files": ("cescr1991, para. 8]", "cescr1992, para. 8]", "no source 'cescr1992'"),
    "a relation to nothing": ("to: sozialpakt", "to: sozialpackt", "no instrument 'sozialpackt'"),
    "broken YAML": ("kind: demand", "kind: [demand", "bad-yaml"),
    "hostile": ("Keine Räumung in die Obdachlosigkeit", "Keine <script>alert(1)</script>", "markup-in-plain-text"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults_show_in_the_page_until_they_are_mended(served: Served, name: str):
    file = served.folder / "docs/de/demands/keine-raeumung.md"
    old, new, message = FAULTS[name]
    before = served.page("/demands/keine-raeumung.html")
    replace_in(file, old, new)
    html = served.wait_for("/demands/keine-raeumung.html", lambda body: message in body.replace("&#x27;", "'"))
    assert "docs/de/demands/keine-raeumung.md:" in html
    assert RELOAD.search(html), "it reloads itself when the fault is mended"
    assert "<script>alert" not in html
    assert "Traceback" not in html
    # The other pages go on.
    assert served.ask("/index.html")[0] == 200
    replace_in(file, new, old)
    assert served.wait_for("/demands/keine-raeumung.html", lambda body: "error[" not in body) == before


@pytest.mark.parametrize(
    "path",
    [
        "/../mkdocs.yml",
        "/%2e%2e/mkdocs.yml",
        "/..%2fmkdocs.yml",
        "/assets/../../../mkdocs.yml",
        "/pt/../../mkdocs.yml",
        "/pt//etc/passwd",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/etc/passwd",
        "/..%5cmkdocs.yml",
        "/mkdocs.yml",
        "/secret.png",
        "/linked/secret.txt",
        "/assets/%00",
        "/%ff%fe",
        "/bibliography/wohnen.bib",
        "/main.html",
        "/partials/nav.html",
        "/mkdocs_theme.yml",
        "/demands/keine-raeumung.md",
        "/.preview",
        "/" + "a" * 5000,
    ],
)
def test_files_that_are_not_of_the_site_are_not_served(hostile_served: Served, path: str):
    assert hostile_served.raw(path) in (404, 414)


@pytest.fixture(scope="module")
def hostile_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = copy_handbook(HOUSING, tmp_path_factory.mktemp("hostile") / "housing")
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "docs/de/secret.png").symlink_to(outside / "secret.txt")
    (folder / "docs/de/linked").symlink_to(outside)
    served = start(folder)
    yield served
    stop(served)


def test_ctrl_c_ends_it_at_once_even_while_browsers_wait(served: Served):
    if sys.platform == "win32":
        pytest.skip("Windows has no SIGINT to send")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(served.ask, f"/.preview/changes?since={served.page('/.preview/changes?since=0')}")
        time.sleep(0.2)
        started = time.monotonic()
        served.process.send_signal(signal.SIGINT)
        said, _ = served.process.communicate(timeout=10)
        assert time.monotonic() - started < 3
        assert waiting.exception() is not None
    assert served.process.returncode == 0
    assert said.strip().endswith("stopped")
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_told(served: Served):
    done = subprocess.run(
        [program("handbook"), "serve", "--port", str(served.port)],
        cwd=served.folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{served.port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_terminal_tells_how_many_faults_there_are(served: Served):
    time.sleep(0.3)
    replace_in(served.folder / "docs/de/ueber.md", "Seine Angaben", "[][nichts] Seine Angaben")
    served.wait_for("/ueber.html", lambda body: "error[unknown-reference]" in body)
    time.sleep(0.3)
    served.process.send_signal(signal.SIGINT)
    rest, _ = served.process.communicate(timeout=10)
    said = served.said + rest
    assert "0 errors, 2 warnings" in said
    assert "docs/de/ueber.md:9: error[unknown-reference]: no entry 'nichts'\n1 errors, 2 warnings" in said
