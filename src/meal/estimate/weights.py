"""What unequal weights cost in precision (Kish 1965)."""

from __future__ import annotations

from meal.model.arrays import FloatArray


def effective_size(weight: FloatArray) -> float:
    """As many people with equal weights would say as much: (Σw)²/Σw², shape (n,) of weights above 0."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def weighting_effect(weight: FloatArray) -> float:
    """1 + cv²(w), by which unequal weights multiply the variance."""
    return len(weight) / effective_size(weight)
