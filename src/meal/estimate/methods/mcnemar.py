"""McNemar's test of no change in pairs, in its mid-p form."""

from __future__ import annotations

from typing import overload

import scipy

from meal.model.arrays import FloatArray


def mcnemar_midp(gained: int, lost: int) -> float | None:
    """Mid-p of as many gains and losses if each were equally likely; None where nobody changed (R6).

    Source: Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13:91.
    """
    n = gained + lost
    if n == 0:
        return None
    fewer = min(gained, lost)
    up_to = float(scipy.special.bdtr(fewer, n, 0.5))
    below = float(scipy.special.bdtr(fewer - 1, n, 0.5)) if fewer else 0.0
    return 1 - (up_to - below) / 2 if gained == lost else up_to + below


def mcnemar_exact(gained: int, lost: int) -> float | None:
    """Exact p-value of as many gains and losses if each were equally likely; None where nobody changed.

    Needlessly conservative beside the mid-p; for readers who ask for it (McNemar 1947).
    """
    n = gained + lost
    return None if n == 0 else min(1.0, 2 * float(scipy.special.bdtr(min(gained, lost), n, 0.5)))


@overload
def mcnemar_chi_square(gained: int, lost: int) -> float: ...
@overload
def mcnemar_chi_square(gained: FloatArray, lost: FloatArray) -> FloatArray: ...
def mcnemar_chi_square(gained: int | FloatArray, lost: int | FloatArray) -> float | FloatArray:
    """The uncorrected statistic (b − c)²/(b + c), for agreement with the score interval."""
    return (gained - lost) ** 2 / (gained + lost)


def mcnemar_corrected_chi_square(gained: int, lost: int) -> float:
    """The statistic with Edwards's continuity correction, for comparison only: needlessly conservative."""
    return 0.0 if gained == lost else (abs(gained - lost) - 1) ** 2 / (gained + lost)
