"""Odds ratios on request: of two arms, and of gains to losses among the same people."""

from __future__ import annotations

import math

import numpy as np

from meal.estimate.arms import Assignment, arm_rows, assigned_whole
from meal.estimate.comparison import counts
from meal.estimate.fourfold import fourfold_table, odds_of_change
from meal.estimate.groups import odds_ratio
from meal.estimate.pairs import MOSTLY_SAME, overlap
from meal.estimate.regression import design_regression, ratio_of
from meal.estimate.scores import without_equal_weights
from meal.model.samples import DesignError, LonelyRule, Remark, Result, Sample


def odds_ratio_of_arms(
    sample: Sample, *, assigned: Assignment, conf_level: float = 0.95, lonely: LonelyRule = "adjust"
) -> Result:
    """Odds of a yes in the treated arm over those in the control arm.

    Woolf's limits in simple samples and where individuals were assigned; under a design, that of a
    logistic regression.

    Raises:
        DesignError: an arm is empty, or whole clusters were assigned (`odds_ratio_of_clusters`).
    """
    sample = without_equal_weights(sample)
    people = arm_rows(sample)
    n_control, n_treated = len(people.answers(0)), len(people.answers(1))
    if not n_control or not n_treated:
        raise DesignError(Remark("arm_empty", {"control": n_control, "treated": n_treated}))
    if sample.has_psu and (assigned == "clusters" or assigned_whole(people)):
        raise DesignError(Remark("odds_ratio_of_clusters"))
    if not sample.designed or (assigned == "individuals" and not sample.has_weight and not sample.has_strata):
        return odds_ratio(*counts(people), conf_level)
    assert sample.arm is not None
    arm = np.where(sample.arm >= 0, sample.arm.astype(np.float64), math.nan)
    regressors = np.column_stack([np.ones(len(arm)), arm])
    return ratio_of(design_regression(sample, regressors, family="binomial", lonely=lonely).result(1, conf_level))


def odds_ratio_of_change(before: Sample, after: Sample, conf_level: float = 0.95) -> Result:
    """People who went from no to yes over those who went from yes to no, in a simple sample.

    Raises:
        DesignError: the sample has a design, or too few people are in both waves (`odds_ratio_of_design`).
    """
    both = overlap(before, after)
    if before.designed or after.designed or both.share < MOSTLY_SAME or before.counted or after.counted:
        raise DesignError(Remark("odds_ratio_of_design"))
    return odds_of_change(fourfold_table(before.y[both.before], after.y[both.after]), conf_level)
