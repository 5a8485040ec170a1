"""What is in a file: its columns with type, label, answers and missing, and what to look out for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.messages import rule_text
from meal.model.codebook import Question, wording
from meal.model.responses import Export, Responses
from meal.propose.design import sample_columns
from meal.propose.multiples import multiples
from meal.propose.oddities import oddities, text_dates
from meal.propose.personal import WORDS, is_uuid, personal_kind
from meal.propose.profile import ColumnProfile, is_technical, plain_label, profiles
from meal.propose.questionnaire import question_shape
from meal.propose.roles import roles_of
from meal.propose.waves import is_repeat_table
from meal.propose.words import mentions
from meal.study.records import SUBMISSION_COLUMNS

OPTION_OF = "option of "
"""What the type of a column begins with that holds one option of a question with several answers."""
_FEW_ANSWERS = 12
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """One column.

    Attributes:
        missing: reason → records. codes: code that stands for no answer → its reason.
        answers: answer in words → records, where there are few and none is personal.
        identifier: what it identifies, or empty. personal: what kind of personal data it probably holds, or empty.
    """

    name: str
    label: str
    type: str
    answered: int
    missing: Mapping[str, int]
    codes: Mapping[str, str]
    distinct: int
    range: str
    answers: tuple[tuple[str, int], ...]
    identifier: str
    personal: str
    odd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileDescription:
    """A file.

    Attributes:
        odd: what is odd about the file as a whole. parts: what columns probably are (sex, weight …): part → column.
    """

    file: str
    format: str
    sheet: str
    n_records: int
    columns: tuple[ColumnDescription, ...]
    odd: tuple[str, ...]
    parts: Mapping[str, str]


def described(export: Export, responses: Responses, questions: Mapping[str, Question]) -> FileDescription:
    """Describe a file.

    Args:
        responses: its records. questions: column → question of a form, where one was given.
    """
    columns = profiles(responses, questions)
    several = multiples(columns)
    repeated = {dummy: multiple.column for multiple in several.values() for dummy in multiple.dummies}
    made: list[ColumnDescription] = []
    for name, column in columns.items():
        kind = question_shape(column, several.get(name)).type
        if name in repeated:
            kind_words = OPTION_OF + repeated[name]
        elif column.n_distinct == 2 and (column.yes_no() or column.is_zero_one()):
            kind_words = "yes/no"
        else:
            kind_words = "date as text" if text_dates(column) else "empty" if column.kind == "empty" else kind
        made.append(_column(column, kind_words, export))
    return FileDescription(
        file=export.source.file,
        format=export.source.format,
        sheet=export.source.sheet,
        n_records=responses.n_records,
        columns=tuple(made),
        odd=tuple(_odd_file(export, columns)),
        parts=_parts(responses, columns),
    )


def _column(column: ColumnProfile, kind: str, export: Export) -> ColumnDescription:
    personal = personal_kind(column)
    missing = {reason.key: count for reason, count in column.answers.missing.items()}
    return ColumnDescription(
        name=column.name,
        label=plain_label(wording(column.label, "en")),
        type=kind,
        answered=column.n_answered,
        missing=missing,
        codes={code.code: code.reason.key for code in column.codes},
        distinct=column.n_distinct,
        range="" if personal else _range(column),
        answers=() if personal else _few_answers(column, kind),
        identifier=_identifier(column, export),
        personal=WORDS.get(personal, ""),
        odd=tuple(oddities(column)) if column.n_answered or not is_technical(column) else (),
    )


def _range(column: ColumnProfile) -> str:
    if column.is_number and column.low is not None and column.high is not None and not is_uuid(column):
        return f"{_plain(column.low)} to {_plain(column.high)}"
    if column.kind in ("date", "datetime"):
        return f"{min(column.answers.counts)[:10]} to {max(column.answers.counts)[:10]}"
    return ""


def _plain(number: float) -> str:
    return f"{number:.0f}" if number.is_integer() else f"{number:g}"


def _few_answers(column: ColumnProfile, kind: str) -> tuple[tuple[str, int], ...]:
    """Answers and how many gave them; none of free text, which may name people."""
    few = column.n_distinct <= _FEW_ANSWERS and column.n_answered >= 3 * column.n_distinct
    if kind in ("select_one", "yes/no") or (few and column.kind in ("integer", "text") and not is_technical(column)):
        listed = list(column.answers.counts.items())[:_SHOWN]
        return tuple((plain_label(_with_label(column, answer)), count) for answer, count in listed)
    return ()


def _with_label(column: ColumnProfile, answer: str) -> str:
    words = column.answer_words(answer)
    return answer.removesuffix(".0") if words == answer else f"{answer} ({words})"


def _identifier(column: ColumnProfile, export: Export) -> str:
    """What a column identifies: submissions, people or rows."""
    if not column.is_unique or column.answered_share < 0.95 or column.kind in ("date", "datetime", "decimal"):
        return ""
    if column.name in SUBMISSION_COLUMNS or is_uuid(column):
        return "submissions"
    if column.name.startswith("_") or mentions(column.words, "headings", "row_number"):
        return "rows" if column.is_number else ""
    words = (*column.words, *column.label_words)
    if mentions(words, "headings", "id", "person") or (column.kind == "integer" and column.n_answered >= 20):
        return "people or cases"
    return ""


def _odd_file(export: Export, columns: Mapping[str, ColumnProfile]) -> list[str]:
    found = [rule_text(rule, "en", parameters) for rule, parameters in export.source.remarks]
    if {"type", "name"} <= set(export.columns) and any(name.startswith("label") for name in export.columns):
        found.append("This looks like a form (XLSForm), not like answers; give it to `meal new` with --form.")
    if is_repeat_table(export):
        found.append("This is the table of a repeat group: its rows are parts of records.")
    submission = next((columns[name] for name in SUBMISSION_COLUMNS if name in columns), None)
    if submission is not None and submission.n_answered > submission.n_distinct:
        shared = sum(count for count in submission.answers.counts.values() if count > 1)
        found.append(f'{shared:,} records share their submission id ("{submission.name}") with another record.')
    return found


def _parts(responses: Responses, columns: Mapping[str, ColumnProfile]) -> dict[str, str]:
    """What columns probably are, by the part that they play."""
    roles, sample = roles_of(columns), sample_columns(responses, columns)
    named = {
        "sex": roles.sex, "age": roles.age or roles.age_group, "consent": roles.consent, "date": roles.date,
        "weight": sample.weight, "strata": sample.strata, "clusters": sample.psu, "frame size": sample.fpc,
    }  # fmt: skip
    found = {part: role.column for part, role in named.items() if role is not None}
    if roles.groups:
        found["groups and places"] = ", ".join(role.column for role in roles.groups)
    return found
