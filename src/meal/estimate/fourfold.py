"""A yes/no answer of the same people in two waves as a fourfold table, and the methods offered for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from meal.estimate.choice import empty
from meal.estimate.contrasts import contrast_result
from meal.estimate.intervals import Interval, clopper_pearson, mid_p, wilson
from meal.estimate.methods.bonett_price import bonett_price
from meal.estimate.methods.for_comparison import wald_paired
from meal.estimate.methods.mcnemar import mcnemar_exact, mcnemar_midp
from meal.estimate.methods.newcombe_paired import newcombe_paired
from meal.estimate.methods.tango import tango
from meal.model.arrays import FloatArray
from meal.model.samples import Remark, Result


@dataclass(frozen=True, slots=True)
class Fourfold:
    """People by what they answered before and after.

    Attributes:
        both: yes and yes. gained: no, then yes. lost: yes, then no. neither: no and no.
    """

    both: int
    gained: int
    lost: int
    neither: int

    @property
    def n(self) -> int:
        """People who answered both times."""
        return self.both + self.gained + self.lost + self.neither

    @property
    def change(self) -> float:
        """Share after minus share before."""
        return (self.gained - self.lost) / self.n


def fourfold_table(before: FloatArray, after: FloatArray) -> Fourfold:
    """Count the people who answered both times, shape (n,) each, NaN where somebody did not answer."""
    known = (before == before) & (after == after)
    yes_before, yes_after = before[known] > 0, after[known] > 0
    return Fourfold(
        both=int((yes_before & yes_after).sum()),
        gained=int((~yes_before & yes_after).sum()),
        lost=int((yes_before & ~yes_after).sum()),
        neither=int((~yes_before & ~yes_after).sum()),
    )


CHANGE_OF_SHARE: dict[str, Callable[[Fourfold, float], Interval]] = {
    "tango": lambda table, level: tango(table.gained, table.lost, table.n, level),
    "newcombe10": lambda table, level: newcombe_paired(table.both, table.gained, table.lost, table.neither, level),
    "bonett_price": lambda table, level: bonett_price(table.gained, table.lost, table.n, level),
}
"""Intervals for a change of share in pairs, by the name used in a study."""

CHANGE_COMPARED: dict[str, Callable[[Fourfold, float], Interval]] = {
    "wald": lambda table, level: wald_paired(table.gained, table.lost, table.n, level),
}
"""The textbook interval, for comparison in Python; a study file may not ask for it."""

TEST_OF_CHANGE: dict[str, Callable[[int, int], float | None]] = {
    "mcnemar_midp": mcnemar_midp,
    "mcnemar_exact": mcnemar_exact,
}
"""Tests of a change of share from gains and losses; None where nobody changed (R6)."""

ODDS_OF_CHANGE: dict[str, Callable[[int, int, float], Interval]] = {
    "wilson": wilson,
    "exact": clopper_pearson,
    "midp": mid_p,
}
"""Intervals for gains as a share of all changes, turned into those of gains over losses."""


def share_change(
    table: Fourfold, conf_level: float = 0.95, *, method: str = "tango", test: str = "mcnemar_midp"
) -> Result:
    """Change of a share among the same people in a simple sample."""
    gained, lost, n = table.gained, table.lost, table.n
    interval = CHANGE_OF_SHARE[method](table, conf_level)
    spread = gained + lost - (gained - lost) ** 2 / n
    return contrast_result(
        table.change,
        interval,
        conf_level,
        std_error=math.sqrt(spread / (n * (n - 1))) if n > 1 else None,
        df=None,
        p_value=TEST_OF_CHANGE[test](gained, lost),
        n=n,
        method=method,
        remarks=(Remark("R6", {"n": n, "limit": interval.high}),) if not gained + lost else (),
    )


def odds_of_change(table: Fourfold, conf_level: float = 0.95, *, method: str = "wilson") -> Result:
    """Gains over losses, the odds ratio of a matched table; not estimable where nobody lost."""
    gained, lost = table.gained, table.lost
    if lost == 0:
        return empty(0, why=Remark("no_ratio", {"n": table.n}), n=table.n)
    share = ODDS_OF_CHANGE[method](gained, gained + lost, conf_level)
    return contrast_result(
        gained / lost,
        Interval(share.low / (1 - share.low), share.high / (1 - share.high) if share.high < 1 else math.inf),
        conf_level,
        std_error=None,
        df=None,
        p_value=mcnemar_midp(gained, lost),
        n=table.n,
        method=f"odds_{method}",
        nothing=1.0,
    )
