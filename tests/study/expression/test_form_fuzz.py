"""Whatever stands in a form, an expression is worked out or refused with a place in it; nothing else happens."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.study.expression import ExpressionError, FormScope, Rounds, evaluate_form, parse_form
from meal.study.expression.form_signatures import CANNOT, TAKES
from tests.examples import examples
from tests.study.expression.columns import numbers
from tests.study.expression.test_form_mode import COLUMNS

PIECES = [
    "${age}", "${sex}", "${uses}", "${dob}", "${kid}", "${x}", ".", "..", "../", "/a/b", "[", "]", "(", ")", ",", " ",
    "\n", "+", "-", "*", "div", "mod", "and", "or", "=", "!=", "<", ">=", "'a'", '"b"', "\u2018c\u2019", "''", "1", "0",
    "1e9", "99999999999999999999", "'(a+)+$'", "'2020-02-30'", "'2019-06-30T12:00'", "name", "choices/x", "\0", "é",
    *[f"{name}(" for name in (*TAKES, *CANNOT, "nothing")],
]  # fmt: skip


@settings(max_examples=examples(600), deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14), choice_filter=st.booleans())
def test_an_expression_is_worked_out_or_refused(pieces: list[str], choice_filter: bool) -> None:
    text = " ".join(pieces)
    kid = Rounds(np.array([0, 0, 2, -1]), numbers(1, 2, 3, 4))
    scope = FormScope(
        4, COLUMNS.get, rounds={"kid": kid}.get, today=lambda: COLUMNS["dob"], position=lambda: np.arange(4)
    )
    refused: ExpressionError | None = None
    try:
        answer = evaluate_form(parse_form(text, choice_filter=choice_filter), scope)
    except ExpressionError as error:
        refused = error
    if refused is not None:
        assert 1 <= refused.column <= len(text) + 1
        return
    assert len(answer.true()) == len(answer.texts()) == len(answer.numbers()) == 4


@settings(max_examples=examples(200), deadline=None)
@given(data=st.data())
def test_functions_bear_any_values(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(TAKES)))
    fewest, most = TAKES[name]
    values = ["${age}", "${sex}", "${uses}", "${dob}", "${at}", "''", "'x'", "-1", "1 div 0", "99999999999999999999",
              "number('')", "true()", "${age} > 18", "'2020-02-30'"]  # fmt: skip
    count = data.draw(st.integers(fewest, min(most, fewest + 2)))
    arguments = data.draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))
    if name == "jr:choice-name":
        arguments[1] = "'sex'"
    scope = FormScope(4, COLUMNS.get, today=lambda: COLUMNS["dob"], now=lambda: COLUMNS["dob"])
    try:
        answer = evaluate_form(parse_form(f"{name}({', '.join(arguments)})"), scope)
    except ExpressionError:
        assert name in ("position", "count", "regex")
        return
    assert len(answer.texts()) == 4
