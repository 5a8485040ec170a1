"""Evaluates an expression of the study, with its mistakes told to the officer."""

from __future__ import annotations

from collections.abc import Callable

from meal.model.columns import CodedColumn
from meal.model.errors import StudyError
from meal.study.expression import Answer, ExpressionError, evaluate, parse


def answers(text: str, column_of: Callable[[str], CodedColumn], n_records: int) -> Answer:
    """The value of an expression for every record, in study mode.

    Raises:
        StudyError: the answers are not of a kind that the expression can use.
    """
    try:
        return evaluate(parse(text), column_of, n_records)
    except ExpressionError as error:
        raise StudyError(f'the expression "{" ".join(text.split())}" cannot be computed: {error}') from None
