"""The spread of a mean when a subsample was drawn by strata from a sample (double sampling)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class SecondPhase:
    """People of the subsample, and how many people of the first sample each stratum holds.

    Attributes:
        y, stratum: shape (n,). first: shape (n_stratum,), people of the first sample.
    """

    y: FloatArray
    stratum: IntArray
    first: IntArray

    @property
    def drawn(self) -> IntArray:
        """People of the subsample by stratum, shape (n_stratum,)."""
        return np.bincount(self.stratum, minlength=len(self.first))

    @property
    def mean(self) -> float:
        """Mean of all, strata weighted by their size in the first sample."""
        sums = np.bincount(self.stratum, weights=self.y, minlength=len(self.first))
        return float((self.first * sums / np.maximum(self.drawn, 1)).sum() / self.first[self.drawn > 0].sum())


def closed_form(people: SecondPhase) -> float:
    """Standard error from variances within and between strata, the first sample being of many: the default.

    Source: Rao (1973), Biometrika 60; Cochran (1977), Sampling Techniques, ch. 12.
    """
    drawn, total = people.drawn, float(people.first.sum())
    means = np.bincount(people.stratum, weights=people.y) / drawn
    squares = np.bincount(people.stratum, weights=(people.y - means[people.stratum]) ** 2) / np.maximum(drawn - 1, 1)
    share = people.first / total
    within = ((people.first - 1) / (total - 1) * share * squares / drawn).sum()
    between = (share * (means - people.mean) ** 2).sum() / (total - 1)
    return math.sqrt(float(within + between))


def pairwise(people: SecondPhase) -> float:
    """Standard error from the chance that both of any two people were drawn.

    Source: Särndal, Swensson & Wretman (1992), ch. 9; agrees with R survey's twophase(method = "full").
    """
    influence, kept = _influence(people)
    drawn = people.drawn
    sums = np.bincount(people.stratum, weights=influence, minlength=len(drawn))
    squares = np.bincount(people.stratum, weights=influence**2, minlength=len(drawn))
    together = (1 - kept) / np.maximum(drawn - 1, 1) * (sums**2 - squares)
    return math.sqrt(max(0.0, float((influence**2).sum() - together.sum())))


def by_phase(people: SecondPhase) -> float:
    """Standard error as the sum of what either phase adds.

    Source: agrees with R survey's twophase(method = "approx").
    """
    influence, kept = _influence(people)
    drawn, total = people.drawn, float(people.first.sum())
    first = total / (total - 1) * float((kept[people.stratum] * influence**2).sum())
    mean = np.bincount(people.stratum, weights=influence, minlength=len(drawn)) / np.maximum(drawn, 1)
    distance = np.bincount(people.stratum, weights=(influence - mean[people.stratum]) ** 2, minlength=len(drawn))
    second = float(((1 - kept) * drawn / np.maximum(drawn - 1, 1) * distance).sum())
    return math.sqrt(first + second)


def _influence(people: SecondPhase) -> tuple[FloatArray, FloatArray]:
    """Weighted influence of each person on the mean, and the part of each stratum that was drawn."""
    kept = people.drawn / people.first
    weight = 1 / kept[people.stratum]
    influence: FloatArray = weight * (people.y - people.mean) / weight.sum()
    return influence, kept


TWO_PHASE = {"closed_form": closed_form, "full": pairwise, "approx": by_phase}
"""Standard errors of a two-phase mean, by name."""
