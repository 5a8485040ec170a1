"""Medians and other quantiles of amounts, by the declared design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from meal.estimate.choice import empty
from meal.estimate.influence import Linearised, linearised
from meal.estimate.methods.order_statistics import median_order_statistics
from meal.estimate.methods.woodruff import Quantile, quantile_at, turned_back, woodruff
from meal.estimate.reliability import thin_base
from meal.estimate.scores import without_equal_weights
from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, LonelyRule, Remark, Result, Sample


def median(sample: Sample, conf_level: float = 0.95, *, lonely: LonelyRule = "adjust") -> Result:
    """The median of a sample's domain: counted, exact order statistics, or Woodruff.

    A counted or simple sample has the usual median, the middle of the two middle answers where
    there are two; under a design it is the smallest answer that half the people do not exceed.
    """
    sample = without_equal_weights(sample)
    values = sample.y[sample.included]
    n_missing = int((sample.domain & np.isnan(sample.y)).sum())
    if not len(values):
        return empty(n_missing)
    if sample.counted:
        return Result(
            estimate=float(np.median(values)),
            std_error=0.0,
            method="census",
            n=len(values),
            n_missing=n_missing,
            remarks=(Remark("census"),),
        )
    if not sample.designed and not np.any(sample.stratum_fraction > 0):
        found = median_order_statistics(values, conf_level)
        design, method = Remark("R2", {"n": len(values)}), "order_statistics"
        return replace(quantile_result(found, len(values), conf_level, method, design), n_missing=n_missing)
    return replace(quantile(sample, 0.5, conf_level, lonely=lonely), n_missing=n_missing)


def quantile(sample: Sample, probability: float, conf_level: float = 0.95, *, lonely: LonelyRule = "adjust") -> Result:
    """A quantile of a sample's domain with Woodruff's limits, under any design.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail`.
    """
    n = int(sample.included.sum())
    if not n:
        return empty(int((sample.domain & np.isnan(sample.y)).sum()))
    flags = {"weights": sample.has_weight, "strata": sample.has_strata, "clusters": sample.has_psu}
    found = woodruff(sample, probability, conf_level, lonely)
    parameters = {**{name: int(flag) for name, flag in flags.items()}, "df": found.df or 0.0}
    design = Remark("R1", parameters) if sample.designed else Remark("R2", {"n": n})
    return quantile_result(found, n, conf_level, "woodruff", design)


def linearised_median(
    sample: Sample,
    weight: FloatArray,
    conf_level: float,
    *,
    variance: Callable[[Linearised], float],
    df: Callable[[Linearised], float],
    remarks: tuple[Remark, ...] = (),
) -> Result:
    """The median with weights that have a variance of their own, with Woodruff's limits.

    Args:
        weight: shape (n_records,), in place of the sample's.
        variance, df: of a linearised estimate, here of the share of people at or below the median.

    Raises:
        DesignError: nobody answered (`nobody_answered`).
    """
    rows = np.flatnonzero(sample.included)
    if not len(rows):
        raise DesignError(Remark("nobody_answered", {"n_missing": 0}))
    order = rows[np.argsort(sample.y[rows], kind="stable")]
    reached = np.cumsum(weight[order])
    reached = reached / reached[-1]
    estimate = quantile_at(sample.y[order], reached, 0.5)
    at_or_below = np.where(np.isnan(sample.y), np.nan, sample.y <= estimate)
    below = linearised(replace(sample, y=at_or_below), "share", weight)
    found = turned_back(
        sample.y[order],
        reached,
        estimate,
        share=below.estimate,
        variance=variance(below),
        df=df(below),
        conf_level=conf_level,
    )
    flags = {"weights": 1, "strata": int(sample.has_strata), "clusters": int(sample.has_psu)}
    result = quantile_result(found, len(rows), conf_level, "woodruff", Remark("R1", {**flags, "df": found.df or 0.0}))
    return replace(result, remarks=(*result.remarks, *remarks))


def quantile_result(found: Quantile, n: int, conf_level: float, method: str, design: Remark) -> Result:
    """A row from a quantile; an interval with one end open is shown with that end empty."""
    bare = Result(estimate=found.estimate, n=n, method=method, status="not_estimable", remarks=(design,))
    if found.low is None and found.high is None:
        return replace(bare, remarks=(design, Remark("no_limits", {"n": n})))
    if found.low == found.high:
        # So many people gave the same answer that both ends fall on it.
        return replace(bare, remarks=(design, Remark("limits_tied", {"n": n})))
    thin = thin_base(n, n, found.df)
    ends = {"no_lower_limit": found.low, "no_upper_limit": found.high}
    open_ends = tuple(Remark(name, {"n": n}) for name, end in ends.items() if end is None)
    return replace(
        bare,
        std_error=found.std_error,
        conf_low=found.low,
        conf_high=found.high,
        conf_level=conf_level,
        df=found.df,
        status="unreliable" if thin else "ok",
        remarks=(design, *thin, *open_ends),
    )
