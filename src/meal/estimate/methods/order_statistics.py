"""Quantiles of a simple sample: limits that are answers themselves, by the binomial distribution."""

from __future__ import annotations

import numpy as np

from meal.estimate.distributions import binomial_half_quantile
from meal.estimate.methods.woodruff import Quantile
from meal.model.arrays import FloatArray


def median_order_statistics(values: FloatArray, conf_level: float) -> Quantile:
    """The median, the middle of the two middle answers where there are two, with exact limits.

    No limits under six answers (at 95%): even the smallest and largest leave too much outside.

    Source: Conover (1999), Practical Nonparametric Statistics, 3.2; at least the stated coverage.
    """
    ordered = np.sort(values)
    n = len(ordered)
    place = median_place(n, conf_level)
    if place < 1:
        return Quantile(float(np.median(ordered)), None, None, None, None)
    return Quantile(float(np.median(ordered)), float(ordered[place - 1]), float(ordered[n - place]), None, None)


def median_place(n: int, conf_level: float) -> int:
    """Place of the lower limit of the median among n ordered answers; 0 where there are too few for one."""
    return binomial_half_quantile((1 - conf_level) / 2, n)


def interpolated_quantile(values: FloatArray, probability: float) -> float:
    """A quantile of a simple sample by drawing a line between neighbouring answers, as spreadsheets do.

    Source: Hyndman & Fan (1996), The American Statistician 50, type 7.
    """
    return float(np.quantile(values, probability))
