"""How small an effect a trial could show, in standard deviations of the outcome."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from meal.estimate.distributions import t_quantile
from meal.estimate.methods.bisection import crossing


@dataclass(frozen=True, slots=True)
class DetectableEffect:
    """The smallest effect that a two-sided test finds with the stated power.

    Attributes:
        effect: in standard deviations; times √(p(1 − p)) for a share. std_error: of the estimated
            effect. multiplier: of the standard error. df: degrees of freedom.
    """

    effect: float
    std_error: float
    multiplier: float
    df: float


def detectable_by_person(
    n: float,
    *,
    treated_share: float = 0.5,
    explained: float = 0.0,
    covariates: int = 0,
    alpha: float = 0.05,
    power: float = 0.80,
) -> DetectableEffect:
    """Smallest effect when people are assigned.

    Args:
        explained: share of the variance that the covariates explain (R²).

    Raises:
        ValueError: no degrees of freedom are left.

    Source: Bloom (1995), Evaluation Review 19.
    """
    spread = math.sqrt((1 - explained) / (treated_share * (1 - treated_share) * n))
    return _effect(spread, n - covariates - 2, alpha, power)


def detectable_by_cluster(
    clusters: float,
    cluster_size: float,
    *,
    icc: float,
    treated_share: float = 0.5,
    explained_people: float = 0.0,
    explained_clusters: float = 0.0,
    covariates: int = 0,
    alpha: float = 0.05,
    power: float = 0.80,
) -> DetectableEffect:
    """Smallest effect when whole clusters are assigned.

    Args:
        clusters: of both arms. cluster_size: people asked in each. icc: how alike they are.
        explained_people, explained_clusters: shares of the variance within and between clusters
            that covariates explain. covariates: of clusters.

    Raises:
        ValueError: no degrees of freedom are left.

    Source: Bloom (2005); Dong & Maynard (2013), Journal of Research on Educational Effectiveness 6.
    """
    split = treated_share * (1 - treated_share) * clusters
    between, within = icc * (1 - explained_clusters), (1 - icc) * (1 - explained_people)
    return _effect(
        math.sqrt(between / split + within / (split * cluster_size)), clusters - covariates - 2, alpha, power
    )


def detectable_in_points(effect: float, share: float, *, rise: bool, treated_share: float = 0.5) -> float | None:
    """A detectable effect in standard deviations as a rise or fall from a share; None where there is no room.

    A share of 0.05 that rises to 0.20 spreads more than before, so that √(p(1 − p)) of the untreated
    alone would promise too much. Each arm counts with its own variance: σ² = T·p₀q₀ + (1 − T)·p₁q₁,
    where T is the part that is treated, as in the variance of a difference of two shares.
    """

    def excess(change: float) -> float:
        other = share + change if rise else share - change
        spread = treated_share * share * (1 - share) + (1 - treated_share) * other * (1 - other)
        return effect * math.sqrt(spread) - change

    room = 1 - share if rise else share
    return None if excess(room) > 0 else crossing(excess, 0.0, 0.0, room)


def _effect(spread: float, df: float, alpha: float, power: float) -> DetectableEffect:
    multiplier = t_quantile(df, 1 - alpha) + float(special.stdtrit(df, power))
    return DetectableEffect(multiplier * spread, spread, multiplier, df)
