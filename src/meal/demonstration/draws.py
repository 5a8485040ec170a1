"""Seeded draws by the hundred thousand that are the same on every machine.

Only `RandomState.random_sample` is used, whose stream NumPy has frozen (NEP 19), with additions, multiplications and
comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray


class Draws:
    """A stream of arrays of draws from one seed."""

    def __init__(self, seed: int) -> None:
        self._state = np.random.RandomState(seed)

    def fraction(self, n: int) -> FloatArray:
        """Numbers from 0 up to, but not including, 1."""
        return np.asarray(self._state.random_sample(n), dtype=np.float64)

    def happens(self, probability: float | FloatArray, n: int) -> BoolArray:
        """Whether each of n things happens."""
        return np.asarray(self.fraction(n) < probability, dtype=np.bool_)

    def below(self, limit: int | IntArray, n: int) -> IntArray:
        """Whole numbers from 0 up to, but not including, the limit."""
        return np.asarray(self.fraction(n) * limit, dtype=np.int64)

    def weighted(self, weights: Mapping[str, float], n: int) -> IntArray:
        """Positions among the keys, as likely as their weights."""
        ends = np.cumsum(np.array(list(weights.values())))
        found = np.searchsorted(ends, self.fraction(n) * ends[-1], side="right")
        return np.asarray(np.minimum(found, len(ends) - 1), dtype=np.int64)

    def order(self, n: int) -> IntArray:
        """The numbers from 0 to n − 1 in random order."""
        return np.argsort(self.fraction(n), kind="stable")
