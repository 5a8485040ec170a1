"""Levels: the share, mean, ratio or total of every cell, with the interval its design calls for."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from meal.estimate.choice import (
    CellFacts,
    amount_result,
    empty,
    finite_remarks,
    share_result,
    simple_sample_size,
)
from meal.estimate.linear import cell_estimates, sums_to_population
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import CellEstimates, LinearStatistic, LonelyRule, PsuTotals, Remark, Result

CensusStatistic = Literal["share", "number", "mean", "total", "ratio"]

# Below this, differences between weights are rounding.
EQUAL_WEIGHTS = 1e-9
UNEQUAL_WEIGHTS = 1.0
SHAKY_DENOMINATOR = 0.10


def levels(
    totals: PsuTotals, statistic: LinearStatistic, conf_level: float = 0.95, *, lonely: LonelyRule = "adjust"
) -> list[Result]:
    """One result a cell, in the order of the cells; its method and remarks say what was chosen.

    Shares: Wilson in a simple sample, logit with t under a design, Korn–Graubard where extreme
    (R1–R3). Means, ratios and totals: t. A total needs weights that sum to a population.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10).
    """
    cells = cell_estimates(totals, statistic, lonely=lonely)
    rows = _rows_by_cell(totals)
    if statistic == "total" and not sums_to_population(totals):
        why = Remark("weights_do_not_sum_to_population", {"sum_weight": totals.sum_weight, "n": totals.n_record})
        return [
            empty(int(totals.n_missing[cell]), why=why, n=int(cells.n[cell]), numerator=_numerator(totals, rows[cell]))
            for cell in range(totals.n_cell)
        ]
    shaky = _shaky_denominators(totals, lonely) if statistic == "ratio" else np.zeros(totals.n_cell)
    return [
        _level(cells, cell, rows[cell], statistic, conf_level, variation=float(shaky[cell]))
        for cell in range(totals.n_cell)
    ]


def census(totals: PsuTotals, statistic: CensusStatistic) -> list[Result]:
    """One counted result a cell: standard error 0 and no interval, because everybody was asked.

    A number is the people counted, never scaled up; those without an answer stand in `n_missing`.
    """
    rows = _rows_by_cell(totals)
    return [_counted(totals, cell, rows[cell], statistic) for cell in range(totals.n_cell)]


def _rows_by_cell(totals: PsuTotals) -> list[IntArray]:
    """The rows of every cell, in order, found in one pass for all cells."""
    order = np.argsort(totals.cell, kind="stable")
    ends = np.cumsum(np.bincount(totals.cell, minlength=totals.n_cell))
    return np.split(order, ends[:-1])


def _level(
    cells: CellEstimates, cell: int, rows: IntArray, statistic: LinearStatistic, conf_level: float, *, variation: float
) -> Result:
    totals = cells.totals
    n_missing = int(totals.n_missing[cell])
    n = int(cells.n[cell])
    if totals.uncovered[cell]:
        why = Remark("not_covered", {"people": int(totals.uncovered[cell])})
        return empty(n_missing, why=why, n=n, numerator=_numerator(totals, rows))
    if n == 0:
        return empty(n_missing)
    if not np.isfinite(cells.estimate[cell]):
        return empty(n_missing, why=Remark("denominator_zero", {"n": n}), n=n)
    facts = _facts(cells, cell, rows, variation)
    return share_result(facts, conf_level) if statistic == "share" else amount_result(facts, conf_level)


def _facts(cells: CellEstimates, cell: int, rows: IntArray, variation: float) -> CellFacts:
    totals = cells.totals
    strata = np.flatnonzero(np.bincount(totals.unit_stratum[totals.unit[rows]]))
    fractions = totals.stratum_fraction[strata]
    variance = float(cells.covariance[cell, cell])
    deff = float(cells.deff[cell])
    effective = float(totals.w[rows].sum() ** 2 / totals.w2[rows].sum())
    n = int(cells.n[cell])
    return CellFacts(
        estimate=float(cells.estimate[cell]),
        variance=max(variance, 0.0) if np.isfinite(variance) else 0.0,
        n=n,
        numerator=_numerator(totals, rows),
        df=float(cells.df[cell]),
        deff=deff if totals.designed and np.isfinite(deff) else None,
        n_missing=int(totals.n_missing[cell]),
        simple_n=_simple_n(totals, n, effective, strata),
        fraction=float(fractions.max()),
        # Where every PSU was taken, people inside it may still have been sampled.
        counted=totals.by_record and bool(np.all(fractions >= 1)),
        designed=totals.designed,
        clustered=not totals.by_record,
        remarks=_remarks(cells, cell, n=n, effective=effective, fraction=float(fractions.max()), variation=variation),
    )


def _simple_n(totals: PsuTotals, n: int, effective: float, strata: IntArray) -> float | None:
    """The size of the simple random sample that a cell is, if it is one.

    People with equal weights from one stratum without PSUs are one.
    """
    if not totals.by_record or len(strata) > 1 or n / effective - 1 > EQUAL_WEIGHTS:
        return None
    return simple_sample_size(n, int(totals.stratum_n_psu[strata[0]]), float(totals.stratum_fraction[strata[0]]))


def _remarks(
    cells: CellEstimates, cell: int, *, n: int, effective: float, fraction: float, variation: float
) -> tuple[Remark, ...]:
    totals = cells.totals
    remarks = [
        Remark(
            "R1",
            {
                "weights": int(totals.weighted),
                "strata": int(totals.stratified),
                "clusters": int(not totals.by_record),
                "df": float(cells.df[cell]),
            },
        )
        if totals.designed
        else Remark("R2", {"n": n})
    ]
    if cells.lonely:
        remarks.append(Remark("R10", {"strata": len(cells.lonely), "refused": 0}))
    remarks.extend(finite_remarks(fraction))
    if n / effective - 1 > UNEQUAL_WEIGHTS:
        remarks.append(Remark("R16", {"n": n, "n_effective": effective, "cv2": n / effective - 1}))
    if variation > SHAKY_DENOMINATOR:
        remarks.append(Remark("shaky_denominator", {"variation": variation}))
    return tuple(remarks)


def _numerator(totals: PsuTotals, rows: IntArray) -> int | None:
    """Records counted in the rows of a cell, where all answers are yes or no; None for amounts."""
    yes_or_no = totals.origin == 0 and np.array_equal(totals.wyy[rows], totals.wy[rows])
    return round(float(totals.y[rows].sum())) if yes_or_no else None


def _shaky_denominators(totals: PsuTotals, lonely: LonelyRule) -> FloatArray:
    """Coefficient of variation of a ratio's denominator in every cell; above 10% Fieller's limits are preferable."""
    swapped = replace(totals, wy=totals.wx, w2yy=totals.w2xx, wyy=totals.wxx)
    size = cell_estimates(swapped, "total", lonely=lonely)
    with np.errstate(divide="ignore", invalid="ignore"):
        variation: FloatArray = np.nan_to_num(np.sqrt(np.maximum(np.diag(size.covariance), 0)) / np.abs(size.estimate))
    return variation


def _counted(totals: PsuTotals, cell: int, rows: IntArray, statistic: CensusStatistic) -> Result:
    n, n_missing = int(totals.n[rows].sum()), int(totals.n_missing[cell])
    # An empty share has no value, an empty count is 0.
    summed = float(totals.y[rows].sum())
    base = float(totals.wx[rows].sum()) if statistic == "ratio" else float(n)
    if statistic in ("number", "total"):
        estimate = summed
    elif base == 0:
        return empty(n_missing, why=None if n == 0 else Remark("denominator_zero", {"n": n}), n=n)
    else:
        estimate = summed / base
    return Result(
        estimate=estimate,
        std_error=0.0,
        method="census",
        n=n,
        numerator=_numerator(totals, rows),
        n_missing=n_missing,
        remarks=(Remark("census"),),
    )
