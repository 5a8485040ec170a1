"""Mistakes planted in the exports, and the decisions about them.

Everything that is wrong in a shipped study is a `Problem`. What people decided about it is a
`Decision`; replaying the decisions restores the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from meal.demonstration.records import DAY, Record, new_id

Severity = Literal["error", "warning", "note"]
ChangeType = Literal["change_response", "blank_response", "remove_survey", "no_action"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a problem: a row of the cleaning log."""

    change_type: ChangeType
    question: str
    old_value: str
    new_value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one row: a row of the answer key.

    Attributes:
        serial: the row. decided: the cleaning log settles it, here or on the other row concerned.
    """

    problem: str
    severity: Severity
    rule: str
    serial: str
    variable: str = ""
    note: str = ""
    decided: bool = False
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Planted:
    """Rows that were added or changed, and what is now wrong."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


def merged(records: Mapping[str, Record], planted: Iterable[Planted]) -> tuple[dict[str, Record], list[Problem]]:
    """The rows with the planted ones in place, and all problems.

    Raises:
        ValueError: a row was to be changed twice, so that one problem would hide another.
    """
    result = dict(records)
    problems: list[Problem] = []
    touched: set[str] = set()
    for one in planted:
        for record in one.records:
            if record.serial in touched:
                raise ValueError(f"{record.serial} has two planted problems")
            touched.add(record.serial)
            result[record.serial] = record
        problems += one.problems
    return result, problems


def wrong_cell(
    record: Record, variable: str, damage: Callable[[str], str], *, rule: str, problem: str, lost: bool = False
) -> Planted:
    """A wrong answer that the log corrects, or takes out where the right answer is lost."""
    truth = record.answer(variable)
    found = damage(truth)
    decision = Decision(
        change_type="blank_response" if lost else "change_response",
        question=variable,
        old_value=found,
        new_value="" if lost else truth,
        reason="The right answer could not be found" if lost else "Looked up in the paper register",
    )
    return Planted(
        records=(record.with_answers(**{variable: found}),),
        problems=(Problem(problem, "error", rule, record.serial, variable, decided=True, decision=decision),),
    )


def odd_but_right(record: Record, variable: str, value: str, *, rule: str, problem: str) -> Planted:
    """An answer that looks wrong and is right; the log lets it stand."""
    decision = Decision("no_action", variable, value, "", "Confirmed by the partner: the answer is right")
    return Planted(
        records=(record.with_answers(**{variable: value}),),
        problems=(Problem(problem, "error", rule, record.serial, variable, decided=True, decision=decision),),
    )


def missing_answer(record: Record, variable: str, *, problem: str) -> Planted:
    """A required answer that is not there, and stays missing."""
    return Planted(
        records=(record.with_answers(**{variable: ""}),),
        problems=(Problem(problem, "warning", "required_blank", record.serial, variable),),
    )


def wrong_identifier(record: Record, variable: str, value: str, *, rule: str, problem: str, points_at: str) -> Planted:
    """A respondent id that is blank or another person's, which the log corrects.

    Args:
        points_at: the question that gives it away.
    """
    decision = Decision(
        "change_response", variable, value, record.answer(variable), "Found by name in the paper register"
    )
    return Planted(
        records=(record.with_answers(**{variable: value}),),
        problems=(Problem(problem, "error", rule, record.serial, points_at, decided=True, decision=decision),),
    )


def untraceable(record: Record, variable: str, *, rule: str, problem: str, points_at: str) -> Planted:
    """A record that belongs to nobody we know of, which the log removes."""
    old_value = record.answer(variable)
    decision = Decision("remove_survey", variable, old_value, "", "Nobody in the paper register fits this record")
    return Planted(
        records=(record,),
        problems=(Problem(problem, "error", rule, record.serial, points_at, decided=True, decision=decision),),
    )


def set_aside(
    record: Record, *, rule: str, problem: str, severity: Severity = "note", points_at: str = "", note: str = ""
) -> Planted:
    """A record that is left out, or only pointed at, by a stated rule without any decision."""
    return Planted(records=(record,), problems=(Problem(problem, severity, rule, record.serial, points_at, note),))


def same_submission(record: Record, *, file: str = "") -> Planted:
    """A copy of a submission, in the same export or in another one."""
    copy = replace(record, serial=f"{record.serial}:copy", file=file or record.file)
    note = "The export of another partner holds it too" if file else "Twice in one export"
    return set_aside(copy, rule="same_submission", problem="The same submission twice", note=note)


def edited_submission(record: Record, uuid: str, *, days_later: int, older: Mapping[str, str]) -> Planted:
    """A submission that was edited: the row as it was first, with other answers, and the row as it is now."""
    first = replace(record.with_answers(**older), serial=f"{record.serial}:older")
    now = replace(record, uuid=new_id(record, uuid), submitted=record.submitted + days_later * DAY)
    problem = Problem(
        "Edited later",
        "note",
        "edited_submission",
        first.serial,
        note="The edit has an id of its own and keeps this one",
    )
    return Planted(records=(first, now), problems=(problem,))
