"""The repeat groups of a wave: read from its files, joined to its records, named as the form names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from meal.model.arrays import IntArray
from meal.model.codebook import Codebook
from meal.model.columns import CodedColumn, concatenate
from meal.model.errors import DataError
from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import Disposition, Export, RepeatRecords, Responses
from meal.prepare import Correction, Decisions, conform, loop_corrections, replay_rows
from meal.read import Repeat, question_columns, read_repeats, stacked
from meal.study.load import StudyFile
from meal.study.records import RecordKeys, RepeatRows, row_keys

_NEARLY_CUT = 28
"""Sheets have 31 characters at most, and servers mark what they cut off with dots."""


def wave_repeats(file: StudyFile, responses: Responses) -> tuple[list[RepeatRecords], list[Finding]]:
    """The rows of every repeat group of the wave's form that its files have, outer groups first.

    A file whose repeat groups cannot be joined to their records is a finding; its records stay.
    """
    groups = [path for path, group in responses.codebook.groups.items() if group.repeat]
    if not groups:
        return [], []
    findings: list[Finding] = []
    tables: list[RepeatRecords] = []
    for number, source in enumerate(responses.sources):
        try:
            found = read_repeats(file.data / source.file, relative_to=file.data, sheet=source.sheet or None)
        except DataError as error:
            findings.append(_not_joined(responses, source.file, str(error)))
            continue
        findings += [_remark(responses, repeat.export, remark) for repeat in found.values()
                     for remark in repeat.export.source.remarks if remark[0].startswith("repeat_")]  # fmt: skip
        records = np.flatnonzero(responses.source_of == number)
        tables += _named(found, responses, groups, records)
    whole = _stacked(tables, [path.rpartition("/")[2] for path in groups])
    have = {table.name for table in whole}
    findings += [
        Finding("repeat_absent", "note", "study", wave=responses.wave, variable=path, parameters={"repeat": path})
        for path in groups
        if path.rpartition("/")[2] not in have
    ]
    return whole, findings


def typed_repeats(
    repeats: Sequence[RepeatRecords],
    responses: Responses,
    keys: RecordKeys,
    corrections: Sequence[Correction] = (),
    *,
    log_file: str = "",
) -> tuple[list[RepeatRows], Decisions, list[Finding]]:
    """The rows with the cleaning log replayed and their answers converted as the form types them.

    A row counts where its record does.

    Args:
        corrections: the whole log; only what is about rows of repeat groups is replayed here.
    """
    typed: list[RepeatRows] = []
    findings: list[Finding] = []
    every = Decisions()
    counts = {"": responses.kept()}
    above = {"": RepeatRows(RepeatRecords("", "", np.zeros(0, np.int64), responses), keys, np.arange(len(keys.stable)))}
    counted: list[RepeatRows] = []
    for repeat in repeats:
        rows, parent = repeat.parent_of, above[repeat.parent]
        kept = np.append(counts[repeat.parent], False)[rows]
        counts[repeat.name] = kept
        disposition = np.where(kept, Disposition.KEPT, Disposition.INVALID_RECORD).astype(np.int8)
        table = replace(repeat, responses=replace(repeat.responses, disposition=disposition))
        own = row_keys(parent.keys, rows, repeat.name)
        counted.append(RepeatRows(table, own, np.append(parent.record_of, -1)[rows]))
        above[repeat.name] = counted[-1]
    mine, told = loop_corrections(corrections, [(one.table, one.keys) for one in counted], responses, log_file=log_file)
    findings += told
    for one, of_table in zip(counted, mine, strict=True):
        table, decisions, told = replay_rows(one.table, one.keys, of_table, log_file=log_file)
        every = every.with_those_of(decisions, placed=of_table)
        inside, found = conform(table.responses, one.keys, decisions)
        findings += told + [replace(finding, index=-1, severity="warning") for finding in found]
        typed.append(replace(one, table=replace(table, responses=inside)))
    return typed, every, findings


def _named(
    found: Mapping[str, Repeat], responses: Responses, groups: Sequence[str], records: IntArray
) -> list[RepeatRecords]:
    """The tables of one file that are repeat groups of the form, joined to the records of the wave."""
    names: dict[str, str] = {}
    for table, repeat in found.items():
        name = _group_of(table, repeat.export, responses.codebook, groups)
        if name and name not in names.values():
            names[table] = name
    at_row = dict(zip(responses.row_of[records].tolist(), records.tolist(), strict=True))
    return [
        RepeatRecords(
            name=names[table],
            parent=names.get(repeat.parent, ""),
            parent_of=repeat.parent_of
            if repeat.parent
            else np.array([at_row.get(row, -1) for row in repeat.parent_row.tolist()], dtype=np.int64),
            responses=stacked(responses.wave, [repeat.export], responses.codebook),
        )
        for table, repeat in found.items()
        if table in names and (not repeat.parent or repeat.parent in names)
    ]


def _stacked(tables: Sequence[RepeatRecords], order: Sequence[str]) -> list[RepeatRecords]:
    """The tables of several files as one a repeat group, in the order of the form."""
    rows_before: dict[str, list[int]] = {}
    whole: list[RepeatRecords] = []
    for name in order:
        parts = [table for table in tables if table.name == name]
        if not parts:
            continue
        counts = [part.responses.n_records for part in parts]
        rows_before[name] = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(int).tolist()
        if len(parts) == 1:
            whole.append(parts[0])
            continue
        # Rows of the main table are numbered over all files already, those of an outer repeat group by file.
        above = rows_before.get(parts[0].parent, [0] * len(parts))
        parents = [
            np.where(part.parent_of < 0, -1, part.parent_of + (shift if part.parent else 0))
            for part, shift in zip(parts, above, strict=True)
        ]
        whole.append(replace(parts[0], parent_of=np.concatenate(parents), responses=_one([p.responses for p in parts])))
    return whole


def _one(parts: Sequence[Responses]) -> Responses:
    """The rows of several files one below the other; a question that one lacks was not asked there."""
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    shifts = np.cumsum([0, *(len(part.sources) for part in parts[:-1])])
    return replace(
        parts[0],
        columns={name: concatenate([_column(part, name) for part in parts]) for name in names},
        sources=tuple(source for part in parts for source in part.sources),
        source_of=np.concatenate([part.source_of + shift for part, shift in zip(parts, shifts, strict=True)]),
        row_of=np.concatenate([part.row_of for part in parts]),
        disposition=np.concatenate([part.disposition for part in parts]),
    )


def _column(part: Responses, name: str) -> CodedColumn:
    if name in part.columns:
        return part.columns[name]
    codes = np.zeros(part.n_records, dtype=np.int32)
    return CodedColumn(codes, np.array([""], dtype=object), np.array([Reason.NOT_ASKED], dtype=np.int8))


def _group_of(table: str, export: Export, codebook: Codebook, groups: Sequence[str]) -> str:
    """The repeat group that a table holds: the one it is named after, else the one whose questions it answers."""
    stem = table.rpartition("/")[2].removesuffix(".csv")
    names = [path.rpartition("/")[2] for path in groups]
    for path, name in zip(groups, names, strict=True):
        labels = set(codebook.groups[path].label.values())
        cut = len(stem) >= _NEARLY_CUT and any(label.startswith(stem.rstrip(".…")) for label in (name, *labels))
        if stem in (name, *labels) or stem.endswith((f"-{name}", f"_{name}")) or cut:
            return name
    answered = question_columns(codebook, list(export.columns)).values()
    inside = {name: [q.name for q in codebook.questions.values() if q.repeat == name] for name in names}
    best = max(names, key=lambda name: sum(question in inside[name] for question in answered), default="")
    n_answered = sum(question in inside.get(best, ()) for question in answered)
    return best if n_answered and 2 * n_answered >= len(inside[best]) else ""


def _remark(responses: Responses, export: Export, remark: tuple[str, Mapping[str, str]]) -> Finding:
    rule, parameters = remark
    source = export.source
    return Finding(
        rule, "warning", "study", wave=responses.wave, file=source.file, sheet=source.sheet, parameters=parameters
    )


def _not_joined(responses: Responses, file: str, reason: str) -> Finding:
    return Finding(
        "repeat_not_joined", "warning", "study", wave=responses.wave, file=file, parameters={"reason": reason}
    )
