"""Whether a difference or change is the same in every group: one test of all groups together (R18)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from meal.estimate.arms import arm_rows, assigned_whole
from meal.estimate.distributions import chi_square_p_value, f_p_value
from meal.estimate.few_clusters import FEW_CLUSTERS
from meal.estimate.influence import design_df
from meal.estimate.pairs import MOSTLY_SAME, change_sample, overlap
from meal.estimate.scores import MeanScores, mean_scores, units_of
from meal.model.arrays import BoolArray, FloatArray
from meal.model.samples import DesignError, LonelyRule, Remark, Result, Sample

SINGULAR = 1e-10


def interaction_of_results(results: Sequence[Result]) -> Result:
    """Test whether independent groups, of different people, share one difference: Welch's F of their estimates.

    Two groups: the t test of the difference between their differences, with Satterthwaite df.

    Args:
        results: of the groups, each with a standard error.

    Raises:
        DesignError: fewer than two groups have a difference (`one_group`), or one shows no variation (`no_spread`).

    Source: Welch (1951), Biometrika 38.
    """
    known = [result for result in results if result.estimate is not None and result.conf_low is not None]
    if len(known) < 2:
        raise DesignError(Remark("one_group"))
    if any(not result.std_error for result in known):
        raise DesignError(Remark("no_spread", {"n": sum(result.n for result in known)}))
    k = len(known)
    estimate = np.array([result.estimate for result in known])
    weight = np.array([1 / (result.std_error or math.nan) ** 2 for result in known])
    mean = float((weight * estimate).sum() / weight.sum())
    spread = float((weight * (estimate - mean) ** 2).sum())
    lost = sum(
        (1 - own / weight.sum()) ** 2 / result.df for own, result in zip(weight, known, strict=True) if result.df
    )
    if not lost:
        return _tested(spread / (k - 1), k, math.inf)
    statistic = spread / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * float(lost))
    return _tested(statistic, k, float((k**2 - 1) / (3 * lost)))


def interaction_of_arms(sample: Sample, groups: Sequence[BoolArray], *, lonely: LonelyRule = "adjust") -> Result:
    """Test whether two arms differ alike in groups that share PSUs: an adjusted Wald test.

    Args:
        groups: shape (n_records,) each, who is in a group; disjoint.

    Raises:
        DesignError: as `interaction_of_results`; or arms are of a few whole clusters (R9).

    Source: Korn & Graubard (1990), The American Statistician 44.
    """
    people = arm_rows(sample)
    if assigned_whole(people) and min(people.n_cluster(0), people.n_cluster(1)) <= FEW_CLUSTERS:
        counts = {"control": people.n_cluster(0), "treated": people.n_cluster(1)}
        raise DesignError(Remark("R9", {**counts, "because": "no_test"}))
    units = units_of(sample)
    scores: list[tuple[float, FloatArray]] = []
    compared = np.zeros(len(sample.y), dtype=np.bool_)
    for group in groups:
        inside = [sample.included & group & (sample.arm == arm) for arm in (0, 1)]
        if all(part.any() for part in inside):
            control, treated = (mean_scores(sample, units=units, included=part, lonely=lonely) for part in inside)
            scores.append((treated.estimate - control.estimate, _spread(treated) - _spread(control)))
            compared |= inside[0] | inside[1]
    return _wald(scores, design_df(units, compared))


def interaction_of_changes(
    before: Sample, after: Sample, people: Sequence[BoolArray], *, lonely: LonelyRule = "adjust"
) -> Result:
    """Test whether the same people changed alike in groups that share PSUs: an adjusted Wald test.

    Args:
        people: shape (n_people,) each, by the codes of `pair`, who is in a group; disjoint.

    Raises:
        DesignError: as `interaction_of_results`; or fewer than nine tenths are in both waves
            (`interaction_not_offered`).
    """
    both = overlap(before, after)
    if both.share < MOSTLY_SAME:
        raise DesignError(Remark("interaction_not_offered"))
    sample = change_sample(before, after, both)
    assert sample.pair is not None
    units = units_of(sample)
    scores: list[tuple[float, FloatArray]] = []
    compared = np.zeros(len(sample.y), dtype=np.bool_)
    for group in people:
        inside = sample.included & group[sample.pair]
        if inside.any():
            found = mean_scores(sample, units=units, included=inside, lonely=lonely)
            scores.append((found.estimate, _spread(found)))
            compared |= inside
    return _wald(scores, design_df(units, compared))


def _spread(scores: MeanScores) -> FloatArray:
    """Deviations of an estimate by PSU and by what was sampled inside, so that variances are sums of squares."""
    units = scores.units
    first: FloatArray = np.sqrt(1 - units.fraction) * scores.deviation
    if scores.inner is None or units.inner is None:
        return first
    return np.concatenate([first, np.sqrt(units.inner.factor) * scores.inner])


def _wald(scores: Sequence[tuple[float, FloatArray]], df: float) -> Result:
    """F of all differences between the groups, from the deviations of their estimates."""
    k = len(scores)
    if k < 2:
        raise DesignError(Remark("one_group"))
    estimate = np.array([value for value, _ in scores])
    deviation = np.stack([deviation for _, deviation in scores])
    covariance = deviation @ deviation.T
    against_last = np.hstack([np.eye(k - 1), -np.ones((k - 1, 1))])
    away, spread = against_last @ estimate, against_last @ covariance @ against_last.T
    df_error = df - (k - 1) + 1
    if df_error <= 0:
        raise DesignError(Remark("no_degrees_of_freedom", {"n": 0}))
    if np.linalg.eigvalsh(spread)[0] <= SINGULAR * max(float(np.trace(covariance)), SINGULAR):
        raise DesignError(Remark("no_spread", {"n": 0}))
    wald = float(away @ np.linalg.solve(spread, away))
    return _tested(wald * df_error / (df * (k - 1)), k, df_error)


def _tested(statistic: float, k: int, df_error: float) -> Result:
    exact = math.isfinite(df_error)
    p_value = f_p_value(statistic, k - 1, df_error) if exact else chi_square_p_value(statistic * (k - 1), k - 1)
    return Result(
        estimate=statistic,
        df=df_error if exact else None,
        p_value=p_value,
        method="interaction_f",
        remarks=(Remark("R18", {"groups": k}),),
    )
