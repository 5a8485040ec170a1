"""A study of this folder analysed on the data that it is about, and its rows found by their names."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from meal import analyse, load_study
from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis

Record = dict[str, str]
Analysed = Callable[[str, str], Analysis]
"""From the name of a study here and the folder of its data to its analysis, made once."""


def analysed(project: Path, shared: Path) -> Analysed:
    """Analyses the studies of this folder, each once."""
    done: dict[str, Analysis] = {}

    def of(study: str, folder: str) -> Analysis:
        if study not in done:
            done[study] = analyse(load_study(project / "tests" / "real" / study, data=shared / "data" / folder))
        return done[study]

    return of


def row(analysis: Analysis, indicator: str, statistic: str, **wanted: str) -> Estimate:
    """The one row with these names, nothing hidden; what is not named is empty, save the wave."""
    names = {"comparison": "", "by": "", "level": "", "variant": "", **wanted}
    found = [
        one
        for one in analysis.internal.estimates
        if (one.indicator, one.statistic) == (indicator, statistic)
        and all(getattr(one, name) == value for name, value in names.items())
    ]
    assert len(found) == 1, (indicator, statistic, wanted, len(found))
    return found[0]


def boxes(analysis: Analysis, wave: str) -> dict[str, int | None]:
    """Step → how many records of a wave were there."""
    return {box.step: box.count for box in analysis.internal.flow if box.wave == wave}


def records(path: Path) -> list[Record]:
    """The records of a CSV file as they stand in it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
