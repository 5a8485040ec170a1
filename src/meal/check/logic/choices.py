"""Options that the filter did not offer, and select-multiple answers out of step with the columns of their options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from meal.check.logic.answers import entered
from meal.check.logic.found import Found, not_evaluated
from meal.check.logic.relevance import Relevance
from meal.check.logic.table import FormTable
from meal.model.arrays import BoolArray, ByteArray, IntArray
from meal.model.codebook import Question
from meal.model.columns import CodedColumn, code_texts
from meal.model.missing import Reason
from meal.study.expression import CHOICE_COLUMN, ExpressionError, FormScope, evaluate_form, parse_form

_CHOSEN = frozenset({"1", "1.0", "true", "yes"})
_NOT_CHOSEN = frozenset({"0", "0.0", "false", "no"})


def choice_rules(table: FormTable, relevance: Relevance, question: Question, column: CodedColumn) -> Iterator[Found]:
    """The rules about the options of one question."""
    if question.choice_filter and question.choices:
        try:
            offered = _offered(table, question, column, question.choice_filter)
        except ExpressionError as error:
            relevance.notes.append(not_evaluated(table, question.name, "choice_filter", question.choice_filter, error))
        else:
            yield Found("choice_not_offered", "warning", question.name, ~offered)
    if question.type == "select_multiple":
        yield from _out_of_step(table, question, column)


@dataclass(frozen=True, slots=True, eq=False)
class _Tries:
    """Every option that every record chose, with every row that the option has in the choices sheet.

    Attributes:
        records: the record of each try. picks: which choice of which record it belongs to.
        rows: the row of the choices sheet.
    """

    records: IntArray
    picks: IntArray
    rows: IntArray


def _offered(table: FormTable, question: Question, column: CodedColumn, text: str) -> BoolArray:
    """Whether the filter offered every option that each record chose; an unknown option is another rule's."""
    expression = parse_form(text, choice_filter=True)
    sheet = [row for choice in question.choices for row in choice.rows]
    tries = _tries(question, column)

    def cell(name: str) -> CodedColumn:
        cells = code_texts([row.get(name, "") for row in sheet])
        return CodedColumn(cells.codes[tries.rows], cells.texts, cells.reasons)

    scope = table.scope(question.group, table.column(question.name))

    def resolve(name: str) -> CodedColumn | None:
        if name.startswith(CHOICE_COLUMN):
            return cell(name.removeprefix(CHOICE_COLUMN))
        found = scope.column(name)
        return None if found is None else found.take(tries.records)

    tried = FormScope(len(tries.records), resolve, why_not=scope.why_not)
    allowed = evaluate_form(expression, tried).true()
    n_picks = int(tries.picks[-1]) + 1 if len(tries.picks) else 0
    never = np.bincount(tries.picks[allowed], minlength=n_picks) == 0
    offered = np.ones(table.responses.n_records, dtype=np.bool_)
    first = np.unique(tries.picks, return_index=True)[1]
    offered[tries.records[first[never]]] = False
    return offered


def _tries(question: Question, column: CodedColumn) -> _Tries:
    first_row: dict[str, tuple[int, int]] = {}
    row = 0
    for choice in question.choices:
        first_row[choice.name] = (row, row + len(choice.rows))
        row += len(choice.rows)
    rows_of: list[int] = []  # of each distinct answer, one after the other
    pick_of: list[int] = []
    starts, lengths, picks = [], [], []
    for text, reason in zip(column.texts.tolist(), column.reasons.tolist(), strict=True):
        starts.append(len(rows_of))
        chosen = (text.split() if question.type == "select_multiple" else [text]) if reason == Reason.ANSWERED else []
        known = [first_row[option] for option in chosen if option in first_row]
        for number, (low, high) in enumerate(known):
            rows_of += range(low, high)
            pick_of += [number] * (high - low)
        lengths.append(len(rows_of) - starts[-1])
        picks.append(len(known))
    n_tries = np.array(lengths, dtype=np.int64)[column.codes]
    records = np.repeat(np.arange(len(column), dtype=np.int64), n_tries)
    within = np.arange(len(records)) - np.repeat(np.cumsum(n_tries) - n_tries, n_tries)
    places = np.array(starts, dtype=np.int64)[column.codes][records] + within
    n_picks = np.array(picks, dtype=np.int64)[column.codes]
    before = np.cumsum(n_picks) - n_picks
    return _Tries(
        records=records,
        picks=before[records] + np.array(pick_of, dtype=np.int64)[places],
        rows=np.array(rows_of, dtype=np.int64)[places],
    )


def _out_of_step(table: FormTable, question: Question, column: CodedColumn) -> Iterator[Found]:
    """Records whose text of chosen options and whose columns of ones and zeros tell something else."""
    there = entered(column)
    answered = [set(text.split()) for text in column.texts.tolist()]
    differing: dict[str, BoolArray] = {}
    # Where all of them are blank the record has no such columns, as one collected with an earlier version of the form.
    has_columns = np.zeros(table.responses.n_records, dtype=np.bool_)
    for choice in question.choices:
        dummy = table.responses.columns.get(f"{question.name}/{choice.name}")
        states = None if dummy is None else _states(dummy)
        if dummy is None or states is None:
            continue
        in_text = np.array([choice.name in options for options in answered], dtype=np.bool_)[column.codes] & there
        state = states[dummy.codes]
        has_columns |= state >= 0
        differing[choice.name] = np.where(state < 0, in_text, in_text != (state == 1))
    if not differing:
        return
    broken = np.logical_or.reduce(list(differing.values())) & has_columns
    rows = np.flatnonzero(broken).tolist()
    if question.personal:
        told = [{"options": "…"} for _ in rows]
    else:
        told = [{"options": ", ".join(name for name, wrong in differing.items() if wrong[row])} for row in rows]
    yield Found("options_out_of_step", "warning", question.name, broken, told=told)


def _states(dummy: CodedColumn) -> ByteArray | None:
    """1 chosen, 0 not, -1 blank, for each distinct answer; None where one is none of these."""
    states: list[int] = []
    for text, reason in zip(dummy.texts.tolist(), dummy.reasons.tolist(), strict=True):
        plain = text.strip().lower()
        if plain in _CHOSEN:
            states.append(1)
        elif plain in _NOT_CHOSEN:
            states.append(0)
        elif not plain or plain == "n/a" or reason != Reason.ANSWERED:
            states.append(-1)
        else:
            return None
    return np.array(states, dtype=np.int8)
