"""Tests of an effect that lean on how arms were drawn or on resampling, for few clusters (R9, R20)."""

from __future__ import annotations

import numpy as np

from meal.estimate.arms import ArmRows, arm_rows, assigned_whole, filled_covariates
from meal.estimate.methods.randomisation import RandomisationTest, reassignment, sign_flips
from meal.estimate.methods.wild_bootstrap import SignWeights, WildBootstrap, wild_cluster_bootstrap
from meal.estimate.pairs import change_sample, overlap
from meal.model.arrays import FloatArray, IntArray
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
        values, arm, stratum = _clusters(people)
    else:
        values, arm, stratum = people.y, people.arm, people.stratum
    return reassignment(values, arm, stratum=stratum, draws=draws, seed=seed)


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
    """Rule R20: seed and draws of a test that drew; nothing where all patterns were looked at."""
    if test.seed is None:
        return ()
    drawn = test.n_assignment - 1 if isinstance(test, RandomisationTest) else test.n_pattern
    return (Remark("R20", {"seed": test.seed, "draws": drawn}),)


def _clusters(people: ArmRows) -> tuple[FloatArray, IntArray, IntArray]:
    """Mean, arm and stratum of assignment of each cluster."""
    _, first, place = np.unique(people.cluster, return_index=True, return_inverse=True)
    means = np.bincount(place, weights=people.y) / np.bincount(place)
    return np.asarray(means, dtype=np.float64), people.arm[first], people.stratum[first]
