"""Calculations worked out again: an answer edited after the interview no longer agrees with what follows from it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.logic.found import Found, not_evaluated
from meal.check.logic.relevance import Relevance
from meal.check.logic.table import FormTable
from meal.model.arrays import BoolArray, FloatArray, TextArray
from meal.model.codebook import Question
from meal.model.columns import CodedColumn
from meal.study.expression import ExpressionError, FormAnswer, FormExpression, evaluate_form, number_in, parse_form

_TRUTH = {"true": 1.0, "false": 0.0}
_TOLERANCE = 1e-9
"""Exports keep 15 digits of a number, of which sums may lose some."""


def calculation_rules(
    table: FormTable, relevance: Relevance, question: Question, column: CodedColumn
) -> Iterator[Found]:
    """Where a calculation gives something else than the export has; blank is expected where it was not asked."""
    text = question.calculation
    # The calculation of a question that people see is a first proposal, which they may change.
    if not text or question.type != "calculate":
        return
    if table.left_out(question.name):
        error = ExpressionError("the export has no value of it in any record, so it was left out")
        relevance.notes.append(not_evaluated(table, question.name, "calculation", text, error))
        return
    try:
        expression = _read(text)
        languages = table.codebook.languages if "jr:choice-name" in expression.calls else ("",)
        own = table.column(question.name)
        results = [evaluate_form(expression, table.scope(question.group, own, language)) for language in languages]
    except ExpressionError as error:
        relevance.notes.append(not_evaluated(table, question.name, "calculation", text, error))
        return
    asked = relevance.of_question(question)
    if asked is None:
        return
    differs = ~np.logical_or.reduce([_agrees(column, result, asked) for result in results])
    hidden = _personal(table, question, expression.references)
    expected = np.where(asked, results[0].texts(), "")[differs]
    told = [{"calculated": "" if hidden else str(one)} for one in expected.tolist()]
    yield Found("calculation_differs", "warning", question.name, differs, told=told, hidden=hidden)


def _read(text: str) -> FormExpression:
    expression = parse_form(text)
    if "now" in expression.calls:
        raise ExpressionError("now() was another moment when the phone worked this out", text.find("now(") + 1)
    return expression


def _agrees(column: CodedColumn, result: FormAnswer, asked: BoolArray) -> BoolArray:
    """Whether each record has what the calculation gives: as a text, or as a number."""
    given: TextArray = np.array([" ".join(str(text).split()) for text in column.texts.tolist()], dtype=object)
    numbers: FloatArray = np.array([_number(text) for text in given.tolist()], dtype=np.float64)
    expected = result.texts()
    blank = (given == "")[column.codes]
    values = result.places.at_records(_numbers_of(result))
    own = numbers[column.codes]
    with np.errstate(invalid="ignore"):
        close = np.abs(own - values) <= _TOLERANCE * np.maximum(1.0, np.abs(values))
    as_text = given[column.codes] == expected
    agrees = close | np.asarray(as_text, dtype=np.bool_) | (blank & (expected == ""))
    return np.asarray(np.where(asked, agrees, blank), dtype=np.bool_)


def _numbers_of(result: FormAnswer) -> FloatArray:
    """The number at each place; true is 1, as some phones store it."""
    value = result.value
    if value.kind == "text":
        texts = [" ".join(text.split()) for text in value.values.ravel().tolist()]
        return np.array([_number(text) for text in texts], dtype=np.float64).reshape(value.values.shape)
    return np.asarray(value.values, dtype=np.float64)


def _number(text: str) -> float:
    return _TRUTH.get(text.lower(), number_in(text))


def _personal(table: FormTable, question: Question, references: tuple[str, ...]) -> bool:
    """Whether a calculation shows personal answers, directly or through another calculation."""
    seen: set[str] = set()
    waiting = [question.name, *(table.key(name, question.group) for name in references)]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        other = table.codebook.question(name)
        if other.personal:
            return True
        if other.calculation and name != question.name:
            try:
                waiting += [table.key(one, other.group) for one in parse_form(other.calculation).references]
            except ExpressionError:
                return True  # nobody can tell what it is made of
    return False
