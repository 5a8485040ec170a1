"""Changes of an amount by rank: Wilcoxon's signed ranks, the sign test, Hodges and Lehmann's estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from meal.estimate.distributions import chi_square_p_value
from meal.estimate.methods.mcnemar import mcnemar_exact
from meal.model.arrays import FloatArray, IntArray

# The exact distribution takes time and memory with the square of this.
MOST_EXACT = 400


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Wilcoxon's signed-rank test of changes.

    Attributes:
        n_nonzero: changes other than 0. positive: the sum of ranks of the gains.
        z: its distance from no change in standard errors. p_asymptotic, p_corrected: by the normal
            distribution, without and with continuity correction.
        p_exact: over all ways to give the ranks a sign; None for more than 400 changes.
    """

    n_nonzero: int
    positive: float
    z: float
    p_asymptotic: float
    p_corrected: float
    p_exact: float | None


def signed_ranks(changes: FloatArray, *, zeros: str = "drop") -> SignedRanks:
    """Wilcoxon's test with mid-ranks for ties.

    Args:
        changes: shape (n,), rounded so that equal changes are equal numbers.
        zeros: `drop` them before ranking (Wilcoxon 1945), or `pratt` to rank them with the others
            and then drop their ranks (Pratt 1959).

    Source: Hollander, Wolfe & Chicken (2014), ch. 3; agrees with R's wilcox.test and coin.
    """
    kept = changes if zeros == "pratt" else changes[changes != 0]
    ranks = _mid_ranks(np.abs(kept))[kept != 0]
    gains = (kept > 0)[kept != 0]
    positive, n = float(ranks[gains].sum()), len(ranks)
    if not n:
        return SignedRanks(0, 0.0, 0.0, 1.0, 1.0, 1.0)
    away, spread = positive - float(ranks.sum()) / 2, math.sqrt(float((ranks**2).sum()) / 4)
    corrected = max(0.0, abs(away) - 0.5) / spread
    return SignedRanks(
        n_nonzero=n,
        positive=positive,
        z=away / spread,
        p_asymptotic=chi_square_p_value((away / spread) ** 2),
        p_corrected=chi_square_p_value(corrected**2),
        p_exact=_exact_p_value(ranks, positive) if n <= MOST_EXACT else None,
    )


def sign_test(changes: FloatArray) -> float:
    """Exact p-value of as many gains and losses, whatever their size."""
    gains, losses = int((changes > 0).sum()), int((changes < 0).sum())
    found = mcnemar_exact(gains, losses)
    return 1.0 if found is None else found


@dataclass(frozen=True, slots=True)
class TypicalChange:
    """Hodges and Lehmann's estimate of the typical change.

    Attributes:
        low, high: the k-th smallest and largest mean of two changes.
        coverage: what the signed-rank distribution gives them; below the level asked for where
            there are too few people for it.
    """

    estimate: float
    low: float
    high: float
    k: int
    coverage: float


def hodges_lehmann(changes: FloatArray, conf_level: float) -> TypicalChange:
    """The median of the means of all pairs of changes, with exact signed-rank limits.

    Source: Hodges & Lehmann (1963), Annals of Mathematical Statistics 34; agrees with R's wilcox.test.
    """
    n = len(changes)
    first, second = np.triu_indices(n)
    means = np.sort((changes[first] + changes[second]) / 2)
    below = np.cumsum(_sign_counts(np.arange(1, n + 1)))
    k = max(1, int(np.searchsorted(below, (1 - conf_level) / 2)))
    return TypicalChange(
        float(np.median(means)), float(means[k - 1]), float(means[len(means) - k]), k, 1 - 2 * float(below[k - 1])
    )


def _mid_ranks(values: FloatArray) -> FloatArray:
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    ranks: FloatArray = (np.cumsum(times) - (times - 1) / 2)[place]
    return ranks


def _exact_p_value(ranks: FloatArray, positive: float) -> float:
    """Probability of a sum of gains as far from its middle, over all signs of the ranks."""
    # Mid-ranks are halves, so twice the ranks are whole.
    doubled = np.rint(2 * ranks).astype(np.int64)
    probability = _sign_counts(doubled)
    total = int(doubled.sum())
    away = np.abs(2 * np.arange(total + 1) - total)
    return min(1.0, float(probability[away >= abs(round(4 * positive) - total)].sum()))


def _sign_counts(steps: IntArray) -> FloatArray:
    """Probability of each sum of steps when every step is taken or not with the same chance."""
    probability = np.ones(1)
    for step in steps:
        longer = np.zeros(len(probability) + int(step))
        longer[: len(probability)] = probability
        longer[int(step) :] += probability
        probability = longer / 2
    return probability
