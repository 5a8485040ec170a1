"""Change of a yes/no answer in pairs: Tango's score interval, which inverts McNemar's test."""

from __future__ import annotations

import math

from meal.estimate.distributions import normal_quantile
from meal.estimate.intervals import Interval
from meal.estimate.methods.bisection import crossing


def tango_score(gained: int, lost: int, n: float, change: float) -> float:
    """Score statistic for a true change; at 0 its square is McNemar's chi-square.

    Args:
        gained, lost: pairs that went from no to yes, and from yes to no. n: all pairs.
    """
    distance = gained - lost - n * change
    b = -gained - lost + (2 * n - gained + lost) * change
    c = -lost * change * (1 - change)
    switching = (math.sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    variance = n * (2 * switching + change * (1 - change))
    if variance <= 0:
        return 0.0 if abs(distance) < 1e-12 * n else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def tango(gained: int, lost: int, n: int, conf_level: float) -> Interval:
    """Limits for the change in share, from −1 to 1; an interval even where nobody changed.

    Source: Tango (1998), Statistics in Medicine 17.
    """
    if gained + lost == 0:
        return no_discordant_pairs(n, conf_level)
    z = normal_quantile(conf_level)
    change = (gained - lost) / n

    def score(value: float) -> float:
        return tango_score(gained, lost, n, value)

    return Interval(
        -1.0 if lost == n else crossing(score, z, -1.0, change),
        1.0 if gained == n else crossing(score, -z, change, 1.0),
    )


def no_discordant_pairs(n: float, conf_level: float) -> Interval:
    """Tango's limits in closed form where nobody changed: ±z²/(n + z²)."""
    square = normal_quantile(conf_level) ** 2
    return Interval(-square / (n + square), square / (n + square))
