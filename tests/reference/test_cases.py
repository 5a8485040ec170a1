"""How cases are read: what their notes ask for, R's formulas, and where either of two numbers may be met."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference.cases import Table, as_noted, compare
from tests.reference.expressions import computed, model_columns


def table(**columns: list[str]) -> Table:
    return Table({name.replace("__", "."): np.array(values, dtype=object) for name, values in columns.items()})


PEOPLE = table(sch__wide=["Yes", "No", "Yes"], pre=["1", "0", "1"], post=["1", "1", ""], age=["20", "30", "40"])


@pytest.mark.parametrize(
    ("notes", "column", "values"),
    [
        ("gain = post - pre (compute it)", "gain", ["0", "1", ""]),
        ("young = age < 30 (compute it); other words", "young", ["1", "0", "0"]),
        ("capped = min(age, 30) (compute it)", "capped", ["20", "30", "30"]),
        ("seen = post not missing", "seen", ["1", "1", "0"]),
    ],
)
def test_notes_name_columns_to_compute(notes, column, values):
    assert as_noted(PEOPLE, notes, {}).columns[column].tolist() == values


@pytest.mark.parametrize(
    ("notes", "ages"),
    [
        ("rows with pre==1", ["20", "40"]),
        ("rows complete in pre, post", ["20", "30"]),
        ("rows 1-1 and 3-3 of the csv", ["20", "40"]),
        ("nothing of this kind", ["20", "30", "40"]),
    ],
)
def test_notes_choose_rows(notes, ages):
    assert as_noted(PEOPLE, notes, {}).columns["age"].tolist() == ages


def test_a_note_may_name_a_column_by_its_part_in_the_estimand():
    assert as_noted(PEOPLE, "observed = post not missing", {"observed": "obs"}).columns["obs"].tolist() == [
        "1",
        "1",
        "0",
    ]


def test_formulas_make_the_columns_that_r_makes():
    columns = model_columns(PEOPLE, 'y ~ age + sch.wide + I(sch.wide == "No") + factor(pre) + age:pre')

    assert list(columns) == ["(Intercept)", "age", "sch.wideYes", 'I(sch.wide == "No")TRUE', "factor(pre)1", "age:pre"]
    assert columns["sch.wideYes"].tolist() == [1, 0, 1]
    assert columns["age:pre"].tolist() == [20, 0, 40]


def test_conditions_join_as_in_r():
    assert computed(PEOPLE, "pre == 1 & age > 25").tolist() == [False, False, True]
    assert computed(PEOPLE, "age < 25 | age > 35").tolist() == [True, False, True]
    assert computed(PEOPLE, "!(age < 25)").tolist() == [False, True, True]


def case(kind: str, expected: dict) -> dict:
    return {"id": "a", "kind": kind, "expected": expected, "tolerance": {"rel": 1e-6, "abs": 1e-9}}


def test_a_raked_error_may_be_either_and_its_limits_follow():
    expected = {"se": 1.0, "ci_low": 0.0, "ci_high": 4.0, "se_greg_residual": 1.5}
    got = {"se": 1.5, "ci_low": -1.0, "ci_high": 5.0, "se_greg_residual": 1.5}

    assert compare(case("calibration", expected), got).passed == 4
    assert compare(case("survey_mean", expected), got).passed == 1


def test_one_of_two_trims_is_enough_and_it_must_be_right():
    expected = {"quantile_trim": {"lower": 1.0}, "fractional_trim": {"lower": 2.0}}

    assert not compare(case("lee_bounds", expected), {"fractional_trim": {"lower": 2.0}}).failures
    assert compare(case("lee_bounds", expected), {"fractional_trim": {"lower": 3.0}}).passed == 0


def test_rows_are_matched_by_group_and_missing_ones_fail_in_all_their_numbers():
    expected = {"rows": [{"group": {"sex": "F"}, "est": 1.0, "n": 3}, {"group": {"sex": "M"}, "est": 2.0, "n": 4}]}
    found = compare(case("survey_mean", expected), {"rows": [{"group": {"sex": "M"}, "est": 2.0, "n": 4}]})

    assert (found.checked, found.passed) == (4, 2)


def test_tail_probabilities_that_small_need_not_agree_in_their_digits():
    assert not compare(case("a", {"p": 1e-30, "p_value": 1e-13}), {"p": 5e-30, "p_value": 2e-13}).failures
    assert compare(case("a", {"p": 1e-3}), {"p": 2e-3}).failures
