"""Quantiles under a design: Woodruff's limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from meal.estimate.distributions import t_quantile
from meal.estimate.scores import mean_scores
from meal.model.arrays import FloatArray
from meal.model.samples import LonelyRule, Sample


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile with its limits; None where the sample does not reach that far.

    Attributes:
        std_error: a limit's distance over t, None without both limits. df: None without a design.
    """

    estimate: float
    low: float | None
    high: float | None
    std_error: float | None
    df: float | None


def woodruff(sample: Sample, probability: float, conf_level: float, lonely: LonelyRule = "adjust") -> Quantile:
    """The smallest answer that this share of people does not exceed, with limits.

    The share at or below the quantile gets a t interval, whose ends are turned back into answers
    by the same rule.

    Source: Woodruff (1952), Journal of the American Statistical Association 47; METHODS 4 for why
        R survey 4.1.1 differs where the lower end falls below the smallest answer.
    """
    rows = np.flatnonzero(sample.included)
    order = rows[np.argsort(sample.y[rows], kind="stable")]
    values = sample.y[order]
    reached = np.cumsum(sample.weight[order])
    reached = reached / reached[-1]
    estimate = quantile_at(values, reached, probability)
    below = mean_scores(sample, y=(sample.y <= estimate).astype(np.float64), lonely=lonely)
    return turned_back(
        values, reached, estimate, share=below.estimate, variance=below.variance, df=below.df, conf_level=conf_level
    )


def turned_back(
    values: FloatArray, reached: FloatArray, estimate: float,
    *, share: float, variance: float, df: float, conf_level: float,
) -> Quantile:  # fmt: skip
    """A quantile with the t interval of the share at or below it, turned back into answers.

    Args:
        values, reached: as of `quantile_at`. share, variance, df: of the people at or below the estimate.
    """
    std_error = math.sqrt(variance)
    if df <= 0 or not std_error:
        return Quantile(estimate, None, None, None, df)
    t = t_quantile(df, conf_level)
    low, high = share - t * std_error, share + t * std_error
    lower = quantile_at(values, reached, low) if low > 0 else None
    upper = quantile_at(values, reached, high) if high <= 1 else None
    spread = None if lower is None or upper is None else (upper - lower) / (2 * t)
    return Quantile(estimate, lower, upper, spread, df)


def quantile_at(values: FloatArray, reached: FloatArray, probability: float) -> float:
    """The smallest answer that a share of people does not exceed, inf{x: F(x) ≥ p}.

    Args:
        values: shape (n,), ascending. reached: shape (n,), share of all weight up to each.
    """
    # Cumulated weights miss p by rounding.
    return float(values[min(int(np.searchsorted(reached, probability - 1e-12)), len(values) - 1)])
