"""Where a falling function crosses a level; score limits have no closed form."""

from __future__ import annotations

from collections.abc import Callable

# Halving 120 times reaches the last digit from any bracket used here.
HALVINGS = 120


def crossing(function: Callable[[float], float], level: float, low: float, high: float) -> float:
    """The place between low and high where a falling function passes the level.

    Where it never does, the end nearest to it.
    """
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if function(middle) > level:
            low = middle
        else:
            high = middle
        if middle in (low, high) and high - low <= 1e-16 * max(1.0, abs(middle)):
            break
    return (low + high) / 2
