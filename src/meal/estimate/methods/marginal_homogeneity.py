"""Tests of whether a question with several answers was answered alike in two waves, from a square table."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from meal.estimate.significance import Significance, chi_square_test
from meal.model.arrays import IntArray


def stuart_maxwell(table: IntArray) -> Significance:
    """d'V⁻¹d, d being the differences between the margins; answers that nobody ever gave are dropped.

    Args:
        table: shape (k, k), people by answer before (rows) and after (columns).

    Source: Stuart (1955), Biometrika 42; Maxwell (1970), British Journal of Psychiatry 116.
    """
    counts = _given(table).astype(np.float64)
    k = len(counts)
    before, after = counts.sum(axis=1), counts.sum(axis=0)
    if k < 2 or not np.any(counts - np.diag(np.diag(counts))):
        return chi_square_test("stuart_maxwell", 0.0, 0.0)
    covariance = -(counts + counts.T)
    covariance[np.diag_indices(k)] = before + after - 2 * np.diag(counts)
    # Answers between which nobody moved leave V singular: then fewer differences are free to vary.
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    difference = before - after
    statistic = float(difference @ np.linalg.pinv(covariance, hermitian=True) @ difference)
    return chi_square_test("stuart_maxwell", statistic, float(rank))


def bhapkar(table: IntArray) -> Significance:
    """Stuart and Maxwell's test with the variance seen instead of that under no change: SM/(1 − SM/n).

    Source: Bhapkar (1966), Journal of the American Statistical Association 61; Keefe (1982).
    """
    plain = stuart_maxwell(table)
    rest = 1 - plain.statistic / float(table.sum())
    return chi_square_test("bhapkar", plain.statistic / rest if rest > 0 else math.inf, plain.df)


def bowker(table: IntArray) -> Significance:
    """Whether as many went from one answer to another as came back, for every pair of answers.

    Source: Bowker (1948), Journal of the American Statistical Association 43.
    """
    first, second = np.triu_indices(len(table), k=1)
    there, back = table[first, second].astype(np.float64), table[second, first].astype(np.float64)
    moved = there + back > 0
    statistic = float(((there - back)[moved] ** 2 / (there + back)[moved]).sum())
    return chi_square_test("bowker", statistic, float(moved.sum()))


MARGINAL_HOMOGENEITY: dict[str, Callable[[IntArray], Significance]] = {
    "stuart_maxwell": stuart_maxwell,
    "bhapkar": bhapkar,
    "bowker": bowker,
}
"""Tests of change in a question with several answers, by name."""


def _given(table: IntArray) -> IntArray:
    used = (table.sum(axis=0) + table.sum(axis=1)) > 0
    return table[np.ix_(used, used)]
