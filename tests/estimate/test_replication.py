"""Replicate weights: built from a design, given by a producer, and what they must agree with."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from meal.aggregate import sample
from meal.estimate import (
    balanced_half_samples,
    given_replicates,
    jackknife,
    replicate_level,
    replicate_quantile,
    rescaled_bootstrap,
    successive_differences,
)
from meal.estimate.methods.hadamard import hadamard
from meal.estimate.scores import mean_scores
from meal.model.samples import DesignError, Sample


def survey(n_stratum: int = 5, n_village: int = 2, *, fraction: float = 0.0) -> Sample:
    """Strata of villages of four people."""
    generator = np.random.default_rng(11)
    n = n_stratum * n_village * 4
    village = np.arange(n) // 4
    return sample(
        generator.normal(50, 10, n) + generator.normal(0, 5, n // 4)[village],
        weight=np.full(n, 2.0),
        stratum=village // n_village,
        psu=village,
        stratum_fraction=np.full(n_stratum, fraction),
    )


@pytest.mark.parametrize("size", [1, 2, 3, 5, 12, 17, 21, 100])
def test_rows_of_a_balanced_matrix_have_nothing_in_common(size):
    matrix = hadamard(size)

    assert len(matrix) >= size
    assert set(np.unique(matrix)) <= {-1, 1}
    assert np.array_equal(matrix @ matrix.T, len(matrix) * np.eye(len(matrix)))
    assert np.all(matrix[0] == 1)


def test_more_strata_than_any_survey_has_are_refused():
    with pytest.raises(ValueError, match="strata"):
        hadamard(100_000)


@pytest.mark.parametrize(
    ("made", "strata", "villages"),
    [
        (jackknife, 1, 9),
        (jackknife, 4, 3),
        (balanced_half_samples, 5, 2),
        (balanced_half_samples, 11, 2),
        (lambda people: balanced_half_samples(people, fay=0.5), 6, 2),
    ],
)
def test_for_a_mean_of_equal_weights_replicates_give_the_linearised_error_exactly(made, strata, villages):
    people = survey(strata, villages)
    found = replicate_level(people, made(people), "mean")

    assert found.std_error == pytest.approx(math.sqrt(mean_scores(people).variance))
    assert found.df == strata * villages - strata


def test_a_jackknife_allows_for_a_finite_number_of_villages():
    people, endless = survey(3, 4, fraction=0.5), survey(3, 4)
    half, whole = (replicate_level(one, jackknife(one), "mean") for one in (people, endless))

    assert half.std_error == pytest.approx(whole.std_error * math.sqrt(0.5))


def test_a_stratum_taken_whole_is_never_left_out():
    people = survey(2, 3)
    alone = replace(
        people, stratum=np.where(people.psu == 0, 2, people.stratum), stratum_fraction=np.array([0.0, 0, 1])
    )
    found = replicate_level(alone, jackknife(alone), "mean")

    assert found.std_error == pytest.approx(math.sqrt(mean_scores(alone).variance))


@pytest.mark.parametrize("made", [jackknife, lambda people: rescaled_bootstrap(people, seed=1)])
def test_a_lonely_village_is_refused(made):
    people = survey(2, 2)
    with pytest.raises(DesignError, match="R10"):
        made(replace(people, stratum=np.where(people.psu == 0, 2, people.stratum), stratum_fraction=np.zeros(3)))


def test_halves_need_two_villages_in_every_stratum():
    with pytest.raises(DesignError, match="not_two_psus"):
        balanced_half_samples(survey(3, 3))


def test_a_bootstrap_with_a_seed_repeats_itself_and_comes_near_the_linearised_error():
    people = survey(6, 8)
    first, second = (rescaled_bootstrap(people, draws=800, seed=4) for _ in range(2))
    found = replicate_level(people, first, "mean")

    assert np.array_equal(first.weights, second.weights)
    # The error of a standard error from 800 draws is about 1/√1600, 2.5%; four times that.
    assert found.std_error == pytest.approx(math.sqrt(mean_scores(people).variance), rel=0.1)
    assert ("R20", {"seed": 4, "draws": 800}) in [(said.rule, said.parameters) for said in found.remarks]


def test_a_bootstrap_of_half_of_all_villages_is_as_much_surer():
    people, endless = survey(6, 8, fraction=0.5), survey(6, 8)
    half, whole = (
        replicate_level(one, rescaled_bootstrap(one, draws=800, seed=4), "mean") for one in (people, endless)
    )

    assert half.std_error == pytest.approx(whole.std_error * math.sqrt(0.5), rel=1e-6)


def test_successive_differences_see_the_spread_between_neighbours_only():
    # Answers that rise along the list: neighbours are alike, so a systematic sample is surer than a random one.
    n = 60
    people = sample(np.arange(n, dtype=float))
    found = replicate_level(people, successive_differences(people, np.arange(n)), "mean")

    assert 0 < found.std_error < 0.3 * math.sqrt(mean_scores(people).variance)


def test_replicates_of_a_producer_have_as_many_degrees_of_freedom_as_differ():
    people = survey(4, 3)
    given = given_replicates(jackknife(people).weights, "JK1")

    # 12 villages left out in turn, the weight of their stratum kept: the 4 strata do not vary.
    assert replicate_level(people, given, "mean").df == 8
    assert replicate_level(people, given, "mean", df=5).df == 5


@pytest.mark.parametrize(
    ("kind", "scale"),
    [("JK1", 0.9), ("JKn", 1.0), ("BRR", 0.1), ("Fay", 0.1 / 0.49), ("bootstrap", 0.1), ("SDR", 0.4)],
)
def test_the_usual_scale_of_ten_replicates(kind, scale):
    assert given_replicates(np.ones((3, 10)), kind, fay=0.3).scale == pytest.approx(scale)


def test_a_share_of_everybody_gets_an_exact_type_interval_from_replicates_too():
    people = replace(survey(4, 3), y=np.ones(48))
    found = replicate_level(people, jackknife(people), "share")

    assert (found.method, found.conf_high) == ("korn_graubard", 1.0)
    assert found.conf_low < 1


def test_a_median_takes_a_bootstrap_and_refuses_a_jackknife():
    people = survey(6, 4)
    drawn = replicate_quantile(people, rescaled_bootstrap(people, draws=300, seed=2), 0.5)

    assert drawn.conf_low < drawn.estimate < drawn.conf_high
    assert drawn.method == "replicates_t"
    assert replicate_quantile(people, jackknife(people), 0.5).remarks[0].rule == "jackknife_of_quantile"
    nobody = replace(people, domain=np.zeros(96, dtype=bool))
    assert replicate_quantile(nobody, jackknife(people), 0.5).status == "not_estimable"
