"""Who was lost by arm, and what that may do to an effect."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from meal.aggregate import sample
from meal.estimate import attrition_bounds, attrition_by_arm
from meal.estimate.attrition import bounds_remark
from meal.estimate.methods.lee_bounds import lee_bounds
from meal.model.samples import DesignError


def arms(lost_control: int, lost_treated: int, n: int = 100):
    arm = np.repeat([0, 1], n)
    lost = np.concatenate([np.arange(n) < lost_control, np.arange(n) < lost_treated]).astype(float)
    return sample(lost, arm=arm)


@pytest.mark.parametrize(
    ("control", "treated", "flag"),
    [
        (5, 6, "green"),
        (21, 21, "amber"),  # over a fifth of all
        (31, 31, "red"),  # over 30%
        (10, 15, "red"),  # five points apart
    ],
)
def test_losses_are_flagged_by_how_many_and_by_how_different(control, treated, flag):
    found = attrition_by_arm(arms(control, treated))

    assert found.flag == flag
    assert found.difference == pytest.approx((treated - control) / 100)
    assert found.interval.low < found.difference < found.interval.high
    assert found.joint is None


def test_the_joint_test_is_that_of_statsmodels():
    generator = np.random.default_rng(6)
    arm, age = generator.integers(0, 2, 200), generator.normal(40, 10, 200)
    lost = (generator.random(200) < 0.2 + 0.1 * arm).astype(float)
    found = attrition_by_arm(sample(lost, arm=arm, covariates=age[:, None])).joint
    fit = sm.OLS(lost, np.column_stack([np.ones(200), age, arm, age * arm])).fit(cov_type="HC2", use_t=True)
    theirs = fit.f_test(np.eye(4)[2:])

    assert (found.statistic, found.df, found.df_error) == pytest.approx((float(theirs.fvalue), 2, 196))
    assert found.p_value == pytest.approx(float(theirs.pvalue))


def test_bounds_trim_the_arm_that_answers_more():
    # All 4 treated answer and 3 of 4 controls: a quarter of the treated is trimmed, the 9 or the 1.
    found = lee_bounds(np.array([1.0, 4.0, 7.0, 9.0]), np.array([2.0, 3.0, 4.0]), n_treated=4, n_control=4)

    assert (found.share, found.trimmed) == (0.25, 1)
    assert (found.low, found.high) == pytest.approx((4 - 3, 20 / 3 - 3))
    assert found.low < found.observed < found.high


def test_bounds_turn_where_the_control_arm_answers_more():
    treated, control = np.array([2.0, 3.0, 4.0]), np.array([1.0, 4.0, 7.0, 9.0])
    found = lee_bounds(treated, control, n_treated=4, n_control=4)

    assert found.trimmed == 0
    assert (found.low, found.high) == pytest.approx((3 - 20 / 3, 3 - 4))


def test_a_part_of_an_answer_is_trimmed_where_a_share_is_not_a_whole_person():
    # Half a person of three: (1 + 2 + 0.5·3)/2.5 and (3 + 2 + 0.5·1)/2.5.
    found = lee_bounds(np.array([1.0, 2.0, 3.0]), np.full(5, 0.0), n_treated=3, n_control=6)

    assert (found.low, found.high) == pytest.approx((4.5 / 2.5, 5.5 / 2.5))
    whole = lee_bounds(np.array([1.0, 2.0, 3.0]), np.full(5, 0.0), n_treated=3, n_control=6, trim="quantile")
    assert whole.low < found.low


def test_arms_that_answer_alike_have_no_bounds_apart():
    y = np.array([1.0, 2.0, np.nan, 3.0, 5.0, np.nan])
    found = attrition_bounds(sample(y, arm=np.array([0, 0, 0, 1, 1, 1])))

    assert found.low == found.high == found.observed == 2.5
    assert bounds_remark(found).parameters == {"arm": "control", "low": 2.5, "high": 2.5}


def test_an_arm_of_which_nobody_is_left_has_no_bounds():
    with pytest.raises(DesignError, match="arm_empty"):
        attrition_bounds(sample(np.array([1.0, np.nan]), arm=np.array([0, 1])))
    with pytest.raises(DesignError, match="arm_empty"):
        attrition_by_arm(sample(np.array([1.0, 0.0]), arm=np.array([0, 0])))
