"""How many people to ask twice for a change of a yes/no answer to show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from meal.estimate.distributions import log_choose, normal_quantile
from meal.estimate.methods.bisection import crossing
from meal.estimate.methods.mcnemar import mcnemar_chi_square
from meal.estimate.planning.rounding import whole


@dataclass(frozen=True, slots=True)
class PairSize:
    """People needed in both waves.

    Attributes:
        pairs: by formula; discordant: share that changes answer. power: that McNemar's test then
            has, by going through all outcomes. issued: people to start with, of whom some are lost.
    """

    pairs: float
    discordant: float
    power: float
    issued: float

    @property
    def people(self) -> int:
        """People to start with."""
        return whole(self.issued)

    @property
    def whole_pairs(self) -> int:
        """People to have in both waves."""
        return whole(self.pairs)


def pair_sample_size(
    gained: float, lost: float, *, alpha: float = 0.05, power: float = 0.80, retained: float = 1.0
) -> PairSize:
    """People in both waves so that McNemar's test finds the change with this power.

    Args:
        gained, lost: shares of people expected to go from no to yes and from yes to no.
        retained: part of the people who are found again.

    Raises:
        ValueError: as many gain as lose, or more than everybody changes.

    Source: Connor (1987), Biometrics 43; Miettinen (1968), Biometrics 24.
    """
    discordant, change = gained + lost, gained - lost
    if change == 0 or not 0 < discordant <= 1 or min(gained, lost) < 0:
        raise ValueError("gains and losses differ, are not below 0 and together at most 1")
    pairs = pairs_needed(discordant, change, alpha=alpha, power=power)
    return PairSize(pairs, discordant, mcnemar_power(whole(pairs), gained, lost, alpha=alpha), pairs / retained)


def discordant_share(before: float, after: float, correlation: float) -> float | None:
    """Share of people who change answer, from both shares and how alike a person's two answers are (φ).

    None where no two answers can be that alike with these shares. Never below |after − before|.
    """
    both = before * after + correlation * math.sqrt(before * (1 - before) * after * (1 - after))
    if not max(0.0, before + after - 1) - 1e-12 <= both <= min(before, after) + 1e-12:
        return None
    return max(before + after - 2 * both, abs(after - before))


def mcnemar_power(pairs: int, gained: float, lost: float, *, alpha: float = 0.05) -> float:
    """Probability that the asymptotic McNemar test rejects, over all gains and losses of as many pairs."""
    critical = normal_quantile(1 - alpha) ** 2
    counts = np.arange(pairs + 1, dtype=np.float64)
    discordant = gained + lost
    chance = np.exp(
        log_choose(pairs, counts) + special.xlogy(counts, discordant) + special.xlog1py(pairs - counts, -discordant)
    )
    power = 0.0
    for changed in range(1, pairs + 1):
        if chance[changed] > 1e-12:
            power += float(chance[changed]) * _rejected(changed, gained / discordant, critical)
    return power


def detectable_change(pairs: float, *, discordant: float, alpha: float = 0.05, power: float = 0.80) -> float | None:
    """The smallest change that as many pairs show when this share changes answer; None where none is shown."""

    def needed(change: float) -> float:
        return pairs_needed(discordant, change, alpha=alpha, power=power)

    return None if needed(discordant) > pairs else crossing(needed, pairs, 1e-9, discordant)


def detectable_shift(
    before: float, pairs: float, *, correlation: float, rise: bool, alpha: float = 0.05, power: float = 0.80
) -> float | None:
    """The smallest rise or fall of a share that as many pairs show when answers are this alike (φ).

    None where no possible change is shown. Sizes are searched from 0 to the largest change that
    the correlation allows with this share before.
    """

    def needed(change: float) -> float:
        after = before + change if rise else before - change
        discordant = discordant_share(before, after, correlation)
        return math.inf if discordant is None else pairs_needed(discordant, change, alpha=alpha, power=power)

    room = (1 - before if rise else before) - 1e-9
    # Beyond some change the answers can no longer be this alike; up to there the need falls.
    most = crossing(lambda change: 0.0 if math.isinf(needed(change)) else 1.0, 0.5, 1e-9, room)
    most = max(1e-9, most - 1e-9)
    return None if needed(most) > pairs else crossing(needed, pairs, 1e-9, most)


def pairs_needed(discordant: float, change: float, *, alpha: float = 0.05, power: float = 0.80) -> float:
    """Pairs for a change of a share when this share of people changes answer (Connor 1987)."""
    z_alpha, z_power = normal_quantile(1 - alpha), float(special.ndtri(power))
    return ((z_alpha * math.sqrt(discordant) + z_power * math.sqrt(max(0.0, discordant - change**2))) / change) ** 2


def _rejected(changed: int, share_gained: float, critical: float) -> float:
    """Probability that gains among as many changes are so uneven that the test rejects."""
    gains = np.arange(changed + 1, dtype=np.float64)
    chance = np.exp(
        log_choose(changed, gains)
        + special.xlogy(gains, share_gained)
        + special.xlog1py(changed - gains, -share_gained)
    )
    rejects = mcnemar_chi_square(gains, changed - gains) > critical
    return float(chance[rejects].sum())
