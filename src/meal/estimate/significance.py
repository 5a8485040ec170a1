"""A test without an estimate of its own: its statistic, degrees of freedom and p-value."""

from __future__ import annotations

from dataclasses import dataclass

from meal.estimate.distributions import chi_square_p_value, f_p_value


@dataclass(frozen=True, slots=True)
class Significance:
    """What a test of no association or no change came to.

    Attributes:
        statistic: chi-square, F or another, as `method` says.
        df: its degrees of freedom; df_error: those of the denominator of an F, None otherwise.
    """

    method: str
    statistic: float
    df: float
    p_value: float
    df_error: float | None = None


def chi_square_test(method: str, statistic: float, df: float = 1.0) -> Significance:
    """A chi-square statistic with its p-value; 1 where there was nothing to compare."""
    return Significance(method, statistic, df, chi_square_p_value(statistic, df) if df > 0 else 1.0)


def f_test(method: str, statistic: float, df: float, df_error: float) -> Significance:
    """An F statistic with its p-value."""
    return Significance(method, statistic, df, f_p_value(statistic, df, df_error), df_error)
