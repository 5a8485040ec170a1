"""Columns for tests: answers as Python has them, and a `Reason` where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.study.expression import Answer, evaluate, parse


def texts(*answers: str | Reason) -> CodedColumn:
    """A column of texts, or of codes of answer options."""
    return _coded([("-99", answer) if isinstance(answer, Reason) else (answer, Reason.ANSWERED) for answer in answers])


def numbers(*answers: float | Reason) -> CodedColumn:
    """A column that the schema says holds numbers."""
    return dated(*[answer if isinstance(answer, Reason) else (f"{answer:g}", answer) for answer in answers])


def dated(*answers: tuple[str, float] | Reason) -> CodedColumn:
    """A column of numbers that are written in another way, such as dates."""
    column = texts(*[answer if isinstance(answer, Reason) else answer[0] for answer in answers])
    known = {answer[0]: answer[1] for answer in answers if not isinstance(answer, Reason)}
    numbered = [
        known[text] if reason == 0 else np.nan for text, reason in zip(column.texts, column.reasons, strict=True)
    ]
    return CodedColumn(column.codes, column.texts, column.reasons, np.array(numbered, dtype=np.float64))


def answer_to(text: str, n_records: int | None = None, **columns: CodedColumn) -> Answer:
    """What an expression is for every record of these columns."""
    n = len(next(iter(columns.values()))) if n_records is None else n_records
    return evaluate(parse(text), lambda name: columns[name.replace(".", "_")], n)


def listed(answer: Answer) -> list[Any]:
    """One value a record, or the `Reason` why there is none."""
    column = answer.column()
    known = answer.known().tolist()
    reasons = [Reason(reason) for reason in answer.reasons.tolist()]
    if answer.kind == "text":
        values: list[Any] = column.record_texts().tolist()
    elif answer.kind == "number":
        values = answer.numbers().tolist()
    else:
        values = answer.true().tolist()
    return [value if there else reason for value, there, reason in zip(values, known, reasons, strict=True)]


def _coded(answers: Sequence[tuple[str, Reason]]) -> CodedColumn:
    levels = list(dict.fromkeys(answers))
    return CodedColumn(
        codes=np.array([levels.index(answer) for answer in answers], dtype=np.int32),
        texts=np.array([text for text, _ in levels], dtype=object),
        reasons=np.array([reason for _, reason in levels], dtype=np.int8),
    )
