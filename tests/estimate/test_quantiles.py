"""Medians of amounts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.aggregate import sample
from meal.estimate import median, quantile


def test_the_median_of_a_simple_sample_lies_between_answers_of_the_sample():
    # 20 answers 1..20: P(X ≤ 5) = 0.0207 < 0.025 ≤ P(X ≤ 6) = 0.0577, so the 6th and the 15th.
    result = median(sample(np.arange(1.0, 21)))

    assert (result.estimate, result.conf_low, result.conf_high) == (10.5, 6, 15)
    assert (result.method, result.n) == ("order_statistics", 20)


def test_five_answers_say_nothing_about_the_limits_of_a_median():
    # Even the smallest of five is above the median once in 32.
    result = median(sample(np.array([1.0, 2, 3, 4, 5])))

    assert (result.estimate, result.status, result.conf_low) == (3, "not_estimable", None)
    assert result.remarks[-1].rule == "no_limits"


def test_limits_that_fall_on_one_answer_are_no_interval():
    result = median(sample(np.array([3.0] * 50 + [1, 5])))

    assert (result.estimate, result.status) == (3, "not_estimable")
    assert result.remarks[-1].rule == "limits_tied"


def test_a_counted_median_is_the_middle():
    people = sample(np.array([4.0, 1, 3, np.nan, 2]), stratum_fraction=np.array([1.0]))
    result = median(people)

    assert (result.estimate, result.std_error, result.method, result.n_missing) == (2.5, 0, "census", 1)


def test_nobody_has_no_median():
    assert median(sample(np.array([np.nan]))).status == "not_estimable"
    assert quantile(sample(np.array([np.nan])), 0.5).status == "not_estimable"


def test_under_a_design_the_median_is_the_first_answer_that_half_do_not_exceed():
    # Weights 1, 1, 2: half of the weight is reached at the second answer.
    people = sample(np.array([10.0, 20, 30]), weight=np.array([1.0, 1, 2]))

    assert quantile(people, 0.5).estimate == 20


def test_a_quantile_near_the_end_has_no_lower_limit():
    people = sample(np.arange(40.0), weight=1.0 + np.arange(40) % 2)
    result = quantile(people, 0.03)

    assert result.conf_low is None
    assert result.conf_high is not None
    assert "no_lower_limit" in [remark.rule for remark in result.remarks]
    assert quantile(people, 0.97).conf_high is None


def test_one_village_gives_no_limits():
    result = quantile(sample(np.arange(40.0), psu=np.zeros(40, dtype=int)), 0.5)

    assert (result.estimate, result.status) == (19, "not_estimable")


def test_a_median_in_a_known_population_allows_for_it():
    everybody = np.random.default_rng(1).normal(100, 20, 200)
    simple, known = median(sample(everybody)), median(sample(everybody, stratum_fraction=np.array([0.8])))

    assert known.method == "woodruff"
    assert known.conf_high - known.conf_low < simple.conf_high - simple.conf_low
    assert known.remarks[0].rule == "R2"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=60), st.floats(0.05, 0.95))
def test_a_quantile_is_an_answer_that_enough_people_do_not_exceed(answers, probability):
    y = np.array(answers)
    result = quantile(sample(y, weight=np.ones(len(y))), probability)

    assert result.estimate in y
    assert np.mean(y <= result.estimate) >= probability - 1e-9
    assert np.mean(y < result.estimate) < probability + 1e-9
    if result.conf_low is not None and result.conf_high is not None:
        assert result.conf_low <= result.estimate <= result.conf_high
