"""What an expression gives is known before there are data, and misfits are refused."""

from __future__ import annotations

import pytest

from meal.study.expression import ExpressionError, kind_of, parse

KINDS = {"n": "number", "d": "number", "t": "text"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("${n}", "number"),
        ("${t}", "text"),
        ("'a'", "text"),
        ("3", "number"),
        ("-${t}", "number"),
        ("${n} + ${t}", "number"),
        ("${t} = 'yes'", "truth"),
        ("${t} = 3", "truth"),
        ("${t} < 3", "truth"),
        ("${n} = 'yes'", "truth"),
        ("${t} != '' and ${n} = ''", "truth"),
        ("${d} = '2019-01-01'", "truth"),
        ("(${n} > 1) = (${n} < 3)", "truth"),
        ("(${n} > 1) + (${n} < 3)", "number"),
        ("if(${n} > 1, 'a', 'b')", "text"),
        ("if(${n} > 1, ${n}, '')", "number"),
        ("if(${n} > 1, ${n}, 'b')", "text"),
        ("if(${n} > 1, '', '')", "text"),
        ("if(${n} > 1, true(), ${n} = 0)", "truth"),
        ("coalesce(${n} > 1, 0)", "number"),
        ("selected(${t}, 'a')", "truth"),
        ("sum(${t}, ${n})", "number"),
        ("date(${t}) > date('2019-01-01')", "truth"),
    ],
)
def test_the_kind_of_an_expression(text, kind):
    assert kind_of(parse(text), KINDS.__getitem__) == kind


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (
            "${t} and ${n} > 1",
            1,
            "${t} is a text, and here a condition is needed: compare it with something, as in ${t} =",
        ),
        ("${n} > 1 or ${n}", 13, "${n} >= 1"),
        ("not(3)", 5, "${risks} >= 1"),
        ("if(concat(${t}, 'a'), 1, 2)", 4, "concat() is a text"),
        ("${n} + 'a'", 8, "'a' is not a number"),
        ("-'a'", 2, "'a' is not a number"),
        ("${n} + ''", 8, "'' is not a number"),
        ("abs('a')", 5, "'a' is not a number"),
        ("${n} > 'a'", 8, "'a' is not a number"),
        ("${d} >= '2019-01-01'", 9, "write the date as date('2019-01-01')"),
        ("${n} > ''", 6, "has no order"),
        ("date('2019-01-01') = '2019-01-02'", 22, "date('2019-01-02')"),
        ("'three' = count-selected(${t})", 1, "count-selected() is a number and never 'three'"),
        ("${n} + 1 = 'a'", 12, "this is a number and never 'a'"),
        ("(${n} > 1) = 'yes'", 14, "yes or no by itself"),
        ("date('2019-01-01') < date-time('2019-01-01')", 20, "date() on both sides"),
        ("${t} < date('2019-01-01')", 1, "write date(${t})"),
        ("date-time('2019-01-01') = .", 27, "write date-time(.)"),
        ("concat(${t}, 'a') < date('2019-01-01')", 1, "write date(...)"),
        ("if(${n} > 1, ${n} = 2, 'a')", 1, "yes or no in one case and a text in another"),
        ("coalesce(${n} > 1, ${t})", 1, "yes or no in one case"),
    ],
)
def test_parts_that_do_not_fit_are_pointed_at(text, column, words):
    with pytest.raises(ExpressionError) as error:
        kind_of(parse(text), {**KINDS, ".": "text"}.__getitem__)
    assert words in error.value.reason
    assert error.value.column == column
