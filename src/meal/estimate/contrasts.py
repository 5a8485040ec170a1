"""From an estimate and its spread to a row: t interval, p-value, and the reasons to have neither."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from meal.estimate.distributions import t_p_value
from meal.estimate.intervals import Interval, t_interval
from meal.estimate.linear import degrees_of_freedom
from meal.estimate.reliability import thin_base
from meal.model.samples import CellEstimates, MeanStatistic, Remark, Result


def contrast(
    cells: CellEstimates,
    factors: Mapping[int, float],
    conf_level: float = 0.95,
    *,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Result:
    """A sum of factors times the estimates of cells, as the difference between two of them.

    The covariance of cells that share PSUs is allowed for, and degrees of freedom are counted over
    all cells of the contrast.

    Args:
        factors: cell number → factor, such as {1: 1.0, 0: -1.0}.
        bounds: what the contrast can be at most, −1 to 1 for a difference of shares.
    """
    chosen = np.array(sorted(factors))
    weights = np.array([factors[int(cell)] for cell in chosen])
    n = int(cells.n[chosen].sum())
    n_missing = int(cells.totals.n_missing[chosen].sum())
    if np.any(cells.n[chosen] == 0) or not np.all(np.isfinite(cells.estimate[chosen])):
        return _without_estimate(n, n_missing)
    covariance = cells.covariance[np.ix_(chosen, chosen)]
    return t_result(
        float(weights @ cells.estimate[chosen]),
        math.sqrt(max(0.0, float(weights @ covariance @ weights))),
        float(degrees_of_freedom(cells.totals, chosen.tolist())),
        conf_level,
        n=n,
        n_missing=n_missing,
        method="taylor_t",
        bounds=bounds,
    )


def t_result(
    estimate: float,
    std_error: float,
    df: float,
    conf_level: float,
    *,
    n: int,
    method: str,
    n_missing: int = 0,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    remarks: tuple[Remark, ...] = (),
) -> Result:
    """A contrast with its t interval and the p-value of no difference.

    Where no variation was seen or no degrees of freedom are left, the estimate stands alone.
    """
    if df <= 0 or not std_error > 0:
        why = Remark("no_degrees_of_freedom" if df <= 0 else "no_spread", {"n": n})
        return Result(estimate=estimate, n=n, n_missing=n_missing, status="not_estimable", remarks=(*remarks, why))
    interval = t_interval(estimate, std_error, df, conf_level).within(*bounds)
    return contrast_result(
        estimate,
        interval,
        conf_level,
        std_error=std_error,
        df=df,
        p_value=t_p_value(estimate / std_error, df),
        n=n,
        n_missing=n_missing,
        method=method,
        remarks=remarks,
    )


def contrast_result(
    estimate: float,
    interval: Interval,
    conf_level: float,
    *,
    std_error: float | None,
    df: float | None,
    p_value: float | None,
    n: int,
    method: str,
    n_missing: int = 0,
    remarks: tuple[Remark, ...] = (),
    nothing: float = 0.0,
) -> Result:
    """A contrast with an interval of any kind; flags thin bases (R12) and borderline tests (R14).

    Args:
        nothing: the value that means no difference, 1 for a ratio.
    """
    thin = thin_base(n, n, df)
    borderline: tuple[Remark, ...] = ()
    if p_value is not None and (p_value < 1 - conf_level) == (interval.low <= nothing <= interval.high):
        borderline = (Remark("R14", {"p_value": p_value}),)
    return Result(
        estimate=estimate,
        std_error=std_error or None,
        conf_low=interval.low,
        conf_high=interval.high,
        conf_level=conf_level,
        df=df,
        p_value=p_value,
        method=method,
        n=n,
        n_missing=n_missing,
        status="unreliable" if thin else "ok",
        remarks=(*remarks, *thin, *borderline),
    )


def _without_estimate(n: int, n_missing: int) -> Result:
    why = Remark("nobody_answered", {"n_missing": n_missing})
    return Result(estimate=None, n=n, n_missing=n_missing, status="not_estimable", remarks=(why,))


def counted_change(estimate: float, n: int, remarks: tuple[Remark, ...]) -> Result:
    """A change between two waves in which everybody was asked: there is no sampling error."""
    return Result(estimate=estimate, std_error=0.0, method="census", n=n, remarks=(*remarks, Remark("census")))


def change_bounds(statistic: MeanStatistic) -> tuple[float, float]:
    """What a change or difference can be at most: −1 to 1 for shares, anything for amounts."""
    return (-1.0, 1.0) if statistic == "share" else (-math.inf, math.inf)
