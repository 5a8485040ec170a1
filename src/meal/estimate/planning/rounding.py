"""Whole people from a formula's number, and what designs and small populations do to it."""

from __future__ import annotations

import math


def whole(size: float) -> int:
    """The next whole number up; what exceeds one only by rounding stays on it."""
    return math.ceil(size - 1e-9)


def design_effect(cluster_size: float, icc: float) -> float:
    """1 + (m − 1)·icc: by how much people of the same cluster multiply the sample; a negative icc counts as 0."""
    return 1 + (cluster_size - 1) * max(icc, 0.0)


def of_population(size: float, population: float | None) -> float:
    """The part of a sample size that suffices where no more people than these exist; never above them.

    Exact for every size that stands for a variance in 1/n: the variance without replacement is
    (1/n)(N − n)/(N − 1), so that n = n₀/(1 + (n₀ − 1)/N). Source: Cochran (1977), 4.4.
    """
    return size if population is None else size / (1 + (size - 1) / population)


def as_from_many(size: float, population: float | None) -> float:
    """The other way round: how large a sample from many people would say as much; infinite for everybody."""
    if population is None:
        return size
    return size * (population - 1) / (population - size) if size < population else math.inf
