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
    place = binomial_half_quantile((1 - conf_level) / 2, n)
    if place < 1:
        return Quantile(float(np.median(ordered)), None, None, None, None)
    return Quantile(float(np.median(ordered)), float(ordered[place - 1]), float(ordered[n - place]), None, None)
