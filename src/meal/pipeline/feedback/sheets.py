"""One partner's own rows of each table, in its own order, with what is personal left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from meal.model.arrays import BoolArray, IntArray
from meal.model.feedback_workbook import ExportSheet, value_hash
from meal.model.findings import Finding
from meal.model.partner_feedback import MarkedCell, Place, RowsSheet
from meal.pipeline.feedback.tables import ExportTable, texts_at
from meal.pipeline.preparation import Prepared
from meal.report.excel.book import sheet_name
from meal.study.records import RepeatRows

LONGEST_SHEET = 20_000
"""Rows of a file that are all shown; of a longer one only those with something to fix."""


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """A sheet of rows, and where a finding stands in it."""

    sheet: RowsSheet
    table: ExportTable
    position: Mapping[int, int]

    def about(self, finding: Finding) -> bool:
        """Whether a finding points into this sheet."""
        source = self.table.export.source
        return (finding.wave, finding.file, finding.row in self.position) == (self.table.wave, source.file, True) and (
            finding.sheet == source.sheet
        )

    def columns(self, variables: Sequence[str]) -> list[int]:
        """Positions of the columns of these questions, else that of the identifier, else the first."""
        names = self.sheet.questions
        found = [number for number, name in enumerate(names) if name in variables]
        found = found or [number for number, name in enumerate(names) if name.partition("/")[0] in variables]
        locked = [number for number, kind in enumerate(self.sheet.kinds) if kind == "identifier"]
        return found or locked[:1] or [0]

    def place(self, finding: Finding) -> Place:
        """The cell of a finding in the workbook."""
        column = self.sheet.number(self.columns([finding.variable])[0])
        return Place(self.sheet.export.title, self.position[finding.row] + 2, column)

    def marked(self, marks: Sequence[MarkedCell]) -> RowsSheet:
        """The sheet with these cells marked."""
        return replace(self.sheet, marks=tuple(marks))


def placed_sheets(
    prepared: Prepared, tables: Sequence[ExportTable], partner: str, findings: Sequence[Finding], *,
    key: bytes, taken: set[str],
) -> list[PlacedSheet]:  # fmt: skip
    """The sheets of one partner.

    Args:
        key: of the study. taken: names of sheets that are there already, in small letters; new ones are added.
    """
    several = len(prepared.waves) > 1
    sheets: list[PlacedSheet] = []
    for table in tables:
        mine = np.append(prepared.keys[table.wave].partner == partner, False)
        rows = np.flatnonzero(mine[table.record_of])
        if not len(rows):
            continue
        title = sheet_name(_title(table, several=several), taken)
        taken.add(title.lower())
        shown = rows if len(rows) <= LONGEST_SHEET else rows[_asked(table, rows, findings)]
        sheet = _sheet(prepared, table, shown, title, key)
        position = {row: place for place, row in enumerate(sheet.rows)}
        sheets.append(PlacedSheet(replace(sheet, left_out=len(rows) - len(shown)), table, position))
    return sheets


def _title(table: ExportTable, *, several: bool) -> str:
    source = table.export.source
    name = source.sheet if table.repeat and source.sheet else PurePosixPath(source.file).stem
    name = PurePosixPath(name).stem if table.repeat else name
    return f"{table.wave} {name}" if several and name != table.wave else name


def _asked(table: ExportTable, rows: IntArray, findings: Sequence[Finding]) -> BoolArray:
    source = table.export.source
    asked = [f.row for f in findings if (f.wave, f.file, f.sheet) == (table.wave, source.file, source.sheet)]
    found: BoolArray = np.isin(table.export.row_of[rows], np.array(asked, dtype=np.int64))
    return found


def _sheet(prepared: Prepared, table: ExportTable, rows: IntArray, title: str, key: bytes) -> RowsSheet:
    source, columns = table.export.source, list(table.export.columns)
    stable = [
        str(found[0].keys.stable[found[1]]) if found else str(prepared.keys[table.wave].stable[record])
        for record, found in zip(table.record_of[rows].tolist(), _in_repeat(prepared, table, rows), strict=True)
    ]
    shown = [
        [""] * len(rows) if column in table.hidden else texts_at(table, column, rows).tolist() for column in columns
    ]
    return RowsSheet(
        export=ExportSheet(title, table.wave, source.file, source.sheet, source.sha256),
        headings=tuple(table.export.headings.get(column, column) for column in columns),
        questions=tuple(table.names[column] for column in columns),
        kinds=tuple(table.kinds[column] for column in columns),
        cells=tuple(zip(*shown, strict=True)),
        hashes={
            position: _hashes(prepared, table, column, rows, stable, key)
            for position, column in enumerate(columns)
            if table.kinds[column] == "personal"
        },
        stable_ids=tuple(stable),
        rows=tuple(table.export.row_of[rows].tolist()),
    )


def _hashes(
    prepared: Prepared, table: ExportTable, column: str, rows: IntArray, stable: Sequence[str], key: bytes
) -> tuple[str, ...]:
    """What stands for the values that the records hold now, which the cleaning log may have corrected."""
    name = table.names[column]
    texts = texts_at(table, column, rows).tolist()
    held = None if table.repeat else prepared.waves[table.wave].columns.get(name)
    if held is not None:
        texts = held.texts[held.codes[table.record_of[rows]]].tolist()
    for place, found in enumerate(_in_repeat(prepared, table, rows)):
        inside = found[0].table.responses.columns.get(name) if found else None
        if found and inside is not None:
            texts[place] = inside.texts[inside.codes[found[1]]]
    return tuple(
        value_hash(key, wave=table.wave, question=name, stable_id=one, value=str(text))
        for one, text in zip(stable, texts, strict=True)
    )


def _in_repeat(prepared: Prepared, table: ExportTable, rows: IntArray) -> list[tuple[RepeatRows, int] | None]:
    """For each row of a table, the row of the repeat group that it is; nothing for records."""
    if not table.repeat:
        return [None] * len(rows)
    source = table.export.source
    shown = table.export.row_of[rows].tolist()
    return [prepared.row_at(table.wave, source.file, source.sheet, row) for row in shown]
