"""Form mode on a few records, each result as ODK gives it on the phone."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.columns import CodedColumn, code_texts
from meal.model.missing import Reason
from meal.study.expression import ExpressionError
from meal.study.expression.form_functions import FORM_FUNCTIONS
from meal.study.expression.form_mode import evaluate_form
from meal.study.expression.form_reading import parse_form
from meal.study.expression.form_scope import FormScope, Rounds
from meal.study.expression.form_signatures import CANNOT, OVER_ROUNDS, TAKES
from tests.study.expression.columns import dated, numbers, texts

BLANK = Reason.BLANK
NAN = float("nan")


def blanks(*answers: str) -> CodedColumn:
    """Texts as an export has them: a blank is nothing."""
    return code_texts(list(answers))


COLUMNS = {
    "age": numbers(17, BLANK, 25, 40),
    "limit": numbers(20, 20, BLANK, 40),
    "sex": blanks("f", "m", "", "f"),
    "uses": blanks("tap well", "", "well", "spring_tap"),
    "dob": dated(("2000-01-31", 10987), BLANK, ("1994-06-30", 8946), ("1980-02-29", 3711)),
    "at": blanks("06:00:00.000+02:00", "", "18:30", "00:00:00"),
    "code": blanks("07", "7", "", "x7"),
    "note": blanks(" two  words ", "it's", "", "a"),
    ".": numbers(17, BLANK, 25, 40),
}


def scope(**more: object) -> FormScope:
    return FormScope(4, COLUMNS.get, **more)  # type: ignore[arg-type] # settings of FormScope


def truths(text: str, **more: object) -> list[bool]:
    return evaluate_form(parse_form(text), scope(**more)).true().tolist()


def told(text: str, **more: object) -> list[str]:
    return evaluate_form(parse_form(text), scope(**more)).texts().tolist()


def yes(digits: str) -> list[bool]:
    return [digit == "1" for digit in digits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A blank is an empty text, and no number: only != holds of it.
        ("${age} = ''", "0100"),
        ("${age} != ''", "1011"),
        ("${age} >= 18", "0011"),
        ("not(${age} >= 18)", "1100"),
        ("${age} != 17", "0111"),
        ("${age} < ${limit}", "1000"),
        # Two blanks are equal as texts; no record here has two, so both sides are taken from one question.
        ("${age} = ${age}", "1111"),
        ("${age} = ${limit}", "0001"),
        ("${sex} = 'f' and ${age} < 18", "1000"),
        ("${sex} = 'f' or ${age} = 25", "1011"),
        ("selected(${uses}, 'tap')", "1000"),
        ("selected(${uses}, '')", "0000"),
        # A text and a number are compared as numbers, a text and a text as texts.
        ("${code} = 7", "1100"),
        ("${code} = '7'", "0100"),
        (". > 18 and . <= 40", "0011"),
        ("../age = 17", "1000"),
        ("current()/../age = 17", "1000"),
        ("/form/household/age = 17", "1000"),
        ("regex(${sex}, '[fm]')", "1101"),
        ("regex(${code}, '[0-9]')", "0100"),
        ("${dob} < date('1994-07-01')", "0011"),
        ("${dob} > '1990-01-01'", "1010"),
        ("contains(${note}, 'o') and starts-with(${code}, '0')", "1000"),
        ("ends-with(${code}, '7')", "1101"),
        ("checklist(1, 1, ${age} > 20, ${limit} > 10, ${sex} = 'f')", "0110"),
        ("weighted-checklist(3, -1, ${age} > 20, 2, ${limit} > 10, 1)", "0001"),
        ("boolean-from-string(if(${sex} = 'f', 'true', 'false'))", "1001"),
        ("${age}", "1011"),
        ("true()", "1111"),
        ("boolean(0) or false()", "0000"),
    ],
)
def test_conditions_hold_where_they_do_on_the_phone(text: str, expected: str) -> None:
    assert truths(text) == yes(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if(${age} < 18, 'child', 'adult')", ["child", "adult", "adult", "adult"]),
        ("if(${age} = '', 0, ${age})", ["17", "0", "25", "40"]),
        ("coalesce(${sex}, ${uses})", ["f", "m", "well", "f"]),
        ("coalesce(${age}, ${limit}, 1)", ["17", "20", "25", "40"]),
        ("once(99)", ["17", "99", "25", "40"]),
        ("count-selected(${uses})", ["2", "0", "1", "1"]),
        ("selected-at(${uses}, 1)", ["well", "", "", ""]),
        ("count-non-empty(${age}, ${sex}, ${limit})", ["3", "2", "1", "3"]),
        ("concat(${sex}, '-', ${age})", ["f-17", "m-", "-25", "f-40"]),
        ("string-length(${note})", ["10", "4", "0", "1"]),
        ("normalize-space(${note})", ["two words", "it's", "", "a"]),
        ("substr(${code}, 1)", ["7", "", "", "7"]),
        ("substr(${sex}, 0, 1)", ["f", "m", "", "f"]),
        ("substring-before(${uses}, ' ')", ["tap", "", "", ""]),
        ("substring-after(${uses}, '_')", ["", "", "", "tap"]),
        ("translate(${sex}, 'fm', 'F')", ["F", "", "", "F"]),
        ("${age} + ${limit}", ["37", "", "", "80"]),
        ("${age} div 2", ["8.5", "", "12.5", "20"]),
        ("-${age} mod 10", ["-7", "", "-5", "0"]),
        ("round(${age} div 3)", ["6", "", "8", "13"]),
        ("round(${age} div 3, 2)", ["5.67", "", "8.33", "13.33"]),
        ("round(-2.5)", ["-2"] * 4),
        ("int(-2.7) + floor(-2.2) + ceiling(2.2) + abs(-1)", ["-1"] * 4),
        ("pow(${age}, 2)", ["289", "", "625", "1600"]),
        ("min(${age}, ${limit})", ["17", "", "", "40"]),
        ("max(${age}, 20)", ["20", "", "25", "40"]),
        ("sqrt(16) + exp(0) + log(1) + log10(100) + exp10(1)", ["17"] * 4),
        ("number('x')", [""] * 4),
        ("number('12') + int('3')", ["15"] * 4),
        ("string(${age} + 1)", ["18", "NaN", "26", "41"]),
        ("int((date('2020-01-31') - ${dob}) div 365.25)", ["20", "", "25", "39"]),
        ("format-date(${dob}, '%d/%m/%Y %b %y')", ["31/01/2000 Jan 00", "", "30/06/1994 Jun 94", "29/02/1980 Feb 80"]),
        ("date(${dob} + 1)", ["2000-02-01", "", "1994-07-01", "1980-03-01"]),
        ("decimal-time(${at}) * 24", ["6", "", "18.5", "0"]),
        ("decimal-date-time('1970-01-02T12:00')", ["1.5"] * 4),
        ("format-date-time('2020-03-04T05:06:07', '%H:%M:%S %e %n %a')", ["05:06:07 4 3 Wed"] * 4),
        ("date-time('2020-03-04T05:06:07')", ["2020-03-04T05:06:07.000"] * 4),
        ("round(sin(pi() div 2) + cos(0) + tan(0) + asin(0) + acos(1) + atan(0) + atan2(0, 1), 6)", ["2"] * 4),
    ],
)
def test_functions_give_what_the_phone_stores(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_the_day_of_a_submission_is_its_own() -> None:
    today = dated(("2020-01-31", 18292), ("2020-01-31", 18292), ("2020-02-01", 18293), ("2020-02-01", 18293))
    assert truths("today() > date('2020-01-31')", today=lambda: today) == yes("0011")
    assert told("int((today() - ${dob}) div 365.25)", today=lambda: today) == ["20", "", "25", "39"]
    assert told("today()", today=lambda: today)[2] == "2020-02-01"


def test_functions_over_the_rows_of_a_repeat_group() -> None:
    # Records 0 and 2 have rows; a row that belongs to none counts nowhere, a blank is no part of a sum.
    parents = np.array([0, 2, 2, 2, -1])
    rounds = {"child": Rounds(parents), "child_age": Rounds(parents, numbers(4, 9, BLANK, 2, 50))}
    expected = {
        "count(${child})": ["1", "0", "3", "0"],
        "count(${child_age})": ["1", "0", "3", "0"],
        "count-non-empty(${child_age})": ["1", "0", "2", "0"],
        "sum(${child_age})": ["4", "0", "11", "0"],
        "min(${child_age})": ["4", "", "2", ""],
        "max(${child_age}) + ${age}": ["21", "", "34", ""],
    }
    for text, result in expected.items():
        assert told(text, rounds=rounds.get) == result
    with pytest.raises(ExpressionError, match="many rows"):
        told("if(sum(${child_age}) > 3, ${child_age}, 1)", rounds=rounds.get)


def test_the_place_of_a_row_and_the_label_of_a_choice() -> None:
    assert told("position(..) * 2", position=lambda: np.array([1, 2, 1, 2])) == ["2", "4", "2", "4"]
    label = {("sex", "f"): "Woman", ("sex", "m"): "Man"}
    labels = told("jr:choice-name(${sex}, '${sex}')", choice_label=lambda *key: label.get(key, ""))
    assert labels == ["Woman", "Man", "", "Woman"]


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("${age} > ${income}", 10, "no column for"),
        ("${age} > 1 and pulldata('v', 'a', 'b', ${age}) = 1", 16, "another file"),
        ("instance('v')/villages/item[name = ${age}]/label", 1, "another file"),
        ("${age} + random()", 10, "something else every time"),
        ("today() > ${dob}", 1, "does not say it"),
        ("once(random())", 6, "something else every time"),
        ("regex(${sex}, '(?=f)f')", 15, "cannot be used here"),
        ("regex(${sex}, ${code})", 15, "differs from record to record"),
        (". >> 3", 4, "something is missing"),
        ("position(..) = 1", 1, "not in one"),
        ("count(${age}) = 1", 7, "this is none"),
        ("selectd(${uses}, 'tap')", 1, "Did you mean selected"),
        ("selected(${uses})", 1, "takes 2 values"),
        ("jr:choice-name(${sex}, ${sex})", 1, "between quotes"),
    ],
)
def test_what_cannot_be_worked_out_is_told_with_its_column(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionError, match=words) as error:
        told(text)
    assert error.value.column == column


def test_a_pattern_made_to_take_for_ever_takes_no_time() -> None:
    records = FormScope(1, {"a": blanks("a" * 5_000 + "!")}.get)
    assert evaluate_form(parse_form("regex(${a}, '(a+)+$')"), records).true().tolist() == [False]


def test_codes_for_no_answer_are_what_was_entered() -> None:
    records = FormScope(2, {"age": numbers(Reason.DONT_KNOW, 30)}.get)
    assert evaluate_form(parse_form("${age} = -99"), records).true().tolist() == [True, False]
    records = FormScope(2, {"sex": texts(Reason.NOT_ASKED, "f")}.get)
    assert evaluate_form(parse_form("${sex} = ''"), records).true().tolist() == [True, False]


def test_every_function_is_either_computed_or_refused_with_a_reason() -> None:
    of_records = {"once", "position", "today", "now", "regex", "jr:choice-name"} | (OVER_ROUNDS & {"sum", "count"})
    assert set(TAKES) == set(FORM_FUNCTIONS) | of_records
    assert not set(TAKES) & set(CANNOT)
