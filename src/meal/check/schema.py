"""What one wave's answers must satisfy, compiled to pandera and run on clean columns.

Checks of single answers run on the distinct answers of a question, so their cost does not grow with
the records. Every cross-field rule is one boolean column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from meal.check.crossfield import rule_columns
from meal.model.arrays import IntArray
from meal.model.codebook import NUMERIC_TYPES, Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.findings import Finding, Scope, Severity
from meal.model.missing import Reason
from meal.model.responses import Responses
from meal.study.records import RecordKeys, findings_at

# Both take longer to load than a small study takes to check.
if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

Accepts = Callable[[str, str, str], bool]
"""Whether a decision lets an error stand: (rule, stable id, question)."""


def check_answers(responses: Responses, keys: RecordKeys, accepts: Accepts) -> list[Finding]:
    """Findings of all single-answer checks and cross-field rules on the kept records of a wave.

    Order: by question of the codebook, then by rule, then by record.
    """
    wrong = _wrong_answers(responses)
    findings = [
        finding
        for question in responses.codebook.questions.values()
        for finding in _question(responses, keys, question, wrong.get(question.name), accepts)
    ]
    return findings + _rules(responses, keys, accepts)


def distinct_schema(question: Question) -> pa.SeriesSchema | None:
    """The pandera schema of the answers to one question, or None where anything goes."""
    import pandera.pandas as pa

    if question.type in NUMERIC_TYPES | {"date", "datetime"}:
        if question.minimum is None and question.maximum is None:
            return None
        low, high = (
            (-np.inf if question.minimum is None else question.minimum),
            (np.inf if question.maximum is None else question.maximum),
        )
        scale = 86_400.0 if question.type == "datetime" else 1.0
        return pa.SeriesSchema("float64", pa.Check.in_range(low * scale, high * scale, error="out_of_range"))
    if question.type in ("select_one", "select_multiple") and question.choices:
        options = [choice.name for choice in question.choices]
        return pa.SeriesSchema(str, pa.Check.isin(options, error="not_in_choices"))
    return None


def _question(
    responses: Responses, keys: RecordKeys, question: Question, wrong: _Wrong | None, accepts: Accepts
) -> list[Finding]:
    column = responses.columns.get(question.name)
    if column is None and question.repeat:
        return []  # its answers stand in the table of its repeat group
    if column is None:
        return [Finding("schema_column_absent", "warning", "study", wave=responses.wave, variable=question.name)]
    if wrong is None:
        return []
    is_wrong = np.zeros(column.n_distinct, dtype=bool)
    is_wrong[wrong.places] = True
    rows = np.flatnonzero(is_wrong[column.codes] & responses.kept())
    parameters = _expectation(question, responses.codebook)
    return _findings(responses, keys, rows, wrong.rule, "error", "cell", question.name, parameters, accepts)


class _Wrong(NamedTuple):
    """Distinct answers to a question that fail a check: their places in the column, and the code of the check."""

    places: IntArray
    rule: str


def _wrong_answers(responses: Responses) -> dict[str, _Wrong]:
    """Question → its answers that fail, where some do.

    A form has few lists of options, so that most questions are checked together with others; a run of pandera
    costs more than all that it looks at.
    """
    alike: dict[tuple[object, ...], list[Question]] = {}
    for question in responses.codebook.questions.values():
        if question.name in responses.columns:
            options = tuple(choice.name for choice in question.choices)
            alike.setdefault((question.type, question.minimum, question.maximum, options), []).append(question)
    found: dict[str, _Wrong] = {}
    for questions in alike.values():
        schema = distinct_schema(questions[0])
        if schema is not None:
            found |= _wrong_among(schema, questions, responses)
    return found


def _wrong_among(schema: pa.SeriesSchema, questions: Sequence[Question], responses: Responses) -> dict[str, _Wrong]:
    """`_wrong_answers` of questions with the same schema."""
    import pandas as pd

    answers = [_distinct_answers(responses.columns[question.name], question) for question in questions]
    ends = np.cumsum([len(places) for places, _ in answers])
    failing, rule = _failures(schema, pd.concat([values for _, values in answers], ignore_index=True))
    of_question = np.split(failing, np.searchsorted(failing, ends[:-1]))
    starts = ends - [len(places) for places, _ in answers]
    return {
        question.name: _Wrong(places[wrong - start], rule)
        for question, (places, _), wrong, start in zip(questions, answers, of_question, starts, strict=True)
        if len(wrong)
    }


def _distinct_answers(column: CodedColumn, question: Question) -> tuple[IntArray, pd.Series]:
    """The answers to check, and the place of each among the column's distinct ones."""
    import pandas as pd

    answered = np.flatnonzero(column.reasons == Reason.ANSWERED)
    if column.numbers is not None:
        return answered, pd.Series(column.numbers[answered], dtype="float64")
    if question.type == "select_multiple":
        parts = [(place, part) for place in answered.tolist() for part in str(column.texts[place]).split()]
        return np.array([place for place, _ in parts], dtype=np.int64), pd.Series(
            [part for _, part in parts], dtype="str"
        )
    return answered, pd.Series(column.texts[answered].tolist(), dtype="str")


def _failures(schema: pa.SeriesSchema, values: pd.Series) -> tuple[IntArray, str]:
    """Positions that fail, in order, and the code of the check."""
    from pandera.errors import SchemaErrors

    try:
        schema.validate(values, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        # pandera reports a check that could not run as a failure case without a row. Its columns
        # are clean, so this would be a fault of ours and must not pass for a finding.
        if cases["index"].isna().any():
            raise RuntimeError("a schema check could not run on a clean column") from errors
        return np.unique(cases["index"].to_numpy(dtype=np.int64)), str(cases["check"].iloc[0])
    return np.zeros(0, dtype=np.int64), ""


def _rules(responses: Responses, keys: RecordKeys, accepts: Accepts) -> list[Finding]:
    kept = responses.kept()
    findings: list[Finding] = []
    for rule in rule_columns(responses):
        # The column says already which records keep the rule; a schema around it would only say it again, slowly.
        rows = np.flatnonzero(kept & ~rule.holds)
        if len(rows):
            variable = rule.variables[0] if rule.variables else ""
            findings += _findings(
                responses, keys, rows, rule.rule, rule.severity, rule.scope, variable, rule.parameters, accepts
            )
    return findings


def _findings(
    responses: Responses, keys: RecordKeys, rows: IntArray, rule: str, severity: Severity, scope: Scope,
    variable: str, parameters: Mapping[str, str], accepts: Accepts,
) -> list[Finding]:  # fmt: skip
    """Findings at these records; an error that somebody accepted is decided."""
    decided = np.array([accepts(rule, keys.stable[row], variable) for row in rows.tolist()], dtype=bool)
    made: list[Finding] = []
    for flag in (False, True):
        made += findings_at(
            responses, keys, rows[decided == flag], rule=rule, severity=severity, scope=scope,
            variable=variable, parameters=parameters, decided=flag,
        )  # fmt: skip
    return sorted(made, key=lambda finding: finding.index)


def _expectation(question: Question, codebook: Codebook) -> dict[str, str]:
    """What the wording needs: the limits, or the answer options."""
    language = codebook.languages[0]
    limits = [None if limit is None else _limit(limit, question) for limit in (question.minimum, question.maximum)]
    between = " – ".join("…" if limit is None else limit for limit in limits)
    options = [f"{choice.name} ({question.choice_label(choice.name, language)})" for choice in question.choices[:20]]
    return {"limits": between, "options": ", ".join(options) + (" …" if len(question.choices) > 20 else "")}


def _limit(limit: float, question: Question) -> str:
    if question.type in ("date", "datetime"):
        return (date(1970, 1, 1) + timedelta(days=limit)).isoformat()
    return f"{limit:g}"
