"""Bounds of an effect when more people were lost in one arm than in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.model.arrays import FloatArray

Trim = Literal["quantile", "fractional"]


@dataclass(frozen=True, slots=True)
class LeeBounds:
    """The effect on people who answer whichever arm they are in, between the worst and best case.

    Attributes:
        share: of the respondents of the arm with more of them, which is trimmed off.
        trimmed: that arm, 1 for treated. observed: difference of the respondents as they are.
    """

    low: float
    high: float
    share: float
    trimmed: Literal[0, 1]
    observed: float


def lee_bounds(
    treated: FloatArray, control: FloatArray, *, n_treated: int, n_control: int, trim: Trim = "fractional"
) -> LeeBounds:
    """Trim the arm that answers more from above and from below until both answer alike.

    Assumes that treatment never makes one person answer and another not.

    Args:
        treated, control: answers of those who answered. n_treated, n_control: people in the arms.
        trim: where equal answers stand at the edge, part of them (`fractional`), or all at or
            within the quantile stay (`quantile`).

    Source: Lee (2009), Review of Economic Studies 76.
    """
    response_treated, response_control = len(treated) / n_treated, len(control) / n_control
    more_treated = response_treated >= response_control
    high, low = max(response_treated, response_control), min(response_treated, response_control)
    share = (high - low) / high
    trimmed = np.sort(treated if more_treated else control)
    lowest, highest = _trimmed_means(trimmed, share, trim)
    if more_treated:
        other = float(control.mean())
        limits = lowest - other, highest - other
    else:
        other = float(treated.mean())
        limits = other - highest, other - lowest
    return LeeBounds(*limits, share, 1 if more_treated else 0, float(treated.mean() - control.mean()))


def _trimmed_means(ordered: FloatArray, share: float, trim: Trim) -> tuple[float, float]:
    """Mean without the highest answers, and without the lowest."""
    if trim == "quantile":
        top, bottom = np.quantile(ordered, [1 - share, share])
        return float(ordered[ordered <= top].mean()), float(ordered[ordered >= bottom].mean())
    kept = len(ordered) * (1 - share)
    return _mean_of_first(ordered, kept), _mean_of_first(ordered[::-1], kept)


def _mean_of_first(ordered: FloatArray, kept: float) -> float:
    """Mean of the first answers, the last of them counted in part."""
    whole = int(np.floor(kept))
    rest = (kept - whole) * float(ordered[whole]) if whole < len(ordered) else 0.0
    return (float(ordered[:whole].sum()) + rest) / kept
