"""Numbers are written as the reader's language writes them, and never more exactly than they are known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.messages.words import words
from meal.model.estimates import Estimate
from meal.report.numbers import Numbers, supported_unit, to_unit

ENGLISH, DUTCH = Numbers(words("en")), Numbers(words("nl"))


def people(estimate: float, low: float, high: float) -> Estimate:
    return Estimate("i", statistic="number", n=600, estimate=estimate, conf_low=low, conf_high=high)


def share(estimate: float, n: int, **others: float) -> Estimate:
    return Estimate("i", statistic="share", n=n, numerator=round(estimate * n), estimate=estimate, **others)


def test_thousands_and_decimals_follow_the_language() -> None:
    assert ENGLISH.integer(10125) == "10,125"
    assert DUTCH.integer(10125) == "10.125"
    assert ENGLISH.percent(0.1234, 1) == "12.3%"
    assert DUTCH.percent(0.1234, 1) == "12,3%"


def test_halves_are_rounded_away_from_zero_as_by_hand() -> None:
    assert ENGLISH.decimal(0.125, 2) == "0.13"
    assert ENGLISH.decimal(2.5, 0) == "3"
    assert ENGLISH.decimal(-2.5, 0) == "−3"


def test_a_percentage_has_no_decimals_below_a_hundred_people() -> None:
    assert ENGLISH.value(share(0.375, 96), "share") == "38%"
    assert ENGLISH.value(share(0.375, 104), "share") == "37.5%"


def test_fewer_than_ten_people_are_never_a_percentage() -> None:
    row = share(0.375, 8, conf_low=0.1, conf_high=0.7)
    assert ENGLISH.value(row, "share") == "3 of 8"
    assert DUTCH.value(row, "share") == "3 van 8"
    assert ENGLISH.interval(row, "share") == ""


def test_a_headline_has_no_more_digits_than_its_interval_supports() -> None:
    # METHODS' example: 176 of 600 among 10,125 people gives 2,970 (2,625 to 3,340), half-width 357.
    row = people(2970, 2625, 3340)
    assert ENGLISH.about(row, "people") == "about 3,000"
    assert ENGLISH.about_interval(row, "people") == "2,600–3,300"
    assert DUTCH.about(row, "people") == "ongeveer 3.000"


def test_people_who_were_counted_are_not_rounded() -> None:
    row = Estimate("i", statistic="number", n=13412, estimate=10125.0, std_error=0.0, method="census")
    assert ENGLISH.about(row, "people") == "10,125"
    assert ENGLISH.about_interval(row, "people") == ""


def test_a_difference_has_its_sign_and_is_in_percentage_points() -> None:
    row = Estimate("i", statistic="difference", n=1800, estimate=-0.08, conf_low=-0.124, conf_high=-0.036)
    assert ENGLISH.value(row, "points") == "−8.0"
    assert ENGLISH.interval(row, "points") == "−12.4 to −3.6"
    assert DUTCH.interval(row, "points") == "−12,4 tot −3,6"


def test_a_mean_shows_two_digits_of_its_half_width() -> None:
    row = Estimate("i", statistic="mean", n=50, estimate=2.4137, conf_low=2.1, conf_high=2.7)
    assert ENGLISH.value(row, "amount") == "2.41"
    wide = Estimate("i", statistic="mean", n=50, estimate=2413.7, conf_low=2100, conf_high=2700)
    assert ENGLISH.value(wide, "amount") == "2,414"


@pytest.mark.parametrize(("p", "written"), [(0.0004, "<0.001"), (0.0341, "0.034"), (0.5, "0.50")])
def test_a_p_value_is_never_zero(p: float, written: str) -> None:
    assert ENGLISH.p_value(p) == written


def test_a_published_figure_keeps_the_digits_it_was_written_with() -> None:
    assert ENGLISH.plain(1962, "people") == "1,962"
    assert ENGLISH.plain(0.6, "share") == "60%"
    assert ENGLISH.plain(1.19, "times") == "1.19"
    assert ENGLISH.plain(0.8, "times") == "0.80"


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1e7), st.floats(0.5, 1e5))
def test_rounding_moves_a_headline_by_less_than_its_half_width(estimate: float, half_width: float) -> None:
    row = people(estimate, estimate - half_width, estimate + half_width)
    assert abs(to_unit(estimate, supported_unit(row)) - estimate) <= half_width
