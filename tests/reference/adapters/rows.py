"""Results as the nested numbers that cases expect."""

from __future__ import annotations

import math

from meal.estimate import Interval, Significance
from meal.estimate.distributions import t_p_value
from meal.estimate.intervals import t_interval
from meal.estimate.methods.welch import Spread
from meal.model.samples import Result
from tests.reference.cases import Numbers


def ends(interval: Interval) -> Numbers:
    return {"ci_low": interval.low, "ci_high": interval.high}


def limits(result: Result) -> Numbers:
    return {"ci_low": result.conf_low, "ci_high": result.conf_high}


def row(result: Result) -> Numbers:
    """Everything of a result; where R divides by a standard error, t."""
    got = {
        "est": result.estimate,
        "se": result.std_error,
        "df": result.df,
        "p_value": result.p_value,
        "n": result.n,
        "deff": result.deff,
        **limits(result),
    }
    if result.estimate is not None and result.std_error:
        got["t"] = result.estimate / result.std_error
    return got


def spread_row(estimate: float, spread: Spread, conf_level: float) -> Numbers:
    interval = t_interval(estimate, spread.std_error, spread.df, conf_level)
    p_value = t_p_value(estimate / spread.std_error, spread.df)
    return {"est": estimate, "se": spread.std_error, "df": spread.df, "p_value": p_value, **ends(interval)}


def chi_square(test: Significance) -> Numbers:
    return {"chi2": test.statistic, "df": test.df, "p": test.p_value}


def f_numbers(test: Significance) -> Numbers:
    return {"F": test.statistic, "ndf": test.df, "ddf": test.df_error, "p": test.p_value}


def root(variance: float) -> float:
    return math.sqrt(max(0.0, variance))
