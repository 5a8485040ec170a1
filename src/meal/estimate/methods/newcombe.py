"""Difference of two independent shares in closed form, from the Wilson interval of each."""

from __future__ import annotations

import math

from meal.estimate.intervals import Interval, wilson


def newcombe(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """Limits for the share x1 of n1 minus the share x0 of n0.

    Source: Newcombe (1998), Statistics in Medicine 17:873, method 10.
    """
    share1, share0 = x1 / n1, x0 / n0
    first, second = wilson(x1, n1, conf_level), wilson(x0, n0, conf_level)
    difference = share1 - share0
    return Interval(
        difference - math.hypot(share1 - first.low, second.high - share0),
        difference + math.hypot(first.high - share1, share0 - second.low),
    )
