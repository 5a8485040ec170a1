"""What an expression of a form can see: the answers of its records, the rows of repeats below them, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from meal.model.arrays import FloatArray, IntArray
from meal.model.columns import CodedColumn
from meal.study.expression.form_values import given_answers, number_in


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """The answers in the rows of a repeat group, seen from the records to which they belong.

    Attributes:
        record_of: shape (n_rows,), the record of each row; -1 where it belongs to none.
        answers: the answers of the rows; None for the repeat group itself.
    """

    record_of: IntArray
    answers: CodedColumn | None = None

    def over_rows(self, function: str, n_records: int) -> FloatArray:
        """`count`, `count-non-empty`, `sum`, `min` or `max` over the rows of each record, shape (n_records,).

        Rows without an answer do not count in sums and extremes: on the phone, a question that was not relevant
        in a row is no part of them. A record without answered rows has a sum of 0, and no lowest or highest answer.
        """
        belongs = self.record_of >= 0
        if self.answers is None or function == "count":
            return np.bincount(self.record_of[belongs], minlength=n_records).astype(np.float64)
        value = given_answers(self.answers)
        numbers = value.values if value.kind == "number" else _numbers(value.values.tolist())
        answered = np.asarray((value.written if value.written is not None else value.values) != "", dtype=np.bool_)
        there = belongs & answered[self.answers.codes]
        records, amounts = self.record_of[there], numbers[self.answers.codes][there]
        if function == "count-non-empty":
            return np.bincount(records, minlength=n_records).astype(np.float64)
        if function == "sum":
            return np.bincount(records, weights=amounts, minlength=n_records).astype(np.float64)
        extremes = np.full(n_records, np.inf if function == "min" else -np.inf)
        (np.minimum if function == "min" else np.maximum).at(extremes, records, amounts)
        extremes[np.bincount(records, minlength=n_records) == 0] = np.nan
        return extremes


def _numbers(texts: list[str]) -> FloatArray:
    return np.array([number_in(text) for text in texts], dtype=np.float64)


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, eq=False)
class FormScope:
    """The records of one table, the main one or a repeat.

    Attributes:
        column: name → answers of the records; None where they have no such column. Moments count in days.
        rounds: name of a question in a repeat group below, or of the group → its rows; None for another name.
        why_not: name → why there is no such column, as the end of a sentence.
        today: the day on which each record was filled in; None where the export does not say it. Asked only where
            an expression needs it, like the next two.
        now: likewise the moment.
        position: shape (n_records,), the place of each row in its repeat group, from 1; None in the main table.
        choice_label: (question, code) → its label.
    """

    n_records: int
    column: Callable[[str], CodedColumn | None]
    rounds: Callable[[str], Rounds | None] = _nothing
    why_not: Callable[[str], str] = field(default=lambda name: f"the export has no column for ${{{name}}}")
    today: Callable[[], CodedColumn | None] = field(default=lambda: None)
    now: Callable[[], CodedColumn | None] = field(default=lambda: None)
    position: Callable[[], IntArray | None] = field(default=lambda: None)
    choice_label: Callable[[str, str], str] = field(default=lambda _, code: code)
