"""Finds a Chromium for the browser tests, or installs one, and prints its path.

    CHROMIUM=$(.venv/bin/python tools/browser.py)

In this order: the variable CHROMIUM; a browser in PATH; the one that Playwright downloaded before; Debian's
package, where this runs as root; Playwright's download. What is being installed is said on standard error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_PATH = (
    "from playwright.sync_api import sync_playwright\nwith sync_playwright() as p: print(p.chromium.executable_path)"
)


class NoBrowserError(Exception):
    """There is none and none could be installed; the message says what to do."""


def launch_arguments() -> list[str]:
    """What the tests start it with: no window, and no request of the browser's own to anybody."""
    quiet = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    # Chromium refuses to start its sandbox as root, as which containers and many CI machines run.
    return [*quiet, "--no-sandbox"] if is_root() else quiet


def is_root() -> bool:
    """False on Windows, which has no such user."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def works(program: str | None) -> bool:
    """Whether it starts: Ubuntu's `chromium-browser`, for one, may be a stub that only asks for snap."""
    if not program or not Path(program).is_file():
        return False
    if os.name == "nt":  # there a browser prints no version
        return True
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def in_path() -> str | None:
    """Return the first that works, by the order of names."""
    return next((found for name in NAMES if works(found := shutil.which(name))), None)


def of_playwright() -> str | None:
    """Return the one that Playwright downloaded before, if it did and Playwright is here at all."""
    asked = subprocess.run([sys.executable, "-c", PLAYWRIGHT_PATH], capture_output=True, text=True, check=False)
    found = asked.stdout.strip()
    return found if works(found) else None


def run(command: list[str]) -> None:
    """Run it; what it prints goes to standard error, and only if it failed, apt-get being wordy."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        check=False,
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)


def say(what: str) -> None:
    """Tell what takes its time."""
    print(f"{what} …", file=sys.stderr, flush=True)


def driver_starts() -> bool:
    """Whether Playwright, through which the tests steer the browser, starts on this machine."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def may_use_apt() -> bool:
    """Where this runs as root on Debian or a relative of it."""
    return is_root() and shutil.which("apt-get") is not None


def apt_install(package: str) -> None:
    """Install it, waiting for another apt-get that may be at work."""
    say(f"Installing the package {package}")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    run([*apt, "update"])
    run([*apt, "install", "--yes", "--no-install-recommends", package])


def install() -> str | None:
    """Return the path of a newly installed one, or None."""
    if may_use_apt():
        apt_install("chromium")
        if found := in_path():
            return found
    say("Downloading Playwright's Chromium, some 150 MB")
    # With the system libraries that it needs, where this may install them.
    options = ["--with-deps"] if may_use_apt() else []
    run([sys.executable, "-m", "playwright", "install", *options, "chromium"])
    return of_playwright()


def find_browser() -> str:
    """Return the path of a Chromium that works, installing one if there is none."""
    if not driver_starts() and may_use_apt():
        apt_install("libatomic1")
    if not driver_starts():
        raise NoBrowserError(
            "Playwright does not start (`.venv/bin/playwright --version` says why); "
            "on a bare Debian or Ubuntu it lacks the package libatomic1"
        )
    if named := os.environ.get("CHROMIUM"):
        if not works(named):
            raise NoBrowserError(f"CHROMIUM is {named!r}, which is no browser that starts")
        return named
    if found := in_path() or of_playwright() or install():
        return found
    raise NoBrowserError(
        "no Chromium was found and none could be installed; install Chromium or Chrome, "
        "or set the variable CHROMIUM to the path of one"
    )


if __name__ == "__main__":
    try:
        print(find_browser())
    except NoBrowserError as error:
        sys.exit(f"tools/browser.py: {error}.")
