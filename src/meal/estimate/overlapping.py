"""Change between two waves in which partly the same people, or people of the same PSUs, answered."""

from __future__ import annotations

import math

import numpy as np

from meal.estimate.choice import empty
from meal.estimate.contrasts import change_bounds, counted_change, t_result
from meal.estimate.pairs import matched, overlap, refuse_duplicates
from meal.estimate.rare import rare_remark, rare_share_df
from meal.estimate.scores import MeanScores, mean_scores
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import LonelyRule, MeanStatistic, Result, Sample


def overlap_change(
    before: Sample,
    after: Sample,
    *,
    statistic: MeanStatistic,
    conf_level: float = 0.95,
    lonely: LonelyRule = "adjust",
) -> Result:
    """Change of the level from wave to wave, everybody included, whoever answered once or twice.

    Var = V₀ + V₁ − 2C. V₀ and V₁ are each wave's own variance, on its own roster, sample sizes
    and finite population, exactly as when the wave is analysed alone; C comes from the PSUs (the
    people, where there are none) that both waves share.

    Raises:
        DesignError: as `change`.

    Source: METHODS 12; Tam (1984), The American Statistician 38, for the finite population in C.
    """
    both = overlap(before, after)
    if not both.n_before or not both.n_after:
        return empty(0)
    first, second = mean_scores(before, lonely=lonely), mean_scores(after, lonely=lonely)
    estimate = second.estimate - first.estimate
    if before.counted and after.counted:
        return counted_change(estimate, both.n_people, (both.remark,))
    shared = _shared_units(before, after, first, second)
    variance = first.variance + second.variance - 2 * _covariance(first, second, *shared)
    df, limit = _joint_df(first, second, *shared), math.inf
    if statistic == "share":
        limit = min(rare_share_df(before, first), rare_share_df(after, second))
    # Where the two variances cancel but for rounding, no variation was seen.
    floor = 1e-12 * (first.variance + second.variance)
    return t_result(
        estimate,
        math.sqrt(variance) if variance > floor else 0.0,
        min(df, limit),
        conf_level,
        n=both.n_people,
        method="overlap_t",
        bounds=change_bounds(statistic),
        remarks=(both.remark, *rare_remark(limit, df)),
    )


def _shared_units(before: Sample, after: Sample, first: MeanScores, second: MeanScores) -> tuple[IntArray, IntArray]:
    """PSUs (people, without PSUs) that stand in both waves: their numbers in either."""
    # A code that stands in several strata names a PSU only together with its stratum.
    clustered = before.has_psu and after.has_psu
    nested = clustered and any(len(np.unique(one.units.code)) < len(one.units.code) for one in (first, second))
    n_code = int(max(first.units.code.max(), second.units.code.max())) + 1 if nested else 0
    known = []
    for sample, scores in ((before, first), (after, second)):
        if sample.has_psu:
            key = scores.units.stratum * n_code + scores.units.code
        else:
            key = np.full(len(sample.y), -1, dtype=np.int64) if sample.pair is None else sample.pair
        numbers = np.flatnonzero(key >= 0)
        refuse_duplicates(key[numbers])
        known.append((key[numbers], numbers))
    if before.has_psu != after.has_psu:
        nobody = np.zeros(0, dtype=np.int64)
        return nobody, nobody
    (keys_first, numbers_first), (keys_second, numbers_second) = known
    mine, theirs = matched(keys_first, keys_second)
    return numbers_first[mine], numbers_second[theirs]


def _covariance(first: MeanScores, second: MeanScores, mine: IntArray, theirs: IntArray) -> float:
    """Covariance of two levels from the units they share, in each stratum less the finite population.

    Of a frame of N, samples of n₀ and n₁ that share m have covariance (m/(n₀n₁) − 1/N)S₀₁.
    """
    retained = [_retained(first, mine), _retained(second, theirs)]
    finite = 1 - np.maximum(
        first.units.fraction[mine] / retained[1][theirs], second.units.fraction[theirs] / retained[0][mine]
    )
    return float((np.maximum(finite, 0.0) * first.deviation[mine] * second.deviation[theirs]).sum())


def _retained(scores: MeanScores, shared: IntArray) -> FloatArray:
    """Part of each unit's stratum that is in the other wave too, shape (n_unit,)."""
    stratum = scores.units.stratum
    in_both = np.bincount(stratum[shared], minlength=int(stratum.max()) + 1)[stratum]
    part: FloatArray = in_both / scores.units.n_in_stratum
    return part


def _joint_df(first: MeanScores, second: MeanScores, mine: IntArray, theirs: IntArray) -> float:
    """PSUs − strata over both waves, those of a shared PSU counted once; of the sampled wave where one is counted."""
    if first.variance == 0 or second.variance == 0:
        return first.df if second.variance == 0 else second.df
    again = np.zeros(len(second.present), dtype=np.bool_)
    again[theirs] = first.present[mine]
    extra = second.present & ~again
    strata = np.union1d(first.units.stratum[first.present], second.units.stratum[extra])
    return float(first.present.sum() + extra.sum() - len(strata))
