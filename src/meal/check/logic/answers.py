"""Answers that the form would not have taken: not asked, left out, or against a constraint."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.logic.found import Found, not_evaluated
from meal.check.logic.relevance import Relevance
from meal.check.logic.table import FormTable
from meal.model.arrays import BoolArray
from meal.model.codebook import Question, wording
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.study.expression import ExpressionError, evaluate_form, parse_form

LEAST_JUDGED = 10
MOST_BROKEN = 0.5
"""A constraint that more than this part of at least so many answers break costs no answers."""

_NOT_ENTERED = (Reason.BLANK, Reason.NOT_ASKED, Reason.NOT_APPLICABLE, Reason.NOT_REACHED)


def answer_rules(table: FormTable, relevance: Relevance, question: Question, column: CodedColumn) -> Iterator[Found]:
    """The rules about one question; conditions that cannot be worked out become notes of `relevance`."""
    asked = relevance.of_question(question)
    conditional = question.relevant or any(
        group.relevant and f"{question.group}/".startswith(f"{path}/") for path, group in table.codebook.groups.items()
    )
    if conditional and asked is not None and question.type != "calculate":
        yield Found("answered_not_relevant", "warning", question.name, entered(column) & ~asked)
    required = _required(relevance, question)
    if required is not None and asked is not None:
        blank = (column.reasons == Reason.BLANK)[column.codes]
        yield Found("required_blank", "warning", question.name, blank & asked & required)
    if question.constraint:
        allowed = _allowed(table, relevance, question, column, question.constraint)
        if allowed is not None:
            broken = column.answered() & ~allowed
            # An answer to a question that was not asked is told as that, not twice.
            broken = broken if asked is None else broken & asked
            parameters = {"form_message": wording(question.constraint_message, table.codebook.languages[0])}
            if _by_most(broken, column.answered() & (True if asked is None else asked) & table.kept()):
                yield Found("constraint_in_doubt", "warning", question.name, broken, parameters)
            else:
                yield Found("constraint_broken", "error", question.name, broken, parameters)


def _by_most(broken: BoolArray, judged: BoolArray) -> bool:
    """Whether most answers break a condition: then rather the condition is wrong, or that of another version."""
    n_judged = int(judged.sum())
    return n_judged >= LEAST_JUDGED and int((broken & judged).sum()) > MOST_BROKEN * n_judged


def entered(column: CodedColumn) -> BoolArray:
    """Whether something was entered: an answer, or a code for don't know or refused; shape (n_records,)."""
    there: BoolArray = ~np.isin(column.reasons, _NOT_ENTERED)
    return there[column.codes]


def _required(relevance: Relevance, question: Question) -> BoolArray | None:
    """Where an answer must be there; None where it need not, or where nobody can tell."""
    if question.required:
        return relevance.everywhere()
    if not question.required_when:
        return None
    return relevance.condition(question.name, question.group, "required_when", question.required_when)


def _allowed(
    table: FormTable, relevance: Relevance, question: Question, column: CodedColumn, text: str
) -> BoolArray | None:
    """Where the constraint holds."""
    try:
        own = table.column(question.name)
        return evaluate_form(parse_form(text), table.scope(question.group, own)).true()
    except ExpressionError as error:
        relevance.notes.append(not_evaluated(table, question.name, "constraint", text, error))
        return None
