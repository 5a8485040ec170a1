"""A follow-up sample whose frame is itself a random sample: both samplings count (METHODS 20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np

from meal.aggregate import sample
from meal.estimate import designed_two_phase_level, designed_two_phase_median
from meal.model.arrays import BoolArray, IntArray
from meal.model.samples import DesignError, LinearStatistic, Remark, Result, Sample
from meal.study.definition import Study
from meal.tabulate.by_record import in_cells, number_level
from meal.tabulate.cells import Cells
from meal.tabulate.design import DesignArrays, DesignColumns
from meal.tabulate.measure import Measure, eligible
from meal.tabulate.population import Population


def has_two_phases(study: Study, wave: str, statistic: str) -> bool:
    """Whether a statement goes beyond the frame of a sampled wave, and that frame was drawn at random too.

    A number without weights in the frame is one of the frame's own people: only the second drawing counts.
    """
    frame = study.waves[wave].design.sample_of
    if frame is None or study.waves[frame].design.selection != "random":
        return False
    weighted = study.waves[frame].design.weight is not None
    return weighted or (study.claim == "people_like_these" and statistic != "number")


def two_phase_results(
    population: Population,
    measured: Measure,
    design: DesignArrays,
    frame: DesignColumns,
    cells: Cells,
    statistic: str,
) -> list[Result]:
    """One result a cell of the population that the frame came from.

    Args:
        frame: the design of the frame's wave.

    Raises:
        DesignError: the frame is a sample of a third wave or has replicate or calibrated weights,
            or the second drawing's strata are not known or not covered.
    """
    assert design.drawn is not None
    assert design.frame_stratum is not None
    wave = population.study.waves[measured.wave].design.sample_of
    assert wave is not None
    if frame.drawn is not None or frame.weighting is not None:
        raise DesignError(Remark("two_phase_frame"))
    people = np.flatnonzero(population.present(wave))
    about = measured.universe if measured.frame_known else eligible(population, measured.wave)
    stratum = design.frame_stratum
    if lost := int(np.sum(stratum[about] < 0)):
        raise DesignError(Remark("stratum_missing", {"n": lost}))
    answered = np.zeros(len(about), dtype=bool)
    answered[design.rows] = True
    # People about whom the follow-up does not ask are of the first sample, and in no sum.
    group = np.where(about, stratum, stratum.max(initial=0) + 1)[people]
    first = sample(
        np.where(about & answered, measured.y, np.nan)[people],
        x=None if measured.x is None else measured.x[people],
        weight=None if frame.weight is None else frame.weight[people],
        stratum=None if frame.stratum is None else frame.stratum[people],
        psu=None if frame.psu is None else frame.psu[people],
        domain=(measured.universe & about)[people],
    )
    found = in_cells(
        first,
        _level(statistic, population.study.conf_level, (answered | ~about)[people], group),
        cell=cells.codes[people],
        n_cell=cells.n_cell,
    )
    missing = measured.universe & design.drawn & ~measured.answered
    count = np.bincount(cells.codes[missing], minlength=cells.n_cell)
    return [replace(result, n_missing=int(n)) for result, n in zip(found, count, strict=True)]


def _level(statistic: str, conf_level: float, drawn: BoolArray, group: IntArray) -> Callable[[Sample], Result]:
    if statistic == "median":
        return lambda domain: designed_two_phase_median(domain, drawn, group, conf_level)
    if statistic == "number":
        total, share = (_level(part, conf_level, drawn, group) for part in ("total", "share"))
        return number_level(total, share, conf_level)
    linear = cast("LinearStatistic", statistic)
    return lambda domain: designed_two_phase_level(domain, drawn, group, linear, conf_level)
