"""Random expressions over random answers give what a plain loop over the records gives.

The oracle knows nothing of codes, arrays or the parser: every random expression is drawn together with a function
that works it out for one record.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from tests.examples import examples
from tests.study.expression.columns import answer_to, listed, numbers, texts

Record = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """An expression as text, and what it is for one record: a value, or the Reason why there is none."""

    text: str
    of: Callable[[Record], Any]


def strict(function: Callable[..., Any], *drawn: Drawn) -> Callable[[Record], Any]:
    """Missing as soon as one value is, for the reason of the first."""

    def of(record: Record) -> Any:
        values = [one.of(record) for one in drawn]
        missing = [value for value in values if isinstance(value, Reason)]
        return missing[0] if missing else function(*values)

    return of


def both(left: Drawn, right: Drawn) -> Callable[[Record], Any]:
    def of(record: Record) -> Any:
        values = [left.of(record), right.of(record)]
        if False in [value for value in values if not isinstance(value, Reason)]:
            return False
        return next((value for value in values if isinstance(value, Reason)), True)

    return of


def either(left: Drawn, right: Drawn) -> Callable[[Record], Any]:
    def of(record: Record) -> Any:
        values = [left.of(record), right.of(record)]
        if True in [value for value in values if not isinstance(value, Reason)]:
            return True
        return next((value for value in values if isinstance(value, Reason)), False)

    return of


def chosen(condition: Drawn, yes: Drawn, no: Drawn) -> Callable[[Record], Any]:
    def of(record: Record) -> Any:
        decided, first, second = condition.of(record), yes.of(record), no.of(record)
        if not isinstance(decided, Reason):
            return first if decided else second
        same = not isinstance(first, Reason) and not isinstance(second, Reason) and first == second
        return first if same else decided

    return of


def first_known(left: Drawn, right: Drawn) -> Callable[[Record], Any]:
    def of(record: Record) -> Any:
        one, other = left.of(record), right.of(record)
        return other if isinstance(one, Reason) and not isinstance(other, Reason) else one

    return of


def or_blank(function: Callable[..., str]) -> Callable[..., Any]:
    return lambda *values: function(*values) or Reason.BLANK


def quotient(one: float, other: float) -> Any:
    return one / other if other else Reason.INVALID


ORDER = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
SUMS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "div": quotient}
NUMBERS = ("age", "risks")
TEXTS = ("plan", "means")
OPTIONS = ("yes", "no", "7", "boat bus", "bus")


def reference(name: str) -> Drawn:
    return Drawn(f"${{{name}}}", lambda record: record[name])


def literal(value: float | str) -> Drawn:
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return Drawn(text, lambda record: value if value != "" else Reason.BLANK)


@st.composite
def number_parts(draw: st.DrawFn, depth: int) -> Drawn:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(NUMBERS).map(reference) | st.sampled_from([0, 1, 2.5, 18]).map(literal))
    form = draw(st.sampled_from(["sum", "negative", "if", "coalesce", "count", "length", "max", "number"]))
    if form == "number":
        text = draw(text_parts(depth - 1))
        return Drawn(f"number(string({text.text}))", strict(lambda value: 7 if value == "7" else Reason.INVALID, text))
    if form == "count":
        text = draw(text_parts(depth - 1))
        return Drawn(f"count-selected({text.text})", strict(lambda value: len(value.split()), text))
    if form == "length":
        text = draw(text_parts(depth - 1))
        return Drawn(f"string-length({text.text})", strict(len, text))
    left, right = draw(number_parts(depth - 1)), draw(number_parts(depth - 1))
    if form == "negative":
        return Drawn(f"-({left.text})", strict(operator.neg, left))
    if form == "if":
        condition = draw(conditions(depth - 1))
        return Drawn(f"if({condition.text}, {left.text}, {right.text})", chosen(condition, left, right))
    if form == "coalesce":
        return Drawn(f"coalesce({left.text}, {right.text})", first_known(left, right))
    if form == "max":
        return Drawn(f"max({left.text}, {right.text})", strict(max, left, right))
    sign = draw(st.sampled_from(sorted(SUMS)))
    return Drawn(f"({left.text} {sign} {right.text})", strict(SUMS[sign], left, right))


@st.composite
def text_parts(draw: st.DrawFn, depth: int) -> Drawn:
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(TEXTS).map(reference) | st.sampled_from([*OPTIONS, ""]).map(literal))
    left, right = draw(text_parts(depth - 1)), draw(text_parts(depth - 1))
    form = draw(st.sampled_from(["if", "coalesce", "concat", "substr", "selected-at"]))
    if form == "if":
        condition = draw(conditions(depth - 1))
        return Drawn(f"if({condition.text}, {left.text}, {right.text})", chosen(condition, left, right))
    if form == "coalesce":
        return Drawn(f"coalesce({left.text}, {right.text})", first_known(left, right))
    if form == "concat":
        return Drawn(f"concat({left.text}, {right.text})", strict(operator.add, left, right))
    if form == "substr":
        return Drawn(f"substr({left.text}, 1, 3)", strict(or_blank(lambda text: text[1:3]), left))
    second = or_blank(lambda text: [*text.split(), "", ""][1])
    return Drawn(f"selected-at({left.text}, 1)", strict(second, left))


@st.composite
def conditions(draw: st.DrawFn, depth: int) -> Drawn:
    form = draw(
        st.sampled_from(
            ["order", "same", "missing", "selected"] + (["and", "or", "not", "if", "else"] * 2 if depth else [])
        )
    )
    if form in ("and", "or"):
        left, right = draw(conditions(depth - 1)), draw(conditions(depth - 1))
        return Drawn(f"({left.text} {form} {right.text})", (both if form == "and" else either)(left, right))
    if form in ("if", "else"):
        one, two, three = (draw(conditions(depth - 1)) for _ in range(3))
        if form == "else":
            return Drawn(f"coalesce({one.text}, {two.text})", first_known(one, two))
        return Drawn(f"if({one.text}, {two.text}, {three.text})", chosen(one, two, three))
    if form == "not":
        denied = draw(conditions(depth - 1))
        return Drawn(f"not({denied.text})", strict(operator.not_, denied))
    if form == "order":
        sign = draw(st.sampled_from(sorted(ORDER)))
        one, other = draw(number_parts(depth)), draw(number_parts(depth))
        return Drawn(f"({one.text}) {sign} ({other.text})", strict(ORDER[sign], one, other))
    text = draw(text_parts(depth))
    if form == "missing":
        return Drawn(f"({text.text}) = ''", lambda record: isinstance(text.of(record), Reason))
    if form == "selected":
        return Drawn(f"selected({text.text}, 'bus')", strict(lambda value: "bus" in value.split(), text))
    sign, option = draw(st.sampled_from(["=", "!="])), draw(st.sampled_from(OPTIONS))
    # '' by itself would turn the comparison into the question whether the option is missing.
    compared = "string('')" if text.text == "''" else text.text
    return Drawn(f"{compared} {sign} '{option}'", strict(lambda value: ORDER[sign](value, option), text))


MISSING = st.sampled_from([Reason.BLANK, Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_REACHED])
NUMBER = st.sampled_from([0, 1, 2.5, 17, 18]) | MISSING
TEXT = st.sampled_from(OPTIONS) | MISSING
RECORDS = st.lists(st.fixed_dictionaries({"age": NUMBER, "risks": NUMBER, "plan": TEXT, "means": TEXT}), max_size=60)


def columns(records: list[Record]) -> dict[str, CodedColumn]:
    numeric = {name: numbers(*[record[name] for record in records]) for name in NUMBERS}
    return numeric | {name: texts(*[record[name] for record in records]) for name in TEXTS}


def close(one: Any, other: Any) -> bool:
    if isinstance(one, float | int) and not isinstance(one, Reason | bool):
        return not isinstance(other, Reason) and one == pytest.approx(other)
    return type(one) is type(other) and one == other


@given(conditions(3) | number_parts(3) | text_parts(3), RECORDS)
@settings(max_examples=examples(80), deadline=None)
def test_codes_give_what_a_loop_over_the_records_gives(drawn, records):
    found = listed(answer_to(drawn.text, len(records), **columns(records)))
    expected = [drawn.of(record) for record in records]
    assert all(map(close, expected, found)), (drawn.text, expected, found)


@given(conditions(2), RECORDS, st.randoms(use_true_random=False))
@settings(max_examples=examples(25), deadline=None)
def test_the_order_of_the_records_changes_no_answer(drawn, records, random):
    order = random.sample(range(len(records)), len(records))
    found = listed(answer_to(drawn.text, len(records), **columns(records)))
    shuffled = listed(answer_to(drawn.text, len(records), **columns([records[place] for place in order])))
    assert shuffled == [found[place] for place in order]


@given(conditions(2), RECORDS)
@settings(max_examples=examples(25), deadline=None)
def test_nobody_satisfies_both_a_condition_and_its_denial(drawn, records):
    given_columns = columns(records)
    yes = answer_to(drawn.text, len(records), **given_columns)
    no = answer_to(f"not({drawn.text})", len(records), **given_columns)
    assert not (yes.true() & no.true()).any()
    assert (yes.known() == (yes.true() | no.true())).all()
    assert (yes.reasons == no.reasons).all()


@given(conditions(2), conditions(2), RECORDS)
@settings(max_examples=examples(25), deadline=None)
def test_the_denial_of_both_is_either_denial(one, other, records):
    given_columns = columns(records)
    left = listed(answer_to(f"not({one.text} and {other.text})", len(records), **given_columns))
    right = listed(answer_to(f"not({one.text}) or not({other.text})", len(records), **given_columns))
    assert left == right
