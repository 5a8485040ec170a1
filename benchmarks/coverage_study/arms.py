"""Arms of whole PSUs: their difference, ratio, and difference of changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.model.arrays import FloatArray, IntArray

from .changes import BOUNDS, answers_by_psu
from .chosen import t_limits, t_quantiles
from .clusters import cluster_sizes, yes_by_psu
from .grid import Grid, odds_times, stressed
from .record import Limits, Measured, Setting, measured
from .tables import LIKENESS, ODDS, paired_shares

ASSIGNED = {"half treated": 0.5, "a third treated": 1 / 3}


def clustered_arms(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """CR2 with Satterthwaite df for the difference of two shares, its ratio, and the difference of two changes."""
    for n_psu, n in grid.contrasts:
        for unequal in (False, True):
            sizes = cluster_sizes(n_psu, n, unequal=unequal)
            for kind, part in ASSIGNED.items():
                treated = np.arange(n_psu) % round(1 / part) == 0
                smaller = int(min(sizes[treated].sum(), sizes[~treated].sum()))
                for icc in grid.contrast_likeness:
                    for share in grid.shares:
                        for odds in ODDS:
                            other = odds_times(share, odds)
                            common = (smaller, share, other, n_psu, icc, kind)
                            arms = (sizes, treated, grid.contrast_replicates)
                            yield from _arm_cells(generator, (share, other), icc, *arms, common, unequal=unequal)


def _arm_cells(
    generator: np.random.Generator, shares: tuple[float, float], icc: float, sizes: IntArray, treated: np.ndarray,
    replicates: int, common: tuple[int, float, float, int, float, str], *, unequal: bool,
) -> Iterator[Measured]:  # fmt: skip
    share, other = shares
    yes = np.where(
        treated,
        yes_by_psu(generator, other, icc, sizes, replicates),
        yes_by_psu(generator, share, icc, sizes, replicates),
    )
    means = ArmMeans(yes, sizes, treated)
    # Treated people change from one share to the other, controls stay; the same people twice.
    moved = answers_by_psu(generator, paired_shares(share, other, LIKENESS[1]), icc, sizes, replicates)
    still = answers_by_psu(generator, paired_shares(share, share, LIKENESS[1]), icc, sizes, replicates)
    change = np.where(treated, moved[:, :, 2] - moved[:, :, 1], still[:, :, 2] - still[:, :, 1])
    tried = {
        "difference_arms_psu": (means.t_difference(-1.0, 1.0, "cr2", BOUNDS), other - share),
        "ratio_arms_psu": (means.log_ratio("log_ratio_cr2"), other / share),
        "did_paired_psu": (
            ArmMeans(change, sizes, treated).t_difference(-1.0, 1.0, "cr2", (-np.inf, np.inf)), other - share
        ),
    }  # fmt: skip
    for name, (limits, truth) in tried.items():
        interval, judged = stressed(name, unequal=unequal)
        yield measured(Setting(interval, *common, judged), limits, truth)


class ArmMeans:
    """Means of the arms of many samples with CR2 in closed form: without covariates every arm is one mean.

    Attributes:
        mean: shape (2, replicates), control and treated. variance: of each. trace, square: parts of
            Satterthwaite's df by arm, which depend on sizes alone.
    """

    def __init__(self, sums: FloatArray | IntArray, sizes: IntArray, treated: np.ndarray) -> None:
        parts = [(~treated, 0), (treated, 1)]
        self.mean = np.array([sums[:, arm].sum(axis=1) / sizes[arm].sum() for arm, _ in parts])
        self.variance = np.empty_like(self.mean)
        self.trace, self.square = np.empty(2), np.empty(2)
        for arm, number in parts:
            inside, n = sizes[arm], float(sizes[arm].sum())
            free = 1 - inside / n
            left = sums[:, arm] - self.mean[number][:, None] * inside
            self.variance[number] = (left**2 / free).sum(axis=1) / n**2
            own, through = inside / free / n**2, inside / np.sqrt(free) / n
            leaked = through**2 / n
            self.trace[number] = (own - leaked).sum()
            self.square[number] = (own**2 - 2 * own * leaked).sum() + ((through**2).sum() / n) ** 2

    def spread(self, control: FloatArray | float, treated: FloatArray | float) -> tuple[FloatArray, FloatArray]:
        """Standard error and df of control and treated times these factors."""
        first, second = np.asarray(control) ** 2, np.asarray(treated) ** 2
        df = (first * self.trace[0] + second * self.trace[1]) ** 2
        df = df / (first**2 * self.square[0] + second**2 * self.square[1])
        return np.sqrt(first * self.variance[0] + second * self.variance[1]), df

    def t_difference(self, control: float, treated: float, method: str, bounds: tuple[float, float]) -> Limits:
        """T limits of the difference."""
        std_error, df = self.spread(control, treated)
        return t_limits(self.mean[1] - self.mean[0], std_error, df, method, bounds)

    def log_ratio(self, method: str) -> Limits:
        """Limits of treated over control on the log scale; none where a share is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            std_error, df = self.spread(-1 / self.mean[0], 1 / self.mean[1])
            middle = np.log(self.mean[1] / self.mean[0])
            half = t_quantiles(df) * np.where(std_error > 0, std_error, np.nan)
            known = (self.mean > 0).all(axis=0)
            low, high = np.exp(middle - half), np.exp(middle + half)
        return Limits(np.where(known, low, np.nan), np.where(known, high, np.nan), method)
