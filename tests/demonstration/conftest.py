"""The shipped studies, made once."""

from __future__ import annotations

import pytest

from meal.demonstration import study_files


@pytest.fixture(scope="session")
def shipped() -> dict[str, bytes]:
    return study_files()
