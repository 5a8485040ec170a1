"""Difference of two means with unequal spread; the same as regression on the arm with HC2 errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error of a contrast, and its degrees of freedom.

    Attributes:
        std_error: 0 where no variation was seen. df: 0 where it does not exist.
    """

    std_error: float
    df: float


def welch(groups: Sequence[FloatArray], factors: Sequence[float]) -> Spread:
    """Spread of a sum of factors times the means of independent groups.

    Args:
        groups: answers of each group, two or more of them.

    Source: Welch (1947), Biometrika 34; Satterthwaite (1946). For two groups the standard error is
        that of Neyman's randomisation variance and of HC2 (Samii & Aronow 2012).
    """
    if any(len(group) < 2 for group in groups):
        return Spread(0.0, 0.0)
    parts = [
        factor**2 * float(np.var(group - group[0], ddof=1)) / len(group)
        for group, factor in zip(groups, factors, strict=True)
    ]
    variance = sum(parts)
    if variance <= 0:
        return Spread(0.0, float(sum(len(group) - 1 for group in groups)))
    below = sum(part**2 / (len(group) - 1) for part, group in zip(parts, groups, strict=True))
    return Spread(math.sqrt(variance), variance**2 / below)
