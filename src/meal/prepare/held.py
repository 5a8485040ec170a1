"""What the study holds at this moment, to be compared with what a workbook or a rule says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from meal.model.codebook import Question
from meal.model.feedback_workbook import ExportSheet, value_hash
from meal.model.responses import Disposition, Responses
from meal.prepare.clean import Change, same_answer
from meal.study.records import RecordKeys, RepeatRows

_NO_RECORD = frozenset(
    {
        Disposition.NO_CONSENT,
        Disposition.NOT_APPROVED,
        Disposition.TEST_RECORD,
        Disposition.SAME_SUBMISSION,
        Disposition.OLDER_EDIT,
    }
)
"""Records that leave before the log is replayed, so that nothing can be decided about them."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The waves after the log was replayed.

    Attributes:
        position: wave → stable id → the record that the log can decide about.
        removed: wave → stable ids that the log removed already.
        exported: (wave, stable id, question) → what the export itself holds, where the log changed it.
        repeats: the same of each repeat group, whose rows are known by their keys (`study.records.row_keys`).
    """

    waves: Mapping[str, Responses]
    keys: Mapping[str, RecordKeys]
    position: Mapping[str, Mapping[str, int]]
    removed: Mapping[str, frozenset[str]]
    exported: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    repeats: tuple[Held, ...] = ()

    def of(self, wave: str, stable: str) -> Held:
        """What holds this record, or this row of a repeat group."""
        if stable in self.position.get(wave, {}):
            return self
        return next((one for one in self.repeats if stable in one.position.get(wave, {})), self)

    def of_sheet(self, export: ExportSheet) -> Held:
        """What holds the rows of a sheet: a repeat group, where the sheet is that of one."""
        place = (export.file, export.sheet, export.sha256)
        for one in self.repeats:
            rows = one.waves.get(export.wave)
            if rows is not None and place in [(source.file, source.sheet, source.sha256) for source in rows.sources]:
                return one
        return self

    def record(self, wave: str, stable: str) -> int | None:
        """The record of this id, or None where the wave has none that counts."""
        return self.position.get(wave, {}).get(stable)

    def question(self, wave: str, name: str) -> Question:
        """The question of this name."""
        return self.waves[wave].codebook.question(name)

    def text(self, wave: str, row: int, name: str) -> str:
        """The answer of a record as text; blank where the wave has no such column."""
        column = self.waves[wave].columns.get(name)
        return "" if column is None else str(column.texts[column.codes[row]])

    def export_text(self, wave: str, row: int, name: str) -> str:
        """The answer as the export itself has it."""
        now = self.text(wave, row, name)
        return self.exported.get((wave, str(self.keys[wave].stable[row]), name), now)

    def still(self, wave: str, row: int, name: str, old: str, old_hash: str, key: bytes) -> bool:
        """Whether a record still holds an answer, or for a personal question the one of this hash."""
        now = self.text(wave, row, name)
        question = self.question(wave, name)
        if not question.personal and not old_hash:
            return same_answer(now, old, question)
        stable = str(self.keys[wave].stable[row])
        return value_hash(key, wave=wave, question=name, stable_id=stable, value=now) == old_hash


def held_now(
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    changes: Sequence[Change],
    repeats: Mapping[str, Sequence[RepeatRows]] | None = None,
) -> Held:
    """What the study holds, from its waves after everything that happens before estimation.

    Args:
        repeats: wave → the rows of its repeat groups.
    """
    position: dict[str, dict[str, int]] = {}
    removed: dict[str, frozenset[str]] = {}
    for wave, responses in waves.items():
        stable, states = keys[wave].stable.tolist(), responses.disposition.tolist()
        found: dict[str, int] = {}
        for row, (name, state) in enumerate(zip(stable, states, strict=True)):
            if state not in _NO_RECORD and state != Disposition.REMOVED_BY_LOG:
                found.setdefault(name, row)
        position[wave] = found
        gone = {name for name, state in zip(stable, states, strict=True) if state == Disposition.REMOVED_BY_LOG}
        removed[wave] = frozenset(gone - found.keys())
    exported: dict[tuple[str, str, str], str] = {}
    for change in changes:
        if change.question:
            exported.setdefault((change.wave, change.stable, change.question), change.before)
    below = [
        Held({wave: rows.table.responses}, {wave: rows.keys}, {wave: _rows(rows, waves[wave])}, {}, exported)
        for wave, tables in (repeats or {}).items()
        for rows in tables
    ]
    return Held(waves, keys, position, removed, exported, tuple(below))


def _rows(rows: RepeatRows, records: Responses) -> dict[str, int]:
    """Key → row, of those whose record the log can decide about."""
    states = np.append(records.disposition, Disposition.REMOVED_BY_LOG)[rows.record_of].tolist()
    return {
        key: row
        for row, (key, state) in enumerate(zip(rows.keys.stable.tolist(), states, strict=True))
        if key and state not in _NO_RECORD and state != Disposition.REMOVED_BY_LOG
    }
