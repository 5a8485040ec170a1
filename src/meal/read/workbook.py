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


def read_workbook(data: bytes, place: str, sheet: str | None = None) -> Table:
    """One sheet of a workbook: the one named, else the first visible one that holds anything.

    Raises:
        DataError: the workbook is damaged, unsafe or empty, or has no such sheet.
    """
    package = open_package(data, place)
    part, scan, rows = _chosen_sheet(data, package, sheet)
    header = next((index for index, row in enumerate(rows) if any(_filled(cell) for cell in row)), len(rows))
    if header == len(rows):
        raise DataError(
            f'{place}, sheet "{part.name}": the sheet is empty. A first row with column names was expected. Name '
            f"another sheet under `sheet` ({_names(package)}), or export the table again."
        )
    (name_row,) = code_rows([[cell] for cell in rows[header]], 1)
    return Table(
        names=tuple(name_row.record_texts().tolist()),
        columns=code_rows(rows[header + 1 :], len(rows[header])),
        row_of=np.arange(header + 2, len(rows) + 1, dtype=np.int64),
        remarks=_remarks(package, part, scan, asked=sheet is not None),
        sheet=part.name,
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
    for part in package.sheets:
        if part.name == name:
            return part
    for part in package.sheets:
        if part.name.strip().casefold() == name.strip().casefold():
            return part
    near = difflib.get_close_matches(name, [part.name for part in package.sheets], n=1)
    meant = f' Did you mean "{near[0]}"?' if near else ""
    raise DataError(
        f'{package.place}: there is no sheet "{name}"; the workbook has {_names(package)}. Correct the name of the '
        f"sheet, or use the workbook that has it.{meant}"
    )


def _chosen_sheet(data: bytes, package: Package, sheet: str | None) -> tuple[SheetPart, SheetScan, Cells]:
    if sheet is not None:
        part = find_sheet(package, sheet)
        return (part, *sheet_rows(data, package, part))
    for part in package.sheets:
        if not part.hidden:
            scan, rows = sheet_rows(data, package, part)
            if any(_filled(cell) for row in rows for cell in row):
                return part, scan, rows
    raise DataError(
        f"{package.place}: no visible sheet of the workbook holds anything ({_names(package)}). A sheet with a row of "
        "column names was expected. Unhide the sheet with the table, or export it again."
    )


def _filled(cell: object) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _names(package: Package) -> str:
    return some_of(f'"{part.name}"' for part in package.sheets) or "no sheet with cells"


def _remarks(package: Package, part: SheetPart, scan: SheetScan, *, asked: bool) -> tuple[Remark, ...]:
    remarks: list[Remark] = []
    if scan.n_errors:
        remarks.append(("excel_error_cells", {"count": str(scan.n_errors), "example": scan.error_example}))
    if scan.n_uncalculated:
        remarks.append(("formulas_without_value", {"count": str(scan.n_uncalculated)}))
    if part.hidden:
        remarks.append(("hidden_sheet_read", {"sheet": part.name}))
    others = [other for other in package.sheets if other != part and holds_values(package.stream(other.member))]
    remarks += _unread("hidden_sheets", [other.name for other in others if other.hidden])
    if not asked:
        remarks += _unread("other_sheets", [other.name for other in others if not other.hidden])
    return tuple(remarks)


def _unread(rule: str, names: Sequence[str]) -> list[Remark]:
    return [(rule, {"count": str(len(names)), "sheets": some_of(names)})] if names else []
