"""Comparisons of two arms: control share, treated share, difference and ratio (METHODS 13–15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np

from meal.estimate.arms import (
    ArmErrors,
    ArmRows,
    Assignment,
    arm_rows,
    assigned_whole,
    filled_covariates,
    pairs_of_clusters,
    regression_means,
    taylor_means,
    welch_means,
)
from meal.estimate.choice import empty
from meal.estimate.comparison import arm_comparison, counted_comparison, counts
from meal.estimate.few_clusters import ClusterTest, DrawnAnew, some_clusters, tested_again
from meal.estimate.groups import share_difference
from meal.estimate.methods.randomisation import RandomisationTest
from meal.estimate.pairs import PARTLY_SAME, change_sample, overlap
from meal.estimate.repeated import repeated_means, repeated_randomisation_test
from meal.estimate.resampling import cluster_randomisation_test, without_covariates
from meal.estimate.scores import without_equal_weights
from meal.model.samples import ArmComparison, DesignError, LonelyRule, MeanStatistic, Remark, Result, Sample

FewClusters = Literal["drawn_anew", "no_test"]
"""What gives the p-value where an arm has few clusters (R9): drawing the arms anew, or nothing."""


def compare_arms(
    sample: Sample,
    *,
    statistic: MeanStatistic,
    assigned: Assignment = "not_random",
    conf_level: float = 0.95,
    errors: ArmErrors = "cr2",
    lonely: LonelyRule = "adjust",
    interval: str = "miettinen_nurminen",
    few_clusters: FewClusters = "drawn_anew",
) -> ArmComparison:
    """Compare two arms by assignment, everybody in the arm they were put in.

    Individuals at random: HC2, which is Welch, within strata of assignment where there are several.
    Clusters at random, or arms that are made of whole PSUs (R8): CR2 with Satterthwaite df (R9).
    Not at random: Miettinen–Nurminen for shares and Welch for amounts in simple samples, else the
    difference of domain estimates. Weights always lead to the difference of domain estimates.

    Args:
        errors: `cr1` for the cluster errors that Stata prints; `hc3` for cautious errors of people assigned.
        interval: of a difference of shares in simple samples; another design says that it has its own.
        few_clusters: `no_test` leaves out the p-value of a group, which is not shown, where it would be drawn.

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
        return _simple(sample, people, statistic, conf_level, interval)
    if plain and assigned == "individuals":
        means = (
            regression_means(people, None, clustered=False, errors="hc3") if errors == "hc3" else welch_means(people)
        )
    elif clustered and not sample.has_weight and not finite and (assigned != "not_random" or not sample.has_strata):
        means = regression_means(people, None, clustered=True, errors=errors)
    else:
        means = taylor_means(sample, statistic, lonely)
    weight = sample.weight[people.rows] if sample.has_weight else None
    return arm_comparison(
        sample,
        people,
        means,
        statistic,
        conf_level,
        remarks=remarks,
        assigned=assigned,
        drawn_anew=_chosen(partial(cluster_randomisation_test, people, people.y, weight), clustered, few_clusters),
    )


def compare_arms_adjusted(
    sample: Sample,
    *,
    statistic: MeanStatistic,
    assigned: Assignment,
    conf_level: float = 0.95,
    errors: ArmErrors = "cr2",
    few_clusters: FewClusters = "drawn_anew",
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

    def drawn_anew() -> RandomisationTest:
        return cluster_randomisation_test(people, without_covariates(people, covariates))

    return arm_comparison(
        sample,
        people,
        means,
        statistic,
        conf_level,
        remarks=remarks,
        assigned=assigned,
        drawn_anew=_chosen(drawn_anew, clustered, few_clusters),
    )


def difference_in_differences(
    before: Sample,
    after: Sample,
    *,
    statistic: MeanStatistic,
    assigned: Assignment = "not_random",
    conf_level: float = 0.95,
    errors: ArmErrors = "cr2",
    lonely: LonelyRule = "adjust",
    few_clusters: FewClusters = "drawn_anew",
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
            changes,
            statistic="mean",
            assigned=assigned,
            conf_level=conf_level,
            errors=errors,
            lonely=lonely,
            few_clusters=few_clusters,
        )
        return _with_remark(compared, both.remark)
    people, means = repeated_means(before, after, "cr1" if errors == "cr1" else "cr2")
    clustered = before.has_psu and after.has_psu
    compared = arm_comparison(
        None,
        people,
        means,
        "mean",
        conf_level,
        remarks=(),
        assigned=assigned,
        drawn_anew=_chosen(partial(repeated_randomisation_test, before, after), clustered, few_clusters),
    )
    return _with_remark(compared, both.remark)


def cluster_tests(samples: Sequence[Sample], difference: Result, *, assigned: Assignment) -> dict[ClusterTest, Result]:
    """The difference by the tests that stand beside CR2 where an arm has six to twenty clusters (R9).

    The wild cluster bootstrap, and randomisation inference where clusters were assigned at random.
    Nothing where CR2 is not what the difference was computed by, nor for repeated cross-sections.

    Args:
        samples: the sample compared; or the same people before and after.
        difference: as `compare_arms` or `difference_in_differences` made it.
    """
    if difference.method != "cr2":
        return {}
    sample = samples[0] if len(samples) == 1 else _changed(samples[0], samples[1])
    people = arm_rows(sample)
    if not some_clusters(people):
        return {}
    tests: tuple[ClusterTest, ...] = ("wild_bootstrap", *(("randomisation",) if assigned == "clusters" else ()))
    return {test: tested_again(difference, people, test) for test in tests}


def _chosen(test: DrawnAnew, clustered: bool, few_clusters: FewClusters) -> DrawnAnew | Literal["no_test"] | None:
    if not clustered:
        return None
    return "no_test" if few_clusters == "no_test" else test


def _changed(before: Sample, after: Sample) -> Sample:
    return change_sample(before, after, overlap(before, after))


def _by_cluster(sample: Sample, people: ArmRows, assigned: Assignment) -> tuple[bool, tuple[Remark, ...]]:
    """Whether PSUs were assigned, and what that means for precision (R8).

    Raises:
        DesignError: clusters are declared to have been assigned, and one has people of both arms.
    """
    if not sample.has_psu:
        return False, ()
    whole = assigned_whole(people)
    if assigned == "clusters" and not whole:
        both = people.n_cluster(0) + people.n_cluster(1) - len(np.unique(people.cluster))
        raise DesignError(Remark("cluster_in_both_arms", {"n": both}))
    if not whole:
        return False, ()
    clusters = {"control": people.n_cluster(0), "treated": people.n_cluster(1)}
    remarks = [Remark("R8", {**clusters, "n": len(people.y), "assigned": assigned})]
    if assigned == "individuals":
        remarks.append(Remark("clusters_not_individuals"))
    if assigned != "not_random" and not sample.has_weight and pairs_of_clusters(people):
        remarks.append(Remark("pairs_of_clusters"))
    return True, tuple(remarks)


def _simple(
    sample: Sample, people: ArmRows, statistic: MeanStatistic, conf_level: float, interval: str
) -> ArmComparison:
    compared = arm_comparison(sample, people, welch_means(people), statistic, conf_level, remarks=())
    if statistic == "mean":
        return compared
    return replace(compared, difference=share_difference(*counts(people), conf_level, method=interval))


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
