"""Two groups of different people."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.estimate import share_difference, share_ratio
from meal.estimate.groups import DIFFERENCE_OF_SHARES, mean_difference
from meal.estimate.methods.fisher import fisher_p_value
from meal.estimate.methods.koopman import koopman_score
from meal.estimate.methods.miettinen_nurminen import (
    miettinen_nurminen,
    miettinen_nurminen_score,
    pearson_chi_square,
)


@st.composite
def tables(draw):
    n1, n0 = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n0)), n0


def test_score_limits_are_the_published_ones():
    # Newcombe (1998), table II (a): 56 of 70 against 48 of 80; a common library prints 0.3440 above.
    interval = miettinen_nurminen(56, 70, 48, 80, 0.95)

    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0528, 0.3382)


@given(tables())
def test_the_score_at_no_difference_is_the_n_minus_1_chi_square(table):
    x1, n1, x0, n0 = table
    n = n1 + n0

    score = miettinen_nurminen_score(x1, n1, x0, n0, 0.0)

    expected = pearson_chi_square(x1, n1, x0, n0) * (n - 1) / n
    assert score**2 == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(tables())
def test_the_score_at_a_ratio_of_one_is_pearsons_chi_square(table):
    x1, n1, x0, n0 = table
    if 0 < x1 + x0 < n1 + n0:
        expected = pearson_chi_square(x1, n1, x0, n0)
        assert koopman_score(x1, n1, x0, n0, 1.0) ** 2 == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("method", sorted(DIFFERENCE_OF_SHARES))
@settings(deadline=None)
@given(table=tables())
def test_every_difference_lies_in_a_possible_interval_that_has_a_width(method, table):
    result = share_difference(*table, method=method)

    assert -1 - 1e-9 <= result.conf_low <= result.estimate + 1e-9
    assert result.estimate - 1e-9 <= result.conf_high <= 1 + 1e-9
    assert result.conf_high - result.conf_low > 0


@settings(deadline=None)
@given(tables())
def test_interval_and_test_agree_or_the_row_says_that_it_is_borderline(table):
    result = share_difference(*table)
    agree = (result.p_value < 0.05) == (result.conf_low > 0 or result.conf_high < 0)

    assert agree or any(remark.rule in ("R14", "fisher") for remark in result.remarks)


@settings(deadline=None)
@given(tables())
def test_groups_that_change_places_change_the_sign(table):
    x1, n1, x0, n0 = table
    one, other = share_difference(x1, n1, x0, n0), share_difference(x0, n0, x1, n1)

    assert one.estimate == pytest.approx(-other.estimate)
    assert one.conf_low == pytest.approx(-other.conf_high, abs=1e-7)
    assert one.p_value == pytest.approx(other.p_value)


@settings(deadline=None)
@given(tables())
def test_every_ratio_lies_in_a_possible_interval_that_has_a_width(table):
    result = share_ratio(*table)
    if table[2] == 0:
        assert (result.estimate, result.status) == (None, "not_estimable")
    else:
        assert 0 <= result.conf_low <= result.estimate * (1 + 1e-9)
        assert result.estimate <= result.conf_high * (1 + 1e-9)
        assert result.conf_high > result.conf_low


def test_small_expected_counts_are_tested_exactly():
    # Lady tasting tea, 4 of 4 against 0 of 4: two of the 70 tables are as unlikely.
    assert fisher_p_value(4, 4, 0, 4) == pytest.approx(2 / 70)
    result = share_difference(1, 50, 0, 50)
    assert result.p_value == pytest.approx(1.0)
    assert "fisher" in [remark.rule for remark in result.remarks]


def test_a_difference_of_large_groups_uses_the_chi_square():
    result = share_difference(56, 70, 48, 80)

    assert result.method == "miettinen_nurminen"
    # Pearson's 150·(56·32 − 48·14)²/(70·80·104·46), times 149/150; its tail is erfc(√(χ²/2)).
    chi_square = 149 * (56 * 32 - 48 * 14) ** 2 / (70 * 80 * 104 * 46)
    assert result.p_value == pytest.approx(math.erfc(math.sqrt(chi_square / 2)))
    assert result.status == "ok"


def test_scores_are_nothing_where_there_is_nothing_to_tell():
    assert koopman_score(5, 5, 4, 4, 1.0) == 0
    assert miettinen_nurminen_score(0, 5, 0, 4, 0.0) == 0


def test_groups_of_one_have_no_spread():
    assert mean_difference(np.array([1.0]), np.array([2.0, 3.0])).status == "not_estimable"
