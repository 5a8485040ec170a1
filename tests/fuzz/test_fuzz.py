"""However an export or a form is damaged, a command ends with a sentence and one of its own exit codes.

`make fuzz` runs 2,000 cases, 100 of them through the command line; `make test` a fixed few. One case again:
`python -m tests.fuzz SEED NUMBER FOLDER`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.fuzz.cases import made
from tests.fuzz.runs import faults_here, faults_of_command_line, without_charts
from tests.fuzz.sources import Material, material

SEED = int(os.environ.get("MEAL_FUZZ_SEED", "5"))
CASES = int(os.environ.get("MEAL_FUZZ_CASES", "24"))
TOGETHER = 20
"""Cases of one test; the last of them goes through the command line."""
SHARED = Path(os.environ.get("MEAL_SHARED", PROJECT.parent / "shared"))


def by_command_line(number: int) -> bool:
    """Whether a case goes through the command line: the last of every twenty."""
    return number % TOGETHER == TOGETHER - 1


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The files before they are damaged."""
    return material(tmp_path_factory.mktemp("material"), PROJECT, SHARED)


@pytest.fixture(scope="module", autouse=True)
def unpainted() -> Iterator[None]:
    with without_charts():
        yield


@pytest.mark.parametrize("first", range(0, CASES, TOGETHER))
def test_damaged_files_end_in_a_sentence(first: int, sound: Material, tmp_path: Path) -> None:
    faults = []
    for number in range(first, min(first + TOGETHER, CASES)):
        folder = tmp_path / str(number)
        case = made(sound, folder, SEED, number)
        run = faults_of_command_line if by_command_line(number) else faults_here
        if fault := run(case, folder):
            faults.append(f"{case}\n  {fault}")
        shutil.rmtree(folder)
    assert not faults, "\n\n".join(faults)


def test_of_two_thousand_cases_a_hundred_go_through_the_command_line() -> None:
    """What `make fuzz` asks for, counted as the cases are."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    cases = int(makefile.partition("MEAL_FUZZ_CASES=")[2].split()[0])
    assert (cases, sum(by_command_line(number) for number in range(cases))) == (2000, 100)


def test_the_sound_files_are_taken(sound: Material, tmp_path: Path) -> None:
    """Without damage the same commands succeed: what the cases find is not the fault of their files."""
    from tests.fuzz.cases import Case

    folder = tmp_path / "sound"
    shutil.copytree(sound.folder, folder)
    form = "surveys/household/forms/household.xlsx"
    commands = (
        ("schema", form),
        ("analyse", "surveys/household"),
        ("validate", "surveys/peer-messages"),
        ("validate", "surveys/reconsideration"),
    )
    case = Case("sound", commands, ())
    assert faults_here(case, folder) == ""
    assert (folder / "outputs" / "household" / "estimates.csv").is_file()
