"""How many people to ask for one share."""

from __future__ import annotations

import math
from dataclasses import dataclass

from meal.estimate.distributions import normal_quantile
from meal.estimate.planning.rounding import as_from_many, of_population, whole


@dataclass(frozen=True, slots=True)
class ShareSize:
    """A sample size, step by step; each is the one before after one more consideration.

    Attributes:
        simple: in a simple random sample. designed: with the design effect. finite: of a known
            population. issued: people to approach, of whom some will not answer.
        people: `issued` as a whole number.
    """

    simple: float
    designed: float
    finite: float
    issued: float

    @property
    def people(self) -> int:
        """People to approach."""
        return whole(self.issued)


def share_sample_size(
    share: float,
    margin: float,
    *,
    conf_level: float = 0.95,
    design_effect: float = 1.0,
    population: float | None = None,
    response_rate: float = 1.0,
) -> ShareSize:
    """People needed for a share to be known within ± a margin.

    Args:
        share: expected, 0.5 where nothing is known. margin: half the width of the interval, 0–1.
        population: people there are; many where None. response_rate: of those approached, above 0.

    Raises:
        ValueError: a share, margin, rate or population is impossible.

    Source: Cochran (1977), Sampling Techniques, 4.2–4.4; Kish (1965).
    """
    if not 0 < share < 1 or not 0 < margin < 1 or not 0 < response_rate <= 1 or not design_effect > 0:
        raise ValueError("share, margin and response rate lie between 0 and 1, and a design effect is above 0")
    if population is not None and not population >= 1:
        raise ValueError("a population has at least one person")
    simple = (normal_quantile(conf_level) / margin) ** 2 * share * (1 - share)
    designed = simple * design_effect
    finite = of_population(designed, population)
    return ShareSize(simple, designed, finite, finite / response_rate)


def margin_of_error(
    share: float,
    n: float,
    *,
    conf_level: float = 0.95,
    design_effect: float = 1.0,
    population: float | None = None,
) -> float:
    """Half the width of the interval that as many answers give: the other way round."""
    return normal_quantile(conf_level) * math.sqrt(share * (1 - share) * design_effect / as_from_many(n, population))
