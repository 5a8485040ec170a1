"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout, where surveys/ and schemas/ lie."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real files and reference numbers that are not part of the project; skips where they are absent."""
    folder = Path(os.environ.get("MEAL_SHARED", PROJECT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the shared folder with real survey files is not here (set MEAL_SHARED)")
    return folder
