"""Which column tells submissions apart, where the usual ones do not."""

from __future__ import annotations

from collections.abc import Sequence

from meal.model.responses import Responses
from meal.propose.answers import answers_in
from meal.propose.headings import Role
from meal.study.definition import Identity
from meal.study.records import SUBMISSION_COLUMNS

_LEAST_DIFFERENT = 0.9
_INSTEAD = ("uuid", "X_uuid", "@_uuid", "instanceid", "submission_uuid", "_submission__uuid", "_index", "_id", "ID")


def record_column(waves: Sequence[Responses]) -> Role | None:
    """The column with the id of a submission; its reason is empty where `meal` finds it by itself.

    None where no column does: then a record is known by its file and row.
    """
    usual = [name for name in (Identity().record, *SUBMISSION_COLUMNS) if any(name in one.columns for one in waves)]
    if usual and all(_tells_apart(one, usual[0]) for one in waves):
        return Role(usual[0], "")
    for name in dict.fromkeys((*usual[1:], *_INSTEAD, *(column for one in waves for column in one.columns))):
        likely = name in _INSTEAD or name in usual or "uuid" in name.lower()
        if likely and all(name in one.columns and _tells_apart(one, name, share=1.0) for one in waves):
            doubt = f', while "{usual[0]}" is not' if usual else ""
            return Role(name, f"filled in and different in every record{doubt}")
    return None


def shared_record_ids(waves: Sequence[Responses]) -> tuple[str, int]:
    """The usual column of submission ids and how many records share its values, where no other column will do."""
    usual = [name for name in (Identity().record, *SUBMISSION_COLUMNS) if any(name in one.columns for one in waves)]
    if not usual or record_column(waves) is not None:
        return "", 0
    counts = [answers_in(one.columns[usual[0]]).counts for one in waves if usual[0] in one.columns]
    return usual[0], sum(count for one in counts for count in one.values() if count > 1)


def _tells_apart(responses: Responses, name: str, share: float = _LEAST_DIFFERENT) -> bool:
    """Whether nearly no value occurs twice; records without one are known by their file and row.

    A column that must tell all records apart has to be filled in everywhere.
    """
    if name not in responses.columns:
        return share < 1.0
    answers = answers_in(responses.columns[name])
    if share == 1.0 and answers.n_answered < answers.n_records:
        return False
    return len(answers.counts) >= share * answers.n_answered
