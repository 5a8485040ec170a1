"""Change of a yes/no answer in pairs: the textbook interval after adding one gain and one loss."""

from __future__ import annotations

from meal.estimate.intervals import Interval
from meal.estimate.methods.for_comparison import wald_paired


def bonett_price(gained: int, lost: int, n: int, conf_level: float) -> Interval:
    """Limits for the share after minus the share before, within −1 to 1.

    Source: Bonett & Price (2012), Journal of Educational and Behavioral Statistics 37; agrees with
        R's contingencytables.
    """
    return wald_paired(gained + 1, lost + 1, n + 2, conf_level).within(-1.0, 1.0)
