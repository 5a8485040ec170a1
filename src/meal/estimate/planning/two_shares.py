"""How many people to ask in each of two groups for their shares to be told apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from meal.estimate.distributions import normal_quantile
from meal.estimate.methods.bisection import crossing
from meal.estimate.planning.rounding import design_effect, whole


@dataclass(frozen=True, slots=True)
class ArmSize:
    """People needed in each group.

    Attributes:
        pooled: by Fleiss's formula, the default; unpooled, arcsine: by other formulas, for comparison.
        design_effect: of clusters, 1 without them. clustered: pooled times it.
        clusters: of the stated size in each group; None without clusters.
        issued: people to approach in each group, of whom some will not answer.
    """

    pooled: float
    unpooled: float
    arcsine: float
    design_effect: float
    clustered: float
    clusters: int | None
    issued: float

    @property
    def people(self) -> int:
        """People to approach in each group."""
        return whole(self.issued)


def two_share_sample_size(
    first: float,
    second: float,
    *,
    alpha: float = 0.05,
    power: float = 0.80,
    cluster_size: float | None = None,
    icc: float = 0.0,
    response_rate: float = 1.0,
) -> ArmSize:
    """People per group so that a two-sided test finds the difference with this power.

    Args:
        first, second: the shares expected, strictly between 0 and 1 and different.
        cluster_size: people asked per cluster, each cluster being in one group; None without
            clusters. icc: how alike they are.

    Raises:
        ValueError: shares are equal or impossible.

    Source: Fleiss, Levin & Paik (2003), ch. 4, as R's power.prop.test; Donner & Klar (2000) for clusters.
    """
    if not (0 < first < 1 and 0 < second < 1) or first == second:
        raise ValueError("two different shares strictly between 0 and 1 are needed")
    z_alpha, z_power = normal_quantile(1 - alpha), float(special.ndtri(power))
    apart = (first - second) ** 2
    own = first * (1 - first) + second * (1 - second)
    middle = (first + second) / 2
    pooled = (z_alpha * math.sqrt(2 * middle * (1 - middle)) + z_power * math.sqrt(own)) ** 2 / apart
    effect = 1.0 if cluster_size is None else design_effect(cluster_size, icc)
    clustered = pooled * effect
    return ArmSize(
        pooled=pooled,
        unpooled=(z_alpha + z_power) ** 2 * own / apart,
        arcsine=2 * ((z_alpha + z_power) / cohen_h(first, second)) ** 2,
        design_effect=effect,
        clustered=clustered,
        clusters=None if cluster_size is None else clustered_arms(clustered, cluster_size),
        issued=clustered / response_rate,
    )


def cohen_h(first: float, second: float) -> float:
    """Difference of two shares on the arcsine scale (Cohen 1988)."""
    return 2 * math.asin(math.sqrt(first)) - 2 * math.asin(math.sqrt(second))


def clustered_arms(people: float, cluster_size: float) -> int:
    """Clusters per group that hold as many people."""
    return whole(people / cluster_size)


def detectable_difference(
    share: float, n: float, *, alpha: float = 0.05, power: float = 0.80, design_effect: float = 1.0
) -> float | None:
    """The smallest rise above a share that as many people per group show; None where not even to 1 is shown."""

    def needed(rise: float) -> float:
        return two_share_sample_size(share, share + rise, alpha=alpha, power=power).pooled * design_effect

    most = 1 - share - 1e-9
    return None if needed(most) > n else crossing(needed, n, 1e-9, most)
