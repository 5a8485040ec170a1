"""Change between two waves, by the rule that the overlap and the design call for (R4–R6)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from meal.estimate.choice import empty
from meal.estimate.contrasts import change_bounds, contrast_result, counted_change, t_result
from meal.estimate.distributions import t_quantile
from meal.estimate.fourfold import CHANGE_OF_SHARE, fourfold_table, share_change
from meal.estimate.groups import independent_difference
from meal.estimate.methods.cluster_robust import cluster_robust, least_squares
from meal.estimate.methods.mcnemar import mcnemar_midp
from meal.estimate.methods.tango import no_discordant_pairs, tango
from meal.estimate.overlapping import overlap_change
from meal.estimate.pairs import MOSTLY_SAME, PARTLY_SAME, change_sample, overlap
from meal.estimate.rare import rare_change_df, rare_remark
from meal.estimate.scores import MeanScores, mean_scores, without_equal_weights
from meal.model.arrays import FloatArray
from meal.model.samples import LonelyRule, MeanStatistic, Remark, Result, Sample

PAIRED_NAMES = {"newcombe": "newcombe10"}
"""Intervals that have one name in a study and another for pairs."""


def change(
    before: Sample,
    after: Sample,
    *,
    statistic: MeanStatistic,
    conf_level: float = 0.95,
    lonely: LonelyRule = "adjust",
    interval: str | None = None,
    test: str = "mcnemar_midp",
) -> Result:
    """Change of a share or mean from one wave to a later one.

    From nine tenths of the smaller wave in both: paired. From a tenth: everybody, with the
    covariance of those in both. Below: as different people, with a warning (R4).

    Args:
        interval, test: of a share in a simple sample, as `CHANGE_OF_SHARE`, `DIFFERENCE_OF_SHARES` and
            `TEST_OF_CHANGE` name them; `newcombe` is that for pairs or for two groups, as people call for.

    Raises:
        DesignError: a person stands twice in a wave (R7), or a stratum has one PSU and `lonely` is
            `fail` (R10).
    """
    before, after = without_equal_weights(before), without_equal_weights(after)
    both = overlap(before, after)
    if not both.n_before or not both.n_after:
        return empty(0)
    if both.share >= MOSTLY_SAME:
        return paired_change(
            before, after, statistic=statistic, conf_level=conf_level, lonely=lonely, interval=interval, test=test
        )
    simple = not (before.designed or after.designed or _finite(before) or _finite(after))
    if both.share < PARTLY_SAME and simple:
        groups = independent_difference(after, before, statistic=statistic, conf_level=conf_level, interval=interval)
        return replace(groups, remarks=(both.remark, *groups.remarks))
    return overlap_change(before, after, statistic=statistic, conf_level=conf_level, lonely=lonely)


def paired_change(
    before: Sample,
    after: Sample,
    *,
    statistic: MeanStatistic,
    conf_level: float = 0.95,
    lonely: LonelyRule = "adjust",
    interval: str | None = None,
    test: str = "mcnemar_midp",
) -> Result:
    """Change among the people who answered both times; also the sensitivity row where fewer did.

    Yes/no in a simple sample: Tango's interval with McNemar's mid-p. Amounts: paired t. PSUs
    without weights: mean change with CR2 (R5). Weights or strata: design mean of the change.

    Args:
        interval, test: as in `change`.

    Raises:
        DesignError: as `change`.
    """
    before, after = without_equal_weights(before), without_equal_weights(after)
    both = overlap(before, after)
    if not both.n_both:
        return empty(0)
    sample = change_sample(before, after, both)
    changes = sample.y[sample.included]
    remarks = (both.remark, *_gained_lost(changes, statistic))
    if before.counted and after.counted:
        return counted_change(float(changes.mean()), both.n_both, remarks)
    simple = not sample.designed and not _finite(sample)
    scores = mean_scores(sample.take(np.flatnonzero(sample.included)) if simple else sample, lonely=lonely)
    if statistic == "share" and simple:
        method = PAIRED_NAMES.get(interval or "", interval)
        if method in CHANGE_OF_SHARE or test != "mcnemar_midp":
            table = fourfold_table(before.y[both.before], after.y[both.after])
            chosen = method if method in CHANGE_OF_SHARE else "tango"
            offered = share_change(table, conf_level, method=str(chosen), test=test)
            return replace(offered, remarks=(*remarks, *offered.remarks))
        return _tango(changes, scores, conf_level, remarks)
    if statistic == "share" and not np.any(changes):
        return _nobody_changed(scores, conf_level, remarks)
    bounds = change_bounds(statistic)
    limit = math.inf
    if statistic == "share":
        limit = rare_change_df(sample, scores, (float(before.y[both.before].mean()), float(after.y[both.after].mean())))
    if sample.has_psu and not sample.has_weight and len(np.unique(sample.stratum)) == 1 and not _finite(sample):
        rows = np.flatnonzero(sample.included)
        spread = cluster_robust(
            least_squares(np.ones((len(rows), 1)), sample.y[rows]), scores.units.of[rows], np.ones(1)
        )
        return t_result(
            scores.estimate,
            spread.std_error,
            min(spread.df, limit),
            conf_level,
            n=scores.n,
            method="paired_cr2",
            bounds=bounds,
            remarks=(
                *remarks,
                Remark("R5", {"clusters": int(scores.present.sum()), "weights": 0}),
                *rare_remark(limit, spread.df),
            ),
        )
    designed = (Remark("R5", {"clusters": int(scores.present.sum()), "weights": 1}),) if sample.has_psu else ()
    return t_result(
        scores.estimate,
        math.sqrt(scores.variance),
        min(scores.df, limit),
        conf_level,
        n=scores.n,
        method="paired_taylor_t" if sample.designed else "paired_t",
        bounds=bounds,
        remarks=(*remarks, *designed, *rare_remark(limit, scores.df)),
    )


def _tango(changes: FloatArray, scores: MeanScores, conf_level: float, remarks: tuple[Remark, ...]) -> Result:
    gained, lost = int((changes > 0).sum()), int((changes < 0).sum())
    interval = tango(gained, lost, scores.n, conf_level)
    if not gained + lost:
        remarks = (*remarks, Remark("R6", {"n": scores.n, "limit": interval.high}))
    return contrast_result(
        (gained - lost) / scores.n,
        interval,
        conf_level,
        std_error=math.sqrt(scores.variance),
        df=None,
        p_value=mcnemar_midp(gained, lost),
        n=scores.n,
        method="tango",
        remarks=remarks,
    )


def _nobody_changed(scores: MeanScores, conf_level: float, remarks: tuple[Remark, ...]) -> Result:
    """Rule R6 under a design: Tango's limits at n, adjusted for df as Korn and Graubard do at 0 of n."""
    if scores.df <= 0:
        return t_result(0.0, 0.0, scores.df, conf_level, n=scores.n, method="", remarks=remarks)
    ratio = t_quantile(scores.n - 1, conf_level) / t_quantile(scores.df, conf_level) if scores.n > 1 else 1.0
    interval = no_discordant_pairs(scores.n * min(1.0, ratio) ** 2, conf_level)
    return contrast_result(
        0.0,
        interval,
        conf_level,
        std_error=None,
        df=scores.df,
        p_value=None,
        n=scores.n,
        method="tango",
        remarks=(*remarks, Remark("R6", {"n": scores.n, "limit": interval.high})),
    )


def _gained_lost(changes: FloatArray, statistic: MeanStatistic) -> tuple[Remark, ...]:
    if statistic != "share":
        return ()
    gained, lost = int((changes > 0).sum()), int((changes < 0).sum())
    return (Remark("gained_lost", {"gained": gained, "lost": lost, "n": len(changes)}),)


def _finite(sample: Sample) -> bool:
    """Whether a finite population is allowed for."""
    return bool(np.any(sample.stratum_fraction > 0))
