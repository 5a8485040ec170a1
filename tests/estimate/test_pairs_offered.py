"""What is offered beside the defaults for the same people twice: tables, transitions, ranks, clusters, phases."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from meal.aggregate import sample
from meal.estimate import (
    Fourfold,
    answer_changes,
    change_of_answers,
    clustered_pair_test,
    fourfold_table,
    mean_score_change,
    odds_of_change,
    odds_ratio,
    second_phase,
    share_change,
    transition_table,
    two_phase_level,
    typical_change,
)
from meal.estimate.methods.mcnemar import mcnemar_exact
from meal.estimate.methods.order_statistics import interpolated_quantile, median_place
from meal.estimate.methods.signed_rank import hodges_lehmann, sign_test, signed_ranks
from meal.estimate.paired_amounts import ranks_worth_adding
from meal.model.samples import DesignError


def test_people_who_answered_twice_are_counted_by_both_answers():
    before, after = np.array([1.0, 1, 0, 0, 1, np.nan]), np.array([1.0, 0, 1, 0, np.nan, 1])

    assert fourfold_table(before, after) == Fourfold(1, 1, 1, 1)


def test_a_change_takes_any_offered_interval_and_test():
    # Fagerland, Lydersen & Laake (2013): mid-p .039, exact .070; Newcombe .026 to .507.
    table = Fourfold(1, 7, 1, 12)
    found = share_change(table, method="newcombe10", test="mcnemar_exact")

    assert (found.conf_low, found.conf_high, found.p_value) == pytest.approx((0.026, 0.507, 0.070), abs=5e-4)
    assert share_change(table).p_value == pytest.approx(0.039, abs=5e-4)
    assert mcnemar_exact(0, 0) is None


def test_nobody_changed_answer():
    found = share_change(Fourfold(10, 0, 0, 15))

    assert (found.p_value, next(remark.rule for remark in found.remarks)) == (None, "R6")
    assert share_change(Fourfold(1, 0, 0, 0)).std_error is None


def test_odds_of_a_change_need_somebody_who_lost():
    assert odds_of_change(Fourfold(1, 5, 0, 3)).remarks[0].rule == "no_ratio"
    assert odds_of_change(Fourfold(1, 0, 5, 3), method="exact").conf_low == 0


def test_odds_ratios_without_a_cell_are_exact_or_refused():
    none = odds_ratio(0, 20, 5, 20)

    assert (none.method, none.estimate, none.conf_low) == ("conditional_midp", 0.0, 0.0)
    assert odds_ratio(5, 20, 0, 20).remarks[0].rule == "no_ratio"
    assert odds_ratio(20, 20, 5, 20).status == "not_estimable"


def test_exact_limits_of_an_odds_ratio_are_scipys():
    found = odds_ratio(7, 12, 3, 14, method="conditional_exact")
    theirs = stats.contingency.odds_ratio([[7, 5], [3, 11]]).confidence_interval(0.95)

    assert (found.conf_low, found.conf_high) == pytest.approx((theirs.low, theirs.high), rel=1e-5)


def test_transitions_are_counted_and_every_answer_has_its_change():
    before, after = np.array([0, 0, 1, 2, 2, -1]), np.array([0, 1, 1, 1, 2, 0])
    table = transition_table(before, after, 3)

    assert table.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 1]]
    changes = answer_changes(table)
    # The second answer gained 2 of 5 people, the others lost one each.
    assert [round(found.estimate, 3) for found, _ in changes] == [-0.2, 0.4, -0.2]
    assert all(found.p_value <= adjusted <= 1 for found, adjusted in changes)


def test_an_answer_that_nobody_moved_to_or_from_has_no_p_value():
    changes = answer_changes(np.diag([3, 4]) + np.array([[0, 0], [0, 0]]))

    assert [adjusted for _, adjusted in changes] == [None, None]
    assert change_of_answers(np.diag([3, 4])).p_value == 1
    assert change_of_answers(np.diag([3, 4]), method="bowker").p_value == 1


def test_everybody_moving_one_way_leaves_no_doubt_to_bhapkar():
    assert change_of_answers(np.array([[0, 9], [0, 0]]), method="bhapkar").p_value == 0


def test_ordered_answers_change_by_their_mean_score():
    table = np.array([[1, 2], [0, 1]])
    found = mean_score_change(table, [0.0, 1.0])

    # Two of four people one step up: mean 0.5, √(4·0.25/3/4).
    assert (found.estimate, found.std_error) == pytest.approx((0.5, np.sqrt(1 / 12)))
    assert mean_score_change(np.array([[0, 1], [0, 0]]), [0.0, 1.0]).status == "not_estimable"


def waves(changes: np.ndarray):
    people = np.arange(len(changes))
    return sample(np.zeros(len(changes)), pair=people), sample(changes, pair=people)


def test_ranks_of_changes_are_scipys():
    changes = np.array([1.1, -0.4, 2.3, 0.9, 3.1, -0.2, 1.7, 0.3])
    ours, theirs = signed_ranks(changes), stats.wilcoxon(changes, method="exact")

    assert ours.p_exact == pytest.approx(theirs.pvalue)
    assert sign_test(changes) == pytest.approx(stats.binomtest(6, 8).pvalue)


def test_changes_of_nobody_are_no_test():
    none = signed_ranks(np.zeros(4))

    assert (none.n_nonzero, none.p_exact, sign_test(np.zeros(4))) == (0, 1.0, 1.0)
    assert signed_ranks(np.ones(401)).p_exact is None


def test_the_typical_change_is_the_median_of_all_means_of_two():
    # 1, 2 and 6: means 1, 1.5, 2, 3.5, 4, 6.
    found = hodges_lehmann(np.array([1.0, 2.0, 6.0]), 0.95)

    assert (found.estimate, found.low, found.high) == (2.75, 1.0, 6.0)
    # Three people can say 95% of nothing: 2 of 8 patterns lie outside even so.
    assert found.coverage == pytest.approx(0.75)


def test_a_typical_change_says_when_there_are_too_few_or_too_many_people():
    short = typical_change(*waves(np.array([1.0, 2.0, 6.0])))
    assert "coverage_short" in {remark.rule for remark in short.remarks}

    enough = typical_change(*waves(np.arange(1.0, 41.0)))
    assert enough.conf_low < enough.estimate < enough.conf_high
    assert enough.p_value < 1e-6
    assert typical_change(*waves(np.arange(-200.0, 301.0))).p_value < 0.01
    with pytest.raises(DesignError, match="too_many_for_ranks"):
        typical_change(*waves(np.arange(5001.0)))
    with pytest.raises(DesignError, match="nobody_answered"):
        typical_change(*waves(np.full(3, np.nan)))


def test_ranks_are_worth_adding_where_few_people_or_long_tails_make_a_mean_shaky():
    generator = np.random.default_rng(1)
    assert ranks_worth_adding(np.arange(10.0))
    assert ranks_worth_adding(generator.exponential(1, 500))
    assert not ranks_worth_adding(generator.normal(0, 1, 500))
    assert not ranks_worth_adding(np.zeros(50))


def test_one_village_cannot_test_a_change():
    one = sample(np.zeros(4), pair=np.arange(4), psu=np.zeros(4, dtype=int))
    with pytest.raises(DesignError, match="too_few_clusters"):
        clustered_pair_test(one, sample(np.ones(4), pair=np.arange(4)))


def test_villages_in_which_nobody_changed_give_no_evidence():
    people, villages = np.arange(6), np.repeat([0, 1], 3)
    before = sample(np.array([1.0, 0, 0, 1, 1, 0]), pair=people, psu=villages)

    for method in ("obuchowski", "durkalski", "yang"):
        assert clustered_pair_test(before, before, method=method).p_value == 1


def test_quantiles_of_a_simple_sample():
    assert interpolated_quantile(np.array([1.0, 2.0, 3.0, 5.0]), 0.25) == 1.75
    assert [median_place(5, 0.95), median_place(20, 0.95)] == [0, 6]


def test_a_second_phase_needs_somebody_of_every_stratum():
    y, stratum = np.array([1.0, 0, 1, np.nan, np.nan, np.nan]), np.array([0, 0, 0, 1, 1, 0])
    drawn = np.array([True, True, True, False, False, False])
    with pytest.raises(DesignError, match="not_covered"):
        second_phase(y, drawn, stratum)
    with pytest.raises(DesignError, match="R10"):
        second_phase(np.array([1.0, 0, 1, 1, np.nan, np.nan]), ~np.isnan(np.array([1.0, 0, 1, 1, np.nan, 1])), stratum)


def test_a_share_over_two_phases_gets_a_logit_interval():
    generator = np.random.default_rng(3)
    stratum = np.arange(200) % 2
    drawn = generator.random(200) < 0.5
    y = np.where(drawn, (generator.random(200) < 0.4).astype(float), np.nan)
    found = two_phase_level(second_phase(y, drawn, stratum), "share")

    assert found.method == "logit_t"
    assert 0 < found.conf_low < found.estimate < found.conf_high < 1
