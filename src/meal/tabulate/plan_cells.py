"""What a plan needs to know of each group: the people there are, and what the design does to their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import IntArray
from meal.model.samples import DesignError
from meal.study.references import measured_in
from meal.tabulate.cells import Cells, all_cells
from meal.tabulate.design import DesignArrays, all_design_columns, design_arrays
from meal.tabulate.measure import Measure, measure
from meal.tabulate.population import Population


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One group of one indicator in one wave, unsuppressed.

    Attributes:
        frame: people of the universe in the frame; None where nobody knows how many there are.
        census: everybody was asked.
        weight_effect: 1 + relative variance of the weights of those who answered.
        cluster_size: size of the cluster as its people meet it, Σm²/Σm; None without PSUs.
        refused: the declared design cannot be used with these data, so that nothing can be planned.
    """

    indicator: str
    wave: str
    by: str
    level: str
    frame: int | None
    census: bool
    weight_effect: float
    cluster_size: float | None
    refused: bool = False


def plan_cells(population: Population) -> list[PlanCell]:
    """The groups of every share, in waves that are samples; in all waves where none is."""
    study = population.study
    columns, groups = all_design_columns(population), all_cells(population)
    found: list[PlanCell] = []
    for indicator in study.indicators:
        if indicator.counts is None:
            continue
        for wave in measured_in(indicator, study):
            measured = measure(population, indicator, wave)
            census = study.waves[wave].design.selection == "census"
            try:
                design = design_arrays(population, measured, columns[wave])
            except DesignError:
                found.append(PlanCell(indicator.id, wave, "", "", None, census, 1.0, None, refused=True))
                continue
            for cells in groups:
                found += _cells(measured, design, cells, census)
    sampled = [cell for cell in found if not cell.census]
    return sampled or found


def _cells(measured: Measure, design: DesignArrays, cells: Cells, census: bool) -> Iterator[PlanCell]:
    drawn = measured.universe if design.drawn is None else measured.universe & design.drawn
    answered = measured.answered & drawn
    known = census or (design.drawn is not None and measured.frame_known)
    for cell, level in enumerate(cells.levels):
        inside = cells.codes == cell
        if not (measured.universe & inside).any():
            continue
        rows = design.rows
        counted = answered[rows] & inside[rows]
        yield PlanCell(
            measured.indicator.id,
            measured.wave,
            cells.by,
            level,
            frame=int((measured.universe & inside).sum()) if known else None,
            census=census,
            weight_effect=1.0 if design.weight is None else _weight_effect(design.weight[counted]),
            cluster_size=None if design.psu is None else _size_as_met(design.psu[counted]),
        )


def _weight_effect(weight: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """n·Σw²/(Σw)², at least 1. Source: Kish (1965), 11.7; (1992), Journal of Official Statistics 8."""
    weight = weight[np.nan_to_num(weight) > 0]
    if not len(weight):
        return 1.0
    return max(1.0, float(len(weight) * np.sum(weight**2) / np.sum(weight) ** 2))


def _size_as_met(psu: IntArray) -> float:
    """Mean size of the cluster that a person is in, at least 1. Source: Holt (1980), in Kish's design effect."""
    sizes = np.unique(psu[psu >= 0], return_counts=True)[1].astype(np.float64)
    return max(1.0, float(np.sum(sizes**2) / np.sum(sizes))) if len(sizes) else 1.0
