"""The number of people who say yes in the population that weights sum to."""

from __future__ import annotations

import math

import numpy as np
import pytest

from meal.aggregate import psu_totals
from meal.estimate import levels, numbers
from meal.estimate.distributions import t_quantile

VILLAGES = np.repeat(np.arange(20), 10)


def totals(y: np.ndarray, village: np.ndarray, weight: float):
    return psu_totals(y, np.zeros(len(y), dtype=int), n_cell=1, psu=village, weight=np.full(len(y), weight))


def test_in_villages_of_one_size_a_number_is_the_population_times_the_share():
    # 20 villages of 10 people, each standing for 50: a population of 10,000.
    y = (np.random.default_rng(2).random(200) < 0.3).astype(float)
    survey = totals(y, VILLAGES, 50.0)
    (number,), (share,) = numbers(survey), levels(survey, "share")

    assert number.estimate == 50 * y.sum()
    assert number.std_error == pytest.approx(10_000 * share.std_error)
    assert (number.conf_low, number.conf_high) == pytest.approx((10_000 * share.conf_low, 10_000 * share.conf_high))
    assert (number.method, number.n, number.numerator) == ("logit_t", 200, int(y.sum()))


def test_a_number_of_nobody_has_an_upper_limit_and_not_below_zero():
    survey = totals(np.zeros(200), VILLAGES, 50.0)
    (number,), (share,) = numbers(survey), levels(survey, "share")

    assert (number.estimate, number.conf_low) == (0.0, 0.0)
    assert number.conf_high == pytest.approx(10_000 * share.conf_high)
    assert number.conf_high > 0


def test_where_everybody_says_yes_the_number_is_as_uncertain_as_the_size_of_the_villages():
    # The share is 1; what varies is how many people the villages hold.
    sizes = np.array([5, 15, 10, 20, 10, 30, 10, 20, 15, 15])
    survey = totals(np.ones(150), np.repeat(np.arange(10), sizes), 20.0)
    (number,), (share,), (total,) = numbers(survey), levels(survey, "share"), levels(survey, "total")

    assert number.conf_high == pytest.approx(total.conf_high)
    # Below: the people that the share may miss, and the spread of the sizes, as two sides of a right angle.
    missed, spread = 3_000 * (1 - share.conf_low), t_quantile(9, 0.95) * total.std_error
    assert number.conf_low == pytest.approx(3_000 - math.hypot(missed, spread))


def test_weights_that_make_up_for_the_share_narrow_the_number():
    # Every village has ten yes; those with more no have more people, so that the number hardly varies.
    sizes = np.tile([20, 30, 40, 50], 5)
    village = np.repeat(np.arange(20), sizes)
    place = np.arange(len(village)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    yes = np.where(np.arange(20) % 2, 10, 11)
    survey = totals((place < yes[village]).astype(float), village, 10.0)
    (number,), (share,), (total,) = numbers(survey), levels(survey, "share"), levels(survey, "total")

    assert number.conf_high - number.conf_low < 0.5 * 7_000 * (share.conf_high - share.conf_low)
    assert number.conf_high - number.conf_low == pytest.approx(total.conf_high - total.conf_low, rel=0.02)


def test_weights_that_sum_to_the_sample_are_refused():
    y = np.tile([1.0, 0.0], 100)
    (number,) = numbers(totals(y, VILLAGES, 1.0))

    assert number.status == "not_estimable"
    assert number.remarks[-1].rule == "weights_do_not_sum_to_population"
