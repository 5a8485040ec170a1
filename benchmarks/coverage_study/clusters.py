"""Shares of people sampled in groups, alike within their group (beta-binomial), against the engine's choice (R3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from meal.estimate.choice import RARE
from meal.model.arrays import FloatArray, IntArray

from .chosen import (
    chosen_limits,
    korn_graubard_limits,
    logit_limits,
    wald_limits,
    wilson_effective_limits,
    wilson_limits,
)
from .grid import Grid, stressed
from .record import Limits, Measured, Setting, measured


def cluster_sizes(n_psu: int, n: int, *, unequal: bool) -> IntArray:
    """Records of each PSU: all the same, or from a third to five thirds of the mean in turn."""
    if not unequal:
        return np.full(n_psu, n // n_psu)
    shape = np.resize([1, 5, 3, 2, 4], n_psu)
    sizes = np.maximum(1, np.floor(n * shape / shape.sum())).astype(np.int64)
    sizes[: n - int(sizes.sum())] += 1
    return sizes


def yes_by_psu(generator: np.random.Generator, share: float, icc: float, sizes: IntArray, replicates: int) -> IntArray:
    """People of each PSU who say yes, shape (replicates, n_psu); PSUs differ so that the ICC is as given."""
    return np.asarray(generator.binomial(sizes, psu_shares(generator, share, icc, len(sizes), replicates)))


def psu_shares(generator: np.random.Generator, share: float, icc: float, n_psu: int, replicates: int) -> FloatArray:
    """The share of each PSU, shape (replicates, n_psu)."""
    if icc == 0:
        return np.full((replicates, n_psu), share)
    more = (1 - icc) / icc
    return generator.beta(share * more, (1 - share) * more, (replicates, n_psu))


def linearised_share(yes: IntArray, sizes: IntArray) -> tuple[FloatArray, FloatArray]:
    """Share and its variance from sums by PSU, all PSUs in one stratum."""
    n, n_psu = sizes.sum(), len(sizes)
    share = yes.sum(axis=1) / n
    scores = (yes - share[:, None] * sizes) / n
    return share, n_psu / (n_psu - 1) * (scores**2).sum(axis=1)


def rare_df(holding: IntArray, n_psu: int, shares: tuple[FloatArray, ...]) -> FloatArray:
    """PSUs − 1, where a share is rare with the PSUs that hold nobody on the rarer side counted as one.

    Args:
        holding: shape (n_sample,), PSUs with somebody on the rarer side.
    """
    rare = np.any([(share < RARE) | (share > 1 - RARE) for share in shares], axis=0)
    fewer = np.maximum(1.0, holding + (holding < n_psu) - 1.0)
    return np.where(rare, np.minimum(fewer, n_psu - 1.0), n_psu - 1.0)


def clustered_shares(
    grid: Grid, generator: np.random.Generator, *, unequal: bool, singles: bool = False
) -> Iterator[Measured]:
    """Every PSU count, size, ICC and share; beside the engine's choice each method alone."""
    likeness = grid.contrast_likeness if unequal else grid.likeness
    for n_psu, n in grid.clusters:
        if unequal and n < 4 * n_psu:
            continue
        sizes = cluster_sizes(n_psu, n, unequal=unequal)
        for icc in likeness:
            for share in grid.shares:
                if share > 0.5:
                    continue
                for one in clustered_cell(generator, sizes, icc, share, grid.replicates, unequal, singles):
                    yield one
                    if share < 0.5:
                        # Yes and no change places: the same samples, with limits that are mirrored exactly.
                        yield replace(one, setting=replace(one.setting, p=round(1 - share, 10)))


def clustered_cell(
    generator: np.random.Generator,
    sizes: IntArray,
    icc: float,
    share: float,
    replicates: int,
    unequal: bool,
    singles: bool,
) -> Iterator[Measured]:
    """One setting: the engine's choice, and each method alone where asked."""
    yes = yes_by_psu(generator, share, icc, sizes, replicates)
    found, variance = linearised_share(yes, sizes)
    n, n_psu, numerator = int(sizes.sum()), len(sizes), yes.sum(axis=1)
    kind, df = ("unequal PSUs" if unequal else "equal PSUs"), float(n_psu - 1)

    def cell(limits: Limits, interval: str, judged: bool) -> Measured:
        setting = Setting(interval, n, share, n_psu=n_psu, icc=icc, detail=kind, judged=judged)
        return measured(setting, limits, share)

    logit, exact = logit_limits(found, variance, df), korn_graubard_limits(found, variance, n, df)
    limits = chosen_limits(found, variance, n, numerator, df, (logit, exact), clustered=True)
    yield cell(limits, *stressed("share_psu", unequal=unequal))
    if singles:
        yield cell(logit, "alone_logit_t", False)
        yield cell(exact, "alone_korn_graubard", False)
        yield cell(wilson_effective_limits(found, variance, df), "alone_wilson_neff_t", False)
        yield cell(wald_limits(found, variance, df), "compared_wald_t", False)
        yield cell(wilson_limits(numerator, n), "compared_wilson_ignoring_psu", False)
