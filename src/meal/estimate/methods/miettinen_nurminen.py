"""Difference of two independent shares: Miettinen and Nurminen's score limits."""

from __future__ import annotations

import math

from meal.estimate.distributions import chi_square_p_value, normal_quantile
from meal.estimate.intervals import Interval
from meal.estimate.methods.bisection import crossing


def miettinen_nurminen_score(x1: int, n1: int, x0: int, n0: int, difference: float) -> float:
    """Score statistic for a true difference of shares; at 0 its square is the (N − 1) chi-square."""
    share0 = _constrained_share(x1, n1, x0, n0, difference)
    share1 = min(max(share0 + difference, 0.0), 1.0)
    n = n1 + n0
    variance = (share1 * (1 - share1) / n1 + share0 * (1 - share0) / n0) * n / (n - 1)
    distance = x1 / n1 - x0 / n0 - difference
    if variance <= 0:
        return 0.0 if abs(distance) < 1e-12 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def miettinen_nurminen(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """Limits for the share x1 of n1 minus the share x0 of n0, from −1 to 1.

    Source: Miettinen & Nurminen (1985), Statistics in Medicine 4; agrees with ratesci::scoreci.
    """
    z = normal_quantile(conf_level)
    difference = x1 / n1 - x0 / n0

    def score(value: float) -> float:
        return miettinen_nurminen_score(x1, n1, x0, n0, value)

    return Interval(
        -1.0 if difference <= -1 else crossing(score, z, -1.0, difference),
        1.0 if difference >= 1 else crossing(score, -z, difference, 1.0),
    )


def n_minus_one_p_value(x1: int, n1: int, x0: int, n0: int) -> float:
    """p-value of the (N − 1) chi-square, which the score limits invert.

    Source: Campbell (2007), Statistics in Medicine 26.
    """
    n = n1 + n0
    return chi_square_p_value(pearson_chi_square(x1, n1, x0, n0) * (n - 1) / n)


def pearson_chi_square(x1: int, n1: int, x0: int, n0: int) -> float:
    """Pearson's chi-square of a 2 × 2 table; 0 where everybody or nobody said yes."""
    n, x = n1 + n0, x1 + x0
    if x in (0, n):
        return 0.0
    return n * (x1 * (n0 - x0) - x0 * (n1 - x1)) ** 2 / (n1 * n0 * x * (n - x))


def _constrained_share(x1: int, n1: int, x0: int, n0: int, difference: float) -> float:
    """Most likely share of the second group if the first is larger by the difference.

    The root of a cubic in closed form.

    Source: Farrington & Manning (1990), Statistics in Medicine 9.
    """
    n, x = n1 + n0, x1 + x0
    cubic = float(n)
    square = (n0 + n) * difference - n - x
    linear = (n0 * difference - n - 2 * x0) * difference + x
    constant = x0 * difference * (1 - difference)
    third = square / (3 * cubic)
    q = third**3 - square * linear / (6 * cubic**2) + constant / (2 * cubic)
    # Kept above 0 so that three equal roots need no case of their own.
    p = math.copysign(max(math.sqrt(max(0.0, third**2 - linear / (3 * cubic))), 1e-30), q)
    angle = (math.pi + math.acos(min(1.0, max(-1.0, q / p**3)))) / 3
    share = 2 * p * math.cos(angle) - third
    return min(max(share, 0.0, -difference), 1.0, 1.0 - difference)
