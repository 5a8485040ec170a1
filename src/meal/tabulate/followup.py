"""Other ways of counting a sampled follow-up: those who answered as they are, or standing for those who did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import numpy as np

from meal.aggregate import psu_totals, sample
from meal.estimate import levels, response_cells
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, LinearStatistic, Remark, Result
from meal.tabulate.by_record import in_cells, weighted_level
from meal.tabulate.cells import Cells
from meal.tabulate.design import DesignArrays, combined
from meal.tabulate.measure import Measure, eligible
from meal.tabulate.population import Population
from meal.tabulate.two_phases import has_two_phases
from meal.tabulate.weighting import Weighting

EQUAL_WEIGHTS = 1e-9


def followup_variants(
    population: Population, measured: Measure, design: DesignArrays, cells: Cells, statistic: str
) -> Iterator[tuple[str, list[Result] | Remark]]:
    """The variants `observed` and `weighted` of a sample of a frame, one result a cell or why they are refused.

    `observed`: the plain share or mean of those who answered, where strata make the headline another
    number. `weighted`: with the declared cells for nonresponse.
    """
    if design.kind != "sample_of_frame" or design.drawn is None:
        return
    if statistic in ("share", "mean") and _weighted(measured, design):
        yield (
            "observed",
            _with_lost(measured, design.drawn, cells, _observed(population, measured, design, cells, statistic)),
        )
    declared = population.study.waves[measured.wave].design.nonresponse
    if declared is not None:
        try:
            found = _reweighted(population, measured, design, cells, statistic, declared.cells)
        except DesignError as error:
            yield "weighted", error.remark
        else:
            yield "weighted", _with_lost(measured, design.drawn, cells, found)


def _weighted(measured: Measure, design: DesignArrays) -> bool:
    """Whether those who answered do not all weigh the same."""
    if design.weight is None:
        return False
    weight = design.weight[measured.answered[design.rows]]
    return len(weight) > 0 and float(np.ptp(weight)) > EQUAL_WEIGHTS * float(weight.max())


def _observed(
    population: Population, measured: Measure, design: DesignArrays, cells: Cells, statistic: str
) -> list[Result]:
    """Everybody who answered counts once; where PSUs were sampled, precision still depends on them."""
    rows = design.rows
    totals = psu_totals(
        measured.y[rows], cells.codes[rows], n_cell=cells.n_cell, psu=design.psu, domain=measured.universe[rows]
    )
    found = levels(totals, cast("LinearStatistic", statistic), population.study.conf_level)
    return [replace(result, remarks=(*result.remarks, Remark("observed"))) for result in found]


def _reweighted(
    population: Population,
    measured: Measure,
    design: DesignArrays,
    cells: Cells,
    statistic: str,
    names: tuple[str, ...],
) -> list[Result]:
    """Respondents stand for all of their cell who were drawn.

    Raises:
        DesignError: nobody of a cell answered, or a stratum or PSU is not recorded.
    """
    assert design.drawn is not None
    assert design.frame_stratum is not None
    if has_two_phases(population.study, measured.wave, statistic):
        raise DesignError(Remark("two_phase_nonresponse"))
    settings = population.study.waves[measured.wave].design
    about = measured.universe if measured.frame_known else eligible(population, measured.wave)
    drawn = np.flatnonzero(about & design.drawn)
    stratum = design.frame_stratum[drawn]
    if lost := int(np.sum(design.frame_stratum[about] < 0)):
        raise DesignError(Remark("stratum_missing", {"n": lost}))
    group = combined(population, names)[drawn]
    group = np.where(group < 0, group.max(initial=-1) + 1, group)  # not recorded is a group of its own
    group = np.unique(group, return_inverse=True)[1]
    responded = np.zeros(len(about), dtype=bool)
    responded[design.rows] = True
    cohort = sample(
        np.where(responded[drawn], 1.0, np.nan),
        weight=_people_per_drawn(design.frame_stratum[about], stratum)[stratum],
        stratum=stratum,
        psu=None if design.psu is None else combined(population, settings.psu)[drawn],
        stratum_fraction=design.fraction,
    )
    found = response_cells(cohort, group)
    rows = drawn[cohort.included]
    whole = replace(
        found.sample,
        y=measured.y[rows],
        x=None if measured.x is None else measured.x[rows],
        domain=measured.universe[rows],
    )
    level = weighted_level(
        Weighting(calibration=found.calibration), statistic, population.study.conf_level, settings.lonely_psu
    )
    said = Remark("nonresponse_cells", {"n": len(drawn), "cells": int(group.max(initial=-1)) + 1})
    results = in_cells(whole, level, cell=cells.codes[rows], n_cell=cells.n_cell)
    return [
        replace(result, remarks=(*(one for one in result.remarks if one.rule != "calibrated"), said))
        for result in results
    ]


def _people_per_drawn(frame: IntArray, drawn: IntArray) -> FloatArray:
    """How many people of the frame each person drawn from a stratum stands for, shape (n_stratum,).

    Raises:
        DesignError: nobody was drawn from a stratum.
    """
    size = int(frame.max(initial=0)) + 1
    people, n_drawn = np.bincount(frame, minlength=size), np.bincount(drawn, minlength=size)
    bare = (people > 0) & (n_drawn == 0)
    if bare.any():
        raise DesignError(Remark("not_covered", {"people": int(people[bare].sum()), "strata": int(bare.sum())}))
    return np.asarray(people / np.maximum(n_drawn, 1))


def _with_lost(measured: Measure, drawn: BoolArray, cells: Cells, results: list[Result]) -> list[Result]:
    """Results with those who were drawn and gave no answer."""
    lost = measured.universe & drawn & ~measured.answered
    count = np.bincount(cells.codes[lost], minlength=cells.n_cell)
    return [replace(result, n_missing=int(n)) for result, n in zip(results, count, strict=True)]
