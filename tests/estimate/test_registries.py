"""Every interval that is offered by name: possible, of positive width, and in agreement with its test."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.estimate import adjust, extrapolation, fourfold, groups, intervals
from meal.estimate.distributions import normal_quantile
from meal.estimate.methods import clustered_mcnemar, marginal_homogeneity, rao_scott, two_phase
from meal.estimate.methods.koopman import koopman_score
from meal.estimate.methods.mcnemar import mcnemar_chi_square
from meal.estimate.methods.miettinen_nurminen import n_minus_one_p_value

CRITICAL = normal_quantile(0.95) ** 2


@st.composite
def pairs_of_answers(draw: st.DrawFn) -> fourfold.Fourfold:
    cells = [draw(st.integers(0, 30)) for _ in range(4)]
    return fourfold.Fourfold(*cells) if sum(cells) else fourfold.Fourfold(1, 0, 0, 0)


@st.composite
def two_groups(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n1, n0 = draw(st.integers(2, 40)), draw(st.integers(2, 40))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n0)), n0


@pytest.mark.parametrize("method", sorted(fourfold.CHANGE_OF_SHARE))
@settings(deadline=None)
@given(table=pairs_of_answers(), conf_level=st.sampled_from([0.8, 0.95, 0.99]))
def test_every_change_lies_in_a_possible_interval_that_has_a_width(method, table, conf_level):
    found = fourfold.share_change(table, conf_level, method=method)

    assert -1 - 1e-9 <= found.conf_low <= found.conf_high <= 1 + 1e-9
    assert found.conf_high - found.conf_low > 0
    if method != "bonett_price":  # its middle is drawn to no change, by one gain and one loss
        assert found.conf_low - 1e-9 <= found.estimate <= found.conf_high + 1e-9


@pytest.mark.parametrize("method", sorted(fourfold.CHANGE_OF_SHARE))
@settings(deadline=None)
@given(table=pairs_of_answers())
def test_a_change_turns_its_sign_when_the_waves_change_places(method, table):
    back = fourfold.Fourfold(table.both, table.lost, table.gained, table.neither)
    there, again = (fourfold.CHANGE_OF_SHARE[method](one, 0.95) for one in (table, back))

    assert there.low == pytest.approx(-again.high, abs=1e-8)


@settings(deadline=None)
@given(table=pairs_of_answers())
def test_tangos_interval_leaves_out_no_change_exactly_where_mcnemars_test_rejects_it(table):
    interval = fourfold.CHANGE_OF_SHARE["tango"](table, 0.95)
    if table.gained + table.lost and abs(mcnemar_chi_square(table.gained, table.lost) - CRITICAL) > 1e-6:
        rejected = mcnemar_chi_square(table.gained, table.lost) > CRITICAL
        assert (interval.low > 0 or interval.high < 0) == rejected


@settings(deadline=None)
@given(table=two_groups())
def test_score_intervals_leave_out_no_difference_exactly_where_their_tests_reject_it(table):
    x1, n1, x0, n0 = table
    p_value = n_minus_one_p_value(*table)
    difference = groups.DIFFERENCE_OF_SHARES["miettinen_nurminen"](*table, 0.95)
    if abs(p_value - 0.05) > 1e-6:
        assert (difference.low > 1e-9 or difference.high < -1e-9) == (p_value < 0.05)
    square = koopman_score(*table, 1.0) ** 2
    if x0 and not (x1 == n1 and x0 == n0) and abs(square - CRITICAL) > 1e-6:
        ratio = groups.RATIO_OF_SHARES["koopman"](*table, 0.95)
        assert (ratio.low > 1 or ratio.high < 1) == (square > CRITICAL)


@pytest.mark.parametrize("method", sorted(groups.ODDS_RATIO))
@settings(deadline=None, max_examples=50)
@given(table=two_groups())
def test_every_odds_ratio_lies_in_a_possible_interval_that_has_a_width(method, table):
    x1, n1, x0, n0 = table
    if method == "woolf" and (x1 in (0, n1) or x0 in (0, n0)):
        return
    interval = groups.ODDS_RATIO[method](*table, 0.95)

    assert 0 <= interval.low < interval.high
    if 0 < x1 < n1 and 0 < x0 < n0:
        ratio = x1 * (n0 - x0) / ((n1 - x1) * x0)
        assert interval.low <= ratio * (1 + 1e-9)
        assert ratio <= interval.high * (1 + 1e-9)


@settings(deadline=None, max_examples=50)
@given(table=two_groups())
def test_mid_p_limits_of_an_odds_ratio_lie_within_the_exact_ones(table):
    exact, mid = (groups.ODDS_RATIO[f"conditional_{name}"](*table, 0.95) for name in ("exact", "midp"))

    assert exact.low <= mid.low * (1 + 1e-9)
    assert mid.high <= exact.high * (1 + 1e-9)


@pytest.mark.parametrize("method", sorted(fourfold.ODDS_OF_CHANGE))
def test_odds_of_change_have_limits_on_both_sides(method):
    # 12 gained and 2 lost: odds of 6, from the share 12/14 of those who changed.
    found = fourfold.odds_of_change(fourfold.Fourfold(36, 12, 2, 0), method=method)

    assert found.estimate == 6
    assert 1 < found.conf_low < 6 < found.conf_high < math.inf


@pytest.mark.parametrize("method", sorted(extrapolation.NUMBER_IN_POPULATION))
@settings(deadline=None)
@given(n=st.integers(2, 60), data=st.data())
def test_every_number_of_people_has_an_interval_with_a_width(method, n, data):
    x, people = data.draw(st.integers(1, n - 1)), data.draw(st.integers(n + 1, 5 * n))
    interval = extrapolation.NUMBER_IN_POPULATION[method](x, n, people, 0.95)

    assert interval.low <= people * x / n + 1e-6
    assert interval.high >= people * x / n - 1e-6
    # A few people more than the sample, counted whole, can leave one possible number.
    assert interval.width > 0 or method == "hypergeometric_exact"
    if method != "total_t_fpc":  # Wald's, for comparison
        assert interval.low >= 0
        assert interval.high <= people


@pytest.mark.parametrize("method", sorted(intervals.DESIGN_PROPORTION))
@settings(deadline=None)
@given(share=st.floats(0.02, 0.98), n=st.integers(10, 2000), deff=st.floats(0.5, 20), df=st.integers(1, 200))
def test_every_interval_of_a_share_under_a_design_is_possible_and_holds_it(method, share, n, deff, df):
    interval = intervals.DESIGN_PROPORTION[method](share, deff * share * (1 - share) / n, n, df, 0.95)

    assert 0 <= interval.low <= share <= interval.high <= 1
    assert interval.width > 0


@pytest.mark.parametrize("method", sorted(adjust.ADJUSTMENTS))
@settings(deadline=None)
@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_an_adjusted_p_value_is_none_smaller_and_keeps_the_order(method, p_values):
    adjusted = adjust.ADJUSTMENTS[method](p_values)

    assert all(0 <= raw <= after + 1e-12 and after <= 1 for raw, after in zip(p_values, adjusted, strict=True))
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(np.array(adjusted)[order]) >= -1e-12)


def test_textbook_and_corrected_intervals_are_offered_under_no_name_a_study_may_use():
    offered = {
        *intervals.ONE_PROPORTION,
        *intervals.DESIGN_PROPORTION,
        *groups.DIFFERENCE_OF_SHARES,
        *groups.RATIO_OF_SHARES,
        *groups.ODDS_RATIO,
        *fourfold.CHANGE_OF_SHARE,
        *fourfold.TEST_OF_CHANGE,
    }
    compared = {*intervals.ONE_PROPORTION_COMPARED, *groups.SHARES_COMPARED, *fourfold.CHANGE_COMPARED}

    assert compared == {"wald", "wilson_cc", "katz_log"}
    assert not offered & compared


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857, table I, method 4: 81 of 263.
        (intervals.ONE_PROPORTION_COMPARED["wilson_cc"](81, 263, 0.95), (0.2535, 0.3682)),
        # 0.6 ± 1.96·√(0.6·0.4/10)
        (intervals.ONE_PROPORTION_COMPARED["wald"](6, 10, 0.95), (0.2964, 0.9036)),
        # 0.8 − 0.6 ± 1.96·√(0.16/70 + 0.24/80), Newcombe (1998) 17:873, table II, method 1.
        (groups.SHARES_COMPARED["wald"](56, 70, 48, 80, 0.95), (0.0575, 0.3425)),
        # log(4/3) ± 1.96·√(1/56 − 1/70 + 1/48 − 1/80)
        (groups.SHARES_COMPARED["katz_log"](56, 70, 48, 80, 0.95), (1.0766, 1.6512)),
        # (12 − 2)/50 ± 1.96·√(14 − 100/50)/50
        (fourfold.CHANGE_COMPARED["wald"](fourfold.Fourfold(36, 12, 2, 0), 0.95), (0.0642, 0.3358)),
    ],
)
def test_intervals_kept_for_comparison_are_the_textbooks(found, expected):
    assert (found.low, found.high) == pytest.approx(expected, abs=5e-5)


def test_tests_of_square_tables_agree_with_statsmodels():
    from statsmodels.stats.contingency_tables import SquareTable

    table = np.array([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    oracle = SquareTable(table, shift_zeros=False)

    for name, theirs in (
        ("stuart_maxwell", oracle.homogeneity(method="stuart_maxwell")),
        ("bhapkar", oracle.homogeneity(method="bhapkar")),
        ("bowker", oracle.symmetry(method="bowker")),
    ):
        ours = marginal_homogeneity.MARGINAL_HOMOGENEITY[name](table)
        assert (ours.statistic, ours.df) == pytest.approx((theirs.statistic, theirs.df), rel=1e-9)
        assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-7)


@pytest.mark.parametrize("method", sorted(marginal_homogeneity.MARGINAL_HOMOGENEITY))
@settings(deadline=None)
@given(cells=st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_a_test_of_change_knows_neither_the_order_of_answers_nor_answers_nobody_gave(method, cells):
    table = np.array(cells).reshape(3, 3)
    if not table.sum():
        return
    test = marginal_homogeneity.MARGINAL_HOMOGENEITY[method]
    plain, turned = test(table), test(table[np.ix_([2, 0, 1], [2, 0, 1])])
    wider = test(np.pad(table, ((0, 1), (0, 1))))

    assert plain.p_value == pytest.approx(turned.p_value, rel=1e-6, abs=1e-9)
    assert plain.p_value == pytest.approx(wider.p_value, rel=1e-6, abs=1e-9)
    assert 0 <= plain.p_value <= 1


@pytest.mark.parametrize("method", sorted(clustered_mcnemar.CLUSTERED_PAIRS))
def test_a_test_of_clustered_pairs_knows_no_order_of_clusters_and_turns_with_the_waves(method):
    table = np.array([[3, 5, 1, 4], [2, 4, 2, 6], [1, 0, 3, 5], [4, 6, 0, 2], [2, 2, 2, 9]])
    test = clustered_mcnemar.CLUSTERED_PAIRS[method]

    assert test(table[::-1]).statistic == pytest.approx(test(table).statistic)
    assert test(table[:, [0, 2, 1, 3]]).statistic == pytest.approx(test(table).statistic)


@pytest.mark.parametrize("method", sorted(rao_scott.ASSOCIATION))
def test_a_test_of_association_knows_no_order_of_answers(method):
    generator = np.random.default_rng(5)
    root = generator.normal(size=(6, 6))
    table = rao_scott.EstimatedTable(
        np.array([[20.0, 30, 10], [15, 25, 40]]), root @ root.T + 6 * np.eye(6), n=140, df=30.0
    )
    order = np.array([5, 3, 4, 2, 0, 1])
    turned = rao_scott.EstimatedTable(
        table.totals.ravel()[order].reshape(2, 3), table.covariance[np.ix_(order, order)], n=140, df=30.0
    )

    test = rao_scott.ASSOCIATION[method]
    assert test(turned).statistic == pytest.approx(test(table).statistic)


@pytest.mark.parametrize("method", sorted(two_phase.TWO_PHASE))
def test_a_second_phase_of_everybody_is_the_first(method):
    # Everybody of 40 was drawn again: what remains is the spread of a simple sample of 40 out of many.
    y = np.arange(40.0)
    people = two_phase.SecondPhase(y, np.arange(40) % 2, np.array([20, 20]))

    assert two_phase.TWO_PHASE[method](people) == pytest.approx(y.std(ddof=1) / math.sqrt(40), rel=0.03)
