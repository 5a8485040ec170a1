"""Ratio of two independent shares: Koopman's score limits."""

from __future__ import annotations

import math

from meal.estimate.distributions import normal_quantile
from meal.estimate.intervals import Interval
from meal.estimate.methods.bisection import crossing

# Further from the estimate than any limit of a survey, on the log scale.
REACH = 60.0


def koopman_score(x1: int, n1: int, x0: int, n0: int, ratio: float) -> float:
    """Score statistic for a true ratio of shares; at 1 its square is Pearson's chi-square."""
    a = (n1 + n0) * ratio
    b = n1 * ratio + x1 + n0 + x0 * ratio
    c = x1 + x0
    # The smaller root, in the form that keeps its digits when the ratio is large.
    share0 = 2 * c / (b + math.sqrt(max(0.0, b * b - 4 * a * c)))
    share1 = min(1.0, ratio * share0)
    variance = share1 * (1 - share1) / n1 + ratio**2 * share0 * (1 - share0) / n0
    distance = x1 / n1 - ratio * x0 / n0
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def koopman(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """Limits for the share x1 of n1 over the share x0 of n0.

    Args:
        x0: above 0; without a yes in the second group there is no ratio.

    Source: Koopman (1984), Biometrics 40.
    """
    z = normal_quantile(conf_level)

    def score(log_ratio: float) -> float:
        return koopman_score(x1, n1, x0, n0, math.exp(log_ratio))

    # Without a yes in the first group the ratio is 0; its upper limit is searched from far below.
    middle = math.log((x1 / n1) / (x0 / n0)) if x1 else -REACH
    low = 0.0 if x1 == 0 else math.exp(crossing(score, z, middle - REACH, middle))
    return Interval(low, math.exp(crossing(score, -z, middle, max(middle, 0.0) + REACH)))
