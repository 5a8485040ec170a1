"""Answers that a partner corrected in the sheets with its rows, found by comparing them with the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.model.returned import ReturnedRow, ReturnedSheet, ReturnedWorkbook
from meal.prepare.clean import same_answer
from meal.prepare.held import Held

LONGEST_CELL = 32_000
"""A spreadsheet keeps no longer text in a cell, so that a longer answer cannot be compared."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One corrected cell.

    Attributes:
        record: id of the submission as exported. old: what the export has; empty for a personal answer, of which
            `old_hash` stands in the workbook. place: (sheet, row) of the workbook.
    """

    text: str
    old: str
    old_hash: str
    record: str
    file: str
    place: tuple[str, int]


def edited_cells(
    workbook: ReturnedWorkbook, every: Held, earlier: Mapping[str, Responses]
) -> tuple[dict[tuple[str, str, str], Edit], list[Finding]]:
    """(wave, stable id, question) → what was typed there, and what is wrong with the rows.

    Changes can be told only where the export from which the workbook was made is there: the same one still, or
    kept as an earlier version.

    Args:
        every: what the study holds. earlier: hash of an earlier version → its records.
    """
    edits: dict[tuple[str, str, str], Edit] = {}
    told: list[Finding] = []
    for sheet in workbook.sheets:
        held = every.of_sheet(sheet.export)
        responses = held.waves.get(sheet.export.wave)
        if responses is None:
            continue
        kept = earlier.get(sheet.export.sha256)
        place = _Sheet(workbook, sheet, held, responses, None)
        number = place.source()
        if number is None and kept is not None:
            place, number = _Sheet(workbook, sheet, held, kept, kept), 0
        if number is None:
            differing = sum(1 for row in sheet.rows for _ in place.differences(row, place.by_id(row)))
            if differing:
                told.append(place.finding("reply_rows_of_earlier_export", 0, cells=f"{differing:,}",
                                          export=sheet.export.file))  # fmt: skip
            continue
        at = place.positions(number)
        for row in sheet.rows:
            _one_row(place, row, at.get(row.file_row), edits, told)
    return edits, told


def _one_row(
    place: _Sheet,
    row: ReturnedRow,
    record: int | None,
    edits: dict[tuple[str, str, str], Edit],
    told: list[Finding],
) -> None:
    if not row.stable_id and not row.file_row:
        if sum(bool(cell.strip()) for cell in row.cells) > 1:  # a single cell is a remark below the rows
            told.append(place.finding("reply_row_unknown", row.row))
        return
    wave = place.sheet.export.wave
    keys = place.held.keys[wave]
    partner = place.workbook.settings["partner"]
    now = place.held.record(wave, row.stable_id) if place.earlier else record
    if place.earlier and now is None:
        return  # the record was withdrawn meanwhile
    if record is None or now is None or keys.stable[now] != row.stable_id or keys.partner[now] != partner:
        told.append(place.finding("reply_row_unknown", row.row))
        return
    counted = place.held.record(wave, row.stable_id) == now
    for position in place.differences(row, record):
        column = place.sheet.columns[position]
        if column.kind == "identifier":
            told.append(place.finding("reply_identifier_changed", row.row, variable=column.question))
        elif counted:
            personal = column.kind == "personal"
            edits[wave, row.stable_id, column.question] = Edit(
                text=row.cells[position].strip(),
                old="" if personal else place.sent(record, column.question),
                old_hash=row.hashes[position].strip() if personal else "",
                record=str(keys.record[now]),
                file=place.sheet.export.file,
                place=(place.sheet.export.title, row.row),
            )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of rows beside what was sent.

    Attributes:
        responses: the records that were sent. earlier: the same, where they are an earlier version by now.
    """

    workbook: ReturnedWorkbook
    sheet: ReturnedSheet
    held: Held
    responses: Responses
    earlier: Responses | None

    def source(self) -> int | None:
        """Which source of the wave the sheet was made from, if that file is still the same."""
        export = self.sheet.export
        for number, source in enumerate(self.responses.sources):
            if (source.file, source.sheet, source.sha256) == (export.file, export.sheet, export.sha256):
                return number
        return None

    def positions(self, number: int) -> Mapping[str, int]:
        """Row of the file, as text → its record."""
        rows = zip(self.responses.source_of.tolist(), self.responses.row_of.tolist(), strict=True)
        return {str(row): position for position, (source, row) in enumerate(rows) if source == number}

    def by_id(self, row: ReturnedRow) -> int | None:
        """The record of a row whose file was replaced."""
        return self.held.record(self.sheet.export.wave, row.stable_id)

    def differences(self, row: ReturnedRow, record: int | None) -> Iterator[int]:
        """Positions of the columns in which a row is not what was sent."""
        if record is None:
            return
        wave = self.sheet.export.wave
        for position, column in enumerate(self.sheet.columns):
            typed = _comparable(row.cells[position])
            if column.kind == "personal":
                if typed:
                    yield position
                continue
            question = self.held.question(wave, column.question)
            sent = _comparable(self.sent(record, column.question))
            if typed == sent or len(sent) >= LONGEST_CELL:
                continue
            at = self.held.record(wave, row.stable_id) if self.earlier else record
            now = "" if at is None else _comparable(self.held.text(wave, at, column.question))
            if not (same_answer(typed, sent, question) or (now and same_answer(typed, now, question))):
                yield position

    def sent(self, record: int, question: str) -> str:
        """The answer as the export had it that was sent."""
        if self.earlier is None:
            return self.held.export_text(self.sheet.export.wave, record, question)
        column = self.earlier.columns.get(question)
        return "" if column is None else str(column.texts[column.codes[record]])

    def finding(self, rule: str, row: int, *, variable: str = "", **parameters: str) -> Finding:
        """What is wrong with a row, without what it holds."""
        title = self.sheet.export.title
        return Finding(
            rule, "warning", "study", wave=self.sheet.export.wave, partner=self.workbook.settings["partner"],
            file=self.workbook.name, sheet=title, row=row, variable=variable,
            parameters={"sheet_name": title, "row": str(row), **parameters},
        )  # fmt: skip


def _comparable(text: str) -> str:
    """A text without what spreadsheets drop or add: control characters, ends of lines, spaces at the ends."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
