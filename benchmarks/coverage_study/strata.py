"""Shares and numbers of stratified and weighted samples without PSUs, and of follow-ups in two phases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.model.arrays import FloatArray, IntArray

from .chosen import engine_shares
from .grid import Grid, odds_times
from .record import Limits, Measured, Setting, measured

STRATA = np.array([0.4, 0.3, 0.2, 0.1])
"""Part of the population in each stratum; every stratum has as many people sampled."""
STRATA_ODDS = np.array([0.5, 1.0, 1.5, 3.0])
"""How much likelier a yes is by stratum, before the whole is brought to the share wanted."""
FRAME_TIMES = (1.5, 5.0)
PHASE_TIMES = (2, 5)


def stratum_shares(share: float) -> FloatArray:
    """Shares by stratum, different and averaging to the share of the whole."""
    low, high = 1e-6, 1e6
    for _ in range(200):
        factor = np.sqrt(low * high)
        found = np.array([odds_times(share, factor * one) for one in STRATA_ODDS])
        low, high = (factor, high) if STRATA @ found < share else (low, factor)
    return found


def stratified_shares(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Weighted by stratum, the population being many; logit with t or Korn–Graubard."""
    for n in (size for size in grid.sizes if size >= 20):
        drawn = np.full(4, n // 4)
        for share in grid.shares:
            yes = generator.binomial(drawn, stratum_shares(share), (grid.replicates, 4))
            found, variance = stratified_share(yes, drawn, STRATA, np.zeros(4))
            limits = engine_shares(found, variance, int(drawn.sum()), yes.sum(axis=1), float(drawn.sum() - 4))
            yield measured(Setting("share_strata", int(drawn.sum()), share, detail="4 strata, weights"), limits, share)


def stratified_share(
    yes: IntArray, drawn: IntArray, parts: FloatArray, fraction: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Share and variance, Σ W²(1 − f) p(1 − p)/(n_h − 1), of each sample; shapes (n_sample,)."""
    shares = yes / drawn
    variance = (parts**2 * (1 - fraction) * shares * (1 - shares) / (drawn - 1)).sum(axis=1)
    return shares @ parts, variance


def weighted_shares(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Two kinds of people with weights 1 and 4, unlike in weight alone, in one stratum."""
    for n in grid.sizes:
        half = n // 2
        for share in grid.shares:
            yes = generator.binomial([half, n - half], share, (grid.replicates, 2))
            found, variance = weighted_share(yes, np.array([half, n - half]), np.array([1.0, 4.0]))
            limits = engine_shares(found, variance, n, yes.sum(axis=1), float(n - 1))
            yield measured(Setting("share_weights", n, share, detail="weights 1 and 4"), limits, share)


def weighted_share(yes: IntArray, people: IntArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Share and linearised variance where the records are their own PSUs."""
    n, size = people.sum(), float(people @ weight)
    share = yes @ weight / size
    away = (1 - share[:, None]) ** 2 * yes + share[:, None] ** 2 * (people - yes)
    return share, n / (n - 1) * (away * weight**2).sum(axis=1) / size**2


def numbers_in_frames(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """The number of people in a frame of four strata, drawn without replacement; width as a share of the frame."""
    for n in (size for size in grid.sizes if size >= 20):
        drawn = np.full(4, n // 4)
        for times in FRAME_TIMES:
            # The smallest stratum holds as many people as are drawn from it, or more.
            frame = np.maximum(drawn, np.round(STRATA * n * times)).astype(np.int64)
            people = int(frame.sum())
            for share in grid.shares:
                true = np.round(stratum_shares(share) * frame).astype(np.int64)
                if true.sum() in (0, people):
                    continue
                yes = generator.hypergeometric(true, frame - true, drawn, (grid.replicates, 4))
                limits = number_limits(yes, drawn, frame)
                truth = float(true.sum()) / people
                setting = Setting("number_strata", int(drawn.sum()), truth, detail=f"4 strata, frame of {people}")
                yield measured(setting, limits, truth)


def number_limits(yes: IntArray, drawn: IntArray, frame: IntArray) -> Limits:
    """Limits of the number over the frame, never below those counted nor above those who may be, as `number` gives."""
    people = float(frame.sum())
    found, variance = stratified_share(yes, drawn, frame / people, drawn / frame)
    counted, n = yes.sum(axis=1), int(drawn.sum())
    limits = engine_shares(found, variance, n, counted, float(n - 4))
    low = np.maximum(limits.low, np.minimum(counted / people, found))
    return Limits(low, np.minimum(limits.high, np.maximum((people - n + counted) / people, found)), limits.methods)


def two_phase_shares(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """A first sample sorted into three strata, of which equal numbers are followed up."""
    parts = np.array([0.5, 0.3, 0.2])
    for n in (size for size in grid.sizes if 50 <= size <= 1000):
        drawn = np.full(3, n // 3)
        for times in PHASE_TIMES:
            for share in grid.shares:
                within = _phase_shares(share, parts)
                first = generator.multinomial(n * times, parts, grid.replicates)
                asked = np.minimum(drawn, first)
                yes = generator.binomial(asked, within)
                found, variance = two_phase_share(yes, asked, first)
                limits = engine_shares(found, variance, asked.sum(axis=1), yes.sum(axis=1), float(3 * (n // 3) - 3))
                setting = Setting("share_two_phase", n, share, detail=f"follow-up of 1 in {times}")
                yield measured(setting, limits, share)


def two_phase_share(yes: IntArray, asked: IntArray, first: IntArray) -> tuple[FloatArray, FloatArray]:
    """Share and variance of the closed form, within and between the strata of the first phase."""
    total = first.sum(axis=1, keepdims=True)
    means, part = yes / asked, first / total
    share = (part * means).sum(axis=1)
    within = ((first - 1) / (total - 1) * part * means * (1 - means) / (asked - 1)).sum(axis=1)
    between = (part * (means - share[:, None]) ** 2).sum(axis=1) / (total[:, 0] - 1)
    return share, within + between


def _phase_shares(share: float, parts: FloatArray) -> FloatArray:
    raw = np.array([odds_times(share, one) for one in (0.5, 1.0, 2.5)])
    scaled = raw * share / (parts @ raw)
    return scaled if scaled.max() < 1 else 1 - (1 - raw) * (1 - share) / (parts @ (1 - raw))
