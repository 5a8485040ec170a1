"""Which reader takes which format: a new format is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from meal.read.archive import read_archive, read_whole_archive
from meal.read.delimited import read_delimited
from meal.read.parquet import read_parquet
from meal.read.spreadsheets import read_all_spreadsheets, read_spreadsheet
from meal.read.statistical import read_dta, read_por, read_sav
from meal.read.table import Table
from meal.read.workbook import read_all_sheets, read_workbook

Reader = Callable[[bytes, str, str | None], Table]
"""From the bytes of a file, its name for messages, and the sheet wanted, to the table in it."""

READERS: dict[str, Reader] = {
    "csv": read_delimited,
    "xlsx": read_workbook,
    "xls": read_spreadsheet,
    "xlsb": read_spreadsheet,
    "ods": read_spreadsheet,
    "sav": read_sav,
    "por": read_por,
    "dta": read_dta,
    "parquet": read_parquet,
    "zip": read_archive,
}
"""Format as `detect` tells it → reader. Readers load their libraries when they are called."""
TITLED: dict[str, Callable[[bytes, str, str | None, int | None], Table]] = {
    "csv": read_delimited,
    "xlsx": read_workbook,
    "xls": read_spreadsheet,
    "xlsb": read_spreadsheet,
    "ods": read_spreadsheet,
}
"""Formats in which titles may stand above the table → reader that is told the row of names."""
ALL_SHEETS: dict[str, Callable[[bytes, str], Sequence[Table]]] = {
    "xlsx": read_all_sheets,
    "xls": read_all_spreadsheets,
    "xlsb": read_all_spreadsheets,
    "ods": read_all_spreadsheets,
    "zip": read_whole_archive,
}
"""Formats that hold several tables, such as the repeats of a form → reader of all of them."""
IN_THIS_PROCESS = frozenset({"csv"})
"""Formats read without a process of their own: delimited text takes memory and time in proportion to the file."""
EMPTY_ROWS_ARE_RECORDS = frozenset({"sav", "por", "dta", "parquet"})
"""Formats in which a row that holds nothing is still a case; in the others it is only space on the sheet."""
