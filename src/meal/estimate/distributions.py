"""Quantiles and two-sided p-values of the normal, t, chi-square and binomial distributions."""

from __future__ import annotations

import math

import numpy as np
import scipy

from meal.model.arrays import FloatArray


def normal_quantile(conf_level: float) -> float:
    """The z such that a standard normal lies within ±z with this probability."""
    return -float(scipy.special.ndtri((1 - conf_level) / 2))


def t_quantile(df: float, conf_level: float) -> float:
    """The t such that Student's t lies within ±t with this probability; normal where df is infinite.

    Raises:
        ValueError: df is not above 0, so that there is no such distribution.
    """
    if not df > 0:
        raise ValueError("degrees of freedom must be above 0")
    return normal_quantile(conf_level) if math.isinf(df) else -float(scipy.special.stdtrit(df, (1 - conf_level) / 2))


def t_p_value(statistic: float, df: float) -> float:
    """Two-sided p-value of a t statistic."""
    tail = scipy.special.ndtr(-abs(statistic)) if math.isinf(df) else scipy.special.stdtr(df, -abs(statistic))
    return min(1.0, 2 * float(tail))


def chi_square_p_value(statistic: float, df: float = 1.0) -> float:
    """p-value of a chi-square statistic."""
    return float(scipy.special.chdtrc(df, statistic))


def f_p_value(statistic: float, df: float, df_error: float) -> float:
    """p-value of an F statistic; degrees of freedom need not be whole."""
    return float(scipy.special.fdtrc(df, df_error, statistic))


def beta_quantile(probability: float, first: float, second: float) -> float:
    """Quantile of the beta distribution; its ends where a parameter is 0."""
    if first <= 0:
        return 0.0
    return 1.0 if second <= 0 else float(scipy.special.betaincinv(first, second, probability))


def binomial_half_quantile(probability: float, n: int) -> int:
    """Smallest k with P(X ≤ k) ≥ probability, for X ~ Binomial(n, 1/2)."""
    below = scipy.special.bdtr(np.arange(n + 1, dtype=np.float64), n, 0.5)
    return int(np.searchsorted(below, probability))


def log_choose(n: float, k: FloatArray | float) -> FloatArray:
    """Logarithm of the number of ways to choose k of n."""
    chosen: FloatArray = (
        scipy.special.gammaln(n + 1) - scipy.special.gammaln(k + 1) - scipy.special.gammaln(n - np.asarray(k) + 1)
    )
    return chosen
