"""The design decides the interval, and the row says which it was and why."""

import numpy as np
import pytest
from hypothesis import given, settings

from meal.aggregate import frame_totals, psu_totals
from meal.estimate import census, levels
from meal.estimate.intervals import clopper_pearson, wilson, wilson_finite
from meal.model.samples import DesignError, FrameCounts
from tests.aggregate.surveys import surveys


def people(*counts):
    """Cells of (yes, no) people: answers and cell codes."""
    y = np.concatenate([np.repeat([1.0, 0.0], pair) for pair in counts])
    return y, np.repeat(np.arange(len(counts)), [sum(pair) for pair in counts])


def rules(result):
    return [remark.rule for remark in result.remarks]


def because(result, rule):
    return [remark.parameters["because"] for remark in result.remarks if remark.rule == rule]


def test_a_simple_sample_gets_wilson():
    y, cell = people((81, 182))
    (result,) = levels(psu_totals(y, cell, n_cell=1), "share")

    assert result.method == "wilson"
    assert (result.conf_low, result.conf_high) == (wilson(81, 263, 0.95).low, wilson(81, 263, 0.95).high)
    assert (result.n, result.numerator, result.df, result.deff) == (263, 81, None, None)
    assert rules(result) == ["R2"]
    assert result.status == "ok"


def test_a_simple_sample_stays_on_wilson_where_nobody_said_yes():
    y, cell = people((0, 40))
    (result,) = levels(psu_totals(y, cell, n_cell=1), "share")

    assert (result.method, result.conf_low) == ("wilson", 0)
    assert result.std_error is None  # no spread was seen, which is not the same as none
    assert result.conf_high == pytest.approx(0.0876, abs=1e-4)


def test_a_known_population_makes_a_simple_sample_more_precise():
    y, cell = people((176, 424))
    fraction = np.array([600 / 10125])
    (result,) = levels(psu_totals(y, cell, n_cell=1, stratum_fraction=fraction), "share")

    assert result.method == "wilson_fpc"
    assert result.conf_low == pytest.approx(wilson_finite(176, 600, fraction[0], 0.95).low)
    assert rules(result) == ["R2", "R15"]


def test_a_small_fraction_is_allowed_for_without_a_word():
    y, cell = people((50, 50))
    (result,) = levels(psu_totals(y, cell, n_cell=1, stratum_fraction=np.array([0.01])), "share")

    assert rules(result) == ["R2"]


def test_villages_and_weights_get_a_logit_interval_that_names_them():
    y, cell = people((150, 150))
    village = np.arange(300) % 20
    weight = 1.0 + np.arange(300) % 3
    (result,) = levels(psu_totals(y, cell, n_cell=1, weight=weight, psu=village), "share")

    assert result.method == "logit_t"
    assert result.df == 19
    assert result.deff is not None
    assert dict(result.remarks[0].parameters) == {"weights": 1, "strata": 0, "clusters": 1, "df": 19}


@pytest.mark.parametrize(
    ("yes", "no", "villages", "reason"),
    [
        (4, 296, 20, "few_counted"),
        (297, 3, 20, "few_counted"),
        (0, 300, 20, "few_counted"),
        (150, 150, 8, "few_degrees_of_freedom"),
        (29, 271, 20, "rare_in_clusters"),
        (271, 29, 20, "rare_in_clusters"),
    ],
)
def test_extreme_shares_and_few_villages_get_an_exact_type_interval(yes, no, villages, reason):
    order = np.random.default_rng(3).permutation(300)
    y, cell = people((yes, no))
    (result,) = levels(psu_totals(y[order], cell, n_cell=1, psu=np.arange(300) % villages), "share")

    assert result.method == "korn_graubard"
    assert because(result, "R3") == [reason]
    assert result.conf_low < result.conf_high


def test_a_tenth_of_people_in_villages_and_rare_shares_of_people_with_weights_keep_the_logit_interval():
    order = np.random.default_rng(3).permutation(300)
    tenth, cell = people((30, 270))
    rare, _ = people((20, 280))
    (in_villages,) = levels(psu_totals(tenth[order], cell, n_cell=1, psu=np.arange(300) % 20), "share")
    (with_weights,) = levels(psu_totals(rare, cell, n_cell=1, weight=1.0 + np.arange(300) % 3), "share")

    assert (in_villages.method, with_weights.method) == ("logit_t", "logit_t")


def test_villages_that_all_say_the_same_share_do_not_prove_it():
    # Ten villages of ten people, five yes in each: no variation between them.
    y = np.tile(np.repeat([1.0, 0.0], 5), 10)
    (result,) = levels(psu_totals(y, np.zeros(100, dtype=int), n_cell=1, psu=np.repeat(np.arange(10), 10)), "share")

    assert because(result, "R3") == ["no_variation"]
    assert result.std_error is None
    assert result.conf_high - result.conf_low >= clopper_pearson(50, 100, 0.95).width


def test_one_village_cannot_say_how_villages_differ():
    y, cell = people((15, 15))
    (result,) = levels(psu_totals(y, cell, n_cell=1, psu=np.zeros(30, dtype=int)), "share")

    assert result.status == "not_estimable"
    assert result.estimate == 0.5
    assert (result.conf_low, result.conf_high, result.std_error) == (None, None, None)
    assert rules(result)[-1] == "no_degrees_of_freedom"


def test_people_with_equal_weights_from_one_stratum_are_a_simple_sample():
    y, cell = people((30, 70), (20, 80))
    totals = psu_totals(y, cell, n_cell=2, weight=np.where(cell == 0, 3.0, 5.0), stratum=cell)
    first, _ = levels(totals, "share")

    assert first.method == "wilson"
    assert first.conf_low == pytest.approx(wilson(30, 100, 0.95).low)
    assert rules(first)[0] == "R1"


def test_a_mean_gets_t():
    # 2, 4, 6, 8: mean 5, s² = 20/3, standard error √(20/12), 3 degrees of freedom, t = 3.1824.
    (result,) = levels(psu_totals(np.array([2.0, 4, 6, 8]), np.zeros(4, dtype=int), n_cell=1), "mean")

    assert result.method == "t"
    assert result.std_error == pytest.approx((20 / 12) ** 0.5)
    assert result.conf_high == pytest.approx(5 + 3.182446 * (20 / 12) ** 0.5, abs=1e-5)
    assert (result.df, result.numerator) == (3, None)


@pytest.mark.parametrize(
    ("answers", "reason"), [([7.0], "one_answer"), ([7.0, 7.0, 7.0], "no_spread"), ([0.1] * 50, "no_spread")]
)
def test_amounts_without_spread_have_no_interval(answers, reason):
    (result,) = levels(psu_totals(np.array(answers), np.zeros(len(answers), dtype=int), n_cell=1), "mean")

    assert result.status == "not_estimable"
    assert result.estimate == pytest.approx(answers[0])
    assert (result.conf_low, result.conf_high, result.std_error) == (None, None, None)
    assert rules(result)[-1] == reason


def test_a_cell_without_answers_is_not_estimable():
    _, empty = levels(psu_totals(np.array([1.0, np.nan]), np.array([0, 1]), n_cell=2), "share")

    assert (empty.estimate, empty.status, empty.n, empty.n_missing) == (None, "not_estimable", 0, 1)
    assert rules(empty) == ["nobody_answered"]


def test_a_sample_without_weights_of_a_population_has_no_total():
    y, cell = people((30, 30))
    for weight in (None, np.ones(60)):
        (result,) = levels(psu_totals(y, cell, n_cell=1, weight=weight), "total")
        assert (result.estimate, result.status) == (None, "not_estimable")
        assert rules(result) == ["weights_do_not_sum_to_population"]
    (result,) = levels(psu_totals(y, cell, n_cell=1, weight=np.full(60, 100.0)), "total")
    assert result.estimate == 3000


def test_a_ratio_over_a_shaky_denominator_says_so():
    y, x = np.array([1.0, 2, 30, 4]), np.array([1.0, 1, 40, 2])
    (shaky,) = levels(psu_totals(y, np.zeros(4, dtype=int), n_cell=1, x=x), "ratio")
    (steady,) = levels(psu_totals(y, np.zeros(4, dtype=int), n_cell=1, x=np.array([10.0, 10, 11, 10])), "ratio")

    assert "shaky_denominator" in rules(shaky)
    assert "shaky_denominator" not in rules(steady)
    assert shaky.estimate == pytest.approx(37 / 44)


def test_a_ratio_to_nothing_is_not_estimable():
    (result,) = levels(psu_totals(np.array([1.0, 2]), np.zeros(2, dtype=int), n_cell=1, x=np.zeros(2)), "ratio")

    assert (result.estimate, rules(result)) == (None, ["denominator_zero"])


def test_weights_that_let_few_decide_show_the_effective_sample():
    y, cell = people((30, 30))
    weight = np.where(np.arange(60) % 10 == 0, 50.0, 1.0)
    (result,) = levels(psu_totals(y, cell, n_cell=1, weight=weight), "share")

    (remark,) = [remark for remark in result.remarks if remark.rule == "R16"]
    assert remark.parameters["n_effective"] == pytest.approx((6 * 50 + 54) ** 2 / (6 * 2500 + 54))


@pytest.mark.parametrize(
    ("yes", "no", "reasons"),
    [
        (14, 15, ["few_records", "wide_interval"]),
        (17, 18, ["wide_interval"]),  # 49% of 35 people: 33% to 64%
        (2, 58, ["wide_against_share"]),  # 3% of 60: 1% to 11%
        (400, 600, []),
    ],
)
def test_thin_and_wide_shares_are_flagged(yes, no, reasons):
    y, cell = people((yes, no))
    (result,) = levels(psu_totals(y, cell, n_cell=1), "share")

    assert because(result, "R12") == reasons
    assert result.status == ("unreliable" if reasons else "ok")


def test_a_lonely_stratum_is_said_to_be_so():
    y, cell = people((20, 21))
    stratum = np.where(np.arange(41) == 40, 2, np.arange(41) % 2)
    (result,) = levels(psu_totals(y, cell, n_cell=1, stratum=stratum), "share")

    assert ("R10", 1) in [(remark.rule, remark.parameters.get("strata")) for remark in result.remarks]
    with pytest.raises(DesignError):
        levels(psu_totals(y, cell, n_cell=1, stratum=stratum), "share", lonely="fail")


def test_a_census_counts():
    y, cell = people((5105, 5020), (0, 3))
    y[0] = np.nan
    totals = psu_totals(y, cell, n_cell=2)

    assert [result.estimate for result in census(totals, "number")] == [5104, 0]
    share = census(totals, "share")[0]
    assert (share.estimate, share.std_error, share.method) == (5104 / 10124, 0, "census")
    assert (share.conf_low, share.conf_high, share.p_value, share.conf_level) == (None, None, None, None)
    assert (share.n, share.n_missing, share.status, rules(share)) == (10124, 1, "ok", ["census"])


def test_a_census_of_amounts_adds_them_up():
    totals = psu_totals(np.array([1.5, 2.5, 6.0]), np.zeros(3, dtype=int), n_cell=1, x=np.array([1.0, 1, 3]))

    assert census(totals, "total")[0].estimate == 10
    assert census(totals, "mean")[0].estimate == pytest.approx(10 / 3)
    assert census(totals, "ratio")[0].estimate == 2
    assert (
        census(psu_totals(np.array([1.0]), np.zeros(1, dtype=int), n_cell=1, x=np.zeros(1)), "ratio")[0].estimate
        is None
    )


def test_a_census_nobody_answered_has_a_number_and_no_share():
    totals = psu_totals(np.array([np.nan]), np.zeros(1, dtype=int), n_cell=1)

    assert census(totals, "number")[0].estimate == 0
    assert census(totals, "share")[0].status == "not_estimable"


def test_a_stratum_taken_whole_is_counted_and_the_rest_is_not():
    y, cell = people((3, 7), (40, 60))
    totals = psu_totals(y, cell, n_cell=2, stratum=cell, stratum_fraction=np.array([1.0, 0.2]))
    whole, part = levels(totals, "share")

    assert (whole.method, whole.std_error) == ("census", 0)
    assert part.method == "wilson_fpc"
    assert levels(totals, "mean")[0].method == "census"


@settings(max_examples=80, deadline=None)
@given(surveys())
def test_every_share_lies_in_an_interval_between_0_and_1_that_has_a_width(survey):
    for result in levels(psu_totals(**survey), "share"):
        if result.status == "not_estimable":
            assert (result.conf_low, result.conf_high) == (None, None)
        else:
            assert 0 <= result.conf_low <= result.estimate <= result.conf_high <= 1
            assert result.conf_high - result.conf_low > 0
            assert result.std_error is None or result.std_error > 0


@settings(max_examples=40, deadline=None)
@given(surveys(weights=False))
def test_weights_of_one_give_the_same_row(survey):
    for statistic in ("share", "mean"):
        plain = levels(psu_totals(**survey), statistic)
        weighted = levels(psu_totals(**survey, weight=np.ones(len(survey["y"]))), statistic)
        for one, other in zip(plain, weighted, strict=True):
            assert (one.estimate, one.method) == (other.estimate, other.method)
            assert (one.std_error, one.conf_low, one.conf_high) == pytest.approx(
                (other.std_error, other.conf_low, other.conf_high)
            )


def test_a_cell_with_people_nobody_answered_for_is_not_covered():
    found = FrameCounts(*(np.array(table) for table in ([[50], [30]], [[9], [4]], [[8], [0]], [[3], [0]])))
    (result,) = levels(frame_totals(found, claim="these_people"), "share")

    assert (result.estimate, result.status) == (None, "not_estimable")
    assert dict(result.remarks[0].parameters) == {"people": 30}
