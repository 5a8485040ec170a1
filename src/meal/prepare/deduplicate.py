"""One record a submission, then one record a person in each wave, by stated rules and never at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.columns import CodedColumn
from meal.model.findings import Finding
from meal.model.responses import Disposition, Responses
from meal.prepare.clean import Decisions
from meal.prepare.other_content import Signs, other_interview
from meal.study.definition import Identity, Wave
from meal.study.records import RecordKeys, findings_at

# When a conversation was, in the order in which the columns are trusted.
SENT_COLUMNS = ("_submission_time", "SubmissionDate", "end", "endtime")
DATE_COLUMNS = ("end", "endtime", "_submission_time", "SubmissionDate", "start", "starttime", "today")

_NAMED = 5
"""So many differing questions are named."""

# Columns that a server sets anew at every export or edit: two copies of one submission may differ in them.
SERVER_COLUMNS = frozenset(
    {"_id", "_index", "_submission_time", "_validation_status", "_notes", "_status", "_tags", "_submitted_by"}
)


def one_record_a_submission(
    responses: Responses, keys: RecordKeys, signs: Signs = lambda _: ""
) -> tuple[Responses, list[Finding]]:
    """Keep one record of each submission: of identical copies the first, of edits the latest.

    Two rows under one id that seem to be two interviews are both told; the latest counts until somebody decides.

    Args:
        signs: column → what it tells of the person (`other_content.Signs`).
    """
    rows = _of_repeated(keys.stable, keys, responses)
    # The conversation has one date; edits of its record differ in when they were sent.
    groups = _grouped(keys.stable, _by_time(responses, SENT_COLUMNS, rows))
    earlier = np.concatenate([np.zeros(0, dtype=np.int64), *(group[:-1] for group in groups)])
    n_earlier = np.array([len(group) - 1 for group in groups], dtype=np.int64)
    kept = np.repeat(np.array([group[-1] for group in groups], dtype=np.int64), n_earlier)
    alike = np.split(_same_answers(responses, earlier, kept), np.cumsum(n_earlier)[:-1])
    copies: list[int] = []
    edits: list[int] = []
    others: list[tuple[int, int, list[str]]] = []
    for group, same in zip(groups, alike, strict=bool(groups)):
        twins = [*group[:-1][same].tolist(), int(group[-1])]
        # The first copy stays, so that a partner who sends a file again changes no row numbers.
        first = min(twins, key=lambda row: (int(responses.source_of[row]), int(responses.row_of[row])))
        copies += [row for row in twins if row != first]
        latest = int(group[-1])
        for row in group[:-1][~same].tolist():
            # A server gives an edit an id of its own, and keeps the first one beside it.
            one_id = keys.record[row] == keys.record[latest]
            differing = other_interview(responses, row, latest, signs, SERVER_COLUMNS) if one_id else []
            if differing:
                others.append((row, latest, differing))
            else:
                edits.append(row)
    findings: list[Finding] = []
    for rule, why, dropped in (
        ("same_submission", Disposition.SAME_SUBMISSION, copies),
        ("edited_submission", Disposition.OLDER_EDIT, edits),
    ):
        at = np.array(sorted(dropped), dtype=np.int64)
        findings += findings_at(responses, keys, at, rule=rule, severity="note", scope="record")
        responses = responses.exclude(at, why)
    for row, latest, differing in sorted(others):
        findings += _other_content(responses, keys, row, latest, differing)
        responses = responses.exclude(np.array([row]), Disposition.OLDER_EDIT)
    return responses, findings


def _other_content(
    responses: Responses, keys: RecordKeys, row: int, latest: int, differing: Sequence[str]
) -> list[Finding]:
    """A finding for each of two rows under one id, naming the other."""
    labels = [responses.codebook.label(name, responses.codebook.languages[0]) for name in differing]
    questions = ", ".join(labels[:_NAMED]) + (" …" if len(labels) > _NAMED else "")
    return [
        finding
        for one, other in ((row, latest), (latest, row))
        for finding in findings_at(
            responses, keys, np.array([one]), rule="same_id_other_content", severity="warning", scope="record",
            parameters={
                "other_row": str(int(responses.row_of[other])),
                "other_file": responses.sources[responses.source_of[other]].file,
                "questions": questions,
            },
        )
    ]  # fmt: skip


def one_record_a_person(
    responses: Responses, keys: RecordKeys, wave: Wave, *, first_wave: bool, identity: Identity, decisions: Decisions
) -> tuple[Responses, list[Finding]]:
    """Keep one record of each person: the first of the first wave, the last of later ones.

    Records under one identifier that contradict each other in a stable question belong to
    different people: none is kept until somebody decides.
    """
    findings: list[Finding] = []
    kept = responses.kept()
    nameless = np.flatnonzero(kept & (keys.person == ""))
    findings += findings_at(
        responses, keys, nameless, rule="missing_identifier", severity="error", scope="record",
        variable=identity.respondent or "",
    )  # fmt: skip
    responses = responses.exclude(nameless, Disposition.NO_IDENTIFIER)
    rows = _of_repeated(keys.person, keys, responses)
    repeats: list[int] = []
    conflicts: list[tuple[IntArray, str]] = []
    keep = wave.keep or ("first" if first_wave else "last")
    ordered = _by_time(responses, (wave.date,) if wave.date else DATE_COLUMNS, rows)
    for group in _grouped(keys.person, ordered):
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
    if not wave.contacts:
        findings += findings_at(
            responses, keys, at, rule="repeat_conversation", severity="note", scope="record", parameters={"keep": keep}
        )
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
        _, order = np.unique(column.texts[column.codes[rows]].astype(str), return_inverse=True)
    return rows[np.lexsort((responses.row_of[rows], responses.source_of[rows], order))]


def _of_repeated(names: TextArray, keys: RecordKeys, responses: Responses) -> IntArray:
    """The kept records whose name another of them has too; they are few, and only they need an order."""
    rows = np.flatnonzero(responses.kept() if keys.may_repeat is None else responses.kept() & keys.may_repeat)
    if len(set(names[rows].tolist())) == len(rows):
        return rows[:0]
    import pandas as pd

    repeated: BoolArray = pd.Series(names[rows], dtype=object).duplicated(keep=False).to_numpy()
    return rows[repeated]


def _grouped(names: TextArray, ordered: IntArray) -> list[IntArray]:
    """Groups of records of one name, each in the given order; groups in order of first appearance."""
    groups: dict[str, list[int]] = {}
    for row, name in zip(ordered.tolist(), names[ordered].tolist(), strict=True):
        groups.setdefault(name, []).append(row)
    return [np.array(group, dtype=np.int64) for group in groups.values()]


def _same_answers(responses: Responses, rows: IntArray, others: IntArray) -> BoolArray:
    """Whether each record has the answers of the other, without what a server sets at every export."""
    same = np.ones(len(rows), dtype=np.bool_)
    for name, column in responses.columns.items():
        if name not in SERVER_COLUMNS:
            # One text may have several codes, where it is missing for several reasons.
            here, there = column.codes[rows], column.codes[others]
            same &= (here == there) | (column.texts[here] == column.texts[there])
    return same
