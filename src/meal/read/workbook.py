"""XLSX workbooks: one sheet, every cell as text, with what the parser would lose in silence said aloud."""

from __future__ import annotations

import difflib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from meal.model.errors import DataError
from meal.read.coding import code_rows
from meal.read.sheet_scan import SheetScan, far_cell, filled_extent, holds_values, scan_sheet
from meal.read.table import Remark, Table, some_of
from meal.read.workbook_package import Package, SheetPart, damaged, open_package

Cells = list[list[Any]]


def read_workbook(data: bytes, place: str, sheet: str | None = None, header_row: int | None = None) -> Table:
    """One sheet of a workbook: the one named, else the first visible one that holds anything.

    Args:
        header_row: row with the names, from 1; without it the first that holds anything.

    Raises:
        DataError: the workbook is damaged, unsafe or empty, or has no such sheet.
    """
    package = open_package(data, place)
    part, scan, rows = _chosen_sheet(data, package, sheet)
    remarks = _remarks(package, part, scan, asked=sheet is not None)
    return table_from_rows(rows, package.place, part.name, _names(package), remarks, header_row)


def read_all_sheets(data: bytes, place: str) -> list[Table]:
    """Every worksheet that holds anything, hidden ones too.

    Raises:
        DataError: the workbook or one of its sheets is damaged or unsafe, or none holds anything.
    """
    package = open_package(data, place)
    read = [(part, *sheet_rows(data, package, part)) for part in package.sheets]
    tables = [
        table_from_rows(rows, place, part.name, _names(package), _cell_remarks(scan))
        for part, scan, rows in read
        if holds_anything(rows)
    ]
    if not tables:
        raise nothing_visible(place, _names(package))
    return tables


def table_from_rows(
    rows: Cells, place: str, sheet: str, sheets: str, remarks: tuple[Remark, ...], header_row: int | None = None
) -> Table:
    """The table on a sheet: its first row that holds anything has the names.

    Args:
        sheets: the sheets of the workbook in words.
        header_row: another row with the names, from 1.

    Raises:
        DataError: the sheet is empty, or the row of names is.
    """
    header = next((index for index, row in enumerate(rows) if any(map(filled, row))), len(rows))
    if header == len(rows):
        raise DataError(
            f'{place}, sheet "{sheet}": the sheet is empty. A first row with column names was expected. Name '
            f"another sheet under `sheet` ({sheets}), or export the table again."
        )
    if header_row is not None:
        header = header_row - 1
        if header >= len(rows) or not any(map(filled, rows[header])):
            raise empty_header_row(f'{place}, sheet "{sheet}"', header_row, len(rows))
    (name_row,) = code_rows([[cell] for cell in rows[header]], 1)
    return Table(
        names=tuple(name_row.record_texts().tolist()),
        columns=code_rows(rows[header + 1 :], len(rows[header])),
        row_of=np.arange(header + 2, len(rows) + 1, dtype=np.int64),
        remarks=remarks,
        sheet=sheet,
    )


def empty_header_row(place: str, header_row: int, n_rows: int) -> DataError:
    """Why a table is refused whose row of names, as given, holds nothing."""
    return DataError(
        f"{place}: header_row: {header_row} names a row that holds nothing; the table ends at row {n_rows:,}. The row "
        "with the names of the columns was expected, as the spreadsheet shows it. Correct it, or leave it out."
    )


def sheet_rows(data: bytes, package: Package, part: SheetPart) -> tuple[SheetScan, Cells]:
    """What the sheet's XML shows, and its cells from A1 on; every row has as many.

    Raises:
        DataError: the sheet is damaged, or a cell lies so far away that it would fill the memory.
    """
    import python_calamine as calamine

    place = f'{package.place}, sheet "{part.name}"'
    scan = scan_sheet(package.stream(part.member))
    if scan.too_far:
        filled = filled_extent(package.stream(part.member))
        if filled.too_far:
            raise far_cell(place, filled)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return scan, workbook.get_sheet_by_name(part.name).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(place, str(error)) from error


def find_sheet(package: Package, name: str) -> SheetPart:
    """The sheet of this name; capitals and spaces around it do not matter.

    Raises:
        DataError: there is none; the text lists those there are.
    """
    return package.sheets[sheet_position([part.name for part in package.sheets], name, package.place)]


def sheet_position(sheets: Sequence[str], name: str, place: str) -> int:
    """The position of a sheet, from 0; capitals and spaces around its name do not matter.

    Raises:
        DataError: there is none of this name; the text lists those there are.
    """
    if name in sheets:
        return sheets.index(name)
    plain = [sheet.strip().casefold() for sheet in sheets]
    if name.strip().casefold() in plain:
        return plain.index(name.strip().casefold())
    near = difflib.get_close_matches(name, sheets, n=1)
    meant = f' Did you mean "{near[0]}"?' if near else ""
    raise DataError(
        f'{place}: there is no sheet "{name}"; the workbook has {in_words(sheets)}. Correct the name of the '
        f"sheet, or use the workbook that has it.{meant}"
    )


def _chosen_sheet(data: bytes, package: Package, sheet: str | None) -> tuple[SheetPart, SheetScan, Cells]:
    if sheet is not None:
        part = find_sheet(package, sheet)
        return (part, *sheet_rows(data, package, part))
    for part in package.sheets:
        if not part.hidden:
            scan, rows = sheet_rows(data, package, part)
            if holds_anything(rows):
                return part, scan, rows
    raise nothing_visible(package.place, _names(package))


def nothing_visible(place: str, sheets: str) -> DataError:
    """Why a workbook is refused that shows nothing."""
    return DataError(
        f"{place}: no visible sheet of the workbook holds anything ({sheets}). A sheet with a row of column names was "
        "expected. Unhide the sheet with the table, or export it again."
    )


def filled(cell: object) -> bool:
    """Whether a cell shows anything."""
    return not isinstance(cell, str) or bool(cell.strip())


def holds_anything(rows: Cells) -> bool:
    """Whether any cell of a sheet shows anything."""
    return any(filled(cell) for row in rows for cell in row)


def in_words(sheets: Sequence[str]) -> str:
    """The sheets of a workbook in words."""
    return some_of(f'"{sheet}"' for sheet in sheets) or "no sheet with cells"


def _names(package: Package) -> str:
    return in_words([part.name for part in package.sheets])


def _remarks(package: Package, part: SheetPart, scan: SheetScan, *, asked: bool) -> tuple[Remark, ...]:
    others = [other for other in package.sheets if other != part and holds_values(package.stream(other.member))]
    hidden = [other.name for other in others if other.hidden]
    shown = [other.name for other in others if not other.hidden]
    return (*_cell_remarks(scan), *sheet_remarks(part.name if part.hidden else "", hidden, [] if asked else shown))


def _cell_remarks(scan: SheetScan) -> tuple[Remark, ...]:
    remarks: list[Remark] = []
    if scan.n_errors:
        remarks.append(("excel_error_cells", {"count": str(scan.n_errors), "example": scan.error_example}))
    if scan.n_uncalculated:
        remarks.append(("formulas_without_value", {"count": str(scan.n_uncalculated)}))
    return tuple(remarks)


def sheet_remarks(hidden_read: str, hidden: Sequence[str], shown: Sequence[str]) -> tuple[Remark, ...]:
    """Remarks on a hidden sheet that was read, and on sheets with cells that were not."""
    remarks: list[Remark] = [("hidden_sheet_read", {"sheet": hidden_read})] if hidden_read else []
    remarks += _unread("hidden_sheets", hidden)
    return (*remarks, *_unread("other_sheets", shown))


def _unread(rule: str, names: Sequence[str]) -> list[Remark]:
    return [(rule, {"count": str(len(names)), "sheets": some_of(names)})] if names else []
