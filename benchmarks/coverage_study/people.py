"""People assigned at random one by one, within strata, and differences of their changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.model.arrays import FloatArray, IntArray

from .chosen import t_limits
from .grid import Grid, odds_times
from .record import Limits, Measured, Setting, measured
from .tables import LIKENESS, ODDS, paired_shares


def people_in_arms(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """People at random: Welch within strata; change by arm; different people before and after."""
    for n in (size for size in grid.sizes if size >= 20):
        for share in grid.shares:
            for odds in ODDS:
                other = odds_times(share, odds)
                common = (n, share, other)
                yield measured(
                    Setting("difference_arms_strata", *common, detail="2 strata of 1 to 2"),
                    stratified_welch(generator, share, other, n, grid.contrast_replicates),
                    other - share,
                )
                moved = generator.multinomial(n, paired_shares(share, other, LIKENESS[1]), grid.contrast_replicates)
                still = generator.multinomial(n, paired_shares(share, share, LIKENESS[1]), grid.contrast_replicates)
                limits = welch_limits([change_moments(still), change_moments(moved)], [-1.0, 1.0], "welch")
                yield measured(Setting("did_paired", *common), limits, other - share)
                groups = [
                    share_moments(generator.binomial(n, one, grid.contrast_replicates), n)
                    for one in (share, share, share, other)
                ]
                limits = welch_limits(groups, [1.0, -1.0, -1.0, 1.0], "repeated_welch")
                yield measured(Setting("did_repeated", *common), limits, other - share)


Moments = tuple[FloatArray, FloatArray, int]
"""Mean, its squared standard error, and records."""


def share_moments(yes: IntArray, n: int) -> Moments:
    """Of a share."""
    share = yes / n
    return share, share * (1 - share) / (n - 1), n


def change_moments(people: IntArray) -> Moments:
    """Of the change of a share, from counts: yes twice, lost, gained, no twice."""
    n = int(people[0].sum())
    mean = (people[:, 2] - people[:, 1]) / n
    return mean, ((people[:, 1] + people[:, 2]) / n - mean**2) / (n - 1), n


def welch_limits(groups: list[Moments], factors: list[float], method: str) -> Limits:
    """T limits for a sum of factors times the means of independent groups."""
    found = sum(factor * group[0] for group, factor in zip(groups, factors, strict=True))
    parts = [factor**2 * group[1] for group, factor in zip(groups, factors, strict=True)]
    variance = sum(parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = variance**2 / sum(part**2 / (group[2] - 1) for part, group in zip(parts, groups, strict=True))
    return t_limits(np.asarray(found), np.sqrt(np.maximum(variance, 0.0)), df, method)


def stratified_welch(generator: np.random.Generator, share: float, other: float, n: int, replicates: int) -> Limits:
    """Arms within two strata, one half as large with odds twice those of the whole, differences weighted by size."""
    sizes = np.array([n // 3, n - n // 3])
    groups, factors = [], []
    for one, sign in ((share, -1.0), (other, 1.0)):
        for size, inside in zip(sizes, stratum_pair(one, sizes), strict=True):
            groups.append(share_moments(generator.binomial(size, inside, replicates), int(size)))
            factors.append(sign * float(size) / n)
    limits = welch_limits(groups, factors, "welch_stratified")
    return Limits(np.maximum(limits.low, -1.0), np.minimum(limits.high, 1.0), limits.methods)


def stratum_pair(share: float, sizes: IntArray) -> tuple[float, float]:
    """Shares of two strata that average to the share of the whole."""
    first = odds_times(share, 2.0)
    return first, (float(sizes.sum()) * share - float(sizes[0]) * first) / float(sizes[1])
