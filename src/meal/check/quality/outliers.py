"""Amounts far outside what the others of their group answered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.quality.doubt import Doubt, Looked
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.codebook import Question
from meal.study.quality import Outliers

FEWEST_DIFFERENT = 10
"""Of a count from 0 to 8 the quartiles say little."""
SKEWED = 1.0
USUAL_MULTIPLIER = {"iqr": 3.0, "mad": 6.0}
"""Tukey's outer fences; in normal data both leave a few in a million outside."""
MAD_SCALE = 1.4826


def outliers(looked: Looked) -> Iterator[Doubt]:
    """Cells beyond the fences of their group, by question."""
    settings = looked.settings.outliers
    group = _groups(looked, settings.by)
    names = settings.variables or tuple(name for name in looked.responses.columns if looked.numeric(name))
    for name in names:
        column = looked.column(name)
        if column is None or column.numbers is None:
            continue
        values = column.numbers[column.codes[looked.rows]]
        values = np.where(_in_range(values, looked.responses.codebook.question(name)), values, np.nan)
        outside, low, high = fences(values, group, settings)
        rows = looked.rows[outside]
        if len(rows):
            personal = looked.responses.codebook.question(name).personal
            told = [
                {"low": "…" if personal else _rounded(bottom), "high": "…" if personal else _rounded(top)}
                for bottom, top in zip(low[outside].tolist(), high[outside].tolist(), strict=True)
            ]
            yield Doubt("outlier", settings.severity, rows, "cell", name, {"by": ", ".join(settings.by)}, told)


def _in_range(values: FloatArray, question: Question) -> BoolArray:
    """Answers outside the schema's range are errors already, and say nothing of the others."""
    low = -np.inf if question.minimum is None else question.minimum
    high = np.inf if question.maximum is None else question.maximum
    with np.errstate(invalid="ignore"):
        return (values >= low) & (values <= high)


def fences(values: FloatArray, group: IntArray, settings: Outliers) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Whether each amount is outside, and the fences of its group, shape (n,) each; NaN where there are none.

    Args:
        group: shape (n,), a code each, -1 for none.

    Source: Tukey (1977) for quartiles, Iglewicz & Hoaglin (1993) for median deviations.
    """
    low, high = np.full(len(values), np.nan), np.full(len(values), np.nan)
    known = np.isfinite(values) & (group >= 0)
    order = np.argsort(np.where(known, group, -1), kind="stable")
    starts = np.flatnonzero(np.diff(np.where(known, group, -1)[order], prepend=-2))
    for members in np.split(order, starts[1:]):
        if not known[members[0]]:
            continue
        bounds = _fence(values[members], settings)
        if bounds is not None:
            low[members], high[members] = bounds
    with np.errstate(invalid="ignore"):
        return (values < low) | (values > high), low, high


def _fence(values: FloatArray, settings: Outliers) -> tuple[float, float] | None:
    """The fences of one group; None where it is too small, or its answers hardly differ."""
    if len(values) < settings.least or len(np.unique(values)) < FEWEST_DIFFERENT:
        return None
    log = settings.scale == "log"
    if settings.scale == "auto":
        # The middle nine tenths say whether the amounts are skewed; an outlier itself must not.
        middle = values[(values >= np.quantile(values, 0.05)) & (values <= np.quantile(values, 0.95))]
        log = bool(values.min() > 0) and len(middle) > 2 and float(np.ptp(middle)) > 0
        log = log and _skewness(middle) > SKEWED / 2
    if log and values.min() <= 0:
        return None
    scaled = np.log(values) if log else values
    multiplier = settings.multiplier or USUAL_MULTIPLIER[settings.method]
    if settings.method == "iqr":
        first, third = np.quantile(scaled, [0.25, 0.75])
        reach = multiplier * (third - first)
        low, high = first - reach, third + reach
    else:
        centre = float(np.median(scaled))
        reach = multiplier * MAD_SCALE * float(np.median(np.abs(scaled - centre)))
        low, high = centre - reach, centre + reach
    if reach <= 0:
        return None
    return (float(np.exp(low)), float(np.exp(high))) if log else (float(low), float(high))


def _rounded(fence: float) -> str:
    """A fence with three digits that count, never as a power of ten."""
    return f"{float(f'{fence:.3g}'):,.10g}" if abs(fence) < 1e10 else f"{fence:,.0f}"


def _groups(looked: Looked, names: tuple[str, ...]) -> IntArray:
    """A code for each combination of levels, -1 where one of them was not answered."""
    group = np.zeros(len(looked.rows), dtype=np.int64)
    for name in names:
        column = looked.column(name)
        if column is None:
            continue  # this wave does not tell the levels apart
        codes = column.codes[looked.rows]
        known = column.answered()[looked.rows] & (group >= 0)
        group = np.where(known, group * column.n_distinct + codes, -1)
        group[group >= 0] = np.unique(group[group >= 0], return_inverse=True)[1]
    return group


def _skewness(values: FloatArray) -> float:
    """Third moment about the mean over the cube of the standard deviation; 0 where all are equal."""
    deviation = values - values.mean()
    variance = float((deviation**2).mean())
    return float((deviation**3).mean()) / variance**1.5 if variance > 0 else 0.0
