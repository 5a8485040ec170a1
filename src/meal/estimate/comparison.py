"""Two arms side by side: each arm's level, their difference and their ratio, and what limits them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from meal.estimate.arms import ArmMeans, ArmRows, Assignment, as_simple
from meal.estimate.choice import amount_result, empty, share_result
from meal.estimate.contrasts import change_bounds, contrast_result, t_result
from meal.estimate.distributions import t_p_value, t_quantile
from meal.estimate.few_clusters import DrawnAnew, few_clusters
from meal.estimate.groups import share_difference, share_ratio
from meal.estimate.intervals import Interval, logit_t
from meal.estimate.methods.welch import Spread
from meal.estimate.scores import mean_scores, scores_facts
from meal.model.samples import ArmComparison, MeanStatistic, Remark, Result, Sample


def arm_comparison(
    sample: Sample | None,
    people: ArmRows,
    means: ArmMeans,
    statistic: MeanStatistic,
    conf_level: float,
    *,
    remarks: tuple[Remark, ...],
    assigned: Assignment = "not_random",
    drawn_anew: DrawnAnew | Literal["no_test"] | None = None,
) -> ArmComparison:
    """Levels of both arms, their difference and, for a yes/no answer, their ratio.

    Args:
        sample: what the arms' own means were made of; None where they are not plain means.
        remarks: what there is to say about the assignment.
        assigned: as declared.
        drawn_anew: draws the arms of the clusters anew, or `no_test`; None where no clusters were assigned,
            whose number would limit precision (R9).
    """
    spread = means.spread(-1.0, 1.0)
    difference = t_result(
        means.difference,
        spread.std_error,
        spread.df,
        conf_level,
        n=len(people.y),
        method=means.method,
        bounds=change_bounds(statistic),
        remarks=remarks,
    )
    whole = means.method == "welch" and statistic == "share"
    if whole and not spread.std_error:
        # Score limits stand where nobody or everybody said yes and Welch sees no spread.
        difference = replace(share_difference(*counts(people), conf_level), remarks=remarks)
    ratio = None
    if statistic == "share":
        ratio = share_ratio(*counts(people), conf_level) if whole else _log_ratio(means, people, conf_level)
    if drawn_anew is not None:
        difference = few_clusters(difference, people, assigned, drawn_anew)
        ratio = None if ratio is None else few_clusters(ratio, people, assigned, "ratio")
    return ArmComparison(
        control=_arm(sample, people, means, 0, statistic, conf_level),
        treated=_arm(sample, people, means, 1, statistic, conf_level),
        difference=difference,
        risk_ratio=ratio,
    )


def _log_ratio(means: ArmMeans, people: ArmRows, conf_level: float) -> Result:
    """Ratio of two shares by the delta method on the log scale."""
    n = len(people.y)
    if means.control <= 0 or means.treated <= 0:
        return empty(0, why=Remark("no_ratio", {"n": n}), n=n)
    ratio = means.treated / means.control
    spread = means.spread(-1 / means.control, 1 / means.treated)
    if spread.df <= 0 or not spread.std_error:
        return t_result(ratio, spread.std_error, spread.df, conf_level, n=n, method="")
    half = t_quantile(spread.df, conf_level) * spread.std_error
    return contrast_result(
        ratio,
        Interval(ratio * math.exp(-half), ratio * math.exp(half)),
        conf_level,
        std_error=ratio * spread.std_error,
        df=spread.df,
        p_value=t_p_value(math.log(ratio) / spread.std_error, spread.df),
        n=n,
        method=f"log_ratio_{means.method}",
        nothing=1.0,
    )


def _arm(
    sample: Sample | None, people: ArmRows, means: ArmMeans, arm: int, statistic: MeanStatistic, conf_level: float
) -> Result:
    """Level of one arm: by the rule for levels where the arm's plain mean is compared, else as compared."""
    answers = people.answers(arm)
    numerator = int(answers.sum()) if statistic == "share" else None
    if sample is not None and means.plain:
        single = replace(sample, domain=sample.domain & (sample.arm == arm))
        single = as_simple(single) if means.method == "welch" else single
        n_missing = int((sample.domain & (sample.arm == arm) & np.isnan(sample.y)).sum())
        facts = scores_facts(single, mean_scores(single), numerator=numerator, n_missing=n_missing)
        return share_result(facts, conf_level) if statistic == "share" else amount_result(facts, conf_level)
    value, spread = means.treated if arm else means.control, means.spread(float(arm == 0), float(arm == 1))
    result = t_result(value, spread.std_error, spread.df, conf_level, n=len(answers), method=means.method)
    if statistic == "share" and 0 < value < 1 and result.std_error:
        interval = logit_t(value, result.std_error, spread.df, conf_level)
        result = replace(result, conf_low=interval.low, conf_high=interval.high)
    # An arm is not tested against 0.
    kept = tuple(remark for remark in result.remarks if remark.rule != "R14")
    return replace(result, p_value=None, numerator=numerator, remarks=kept)


def counts(people: ArmRows) -> tuple[int, int, int, int]:
    """Treated with a yes, treated, controls with a yes, controls."""
    treated, control = people.answers(1), people.answers(0)
    return int(treated.sum()), len(treated), int(control.sum()), len(control)


def counted_comparison(sample: Sample, people: ArmRows, statistic: MeanStatistic) -> ArmComparison:
    """Two groups of which everybody was asked: their difference has no sampling error."""
    means = [float(people.answers(arm).mean()) for arm in (0, 1)]
    nothing = ArmMeans(means[0], means[1], lambda control, treated: Spread(0.0, 0.0), "census", True)
    control, treated = (_arm(sample, people, nothing, arm, statistic, 0.95) for arm in (0, 1))
    n = len(people.y)
    difference = Result(estimate=means[1] - means[0], std_error=0.0, method="census", n=n, remarks=(Remark("census"),))
    ratio = None
    if statistic == "share":
        zero = empty(0, why=Remark("no_ratio", {"n": n}), n=n)
        ratio = replace(difference, estimate=means[1] / means[0]) if means[0] else zero
    return ArmComparison(control, treated, difference, ratio)
