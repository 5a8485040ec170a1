"""Tests for few clusters: what could have been drawn, and what signs could have been."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from meal.aggregate import sample
from meal.estimate import change_randomisation_test, compare_arms_adjusted, randomisation_test, wild_cluster_test
from meal.estimate.methods.cluster_robust import cluster_robust, least_squares
from meal.estimate.methods.wild_bootstrap import wild_cluster_bootstrap
from meal.estimate.resampling import resampling_remarks
from meal.model.samples import DesignError, Sample


def trial(n_village: int = 8, *, stratum: np.ndarray | None = None, seed: int = 1) -> Sample:
    """Villages of five, every other one treated."""
    generator = np.random.default_rng(seed)
    village = np.arange(5 * n_village) // 5
    arm = village % 2
    y = arm * 0.8 + generator.normal(0, 0.5, n_village)[village] + generator.normal(size=len(village))
    return sample(y, arm=arm, psu=village, stratum=stratum)


def test_as_many_villages_are_treated_in_every_way_they_could_have_been():
    people = trial(6)
    means = people.y.reshape(6, 5).mean(axis=1)
    seen = means[1::2].mean() - means[::2].mean()
    all_ways = [
        means[list(chosen)].mean() - np.delete(means, chosen).mean() for chosen in itertools.combinations(range(6), 3)
    ]

    found = randomisation_test(people)

    assert (found.n_assignment, found.enumerated, found.seed) == (20, True, None)
    assert found.estimate == pytest.approx(seen)
    assert found.p_value == pytest.approx(np.mean(np.abs(all_ways) >= abs(seen) - 1e-9))
    # Of twenty ways one and its mirror image lie furthest out.
    assert found.smallest == pytest.approx(2 / 20)
    assert [remark.rule for remark in resampling_remarks(found)] == ["all_assignments"]


def test_villages_drawn_in_pairs_are_drawn_anew_in_pairs():
    pairs = np.arange(40) // 10
    found = randomisation_test(trial(8, stratum=pairs))

    assert found.n_assignment == 2**4
    assert found.smallest == 2 / 16


def test_people_assigned_one_by_one_are_drawn_one_by_one():
    y = np.array([1.0, 2, 3, 10, 11, 12])
    found = randomisation_test(sample(y, arm=np.array([0, 0, 0, 1, 1, 1])))

    # Only this assignment and its mirror image lie 9 apart.
    assert found.p_value == pytest.approx(2 / 20)


def test_more_ways_than_can_be_looked_at_are_drawn_with_a_seed():
    people = trial(40)
    first, again = (randomisation_test(people, draws=500, seed=3) for _ in range(2))

    assert first == again
    assert (first.n_assignment, first.enumerated) == (501, False)
    assert 1 / 501 <= first.p_value < 0.1
    assert resampling_remarks(first)[0].parameters == {"seed": 3, "draws": 500}


def test_a_stratum_with_one_arm_only_cannot_be_drawn_anew():
    with pytest.raises(DesignError, match="stratum_without_arm"):
        randomisation_test(trial(8, stratum=np.arange(40) // 5 % 2))


def test_changes_of_both_signs_are_as_likely_without_an_effect():
    # All 3 gained: of 8 patterns of signs this and its mirror image are as far from 0.
    people = np.arange(3)
    before, after = sample(np.zeros(3), pair=people), sample(np.array([1.0, 2.0, 3.0]), pair=people)
    found = change_randomisation_test(before, after)

    assert (found.estimate, found.p_value, found.n_assignment) == (2.0, 0.25, 8)
    nobody = sample(np.full(3, np.nan), pair=people)
    with pytest.raises(DesignError, match="nobody_answered"):
        change_randomisation_test(before, nobody)


def test_many_changes_have_their_signs_drawn():
    people = np.arange(60)
    generator = np.random.default_rng(2)
    before, after = sample(np.zeros(60), pair=people), sample(generator.normal(0.5, 1, 60), pair=people)
    found = change_randomisation_test(before, after, draws=400, seed=9)

    assert (found.n_assignment, found.seed) == (401, 9)
    assert found.p_value < 0.05


def by_hand(regressors: np.ndarray, y: np.ndarray, village: np.ndarray) -> float:
    """The share of all sign patterns with a larger t, every regression run again."""
    contrast = np.eye(regressors.shape[1])[1]

    def t(values: np.ndarray) -> float:
        fit = least_squares(regressors, values)
        return abs(float(fit.coefficients[1]) / cluster_robust(fit, village, contrast, "cr1").std_error)

    rest = least_squares(np.delete(regressors, 1, axis=1), y)
    fitted = y - rest.residuals
    n_village = len(np.unique(village))
    patterns = itertools.product([-1.0, 1.0], repeat=n_village)
    return float(
        np.mean([t(fitted + np.array(signs)[village] * rest.residuals) > t(y) * (1 + 1e-9) for signs in patterns])
    )


def test_turned_residuals_give_the_p_value_of_running_every_regression_again():
    people = trial(8)
    regressors = np.column_stack([np.ones(40), people.arm])
    found = wild_cluster_test(people, weights="rademacher")

    assert found.n_pattern == 2**8
    assert found.p_strict == pytest.approx(by_hand(regressors, people.y, people.psu))
    assert found.p_strict <= found.p_at_least


def test_few_villages_get_webbs_six_points_and_many_get_signs_that_are_drawn():
    few, many = wild_cluster_test(trial(8), draws=300, seed=5), wild_cluster_test(trial(30), draws=300, seed=5)

    assert (few.weights, few.enumerated, few.seed) == ("webb", False, 5)
    assert (many.weights, many.enumerated) == ("rademacher", False)
    assert resampling_remarks(many)[0].parameters == {"seed": 5, "draws": 300}


def test_covariates_stand_in_the_model_that_is_resampled():
    people = trial(8)
    covariate = np.random.default_rng(4).normal(size=(40, 1))
    adjusted = sample(people.y, arm=people.arm, psu=people.psu, covariates=covariate)
    found = wild_cluster_test(adjusted, weights="rademacher")
    slope = least_squares(np.column_stack([np.ones(40), people.arm, covariate]), people.y).coefficients[1]

    assert found.estimate == pytest.approx(slope)
    assert compare_arms_adjusted(adjusted, statistic="mean", assigned="clusters").difference.estimate is not None


def test_a_coefficient_may_be_the_only_one():
    y = np.array([1.0, 2.0, 1.5, 2.5, 0.5, 3.0])
    found = wild_cluster_bootstrap(np.ones((6, 1)), y, np.array([0, 0, 1, 1, 2, 2]), 0, weights="rademacher")

    assert found.estimate == pytest.approx(y.mean())


def test_one_village_and_weights_are_refused():
    with pytest.raises(DesignError, match="too_few_clusters"):
        wild_cluster_bootstrap(np.column_stack([np.ones(4), [0, 0, 1, 1]]), np.arange(4.0), np.zeros(4, dtype=int), 1)
    people = sample(np.arange(4.0), arm=np.array([0, 1, 0, 1]), weight=np.arange(1.0, 5.0))
    with pytest.raises(DesignError, match="adjustment_with_weights"):
        wild_cluster_test(people)
