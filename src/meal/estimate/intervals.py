"""Confidence intervals for one number, each from a few sufficient numbers; shares are 0–1."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import scipy

from meal.estimate.distributions import beta_quantile, normal_quantile, t_quantile
from meal.estimate.methods.bisection import crossing


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower and upper confidence limit, in the units of the estimate."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """Upper minus lower limit."""
        return self.high - self.low

    def times(self, factor: float) -> Interval:
        """The interval of the estimate times a known positive number."""
        return Interval(self.low * factor, self.high * factor)

    def within(self, lowest: float, highest: float) -> Interval:
        """The part of the interval that is possible at all; coverage does not change."""
        return Interval(max(self.low, lowest), min(self.high, highest))


def score_interval(share: float, n: float, quantile: float) -> Interval:
    """Wilson's score limits for a share of n, with any normal or t quantile in place of z.

    Source: Wilson (1927), Journal of the American Statistical Association 22.
    """
    square = quantile * quantile
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = quantile / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Interval(
        0.0 if share <= 0 else max(0.0, middle - half),
        1.0 if share >= 1 else min(1.0, middle + half),
    )


def wilson(x: float, n: float, conf_level: float) -> Interval:
    """Wilson's score interval for x of n in a simple sample: the default."""
    return score_interval(x / n, n, normal_quantile(conf_level))


def wilson_finite(x: float, n: float, fraction: float, conf_level: float) -> Interval:
    """Wilson's interval for x of n drawn without replacement, n being this fraction of the people.

    Uses the sample size whose variance equals that of the sample, (n − 1)/(1 − fraction).

    Source: METHODS 20; the same as R survey's Wilson interval for one stratum, with z for t.
    """
    effective = n if fraction <= 0 else (n - 1) / (1 - fraction)
    return score_interval(x / n, effective, normal_quantile(conf_level)) if effective > 0 else Interval(0.0, 1.0)


def clopper_pearson(x: float, n: float, conf_level: float) -> Interval:
    """Exact interval, at least the stated coverage; where that is contractual (Clopper & Pearson 1934)."""
    tail = (1 - conf_level) / 2
    return Interval(beta_quantile(tail, x, n - x + 1), beta_quantile(1 - tail, x + 1, n - x))


def jeffreys(x: float, n: float, conf_level: float) -> Interval:
    """Interval from Jeffreys' prior, its limits fixed to 0 and 1 at x = 0 and x = n."""
    tail = (1 - conf_level) / 2
    low = 0.0 if x == 0 else beta_quantile(tail, x + 0.5, n - x + 0.5)
    return Interval(low, 1.0 if x == n else beta_quantile(1 - tail, x + 0.5, n - x + 0.5))


def wald(x: float, n: float, conf_level: float) -> Interval:
    """The textbook interval, for comparison only: too narrow near 0 and 1, of no width at them."""
    share = x / n
    half = normal_quantile(conf_level) * math.sqrt(share * (1 - share) / n)
    return Interval(share - half, share + half)


def agresti_coull(x: float, n: float, conf_level: float) -> Interval:
    """The textbook interval around (x + z²/2)/(n + z²), never narrower than Wilson's (Agresti & Coull 1998)."""
    square = normal_quantile(conf_level) ** 2
    return wald(x + square / 2, n + square, conf_level).within(0.0, 1.0)


def mid_p(x: int, n: int, conf_level: float) -> Interval:
    """Clopper–Pearson limits that count half of the probability of x itself: mean coverage near nominal.

    Source: Berry & Armitage (1995), The Statistician 44; agrees with R's contingencytables.
    """
    tail = (1 - conf_level) / 2

    def half_counted(share: float) -> float:
        fewer = float(scipy.special.bdtr(x - 1, n, share)) if x else 0.0
        return (float(scipy.special.bdtr(x, n, share)) + fewer) / 2

    return Interval(
        0.0 if x == 0 else crossing(half_counted, 1 - tail, 0.0, x / n),
        1.0 if x == n else crossing(half_counted, tail, x / n, 1.0),
    )


def wilson_continuity(x: float, n: float, conf_level: float) -> Interval:
    """Wilson's limits with a continuity correction, for comparison only: wider than its level says.

    Source: Newcombe (1998), Statistics in Medicine 17:857, method 4.
    """
    z = normal_quantile(conf_level)

    def upper(count: float) -> float:
        share = count / n
        root = z * math.sqrt(max(0.0, z * z + 2 - 1 / n + 4 * share * (n * (1 - share) - 1)))
        return 1.0 if count >= n else min(1.0, (2 * count + z * z + 1 + root) / (2 * (n + z * z)))

    # The lower limit of a yes is one minus the upper limit of a no.
    return Interval(1 - upper(n - x) if x > 0 else 0.0, upper(x))


def t_interval(estimate: float, std_error: float, df: float, conf_level: float) -> Interval:
    """Estimate ± t times its standard error."""
    half = t_quantile(df, conf_level) * std_error
    return Interval(estimate - half, estimate + half)


def logit_t(share: float, std_error: float, df: float, conf_level: float) -> Interval:
    """Interval for a share under a design, symmetric on the log-odds scale: the default there.

    Args:
        share: strictly between 0 and 1.
    """
    half = t_quantile(df, conf_level) * std_error / (share * (1 - share))
    logit = float(scipy.special.logit(share))
    return Interval(float(scipy.special.expit(logit - half)), float(scipy.special.expit(logit + half)))


def arcsine_t(share: float, std_error: float, df: float, conf_level: float) -> Interval:
    """Interval for a share under a design, symmetric on the arcsine scale, which evens out the variance."""
    middle = math.asin(math.sqrt(share))
    half = t_quantile(df, conf_level) * std_error / (2 * math.sqrt(share * (1 - share)))
    return Interval(math.sin(max(0.0, middle - half)) ** 2, math.sin(min(math.pi / 2, middle + half)) ** 2)


def wilson_effective(share: float, std_error: float, df: float, conf_level: float) -> Interval:
    """Wilson's interval with the effective sample size p(1−p)/v and t in place of z.

    Source: Franco, Little, Louis & Slud (2019), Journal of Survey Statistics and Methodology 7.
    """
    return score_interval(share, share * (1 - share) / std_error**2, t_quantile(df, conf_level))


def korn_graubard(
    share: float, variance: float, n: int, df: float, conf_level: float, *, capped: bool = True
) -> Interval:
    """Exact-type interval for a share under a design: for shares near 0 or 1, or with few PSUs.

    Clopper–Pearson limits at the effective sample size p(1−p)/v, adjusted for degrees of freedom.
    Where nobody or everybody said yes, or no variation was seen, the effective sample size is n.

    Args:
        n: records with an answer. df: PSUs − strata in the domain.
        capped: at most n, as NCHS does; R survey does not cap.

    Source: Korn & Graubard (1998), Survey Methodology 24; Parker et al. (2017), NCHS Vital and
        Health Statistics 2(175).
    """
    effective = float(n) if variance <= 0 or share in (0.0, 1.0) else share * (1 - share) / variance
    if n > 1:
        effective *= (t_quantile(n - 1, conf_level) / t_quantile(df, conf_level)) ** 2
    if capped:
        effective = min(effective, float(n))
    return clopper_pearson(effective * share, effective, conf_level)


ONE_PROPORTION: dict[str, Callable[[int, int, float], Interval]] = {
    "wilson": wilson,
    "clopper_pearson": clopper_pearson,
    "jeffreys": jeffreys,
    "agresti_coull": agresti_coull,
    "midp": mid_p,
}
"""Intervals for x of n in a simple sample, by the name used in a study."""

ONE_PROPORTION_COMPARED: dict[str, Callable[[int, int, float], Interval]] = {
    "wald": wald,
    "wilson_cc": wilson_continuity,
}
"""Intervals that other tools print, for comparison in Python; a study file may not ask for them."""

DESIGN_PROPORTION: dict[str, Callable[[float, float, int, float, float], Interval]] = {
    "logit": lambda share, variance, n, df, level: logit_t(share, math.sqrt(variance), df, level),
    "korn_graubard": lambda share, variance, n, df, level: korn_graubard(share, variance, n, df, level, capped=False),
    "korn_graubard_capped": korn_graubard,
    "wilson_neff_t": lambda share, variance, n, df, level: wilson_effective(share, math.sqrt(variance), df, level),
    "asin": lambda share, variance, n, df, level: arcsine_t(share, math.sqrt(variance), df, level),
}
"""Intervals for a share under a design, from share, variance, n, df and level, where variation was seen."""
