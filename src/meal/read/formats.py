"""Which reader takes which format: a new format is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from meal.read.delimited import read_delimited
from meal.read.statistical import read_dta, read_sav
from meal.read.table import Table
from meal.read.workbook import read_workbook

Reader = Callable[[bytes, str, str | None], Table]
"""From the bytes of a file, its name for messages, and the sheet wanted, to the table in it."""

READERS: dict[str, Reader] = {
    "csv": read_delimited,
    "xlsx": read_workbook,
    "sav": read_sav,
    "dta": read_dta,
}
"""Format as `detect` tells it → reader. Readers load their libraries when they are called."""
EMPTY_ROWS_ARE_RECORDS = frozenset({"sav", "dta"})
"""Formats in which a row that holds nothing is still a case; in the others it is only space on the sheet."""
