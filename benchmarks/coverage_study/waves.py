"""Waves that share part of their people or all of their PSUs, and groups inside the same PSUs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.model.arrays import FloatArray, IntArray

from .changes import BOUNDS
from .chosen import t_limits, t_quantiles
from .clusters import cluster_sizes, rare_df
from .grid import Grid, odds_times, stressed
from .record import Limits, Measured, Setting, measured
from .tables import LIKENESS, ODDS, paired_shares


def overlapping_changes(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Half of each wave answered in both; without PSUs."""
    for n in (size for size in grid.sizes if size >= 20):
        for share in grid.shares:
            for odds in ODDS:
                other = odds_times(share, odds)
                both = generator.multinomial(n // 2, paired_shares(share, other, LIKENESS[1]), grid.contrast_replicates)
                once = [generator.binomial(n - n // 2, one, grid.contrast_replicates) for one in (share, other)]
                limits = overlap_limits(both, once[0], once[1], n)
                setting = Setting("change_overlap", n, share, other, detail="half in both waves")
                yield measured(setting, limits, other - share)


def overlap_limits(both: IntArray, first_only: IntArray, second_only: IntArray, n: int) -> Limits:
    """The change with the covariance of those in both waves, n in each.

    Args:
        both: shape (replicates, 4), people in both waves: yes twice, lost, gained, no twice.
    """
    shared = int(both[0].sum())
    before, after = (first_only + both[:, 0] + both[:, 1]) / n, (second_only + both[:, 0] + both[:, 2]) / n
    variances = (before * (1 - before) + after * (1 - after)) / (n - 1)
    cross = both[:, 0] - after * (both[:, 0] + both[:, 1]) - before * (both[:, 0] + both[:, 2])
    variance = variances - 2 * (cross + shared * before * after) / (n * (n - 1))
    std_error = np.sqrt(np.where(variance > 1e-12 * variances, variance, 0.0))
    return t_limits(after - before, std_error, 2.0 * n - shared - 1, "overlap_t", BOUNDS)


def changes_in_same_psus(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Different people of the same PSUs in two waves, and two groups of people inside the same PSUs of one wave."""
    for n_psu, n in grid.contrasts:
        for unequal in (False, True):
            sizes = np.array([cluster_sizes(n_psu, n, unequal=unequal), cluster_sizes(n_psu, n, unequal=False)])
            for icc in grid.contrast_likeness:
                for share in grid.shares:
                    for odds in ODDS:
                        other = odds_times(share, odds)
                        common = (n, share, other, n_psu, icc, "unequal PSUs" if unequal else "equal PSUs")
                        yes = yes_in_same_psus(generator, (share, other), icc, sizes, grid.contrast_replicates)
                        found, std_error = difference_in_same_psus(yes, sizes)
                        for name, method in (("change_same_psu", "overlap_t"), ("difference_same_psu", "taylor_t")):
                            interval, judged = stressed(name, unequal=unequal)
                            limits = t_limits(found, std_error, df_in_same_psus(yes, sizes), method, BOUNDS)
                            yield measured(Setting(interval, *common, judged), limits, other - share)
                        interval, judged = stressed("ratio_same_psu", unequal=unequal)
                        limits = log_ratio_in_same_psus(yes, sizes)
                        yield measured(Setting(interval, *common, judged), limits, other / share)


def yes_in_same_psus(
    generator: np.random.Generator, shares: tuple[float, float], icc: float, sizes: IntArray, replicates: int
) -> tuple[IntArray, IntArray]:
    """People who say yes by PSU in either wave; a PSU above the mean in one is above it in the other."""
    first, second = shares
    if icc == 0:
        level = np.full((replicates, sizes.shape[1]), first)
    else:
        more = (1 - icc) / icc
        level = generator.beta(first * more, (1 - first) * more, (replicates, sizes.shape[1]))
    moved = 1 - (1 - level) * (1 - second) / (1 - first) if second > first else level * second / first
    return generator.binomial(sizes[0], level), generator.binomial(sizes[1], moved)


def df_in_same_psus(yes: tuple[IntArray, IntArray], sizes: IntArray) -> FloatArray:
    """The fewer degrees of freedom of either share, PSUs without anybody on its rarer side counted as one."""
    limits = []
    for one, size in zip(yes, sizes, strict=True):
        share = one.sum(axis=1) / size.sum()
        holding = np.where(share < 0.5, (one > 0).sum(axis=1), (one < size).sum(axis=1))
        limits.append(rare_df(holding, len(size), (share,)))
    return np.minimum(*limits)


def difference_in_same_psus(yes: tuple[IntArray, IntArray], sizes: IntArray) -> tuple[FloatArray, FloatArray]:
    """Second share minus the first and its linearised standard error, all PSUs in one stratum."""
    shares = [one.sum(axis=1) / size.sum() for one, size in zip(yes, sizes, strict=True)]
    scores = [(one - share[:, None] * size) / size.sum() for one, share, size in zip(yes, shares, sizes, strict=True)]
    n_psu = sizes.shape[1]
    spread = n_psu / (n_psu - 1) * ((scores[1] - scores[0]) ** 2).sum(axis=1)
    total = n_psu / (n_psu - 1) * ((np.abs(scores[1]) + np.abs(scores[0])) ** 2).sum(axis=1)
    return shares[1] - shares[0], np.sqrt(np.where(spread > 1e-12 * total, spread, 0.0))


def log_ratio_in_same_psus(yes: tuple[IntArray, IntArray], sizes: IntArray) -> Limits:
    """Second share over the first by the delta method on linearised scores."""
    n_psu = sizes.shape[1]
    shares = [one.sum(axis=1) / size.sum() for one, size in zip(yes, sizes, strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = [
            (one - share[:, None] * size) / size.sum() / share[:, None]
            for one, share, size in zip(yes, shares, sizes, strict=True)
        ]
        std_error = np.sqrt(n_psu / (n_psu - 1) * ((scores[1] - scores[0]) ** 2).sum(axis=1))
        half = t_quantiles(df_in_same_psus(yes, sizes)) * np.where(std_error > 0, std_error, np.nan)
        ratio = shares[1] / shares[0]
        low, high = ratio * np.exp(-half), ratio * np.exp(half)
    known = (shares[0] > 0) & (shares[1] > 0)
    return Limits(np.where(known, low, np.nan), np.where(known, high, np.nan), "log_ratio_taylor_t")
