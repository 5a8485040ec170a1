"""The change between two published results, from their limits alone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.estimate import change_between_periods
from meal.estimate.intervals import wilson

LIMITS = st.tuples(st.floats(-1e3, 1e3), st.floats(0, 1e2), st.floats(0, 1e2))


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062)],
)
def test_wilson_limits_give_the_printed_limits_of_newcombe(
    a: int, m: int, b: int, n: int, low: float, high: float
) -> None:
    now, earlier = wilson(a, m, 0.95), wilson(b, n, 0.95)
    change = change_between_periods(b / n, earlier.low, earlier.high, a / m, now.low, now.high)
    assert change == pytest.approx((a / m - b / n, low, high), abs=5e-5)


def test_symmetric_limits_add_as_standard_errors_do() -> None:
    change = change_between_periods(10, 7, 13, 20, 16, 24)
    assert change == (10, 10 - math.hypot(3, 4), 10 + math.hypot(3, 4))


def test_what_was_counted_in_both_periods_has_no_width() -> None:
    assert change_between_periods(4, 4, 4, 9, 9, 9) == (5, 5, 5)


@given(LIMITS, LIMITS)
def test_the_way_back_is_the_same_change_turned_round(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> None:
    first, second = ((middle, middle - down, middle + up) for middle, down, up in (one, other))
    there = change_between_periods(*first, *second)
    back = change_between_periods(*second, *first)
    assert there == pytest.approx((-back[0], -back[2], -back[1]))
    assert there[1] <= there[0] <= there[2]
