"""Two different groups of people in simple samples: score limits for shares, Welch for amounts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from meal.estimate.choice import empty
from meal.estimate.contrasts import contrast_result, t_result
from meal.estimate.distributions import chi_square_p_value
from meal.estimate.intervals import Interval
from meal.estimate.methods.agresti_caffo import agresti_caffo
from meal.estimate.methods.fisher import fisher_p_value
from meal.estimate.methods.for_comparison import katz_log, wald_difference
from meal.estimate.methods.koopman import koopman
from meal.estimate.methods.miettinen_nurminen import miettinen_nurminen, n_minus_one_p_value, pearson_chi_square
from meal.estimate.methods.newcombe import newcombe
from meal.estimate.methods.odds_ratio import conditional_exact, conditional_midp, woolf
from meal.estimate.methods.welch import welch
from meal.model.arrays import FloatArray
from meal.model.samples import MeanStatistic, Remark, Result, Sample

SharesInterval = Callable[[int, int, int, int, float], Interval]

DIFFERENCE_OF_SHARES: dict[str, SharesInterval] = {
    "miettinen_nurminen": miettinen_nurminen,
    "newcombe": newcombe,
    "agresti_caffo": agresti_caffo,
}
"""Intervals for the difference of two independent shares, by the name used in a study."""

RATIO_OF_SHARES: dict[str, SharesInterval] = {"koopman": koopman}
"""Intervals for the ratio of two independent shares."""

ODDS_RATIO: dict[str, SharesInterval] = {
    "woolf": woolf,
    "conditional_exact": conditional_exact,
    "conditional_midp": conditional_midp,
}
"""Intervals for the ratio of two independent odds; Woolf's needs every cell of the table above 0."""

SHARES_COMPARED: dict[str, SharesInterval] = {"wald": wald_difference, "katz_log": katz_log}
"""Textbook intervals for a difference and a ratio, for comparison in Python; a study file may not ask for them."""


def independent_difference(
    plus: Sample, minus: Sample, *, statistic: MeanStatistic, conf_level: float = 0.95, interval: str | None = None
) -> Result:
    """Share or mean of one simple sample minus that of another; nobody is in both, somebody answered in each.

    Args:
        interval: of a difference of shares, where `DIFFERENCE_OF_SHARES` has it.
    """
    first, second = plus.y[plus.included], minus.y[minus.included]
    if statistic == "share":
        method = interval if interval in DIFFERENCE_OF_SHARES else "miettinen_nurminen"
        counts = int(first.sum()), len(first), int(second.sum()), len(second)
        return share_difference(*counts, conf_level, method=str(method))
    return mean_difference(first, second, conf_level)


def share_difference(
    x1: int, n1: int, x0: int, n0: int, conf_level: float = 0.95, *, method: str = "miettinen_nurminen"
) -> Result:
    """Share x1 of n1 minus share x0 of n0, with score limits and the test that they invert.

    The (N − 1) chi-square, or Fisher's exact test where an expected count is below 1.
    """
    interval = DIFFERENCE_OF_SHARES[method](x1, n1, x0, n0, conf_level)
    share1, share0 = x1 / n1, x0 / n0
    n, x = n1 + n0, x1 + x0
    smallest = min(n1, n0) * min(x, n - x) / n
    exact = smallest < 1
    p_value = fisher_p_value(x1, n1, x0, n0) if exact else n_minus_one_p_value(x1, n1, x0, n0)
    return contrast_result(
        share1 - share0,
        interval,
        conf_level,
        std_error=math.sqrt(share1 * (1 - share1) / n1 + share0 * (1 - share0) / n0),
        df=None,
        p_value=p_value,
        n=n,
        method=method,
        remarks=(Remark("fisher", {"smallest_expected": smallest}),) if exact else (),
    )


def mean_difference(first: FloatArray, second: FloatArray, conf_level: float = 0.95) -> Result:
    """Mean of one group minus mean of another, with Welch's t."""
    spread = welch([first, second], [1.0, -1.0])
    return t_result(
        float(np.mean(first) - np.mean(second)),
        spread.std_error,
        spread.df,
        conf_level,
        n=len(first) + len(second),
        method="welch",
    )


def share_ratio(x1: int, n1: int, x0: int, n0: int, conf_level: float = 0.95, *, method: str = "koopman") -> Result:
    """Share x1 of n1 over share x0 of n0, with score limits and Pearson's chi-square, which they invert.

    Not estimable where nobody in the second group said yes.
    """
    n = n1 + n0
    if x0 == 0:
        return empty(0, why=Remark("no_ratio", {"n": n}), n=n)
    return contrast_result(
        (x1 / n1) / (x0 / n0),
        RATIO_OF_SHARES[method](x1, n1, x0, n0, conf_level),
        conf_level,
        std_error=None,
        df=None,
        p_value=chi_square_p_value(pearson_chi_square(x1, n1, x0, n0)),
        n=n,
        method=method,
        nothing=1.0,
    )


def odds_ratio(x1: int, n1: int, x0: int, n0: int, conf_level: float = 0.95, *, method: str | None = None) -> Result:
    """Odds of x1 of n1 over the odds of x0 of n0, with Fisher's exact test.

    Woolf's limits, or exact mid-p limits where a cell of the table is empty. Not estimable where
    nobody or everybody of the second group said yes, or everybody of the first.
    """
    n = n1 + n0
    if x0 in (0, n0) or x1 == n1:
        return empty(0, why=Remark("no_ratio", {"n": n}), n=n)
    chosen = method or ("conditional_midp" if x1 == 0 else "woolf")
    return contrast_result(
        x1 * (n0 - x0) / ((n1 - x1) * x0),
        ODDS_RATIO[chosen](x1, n1, x0, n0, conf_level),
        conf_level,
        std_error=None,
        df=None,
        p_value=fisher_p_value(x1, n1, x0, n0),
        n=n,
        method=chosen,
        nothing=1.0,
    )
