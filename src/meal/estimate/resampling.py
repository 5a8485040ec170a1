"""Tests of an effect that lean on how arms were drawn or on resampling, for few clusters (R9, R20)."""

from __future__ import annotations

import numpy as np

from meal.estimate.arms import ArmRows, arm_rows, assigned_whole, effect_regressors, filled_covariates
from meal.estimate.methods.cluster_robust import least_squares
from meal.estimate.methods.randomisation import RandomisationTest, reassignment, sign_flips
from meal.estimate.methods.wild_bootstrap import SignWeights, WildBootstrap, wild_cluster_bootstrap
from meal.estimate.pairs import change_sample, overlap
from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, Remark, Sample

SEED = 20240
DRAWS = 9999


def randomisation_test(sample: Sample, *, draws: int = DRAWS, seed: int = SEED) -> RandomisationTest:
    """Draw the arms anew as they were drawn: clusters where whole PSUs were assigned, within strata of assignment.

    Clusters count by their means, each once.

    Raises:
        DesignError: an arm is empty in a stratum (`stratum_without_arm`).
    """
    people = arm_rows(sample)
    if sample.has_psu and assigned_whole(people):
        return cluster_randomisation_test(people, people.y, sample.weight[people.rows], draws=draws, seed=seed)
    return reassignment(people.y, people.arm, stratum=people.stratum, draws=draws, seed=seed)


def cluster_randomisation_test(
    people: ArmRows, values: FloatArray, weight: FloatArray | None = None, *, draws: int = DRAWS, seed: int = SEED
) -> RandomisationTest:
    """Draw the arms of whole clusters anew, within strata of assignment; clusters count by their means, each once.

    Args:
        people: clusters are of one arm each. values: shape (n,), of the same people. weight: shape (n,).

    Raises:
        DesignError: an arm is empty in a stratum (`stratum_without_arm`).
    """
    weights = np.ones(len(values)) if weight is None else weight
    _, first, place = np.unique(people.cluster, return_index=True, return_inverse=True)
    means = np.bincount(place, weights=weights * values) / np.bincount(place, weights=weights)
    # Rounding would tell clusters with the same people apart.
    means = np.round(means, 12)
    return reassignment(means, people.arm[first], stratum=people.stratum[first], draws=draws, seed=seed)


def without_covariates(people: ArmRows, covariates: FloatArray) -> FloatArray:
    """What covariates leave of the answers, without looking at the arms: what an adjusted effect is drawn anew on.

    Source: Rosenbaum (2002), Statistical Science 17.
    """
    residuals: FloatArray = least_squares(np.column_stack([np.ones(len(people.y)), covariates]), people.y).residuals
    return residuals


def wild_effect_test(people: ArmRows, *, draws: int = DRAWS, seed: int = SEED) -> WildBootstrap:
    """The difference of two arms of whole clusters by the wild cluster bootstrap, with strata of assignment as it has.

    Raises:
        DesignError: a stratum has nobody in an arm.
    """
    regressors = effect_regressors(people)
    return wild_cluster_bootstrap(regressors, people.y, people.cluster, 1, draws=draws, seed=seed)


def change_randomisation_test(
    before: Sample, after: Sample, *, draws: int = DRAWS, seed: int = SEED
) -> RandomisationTest:
    """Whether a mean change among the same people could as well have had the other sign.

    Raises:
        DesignError: a person stands twice in a wave (R7), or nobody answered both times.
    """
    both = overlap(before, after)
    if not both.n_both:
        raise DesignError(Remark("nobody_answered", {"n_missing": 0}))
    changes = change_sample(before, after, both)
    return sign_flips(changes.y[changes.included], draws=draws, seed=seed)


def wild_cluster_test(
    sample: Sample, *, weights: SignWeights | None = None, draws: int = DRAWS, seed: int = SEED
) -> WildBootstrap:
    """The effect of the arm, adjusted for covariates where there are any, by the wild cluster bootstrap.

    Raises:
        DesignError: covariates are collinear, or weights were declared (`adjustment_with_weights`).
    """
    if sample.has_weight:
        raise DesignError(Remark("adjustment_with_weights"))
    people = arm_rows(sample)
    columns = [np.ones(len(people.y)), people.arm.astype(np.float64)]
    if sample.covariates is not None:
        columns.append(filled_covariates(sample, people)[0])
    regressors = np.column_stack(columns)
    return wild_cluster_bootstrap(regressors, people.y, people.cluster, 1, weights=weights, draws=draws, seed=seed)


def resampling_remarks(test: RandomisationTest | WildBootstrap) -> tuple[Remark, ...]:
    """Rule R20: seed and draws of a test that drew, or that all there are were looked at."""
    if test.seed is None:
        n = test.n_assignment if isinstance(test, RandomisationTest) else test.n_pattern
        return (Remark("all_assignments", {"n": n}),)
    drawn = test.n_assignment - 1 if isinstance(test, RandomisationTest) else test.n_pattern
    return (Remark("R20", {"seed": test.seed, "draws": drawn}),)
