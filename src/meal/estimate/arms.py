"""The means of two arms and the spread of any contrast of them, by the way the arms came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from meal.estimate.methods.cluster_robust import ClusterErrors, cluster_robust, hc2, least_squares, person_robust
from meal.estimate.methods.welch import Spread, welch
from meal.estimate.rare import rare_share_df
from meal.estimate.scores import mean_scores, units_of, variance_of
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, LonelyRule, MeanStatistic, Remark, Sample

Assignment = Literal["individuals", "clusters", "not_random"]
ArmErrors = ClusterErrors | Literal["hc3"]
"""Errors on request: of clusters where they were assigned, `hc3` of people where they were."""


@dataclass(frozen=True, slots=True)
class ArmMeans:
    """Means of the control and the treated arm with their joint spread.

    Attributes:
        spread: factors of control and treated → standard error and df of that sum; (−1, 1) is the
            difference.
        method: what the spread was computed by.
        plain: these are the arms' own means, neither adjusted nor weighted by strata.
    """

    control: float
    treated: float
    spread: Callable[[float, float], Spread]
    method: str
    plain: bool

    @property
    def difference(self) -> float:
        """Treated minus control."""
        return self.treated - self.control


@dataclass(frozen=True, slots=True, eq=False)
class ArmRows:
    """The records behind a comparison of arms.

    Attributes:
        rows: shape (n,), records of either arm with an answer. y, arm, stratum, cluster: shape (n,), of those.
    """

    rows: IntArray
    y: FloatArray
    arm: IntArray
    stratum: IntArray
    cluster: IntArray

    def answers(self, arm: int) -> FloatArray:
        """Answers of one arm."""
        answers: FloatArray = self.y[self.arm == arm]
        return answers

    def n_cluster(self, arm: int) -> int:
        """Clusters with an answer in one arm."""
        return len(np.unique(self.cluster[self.arm == arm]))


def arm_rows(sample: Sample) -> ArmRows:
    """Records of the two arms with an answer.

    Raises:
        ValueError: the sample has no arms.
    """
    if sample.arm is None:
        raise ValueError("a comparison of arms needs to know who is in which arm")
    rows = np.flatnonzero(sample.included & ((sample.arm == 0) | (sample.arm == 1)))
    return ArmRows(rows, sample.y[rows], sample.arm[rows], sample.stratum[rows], units_of(sample).of[rows])


def assigned_whole(people: ArmRows) -> bool:
    """Whether every PSU is in one arm only (R8)."""
    pairs = np.unique(people.cluster * 2 + people.arm)
    return len(pairs) == len(np.unique(people.cluster))


def welch_means(people: ArmRows) -> ArmMeans:
    """Arm means of individually assigned people; within strata and weighted by their size where there are several.

    Raises:
        DesignError: a stratum has fewer than two people in an arm (`stratum_without_arm`).
    """
    groups, weights = [], []
    strata = np.unique(people.stratum)
    for stratum in strata:
        inside = people.stratum == stratum
        groups.append([people.y[inside & (people.arm == arm)] for arm in (0, 1)])
        weights.append(float(inside.mean()))
    if len(strata) > 1:
        _refuse_thin_strata([len(group) for pair in groups for group in pair])

    def spread(control: float, treated: float) -> Spread:
        chosen = [
            (group, weight * factor)
            for pair, weight in zip(groups, weights, strict=True)
            for group, factor in zip(pair, (control, treated), strict=True)
            if factor
        ]
        return welch([group for group, _ in chosen], [factor for _, factor in chosen])

    means = [
        sum(weight * float(np.mean(pair[arm])) for pair, weight in zip(groups, weights, strict=True)) for arm in (0, 1)
    ]
    plain = len(strata) == 1
    return ArmMeans(means[0], means[1], spread, "welch" if plain else "welch_stratified", plain)


def regression_means(
    people: ArmRows, covariates: FloatArray | None, *, clustered: bool, errors: ArmErrors = "cr2"
) -> ArmMeans:
    """Arm means at the covariates' averages, from a regression in which each arm has its own slopes.

    Strata of assignment stand among the covariates, which weighs them by their size. Where an arm
    has one cluster in a stratum, as in matched pairs, strata only shift both arms alike: how single
    clusters differ within a stratum could not be seen otherwise. Without covariates and strata these
    are the arms' plain means.

    Args:
        covariates: shape (n, k), without missing values, or None.

    Raises:
        DesignError: covariates are collinear within an arm (`covariates_collinear`), or a stratum of
            assignment has nobody in an arm (`stratum_without_arm`).

    Source: Lin (2013), Annals of Applied Statistics 7.
    """
    own, shared = _shifts(people, covariates, clustered=clustered)
    arms = np.stack([people.arm == 0, people.arm == 1], axis=1).astype(np.float64)
    fit = least_squares(np.hstack([arms, arms[:, :1] * own, arms[:, 1:] * own, shared]), people.y)

    def spread(control: float, treated: float) -> Spread:
        factors = np.zeros(fit.regressors.shape[1])
        factors[0], factors[1] = control, treated
        if clustered:
            return cluster_robust(fit, people.cluster, factors, "cr2" if errors == "hc3" else errors)
        return person_robust(fit, factors, "hc3") if errors == "hc3" else hc2(fit, factors)

    adjusted = "lin_" if covariates is not None else ""
    of_people = "hc3" if errors == "hc3" else "hc2"
    name = f"{adjusted}{'cr2' if errors == 'hc3' else errors}" if clustered else f"{adjusted}{of_people}"
    if not own.shape[1] and not shared.shape[1]:
        # Taken directly: a share of 0 must be 0 and not a rounding error beside it.
        return ArmMeans(float(people.answers(0).mean()), float(people.answers(1).mean()), spread, name, True)
    return ArmMeans(float(fit.coefficients[0]), float(fit.coefficients[1]), spread, name, False)


def effect_regressors(people: ArmRows) -> FloatArray:
    """Ones, the arm, and strata of assignment as `regression_means` has them: the arm's coefficient is the difference.

    Raises:
        DesignError: a stratum of assignment has nobody in an arm (`stratum_without_arm`).
    """
    own, shared = _shifts(people, None, clustered=True)
    treated = (people.arm == 1).astype(np.float64)[:, None]
    return np.hstack([np.ones((len(people.y), 1)), treated, own, treated * own, shared])


def pairs_of_clusters(people: ArmRows) -> bool:
    """Whether an arm has a single cluster in one of several strata of assignment."""
    _, first = np.unique(people.cluster, return_index=True)
    counts = np.unique(2 * people.stratum[first] + people.arm[first], return_counts=True)[1]
    return len(np.unique(people.stratum)) > 1 and bool((counts < 2).any())


def _shifts(people: ArmRows, covariates: FloatArray | None, *, clustered: bool) -> tuple[FloatArray, FloatArray]:
    """Centred columns with a slope for each arm, and with one slope for both; shapes (n, k)."""
    _refuse_strata_without_arm(people)
    strata = np.unique(people.stratum)
    of_stratum = [(people.stratum == stratum).astype(np.float64)[:, None] for stratum in strata[1:]]
    paired = clustered and pairs_of_clusters(people)
    own = [] if paired else of_stratum
    own = own + ([] if covariates is None else [covariates])
    return _centred(own, len(people.y)), _centred(of_stratum if paired else [], len(people.y))


def _centred(columns: list[FloatArray], n: int) -> FloatArray:
    shift = np.hstack(columns) if columns else np.zeros((n, 0))
    shift = shift[:, np.ptp(shift, axis=0) > 0] if len(shift) else shift
    centred: FloatArray = shift - shift.mean(axis=0)
    return centred


def taylor_means(sample: Sample, statistic: MeanStatistic, lonely: LonelyRule) -> ArmMeans:
    """Arm means as domains of a survey, with the covariance that shared PSUs give them.

    Degrees of freedom are those of the PSUs in either arm, or fewer where a share is rare.

    Raises:
        DesignError: an arm has no answers, or a stratum has one PSU and `lonely` is `fail`.
    """
    units = units_of(sample)
    arms = [
        mean_scores(sample, units=units, included=sample.included & (sample.arm == arm), lonely=lonely)
        for arm in (0, 1)
    ]
    union = arms[0].present | arms[1].present
    df = float(union.sum() - len(np.unique(units.stratum[union])))
    if statistic == "share":
        limits = [rare_share_df(sample, one, sample.included & (sample.arm == arm)) for arm, one in enumerate(arms)]
        df = min(df, *limits)

    def spread(control: float, treated: float) -> Spread:
        deviation = control * arms[0].deviation + treated * arms[1].deviation
        inner = None
        if arms[0].inner is not None and arms[1].inner is not None:
            inner = control * arms[0].inner + treated * arms[1].inner
        total = variance_of(np.abs(control * arms[0].deviation) + np.abs(treated * arms[1].deviation), units)
        variance = variance_of(deviation, units, inner)
        own = df if control and treated else (arms[0].df if control else arms[1].df)
        return Spread(float(np.sqrt(variance)) if variance > 1e-12 * total else 0.0, own)

    return ArmMeans(arms[0].estimate, arms[1].estimate, spread, "taylor_t", True)


def filled_covariates(sample: Sample, people: ArmRows) -> tuple[FloatArray, int]:
    """Covariates of the people compared, a missing one set to the average, and how many were.

    Under random assignment the arms miss alike, so nobody has to be dropped (Lin, Green & Coppock 2016).

    Raises:
        ValueError: the sample has no covariates.
    """
    if sample.covariates is None:
        raise ValueError("an adjusted comparison needs covariates")
    values = sample.covariates[people.rows]
    missing = np.isnan(values)
    if not missing.any():
        return values, 0
    known = np.where(missing, 0.0, values).sum(axis=0) / np.maximum((~missing).sum(axis=0), 1)
    return np.where(missing, known, values), int(missing.any(axis=1).sum())


def as_simple(sample: Sample) -> Sample:
    """Those who answered as a simple sample: what assignment of individuals at random makes of an arm."""
    alone = sample.take(np.flatnonzero(sample.included))
    return replace(
        alone,
        stratum=np.zeros_like(alone.stratum),
        stratum_fraction=np.zeros(1),
        has_strata=False,
        has_psu=False,
    )


def _refuse_thin_strata(sizes: list[int]) -> None:
    thin = sum(size < 2 for size in sizes)
    if thin:
        raise DesignError(Remark("stratum_without_arm", {"groups": thin}))


def _refuse_strata_without_arm(people: ArmRows) -> None:
    strata = np.unique(people.stratum)
    empty = 2 * len(strata) - len(np.unique(2 * people.stratum + people.arm))
    if empty:
        raise DesignError(Remark("stratum_without_arm", {"groups": empty}))
