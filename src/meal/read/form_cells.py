"""The cells of a form's sheets, from a workbook or from a CSV in which the first column names the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from meal.model.errors import DataError
from meal.read.cells import cell_text
from meal.read.csv_layout import csv_layout, records, text_lines
from meal.read.encodings import decode
from meal.read.spreadsheets import open_spreadsheet
from meal.read.table import some_of
from meal.read.workbook import Cells, sheet_rows
from meal.read.workbook_package import open_package

SHEETS = ("survey", "choices", "settings")

FormCells = Mapping[str, tuple[str, list[list[str]]]]
"""Sheet → its name as it stands in the workbook, and its cells from A1 on."""


def form_cells(data: bytes, kind: str, place: str) -> FormCells:
    """The cells of the sheets survey, choices and settings, those that are there.

    Raises:
        DataError: the file cannot be read, or has no survey sheet.
    """
    names, rows_of = FORM_KINDS[kind](data, place)
    wanted = {name.strip().lower(): name for name in names}
    if "survey" not in wanted:
        raise DataError(
            f"{place}: the workbook has no sheet called survey, only {some_of(names)}. An XLSForm with the sheets "
            "survey and choices was expected. Use the form, not the data that it collected."
        )
    return {
        key: (wanted[key], [[cell_text(cell) for cell in row] for row in rows_of(wanted[key])])
        for key in SHEETS
        if key in wanted
    }


Sheets = tuple[list[str], Callable[[str], Cells]]
"""The names of the sheets, and what gives the cells of one of them."""


def _package_sheets(data: bytes, place: str) -> Sheets:
    package = open_package(data, place)
    parts = {part.name: part for part in package.sheets}
    return list(parts), lambda name: sheet_rows(data, package, parts[name])[1]


def _spreadsheet_sheets(data: bytes, place: str) -> Sheets:
    book = open_spreadsheet(data, place)
    return [sheet.name for sheet in book.sheets], book.rows


def _text_sheets(data: bytes, place: str) -> Sheets:
    """The sheets of a form in CSV: a name alone in the first column begins a sheet, its rows start one column later."""
    text = decode(data).data
    layout = csv_layout(text, place)
    sheets: dict[str, Cells] = {}
    current: Cells = []
    for cells in _rows(text.decode(), layout.delimiter):
        if cells and cells[0].strip():
            current = sheets.setdefault(cells[0].strip(), [])
        if any(cell.strip() for cell in cells[1:]):
            current.append(cells[1:])
    if not any(name.lower() == "survey" for name in sheets):
        raise DataError(
            f"{place}: this is a text file without a row that says survey. An XLSForm as an .xlsx workbook was "
            "expected. Download the form as XLS from the server, and save it as .xlsx."
        )
    return list(sheets), lambda name: sheets[name]


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return (record.cells for record in records(text_lines(text), delimiter))


FORM_KINDS: dict[str, Callable[[bytes, str], Sheets]] = {
    "xlsx": _package_sheets,
    "xls": _spreadsheet_sheets,
    "xlsb": _spreadsheet_sheets,
    "ods": _spreadsheet_sheets,
    "csv": _text_sheets,
}
"""Formats in which forms come."""
