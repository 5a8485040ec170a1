"""Intervals of one simple sample, enumerated: every number of yes with its probability."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import stats

from meal.estimate.extrapolation import number
from meal.estimate.methods.order_statistics import median_place
from meal.model.samples import FrameCounts, Result

from .chosen import engine_simple_shares, stacked
from .grid import CONF_LEVEL, Grid
from .record import Limits, Measured, Setting, measured

FRAMES = (1.25, 2.0, 10.0)
"""People of the frame for every one who is drawn."""
MOST_FINE = 200


def simple_shares(grid: Grid) -> Iterator[Measured]:
    """Wilson, as the engine gives it for 0 to n of n."""
    for n in grid.sizes:
        yes = np.arange(n + 1)
        limits = engine_simple_shares(yes, n)
        for truth in grid.fine:
            setting = Setting("share_simple", n, truth)
            yield measured(setting, limits, truth, stats.binom.pmf(yes, n, truth))


def numbers_in_one_frame(grid: Grid) -> Iterator[Measured]:
    """The number in a frame of which n were drawn without replacement; width as a share of the frame."""
    for n in grid.sizes:
        for times in FRAMES:
            people = int(n * times)
            yes = np.arange(n + 1)
            limits = stacked([_number(int(x), n, people) for x in yes])
            scaled = Limits(limits.low / people, limits.high / people, limits.methods)
            for share in _shares(grid, n):
                true = round(share * people)
                # A frame in which nobody, or everybody, is a yes has no share to look for.
                if true in (0, people):
                    continue
                setting = Setting("number_one_stratum", n, true / people, detail=f"frame of {people}")
                chance = stats.hypergeom.pmf(yes, people, true, n)
                yield measured(setting, scaled, true / people, chance)


def shares_in_one_frame(grid: Grid) -> Iterator[Measured]:
    """The share in the same frames."""
    for n in grid.sizes:
        for times in FRAMES:
            people = int(n * times)
            yes = np.arange(n + 1)
            limits = engine_simple_shares(yes, n, n / people)
            for truth in _shares(grid, n):
                true = round(truth * people)
                if true in (0, people):
                    continue
                setting = Setting("share_frame", n, true / people, detail=f"frame of {people}")
                yield measured(setting, limits, true / people, stats.hypergeom.pmf(yes, people, true, n))


def simple_medians(grid: Grid) -> Iterator[Measured]:
    """Order statistics hold the median of any continuous amount by the binomial; width in ranks over n."""
    for n in grid.sizes:
        place = median_place(n, CONF_LEVEL)
        below = np.arange(n + 1)
        # The median lies between the limits where at least `place` and at most n − place answers are under it.
        inside = (below >= place) & (below <= n - place)
        low = np.where(inside, -1.0, 1.0) if place >= 1 else np.full(n + 1, np.nan)
        limits = Limits(low, np.where(inside, 1.0, 2.0), "order_statistics")
        found = measured(Setting("median_simple", n), limits, 0.0, stats.binom.pmf(below, n, 0.5))
        yield Measured(found.setting, found.coverage, 0.0, (n + 1 - 2 * place) / n, found.without, 0, found.methods)


def _shares(grid: Grid, n: int) -> tuple[float, ...]:
    """Hypergeometric chances of large samples take long, and coverage changes little between shares."""
    return grid.fine if n <= MOST_FINE else grid.shares


def _number(yes: int, n: int, people: int) -> Result:
    one = np.array([[1]])
    return number(FrameCounts(one * people, one * n, one * n, one * yes), CONF_LEVEL)[0]
