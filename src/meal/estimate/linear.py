"""Linear statistics of all cells at once: estimates, covariance between cells, df, design effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meal.estimate.design_effect import simple_variance, weights_sum_to_population
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import CellEstimates, DesignError, LinearStatistic, LonelyRule, PsuTotals, Remark

# Rounding leaves this much of a sum of squares where the true variance is 0.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """Influence of each PSU on each cell's estimate, in long form like `PsuTotals`.

    Attributes:
        estimate: shape (n_cell,). total: shape (n_row,), sum of the scores of a row's records.
        square: shape (n_row,), sum of their squares; used where every record is a PSU.
    """

    estimate: FloatArray
    total: FloatArray
    square: FloatArray


def cell_estimates(totals: PsuTotals, statistic: LinearStatistic, *, lonely: LonelyRule = "adjust") -> CellEstimates:
    """Share, mean, ratio or total of every cell, with the covariance between all cells.

    Taylor linearisation: the variance of a statistic is that of the total of its influence
    values, w(y − mean)/Σw for a mean or share, w(y − Rx)/Σwx for a ratio, wy for a total. Where
    the second stage's fractions are known, Σ f_h·V̂₂ is added, V̂₂ being the variance inside a PSU.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10).

    Source: METHODS 4; Särndal, Swensson & Wretman (1992); agrees with R survey's svymean,
        svyratio and svytotal (tests/reference).
    """
    scores = _scores(totals, statistic)
    alone = lonely_strata(totals)
    if lonely == "fail" and len(alone):
        raise DesignError(Remark("R10", {"strata": len(alone), "refused": 1}))
    covariance = _covariance(totals, scores, alone=alone, lonely=lonely)
    if totals.within is not None:
        covariance = covariance + _second_stage(totals, totals.within, statistic)
    n = _by_cell(totals, totals.n.astype(np.float64)).astype(np.int64)
    return CellEstimates(
        estimate=scores.estimate,
        covariance=covariance,
        df=_degrees_by_cell(totals),
        deff=_design_effects(totals, statistic, np.diag(covariance)),
        n=n,
        totals=totals,
        lonely=tuple(int(stratum) for stratum in alone),
    )


def degrees_of_freedom(totals: PsuTotals, cells: Sequence[int]) -> int:
    """PSUs − strata, counting only those with a record in at least one of these cells.

    Source: Korn & Graubard (1999), Analysis of Health Surveys, ch. 5.
    """
    rows = np.isin(totals.cell, np.asarray(cells))
    if totals.by_record:
        return int(totals.n[rows].sum()) - len(np.unique(totals.unit[rows]))
    units = np.unique(totals.unit[rows])
    return len(units) - len(np.unique(totals.unit_stratum[units]))


def _degrees_by_cell(totals: PsuTotals) -> FloatArray:
    """`degrees_of_freedom` of every cell, shape (n_cell,)."""
    stratum = totals.unit_stratum[totals.unit] * totals.n_cell + totals.cell
    seen = np.bincount(stratum, minlength=totals.n_stratum * totals.n_cell) > 0
    n_psu = _by_cell(totals, totals.n.astype(np.float64) if totals.by_record else np.ones(len(totals.cell)))
    degrees: FloatArray = n_psu - seen.reshape(totals.n_stratum, totals.n_cell).sum(axis=0)
    return degrees


def lonely_strata(totals: PsuTotals) -> IntArray:
    """Strata of which one PSU was sampled out of several, so that its spread is unknown."""
    return np.flatnonzero((totals.stratum_n_psu == 1) & (totals.stratum_fraction < 1))


def _by_cell(totals: PsuTotals, values: FloatArray) -> FloatArray:
    return np.asarray(np.bincount(totals.cell, weights=values, minlength=totals.n_cell), dtype=np.float64)


def _scores(totals: PsuTotals, statistic: LinearStatistic) -> _Scores:
    origin = totals.origin
    if statistic == "total":
        return _Scores(
            estimate=_by_cell(totals, totals.wy + origin * totals.w),
            total=totals.wy + origin * totals.w,
            square=totals.w2yy + origin * (2 * totals.w2y + origin * totals.w2),
        )
    size = _by_cell(totals, totals.wx)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(size != 0, _by_cell(totals, totals.wy) / size, np.nan)
        slope, scale = ratio[totals.cell], size[totals.cell]
        expected = slope * totals.wx
        total = (totals.wy - expected) / scale
        square = (totals.w2yy - 2 * slope * totals.w2xy + slope**2 * totals.w2xx) / scale**2
        # Rounding leaves a trace where all answers are equal; a trace would give an interval of no width.
        total = np.where(np.abs(total * scale) <= ROUNDING * np.abs(expected), 0.0, total)
        square = np.where(square * scale**2 <= ROUNDING * totals.w2yy, 0.0, square)
    return _Scores(ratio + origin, total, square)


def _covariance(totals: PsuTotals, scores: _Scores, *, alone: IntArray, lonely: LonelyRule) -> FloatArray:
    """Σ_h (1 − f_h) n_h/(n_h − 1) Σ_j (z_hj − z̄_h)(z_hj − z̄_h)ᵀ, from sums of z and of its products."""
    n_psu = totals.stratum_n_psu
    spread = n_psu > 1
    scale = np.where(spread, (1 - totals.stratum_fraction) * n_psu / np.maximum(n_psu - 1, 1), 0.0)
    covariance = _centred_products(totals, scores, scale)
    if not len(alone) or lonely == "certainty":
        return covariance
    if lonely == "average":
        sampled = int(np.sum(n_psu > 0))
        return covariance * (sampled / (sampled - len(alone))) if sampled > len(alone) else covariance * np.nan
    by_stratum = _stratum_sums(totals, scores)
    deviation = by_stratum[alone] - by_stratum.sum(axis=0) / n_psu.sum()
    weighted = deviation * np.sqrt(1 - totals.stratum_fraction[alone])[:, None]
    covariance += weighted.T @ weighted
    return covariance


def _centred_products(totals: PsuTotals, scores: _Scores, scale: FloatArray) -> FloatArray:
    """Σ_h scale_h Σ_j (z_hj − z̄_h)(z_hj − z̄_h)ᵀ, shape (n_cell, n_cell)."""
    by_stratum = _stratum_sums(totals, scores)
    raw = _products(totals, scores, scale)
    centre = np.sqrt(scale / np.maximum(totals.stratum_n_psu, 1))[:, None] * by_stratum
    covariance: FloatArray = raw - centre.T @ centre
    covariance[np.abs(covariance) < ROUNDING * np.sqrt(np.outer(np.diag(raw), np.diag(raw)))] = 0.0
    return covariance


def _second_stage(totals: PsuTotals, within: PsuTotals, statistic: LinearStatistic) -> FloatArray:
    """Σ_h f_h Σ_j V̂₂(hj): what sampling inside PSUs adds where many of the PSUs were taken.

    A PSU in which one was sampled adds nothing.

    Source: Särndal, Swensson & Wretman (1992), result 4.3.1; Cochran (1977), ch. 11.
    """
    n_sampled = within.stratum_n_psu
    taken = totals.stratum_fraction[totals.unit_stratum]
    scale = taken * (1 - within.stratum_fraction) * n_sampled / np.maximum(n_sampled - 1, 1)
    return _centred_products(within, _scores(within, statistic), np.where(n_sampled > 1, scale, 0.0))


def _stratum_sums(totals: PsuTotals, scores: _Scores) -> FloatArray:
    """Sum of the scores by stratum and cell, shape (n_stratum, n_cell)."""
    code = totals.unit_stratum[totals.unit] * totals.n_cell + totals.cell
    sums = np.bincount(code, weights=scores.total, minlength=totals.n_stratum * totals.n_cell)
    return np.asarray(sums, dtype=np.float64).reshape(totals.n_stratum, totals.n_cell)


def _products(totals: PsuTotals, scores: _Scores, scale: FloatArray) -> FloatArray:
    """Σ over PSUs of scaled products of their scores, shape (n_cell, n_cell)."""
    row_scale = scale[totals.unit_stratum[totals.unit]]
    if totals.by_record:
        # A record is in one cell, so products between cells are 0.
        return np.diag(_by_cell(totals, row_scale * scores.square))
    from scipy import sparse

    shape = (len(totals.unit_stratum), totals.n_cell)
    by_psu = sparse.csr_array((scores.total * np.sqrt(row_scale), (totals.unit, totals.cell)), shape=shape)
    products: FloatArray = (by_psu.T @ by_psu).toarray()
    return products


def _design_effects(totals: PsuTotals, statistic: LinearStatistic, variance: FloatArray) -> FloatArray:
    """Variance over that of a simple random sample of as many records (METHODS 7)."""
    n, size = _by_cell(totals, totals.n.astype(np.float64)), _by_cell(totals, totals.w)
    with np.errstate(divide="ignore", invalid="ignore"):
        if statistic == "ratio":
            base = _by_cell(totals, totals.wx)
            slope = _by_cell(totals, totals.wy) / base
            squares = _by_cell(totals, totals.wyy - 2 * slope[totals.cell] * totals.wxy)
            squares = squares + slope**2 * _by_cell(totals, totals.wxx)
            factor = (size / base) ** 2
        else:
            mean = _by_cell(totals, totals.wy) / size
            squares = _by_cell(totals, totals.wyy) - mean**2 * size
            factor = size**2 if statistic == "total" else np.ones_like(size)
        spread = np.where(squares > ROUNDING * np.abs(_by_cell(totals, totals.wyy)), squares, np.nan)
        simple = simple_variance(spread, size, n, factor=factor, population=sums_to_population(totals))
        return np.where((n > 1) & (simple > 0), variance / simple, np.nan)


def sums_to_population(totals: PsuTotals) -> bool:
    """Whether the weights were declared and sum to a population, not to the sample (METHODS 4)."""
    if not totals.weighted or not totals.n_record:
        return False
    known = bool(np.any(totals.stratum_fraction > 0))
    return weights_sum_to_population(totals.sum_weight, totals.n_record, fractions_known=known)
