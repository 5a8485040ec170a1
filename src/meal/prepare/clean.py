"""The cleaning log in the field's format: read, and replayed where the old value still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from meal.messages import rules
from meal.model.codebook import NUMERIC_TYPES, Question
from meal.model.columns import CodedColumn
from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import Disposition, Export, Responses
from meal.study.records import RecordKeys, findings_at

CHANGE_TYPES = ("change_response", "blank_response", "remove_survey", "no_action")
ALIASES = {"no_change": "no_action", "questions": "question", "x_uuid": "uuid"}
WHOLE_RECORD = frozenset({"", "all"})
COLUMN_CHANGES = frozenset({"variable_removed", "variable_added"})
"""What others write about a whole column (`uuid` is `all`): told for the reader, nothing to replay."""

NOT_DECIDED = frozenset({"open", "conflict", "refused"})
"""Values of `status` of rows that are kept to be looked at: nothing is replayed of them."""

ANY_RULE = "*"
"""In `Decisions`: the answer itself was found right, whatever rule doubts it."""

_FORMULA_TEXT = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of a cleaning log; `row` is its row in the file.

    `loop_index` names the row of a repeat group inside the submission, as `child[2]`; empty for the submission itself.
    """

    row: int
    uuid: str
    question: str
    change_type: str
    old_value: str = ""
    new_value: str = ""
    check_id: str = ""
    stable_id: str = ""
    wave: str = ""
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    comment: str = ""
    issue: str = ""
    status: str = ""
    loop_index: str = ""
    file: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The keys of the record, or of the row of a repeat group, that it is about."""
        ending = f"/{self.loop_index}" if self.loop_index else ""
        return frozenset(f"{name}{ending}" for name in (self.stable_id, self.uuid) if name)

    @property
    def why(self) -> str:
        """The reason as whoever kept the log wrote it."""
        return self.reason or self.comment or self.issue


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that the log changed, or one record that it removed (no question).

    Attributes:
        correction: the row of the log. personal: neither value may be printed.
    """

    correction: Correction
    wave: str
    file: str
    sheet: str
    row: int
    record: str
    stable: str
    partner: str
    question: str
    before: str
    after: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people have decided: errors that stand as they are, by (rule, stable id, question).

    Attributes:
        accepted: decisions of `no_action`, and of cells already corrected or blanked.
        changes: what the log changed, in its order.
        placed: the corrections that name a record of the wave.
    """

    accepted: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)
    changes: tuple[Change, ...] = ()
    placed: frozenset[Correction] = field(default_factory=frozenset)

    def with_those_of(self, other: Decisions, *, placed: Sequence[Correction] = ()) -> Decisions:
        """These decisions and others, such as those about rows of a repeat group.

        Args:
            placed: the corrections that the others came of, as the log has them.
        """
        known = frozenset((one.file, one.row) for one in other.placed)
        return Decisions(
            self.accepted | other.accepted,
            (*self.changes, *other.changes),
            self.placed | other.placed | {one for one in placed if (one.file, one.row) in known},
        )

    def accepts(self, rule: str, stable: str, variable: str) -> bool:
        """Whether somebody decided to leave this as it is."""
        return not self.accepted.isdisjoint(
            ((rule, stable, variable), (rule, stable, ""), (ANY_RULE, stable, variable))
        )


_READ = tuple(Correction.__slots__)[1:-1]  # all but the row and the file, which are no cells


def read_cleaning_log(log: Export) -> tuple[tuple[Correction, ...], list[Finding]]:
    """The corrections of a log, and a finding for every row that cannot be understood.

    A log that others kept is read as it is: columns may be absent or more than ours, and rows about whole
    columns or about what is still to be decided are left alone.
    """
    texts = {ALIASES.get(name.lower(), name.lower()): column.record_texts() for name, column in log.columns.items()}
    corrections: list[Correction] = []
    findings: list[Finding] = []
    for index, row in enumerate(log.row_of.tolist()):
        cells = {name: _as_meant(str(texts[name][index])) if name in texts else "" for name in _READ}
        kind = cells["change_type"] = ALIASES.get(cells["change_type"], cells["change_type"])
        if cells["status"].lower() in NOT_DECIDED or (kind in COLUMN_CHANGES and cells["uuid"] in WHOLE_RECORD):
            continue
        if kind not in CHANGE_TYPES or not (cells["uuid"] or cells["stable_id"]):
            parameters = {"change_type": kind, "allowed": ", ".join(CHANGE_TYPES)}
            findings.append(
                Finding("log_not_understood", "error", "study", file=log.source.file, row=row, parameters=parameters)
            )
            continue
        corrections.append(Correction(row=row, file=log.source.file, **cells))
    return tuple(corrections), findings


def _as_meant(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    bare = text.strip()
    return bare[1:] if bare.startswith(_FORMULA_TEXT) else bare


def replay(
    responses: Responses, keys: RecordKeys, corrections: Sequence[Correction], *, log_file: str
) -> tuple[Responses, Decisions, list[Finding]]:
    """Apply the corrections of this wave to its kept records.

    A correction applies only where `old_value` still holds. Where the new value is there already, or
    one that a later row of the log gives the same answer, nothing happens, so that replaying twice
    changes nothing; any other value is a conflict.
    """
    corrections = [one for one in corrections if not one.wave or one.wave == responses.wave]
    by_id, known = _rows_by_id(responses, keys, {name for one in corrections for name in one.names})
    findings: list[Finding] = []
    accepted: set[tuple[str, str, str]] = set()
    changes: list[Change] = []
    later = _later_values(corrections)
    for correction, later_values in zip(corrections, later, strict=True):
        ending = f"/{correction.loop_index}" if correction.loop_index else ""
        ids = (f"{correction.stable_id}{ending}", f"{correction.uuid}{ending}")
        rows = np.array(by_id.get(ids[0]) or by_id.get(ids[1]) or [], dtype=np.int64)
        if len(rows) == 0:
            if correction.wave and not correction.names & known:
                findings.append(about_log(responses, correction, "log_record_unknown", log_file))
            continue
        responses, outcome, made = _apply(responses, keys, rows, correction, later_values)
        if outcome in ("log_conflict", "log_question_unknown"):
            findings.append(about_log(responses, correction, outcome, log_file))
            continue
        changes += made
        question = "" if correction.question in WHOLE_RECORD else correction.question
        accepted |= {(_settled_rule(responses, correction), stable, question) for stable in keys.stable[rows]}
        if outcome != "unchanged":
            findings += findings_at(
                responses, keys, rows, rule=outcome, severity="note", scope="record", variable=question, decided=True,
                parameters={"check": correction.check_id, "by": correction.decided_by, "reason": correction.why},
            )  # fmt: skip
    placed = frozenset(one for one in corrections if one.names & known)
    return responses, Decisions(frozenset(accepted), tuple(changes), placed), findings


def unknown_everywhere(corrections: Sequence[Correction], decisions: Sequence[Decisions]) -> list[Finding]:
    """A finding for each correction that names no wave and a record that no wave has."""
    placed = frozenset[Correction]().union(*(one.placed for one in decisions))
    return [
        Finding(
            "log_record_unknown", "warning", "record", file=one.file, row=one.row, record=one.uuid or one.stable_id,
            variable=one.question, parameters={"change_type": one.change_type, "question": one.question},
        )
        for one in corrections
        if not one.wave and one not in placed
    ]  # fmt: skip


def _later_values(corrections: Sequence[Correction]) -> list[tuple[str, ...]]:
    """The values that later rows of the log give the same answer, for each row."""
    seen: dict[tuple[str, str, str], tuple[str, ...]] = {}
    later: list[tuple[str, ...]] = []
    for one in reversed(corrections):
        cell = (one.stable_id or one.uuid, one.loop_index, one.question)
        later.append(seen.get(cell, ()))
        if one.change_type in ("change_response", "blank_response"):
            seen[cell] = (*later[-1], _new_value(one))
    return later[::-1]


def _settled_rule(responses: Responses, correction: Correction) -> str:
    """The rule that a decision settles; that an answer is right, said under another tool's check, settles all."""
    if correction.change_type != "no_action" or correction.question in WHOLE_RECORD:
        return correction.check_id
    ours = correction.check_id in rules() or any(rule.id == correction.check_id for rule in responses.codebook.rules)
    return correction.check_id if ours else ANY_RULE


def _rows_by_id(responses: Responses, keys: RecordKeys, wanted: set[str]) -> tuple[dict[str, list[int]], set[str]]:
    """The kept records of each of these identifiers, and which of them any record has."""
    by_id: dict[str, list[int]] = defaultdict(list)
    known: set[str] = set()
    if not wanted:
        return by_id, known
    kept = responses.kept()
    for row, names in enumerate(zip(keys.record.tolist(), keys.stable.tolist(), strict=True)):
        if not wanted.isdisjoint(names):
            found = wanted.intersection(names)
            known |= found
            for name in found if kept[row] else ():
                by_id[name].append(row)
    return by_id, known


def _apply(
    responses: Responses, keys: RecordKeys, rows: np.ndarray, correction: Correction, later_values: Sequence[str]
) -> tuple[Responses, str, list[Change]]:
    """The responses after one correction, the rule that tells what happened, and what was changed."""
    if correction.change_type == "remove_survey":
        gone = [_change(responses, keys, row, correction, "", "") for row in rows.tolist()]
        return responses.exclude(rows, Disposition.REMOVED_BY_LOG), "removed_by_log", gone
    column = responses.columns.get(correction.question)
    leave = correction.change_type == "no_action"
    if column is None:
        return responses, "unchanged" if leave else "log_question_unknown", []
    question = responses.codebook.question(correction.question)
    new = _new_value(correction)
    now = column.texts[column.codes[rows]]
    holds = np.array([same_answer(text, correction.old_value, question) for text in now], dtype=bool)
    if leave:
        # Others' logs may leave the old value out where nothing is changed.
        return responses, "unchanged" if holds.any() or not correction.old_value else "log_conflict", []
    done = any(same_answer(text, value, question) for text in now for value in (new, *later_values))
    if not holds.any():
        return responses, "unchanged" if done else "log_conflict", []
    reason = _reason(
        new, {**responses.codebook.missing, **question.missing}, blanked=correction.change_type == "blank_response"
    )
    changed = {correction.question: column.replace_cells(rows[holds], new, reason)}
    if question.type == "select_multiple":
        changed |= _options_in_step(responses, question, rows[holds], new)
    made = [
        _change(responses, keys, row, correction, str(text), new)
        for row, text in zip(rows[holds].tolist(), now[holds].tolist(), strict=True)
    ]
    return responses.with_columns(changed), "correction_applied", made


def _options_in_step(responses: Responses, question: Question, rows: np.ndarray, text: str) -> dict[str, CodedColumn]:
    """The columns of ones and zeros of a select_multiple whose answer was changed, at these records."""
    chosen = set(text.split())
    columns = ((choice.name, f"{question.name}/{choice.name}") for choice in question.choices)
    return {
        name: responses.columns[name].replace_cells(rows, str(int(option in chosen)), Reason.ANSWERED)
        if chosen
        else responses.columns[name].replace_cells(rows, "", Reason.BLANK)
        for option, name in columns
        if name in responses.columns
    }


def _change(responses: Responses, keys: RecordKeys, row: int, correction: Correction, old: str, new: str) -> Change:
    source = responses.sources[responses.source_of[row]]
    removed = correction.change_type == "remove_survey"
    return Change(
        correction, responses.wave, source.file, source.sheet, int(responses.row_of[row]), keys.record[row],
        keys.stable[row], keys.partner[row], "" if removed else correction.question, old, new,
        personal=responses.codebook.question(correction.question).personal,
    )  # fmt: skip


def _new_value(correction: Correction) -> str:
    return "" if correction.change_type == "blank_response" else correction.new_value


def _reason(text: str, codes: Mapping[str, Reason], *, blanked: bool) -> Reason:
    # An answer that people took out was given, but was wrong: it is invalid, not blank.
    if blanked:
        return Reason.INVALID
    return codes.get(text, Reason.BLANK if text == "" else Reason.ANSWERED)


def same_answer(text: str, other: str, question: Question) -> bool:
    """Whether two cells hold the same answer; a spreadsheet may have turned 24 into 24.0 on the way."""
    one, two = str(text).strip(), str(other).strip()
    if one == two:
        return True
    if question.type not in NUMERIC_TYPES:
        bare = one.removesuffix(".0")
        return bare.isdigit() and bare == two.removesuffix(".0")
    try:
        return float(one) == float(two)
    except ValueError:
        return False


def about_log(responses: Responses, correction: Correction, rule: str, log_file: str) -> Finding:
    """A finding about a row of the log."""
    parameters = {"change_type": correction.change_type, "question": correction.question}
    return Finding(
        rule, "warning", "record", wave=responses.wave, file=correction.file or log_file, row=correction.row,
        record=correction.uuid or correction.stable_id, variable=correction.question, parameters=parameters,
    )  # fmt: skip
