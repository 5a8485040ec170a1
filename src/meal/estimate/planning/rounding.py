"""Whole people from a formula's number."""

from __future__ import annotations

import math


def whole(size: float) -> int:
    """The next whole number up; what exceeds one only by rounding stays on it."""
    return math.ceil(size - 1e-9)


def design_effect(cluster_size: float, icc: float) -> float:
    """1 + (m − 1)·icc: by how much people of the same cluster multiply the sample; a negative icc counts as 0."""
    return 1 + (cluster_size - 1) * max(icc, 0.0)
