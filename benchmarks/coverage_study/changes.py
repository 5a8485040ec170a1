"""Changes of a share under a design, and in waves that share part of their people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.estimate.distributions import t_quantile
from meal.estimate.methods.cluster_robust import cluster_robust, least_squares
from meal.estimate.methods.tango import no_discordant_pairs
from meal.model.arrays import FloatArray, IntArray

from .chosen import t_limits
from .clusters import cluster_sizes, rare_df
from .grid import CONF_LEVEL, Grid, odds_times, stressed
from .record import Limits, Measured, Setting, measured
from .tables import LIKENESS, ODDS, paired_shares

BOUNDS = (-1.0, 1.0)
Shares = tuple[FloatArray, FloatArray]


def answers_by_psu(
    generator: np.random.Generator, cells: FloatArray, icc: float, sizes: IntArray, replicates: int
) -> IntArray:
    """People of each PSU in the cells of a table, shape (replicates, n_psu, n_cell); alike within PSUs by the ICC."""
    return np.asarray(generator.multinomial(sizes, psu_tables(generator, cells, icc, len(sizes), replicates)))


def psu_tables(
    generator: np.random.Generator, cells: FloatArray, icc: float, n_psu: int, replicates: int
) -> FloatArray:
    """Probabilities of the cells of a table in each PSU, shape (replicates, n_psu, n_cell)."""
    if icc == 0:
        return np.broadcast_to(cells, (replicates, n_psu, len(cells)))
    parts = generator.gamma(cells * (1 - icc) / icc, 1.0, (replicates, n_psu, len(cells)))
    shares: FloatArray = parts / np.maximum(parts.sum(axis=2, keepdims=True), 1e-300)
    return shares


def clustered_changes(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """The same people twice, in PSUs: CR2 without weights, linearised with them."""
    for n_psu, n in grid.contrasts:
        for unequal in (False, True):
            sizes = cluster_sizes(n_psu, n, unequal=unequal)
            for icc in grid.contrast_likeness:
                for share in grid.shares:
                    for odds in ODDS:
                        other = odds_times(share, odds)
                        cells = paired_shares(share, other, LIKENESS[1])
                        common = (n, share, other, n_psu, icc, "unequal PSUs" if unequal else "equal PSUs")
                        # Half of the people of each PSU have one weight, half another.
                        halves = halves_by_psu(generator, cells, icc, sizes, grid.contrast_replicates)
                        moved = [half[:, :, 2] + half[:, :, 1] for half in halves]
                        change = [half[:, :, 2] - half[:, :, 1] for half in halves]
                        found = shares_of([half.sum(axis=1) for half in halves], n)
                        interval, judged = stressed("change_paired_psu", unequal=unequal)
                        limits = paired_cr2(change[0] + change[1], moved[0] + moved[1], sizes, found)
                        yield measured(Setting(interval, *common, judged), limits, other - share)
                        interval, judged = stressed("change_paired_weights", unequal=unequal)
                        # Where PSUs differ, their weights do too.
                        weight = np.resize([1.0, 1.0, 3.0], n_psu) if unequal else np.ones(n_psu)
                        limits = paired_taylor(change, moved, sizes, [weight, 3 * weight], found)
                        yield measured(Setting(interval, *common, judged), limits, other - share)


def shares_of(halves: list[IntArray], n: int) -> Shares:
    """Shares before and after of many samples, from people in the cells of a table, shape (n_sample, 4)."""
    people = sum(halves[1:], halves[0])
    return (people[:, 0] + people[:, 1]) / n, (people[:, 0] + people[:, 2]) / n


def halves_by_psu(
    generator: np.random.Generator, cells: FloatArray, icc: float, sizes: IntArray, replicates: int
) -> list[IntArray]:
    """People of the first and of the other half of each PSU in the cells of a table."""
    shares = psu_tables(generator, cells, icc, len(sizes), replicates)
    return [np.asarray(generator.multinomial(part, shares)) for part in (sizes // 2, sizes - sizes // 2)]


def paired_cr2(change: IntArray, moved: IntArray, sizes: IntArray, shares: Shares) -> Limits:
    """CR2 for the mean change with Satterthwaite df, in closed form for one mean; rule R6 where nobody changed.

    Args:
        change: gained minus lost by PSU; moved: gained and lost; shape (replicates, n_psu).
    """
    n, n_psu = int(sizes.sum()), len(sizes)
    mean = change.sum(axis=1) / n
    left = change - mean[:, None] * sizes
    std_error = np.sqrt((left**2 / (1 - sizes / n)).sum(axis=1)) / n
    cluster = np.repeat(np.arange(n_psu), sizes)
    df = cluster_robust(least_squares(np.ones((n, 1)), cluster * 1.0), cluster, np.ones(1)).df
    fewer = np.minimum(df, _allowed(moved, shares, n_psu))
    return _nobody_changed(t_limits(mean, std_error, fewer, "paired_cr2", BOUNDS), moved, n, n_psu - 1.0)


def paired_taylor(
    change: list[IntArray], moved: list[IntArray], sizes: IntArray, weight: list[FloatArray], shares: Shares
) -> Limits:
    """The weighted mean change, each half of every PSU with its weight; rule R6 where nobody changed."""
    n, n_psu = int(sizes.sum()), len(sizes)
    people = weight[0] * (sizes // 2) + weight[1] * (sizes - sizes // 2)
    sums = weight[0] * change[0] + weight[1] * change[1]
    mean = sums.sum(axis=1) / people.sum()
    scores = (sums - mean[:, None] * people) / people.sum()
    std_error = np.sqrt(n_psu / (n_psu - 1) * (scores**2).sum(axis=1))
    df = _allowed(moved[0] + moved[1], shares, n_psu)
    limits = t_limits(mean, std_error, df, "paired_taylor_t", BOUNDS)
    return _nobody_changed(limits, moved[0] + moved[1], n, n_psu - 1.0)


def _allowed(moved: IntArray, shares: Shares, n_psu: int) -> FloatArray:
    """Degrees of freedom: PSUs in which nobody changed count as one where a share is rare."""
    return rare_df((moved > 0).sum(axis=1), n_psu, shares)


def _nobody_changed(limits: Limits, moved: IntArray, n: int, df: float) -> Limits:
    none = moved.sum(axis=1) == 0
    ratio = min(1.0, t_quantile(n - 1, CONF_LEVEL) / t_quantile(df, CONF_LEVEL))
    alone = no_discordant_pairs(n * ratio**2, CONF_LEVEL)
    return Limits(
        np.where(none, alone.low, limits.low),
        np.where(none, alone.high, limits.high),
        np.where(none, "tango", str(limits.methods)),
    )
