"""Numbers as the reader's language writes them, with no more digits than they support.

Rounding happens here only: the tables of estimates keep full precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from meal.messages.words import Words
from meal.model.estimates import Estimate

Measure = Literal["share", "people", "records", "amount", "points", "amount_difference", "times"]
"""What a statistic counts in: a percentage, people, records, an amount, percentage points, or a ratio of shares."""

SMALLEST_BASE_FOR_PERCENT = 10
SMALLEST_BASE_FOR_DECIMALS = 100
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers in one language."""

    words: Words

    def integer(self, value: float) -> str:
        """A whole number with its thousands apart: 10,125 or 10.125."""
        return self.decimal(value, 0)

    def decimal(self, value: float, digits: int, *, signed: bool = False) -> str:
        """A number with this many decimals; halves are rounded away from zero, as readers do by hand."""
        rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        whole, _, fraction = f"{abs(rounded):,f}".partition(".")
        text = whole.replace(",", self.words.text("number.group"))
        if fraction:
            text += self.words.text("number.decimal") + fraction
        if rounded < 0:
            return MINUS + text
        return "+" + text if signed and rounded > 0 else text

    def percent(self, share: float, digits: int) -> str:
        """A share as a percentage: 12.3% or 12,3%."""
        return self.decimal(share * 100, digits) + "%"

    def value(self, row: Estimate, measure: Measure) -> str:
        """The estimate of a row, as tables show it; x of n where the base is too small for a percentage."""
        if row.estimate is None:
            return ""
        if says_x_of_n(row, measure):
            return self.words.text("number.x_of_n", x=self.integer(row.numerator or 0), n=self.integer(row.n or 0))
        return self._in_measure(row.estimate, measure, decimals(row, measure)) + ("%" if measure == "share" else "")

    def interval(self, row: Estimate, measure: Measure) -> str:
        """The interval of a row, such as 70.1–72.3% or +1.2 to +5.6; empty where there is none."""
        if row.conf_low is None or row.conf_high is None or says_x_of_n(row, measure):
            return ""
        digits = decimals(row, measure)
        low, high = (self._in_measure(limit, measure, digits) for limit in (row.conf_low, row.conf_high))
        if measure in {"points", "amount_difference"} or row.conf_low < 0:
            return self.words.text("number.from_to", low=low, high=high)
        return f"{low}\N{EN DASH}{high}" + ("%" if measure == "share" else "")

    def about(self, row: Estimate, measure: Measure) -> str:
        """The estimate for a headline: people who are extrapolated are rounded to what the interval supports."""
        unit = supported_unit(row)
        if measure != "people" or row.estimate is None or unit <= 1:
            return self.value(row, measure)
        return self.words.text("number.about", x=self.integer(to_unit(row.estimate, unit)))

    def about_interval(self, row: Estimate, measure: Measure) -> str:
        """The interval for a headline, rounded as its estimate is."""
        unit = supported_unit(row)
        if measure != "people" or row.conf_low is None or row.conf_high is None or unit <= 1:
            return self.interval(row, measure)
        return f"{self.integer(to_unit(row.conf_low, unit))}\N{EN DASH}{self.integer(to_unit(row.conf_high, unit))}"

    def plain(self, value: float, measure: Measure) -> str:
        """A target or a published figure, with the digits that it was written with."""
        scaled = round(value * 100, 10) if measure in {"share", "points"} else value
        digits = max(2 if measure == "times" else 0, -int(Decimal(f"{scaled:.10g}").normalize().as_tuple().exponent))
        text = self.decimal(scaled, digits, signed=measure in {"points", "amount_difference"})
        return text + ("%" if measure == "share" else "")

    def p_value(self, p: float) -> str:
        """A p-value: 0.034, or <0.001."""
        if p < 0.001:
            return "<" + self.decimal(0.001, 3)
        return self.decimal(p, 3 if p < 0.1 else 2)

    def _in_measure(self, value: float, measure: Measure, digits: int) -> str:
        scaled = value * 100 if measure in {"share", "points"} else value
        return self.decimal(scaled, digits, signed=measure in {"points", "amount_difference"})


def says_x_of_n(row: Estimate, measure: Measure) -> bool:
    """Whether a share is said as x of n: a percentage of fewer than ten people misleads."""
    return measure == "share" and row.n is not None and row.numerator is not None and row.n < SMALLEST_BASE_FOR_PERCENT


def decimals(row: Estimate, measure: Measure) -> int:
    """How many decimals the estimate of a row is shown with."""
    if measure in {"share", "points"}:
        return 0 if row.n is not None and row.n < SMALLEST_BASE_FOR_DECIMALS else 1
    if measure in {"people", "records"}:
        return 0
    if measure == "times":
        return 2
    return _amount_decimals(row)


def is_whole(value: float) -> bool:
    """Whether a number is whole, but for the last digits of its computation."""
    return abs(value - round(value)) < 1e-6


def _amount_decimals(row: Estimate) -> int:
    """Two significant digits of the half-width; where there is no interval, three of the estimate.

    A whole estimate without an interval, such as a median of answers 0, 1, 2 …, has no decimals.
    """
    half_width = half_width_of(row)
    if half_width is None and is_whole(row.estimate or 0):
        return 0
    size = half_width if half_width else abs(row.estimate or 0) / 10
    if size == 0:
        return 0
    return min(3, max(0, 1 - math.floor(math.log10(size))))


def half_width_of(row: Estimate) -> float | None:
    """Half the width of the interval, in the units of the estimate; None where there is no interval."""
    if row.conf_low is None or row.conf_high is None:
        return None
    return (row.conf_high - row.conf_low) / 2


def supported_unit(row: Estimate) -> int:
    """The largest power of ten within the half-width: 3,000 (2,600–3,300) for 2,970 (2,625–3,340)."""
    half_width = half_width_of(row)
    if half_width is None or half_width < 1:
        return 1
    return int(10 ** math.floor(math.log10(half_width)))


def to_unit(value: float, unit: int) -> float:
    """A value rounded to a multiple of a unit, halves up."""
    return math.floor(value / unit + 0.5) * unit
