"""Answers as the questionnaire types them: numbers, dates and codes; what cannot be is a finding."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from meal.model.codebook import Question
from meal.model.columns import CodedColumn
from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import Responses
from meal.prepare.clean import Decisions
from meal.study.records import RecordKeys, findings_at

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
WHOLE = re.compile(r"[+-]?\d+([.,]0*)?")
EPOCH = date(1970, 1, 1)


def conform(responses: Responses, keys: RecordKeys, decisions: Decisions) -> tuple[Responses, list[Finding]]:
    """Convert the distinct answers of every typed question.

    An answer that is not of its type becomes missing with reason `invalid`, and a finding for
    each kept record that gave it.
    """
    findings: list[Finding] = []
    columns: dict[str, CodedColumn] = {}
    for name, column in responses.columns.items():
        question = responses.codebook.questions.get(name)
        if question is None:
            continue
        typed, wrong = _typed(column, question)
        columns[name] = typed
        if wrong.any():
            rule = {"date": "not_a_date", "datetime": "not_a_date"}.get(question.type, "not_a_number")
            rows = np.flatnonzero(wrong[column.codes] & responses.kept())
            for row in rows.tolist():
                findings += findings_at(
                    responses, keys, np.array([row]), rule=rule, severity="error", scope="cell", variable=name,
                    decided=decisions.accepts(rule, keys.stable[row], name),
                )  # fmt: skip
    return responses.with_columns(columns), findings


def _typed(column: CodedColumn, question: Question) -> tuple[CodedColumn, np.ndarray]:
    """The column with numbers where its type has them, and which distinct answers are not of the type."""
    wrong = np.zeros(column.n_distinct, dtype=bool)
    if question.type in ("select_one", "select_multiple"):
        return _tidy_codes(column, question), wrong
    converter = {"integer": _integer, "decimal": _decimal, "date": _days, "datetime": _seconds}.get(question.type)
    if converter is None:
        return column, wrong
    numbers = np.full(column.n_distinct, np.nan)
    reasons = column.reasons.copy()
    texts = column.texts.tolist()
    for position in np.flatnonzero(reasons == Reason.ANSWERED).tolist():
        number = converter(texts[position].strip())
        if number is None:
            wrong[position] = True
            reasons[position] = Reason.INVALID
        else:
            numbers[position] = number
    return replace(column, reasons=reasons, numbers=numbers), wrong


def _tidy_codes(column: CodedColumn, question: Question) -> CodedColumn:
    """Codes without stray spaces; a workbook's 1.0 is the option 1."""
    options = {choice.name for choice in question.choices}

    def tidy(text: str) -> str:
        bare = text.strip()
        if bare not in options and bare.endswith(".0") and bare[:-2] in options:
            return bare[:-2]
        return bare

    return replace(column, texts=np.array([tidy(text) for text in column.texts.tolist()], dtype=object))


def _decimal(text: str) -> float | None:
    # A comma is a decimal comma here: exports never group thousands, people who type answers do not either.
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def _integer(text: str) -> float | None:
    return float(text.replace(",", ".")) if WHOLE.fullmatch(text) else None


def _days(text: str) -> float | None:
    try:
        return float((date.fromisoformat(text[:10]) - EPOCH).days)
    except ValueError:
        return None


def _seconds(text: str) -> float | None:
    """Seconds since 1970 by the clock of the place: the offset is dropped, the local date counts."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC).timestamp()
