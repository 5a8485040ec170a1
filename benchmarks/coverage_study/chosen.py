"""Limits of many samples at once: the engine's own choice for shares, and t limits as it gives them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from meal.estimate.choice import FEW_COUNTED, RARE, CellFacts, share_result, simple_sample_size
from meal.estimate.distributions import normal_quantile
from meal.estimate.reliability import FEW_DEGREES
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import Result

from .grid import CONF_LEVEL
from .record import Limits


def engine_shares(
    share: FloatArray,
    variance: FloatArray,
    n: int | IntArray,
    numerator: IntArray,
    df: float,
    *,
    clustered: bool = False,
) -> Limits:
    """What the engine prints around the share of each sample of a design: rule R3, as `share_result` applies it.

    Args:
        share, variance, numerator: shape (n_sample,). n: records, of all or of each sample.
    """
    both = logit_limits(share, variance, df), korn_graubard_limits(share, variance, n, df)
    return chosen_limits(share, variance, n, numerator, df, both, clustered=clustered)


def chosen_limits(
    share: FloatArray,
    variance: FloatArray,
    n: int | IntArray,
    numerator: IntArray,
    df: float,
    both: tuple[Limits, Limits],
    *,
    clustered: bool,
) -> Limits:
    """Of logit and Korn–Graubard limits those that rule R3 takes."""
    few = np.minimum(numerator, n - numerator) < FEW_COUNTED
    extreme = few | (variance <= 0) | (share <= 0) | (share >= 1)
    if df < FEW_DEGREES:
        extreme = np.ones(len(share), dtype=np.bool_)
    if clustered:
        extreme = extreme | (share < RARE) | (share > 1 - RARE)
    logit, exact = both
    return Limits(
        np.where(extreme, exact.low, logit.low),
        np.where(extreme, exact.high, logit.high),
        np.where(extreme, "korn_graubard", "logit_t"),
    )


def engine_simple_shares(yes: IntArray, n: int, fraction: float = 0.0) -> Limits:
    """What the engine prints around each number of yes of n in a simple sample, or in a frame of which n is a part."""
    results = [
        share_result(
            CellFacts(
                estimate=int(x) / n, variance=(1 - fraction) * x / n * (1 - x / n) / (n - 1), n=n, numerator=int(x),
                df=n - 1.0, deff=None, n_missing=0, simple_n=simple_sample_size(n, n, fraction), fraction=fraction,
                counted=False, designed=False,
            ),
            CONF_LEVEL,
        )
        for x in yes
    ]  # fmt: skip
    return stacked(results)


def stacked(results: Sequence[Result]) -> Limits:
    """Limits of rows that the engine made, NaN where there are none."""
    low = np.array([np.nan if result.conf_low is None else result.conf_low for result in results])
    high = np.array([np.nan if result.conf_high is None else result.conf_high for result in results])
    return Limits(low, high, np.array([result.method for result in results]))


def t_limits(
    estimate: FloatArray,
    std_error: FloatArray,
    df: float | FloatArray,
    method: str,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Limits:
    """Estimate ± t·SE inside what is possible; none where no variation was seen, as `t_result` does."""
    half = t_quantiles(df) * np.where(std_error > 0, std_error, np.nan)
    return Limits(np.maximum(estimate - half, bounds[0]), np.minimum(estimate + half, bounds[1]), method)


def t_quantiles(df: float | FloatArray) -> FloatArray:
    """Student's t at the level of the study, for many degrees of freedom."""
    with np.errstate(invalid="ignore"):
        quantile: FloatArray = -special.stdtrit(np.asarray(df, dtype=np.float64), (1 - CONF_LEVEL) / 2)
    return quantile


def logit_limits(share: FloatArray, variance: FloatArray, df: float) -> Limits:
    """Logit with t for every sample in which variation was seen."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where((variance > 0) & (share > 0) & (share < 1), np.sqrt(variance), np.nan)
        half = t_quantiles(df) * spread / (share * (1 - share))
        middle = special.logit(share)
    return Limits(special.expit(middle - half), special.expit(middle + half), "logit_t")


def korn_graubard_limits(share: FloatArray, variance: FloatArray, n: int | IntArray, df: float) -> Limits:
    """Korn–Graubard, capped, for every sample."""
    seen = (variance > 0) & (share > 0) & (share < 1)
    effective = np.where(seen, share * (1 - share) / np.where(seen, variance, 1.0), n)
    effective = np.minimum(effective * (t_quantiles(n - 1) / t_quantiles(df)) ** 2, n)
    tail = (1 - CONF_LEVEL) / 2
    yes, no = effective * share, effective * (1 - share)
    with np.errstate(invalid="ignore"):
        low = np.where(yes <= 0, 0.0, special.betaincinv(np.maximum(yes, 1e-300), no + 1, tail))
        high = np.where(no <= 0, 1.0, special.betaincinv(yes + 1, np.maximum(no, 1e-300), 1 - tail))
    return Limits(low, high, "korn_graubard")


def wilson_effective_limits(share: FloatArray, variance: FloatArray, df: float) -> Limits:
    """Wilson with the effective sample size and t, for every sample in which variation was seen."""
    with np.errstate(divide="ignore", invalid="ignore"):
        n = np.where((variance > 0) & (share > 0) & (share < 1), share * (1 - share) / variance, np.nan)
    return _score(share, n, t_quantiles(df), "wilson_neff_t")


def wilson_limits(yes: IntArray, n: int) -> Limits:
    """Wilson's limits as if people had been drawn one by one."""
    return _score(yes / n, np.full(len(yes), float(n)), np.asarray(normal_quantile(CONF_LEVEL)), "wilson")


def wald_limits(share: FloatArray, variance: FloatArray, df: float) -> Limits:
    """Share ± t·SE, which the engine never prints; of no width where no variation was seen."""
    half = t_quantiles(df) * np.sqrt(variance)
    return Limits(share - half, share + half, "wald_t")


def _score(share: FloatArray, n: FloatArray, quantile: FloatArray, method: str) -> Limits:
    square = quantile * quantile
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = quantile / (1 + square / n) * np.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Limits(np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0), method)
