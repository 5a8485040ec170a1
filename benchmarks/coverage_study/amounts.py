"""Means, totals, ratios and medians of amounts, in simple samples and in groups; shares have no band here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.aggregate import sample
from meal.estimate import median
from meal.model.arrays import FloatArray, IntArray

from .chosen import t_limits
from .clusters import cluster_sizes
from .grid import CONF_LEVEL, Grid, stressed
from .record import Limits, Measured, Setting, measured

SHAPES = {"symmetric amounts": None, "skewed amounts": 1.0, "very skewed amounts": 0.25}
"""Shape of the gamma distribution, mean 1; normal with mean 1 and half that spread where None."""
MOST_NUMBERS = 4_000_000


def drawn_amounts(
    generator: np.random.Generator, shape: float | None, size: tuple[int, ...], mean: FloatArray | float = 1.0
) -> FloatArray:
    """Amounts with this mean; a skewness of 0, 2 or 4."""
    if shape is None:
        return mean + 0.5 * generator.standard_normal(size)
    return mean * generator.gamma(shape, 1 / shape, size)


def simple_means(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """T for a mean, and Welch's t for the difference between two groups of which the second is half as large."""
    for n in grid.sizes:
        for kind, shape in SHAPES.items():
            first, spread = _moments(generator, shape, n, grid.replicates)
            limits = t_limits(first, np.sqrt(spread / n), n - 1.0, "t")
            yield measured(Setting("mean_simple", n, detail=kind, judged=shape is None), limits, 1.0)
            half = max(2, n // 2)
            second, spread1 = _moments(generator, shape, half, grid.replicates)
            part0, part1 = spread / n, spread1 / half
            with np.errstate(divide="ignore", invalid="ignore"):
                df = (part0 + part1) ** 2 / (part0**2 / (n - 1) + part1**2 / (half - 1))
            compared = t_limits(second - first, np.sqrt(part0 + part1), df, "welch")
            yield measured(
                Setting("mean_difference", n, detail=f"{kind}, {n} and {half}", judged=shape is None), compared, 0.0
            )


def _moments(
    generator: np.random.Generator, shape: float | None, n: int, replicates: int
) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of many samples, drawn in parts that fit in memory."""
    means, spreads = [], []
    step = max(1, MOST_NUMBERS // n)
    for start in range(0, replicates, step):
        y = drawn_amounts(generator, shape, (min(step, replicates - start), n))
        means.append(y.mean(axis=1))
        spreads.append(y.var(axis=1, ddof=1))
    return np.concatenate(means), np.concatenate(spreads)


def clustered_amounts(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """T with linearised errors for a mean, a total and a ratio of PSUs that differ in mean, and in size."""
    for n_psu, n in grid.contrasts:
        for unequal in (False, True):
            sizes = cluster_sizes(n_psu, n, unequal=unequal)
            for kind, shape in SHAPES.items():
                # PSUs drawn with equal chances: their sizes are part of what varies from sample to sample.
                asked = sizes[generator.integers(0, n_psu, (grid.replicates, n_psu))]
                mean = generator.gamma(10.0, 0.1, asked.shape)
                y = psu_sums(generator, shape, mean, asked)
                x = psu_sums(generator, shape, np.ones_like(mean), asked) + asked
                error = np.sqrt(n_psu * y.var(axis=1, ddof=1))
                tried = {
                    "mean_psu": (*ratio_of_sums(y, asked.astype(np.float64)), 1.0),
                    "ratio_psu": (*ratio_of_sums(y, x), 0.5),
                    "total_psu": (y.sum(axis=1), error, float(n)),
                }
                for name, (found, std_error, truth) in tried.items():
                    interval, even = stressed(name, unequal=unequal)
                    setting = Setting(interval, n, n_psu=n_psu, detail=kind, judged=even and shape is None)
                    yield measured(setting, t_limits(found, std_error, n_psu - 1.0, "taylor_t"), truth)


def psu_sums(generator: np.random.Generator, shape: float | None, mean: FloatArray, sizes: IntArray) -> FloatArray:
    """Sums of the amounts of each PSU, shape (replicates, n_psu); a sum of gammas is a gamma."""
    if shape is None:
        return sizes * mean + 0.5 * np.sqrt(sizes) * generator.standard_normal(mean.shape)
    return mean * generator.gamma(shape * sizes, 1 / shape)


def ratio_of_sums(y: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Σy/Σx and its linearised standard error, PSUs in one stratum; shapes (replicates,)."""
    n_psu, size = y.shape[1], x.sum(axis=1)
    ratio = y.sum(axis=1) / size
    scores = (y - ratio[:, None] * x) / size[:, None]
    return ratio, np.sqrt(n_psu / (n_psu - 1) * (scores**2).sum(axis=1))


def clustered_medians(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Woodruff's limits from the engine itself, for amounts whose true median is 0."""
    for n_psu, n in grid.contrasts:
        if n > 1000:
            continue
        psu = np.repeat(np.arange(n_psu), cluster_sizes(n_psu, n, unequal=False))
        for icc in (0.0, 0.05):
            low, high = np.full((2, grid.slow), np.nan)
            for number in range(grid.slow):
                between = np.sqrt(icc) * generator.standard_normal(n_psu)[psu]
                y = between + np.sqrt(1 - icc) * generator.standard_normal(len(psu))
                result = median(sample(y, psu=psu), CONF_LEVEL)
                # An open end reaches at least to the last amount seen; without both there is no interval.
                if result.conf_low is not None or result.conf_high is not None:
                    low[number] = y.min() if result.conf_low is None else result.conf_low
                    high[number] = y.max() if result.conf_high is None else result.conf_high
            setting = Setting("median_psu", n, n_psu=n_psu, icc=icc, detail="normal amounts")
            yield measured(setting, Limits(low, high, "woodruff"), 0.0)
