"""A measure of a wave as estimators take it: the frame counted, sums by PSU, or the people one by one."""

from __future__ import annotations

import numpy as np

from meal.aggregate import frame_counts, planned_totals, psu_totals, sample, totals_of_counts
from meal.model.samples import DesignError, FrameCounts, PsuTotals, Remark, Sample
from meal.tabulate.cells import Cells
from meal.tabulate.design import DesignArrays
from meal.tabulate.measure import Measure


def counted_frame(measured: Measure, design: DesignArrays, cells: Cells) -> FrameCounts:
    """The frame by stratum and cell; only answers of people who were drawn count.

    Raises:
        DesignError: the stratum of somebody in the universe is not recorded.
    """
    assert design.drawn is not None
    assert design.frame_stratum is not None
    lost = int(np.sum(design.frame_stratum[measured.universe] < 0))
    if lost:
        raise DesignError(Remark("stratum_missing", {"n": lost}))
    return frame_counts(
        np.where(design.drawn, measured.y, np.nan),
        cells.codes,
        n_cell=cells.n_cell,
        universe=measured.universe,
        drawn=design.drawn,
        stratum=np.maximum(design.frame_stratum, 0),
    )


def design_totals(measured: Measure, design: DesignArrays, cells: Cells) -> PsuTotals:
    """Sums by PSU and cell of the people in the sample.

    Raises:
        DesignError: weights, strata or PSUs are missing or impossible.
    """
    if design.ssu_fraction is not None:
        rows = design.rows
        return psu_totals(
            measured.y[rows],
            cells.codes[rows],
            n_cell=cells.n_cell,
            x=None if measured.x is None else measured.x[rows],
            weight=design.weight,
            stratum=design.stratum,
            psu=design.psu,
            stratum_fraction=design.fraction,
            domain=measured.universe[rows],
            ssu=design.ssu,
            ssu_fraction=design.ssu_fraction,
        )
    plan, places = design.plan(), design.cell_plan(cells)
    if measured.filled is not None and plan.counts_suffice:
        return totals_of_counts(plan, places, design.filled_count(*measured.filled, cells))
    return planned_totals(
        plan,
        places,
        design.of_sample(measured.y),
        x=None if measured.x is None else design.of_sample(measured.x),
        domain=design.of_sample(measured.universe),
        says=design.said(measured),
    )


def design_sample(measured: Measure, design: DesignArrays) -> Sample:
    """The people in the sample as arrays.

    Raises:
        DesignError: weights, strata or PSUs are missing or impossible.
    """
    rows = design.rows
    return sample(
        measured.y[rows],
        x=None if measured.x is None else measured.x[rows],
        weight=design.weight,
        stratum=design.stratum,
        psu=design.psu,
        stratum_fraction=design.fraction,
        domain=measured.universe[rows],
        pair=rows,
        ssu=design.ssu,
        ssu_fraction=design.ssu_fraction,
    )
