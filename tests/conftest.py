"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.reading import kept_parser

if TYPE_CHECKING:
    from meal.pipeline.analyse import Analysis

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


@pytest.fixture(scope="session", autouse=True)
def parsing_process() -> Iterator[None]:
    """All tests read with one process, except where the process is what is tested."""
    with kept_parser():
        yield


@pytest.fixture(scope="session")
def shipped() -> dict[str, bytes]:
    """The files of the shipped studies as the generator makes them."""
    from meal.demonstration import study_files

    return study_files()


@pytest.fixture(scope="session")
def reconsideration(project: Path) -> Analysis:
    """The first shipped study, analysed once; nobody changes it."""
    from meal import analyse, load_study

    return analyse(load_study(project / "surveys" / "reconsideration"))


@pytest.fixture(scope="session")
def peers(project: Path) -> Analysis:
    """The second shipped study, analysed once; nobody changes it."""
    from meal import analyse, load_study

    return analyse(load_study(project / "surveys" / "peer-messages"))
