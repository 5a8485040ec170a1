"""Difference of two independent shares: the textbook interval after adding a yes and a no to each group."""

from __future__ import annotations

from meal.estimate.intervals import Interval
from meal.estimate.methods.for_comparison import wald_difference


def agresti_caffo(x1: int, n1: int, x0: int, n0: int, conf_level: float) -> Interval:
    """Limits for the share x1 of n1 minus the share x0 of n0, within −1 to 1.

    Source: Agresti & Caffo (2000), The American Statistician 54; agrees with R's contingencytables.
    """
    return wald_difference(x1 + 1, n1 + 2, x0 + 1, n0 + 2, conf_level).within(-1.0, 1.0)
