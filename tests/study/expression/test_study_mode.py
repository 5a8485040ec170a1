"""Three-valued logic on hand-countable tables: what is missing stays missing, with its reason."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.missing import Reason
from meal.study.expression import ExpressionError, evaluate, parse
from tests.study.expression.columns import answer_to, dated, listed, numbers, texts

BLANK, DONT_KNOW, REFUSED, NOT_REACHED = Reason.BLANK, Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_REACHED
INVALID = Reason.INVALID

# Every pair of yes, no and missing (don't know on the left, refused on the right).
LEFT = texts("y", "y", "y", "n", "n", "n", DONT_KNOW, DONT_KNOW, DONT_KNOW)
RIGHT = texts("y", "n", REFUSED, "y", "n", REFUSED, "y", "n", REFUSED)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("and", [True, False, REFUSED, False, False, False, DONT_KNOW, False, DONT_KNOW]),
        ("or", [True, True, True, True, False, REFUSED, True, DONT_KNOW, DONT_KNOW]),
    ],
)
def test_a_missing_condition_matters_only_where_the_other_does_not_decide(operator, expected):
    answer = answer_to(f"${{a}} = 'y' {operator} ${{b}} = 'y'", a=LEFT, b=RIGHT)
    assert listed(answer) == expected


def test_the_denial_of_a_missing_condition_is_missing():
    assert listed(answer_to("not(${a} = 'y')", a=texts("y", "n", REFUSED))) == [False, True, REFUSED]


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("other", ["18", "'18'", "${a}", "-99", "${a} + 1"])
def test_a_blank_or_minus_99_satisfies_no_comparison_and_no_denial_of_one(operator, other):
    for text in (f"${{a}} {operator} {other}", f"not({other} {operator} ${{a}})"):
        answer = answer_to(text, a=numbers(17, BLANK, DONT_KNOW, NOT_REACHED))
        assert listed(answer)[1:] == [BLANK, DONT_KNOW, NOT_REACHED]
        assert answer.true()[1:].tolist() == [False, False, False]


def test_unequal_to_a_missing_answer_counts_nobody():
    answer = answer_to("${plan} != 'stay'", plan=texts("stay", "go", BLANK, DONT_KNOW))
    assert answer.true().tolist() == [False, True, False, False]
    assert answer.known().tolist() == [True, True, False, False]
    assert answer.reasons.tolist() == [0, 0, BLANK, DONT_KNOW]


@pytest.mark.parametrize("text", ["${x} = ''", "'' = ${x}", "(${x}) = ''", "string(${x}) = ''", "(${x} = 'a') = ''"])
def test_comparing_with_nothing_asks_whether_an_answer_is_missing(text):
    x = texts("a", "b", BLANK, DONT_KNOW)
    assert listed(answer_to(text, x=x)) == [False, False, True, True]
    denied = text.replace("= ''", "!= ''").replace("'' =", "'' !=")
    assert listed(answer_to(denied, x=x)) == [True, True, False, False]


def test_nothing_is_missing():
    assert listed(answer_to("'' = ''", 2)) == [True, True]
    assert listed(answer_to("if(${x} = 'a', 'known', '')", x=texts("a", "b"))) == ["known", BLANK]


def test_age_bands_hold_nobody_whose_age_is_missing():
    age = numbers(15, 17, 18, 24, 25, BLANK, DONT_KNOW)
    bands = answer_to("if(${age} < 18, '15-17', if(${age} < 25, '18-24', '25+'))", age=age)
    assert listed(bands) == ["15-17", "15-17", "18-24", "18-24", "25+", BLANK, DONT_KNOW]


def test_an_unknown_condition_does_not_matter_where_both_cases_are_the_same():
    answer = answer_to("if(${a} = 'y', ${b}, 'n')", a=texts("y", BLANK, BLANK, BLANK), b=texts("n", "n", "y", REFUSED))
    assert listed(answer) == ["n", "n", BLANK, BLANK]


def test_a_missing_case_is_not_the_same_as_no():
    answer = answer_to("if(${a} = 'y', ${b} = 'y', ${c} = 'y')", a=texts(BLANK), b=texts("n"), c=texts(DONT_KNOW))
    assert listed(answer) == [BLANK]


def test_the_first_missing_answer_gives_the_reason():
    a, b = numbers(1, DONT_KNOW, 1, DONT_KNOW), numbers(2, 2, REFUSED, REFUSED)
    assert listed(answer_to("${a} + ${b}", a=a, b=b)) == [3, DONT_KNOW, REFUSED, DONT_KNOW]
    assert listed(answer_to("${b} < ${a}", a=a, b=b)) == [False, DONT_KNOW, REFUSED, REFUSED]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 + 2 * 3", 13),
        ("7 - 2 - 3", 2),
        ("7 div 2", 3.5),
        ("7 mod 4", 3),
        ("-7 mod 4", -3),
        ("-(2 + 3)", -5),
        ("'7' + 1", 8),
        ("1 div 0", INVALID),
        ("0 div 0", INVALID),
        ("5 mod 0", INVALID),
        ("(1 = 1) + (2 = 2)", 2),
    ],
)
def test_arithmetic_by_hand(text, expected):
    assert listed(answer_to(text, 2)) == [expected, expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'7' = 7", True),
        ("'7' = '7.0'", False),
        ("'7.0' = 7", True),
        ("'10' > '9'", True),
        ("'yes' = 'Yes'", False),
        ("true() = true()", True),
        ("true() != false()", True),
        ("(1 = 1) = 1", True),
    ],
)
def test_numbers_are_compared_as_numbers_and_two_texts_as_texts(text, expected):
    assert listed(answer_to(text, 1)) == [expected]


def test_codes_that_were_not_read_as_numbers_are_compared_as_numbers_with_a_number():
    answer = answer_to("${code} >= 2", code=texts("1", "02", " 3 ", "1e1", "three", "1,5", BLANK))
    assert listed(answer) == [False, True, True, True, INVALID, INVALID, BLANK]


def test_a_number_question_equals_a_text_that_says_the_same_number():
    assert listed(answer_to("${n} = '18'", n=dated(("18.0", 18), ("18", 18), ("19", 19)))) == [True, True, False]
    assert listed(answer_to("${n} = 'none'", n=numbers(18))) == [False]


def test_answers_that_could_not_be_read_as_numbers_are_invalid():
    assert listed(answer_to("${n} > 1", n=dated(("2", 2), ("many", np.nan)))) == [True, INVALID]


def test_two_questions_are_compared_by_what_they_hold():
    assert listed(answer_to("${a} = ${b}", a=texts("7", "x", "x"), b=texts("7.0", "x", BLANK))) == [False, True, BLANK]
    assert listed(answer_to("${a} = ${b}", a=texts("7", "x"), b=numbers(7, 7))) == [True, INVALID]


DATES = dated(("2019-01-01", 17897), ("2019-06-30", 18077), BLANK)
MOMENTS = dated(("2019-01-01T10:00", 17897 * 86400 + 36000), ("2019-06-30T00:00", 18077 * 86400), BLANK)


def test_dates_are_compared_with_dates():
    # 2019-01-01 is day 17,897 after 1970-01-01: 49 years of 365 days and 12 leap days.
    assert listed(answer_to("${d} >= date('2019-06-30')", d=DATES)) == [False, True, BLANK]
    assert listed(answer_to("${d} - date('2019-01-01')", d=DATES)) == [0, 180, BLANK]
    assert listed(answer_to("${d} = '2019-01-01'", d=DATES)) == [True, False, BLANK]
    assert listed(answer_to("${m} > date-time('2019-01-01T10:00')", m=MOMENTS)) == [False, True, BLANK]
    assert listed(answer_to("date(${m}) = date('2019-01-01')", m=MOMENTS)) == [True, False, BLANK]
    assert listed(answer_to("date-time(${d}) = ${m}", d=DATES, m=MOMENTS)) == [False, True, BLANK]


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("${m} >= date('2019-06-30')", 1, "write date(${m})"),
        ("date('2019-06-30') - ${m}", 22, "write date(${m})"),
        ("${d} >= date-time('2019-06-30T10:00')", 1, "write date-time(${d})"),
    ],
)
def test_a_day_is_not_compared_with_a_time_of_day(text, column, words):
    with pytest.raises(ExpressionError) as error:
        answer_to(text, d=DATES, m=MOMENTS)
    assert words in error.value.reason
    assert error.value.column == column


def test_the_current_answer_is_the_column_of_the_dot():
    column = numbers(17, 18, BLANK)
    assert listed(answer_to(". >= 18 and . < 100", _=column)) == [False, True, BLANK]


def test_no_records_give_no_answers():
    answer = answer_to("${a} = 'y' and ${b} > 1", a=texts(), b=numbers())
    assert answer.true().tolist() == []
    assert len(answer.column()) == 0
    assert len(answer_to("1 = 1", 0).reasons) == 0


def test_each_name_is_looked_up_once():
    asked: list[str] = []
    column = texts("y", "n")

    def resolve(name):
        asked.append(name)
        return column

    evaluate(parse("${a} = 'y' or ${b} = 'y' or ${a} = 'n'"), resolve, 2)
    assert asked == ["a", "b"]


def test_misfits_are_refused_when_the_columns_are_known():
    with pytest.raises(ExpressionError, match="a condition is needed"):
        answer_to("${a} and ${a} = 1", a=texts("1"))


def test_more_questions_than_numpy_has_axes():
    columns = {f"q{number}": numbers(1, 0, 1 if number else BLANK) for number in range(40)}
    total = answer_to(f"sum({', '.join(f'${{{name}}}' for name in columns)})", **columns)
    assert listed(total) == [40, 0, BLANK]
    assert listed(answer_to(f"count-non-empty({', '.join(f'${{{name}}}' for name in columns)})", **columns)) == [
        40,
        40,
        39,
    ]


def test_nothing_changes_when_answers_are_combined_by_record():
    # 7 questions with 7 answers have more combinations (823,543) than places: the work is done for each record.
    answers = [[(record * step) % 7 for record in range(200)] for step in range(1, 8)]
    columns = {f"q{place}": numbers(*column) for place, column in enumerate(answers)}
    answer = answer_to(" and ".join(f"${{{name}}} != 3" for name in columns), **columns)
    assert answer.true().tolist() == [all(column[record] != 3 for column in answers) for record in range(200)]
    assert answer.table.size == 200


def test_few_distinct_answers_are_worked_out_once_however_many_records_there_are():
    a, b = numbers(*range(4)).take(np.arange(1000) % 4), texts("y", "n", BLANK).take(np.arange(1000) % 3)
    answer = answer_to("${a} > 1 and ${b} = 'y' or ${a} = 0", a=a, b=b)
    assert answer.table.size == 4 * 3
    assert answer.true().sum() == sum((r % 4 > 1 and r % 3 == 0) or r % 4 == 0 for r in range(1000))
