"""Change of a yes/no answer in pairs, in closed form from the Wilson interval of each wave."""

from __future__ import annotations

import math

from meal.estimate.intervals import Interval, wilson


def newcombe_paired(both: int, gained: int, lost: int, neither: int, conf_level: float) -> Interval:
    """Limits for the share after minus the share before, given who said yes when.

    The correlation of the waves is that of the fourfold table, less a continuity correction where
    it is positive.

    Source: Newcombe (1998), Statistics in Medicine 17:2635, method 10; agrees with R's contingencytables.
    """
    n = both + gained + lost + neither
    after, before = (both + gained) / n, (both + lost) / n
    of_after, of_before = wilson(both + gained, n, conf_level), wilson(both + lost, n, conf_level)
    margins = (both + gained) * (lost + neither) * (both + lost) * (gained + neither)
    product = float(both * neither - gained * lost)
    product = max(product - n / 2, 0.0) if product > 0 else product
    correlation = product / math.sqrt(margins) if margins else 0.0

    def reach(first: float, second: float) -> float:
        return math.sqrt(max(0.0, first**2 - 2 * correlation * first * second + second**2))

    change = after - before
    return Interval(
        change - reach(after - of_after.low, of_before.high - before),
        change + reach(of_after.high - after, before - of_before.low),
    )
