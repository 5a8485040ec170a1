"""Intervals for one share stay within 0 and 1, have a width, and are those of the literature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.estimate.distributions import t_quantile
from meal.estimate.intervals import (
    ONE_PROPORTION,
    clopper_pearson,
    korn_graubard,
    logit_t,
    wald,
    wilson,
    wilson_effective,
    wilson_finite,
)
from meal.estimate.methods.hypergeometric import hypergeometric_exact


@st.composite
def x_of_n(draw):
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


def test_wilson_is_the_published_interval():
    # Newcombe (1998), table I: 81 of 263.
    interval = wilson(81, 263, 0.95)

    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


def test_nobody_of_twenty_can_still_be_one_in_six():
    # z²/(n + z²) = 3.8415/23.8415.
    interval = wilson(0, 20, 0.95)

    assert interval.low == 0
    assert interval.high == pytest.approx(0.161125, abs=1e-6)


def test_the_textbook_interval_has_no_width_where_nobody_said_yes():
    assert wald(0, 20, 0.95).width == 0
    assert "wald" not in ONE_PROPORTION


@pytest.mark.parametrize("method", sorted(ONE_PROPORTION))
@given(case=x_of_n(), conf_level=st.floats(0.8, 0.999))
def test_every_interval_holds_its_share_and_has_a_width(method, case, conf_level):
    x, n = case
    interval = ONE_PROPORTION[method](x, n, conf_level)

    assert 0 <= interval.low <= x / n <= interval.high <= 1
    assert interval.width > 0


@given(case=x_of_n())
def test_every_interval_mirrors_when_yes_and_no_change_places(case):
    x, n = case
    for method in ONE_PROPORTION.values():
        interval, mirrored = method(x, n, 0.95), method(n - x, n, 0.95)
        assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_exact_limits_are_beta_quantiles():
    # 0 of n: the upper limit solves (1 − p)^n = 0.025.
    assert clopper_pearson(0, 10, 0.95).high == pytest.approx(1 - 0.025**0.1)


def test_a_sample_of_most_people_narrows_the_interval_and_one_of_none_of_them_does_not():
    assert wilson_finite(30, 100, 0, 0.95) == wilson(30, 100, 0.95)
    assert wilson_finite(30, 100, 0.75, 0.95).width == pytest.approx(wilson(0.3 * 396, 396, 0.95).width)
    assert wilson_finite(1, 1, 0.5, 0.95).width == 1


@given(
    share=st.floats(0.001, 0.999),
    n=st.integers(2, 3000),
    deff=st.floats(0.2, 20),
    df=st.integers(1, 200),
)
def test_design_intervals_hold_their_share(share, n, deff, df):
    std_error = (deff * share * (1 - share) / n) ** 0.5
    for interval in (
        logit_t(share, std_error, df, 0.95),
        wilson_effective(share, std_error, df, 0.95),
        korn_graubard(share, std_error**2, n, min(df, n - 1), 0.95),
    ):
        # With one degree of freedom an end can come within rounding of 0 or 1.
        assert 0 <= interval.low <= share <= interval.high <= 1
        assert interval.width > 0


def test_an_exact_type_interval_never_claims_more_than_the_people_asked():
    # A design effect below 1 would make 100 people out of 50.
    assert korn_graubard(0.5, 0.0025, 50, 49, 0.95) == clopper_pearson(25, 50, 0.95)
    assert korn_graubard(0.5, 0.0025, 50, 49, 0.95, capped=False).width < clopper_pearson(25, 50, 0.95).width


def test_one_person_under_a_design_says_next_to_nothing():
    assert korn_graubard(1.0, 0.0, 1, 1, 0.95) == clopper_pearson(1, 1, 0.95)


@pytest.mark.parametrize(("x", "n", "population"), [(0, 5, 20), (5, 5, 20), (2, 5, 20), (3, 10, 11), (4, 4, 4)])
def test_exact_limits_of_a_known_population_are_those_of_a_full_search(x, n, population):
    from math import comb

    def at_least(total):
        return sum(comb(total, k) * comb(population - total, n - k) for k in range(x, n + 1)) / comb(population, n)

    def at_most(total):
        return sum(comb(total, k) * comb(population - total, n - k) for k in range(x + 1)) / comb(population, n)

    possible = range(x, population - (n - x) + 1)
    interval = hypergeometric_exact(x, n, population, 0.95)

    assert interval.low == min(total for total in possible if at_least(total) > 0.025)
    assert interval.high == max(total for total in possible if at_most(total) > 0.025)


def test_without_degrees_of_freedom_there_is_no_t():
    assert t_quantile(float("inf"), 0.95) == pytest.approx(1.959964, abs=1e-6)
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_quantile(0, 0.95)
