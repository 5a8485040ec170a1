"""Workbooks that are not XLSX: Excel 97-2003 (.xls), binary Excel (.xlsb) and OpenDocument (.ods)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from meal.model.errors import DataError
from meal.read.sheet_scan import MOST_CELLS
from meal.read.table import Table
from meal.read.workbook import (
    Cells,
    holds_anything,
    in_words,
    nothing_visible,
    sheet_position,
    sheet_remarks,
    table_from_rows,
)
from meal.read.workbook_package import damaged, look_over


@dataclass(frozen=True, slots=True)
class SheetName:
    """A worksheet: its name, and whether it is shown."""

    name: str
    hidden: bool


@dataclass(frozen=True, slots=True, eq=False)
class Spreadsheet:
    """A workbook that has been opened."""

    place: str
    sheets: tuple[SheetName, ...]
    workbook: Any

    def rows(self, name: str) -> Cells:
        """The cells of a sheet from A1 on; every row has as many.

        Raises:
            DataError: the sheet is damaged, or larger than any survey.
        """
        import python_calamine as calamine

        place = f'{self.place}, sheet "{name}"'
        try:
            sheet = self.workbook.get_sheet_by_name(name)
            if sheet.height * sheet.width > MOST_CELLS:
                raise DataError(
                    f"{place}: the sheet reaches to row {sheet.height:,}, column {sheet.width:,}, which is more than "
                    "can be read at once. A table without stray cells was expected. Delete the rows and columns beyond "
                    "it, or export it as CSV."
                )
            rows: Cells = sheet.to_python(skip_empty_area=False)
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise damaged(place, str(error)) from error
        return rows

    def in_words(self) -> str:
        """The names of the sheets."""
        return in_words([sheet.name for sheet in self.sheets])


def open_spreadsheet(data: bytes, place: str) -> Spreadsheet:
    """A workbook with its worksheets in their order; chart sheets are left out.

    Raises:
        DataError: it is damaged, protected with a password, or unpacks to far more than a survey.
    """
    import python_calamine as calamine

    if data.startswith(b"PK"):
        look_over(data, place)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(
            SheetName(sheet.name, sheet.visible != calamine.SheetVisibleEnum.Visible)
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        )
    except calamine.PasswordError as error:
        raise DataError(
            f"{place}: this workbook is protected with a password. Open it, save it without a password and use that "
            "file."
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(place, str(error)) from error
    return Spreadsheet(place, sheets, workbook)


def read_spreadsheet(data: bytes, place: str, sheet: str | None = None, header_row: int | None = None) -> Table:
    """One sheet of a workbook: the one named, else the first visible one that holds anything.

    Args:
        header_row: row with the names, from 1; without it the first that holds anything.

    Raises:
        DataError: the workbook is damaged, unsafe or empty, or has no such sheet.
    """
    book = open_spreadsheet(data, place)
    if sheet is not None:
        chosen = book.sheets[sheet_position([part.name for part in book.sheets], sheet, place)]
        others: Sequence[SheetName] = [part for part in book.sheets if part != chosen and part.hidden]
        rows = book.rows(chosen.name)
    else:
        found = ((part, book.rows(part.name)) for part in book.sheets if not part.hidden)
        first = next(((part, rows) for part, rows in found if holds_anything(rows)), None)
        if first is None:
            raise nothing_visible(place, book.in_words())
        chosen, rows = first
        others = [part for part in book.sheets if part != chosen]
    unread = [part for part in others if holds_anything(book.rows(part.name))]
    remarks = sheet_remarks(
        chosen.name if chosen.hidden else "",
        [part.name for part in unread if part.hidden],
        [part.name for part in unread if not part.hidden],
    )
    return table_from_rows(rows, place, chosen.name, book.in_words(), remarks, header_row)


def read_all_spreadsheets(data: bytes, place: str) -> list[Table]:
    """Every worksheet that holds anything.

    Raises:
        DataError: the workbook is damaged or unsafe, or none of its sheets holds anything.
    """
    book = open_spreadsheet(data, place)
    sheets = [(part.name, book.rows(part.name)) for part in book.sheets]
    tables = [table_from_rows(rows, place, name, book.in_words(), ()) for name, rows in sheets if holds_anything(rows)]
    if not tables:
        raise nothing_visible(place, book.in_words())
    return tables
