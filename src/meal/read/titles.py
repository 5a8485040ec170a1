"""Titles above a table and notes below it: where its row of names seems to stand, and where its records end."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from meal.model.arrays import ByteArray
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.read.coding import without_unused
from meal.read.table import Remark, Table

_ROWS_SEARCHED = 50
_ROWS_BELOW = 20
_FEWEST_RECORDS = 2
_NARROWEST = 3
_ROWS_OF_NOTES = 60
_BLANK, _WORDS, _NUMBER = range(3)
_NUMBER_OR_DATE = re.compile(r"[-+]?[\d.,]+%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ][\d:.]+)?")
_NAMES_FILLED = 0.8
"""Of the columns that have answers, how many the row of names must name."""
_NAMES_DIFFERENT = 0.6
"""Below this the row repeats itself, as the second row of a cross table does: Yes, No, Yes, No."""
_NAMES_AS_WORDS = 0.7


def likely_header_row(table: Table) -> int | None:
    """The row that looks like the row of names, in a table whose first row does not; None where none does.

    It names most columns that have answers below it, the first of them too, in words that mostly differ.
    Of several such rows it is the first that differs from the answers below in kind; else the first.
    """
    cells = [column.texts[column.codes[: _ROWS_SEARCHED + _ROWS_BELOW]].tolist() for column in table.columns]
    kinds = np.array([[_kind(text) for text in column] for column in cells], dtype=np.int8).T
    likely: list[int] = []
    for row in range(min(len(kinds), _ROWS_SEARCHED)):
        below = kinds[row + 1 : row + 1 + _ROWS_BELOW]
        below = below[(below != _BLANK).any(axis=1)]
        if len(below) < _FEWEST_RECORDS or not _names_columns([column[row] for column in cells], below):
            continue
        if _unlike(kinds[row], below):
            return int(table.row_of[row])
        likely.append(int(table.row_of[row]))
    return likely[0] if likely else None


def _kind(text: str) -> int:
    if not text.strip():
        return _BLANK
    return _NUMBER if _NUMBER_OR_DATE.fullmatch(text.strip()) else _WORDS


def _names_columns(row: list[str], below: ByteArray) -> bool:
    used = np.flatnonzero((below != _BLANK).mean(axis=0) >= 0.5)
    names = [name for name in row if name.strip()]
    if len(used) < _NARROWEST or not row[used[0]].strip():
        return False
    named = sum(bool(row[column].strip()) for column in used.tolist())
    return (
        named >= _NAMES_FILLED * len(used)
        and len(set(names)) >= _NAMES_DIFFERENT * len(names)
        and sum(_kind(name) == _WORDS for name in names) >= _NAMES_AS_WORDS * len(names)
    )


def _unlike(row: ByteArray, below: ByteArray) -> bool:
    """Whether words stand above a column of numbers or dates, and the next row is one of the records."""
    numbers = (below == _NUMBER).sum(axis=0) > (below == _WORDS).sum(axis=0)
    return bool((numbers & (row == _WORDS) & (below[0] == _NUMBER)).any())


def until(table: Table, last_row: int | None, place: str) -> Table:
    """The table without the rows below its last one.

    Raises:
        DataError: the last row stands above all records.
    """
    if last_row is None or not len(table.row_of):
        return table
    kept = np.flatnonzero(table.row_of <= last_row)
    if not len(kept):
        raise DataError(
            f"{place}: last_row: {last_row} stands above the first record, which is in row {int(table.row_of[0])}. The "
            "row of the last record was expected, as the spreadsheet shows it. Correct it, or leave it out."
        )
    columns = tuple(without_unused(column.take(kept)) for column in table.columns)
    return replace(table, columns=columns, row_of=table.row_of[kept])


def notes_below(table: Table) -> tuple[Remark, ...]:
    """A remark on the last rows where they hold a cell or two and all rows above them many more."""
    tail = slice(max(0, len(table.row_of) - _ROWS_OF_NOTES), None)
    counts = np.zeros(len(table.row_of[tail]), dtype=np.int64)
    for column in table.columns:
        counts += column.reasons[column.codes[tail]] != Reason.BLANK
    if len(counts) <= _FEWEST_RECORDS:
        return ()
    thin = 3 * counts <= np.median(counts)
    if thin.all():
        return ()
    last = int(np.flatnonzero(~thin)[-1])
    # Where thin rows stand between others, one at the end is a record like them.
    if last == len(counts) - 1 or thin[:last].any() or last + 1 < _FEWEST_RECORDS:
        return ()
    rows = table.row_of[tail]
    notes = {"count": str(len(rows) - last - 1), "row": str(rows[last + 1]), "last": str(rows[last])}
    return (("notes_below_table", notes),)
