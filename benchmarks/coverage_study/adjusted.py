"""Adjusted effects, and different people before and after in PSUs: the engine itself on each sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from meal.aggregate import sample
from meal.estimate import compare_arms_adjusted, difference_in_differences
from meal.model.samples import ArmComparison, Result

from .clusters import yes_by_psu
from .grid import CONF_LEVEL, Grid, odds_times
from .record import Limits, Measured, Setting, measured

SHARES = (0.05, 0.2, 0.5, 0.8, 0.95)
PEOPLE = (50, 200)
PSUS = (10, 20)
PSU_SIZE = 20
ICC = 0.05
ODDS = 2.0
PART_EXPLAINED = 0.5
"""How much of a share's room is explained by the covariate."""


def adjusted_effects(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Lin's regression with HC2 for people, with CR2 for PSUs: the difference, the ratio and the level of an arm."""
    for share in SHARES:
        other = odds_times(share, ODDS)
        for n in PEOPLE:
            found = [_people(generator, share, other, n) for _ in range(grid.slow)]
            yield from _cells(found, "", Setting("", n // 2, share, other, detail=f"{n} people"))
        for n_psu in PSUS:
            n = n_psu * PSU_SIZE
            found = [_psus(generator, share, other, n_psu) for _ in range(grid.slow)]
            yield from _cells(found, "_psu", Setting("", n // 2, share, other, n_psu, ICC, f"{n} people"))


def repeated_psus(grid: Grid, generator: np.random.Generator) -> Iterator[Measured]:
    """Different people of the same PSUs before and after, PSUs in arms: difference in differences."""
    for share in SHARES:
        other = odds_times(share, ODDS)
        for n_psu in PSUS:
            effects = [_repeated(generator, share, other, n_psu) for _ in range(grid.slow)]
            setting = Setting("did_repeated_psu", n_psu * PSU_SIZE // 2, share, other, n_psu, ICC, "equal PSUs")
            yield measured(setting, _limits(effects), other - share)


def _cells(found: list[ArmComparison], ending: str, at: Setting) -> Iterator[Measured]:
    share, other = at.p or 0.0, at.p_other or 0.0
    parts: dict[str, tuple[Callable[[ArmComparison], Result | None], float]] = {
        "difference_adjusted": (lambda one: one.difference, other - share),
        "ratio_adjusted": (lambda one: one.risk_ratio, other / share),
        "arm_adjusted": (lambda one: one.treated, other),
    }
    for name, (part, truth) in parts.items():
        setting = Setting(f"{name}{ending}", at.n, share, other, at.n_psu, at.icc, at.detail)
        yield measured(setting, _limits([part(one) for one in found]), truth)


def _limits(results: list[Result | None]) -> Limits:
    known = [one if one is not None else Result(None) for one in results]
    low = np.array([np.nan if one.conf_low is None else one.conf_low for one in known])
    high = np.array([np.nan if one.conf_high is None else one.conf_high for one in known])
    return Limits(low, high, np.array([one.method for one in known]))


def _people(generator: np.random.Generator, share: float, other: float, n: int) -> ArmComparison:
    arm = generator.permutation(np.arange(n) % 2)
    known, chance = _explained(generator, np.where(arm == 1, other, share))
    y = (generator.random(n) < chance).astype(np.float64)
    people = sample(y, arm=arm, covariates=known[:, None])
    return compare_arms_adjusted(people, statistic="share", assigned="individuals", conf_level=CONF_LEVEL)


def _psus(generator: np.random.Generator, share: float, other: float, n_psu: int) -> ArmComparison:
    psu = np.repeat(np.arange(n_psu), PSU_SIZE)
    arm = generator.permutation(np.arange(n_psu) % 2)[psu]
    level = np.where(arm == 1, other, share) * np.ones(len(psu))
    more = (1 - ICC) / ICC
    of_psu = np.array([generator.beta(one * more, (1 - one) * more) for one in level[::PSU_SIZE]])
    known, chance = _explained(generator, of_psu[psu])
    y = (generator.random(len(psu)) < chance).astype(np.float64)
    people = sample(y, psu=psu, arm=arm, covariates=known[:, None])
    return compare_arms_adjusted(people, statistic="share", assigned="clusters", conf_level=CONF_LEVEL)


def _explained(generator: np.random.Generator, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A covariate of −1 and 1 that moves each person's chance as far as it can go without leaving 0 to 1."""
    known = generator.choice([-1.0, 1.0], len(level))
    return known, level + PART_EXPLAINED * known * np.minimum(level, 1 - level)


def _repeated(generator: np.random.Generator, share: float, other: float, n_psu: int) -> Result:
    sizes = np.full(n_psu, PSU_SIZE)
    psu = np.repeat(np.arange(n_psu), PSU_SIZE)
    treated = np.arange(n_psu) % 2 == 0
    waves = []
    for wave, level in enumerate((share, other)):
        yes = np.where(
            treated, yes_by_psu(generator, level, ICC, sizes, 1)[0], yes_by_psu(generator, share, ICC, sizes, 1)[0]
        )
        y = (np.tile(np.arange(PSU_SIZE), n_psu) < np.repeat(yes, PSU_SIZE)).astype(np.float64)
        person = np.arange(len(psu)) + wave * len(psu)
        waves.append(sample(y, psu=psu, arm=treated[psu].astype(np.int64), pair=person))
    effect = difference_in_differences(*waves, statistic="share", assigned="clusters", conf_level=CONF_LEVEL)
    return effect.difference
