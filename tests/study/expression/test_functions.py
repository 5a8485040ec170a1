"""Every function of the language, by hand; the tests go over the registry, so that an untested function fails."""

from __future__ import annotations

import pytest

from meal.model.missing import Reason
from meal.study.expression.signatures import REFUSED, SIGNATURES
from meal.study.expression.study_functions import STUDY_FUNCTIONS
from meal.study.expression.wording import WORDING
from tests.study.expression.columns import answer_to, dated, listed, numbers, texts

BLANK, DONT_KNOW, REFUSED_TO_SAY, INVALID = Reason.BLANK, Reason.DONT_KNOW, Reason.REFUSED, Reason.INVALID

COLUMNS = {
    "plan": texts("stay", "go", DONT_KNOW),
    "means": texts("boat bus", "bus", BLANK),
    "n": numbers(2.5, -2.5, DONT_KNOW),
    "m": numbers(4, 1, 1),
    "phone": dated(("0612", 612), ("0799", 799), BLANK),
    "day": dated(("2019-01-01", 17897), ("2019-06-30", 18077), BLANK),
    "moment": dated(("2019-01-01T12:00", 17897.5 * 86400), ("2019-06-30T00:00", 18077 * 86400), BLANK),
    "typed": texts("2019-01-01", "30/06/2019", BLANK),
}

# Name → expressions with what they are for the three records of COLUMNS.
CASES: dict[str, list[tuple[str, list[object]]]] = {
    "true": [("true()", [True, True, True])],
    "false": [("false()", [False, False, False])],
    "not": [("not(${plan} = 'stay')", [False, True, DONT_KNOW])],
    "if": [
        ("if(${m} > 2, 'many', 'few')", ["many", "few", "few"]),
        ("if(${plan} = 'stay', 1, 0)", [1, 0, DONT_KNOW]),
        ("if(${m} > 2, ${n}, ${m})", [2.5, 1, 1]),
        ("if(${m} > 2, ${m}, 'few')", ["4", "few", "few"]),
        ("if(${m} > 2, ${m}, '')", [4, BLANK, BLANK]),
        ("if(${m} > 2, ${plan} = 'stay', ${plan} = 'go')", [True, True, DONT_KNOW]),
        ("if(${m} > 2, 1 = 1, 0)", [1, 0, 0]),
    ],
    "coalesce": [
        ("coalesce(${plan}, ${means})", ["stay", "go", DONT_KNOW]),
        ("coalesce(${plan}, ${means}, 'unknown')", ["stay", "go", "unknown"]),
        ("coalesce(${n}, 0)", [2.5, -2.5, 0]),
        ("coalesce('', ${n})", [2.5, -2.5, BLANK]),
        ("coalesce(${n} > 0, 1 = 1)", [True, False, True]),
    ],
    "selected": [
        ("selected(${means}, 'boat')", [True, False, BLANK]),
        ("selected(${means}, 'bo')", [False, False, BLANK]),
        ("selected(${m}, 4)", [True, False, False]),
        ("selected(${means}, ${plan})", [False, False, BLANK]),
    ],
    "count-selected": [("count-selected(${means})", [2, 1, BLANK])],
    "selected-at": [
        ("selected-at(${means}, 0)", ["boat", "bus", BLANK]),
        ("selected-at(${means}, 1)", ["bus", BLANK, BLANK]),
        ("selected-at(${means}, -1)", [BLANK, BLANK, BLANK]),
    ],
    "count-non-empty": [("count-non-empty(${plan}, ${means}, ${m})", [3, 3, 1]), ("count-non-empty('')", [0, 0, 0])],
    "number": [
        ("number(${m})", [4, 1, 1]),
        ("number(${plan})", [INVALID, INVALID, DONT_KNOW]),
        ("number('-1.50')", [-1.5, -1.5, -1.5]),
        ("number(2 = 2)", [1, 1, 1]),
    ],
    "int": [("int(${n})", [2, -2, DONT_KNOW])],
    "round": [
        ("round(${n})", [3, -2, DONT_KNOW]),
        ("round(2.345, 1)", [2.3, 2.3, 2.3]),
        ("round(1250, -2)", [1300, 1300, 1300]),
        ("round(${m} div 3, ${m})", [1.3333, 0.3, 0.3]),
        ("round(0.49999999999999994)", [0, 0, 0]),
    ],
    "floor": [("floor(${n})", [2, -3, DONT_KNOW])],
    "ceiling": [("ceiling(${n})", [3, -2, DONT_KNOW])],
    "abs": [("abs(${n})", [2.5, 2.5, DONT_KNOW])],
    "sum": [("sum(${n}, ${m}, 1)", [7.5, -0.5, DONT_KNOW])],
    "min": [("min(${n}, ${m}, 3)", [2.5, -2.5, DONT_KNOW])],
    "max": [("max(${n}, ${m}, 3)", [4, 3, DONT_KNOW])],
    "string": [
        ("string(${m})", ["4", "1", "1"]),
        ("string(${phone})", ["0612", "0799", BLANK]),
        ("string(${m} div 2)", ["2", "0.5", "0.5"]),
        ("string(${m} = 4)", ["true", "false", "false"]),
        ("string(-0 * ${m})", ["0", "0", "0"]),
    ],
    "concat": [
        ("concat(${plan}, '-', ${m})", ["stay-4", "go-1", DONT_KNOW]),
        ("concat(${plan})", ["stay", "go", DONT_KNOW]),
    ],
    "substr": [
        ("substr(${phone}, 0, 2)", ["06", "07", BLANK]),
        ("substr(${phone}, 2)", ["12", "99", BLANK]),
        ("substr(${phone}, -1)", ["2", "9", BLANK]),
        ("substr(${phone}, 9)", [BLANK, BLANK, BLANK]),
        ("substr(${day}, 0, 4)", ["2019", "2019", BLANK]),
    ],
    "string-length": [("string-length(${plan})", [4, 2, DONT_KNOW])],
    "contains": [("contains(${means}, 'oat')", [True, False, BLANK])],
    "starts-with": [("starts-with(${means}, 'bus')", [False, True, BLANK])],
    "ends-with": [("ends-with(${means}, 'bus')", [True, True, BLANK])],
    "regex": [
        ("regex(${phone}, '06[0-9]+')", [True, False, BLANK]),
        ("regex(${phone}, '06')", [False, False, BLANK]),
    ],
    "date": [
        ("date('1970-01-02')", [1, 1, 1]),
        ("date('2019-01-01T23:00:00.000+01:00')", [17897, 17897, 17897]),
        ("date(${day})", [17897, 18077, BLANK]),
        ("date(${moment})", [17897, 18077, BLANK]),
        ("date(${typed})", [17897, INVALID, BLANK]),
        ("date(concat('2019-02-3', 0))", [INVALID, INVALID, INVALID]),
    ],
    "date-time": [
        ("date-time('1970-01-02')", [86400, 86400, 86400]),
        ("date-time('1970-01-01T01:00:00.000+05:00')", [3600, 3600, 3600]),
        ("date-time(${day})", [17897 * 86400, 18077 * 86400, BLANK]),
        ("date-time(${moment})", [17897.5 * 86400, 18077 * 86400, BLANK]),
        ("date-time(${typed})", [17897 * 86400, INVALID, BLANK]),
    ],
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_every_function_gives_what_is_counted_by_hand(name):
    for text, expected in CASES[name]:
        found = listed(answer_to(text, 3, **COLUMNS))
        assert found == [pytest.approx(one) if isinstance(one, float) else one for one in expected], text


def test_texts_that_are_no_numbers_are_invalid():
    column = texts("1e999", "nan", "inf", "1_000", "0x10", "\u0663", "1.2.3", "-", "")
    assert listed(answer_to("number(${x})", x=column)) == [INVALID] * 8 + [BLANK]


@pytest.mark.parametrize("name", sorted(SIGNATURES.keys() - {"true", "false", "if", "coalesce", "count-non-empty"}))
def test_a_missing_value_makes_the_result_missing_with_its_reason(name):
    fitting = {"truth": "(${x} = 1)", "pattern": "'.*'"}
    taking = SIGNATURES[name].taking(SIGNATURES[name].least)
    given = ", ".join(fitting.get(taken, "${x}") for taken in taking)
    for missing in (DONT_KNOW, REFUSED_TO_SAY):
        answer = answer_to(f"{name}({given})", x=numbers(1, missing))
        assert listed(answer)[1] == missing
        assert answer.kind == SIGNATURES[name].result


@pytest.mark.parametrize("name", SIGNATURES)
def test_every_function_can_be_computed_and_said_in_every_language(name):
    assert name in STUDY_FUNCTIONS
    for wording in WORDING.values():
        assert name in wording


def test_nothing_is_computed_that_is_not_declared_and_nothing_is_both_known_and_refused():
    assert STUDY_FUNCTIONS.keys() == SIGNATURES.keys() == CASES.keys()
    assert not SIGNATURES.keys() & REFUSED.keys()
