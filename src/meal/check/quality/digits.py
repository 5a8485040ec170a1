"""Numbers that end in some digits too often: estimated, rounded or made up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy

from meal.check.quality.doubt import Doubt, Looked, numbers_of
from meal.model.arrays import FloatArray

HEAPED_AGES = (23, 62)
"""Ages of Whipple's index: forty years in which each last digit is as common, before old age thins them out."""


def digit_preference(looked: Looked) -> Iterator[Doubt]:
    """Amounts, then ages; about each question as a whole."""
    settings = looked.settings.digit_preference
    for name in settings.variables:
        values, first = _whole(looked, name)
        if len(values) < settings.least:
            continue
        counts = np.bincount(values % 10, minlength=10)
        chi_square = float(((counts - len(values) / 10) ** 2).sum() / (len(values) / 10))
        p_value = float(scipy.special.chdtrc(9, chi_square))
        if p_value < settings.alpha:
            often = " ".join(map(str, np.flatnonzero(counts > 1.2 * len(values) / 10).tolist()))
            share = f"{100 * (counts[0] + counts[5]) / len(values):.0f}"
            yield Doubt(
                "digit_preference", settings.severity, first, "study", name,
                {"digits": often, "share": share, "chi_square": f"{chi_square:.0f}"},
            )  # fmt: skip
    for name in settings.ages:
        values, first = _whole(looked, name)
        within = values[(values >= HEAPED_AGES[0]) & (values <= HEAPED_AGES[1])]
        if len(within) < settings.least:
            continue
        index = whipple(within)
        heaped = int(np.count_nonzero(within % 5 == 0))
        by_chance = float(scipy.special.bdtrc(heaped - 1, len(within), 0.2))
        if index > settings.whipple and by_chance < settings.alpha:
            yield Doubt(
                "age_heaping", settings.severity, first, "study", name,
                {"whipple": f"{index:.0f}", "myers": f"{myers(values):.0f}"},
            )  # fmt: skip


def whipple(ages: np.ndarray) -> float:
    """Whipple's index of ages from 23 to 62: 100 where every digit is as common, 500 where all end in 0 or 5.

    Source: United Nations, Demographic Yearbook 1955.
    """
    within = ages[(ages >= HEAPED_AGES[0]) & (ages <= HEAPED_AGES[1])]
    return float(500 * np.count_nonzero(within % 5 == 0) / len(within)) if len(within) else float("nan")


def myers(ages: np.ndarray) -> float:
    """Myers's blended index of ages from 10 to 79: half of what shares of last digits differ from a tenth, in percent.

    0 where all are as common, 90 where all ages end in one digit.

    Source: Myers (1940): ten runs of sixty ages, which begin at 10 to 19, so that no digit is first.
    """
    digit = np.arange(10)
    counts = np.bincount(ages[(ages >= 10) & (ages <= 79)], minlength=80).astype(np.float64)
    from_ten = counts[10:70].reshape(6, 10).sum(axis=0)
    from_twenty = counts[20:80].reshape(6, 10).sum(axis=0)
    blended: FloatArray = (digit + 1) * from_ten + (9 - digit) * from_twenty
    total = blended.sum()
    return float(50 * np.abs(blended / total - 0.1).sum()) if total else float("nan")


def _whole(looked: Looked, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The whole numbers answered, and the first record that gives one."""
    column = looked.column(name)
    if column is None:
        return np.zeros(0, dtype=np.int64), looked.rows[:0]
    values = numbers_of(column)[column.codes[looked.rows]]
    answered = column.answered()[looked.rows] & np.isfinite(values) & (values >= 0)
    whole = answered & (np.where(answered, values, 0.5) % 1 == 0)
    return values[whole].astype(np.int64), looked.rows[whole][:1]
