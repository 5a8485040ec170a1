"""p-values adjusted for how many were looked at (METHODS 17)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment, for a declared family; any dependence (Holm 1979)."""
    ordered = np.argsort(p_values, kind="stable")
    count = len(p_values)
    stepped = np.maximum.accumulate(np.asarray(p_values)[ordered] * (count - np.arange(count)))
    return _in_place(np.minimum(stepped, 1.0), ordered)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjustment of the false discovery rate, for exploratory grids (1995)."""
    ordered = np.argsort(p_values, kind="stable")
    count = len(p_values)
    scaled = np.asarray(p_values)[ordered] * count / np.arange(1, count + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    return _in_place(np.minimum(stepped, 1.0), ordered)


def _in_place(stepped: np.ndarray, ordered: np.ndarray) -> list[float]:
    adjusted = np.empty(len(ordered))
    adjusted[ordered] = stepped
    return [float(value) for value in adjusted]
