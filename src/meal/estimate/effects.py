"""Comparisons of two arms: control share, treated share, difference and ratio (METHODS 13–15)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meal.estimate.arms import (
    ArmRows,
    Assignment,
    arm_rows,
    assigned_whole,
    filled_covariates,
    regression_means,
    taylor_means,
    welch_means,
)
from meal.estimate.choice import empty
from meal.estimate.comparison import arm_comparison, counted_comparison, counts
from meal.estimate.groups import share_difference
from meal.estimate.methods.cluster_robust import ClusterErrors
from meal.estimate.pairs import PARTLY_SAME, change_sample, overlap
from meal.estimate.repeated import repeated_means
from meal.estimate.scores import without_equal_weights
from meal.model.samples import ArmComparison, DesignError, LonelyRule, MeanStatistic, Remark, Sample


def compare_arms(
    sample: Sample,
    *,
    statistic: MeanStatistic,
    assigned: Assignment = "not_random",
    conf_level: float = 0.95,
    errors: ClusterErrors = "cr2",
    lonely: LonelyRule = "adjust",
) -> ArmComparison:
    """Compare two arms by assignment, everybody in the arm they were put in.

    Individuals at random: HC2, which is Welch, within strata of assignment where there are several.
    Clusters at random, or arms that are made of whole PSUs (R8): CR2 with Satterthwaite df (R9).
    Not at random: Miettinen–Nurminen for shares and Welch for amounts in simple samples, else the
    difference of domain estimates. Weights always lead to the difference of domain estimates.

    Args:
        errors: `cr1` for the cluster errors that Stata prints.

    Raises:
        DesignError: the design does not allow the comparison.
    """
    sample = without_equal_weights(sample)
    people = arm_rows(sample)
    if not (people.arm == 0).any() or not (people.arm == 1).any():
        return _empty_comparison(people, statistic)
    if sample.counted and assigned == "not_random":
        return counted_comparison(sample, people, statistic)
    clustered, remarks = _by_cluster(sample, people, assigned)
    finite = bool(np.any(sample.stratum_fraction > 0)) and assigned == "not_random"
    plain = not clustered and not sample.has_weight and not finite
    if plain and assigned == "not_random" and not sample.designed:
        return _simple(sample, people, statistic, conf_level)
    if plain and assigned == "individuals":
        means = welch_means(people)
    elif clustered and not sample.has_weight and not finite and (assigned != "not_random" or not sample.has_strata):
        means = regression_means(people, None, clustered=True, errors=errors)
    else:
        means = taylor_means(sample, lonely)
    return arm_comparison(sample, people, means, statistic, conf_level, clustered=clustered, remarks=remarks)


def compare_arms_adjusted(
    sample: Sample,
    *,
    statistic: MeanStatistic,
    assigned: Assignment,
    conf_level: float = 0.95,
    errors: ClusterErrors = "cr2",
) -> ArmComparison:
    """The comparison adjusted for covariates from before assignment, each arm with its own slopes.

    Shares and means are those that both arms would have at the average covariates; the ratio is
    theirs, with limits by the delta method on the log scale.

    Raises:
        DesignError: weights were declared (`adjustment_with_weights`), or covariates are collinear.
    """
    sample = without_equal_weights(sample)
    people = arm_rows(sample)
    if not (people.arm == 0).any() or not (people.arm == 1).any():
        return _empty_comparison(people, statistic)
    if sample.has_weight:
        raise DesignError(Remark("adjustment_with_weights"))
    covariates, filled = filled_covariates(sample, people)
    clustered, remarks = _by_cluster(sample, people, assigned)
    means = regression_means(people, covariates, clustered=clustered, errors=errors)
    if filled:
        remarks = (*remarks, Remark("covariate_filled", {"n": filled}))
    return arm_comparison(sample, people, means, statistic, conf_level, clustered=clustered, remarks=remarks)


def difference_in_differences(
    before: Sample,
    after: Sample,
    *,
    statistic: MeanStatistic,
    assigned: Assignment = "not_random",
    conf_level: float = 0.95,
    errors: ClusterErrors = "cr2",
    lonely: LonelyRule = "adjust",
) -> ArmComparison:
    """Change in the treated arm minus change in the control arm.

    The same people twice: each person's change, compared between arms as any amount. Different
    people (under a tenth in both waves): means of the four groups, clustered by PSU where declared.

    Raises:
        DesignError: a person stands twice in a wave (R7), or the design does not allow it.
    """
    before, after = without_equal_weights(before), without_equal_weights(after)
    both = overlap(before, after)
    if both.share >= PARTLY_SAME:
        changes = change_sample(before, after, both)
        compared = compare_arms(
            changes, statistic="mean", assigned=assigned, conf_level=conf_level, errors=errors, lonely=lonely
        )
        return _with_remark(compared, both.remark)
    people, means = repeated_means(before, after, errors)
    clustered = before.has_psu and after.has_psu
    compared = arm_comparison(None, people, means, "mean", conf_level, clustered=clustered, remarks=())
    return _with_remark(compared, both.remark)


def _by_cluster(sample: Sample, people: ArmRows, assigned: Assignment) -> tuple[bool, tuple[Remark, ...]]:
    """Whether PSUs were assigned, and what that means for precision (R8)."""
    if not sample.has_psu or (assigned != "clusters" and not assigned_whole(people)):
        return False, ()
    clusters = {"control": people.n_cluster(0), "treated": people.n_cluster(1)}
    return True, (Remark("R8", {**clusters, "n": len(people.y), "assigned": assigned}),)


def _simple(sample: Sample, people: ArmRows, statistic: MeanStatistic, conf_level: float) -> ArmComparison:
    compared = arm_comparison(sample, people, welch_means(people), statistic, conf_level, clustered=False, remarks=())
    if statistic == "mean":
        return compared
    return replace(compared, difference=share_difference(*counts(people), conf_level))


def _empty_comparison(people: ArmRows, statistic: MeanStatistic) -> ArmComparison:
    """No comparison: an arm has no answers."""
    nothing = empty(
        0, why=Remark("arm_empty", {"control": int((people.arm == 0).sum()), "treated": int((people.arm == 1).sum())})
    )
    return ArmComparison(nothing, nothing, nothing, nothing if statistic == "share" else None)


def _with_remark(compared: ArmComparison, remark: Remark) -> ArmComparison:
    return replace(
        compared,
        difference=replace(compared.difference, remarks=(remark, *compared.difference.remarks)),
        risk_ratio=None,
    )
