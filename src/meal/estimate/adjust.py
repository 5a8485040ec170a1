"""p-values adjusted for how many were looked at (METHODS 17)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from meal.model.arrays import FloatArray


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment, for a declared family; any dependence (Holm 1979)."""
    ordered = np.argsort(p_values, kind="stable")
    count = len(p_values)
    stepped = np.maximum.accumulate(np.asarray(p_values)[ordered] * (count - np.arange(count)))
    return _in_place(np.minimum(stepped, 1.0), ordered)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjustment of the false discovery rate, for exploratory grids (1995)."""
    return _stepped_up(p_values, len(p_values) / np.arange(1, len(p_values) + 1))


def benjamini_yekutieli(p_values: Sequence[float]) -> list[float]:
    """The false discovery rate under any dependence between tests (Benjamini & Yekutieli 2001)."""
    ranks = np.arange(1, len(p_values) + 1)
    return _stepped_up(p_values, (1 / ranks).sum() * len(p_values) / ranks)


def hochberg(p_values: Sequence[float]) -> list[float]:
    """Hochberg's step-up adjustment, for a family of tests that are independent or positively related (1988)."""
    return _stepped_up(p_values, np.arange(len(p_values), 0, -1.0))


def bonferroni(p_values: Sequence[float]) -> list[float]:
    """Every p-value times their number: the plainest adjustment, never sharper than Holm's."""
    return [min(1.0, len(p_values) * p_value) for p_value in p_values]


ADJUSTMENTS: dict[str, Callable[[Sequence[float]], list[float]]] = {
    "bonferroni": bonferroni,
    "holm": holm,
    "hochberg": hochberg,
    "BH": benjamini_hochberg,
    "BY": benjamini_yekutieli,
}
"""Adjustments for multiplicity, by name; `holm` for declared families and `BH` for grids are the defaults."""


def _stepped_up(p_values: Sequence[float], factors: FloatArray) -> list[float]:
    """p-values times a factor by rank, never above the one of a larger p-value."""
    ordered = np.argsort(p_values, kind="stable")
    scaled = np.asarray(p_values)[ordered] * factors
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    return _in_place(np.minimum(stepped, 1.0), ordered)


def _in_place(stepped: np.ndarray, ordered: np.ndarray) -> list[float]:
    adjusted = np.empty(len(ordered))
    adjusted[ordered] = stepped
    return [float(value) for value in adjusted]
