"""First of all: no consent, not approved and test records leave, each counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meal.model.arrays import BoolArray
from meal.model.columns import CodedColumn
from meal.model.findings import Finding
from meal.model.responses import Disposition, Responses
from meal.study.definition import Wave
from meal.study.evaluation import answers
from meal.study.records import RecordKeys, findings_at

# KoboToolbox, ODK Central and SurveyCTO write the review of a submission in these columns.
APPROVAL_COLUMNS = ("_validation_status", "ReviewState", "review_status")
NOT_APPROVED = frozenset({"not approved", "validation_status_not_approved", "not_approved", "rejected"})


def screen(responses: Responses, keys: RecordKeys, wave: Wave) -> tuple[Responses, list[Finding]]:
    """Exclude records without consent, rejected ones and tests; an unanswered consent is no consent."""
    findings: list[Finding] = []
    for rule, why, leaves in (
        ("no_consent", Disposition.NO_CONSENT, _without_consent),
        ("not_approved", Disposition.NOT_APPROVED, _not_approved),
        ("test_record", Disposition.TEST_RECORD, _tests),
    ):
        rows = np.flatnonzero(leaves(responses, wave) & responses.kept())
        findings += findings_at(responses, keys, rows, rule=rule, severity="note", scope="record")
        responses = responses.exclude(rows, why)
    return responses, findings


def column_of(responses: Responses) -> Callable[[str], CodedColumn]:
    """How an expression finds the columns of a wave, with or without the wave's name before a dot."""

    def resolve(name: str) -> CodedColumn:
        return responses.columns[name.removeprefix(f"{responses.wave}.")]

    return resolve


def _without_consent(responses: Responses, wave: Wave) -> BoolArray:
    if wave.consent is None:
        return np.zeros(responses.n_records, dtype=bool)
    return ~answers(wave.consent, column_of(responses), responses.n_records).true()


def _tests(responses: Responses, wave: Wave) -> BoolArray:
    if wave.test is None:
        return np.zeros(responses.n_records, dtype=bool)
    return answers(wave.test, column_of(responses), responses.n_records).true()


def _not_approved(responses: Responses, wave: Wave) -> BoolArray:
    leaves = np.zeros(responses.n_records, dtype=bool)
    for name in dict.fromkeys((wave.approval, *APPROVAL_COLUMNS)):
        if name is not None and name in responses.columns:
            column = responses.columns[name]
            rejected = np.array([str(text).strip().lower() in NOT_APPROVED for text in column.texts], dtype=bool)
            leaves |= rejected[column.codes]
    return leaves
