"""Delimited text row by row: slower, but it says which rows are too short or too long, and keeps every cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.model.errors import DataError
from meal.read.coding import code_text_rows
from meal.read.csv_layout import Layout, records, unclosed_quote
from meal.read.table import Remark

ROWS_NAMED = 50
"""Rows of the wrong length that are remarked upon one by one; the rest is counted."""
MOST_PADDED = 20_000_000
"""Cells that may be missing at the ends of rows: a few bytes a row would otherwise become thousands of cells."""


@dataclass(frozen=True, slots=True, eq=False)
class ExactRows:
    """Columns with the line of each record.

    Attributes:
        columns: one for each name, and after them those for cells beyond the row of names.
        row_of: shape (n_records,), the line on which the record starts.
    """

    columns: tuple[CodedColumn, ...]
    row_of: IntArray
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class Seen:
    """What is noted while the rows pass by."""

    lines: list[int] = field(default_factory=list)
    short: dict[int, int] = field(default_factory=dict)
    surplus: dict[int, list[str]] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    padded: int = 0


def exact_rows(data: bytes, layout: Layout, place: str) -> ExactRows:
    """The records below the row of names; short rows are filled with blanks, cells too many are kept.

    Raises:
        DataError: a quotation mark is never closed, or most rows have more cells than there are names.
    """
    seen = Seen()
    width = len(layout.names)
    body = io.BytesIO(data)
    body.seek(layout.body_offset)
    lines = io.TextIOWrapper(body, encoding="utf-8", errors="replace", newline="")
    try:
        columns = code_text_rows(_rows(lines, layout, seen, place), width)
    except csv.Error as error:
        raise unclosed_quote(place, seen.lines[-1] if seen.lines else layout.body_line) from error
    if _ends_inside_quotes(seen.last, layout.delimiter):
        raise unclosed_quote(place, seen.lines[-1])
    if 2 * len(seen.surplus) > len(seen.lines):
        raise _too_wide(place, width, seen)
    return ExactRows(
        (*columns, *surplus_columns(seen)), np.array(seen.lines, dtype=np.int64), ragged_remarks(width, seen)
    )


def _rows(lines: Iterable[str], layout: Layout, seen: Seen, place: str) -> Iterator[list[str]]:
    """Rows of exactly as many cells as there are names; what does not fit is noted in `seen`."""
    width = len(layout.names)
    for record in records(lines, layout.delimiter, layout.body_line):
        cells = record.cells
        if not cells:
            continue
        seen.lines.append(record.first_line)
        seen.last = record.lines
        if len(cells) == width:
            yield cells
        elif len(cells) < width:
            seen.short[record.first_line] = len(cells)
            seen.padded += width - len(cells)
            if seen.padded > MOST_PADDED:
                raise _too_narrow(place, width, seen)
            yield cells + [""] * (width - len(cells))
        else:
            if any(cell.strip() for cell in cells[width:]):
                seen.surplus[len(seen.lines) - 1] = cells[width:]
            yield cells[:width]


def _ends_inside_quotes(lines: list[str], delimiter: str) -> bool:
    """Whether the last record is still inside quotation marks when the file ends."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def surplus_columns(seen: Seen) -> tuple[CodedColumn, ...]:
    """The cells beyond the row of names as columns of their own."""
    width = max(map(len, seen.surplus.values()), default=0)
    if not width:
        return ()
    rows = (seen.surplus.get(index, []) for index in range(len(seen.lines)))
    return code_text_rows((row + [""] * (width - len(row)) for row in rows), width)


def ragged_remarks(width: int, seen: Seen) -> tuple[Remark, ...]:
    """Remarks on rows that are too short or too long."""
    long = {seen.lines[index]: width + len(cells) for index, cells in seen.surplus.items()}
    ragged = [("row_too_short", seen.short), ("row_too_long", long)]
    remarks: list[Remark] = [
        (rule, {"row": str(line), "cells": str(cells), "columns": str(width)})
        for rule, found in ragged
        for line, cells in list(found.items())[:ROWS_NAMED]
    ]
    more = sum(max(len(found) - ROWS_NAMED, 0) for _, found in ragged)
    return (*remarks, ("more_ragged_rows", {"count": str(more)})) if more else tuple(remarks)


def _too_narrow(place: str, width: int, seen: Seen) -> DataError:
    line, cells = next(iter(seen.short.items()))
    return DataError(
        f"{place}: the first row names {width:,} columns, but {len(seen.short):,} rows have far fewer cells "
        f"(row {line} has {cells:,}). As many cells in every row as there are names were expected. Remove what stands "
        "above the table, and save the file again."
    )


def _too_wide(place: str, width: int, seen: Seen) -> DataError:
    index, surplus = next(iter(seen.surplus.items()))
    return DataError(
        f"{place}: the first row names {width} {'column' if width == 1 else 'columns'}, but {len(seen.surplus)} of "
        f"{len(seen.lines)} rows have more cells (row {seen.lines[index]} has {width + len(surplus)}), so that it "
        "cannot be told which answer belongs to which question. A first row with one name for every column was "
        "expected. Where titles stand above the names, give their line as header_row; else add the names that are "
        "missing."
    )
