"""What several folders of tests share: our own site and the tiny one, each built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import HOUSING, ROOT, STATES, copy_handbook, succeed


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own handbook, as `handbook build` makes it."""
    # A copy: what somebody has made in dist/ is no part of it.
    folder = copy_handbook(ROOT, tmp_path_factory.mktemp("own") / "handbook")
    succeed("handbook", "build", "--quiet", cwd=folder)
    return folder / "site"


@pytest.fixture(scope="session")
def built_housing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tiny handbook with its site beside it. Tests read it and change nothing."""
    folder = copy_handbook(HOUSING, tmp_path_factory.mktemp("built") / "housing")
    succeed("handbook", "build", "--quiet", cwd=folder)
    return folder


@pytest.fixture(scope="session")
def built_states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the handbook with every state of translations, its site beside it. Tests change nothing of it."""
    folder = copy_handbook(STATES, tmp_path_factory.mktemp("built") / "states")
    succeed("handbook", "build", "--quiet", cwd=folder)
    return folder


@pytest.fixture
def housing(tmp_path: Path) -> Path:
    """A copy of the tiny handbook, to change and to break."""
    return copy_handbook(HOUSING, tmp_path / "housing")
