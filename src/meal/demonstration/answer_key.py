"""What was planted as a table, and what was decided about it as a cleaning log in the field's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meal.demonstration.exports import csv_bytes
from meal.demonstration.problems import Decision, Problem
from meal.demonstration.records import DAY, Record, day_text

KEY_COLUMNS = (
    *("problem", "severity", "wave", "file", "row", "record", "respondent", "variable", "rule", "decided", "note"),
)
LOG_COLUMNS = (
    *("uuid", "old_value", "question", "issue", "check_id", "check_binding", "change_type", "new_value"),
    *("stable_id", "wave", "partner", "severity", "message", "status", "decided_by", "decided_at", "reason"),
)
DAYS_UNTIL_DECIDED = 12


def answer_key_csv(
    problems: Sequence[Problem], records: Mapping[str, Record], rows: Mapping[str, int], respondent: str
) -> bytes:
    """The answer key: every planted problem with the row where it stands.

    Args:
        rows: serial → row in its file. respondent: the question that holds the respondent id.
    """

    def key_row(problem: Problem) -> list[str]:
        record = records[problem.serial]
        decided = "yes" if problem.decided else "no"
        place = [record.wave, record.file, str(rows[problem.serial]), record.root, record.answer(respondent)]
        return [problem.problem, problem.severity, *place, problem.variable, problem.rule, decided, problem.note]

    ordered = sorted(problems, key=lambda one: (records[one.serial].file, rows[one.serial], one.rule, one.variable))
    return csv_bytes(KEY_COLUMNS, map(key_row, ordered), delimiter=",", quote_all=False)


def cleaning_log_csv(problems: Sequence[Problem], records: Mapping[str, Record], rows: Mapping[str, int]) -> bytes:
    """The cleaning log in the field's format, with what was decided about each problem."""

    def log_row(problem: Problem, decision: Decision) -> list[str]:
        record = records[problem.serial]
        decided_at = day_text(record.submitted // DAY + DAYS_UNTIL_DECIDED)
        return [
            *(record.uuid, decision.old_value, decision.question, problem.problem, problem.rule),
            *(f"{decision.question} ~/~ {record.uuid}", decision.change_type, decision.new_value),
            *(record.root, record.wave, record.answer("partner"), problem.severity, problem.problem),
            *("decided", "M&E officer", decided_at, decision.reason),
        ]

    ordered = sorted(problems, key=lambda one: (records[one.serial].file, rows[one.serial]))
    decided = (log_row(problem, problem.decision) for problem in ordered if problem.decision is not None)
    return csv_bytes(LOG_COLUMNS, decided, delimiter=",", quote_all=False)
