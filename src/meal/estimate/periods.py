"""The change between two results of which only estimates and limits are known, as published ones of two periods."""

from __future__ import annotations

import math


def change_between_periods(
    earlier: float, earlier_low: float, earlier_high: float, now: float, now_low: float, now_high: float
) -> tuple[float, float, float]:
    """Change with limits recovered from those of the two results (square-and-add).

    Takes the two as independent: nobody tells which people answered in both periods. Where they are the same people
    and answers go together, the interval is too wide, never too narrow.

    Args:
        earlier_low, earlier_high, now_low, now_high: limits at one level; equal to the estimate where it was counted.

    Returns:
        The change and its limits, in the units of the estimates; the limits are equal to it where both were counted.

    Source: Zou and Donner (2008), of which Newcombe's method 10 (1998) is the case of two proportions with
    Wilson limits.
    """
    change = now - earlier
    down = math.hypot(now - now_low, earlier_high - earlier)
    up = math.hypot(now_high - now, earlier - earlier_low)
    return change, change - down, change + up
