"""Exact limits for the number of people in a finite population, by inverting the hypergeometric test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meal.estimate.distributions import log_choose
from meal.estimate.intervals import Interval


def hypergeometric_exact(x: int, n: int, population: int, conf_level: float) -> Interval:
    """Limits for the people with a yes among all, given x of n drawn without replacement.

    Lowest A with P(X ≥ x | A) > α/2, highest A with P(X ≤ x | A) > α/2.

    Source: Wright (1991), Exact Confidence Bounds when Sampling from Small Finite Universes;
        Buonaccorsi (1987), The American Statistician 41.
    """
    tail = (1 - conf_level) / 2
    low = _first(x, population - (n - x), lambda total: _at_most(n - x, n, population - total, population) > tail)
    high = population - _first(
        n - x, population - x, lambda others: _at_most(x, n, population - others, population) > tail
    )
    return Interval(float(low), float(high))


def _at_most(x: int, n: int, total: int, population: int) -> float:
    """P(X ≤ x) for n drawn of a population that holds `total` people with a yes."""
    k = np.arange(max(0, n - (population - total)), min(x, total) + 1, dtype=np.float64)
    logs = log_choose(total, k) + log_choose(population - total, n - k) - log_choose(population, n)
    return float(np.exp(logs).sum())


def _first(lowest: int, highest: int, holds: Callable[[int], bool]) -> int:
    """The lowest number for which a rising condition holds; it holds at the highest."""
    while lowest < highest:
        middle = (lowest + highest) // 2
        if holds(middle):
            highest = middle
        else:
            lowest = middle + 1
    return lowest
