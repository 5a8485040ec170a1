"""Totals by village and cell are those that a patient clerk would add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.aggregate import add_totals, psu_totals
from meal.model.samples import DesignError
from tests.aggregate.loops import assert_same_totals, loop_totals
from tests.aggregate.surveys import surveys

nan = np.nan

# Two districts; villages 0 and 1 in district 0, villages 1 and 2 in district 1.
# Women are cell 0, men cell 1; one person's sex was not recorded and is in no cell.
Y = np.array([1.0, 0.0, 1.0, nan, 1.0, 0.0, 1.0])
SEX = np.array([0, 1, 0, 0, 1, -1, 0])
DISTRICT = np.array([0, 0, 0, 0, 1, 1, 1])
VILLAGE = np.array([0, 0, 1, 1, 1, 2, 2])
WEIGHT = np.array([2.0, 1.0, 3.0, 5.0, 2.0, 4.0, 1.0])


def test_answers_are_summed_by_village_and_sex():
    totals = psu_totals(Y, SEX, n_cell=2, weight=WEIGHT, stratum=DISTRICT, psu=VILLAGE)

    # Village 0: a woman (weight 2, yes), a man (1, no). Village 1 of district 0: a woman (3, yes).
    # Village 1 of district 1: a man (2, yes). Village 2: a woman (1, yes).
    rows = list(zip(totals.unit.tolist(), totals.cell.tolist(), totals.w, totals.wy, totals.w2, strict=True))
    assert rows == [(0, 0, 2, 2, 4), (0, 1, 1, 0, 1), (1, 0, 3, 3, 9), (2, 1, 2, 2, 4), (3, 0, 1, 1, 1)]
    assert totals.y.tolist() == [1, 0, 1, 1, 1]
    assert totals.n.tolist() == [1, 1, 1, 1, 1]


def test_a_village_code_used_in_two_districts_is_two_villages_and_is_reported():
    totals = psu_totals(Y, SEX, n_cell=2, stratum=DISTRICT, psu=VILLAGE)

    assert totals.stratum_n_psu.tolist() == [2, 2]
    assert [(remark.rule, remark.parameters["n"]) for remark in totals.remarks] == [("psu_in_several_strata", 1)]


def test_a_village_without_answers_still_counts_as_sampled():
    totals = psu_totals(Y, SEX, n_cell=2, psu=VILLAGE, domain=np.array([True, True, False, False, False, True, True]))

    assert totals.stratum_n_psu.tolist() == [3]
    assert 1 not in totals.unit


def test_people_without_an_answer_are_counted_in_their_cell():
    totals = psu_totals(Y, SEX, n_cell=2)

    assert totals.n_missing.tolist() == [1, 0]


def test_without_villages_every_person_is_sampled_on_their_own():
    totals = psu_totals(Y, SEX, n_cell=2, stratum=DISTRICT)

    assert totals.by_record
    assert totals.stratum_n_psu.tolist() == [4, 3]
    assert totals.remarks == ()


def test_a_person_of_weight_zero_is_sampled_but_says_nothing():
    totals = psu_totals(Y, SEX, n_cell=2, weight=np.where(np.arange(7) == 0, 0.0, WEIGHT), stratum=DISTRICT)

    assert totals.stratum_n_psu.tolist() == [4, 3]
    assert totals.n.sum() == 4


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"weight": np.array([1, 1, nan, 1, 1, 1, 1])}, "weight_invalid"),
        ({"weight": np.array([1.0, 1, -1, 1, 1, 1, 1])}, "weight_invalid"),
        ({"stratum": np.array([0, 0, -1, 0, 1, 1, 1])}, "stratum_missing"),
        ({"psu": np.array([0, 0, -1, 0, 1, 1, 1])}, "psu_missing"),
        ({"stratum": DISTRICT, "stratum_fraction": np.array([0.5])}, "fraction_missing"),
        ({"stratum": DISTRICT, "stratum_fraction": np.array([0.5, 1.5])}, "fraction_invalid"),
    ],
)
def test_an_impossible_design_is_refused(wrong, rule):
    with pytest.raises(DesignError) as refusal:
        psu_totals(Y, SEX, n_cell=2, **wrong)

    assert refusal.value.remark.rule == rule


def test_equal_amounts_leave_no_rounding_behind():
    # 0.1 added ten million times over is not a million; equal amounts are counted from themselves.
    totals = psu_totals(np.full(1000, 0.1), np.zeros(1000, dtype=int), n_cell=1, weight=np.full(1000, 1.7))

    assert totals.origin == 0.1
    assert totals.wy.tolist() == [0.0]
    assert totals.y[0] == pytest.approx(100)


@settings(max_examples=60, deadline=None)
@given(surveys())
def test_totals_are_those_of_a_plain_loop(survey):
    n_cell, fraction = survey.pop("n_cell"), survey.pop("stratum_fraction")

    assert_same_totals(psu_totals(**survey, n_cell=n_cell, stratum_fraction=fraction), loop_totals(**survey))


@settings(max_examples=40, deadline=None)
@given(surveys(yes_or_no=False))
def test_totals_of_a_ratio_are_those_of_a_plain_loop(survey):
    n_cell, fraction = survey.pop("n_cell"), survey.pop("stratum_fraction")
    survey["x"] = np.where(np.arange(len(survey["y"])) % 7 == 5, nan, 2.0 + np.arange(len(survey["y"])))

    assert_same_totals(psu_totals(**survey, n_cell=n_cell, stratum_fraction=fraction), loop_totals(**survey))


@settings(max_examples=60, deadline=None)
@given(surveys(), st.integers(0, 40))
def test_chunks_add_up_to_the_whole_file(survey, cut):
    whole = psu_totals(**survey)
    parts = [
        psu_totals(
            **{
                name: value if name in ("n_cell", "stratum_fraction") else value[chosen]
                for name, value in survey.items()
            },
        )
        for chosen in (slice(None, cut), slice(cut, None))
    ]

    added = add_totals(*parts)

    for name in ("unit", "cell", "n", "unit_stratum", "unit_code", "stratum_n_psu", "n_missing"):
        assert getattr(added, name).tolist() == getattr(whole, name).tolist()
    for name in ("y", "w", "wy", "wx", "wyy", "wxy", "wxx", "w2", "w2y", "w2yy", "w2xy", "w2xx"):
        np.testing.assert_allclose(getattr(added, name), getattr(whole, name), rtol=1e-12)
    assert (added.n_record, added.sum_weight) == (whole.n_record, pytest.approx(whole.sum_weight))


def test_chunks_of_different_designs_do_not_add_up():
    first = psu_totals(Y, SEX, n_cell=2, stratum=DISTRICT, stratum_fraction=np.array([0.1, 0.2]))

    with pytest.raises(ValueError, match="same cells"):
        add_totals(first, psu_totals(Y, SEX, n_cell=3, stratum=DISTRICT, stratum_fraction=np.array([0.1, 0.2])))
    with pytest.raises(ValueError, match="all strata"):
        add_totals(first, psu_totals(Y, SEX, n_cell=2))
    with pytest.raises(DesignError):
        add_totals(first, psu_totals(Y, SEX, n_cell=2, stratum=DISTRICT, stratum_fraction=np.array([0.1, 0.3])))


def test_village_codes_may_be_long_numbers():
    codes = VILLAGE * 100_000_000 + 7
    long, short = (psu_totals(Y, SEX, n_cell=2, stratum=DISTRICT, psu=psu) for psu in (codes, VILLAGE))

    assert long.w.tolist() == short.w.tolist()
    assert long.unit.tolist() == short.unit.tolist()
