"""The spread of an estimate from a subsample of a first sample that was itself drawn with a design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.estimate.scores import Units
from meal.model.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class TwoPhaseVariance:
    """Variance by what adds it.

    Attributes:
        first: of the first sample, had everybody in it been asked. second: of the subsample, given the first.
    """

    first: float
    second: float

    @property
    def total(self) -> float:
        """Both together, never below what the subsample alone adds."""
        return max(self.first, 0.0) + self.second


def two_phase_variance(
    influence: FloatArray, units: Units, group: IntArray, n_first: IntArray, n_second: IntArray, drawn: IntArray
) -> TwoPhaseVariance:
    """Variance of a sum over the first sample that is estimated from a simple random subsample by groups.

    The first sample's variance is a quadratic form in the sums of its PSUs, Σ n_h/(n_h − 1)(Σ Z_j² − Z_h²/n_h);
    each square is estimated by that of the expanded sum less its own variance under the second phase.

    Args:
        influence: shape (n_drawn,), first-phase weight times influence of each person of the subsample.
        units: PSUs of the first sample, of all its records. drawn: shape (n_drawn,), their records.
        group: shape (n_drawn,), second-phase stratum. n_first, n_second: shape (n_group,), people of
            the first sample and of the subsample.

    Source: Särndal, Swensson & Wretman (1992), result 9.3.1 with the first phase drawn with replacement.
    """
    expand = n_first / np.maximum(n_second, 1)
    psu, n_psu = units.of[drawn], len(units.stratum)
    expanded = influence * expand[group]
    psu_sum = np.bincount(psu, weights=expanded, minlength=n_psu)
    inside = _second_phase_variance(influence, group, n_first, n_second, psu, n_psu)
    stratum = units.stratum
    n_stratum = int(stratum.max()) + 1
    in_stratum = np.bincount(stratum, minlength=n_stratum)
    stratum_sum = np.bincount(stratum, weights=psu_sum, minlength=n_stratum)
    inside_stratum = _second_phase_variance(influence, group, n_first, n_second, stratum[psu], n_stratum)
    squares = np.bincount(stratum, weights=psu_sum**2 - inside, minlength=n_stratum)
    centred = squares - (stratum_sum**2 - inside_stratum) / np.maximum(in_stratum, 1)
    spread = in_stratum > 1
    first = float((np.where(spread, in_stratum / np.maximum(in_stratum - 1, 1), 0.0) * centred).sum())
    whole = np.zeros(len(drawn), dtype=np.int64)
    second = float(_second_phase_variance(influence, group, n_first, n_second, whole, 1)[0])
    return TwoPhaseVariance(first, second)


def _second_phase_variance(
    influence: FloatArray, group: IntArray, n_first: IntArray, n_second: IntArray, part: IntArray, n_part: int
) -> FloatArray:
    """Variance under the second phase of the expanded sum of every part of the first sample, shape (n_part,).

    Σ_g N_g²(1 − n_g/N_g)/n_g · s²_g, where s² is over all n_g with 0 for those outside the part.
    """
    n_group = len(n_first)
    code = part * n_group + group
    found, place = np.unique(code, return_inverse=True)
    sums = np.bincount(place, weights=influence)
    squares = np.bincount(place, weights=influence**2)
    of_group = found % n_group
    n, people = n_second[of_group].astype(np.float64), n_first[of_group].astype(np.float64)
    spread = (squares - sums**2 / n) / np.maximum(n - 1, 1)
    variance = people**2 * (1 - n / people) / n * spread
    return np.asarray(np.bincount(found // n_group, weights=variance, minlength=n_part), dtype=np.float64)
