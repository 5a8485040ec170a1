"""Weights moved to known totals: what they must reproduce, what is refused, and what it does to precision."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.api import WLS

from meal.aggregate import sample
from meal.estimate import (
    calibrated,
    calibrated_level,
    calibrated_median,
    effective_size,
    post_stratified,
    raked,
    refuse_huge,
    refuse_negative,
    response_cells,
    response_propensities,
    to_known_totals,
    weighting_effect,
)
from meal.estimate.distributions import t_quantile
from meal.model.samples import DesignError

SEX = np.array([0, 0, 0, 1])
SITE = np.array([0, 1, 1, 0])
Y = np.array([1.0, 0.0, 1.0, 1.0])


def test_post_strata_get_their_known_size():
    # 3 women stand for 60 of 100 people, the man for 40.
    moved = post_stratified(np.full(4, 25.0), SEX, np.array([60.0, 40.0]))

    assert moved.weight.tolist() == [20, 20, 20, 40]


def test_a_post_stratified_mean_has_only_the_spread_within_its_strata():
    moved = post_stratified(np.full(4, 25.0), SEX, np.array([60.0, 40.0]))
    found = calibrated_level(sample(Y, weight=moved.base), moved, "mean")

    # 0.6·(2/3) + 0.4·1; residuals 1/3, −2/3, 1/3 and 0, times 20/100, with 4/3 for four people.
    assert found.estimate == pytest.approx(0.8)
    assert found.std_error == pytest.approx(np.sqrt(4 / 3 * 0.2**2 * (1 / 9 + 4 / 9 + 1 / 9)))


def test_the_size_of_a_post_stratum_is_known_and_has_no_error():
    moved = post_stratified(np.full(4, 25.0), SEX, np.array([60.0, 40.0]))
    found = calibrated_level(sample((SEX == 0).astype(float), weight=moved.base), moved, "total")

    assert found.estimate == pytest.approx(60)
    assert (found.status, found.remarks[-1].rule) == ("not_estimable", "no_spread")


def test_raking_meets_all_margins_and_keeps_the_odds_of_the_sample():
    cells = np.array([30.0, 10.0, 20.0, 40.0])
    sex, site = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    moved = raked(cells, [(sex, np.array([50.0, 50.0])), (site, np.array([60.0, 40.0]))])

    assert np.bincount(sex, weights=moved.weight) == pytest.approx([50, 50])
    assert np.bincount(site, weights=moved.weight) == pytest.approx([60, 40])
    assert moved.weight[0] * moved.weight[3] / (moved.weight[1] * moved.weight[2]) == pytest.approx(6.0)


def test_raking_is_calibration_by_the_raking_distance():
    weight, margins = np.array([3.0, 1, 2, 4]), [(SEX, np.array([6.0, 4.0])), (SITE, np.array([7.0, 3.0]))]
    indicators = np.column_stack([SEX == 0, SEX == 1, SITE == 0]).astype(float)

    by_distance = calibrated(weight, indicators, np.array([6.0, 4.0, 7.0]), distance="raking")
    assert raked(weight, margins).weight == pytest.approx(by_distance.weight, rel=1e-8)


def test_totals_that_contradict_each_other_stop_the_raking():
    with pytest.raises(DesignError, match="R17"):
        raked(np.ones(4), [(SEX, np.array([6.0, 4.0])), (SITE, np.array([9.0, 3.0]))])


def test_a_level_without_a_total_and_a_total_without_people_are_refused():
    with pytest.raises(DesignError, match="calibration_level_unknown"):
        post_stratified(np.ones(4), SEX, np.array([4.0]))
    with pytest.raises(DesignError, match="calibration_cell_empty"):
        post_stratified(np.ones(4), SEX, np.array([2.0, 1.0, 1.0]))


def ages(n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    age = np.linspace(15, 60, n)
    return np.full(n, 10.0), np.column_stack([np.ones(n), age])


def test_linear_calibration_is_the_regression_estimator():
    weight, columns = ages()
    y = 3 + 2 * columns[:, 1] + np.sin(np.arange(40))
    totals = np.array([500.0, 500 * 41.0])
    moved = calibrated(weight, columns, totals)
    slopes = WLS(y, columns, weights=weight).fit().params

    assert moved.weight @ columns == pytest.approx(totals)
    # Everybody's prediction, and the residuals that the sample weighs.
    assert moved.weight @ y == pytest.approx(totals @ slopes + weight @ (y - columns @ slopes))


def test_bounds_hold_and_negative_weights_lead_to_them():
    weight, columns = ages()
    # So much older than the sample that the young would get a weight below 0.
    totals = np.array([400.0, 400 * 47.0])
    linear = calibrated(weight, columns, totals)
    assert linear.weight.min() < 0
    with pytest.raises(DesignError, match="R17"):
        refuse_negative(linear)

    moved = to_known_totals(weight, columns, totals)
    refuse_negative(moved)
    assert moved.weight @ columns == pytest.approx(totals, rel=1e-7)
    assert np.all((moved.weight / weight > 0.3) & (moved.weight / weight < 3))
    assert to_known_totals(weight, columns, weight @ columns * 1.01).weight.min() > 0


def test_totals_out_of_reach_stop_the_calibration():
    weight, columns = ages()
    with pytest.raises(DesignError, match="not_converged"):
        calibrated(weight, columns, np.array([400.0, 400 * 59.0]), distance="logit", bounds=(0.5, 2.0))


def test_a_weight_moved_far_and_a_thin_cell_are_said():
    # One man stands for 400 of 480 people: 16 times what each woman stands for.
    sex = np.repeat([0, 1], [8, 1])
    moved = post_stratified(np.ones(9), sex, np.array([80.0, 400.0]))
    said = {remark.rule for remark in calibrated_level(sample(np.arange(9.0)), moved, "mean").remarks}

    assert {"calibrated", "calibration_factor_large", "calibration_cells_small", "R16"} <= said


def test_nobody_and_nothing_to_divide_by_are_refused():
    moved = post_stratified(np.ones(4), SEX, np.array([3.0, 1.0]))
    with pytest.raises(DesignError, match="nobody_answered"):
        calibrated_level(sample(np.full(4, np.nan)), moved, "mean")
    with pytest.raises(DesignError, match="denominator_zero"):
        calibrated_level(sample(Y, x=np.zeros(4)), moved, "ratio")


def test_equal_weights_cost_nothing_and_one_heavy_person_costs_much():
    assert weighting_effect(np.full(5, 3.0)) == pytest.approx(1)
    # (1 + 1 + 4)²/(1 + 1 + 16) = 2 of three people.
    assert effective_size(np.array([1.0, 1.0, 4.0])) == pytest.approx(2)


def test_respondents_stand_for_those_of_their_cell_who_were_not_reached():
    # 4 women of whom 2 answered, 2 men of whom 1 did.
    cohort = sample(np.array([1.0, 0.0, np.nan, np.nan, 1.0, np.nan]))
    found = response_cells(cohort, np.array([0, 0, 0, 0, 1, 1]))

    assert found.calibration.weight.tolist() == [2, 2, 2]
    assert calibrated_level(found.sample, found.calibration, "mean").estimate == pytest.approx(2 / 3)


def test_a_cell_in_which_nobody_answered_is_refused():
    cohort = sample(np.array([1.0, 0.0, np.nan]))
    with pytest.raises(DesignError, match="calibration_cell_empty"):
        response_cells(cohort, np.array([0, 0, 1]))
    with pytest.raises(DesignError, match="nobody_answered"):
        response_cells(replace(cohort, y=np.full(3, np.nan)), np.array([0, 0, 1]))


def test_people_unlikely_to_answer_weigh_more():
    # Half of the young answered and all but one of ten of the old: odds that one variable describes fully.
    old = np.repeat([0.0, 1.0], 10)
    y = np.ones(20)
    y[:5] = y[10] = np.nan
    found = response_propensities(sample(y), old[:, None])

    assert found.sample.weight == pytest.approx([2.0] * 5 + [10 / 9] * 9)


def test_answers_that_one_variable_decides_have_no_propensity():
    with pytest.raises(DesignError, match="not_converged"):
        response_propensities(sample(np.array([1.0, 1, 1, np.nan, np.nan, np.nan])), np.repeat([0.0, 1.0], 3)[:, None])


def test_a_median_with_calibrated_weights_moves_with_them():
    # Women 1..10, men 11..20; were 3 of 4 people women, half of the weight is reached at 7 of 10 women.
    amounts, sex = np.arange(1.0, 21), np.repeat([0, 1], 10)
    people = sample(amounts, weight=np.ones(20))
    result = calibrated_median(people, post_stratified(people.weight, sex, np.array([300.0, 100])))

    assert (result.estimate, result.method, result.n) == (7, "woodruff", 20)
    # At or below: 7 of the women, of whom 3/4 are all; z = 3/4·(1 − .7)/10 or −3/4·.7/10 for each.
    std_error = np.sqrt(20 / 19 * (7 * (0.75 * 0.3 / 10) ** 2 + 3 * (0.75 * 0.7 / 10) ** 2))
    half = t_quantile(19, 0.95) * std_error
    # A woman is .075 of all, a man .025: the ends .292 and .758 are reached by the 4th woman and the 1st man.
    assert (0.525 - half, 0.525 + half) == pytest.approx((0.292, 0.758), abs=1e-3)
    assert (result.conf_low, result.conf_high) == (4, 11)
    with pytest.raises(DesignError, match="nobody_answered"):
        calibrated_median(sample(np.array([np.nan])), post_stratified(np.ones(1), np.zeros(1, int), np.ones(1)))


def test_a_weight_raised_tenfold_against_the_others_is_refused():
    moved = post_stratified(np.ones(100), (np.arange(100) > 0).astype(int), np.array([500.0, 500]))

    with pytest.raises(DesignError, match="huge_weights"):
        refuse_huge(moved)
    refuse_huge(post_stratified(np.ones(100), (np.arange(100) > 49).astype(int), np.array([800.0, 200])))
