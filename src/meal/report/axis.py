"""Where the marks of an interval chart stand, as percentages of its width; the template draws them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARGIN = 5.0
"""Room left and right of the axis, in percent, so that a dot at its end is not cut."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on the axis; `position` in percent."""

    value: float
    position: float


@dataclass(frozen=True, slots=True)
class Axis:
    """A shared axis from `low` to `high`, in the units of the estimates."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def position(self, value: float) -> float:
        """Place of a value in percent of the width, rounded so that the page stays small."""
        return _position(value, self.low, self.high)


def axis(values: Iterable[float], *, limits: tuple[float, float] | None = None, include: Sequence[float] = ()) -> Axis:
    """An axis on round numbers that holds all values.

    Args:
        values: the estimates and the ends of their intervals.
        limits: the axis does not go beyond these, such as 0 and 1 for shares.
        include: values that the axis must hold, such as no difference.
    """
    held = [*values, *include] or [0.0, 1.0]
    low, high = min(held), max(held)
    smallest_span = 0.1 if limits else max(abs(low), abs(high), 1.0) * 0.1
    if high - low < smallest_span:
        middle = (low + high) / 2
        low, high = middle - smallest_span / 2, middle + smallest_span / 2
    step = _round_step((high - low) / 3)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    if limits:
        low, high = max(low, limits[0]), min(high, limits[1])
    count = math.floor((high - low) / step + 1e-9)
    ticks = (round(low + step * index, 10) for index in range(count + 1))
    return Axis(low, high, tuple(Tick(value, _position(value, low, high)) for value in ticks))


def _position(value: float, low: float, high: float) -> float:
    return round(MARGIN + (100 - 2 * MARGIN) * (value - low) / (high - low), 2)


def _round_step(rough: float) -> float:
    """The nearest of 1, 2, 2.5 and 5 times a power of ten, not below."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
