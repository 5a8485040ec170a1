"""The form's own logic worked out again on its export: what the phone would not have let through.

Servers do not check again what is edited there or in Excel, and versions of a form drift; here every condition of the
form is worked out on every record, in form mode. What cannot be worked out is a note, with the column where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from meal.check.logic.answers import answer_rules
from meal.check.logic.calculations import calculation_rules
from meal.check.logic.choices import choice_rules
from meal.check.logic.found import Found, findings_of
from meal.check.logic.relevance import Relevance
from meal.check.logic.repeats import repeat_rules
from meal.check.logic.table import FormTable, tables_below
from meal.check.schema import Accepts, check_answers
from meal.model.findings import Finding
from meal.model.responses import RepeatRecords, Responses
from meal.study.records import RecordKeys, row_keys

__all__ = ["check_form"]


def check_form(
    responses: Responses, keys: RecordKeys, accepts: Accepts, repeats: Sequence[RepeatRecords] = ()
) -> list[Finding]:
    """Findings of the form's logic on the kept records of a wave, and on the rows of its repeat groups.

    Order: by table, then by question of the form, then by rule, then by record; the notes last.

    Args:
        responses: typed, as `conform` leaves them. accepts: whether a decision lets an error stand.
        repeats: the repeat groups, outer ones first, typed as well.
    """
    main = _tables(responses, keys, repeats)
    findings: list[Finding] = []
    notes: list[Finding] = []
    for table in tables_below(main):
        relevance = Relevance(table)
        if table.repeat:
            findings += _single_answers(table, accepts)
        for found in _found(table, relevance):
            findings += findings_of(table, found, accepts)
        notes += relevance.notes
    told: dict[tuple[str, str], Finding] = {}
    for note in notes:
        told.setdefault((note.variable, note.parameters["heading"]), note)
    return [*findings, *told.values()]


def _found(table: FormTable, relevance: Relevance) -> Iterator[Found]:
    for question, column in table.questions():
        yield from answer_rules(table, relevance, question, column)
        yield from choice_rules(table, relevance, question, column)
        yield from calculation_rules(table, relevance, question, column)
    yield from repeat_rules(table, relevance)


def _tables(responses: Responses, keys: RecordKeys, repeats: Sequence[RepeatRecords]) -> FormTable:
    """The tables of a wave, every repeat group below the one that it belongs to."""
    main = FormTable(responses, keys)
    tables = {"": main}
    for repeat in repeats:
        parent = tables.get(repeat.parent, main)
        rows = repeat.parent_of
        table = FormTable(repeat.responses, row_keys(parent.keys, rows, repeat.name), repeat.name, parent, rows)
        parent.below.append(table)
        tables[repeat.name] = table
    return main


def _single_answers(table: FormTable, accepts: Accepts) -> list[Finding]:
    """Ranges and options in the rows of a repeat group; they cost nothing, so they are warnings."""
    own = {name: one for name, one in table.codebook.questions.items() if one.repeat == table.repeat}
    inside = replace(table.responses, codebook=replace(table.codebook, questions=own, rules=()))
    found = check_answers(inside, table.keys, accepts)
    return [
        replace(finding, index=-1, severity="warning" if finding.severity == "error" else finding.severity)
        for finding in found
    ]
