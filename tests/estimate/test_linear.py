"""Variances follow from how people were sampled: by hand, by a loop, and by what may not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.aggregate import psu_totals
from meal.estimate import cell_estimates, contrast, lonely_strata
from meal.estimate.linear import degrees_of_freedom, sums_to_population
from meal.model.samples import DesignError
from tests.aggregate.surveys import reordered, surveys
from tests.estimate.loops import loop_covariance

ONE_CELL = np.zeros(6, dtype=int)


def test_variance_of_a_share_in_three_villages():
    # Village A: yes, no. B: yes, yes. C: no, no. Share 1/2; scores Σ(y − ½)/6 are 0, 1/6 and −1/6.
    # v = 3/2 · (1/36 + 1/36) = 1/12, with 3 villages − 1 stratum = 2 degrees of freedom.
    totals = psu_totals(np.array([1.0, 0, 1, 1, 0, 0]), ONE_CELL, n_cell=1, psu=np.array([0, 0, 1, 1, 2, 2]))
    cells = cell_estimates(totals, "share")

    assert cells.estimate.tolist() == [0.5]
    assert cells.covariance[0, 0] == pytest.approx(1 / 12)
    assert cells.df.tolist() == [2]


def test_variance_of_a_mean_in_two_strata_of_known_size():
    # Stratum 0: 2, 4 out of 8 people; stratum 1: 10, 20 out of 4 people; weights 4 and 2.
    # Mean (4·6 + 2·30)/12 = 7. Scores 4(2 − 7)/12, 4(4 − 7)/12, 2(10 − 7)/12, 2(20 − 7)/12.
    # Around their stratum's mean they are ∓1/3 and ∓5/6:
    # v = (1 − ¼)·2·2/9 + (1 − ½)·2·2·25/36 = 1/3 + 25/18.
    totals = psu_totals(
        np.array([2.0, 4, 10, 20]),
        np.zeros(4, dtype=int),
        n_cell=1,
        weight=np.array([4.0, 4, 2, 2]),
        stratum=np.array([0, 0, 1, 1]),
        stratum_fraction=np.array([0.25, 0.5]),
    )
    cells = cell_estimates(totals, "mean")

    assert cells.estimate[0] == pytest.approx(7)
    assert cells.covariance[0, 0] == pytest.approx(1 / 3 + 25 / 18)
    assert cells.df.tolist() == [2]


def test_a_total_is_its_scores():
    # Total 2·(1 + 3) + 2·5 = 18 from three people of weight 2: scores 2, 6, 10, v = 3/2·(16 + 0 + 16) = 48.
    totals = psu_totals(np.array([1.0, 3, 5]), np.zeros(3, dtype=int), n_cell=1, weight=np.full(3, 2.0))
    cells = cell_estimates(totals, "total")

    assert cells.estimate.tolist() == [18]
    assert cells.covariance[0, 0] == pytest.approx(48)


VILLAGE = np.repeat(np.arange(9), 2)
DISTRICT = np.repeat([0, 1], [8, 10])


@pytest.mark.parametrize(
    ("domain", "df"),
    [
        ("all households", 7),  # 9 villages − 2 districts
        ("women", 5),  # no women interviewed in villages 3 and 8
        ("fishing", 2),  # only the coast fishes: villages 5, 6, 7 − 1 district
    ],
)
def test_degrees_of_freedom_count_only_villages_with_a_member(domain, df):
    members = {
        "all households": np.ones(18, dtype=bool),
        "women": ~np.isin(VILLAGE, [3, 8]),
        "fishing": np.isin(VILLAGE, [5, 6, 7]),
    }[domain]
    totals = psu_totals(
        np.tile([0.0, 1.0], 9), np.zeros(18, dtype=int), n_cell=1, stratum=DISTRICT, psu=VILLAGE, domain=members
    )

    assert cell_estimates(totals, "share").df.tolist() == [df]


def test_degrees_of_freedom_of_a_difference_count_the_villages_of_both_groups_once():
    cell = np.where(VILLAGE < 5, 0, 1)
    cell[9] = 1  # village 4 has both groups
    totals = psu_totals(np.tile([0.0, 1.0], 9), cell, n_cell=2, stratum=DISTRICT, psu=VILLAGE)

    assert degrees_of_freedom(totals, [0, 1]) == 7
    assert cell_estimates(totals, "share").df.tolist() == [5 - 2, 5 - 1]


def test_people_of_the_same_villages_make_groups_that_go_together():
    # In villages where women say yes, men do too: the difference is known better than either share.
    y = np.array([1.0, 1, 0, 0, 1, 1, 0, 0])
    sex = np.array([0, 1] * 4)
    totals = psu_totals(y, sex, n_cell=2, psu=np.repeat(np.arange(4), 2))
    cells = cell_estimates(totals, "share")

    assert cells.covariance[0, 1] == pytest.approx(cells.covariance[0, 0])
    difference = contrast(cells, {1: 1.0, 0: -1.0})
    assert difference.status == "not_estimable"  # it never differs within a village


LONELY = {
    "y": np.array([1.0, 3, 5, 9, 4]),
    "cell": np.zeros(5, dtype=int),
    "n_cell": 1,
    "stratum": np.array([0, 0, 1, 1, 2]),
}


def test_a_stratum_with_one_person_is_measured_against_everybody():
    # Mean 22/5 = 4.4; scores (y − 4.4)/5 = −.68, −.28, .12, .92, −.08, summing to 0.
    # Strata 0 and 1: 2·(.2² + .2²) + 2·(.4² + .4²) → 2·2·.04 + 2·2·.16 = .8; the lonely adds .08² = .0064.
    totals = psu_totals(**LONELY)

    assert lonely_strata(totals).tolist() == [2]
    variance = {
        rule: cell_estimates(totals, "mean", lonely=rule).covariance[0, 0]
        for rule in ("adjust", "certainty", "average")
    }
    assert variance["certainty"] == pytest.approx(0.8)
    assert variance["adjust"] == pytest.approx(0.8064)
    assert variance["average"] == pytest.approx(0.8 * 3 / 2)


def test_a_stratum_with_one_person_can_be_refused():
    with pytest.raises(DesignError) as refusal:
        cell_estimates(psu_totals(**LONELY), "mean", lonely="fail")

    assert refusal.value.remark.rule == "R10"


def test_a_stratum_of_which_the_only_person_was_taken_is_not_lonely():
    totals = psu_totals(**LONELY, stratum_fraction=np.array([0.0, 0.0, 1.0]))

    assert lonely_strata(totals).tolist() == []
    assert cell_estimates(totals, "mean", lonely="fail").covariance[0, 0] == pytest.approx(0.8)


def test_a_domain_with_one_person_in_a_stratum_is_not_lonely():
    totals = psu_totals(
        np.array([1.0, 0, 1, 1]), np.zeros(4, dtype=int), n_cell=1, stratum=np.array([0, 0, 1, 1]),
        domain=np.array([True, False, True, True]),
    )  # fmt: skip

    assert lonely_strata(totals).tolist() == []


def test_weights_that_average_one_sum_to_no_population():
    answers, cell = np.array([1.0, 0.0]), np.zeros(2, dtype=int)

    assert not sums_to_population(psu_totals(answers, cell, n_cell=1))
    assert not sums_to_population(psu_totals(answers, cell, n_cell=1, weight=np.array([0.9, 1.1])))
    assert sums_to_population(psu_totals(answers, cell, n_cell=1, weight=np.array([50.0, 70.0])))
    stated = psu_totals(answers, cell, n_cell=1, weight=np.array([1.02, 1.02]), stratum_fraction=np.array([0.98]))
    assert sums_to_population(stated)


def test_clusters_of_equal_people_have_a_design_effect_of_their_size():
    # Four villages of five people who all say the same: 20 people know as much as 4.
    # v = 4/3·4·(5·½/20)² = 1/12, against a simple ½·½·(20/19)/20 = 1/76: 76/12.
    totals = psu_totals(np.repeat([1.0, 0, 1, 0], 5), np.zeros(20, dtype=int), n_cell=1, psu=np.repeat(np.arange(4), 5))

    assert cell_estimates(totals, "share").deff[0] == pytest.approx(76 / 12)


@settings(max_examples=60, deadline=None)
@given(surveys(), st.sampled_from(["share", "total"]), st.floats(0, 0.9))
def test_covariances_are_those_of_the_definition(survey, statistic, fraction):
    survey["stratum_fraction"] = np.full_like(survey["stratum_fraction"], fraction)
    cells = cell_estimates(psu_totals(**survey), statistic)
    estimate, covariance = loop_covariance(**survey, statistic="total" if statistic == "total" else "mean")

    present = cells.n > 0
    np.testing.assert_allclose(cells.estimate[present], estimate[present], rtol=1e-9)
    np.testing.assert_allclose(cells.covariance, covariance, rtol=1e-7, atol=1e-14)


@settings(max_examples=40, deadline=None)
@given(surveys(yes_or_no=False), st.sampled_from(["mean", "ratio", "total"]))
def test_covariances_of_amounts_are_those_of_the_definition(survey, statistic):
    if statistic == "ratio":
        survey["x"] = 1.0 + np.arange(len(survey["y"])) % 4
    cells = cell_estimates(psu_totals(**survey), statistic)
    estimate, covariance = loop_covariance(**survey, statistic=statistic)

    present = cells.n > 0
    np.testing.assert_allclose(cells.estimate[present], estimate[present], rtol=1e-9)
    np.testing.assert_allclose(cells.covariance, covariance, rtol=1e-6, atol=1e-16 + 1e-9 * np.abs(covariance).max())


@settings(max_examples=40, deadline=None)
@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_and_the_names_of_the_villages_change_nothing(survey, random):
    cells = cell_estimates(psu_totals(**survey), "share")
    order = np.array(random.sample(range(len(survey["y"])), len(survey["y"])))
    shuffled = reordered(survey, order)
    if "psu" in shuffled:
        renamed = np.array(random.sample(range(100), int(survey["psu"].max()) + 1))
        shuffled["psu"] = renamed[shuffled["psu"]]
    again = cell_estimates(psu_totals(**shuffled), "share")

    np.testing.assert_allclose(again.estimate, cells.estimate, rtol=1e-12)
    np.testing.assert_allclose(again.covariance, cells.covariance, rtol=1e-8, atol=1e-14)
    assert again.df.tolist() == cells.df.tolist()


@settings(max_examples=40, deadline=None)
@given(surveys(weights=True), st.floats(0.01, 100))
def test_rescaling_weights_changes_no_share_and_no_standard_error(survey, factor):
    cells = cell_estimates(psu_totals(**survey), "share")
    survey["weight"] = survey["weight"] * factor
    again = cell_estimates(psu_totals(**survey), "share")

    np.testing.assert_allclose(again.estimate, cells.estimate, rtol=1e-9)
    np.testing.assert_allclose(again.covariance, cells.covariance, rtol=1e-7, atol=1e-14)


@settings(max_examples=40, deadline=None)
@given(surveys(weights=False), st.sampled_from(["share", "mean"]))
def test_weights_of_one_are_no_weights(survey, statistic):
    cells = cell_estimates(psu_totals(**survey), statistic)
    again = cell_estimates(psu_totals(**survey, weight=np.ones(len(survey["y"]))), statistic)

    np.testing.assert_array_equal(again.estimate, cells.estimate)
    np.testing.assert_allclose(again.covariance, cells.covariance, rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(surveys(villages=False))
def test_the_same_file_sent_twice_says_no_more_when_people_are_the_psus(survey):
    survey["psu"] = np.arange(len(survey["y"]))
    cells = cell_estimates(psu_totals(**survey), "share")
    twice = {
        name: value if name in ("n_cell", "stratum_fraction") else np.tile(value, 2) for name, value in survey.items()
    }
    again = cell_estimates(psu_totals(**twice), "share")

    np.testing.assert_allclose(again.estimate, cells.estimate, rtol=1e-12)
    np.testing.assert_allclose(again.covariance, cells.covariance, rtol=1e-8, atol=1e-14)
    assert again.df.tolist() == cells.df.tolist()


@settings(max_examples=40, deadline=None)
@given(surveys(villages=False))
def test_people_as_psus_are_the_same_as_no_psus(survey):
    cells = cell_estimates(psu_totals(**survey), "share")
    again = cell_estimates(psu_totals(**survey, psu=np.arange(len(survey["y"]))), "share")

    np.testing.assert_allclose(again.covariance, cells.covariance, rtol=1e-8, atol=1e-14)
    assert again.df.tolist() == cells.df.tolist()


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_a_domain_is_a_ratio_in_which_everybody_else_is_zero(survey):
    answered = ~np.isnan(survey["y"]) & survey["domain"] & (survey["cell"] == 0)
    as_ratio = {
        **survey,
        "y": np.where(answered, survey["y"], 0.0),
        "x": answered.astype(float),
        "cell": np.zeros_like(survey["cell"]),
        "n_cell": 1,
        "domain": np.ones_like(survey["domain"]),
    }
    domain = cell_estimates(psu_totals(**survey), "share")
    ratio = cell_estimates(psu_totals(**as_ratio), "ratio")

    assert ratio.estimate[0] == pytest.approx(domain.estimate[0])
    assert ratio.covariance[0, 0] == pytest.approx(domain.covariance[0, 0], rel=1e-7, abs=1e-14)
