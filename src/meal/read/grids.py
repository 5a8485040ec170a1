"""The sheets of a workbook that `meal` made and people filled in, as cells by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from meal.model.errors import DataError
from meal.read.contained import Parser
from meal.read.detect import detect
from meal.read.files import file_bytes
from meal.read.table import Table

WORKBOOKS = frozenset({"xlsx", "xls", "xlsb", "ods"})

Grid = Mapping[int, Sequence[str]]
"""Row of the sheet, from 1 → its cells."""


def workbook_grids(path: Path) -> dict[str, Grid] | None:
    """The sheets of a workbook by name; None for a file that is none or cannot be read."""
    try:
        data = file_bytes(path, path.name)
        kind = detect(data)
        return grids_of(kind, data, path.name) if kind in WORKBOOKS else None
    except DataError:
        return None


def grids_of(kind: str, data: bytes, name: str) -> dict[str, Grid]:
    """The sheets of a workbook by name.

    Raises:
        DataError: it cannot be read.
    """
    with Parser() as parser:
        return {table.sheet: _grid(table) for table in parser.all_tables(kind, data, name)}


def _grid(table: Table) -> dict[int, list[str]]:
    """The cells of a sheet by row; a table calls its first row names."""
    texts = [column.record_texts().tolist() for column in table.columns]
    rows = table.row_of.tolist()
    first = (rows[0] if rows else 2) - 1
    grid = {first: [str(name) for name in table.names]}
    for index, row in enumerate(rows):
        grid[row] = [str(text[index]) for text in texts]
    return grid
