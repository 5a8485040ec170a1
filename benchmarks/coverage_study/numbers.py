"""The number of people who say yes in a population, from PSUs whose sizes are part of what varies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.model.arrays import FloatArray, IntArray

from .chosen import engine_shares, t_quantiles
from .clusters import cluster_sizes, psu_shares
from .grid import Grid, stressed
from .record import Limits, Measured, Setting, measured


def numbers_in_psus(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """PSUs drawn with equal chances, everybody with the same weight; width as a share of the population."""
    for unequal in (False, True):
        interval, judged = stressed("number_psu", unequal=unequal)
        for n_psu, n in grid.contrasts if unequal else grid.clusters:
            sizes = cluster_sizes(n_psu, n, unequal=unequal)
            for icc in grid.contrast_likeness if unequal else grid.likeness:
                for share in grid.shares:
                    asked = sizes[generator.integers(0, n_psu, (grid.replicates, n_psu))]
                    yes = generator.binomial(asked, psu_shares(generator, share, icc, n_psu, len(asked)))
                    kind = "unequal PSUs" if unequal else "equal PSUs"
                    setting = Setting(interval, n, share, n_psu=n_psu, icc=icc, detail=kind, judged=judged)
                    yield measured(setting, number_limits(yes, asked, float(n)), share)


def number_limits(yes: IntArray, sizes: IntArray, scale: float) -> Limits:
    """Limits of Σy over a constant, as the engine's `numbers` joins them from the share and the spread of the sizes.

    Args:
        yes, sizes: shape (n_sample, n_psu).
    """
    n_psu, people = yes.shape[1], sizes.sum(axis=1)
    share = yes.sum(axis=1) / people
    scores = (yes - share[:, None] * sizes) / people[:, None]
    of_share = n_psu / (n_psu - 1) * (scores**2).sum(axis=1)
    variance = n_psu * yes.var(axis=1, ddof=1)
    limits = engine_shares(share, of_share, people, yes.sum(axis=1), n_psu - 1.0, clustered=True)
    below = _joined(people * (share - limits.low), people**2 * of_share, variance, n_psu - 1.0)
    above = _joined(people * (limits.high - share), people**2 * of_share, variance, n_psu - 1.0)
    low = np.maximum(0.0, yes.sum(axis=1) - below) / scale
    return Limits(low, (yes.sum(axis=1) + above) / scale, limits.methods)


def _joined(distance: FloatArray, of_share: FloatArray, variance: FloatArray, df: float) -> FloatArray:
    more = np.sqrt(distance**2 + t_quantiles(df) ** 2 * np.maximum(variance - of_share, 0.0))
    less = distance * np.sqrt(variance / np.where(of_share > 0, of_share, 1.0))
    return np.where(variance >= of_share, more, less)
