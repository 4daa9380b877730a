"""The two built sites, read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.html_pages import Site


@pytest.fixture(scope="session")
def ours(own_site: Path) -> Site:
    """Our own site."""
    return Site(own_site, ("en", "fr", "es", "ar"), "https://handbook.example/")


@pytest.fixture(scope="session")
def housing_site(built_housing: Path) -> Site:
    """The tiny handbook's site."""
    return Site(built_housing / "site", ("de", "pt"), "https://wohnen.example/")
