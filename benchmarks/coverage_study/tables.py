"""Changes of the same people and differences of two groups in simple samples: tables enumerated, large ones drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special, stats

from meal.model.arrays import FloatArray, IntArray

from .chosen import t_limits
from .grid import Grid, odds_times
from .record import Limits, Measured, Setting, measured
from .score_limits import koopman_limits, miettinen_nurminen_limits, tango_limits

ODDS = (1.0, 2.0)
"""Odds of the second share over those of the first."""
LIKENESS = (0.2, 0.6)
"""Correlation of a person's two answers."""
NEGLIGIBLE = 1e-12


def paired_shares(first: float, second: float, correlation: float) -> FloatArray:
    """Probabilities of yes both times, lost, gained and no both times."""
    sd = np.sqrt(first * (1 - first) * second * (1 - second))
    both = min(first * second + correlation * sd, 0.95 * min(first, second) + 0.05 * first * second)
    both = max(both, first + second - 1 + 1e-9)
    return np.array([both, first - both, second - both, 1 - first - second + both])


def paired_tables(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Tango's interval for the change of a share."""
    for n in (*grid.enumerated_pairs, *grid.drawn_pairs):
        every = n in grid.enumerated_pairs
        if every:
            gained, lost = (codes[_triangle(n)] for codes in np.indices((n + 1, n + 1)).reshape(2, -1))
            limits = tango_limits(gained, lost, n)
        for share in grid.shares:
            for odds in ODDS:
                other = odds_times(share, odds)
                for correlation in LIKENESS:
                    cells = paired_shares(share, other, correlation)
                    setting = Setting("change_paired_simple", n, share, other, detail=f"correlation {correlation}")
                    if every:
                        chance = _trinomial(gained, lost, n, cells)
                        yield measured(setting, limits, other - share, chance)
                    else:
                        drawn = generator.multinomial(n, cells, grid.contrast_replicates)
                        found, place = np.unique(drawn[:, [2, 1]], axis=0, return_inverse=True)
                        few = tango_limits(found[:, 0], found[:, 1], n)
                        where = place.ravel()
                        yield measured(setting, Limits(few.low[where], few.high[where], few.methods), other - share)


def two_groups(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Two groups of one size, and the second a third of it: score limits, and Welch as for arms at random."""
    for n0 in (*grid.enumerated_pairs, *grid.drawn_pairs):
        for n1 in (n0, max(4, n0 // 3)):
            every = n0 in grid.enumerated_pairs
            if every:
                x1, x0 = np.indices((n1 + 1, n0 + 1)).reshape(2, -1)
                kinds = _group_limits(x1, n1, x0, n0)
            for share in grid.shares:
                for odds in ODDS:
                    other = odds_times(share, odds)
                    if not every:
                        drawn = np.column_stack([
                            generator.binomial(n1, other, grid.contrast_replicates),
                            generator.binomial(n0, share, grid.contrast_replicates),
                        ])  # fmt: skip
                        found, place = np.unique(drawn, axis=0, return_inverse=True)
                        few = _group_limits(found[:, 0], n1, found[:, 1], n0)
                        where = place.ravel()
                        kinds = {
                            name: Limits(one.low[where], one.high[where], _at(one.methods, where))
                            for name, one in few.items()
                        }
                    chance = stats.binom.pmf(x1, n1, other) * stats.binom.pmf(x0, n0, share) if every else None
                    for name, limits in kinds.items():
                        truth = other / share if name.startswith("ratio") else other - share
                        setting = Setting(name, min(n0, n1), share, other, detail=f"groups of {n0} and {n1}")
                        yield measured(setting, limits, truth, chance)


def _group_limits(x1: IntArray, n1: int, x0: IntArray, n0: int) -> dict[str, Limits]:
    score = miettinen_nurminen_limits(x1, n1, x0, n0)
    return {
        "difference_two_groups": score,
        "ratio_two_groups": koopman_limits(x1, n1, x0, n0),
        "difference_arms_individuals": welch_shares(x1, n1, x0, n0, score),
    }


def welch_shares(x1: IntArray, n1: int, x0: IntArray, n0: int, otherwise: Limits) -> Limits:
    """Welch's limits for shares; score limits where no variation was seen, as the engine does."""
    first, second = x1 / n1, x0 / n0
    part1, part0 = first * (1 - first) / (n1 - 1), second * (1 - second) / (n0 - 1)
    variance = part1 + part0
    with np.errstate(divide="ignore", invalid="ignore"):
        df = variance**2 / (part1**2 / (n1 - 1) + part0**2 / (n0 - 1))
    limits = t_limits(first - second, np.sqrt(variance), df, "welch", (-1.0, 1.0))
    seen = variance > 0
    return Limits(
        np.where(seen, limits.low, otherwise.low),
        np.where(seen, limits.high, otherwise.high),
        np.where(seen, "welch", "miettinen_nurminen"),
    )


def _at(methods: np.ndarray | str, where: IntArray) -> np.ndarray | str:
    return methods if isinstance(methods, str) else methods[where]


def _triangle(n: int) -> np.ndarray:
    gained, lost = np.indices((n + 1, n + 1)).reshape(2, -1)
    return gained + lost <= n


def _trinomial(gained: IntArray, lost: IntArray, n: int, cells: FloatArray) -> FloatArray:
    """Probability of each number gained and lost."""
    same = n - gained - lost
    ways = special.gammaln(n + 1) - special.gammaln(gained + 1) - special.gammaln(lost + 1) - special.gammaln(same + 1)
    log = ways + special.xlogy(gained, cells[2]) + special.xlogy(lost, cells[1])
    chance: FloatArray = np.exp(log + special.xlogy(same, cells[0] + cells[3]))
    return np.where(chance < NEGLIGIBLE, 0.0, chance)
