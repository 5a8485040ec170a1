"""Delimited text in which a few rows are too short or too long: Arrow reads the rest, these are set in."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from meal.model.arrays import CodeArray, IntArray
from meal.model.columns import CodedColumn
from meal.read.coding import coded
from meal.read.csv_exact import MOST_PADDED, ExactRows, Seen, ragged_remarks, surplus_columns
from meal.read.csv_fast import arrow_columns, record_lines
from meal.read.csv_layout import Layout, text_lines

MOST_RAGGED = 10_000
"""Rows that are set in one by one; where more do not fit, the file is read row by row from the start."""


class _Ragged(NamedTuple):
    """A row of another width: its place among the records, from 0, and its cells."""

    place: int
    cells: list[str]


def mended_rows(data: bytes, layout: Layout) -> ExactRows | None:
    """The records below the row of names, or None where they must be read row by row.

    Short rows are filled with blanks, cells too many are kept in columns of their own.
    """
    ragged: list[_Ragged] = []
    columns = arrow_columns(data, layout, lambda row: _noted(row, layout, ragged))
    if columns is None or not 0 < len(ragged) <= MOST_RAGGED:
        return None
    width, n_records = len(layout.names), len(columns[0]) + len(ragged)
    lines = record_lines(data, layout, n_records)
    if lines is None or 20 * len(ragged) > n_records:
        return None
    ragged.sort()
    places = np.array([row.place for row in ragged], dtype=np.int64)
    cells = [(row.cells + [""] * width)[:width] for row in ragged]
    with ThreadPoolExecutor() as columns_at_once:
        whole = columns_at_once.map(_set_in, columns, [places] * width, zip(*cells, strict=True))
        seen = _seen(ragged, width, lines)
        return ExactRows((*whole, *surplus_columns(seen)), lines, ragged_remarks(width, seen))


def _noted(row: Any, layout: Layout, ragged: list[_Ragged]) -> str:
    """Notes a row that Arrow cannot place and has it left out, or has the file refused."""
    if len(ragged) > MOST_RAGGED or len(ragged) * len(layout.names) > MOST_PADDED:
        return "error"
    try:
        (cells,) = csv.reader(text_lines(row.text), delimiter=layout.delimiter)
    except (csv.Error, ValueError):  # a cell too long, or rows that Arrow took for one
        return "error"
    ragged.append(_Ragged(row.number - 1, cells))
    return "skip"


def _set_in(column: CodedColumn, places: IntArray, texts: tuple[str, ...]) -> CodedColumn:
    """The column with these texts set in, so that they stand at these places."""
    known = dict(zip(column.texts.tolist(), range(column.n_distinct), strict=True))
    added = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int32)
    codes: CodeArray = np.empty(len(column) + len(places), dtype=np.int32)
    others = np.ones(len(codes), dtype=np.bool_)
    others[places] = False
    codes[others] = column.codes
    codes[places] = added
    return coded(codes, list(known))


def _seen(ragged: list[_Ragged], width: int, lines: IntArray) -> Seen:
    seen = Seen(lines=lines.tolist())
    for row in ragged:
        if len(row.cells) < width:
            seen.short[int(lines[row.place])] = len(row.cells)
        elif any(cell.strip() for cell in row.cells[width:]):
            seen.surplus[row.place] = row.cells[width:]
    return seen
