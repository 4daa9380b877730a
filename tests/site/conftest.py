"""The two built sites, read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.running import ROOT, copy_handbook, succeed
from tests.site.html_pages import Site


@pytest.fixture(scope="session")
def ours(own_site: Path) -> Site:
    """Our own site."""
    return Site(own_site, ("en", "fr", "es", "ar"), "https://handbook.example/")


@pytest.fixture(scope="session")
def partly_translated(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Our own site as it is while translators are at work: practices and organisations stand in English alone."""
    folder = copy_handbook(ROOT, tmp_path_factory.mktemp("partly") / "handbook")
    for language in ("fr", "es", "ar"):
        for part in ("practices", "organisations"):
            shutil.rmtree(folder / "docs" / language / part)
            shutil.rmtree(folder / "translated-from" / language / part)
    succeed("handbook", "build", "--quiet", cwd=folder)
    return Site(folder / "site", ("en", "fr", "es", "ar"), "https://handbook.example/")


@pytest.fixture(scope="session")
def housing_site(built_housing: Path) -> Site:
    """The tiny handbook's site."""
    return Site(built_housing / "site", ("de", "pt"), "https://wohnen.example/")
