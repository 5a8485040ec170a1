"""Textbook intervals that other tools print; too narrow in small tables, and of no width at their edges.

They are here so that numbers can be compared, and because better methods are the same formula
around adjusted counts. A study file may not ask for them.
"""

from __future__ import annotations

import math

from meal.estimate.distributions import normal_quantile
from meal.estimate.intervals import Interval


def wald_difference(x1: float, n1: float, x0: float, n0: float, conf_level: float) -> Interval:
    """Share x1 of n1 minus share x0 of n0, ± z standard errors."""
    share1, share0 = x1 / n1, x0 / n0
    half = normal_quantile(conf_level) * math.sqrt(share1 * (1 - share1) / n1 + share0 * (1 - share0) / n0)
    return Interval(share1 - share0 - half, share1 - share0 + half)


def wald_paired(gained: float, lost: float, n: float, conf_level: float) -> Interval:
    """Change of a share in pairs, ± z standard errors."""
    change = (gained - lost) / n
    half = normal_quantile(conf_level) * math.sqrt(max(0.0, gained + lost - (gained - lost) ** 2 / n)) / n
    return Interval(change - half, change + half)


def katz_log(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """Share x1 of n1 over share x0 of n0 by the delta method on the log scale; both counts above 0.

    Source: Katz et al. (1978), Biometrics 34.
    """
    ratio = (x1 / n1) / (x0 / n0)
    half = normal_quantile(conf_level) * math.sqrt(max(0.0, 1 / x1 - 1 / n1 + 1 / x0 - 1 / n0))
    return Interval(ratio * math.exp(-half), ratio * math.exp(half))
