"""Randomisation inference: the difference seen, among all that the draw of arms could have shown."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark

MOST_ENUMERATED = 1 << 20
BATCH = 1 << 13
# Differences that are equal by arithmetic differ by rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """The part of all assignments that show a difference as large as the one seen.

    Attributes:
        n_assignment: assignments looked at, the real one included. smallest: the smallest p-value
            that as many assignments can give.
        enumerated: whether these are all there are. seed: of the draws, None where all were used.
    """

    estimate: float
    p_value: float
    n_assignment: int
    smallest: float
    enumerated: bool
    seed: int | None


def sign_flips(changes: FloatArray, *, draws: int = 9999, seed: int = 20240) -> RandomisationTest:
    """Test of a mean change in pairs: without an effect each change could as well have had the other sign.

    Source: Fisher (1935), The Design of Experiments, ch. 3.
    """
    n = len(changes)
    estimate = float(changes.mean())
    size = np.abs(changes).max(initial=0.0)
    if 2**n <= MOST_ENUMERATED:
        means = _flipped_means(changes)
        return _test(estimate, means, size=size, seed=None)
    generator = np.random.default_rng(seed)
    drawn = [generator.choice([-1.0, 1.0], size=(1, n)) @ changes / n for _ in range(draws)]
    return _test(estimate, np.concatenate(drawn), size=size, seed=seed)


def reassignment(
    values: FloatArray, arm: IntArray, *, stratum: IntArray | None = None, draws: int = 9999, seed: int = 20240
) -> RandomisationTest:
    """Test of a difference of means: as many treated in every stratum, drawn anew.

    Args:
        values: shape (n_unit,), of people, or means of the clusters that were assigned.
        arm: shape (n_unit,), 0 or 1. stratum: of assignment, pairs included; one where None.

    Returns:
        With strata, the difference is that of their differences weighted by size.

    Raises:
        DesignError: an arm is empty in a stratum (`stratum_without_arm`).

    Source: Imbens & Rubin (2015), Causal Inference, ch. 5.
    """
    blocks = (
        [np.flatnonzero(stratum == code) for code in np.unique(stratum)]
        if stratum is not None
        else [np.arange(len(values))]
    )
    treated = [int((arm[block] == 1).sum()) for block in blocks]
    empty = sum(number in (0, len(block)) for number, block in zip(treated, blocks, strict=True))
    if empty:
        raise DesignError(Remark("stratum_without_arm", {"groups": empty}))
    estimate = sum(
        len(block) / len(values) * (values[block][arm[block] == 1].mean() - values[block][arm[block] == 0].mean())
        for block in blocks
    )
    size = float(np.abs(values).max(initial=0.0))
    possible = math.prod(math.comb(len(block), number) for block, number in zip(blocks, treated, strict=True))
    if possible <= MOST_ENUMERATED:
        return _test(float(estimate), _all_differences(values, blocks, treated), size=size, seed=None)
    generator = np.random.default_rng(seed)
    drawn = sum(
        len(block) / len(values) * _drawn_differences(generator, values[block], number, draws)
        for block, number in zip(blocks, treated, strict=True)
    )
    return _test(float(estimate), np.asarray(drawn), size=size, seed=seed)


def _test(estimate: float, differences: FloatArray, *, size: float, seed: int | None) -> RandomisationTest:
    as_far = int((np.abs(differences) >= abs(estimate) - ROUNDING * max(1.0, size)).sum())
    if seed is None:
        n = len(differences)
        mirrored = np.abs(np.abs(differences) - np.abs(differences).max()) <= ROUNDING * max(1.0, size)
        return RandomisationTest(estimate, as_far / n, n, int(mirrored.sum()) / n, True, None)
    # The real assignment is one of those that could have been drawn, so that p is never 0.
    n = len(differences) + 1
    return RandomisationTest(estimate, (as_far + 1) / n, n, 1 / n, False, seed)


def _flipped_means(changes: FloatArray) -> FloatArray:
    sums = np.zeros(1)
    for change in changes:
        sums = np.concatenate([sums - change, sums + change])
    means: FloatArray = sums / len(changes)
    return means


def _all_differences(values: FloatArray, blocks: list[IntArray], treated: list[int]) -> FloatArray:
    """Weighted difference of every assignment; blocks are combined by adding theirs."""
    differences = np.zeros(1)
    for block, number in zip(blocks, treated, strict=True):
        share = len(block) / len(values)
        own = np.concatenate(list(_block_differences(values[block], number))) * share
        differences = (differences[:, None] + own).ravel()
    return differences


def _block_differences(values: FloatArray, treated: int) -> Iterator[FloatArray]:
    n, total = len(values), float(values.sum())
    chosen = itertools.combinations(range(n), treated)
    while batch := list(itertools.islice(chosen, BATCH)):
        sums = values[np.array(batch)].sum(axis=1)
        yield sums / treated - (total - sums) / (n - treated)


def _drawn_differences(generator: np.random.Generator, values: FloatArray, treated: int, draws: int) -> FloatArray:
    n, total = len(values), float(values.sum())
    sums = np.array([values[generator.permutation(n)[:treated]].sum() for _ in range(draws)])
    differences: FloatArray = sums / treated - (total - sums) / (n - treated)
    return differences
