"""CSV and TSV files, whatever their encoding, delimiter and line ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meal.read.coding import coded
from meal.read.csv_exact import ExactRows, exact_rows
from meal.read.csv_fast import fast_columns, record_lines
from meal.read.csv_layout import Layout, csv_layout
from meal.read.csv_ragged import mended_rows
from meal.read.encodings import decode
from meal.read.table import Remark, Table


def read_delimited(data: bytes, place: str, sheet: str | None = None, header_row: int | None = None) -> Table:
    """The table in a delimited text file; `sheet` means nothing here.

    Args:
        header_row: line with the names, from 1; without it the first that is not empty.

    Raises:
        DataError: the file holds no table, or its rows cannot be told apart.
    """
    decoded = decode(data)
    layout = csv_layout(decoded.data, place, header_row)
    rows = _rows(decoded.data, layout, place)
    surplus = len(rows.columns) - len(layout.names)
    return Table(
        names=(*layout.names, *[""] * surplus),
        columns=rows.columns,
        row_of=rows.row_of,
        remarks=(*decoded.remarks, *rows.remarks, *(_swallowed_rows(rows, layout) if b'"' in decoded.data else ())),
    )


def _rows(data: bytes, layout: Layout, place: str) -> ExactRows:
    """The records, the quick way where it is safe."""
    if layout.body_offset >= len(data):
        none = coded(np.zeros(0, dtype=np.int32), [])
        return ExactRows(tuple(replace(none) for _ in layout.names), np.zeros(0, dtype=np.int64), ())
    columns = fast_columns(data, layout)
    lines = None if columns is None else record_lines(data, layout, len(columns[0]))
    if columns is None or lines is None:
        return mended_rows(data, layout) or exact_rows(data, layout, place)
    return ExactRows(columns, lines, ())


def _swallowed_rows(rows: ExactRows, layout: Layout) -> tuple[Remark, ...]:
    """An answer that holds whole rows: two stray quotation marks have made one cell of them.

    From a cell to the same cell some rows below there are as many delimiters as so many rows have, and
    as many line ends. In narrow tables an ordinary remark may look like that, so they are left alone.
    """
    separators = len(layout.names) - 1
    if separators < 3:
        return ()
    for name, column in zip(layout.names, rows.columns, strict=False):
        for code, text in enumerate(column.texts):
            if "\n" in text and text.count(layout.delimiter) == separators * text.count("\n"):
                row = str(rows.row_of[int(np.argmax(column.codes == code))])
                lines = str(text.count("\n") + 1)
                return (("rows_inside_answer", {"row": row, "column": name.strip(), "lines": lines}),)
    return ()
