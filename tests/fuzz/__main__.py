"""Make one case again and run it: `python -m tests.fuzz SEED NUMBER FOLDER`; its files stay in the folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.conftest import PROJECT
from tests.fuzz.cases import made
from tests.fuzz.runs import faults_here, without_charts
from tests.fuzz.sources import material


def main() -> None:
    """Say what became of the case."""
    seed, number, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).resolve()
    (folder / "material").mkdir(parents=True)
    shared = Path(os.environ.get("MEAL_SHARED", PROJECT.parent / "shared"))
    case = made(material(folder / "material", PROJECT, shared), folder / "case", seed, number)
    print(case)  # noqa: T201
    with without_charts():
        print(faults_here(case, folder / "case") or "well")  # noqa: T201


if __name__ == "__main__":
    main()
