"""What is made of an evaluated expression: conditions, numbers, and the levels of a derived column."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from tests.study.expression.columns import answer_to, dated, numbers, texts

BLANK, DONT_KNOW = Reason.BLANK, Reason.DONT_KNOW


def test_a_derived_column_has_the_levels_that_occur_and_the_reasons():
    age = numbers(17, 30, 40, 18, BLANK, DONT_KNOW)
    column = answer_to("if(${age} < 18, '15-17', if(${age} < 25, '18-24', '25+'))", age=age).column()
    assert column.record_texts().tolist() == ["15-17", "25+", "25+", "18-24", "", ""]
    assert column.record_reasons().tolist() == [0, 0, 0, 0, BLANK, DONT_KNOW]
    assert column.numbers is None
    assert column.n_distinct == 5
    assert column.codes.dtype == np.int32


def test_a_level_that_nobody_has_is_no_level():
    ages = numbers(*range(15, 60)).take(np.array([20, 20]))
    column = answer_to("if(${age} < 18, 'minor', 'adult')", age=ages).column()
    assert column.texts.tolist() == ["adult"]


def test_numbers_become_levels_without_decimals_that_say_nothing():
    column = answer_to("${n} div 2", n=numbers(4, 3, 4, BLANK)).column()
    assert column.record_texts().tolist() == ["2", "1.5", "2", ""]
    np.testing.assert_array_equal(column.record_numbers(), [2, 1.5, 2, np.nan])
    same = answer_to("${n}", n=dated(("18.0", 18), ("18", 18), ("018", 18))).column()
    assert same.texts.tolist() == ["18"]


def test_dates_stay_as_they_were_written():
    day = dated(("2019-01-01", 17897), BLANK)
    column = answer_to("if(${day} = '', ${day}, ${day})", day=day).column()
    assert column.record_texts().tolist() == ["2019-01-01", ""]
    assert column.record_numbers()[0] == 17897


def test_conditions_become_levels_that_count_as_one_and_zero():
    column = answer_to("${n} > 1", n=numbers(2, 1, BLANK)).column()
    assert column.record_texts().tolist() == ["true", "false", ""]
    np.testing.assert_array_equal(column.record_numbers(), [1, 0, np.nan])
    again = answer_to("${adult} = 1 and ${adult} = 'true'", adult=column)
    assert again.true().tolist() == [True, False, False]


def test_conditions_are_numbers_for_a_mean():
    np.testing.assert_array_equal(answer_to("${n} > 1", n=numbers(2, 1, BLANK)).numbers(), [1, 0, np.nan])


@pytest.mark.parametrize(("text", "method"), [("${t}", "numbers"), ("${t}", "true"), ("1 + 1", "true")])
def test_an_answer_is_not_taken_for_another_kind(text, method):
    with pytest.raises(TypeError, match="this expression gives a"):
        getattr(answer_to(text, 1, t=texts("a")), method)()


def test_the_columns_of_a_study_are_left_as_they_were():
    column = CodedColumn(
        codes=np.array([0, 1, 2], dtype=np.int32),
        texts=np.array(["1", "", "x"], dtype=object),
        reasons=np.array([0, 1, 0], dtype=np.int8),
        numbers=np.array([1.0, np.nan, np.nan]),
    )
    for array in (column.codes, column.texts, column.reasons, column.numbers):
        array.flags.writeable = False
    answer = answer_to("if(${a} > 0, ${a}, coalesce(${a}, 3)) + 1", a=column)
    assert answer.reasons.tolist() == [0, Reason.BLANK, Reason.INVALID]
    assert answer.column().record_numbers()[0] == 2


def test_no_column_shares_its_memory_with_an_answer():
    column = numbers(1, 2)
    derived = answer_to("${a}", a=column).column()
    assert not np.shares_memory(derived.codes, column.codes)
    assert not np.shares_memory(derived.numbers, column.numbers)
