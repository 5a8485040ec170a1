"""Ratio of the odds of two independent groups."""

from __future__ import annotations

import math

import numpy as np
import scipy

from meal.estimate.distributions import log_choose, normal_quantile
from meal.estimate.intervals import Interval
from meal.estimate.methods.bisection import crossing
from meal.model.arrays import BoolArray

# Further from an odds ratio of 1 than any limit of a survey, on the log scale.
REACH = 60.0


def woolf(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """Limits by the delta method on the log scale; every cell of the table above 0.

    Source: Woolf (1955), Annals of Human Genetics 19.
    """
    cells = (x1, n1 - x1, x0, n0 - x0)
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    half = normal_quantile(conf_level) * math.sqrt(sum(1 / cell for cell in cells))
    return Interval(ratio * math.exp(-half), ratio * math.exp(half))


def conditional_exact(x1: int, n1: int, x0: int, n0: int, conf_level: float, *, own_weight: float = 1.0) -> Interval:
    """Limits by inverting Fisher's test, the margins of the table held; from 0 to infinity.

    Args:
        own_weight: part of the probability of the table itself that counts; 1/2 for the mid-p.

    Source: Cornfield (1956); Agresti (2013), Categorical Data Analysis, 16.6.4.
    """
    tail = (1 - conf_level) / 2
    counts = np.arange(max(0, x1 + x0 - n0), min(x1 + x0, n1) + 1, dtype=np.float64)
    logs = log_choose(n1, counts) + log_choose(n0, x1 + x0 - counts)

    def probability(log_ratio: float, beyond: BoolArray) -> float:
        weights = logs + counts * log_ratio
        chance = np.exp(weights - scipy.special.logsumexp(weights))
        return float(chance[beyond].sum() + own_weight * chance[counts == x1].sum())

    low = (
        0.0
        if x1 == counts[0]
        else math.exp(crossing(lambda value: -probability(value, counts > x1), -tail, -REACH, REACH))
    )
    high = (
        math.inf
        if x1 == counts[-1]
        else math.exp(crossing(lambda value: probability(value, counts < x1), tail, -REACH, REACH))
    )
    return Interval(low, high)


def conditional_midp(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """The exact limits with half of the table's own probability: less cautious."""
    return conditional_exact(x1, n1, x0, n0, conf_level, own_weight=0.5)
