"""The number of people who say yes in the population that weights sum to."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from meal.estimate.distributions import normal_quantile, t_quantile
from meal.estimate.levels import levels
from meal.estimate.linear import cell_estimates
from meal.model.samples import LonelyRule, PsuTotals, Result


def numbers(totals: PsuTotals, conf_level: float = 0.95, *, lonely: LonelyRule = "adjust") -> list[Result]:
    """One result a cell: the weighted sum of a yes/no answer, with limits that suit a share.

    A number is a share p of the N̂ people that the weights of the cell sum to, and its variance is
    N̂²v(p) and what the spread of N̂ adds. The share's part has the limits of the share (R1–R3), the
    rest those of t; where N̂ does not vary from sample to sample the limits are N̂ times the share's.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10).

    Source: Zou & Donner (2008), Statistics in Medicine 27, for putting limits of parts together;
        docs/coverage.md for why not t alone.
    """
    sums = levels(totals, "total", conf_level, lonely=lonely)
    shares = levels(totals, "share", conf_level, lonely=lonely)
    variances = np.diag(cell_estimates(totals, "total", lonely=lonely).covariance)
    people = np.bincount(totals.cell, weights=totals.w, minlength=totals.n_cell)
    return [
        number_from_share(total, share, float(size), conf_level, variance=float(variance))
        for total, share, variance, size in zip(sums, shares, variances, people, strict=True)
    ]


def number_from_share(
    total: Result, share: Result, people: float, conf_level: float, *, variance: float | None = None
) -> Result:
    """The number that a total and a share of the same people make, with limits put together as `numbers` says.

    Args:
        people: N̂, that the weights sum to. variance: of the total; that of its result where None.
    """
    if variance is None:
        variance = (total.std_error or 0.0) ** 2
    if total.estimate is None or share.estimate is None or share.conf_low is None or share.conf_high is None:
        # The total is refused for its weights, or both for their design.
        return total
    of_share = people**2 * share.std_error**2 if share.std_error else 0.0
    quantile = t_quantile(total.df, conf_level) if total.df else normal_quantile(conf_level)
    below, above = (
        _joined(people * part, of_share, max(variance, 0.0), quantile)
        for part in (share.estimate - share.conf_low, share.conf_high - share.estimate)
    )
    return replace(
        share,
        estimate=total.estimate,
        std_error=math.sqrt(variance) if variance > 0 else None,
        conf_low=max(0.0, total.estimate - below),
        conf_high=total.estimate + above,
        deff=total.deff,
    )


def _joined(distance: float, of_share: float, variance: float, quantile: float) -> float:
    """From the number to its limit: the share's part of the way, and what is left of the variance by t."""
    if variance >= of_share:
        return math.sqrt(distance**2 + quantile**2 * (variance - of_share))
    return distance * math.sqrt(variance / of_share)
