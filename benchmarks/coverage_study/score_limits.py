"""Score limits of many tables at once; the engine's own, halved in step. Tests compare them with the engine's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meal.estimate.distributions import normal_quantile
from meal.model.arrays import FloatArray, IntArray

from .grid import CONF_LEVEL
from .record import Limits

Z = normal_quantile(CONF_LEVEL)
HALVINGS = 50
REACH = 60.0


def _crossing(score: Callable[[FloatArray], FloatArray], level: float, low: FloatArray, high: FloatArray) -> FloatArray:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = score(middle) > level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    crossed: FloatArray = (low + high) / 2
    return crossed


def _standardised(distance: FloatArray, variance: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        score = distance / np.sqrt(np.maximum(variance, 0.0))
    nothing = np.where(np.abs(distance) < 1e-12, 0.0, np.copysign(np.inf, distance))
    return np.where(variance > 0, score, nothing)


def tango_limits(gained: IntArray, lost: IntArray, n: int) -> Limits:
    """Tango's limits for each table of n pairs."""
    b, c = gained.astype(np.float64), lost.astype(np.float64)

    def score(change: FloatArray) -> FloatArray:
        second = -b - c + (2 * n - b + c) * change
        third = -c * change * (1 - change)
        switching = (np.sqrt(np.maximum(0.0, second**2 - 8 * n * third)) - second) / (4 * n)
        return _standardised((b - c) / n - change, (2 * switching + change * (1 - change)) / n)

    change = (b - c) / n
    low = np.where(c == n, -1.0, _crossing(score, Z, np.full(len(b), -1.0), change))
    high = np.where(b == n, 1.0, _crossing(score, -Z, change, np.ones(len(b))))
    none = (b + c) == 0
    end = Z**2 / (n + Z**2)
    return Limits(np.where(none, -end, low), np.where(none, end, high), "tango")


def miettinen_nurminen_limits(x1: IntArray, n1: int, x0: IntArray, n0: int) -> Limits:
    """Miettinen and Nurminen's limits for each pair of counts."""
    first, second, n = x1.astype(np.float64), x0.astype(np.float64), n1 + n0
    found = first / n1 - second / n0

    def score(difference: FloatArray) -> FloatArray:
        share0 = _constrained(first, n1, second, n0, difference)
        share1 = np.clip(share0 + difference, 0.0, 1.0)
        variance = (share1 * (1 - share1) / n1 + share0 * (1 - share0) / n0) * n / (n - 1)
        return _standardised(found - difference, variance)

    low = np.where(found <= -1, -1.0, _crossing(score, Z, np.full(len(found), -1.0), found))
    high = np.where(found >= 1, 1.0, _crossing(score, -Z, found, np.ones(len(found))))
    return Limits(low, high, "miettinen_nurminen")


def _constrained(x1: FloatArray, n1: int, x0: FloatArray, n0: int, difference: FloatArray) -> FloatArray:
    """Farrington and Manning's root."""
    n, x = n1 + n0, x1 + x0
    square = (n0 + n) * difference - n - x
    linear = (n0 * difference - n - 2 * x0) * difference + x
    constant = x0 * difference * (1 - difference)
    third = square / (3 * n)
    q = third**3 - square * linear / (6 * n**2) + constant / (2 * n)
    p = np.copysign(np.maximum(np.sqrt(np.maximum(0.0, third**2 - linear / (3 * n))), 1e-30), q)
    angle = (np.pi + np.arccos(np.clip(q / p**3, -1.0, 1.0))) / 3
    return np.clip(2 * p * np.cos(angle) - third, np.maximum(0.0, -difference), np.minimum(1.0, 1 - difference))


def koopman_limits(x1: IntArray, n1: int, x0: IntArray, n0: int) -> Limits:
    """Koopman's limits for each pair of counts; none where nobody in the second group said yes."""
    first, second = x1.astype(np.float64), np.maximum(x0, 1).astype(np.float64)

    def score(log_ratio: FloatArray) -> FloatArray:
        ratio = np.exp(log_ratio)
        b = n1 * ratio + first + n0 + second * ratio
        root = np.sqrt(np.maximum(0.0, b * b - 4 * (n1 + n0) * ratio * (first + second)))
        share0 = 2 * (first + second) / (b + root)
        share1 = np.minimum(1.0, ratio * share0)
        variance = share1 * (1 - share1) / n1 + ratio**2 * share0 * (1 - share0) / n0
        distance = first / n1 - ratio * second / n0
        with np.errstate(divide="ignore", invalid="ignore"):
            value = distance / np.sqrt(variance)
        return np.where(variance > 0, value, np.where(distance == 0, 0.0, np.copysign(np.inf, distance)))

    with np.errstate(divide="ignore"):
        middle = np.where(first > 0, np.log((first / n1) / (second / n0)), -REACH)
    low = np.where(first == 0, 0.0, np.exp(_crossing(score, Z, middle - REACH, middle)))
    high = np.exp(_crossing(score, -Z, middle, np.maximum(middle, 0.0) + REACH))
    bare = x0 == 0
    return Limits(np.where(bare, np.nan, low), np.where(bare, np.nan, high), "koopman")
