"""One record a submission, then one record a person in each wave, by stated rules and never at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.columns import CodedColumn
from meal.model.findings import Finding
from meal.model.responses import Disposition, Responses
from meal.prepare.clean import Decisions
from meal.study.definition import Identity, Wave
from meal.study.records import RecordKeys, findings_at

# When a conversation was, in the order in which the columns are trusted.
SENT_COLUMNS = ("_submission_time", "SubmissionDate", "end", "endtime")
DATE_COLUMNS = ("end", "endtime", "_submission_time", "SubmissionDate", "start", "starttime", "today")

# Columns that a server sets anew at every export or edit: two copies of one submission may differ in them.
SERVER_COLUMNS = frozenset(
    {"_id", "_index", "_submission_time", "_validation_status", "_notes", "_status", "_tags", "_submitted_by"}
)


def one_record_a_submission(responses: Responses, keys: RecordKeys) -> tuple[Responses, list[Finding]]:
    """Keep one record of each submission: of identical copies the first, of edits the latest."""
    rows = np.flatnonzero(responses.kept())
    # The conversation has one date; edits of its record differ in when they were sent.
    later = _by_time(responses, SENT_COLUMNS, rows)
    copies: list[int] = []
    edits: list[int] = []
    for group in _repeated(keys.stable, later):
        kept = int(group[-1])
        same = _fingerprint(responses, kept)
        twins = [row for row in group[:-1].tolist() if _fingerprint(responses, row) == same]
        if twins:
            # The first copy stays, so that a partner who sends a file again changes no row numbers.
            first = min([*twins, kept], key=lambda row: (int(responses.source_of[row]), int(responses.row_of[row])))
            copies += [row for row in (*twins, kept) if row != first]
            edits += [row for row in group if row not in (*twins, kept)]
        else:
            edits += group[:-1].tolist()
    findings: list[Finding] = []
    for rule, why, dropped in (
        ("same_submission", Disposition.SAME_SUBMISSION, copies),
        ("edited_submission", Disposition.OLDER_EDIT, edits),
    ):
        at = np.array(sorted(dropped), dtype=np.int64)
        findings += findings_at(responses, keys, at, rule=rule, severity="note", scope="record")
        responses = responses.exclude(at, why)
    return responses, findings


def one_record_a_person(
    responses: Responses, keys: RecordKeys, wave: Wave, *, first_wave: bool, identity: Identity, decisions: Decisions
) -> tuple[Responses, list[Finding]]:
    """Keep one record of each person: the first of the first wave, the last of later ones.

    Records under one identifier that contradict each other in a stable question belong to
    different people: none is kept until somebody decides.
    """
    findings: list[Finding] = []
    kept = responses.kept()
    nameless = np.flatnonzero(kept & (keys.respondent == ""))
    findings += findings_at(
        responses, keys, nameless, rule="missing_identifier", severity="error", scope="record",
        variable=identity.respondent or "",
    )  # fmt: skip
    responses = responses.exclude(nameless, Disposition.NO_IDENTIFIER)
    rows = np.flatnonzero(responses.kept())
    repeats: list[int] = []
    conflicts: list[tuple[IntArray, str]] = []
    keep = wave.keep or ("first" if first_wave else "last")
    for group in _repeated(keys.respondent, _by_time(responses, (wave.date,) if wave.date else DATE_COLUMNS, rows)):
        contradiction = _contradiction(responses, group, identity.stable)
        settled = all(decisions.accepts("conflicting_identity", keys.stable[row], contradiction) for row in group)
        if contradiction and not settled:
            conflicts.append((group, contradiction))
        else:
            repeats += (group[1:] if keep == "first" else group[:-1]).tolist()
    for group, question in conflicts:
        findings += findings_at(
            responses,
            keys,
            np.sort(group),
            rule="conflicting_identity",
            severity="error",
            scope="record",
            variable=question,
        )
        responses = responses.exclude(group, Disposition.CONFLICTING_IDENTITY)
    at = np.array(sorted(repeats), dtype=np.int64)
    rule = "repeat_conversation"
    findings += findings_at(responses, keys, at, rule=rule, severity="note", scope="record", parameters={"keep": keep})
    return responses.exclude(at, Disposition.REPEAT_CONVERSATION), findings


def disagree(column: CodedColumn, rows: IntArray) -> bool:
    """Whether answers to a stable question contradict each other; an age may be a year apart, missing says nothing."""
    given = rows[column.answered()[rows]]
    if column.numbers is not None:
        numbers = column.numbers[column.codes[given]]
        return len(numbers) > 1 and bool(np.ptp(numbers) > 1)
    return len(set(column.texts[column.codes[given]])) > 1


def _contradiction(responses: Responses, rows: IntArray, stable: Sequence[str]) -> str:
    """The first stable question in which records contradict each other, or empty."""
    return next((name for name in stable if name in responses.columns and disagree(responses.columns[name], rows)), "")


def _by_time(responses: Responses, names: Sequence[str], rows: IntArray) -> IntArray:
    """Records in order of the first of these columns; where it is equal or unknown, in order of file and row."""
    name = next((name for name in names if name in responses.columns), None)
    order: FloatArray | IntArray = np.zeros(len(rows))
    if name is not None:
        column = responses.columns[name]
        # ISO dates and times sort as text; blanks sort first, as the oldest.
        rank = np.empty(column.n_distinct, dtype=np.int64)
        rank[np.argsort(column.texts.astype(str), kind="stable")] = np.arange(column.n_distinct)
        order = rank[column.codes[rows]]
    return rows[np.lexsort((responses.row_of[rows], responses.source_of[rows], order))]


def _repeated(names: TextArray, ordered: IntArray) -> list[IntArray]:
    """Groups of two or more records of one name, each in the given order; groups in order of first appearance."""
    _, inverse, counts = np.unique(names[ordered].astype(str), return_inverse=True, return_counts=True)
    several: BoolArray = counts[inverse] > 1
    groups: dict[int, list[int]] = {}
    for row, group in zip(ordered[several].tolist(), inverse[several].tolist(), strict=True):
        groups.setdefault(group, []).append(row)
    return [np.array(group, dtype=np.int64) for group in groups.values()]


def _fingerprint(responses: Responses, row: int) -> tuple[str, ...]:
    """The answers of a record, without what a server sets at every export."""
    columns = (column for name, column in responses.columns.items() if name not in SERVER_COLUMNS)
    return tuple(column.texts[column.codes[row]] for column in columns)
