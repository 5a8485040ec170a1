"""The cleaning log in the field's format: read, and replayed where the old value still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from meal.model.codebook import NUMERIC_TYPES
from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import Disposition, Export, Responses
from meal.study.records import RecordKeys, findings_at

CHANGE_TYPES = ("change_response", "blank_response", "remove_survey", "no_action")
ALIASES = {"no_change": "no_action", "questions": "question", "x_uuid": "uuid"}
WHOLE_RECORD = frozenset({"", "all"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of a cleaning log; `row` is its row in the file."""

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
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people have decided: errors that stand as they are, by (rule, stable id, question).

    Attributes:
        accepted: decisions of `no_action`, and of cells already corrected or blanked.
    """

    accepted: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)

    def accepts(self, rule: str, stable: str, variable: str) -> bool:
        """Whether somebody decided to leave this as it is."""
        return (rule, stable, variable) in self.accepted or (rule, stable, "") in self.accepted


def read_cleaning_log(log: Export) -> tuple[tuple[Correction, ...], list[Finding]]:
    """The corrections of a log, and a finding for every row that cannot be understood."""
    texts = {ALIASES.get(name.lower(), name.lower()): column.record_texts() for name, column in log.columns.items()}
    fields = (
        "uuid",
        "question",
        "change_type",
        "old_value",
        "new_value",
        "check_id",
        "stable_id",
        "wave",
        "decided_by",
        "reason",
    )
    corrections: list[Correction] = []
    findings: list[Finding] = []
    for index, row in enumerate(log.row_of.tolist()):
        cells = {name: str(texts[name][index]).strip() if name in texts else "" for name in fields}
        cells["change_type"] = ALIASES.get(cells["change_type"], cells["change_type"])
        if cells["change_type"] not in CHANGE_TYPES or not (cells["uuid"] or cells["stable_id"]):
            parameters = {"change_type": cells["change_type"], "allowed": ", ".join(CHANGE_TYPES)}
            findings.append(
                Finding("log_not_understood", "error", "study", file=log.source.file, row=row, parameters=parameters)
            )
            continue
        corrections.append(Correction(row=row, **cells))
    return tuple(corrections), findings


def replay(
    responses: Responses, keys: RecordKeys, corrections: Sequence[Correction], *, log_file: str
) -> tuple[Responses, Decisions, list[Finding]]:
    """Apply the corrections of this wave to its kept records.

    A correction applies only where `old_value` still holds. Where the new value is there already,
    nothing happens, so that replaying twice changes nothing; any other value is a conflict.
    """
    corrections = [one for one in corrections if not one.wave or one.wave == responses.wave]
    by_id, known = _rows_by_id(responses, keys, {name for one in corrections for name in (one.uuid, one.stable_id)})
    findings: list[Finding] = []
    accepted: set[tuple[str, str, str]] = set()
    for correction in corrections:
        rows = np.array(by_id.get(correction.stable_id) or by_id.get(correction.uuid) or [], dtype=np.int64)
        if len(rows) == 0:
            if correction.wave and not {correction.uuid, correction.stable_id} & known:
                findings.append(_about_log(responses, correction, "log_record_unknown", log_file))
            continue
        responses, outcome = _apply(responses, rows, correction)
        if outcome in ("log_conflict", "log_question_unknown"):
            findings.append(_about_log(responses, correction, outcome, log_file))
            continue
        question = "" if correction.question in WHOLE_RECORD else correction.question
        accepted |= {(correction.check_id, stable, question) for stable in keys.stable[rows]}
        if outcome != "unchanged":
            findings += findings_at(
                responses, keys, rows, rule=outcome, severity="note", scope="record", variable=question, decided=True,
                parameters={"check": correction.check_id, "by": correction.decided_by, "reason": correction.reason},
            )  # fmt: skip
    return responses, Decisions(frozenset(accepted)), findings


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


def _apply(responses: Responses, rows: np.ndarray, correction: Correction) -> tuple[Responses, str]:
    """The responses after one correction, and the rule that tells what happened."""
    if correction.change_type == "no_action":
        return responses, "unchanged"
    if correction.change_type == "remove_survey":
        return responses.exclude(rows, Disposition.REMOVED_BY_LOG), "removed_by_log"
    column = responses.columns.get(correction.question)
    if column is None:
        return responses, "log_question_unknown"
    question = responses.codebook.question(correction.question)
    numeric = question.type in NUMERIC_TYPES
    new = "" if correction.change_type == "blank_response" else correction.new_value
    now = column.texts[column.codes[rows]]
    stale = np.array([_same(text, correction.old_value, numeric=numeric) for text in now], dtype=bool)
    done = np.array([_same(text, new, numeric=numeric) for text in now], dtype=bool)
    if not stale.any():
        return responses, "unchanged" if done.any() else "log_conflict"
    reason = _reason(
        new, {**responses.codebook.missing, **question.missing}, blanked=correction.change_type == "blank_response"
    )
    changed = column.replace_cells(rows[stale], new, reason)
    return responses.with_columns({correction.question: changed}), "correction_applied"


def _reason(text: str, codes: Mapping[str, Reason], *, blanked: bool) -> Reason:
    # An answer that people took out was given, but was wrong: it is invalid, not blank.
    if blanked:
        return Reason.INVALID
    return codes.get(text, Reason.BLANK if text == "" else Reason.ANSWERED)


def _same(text: str, other: str, *, numeric: bool) -> bool:
    """Whether two cells hold the same answer; a spreadsheet may have turned 24 into 24.0 in the log."""
    if str(text).strip() == other.strip():
        return True
    if not numeric:
        return False
    try:
        return float(text) == float(other)
    except ValueError:
        return False


def _about_log(responses: Responses, correction: Correction, rule: str, log_file: str) -> Finding:
    parameters = {"change_type": correction.change_type, "question": correction.question}
    return Finding(
        rule, "warning", "record", wave=responses.wave, file=log_file, row=correction.row,
        record=correction.uuid or correction.stable_id, variable=correction.question, parameters=parameters,
    )  # fmt: skip
