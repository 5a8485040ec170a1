"""Delimited text through Arrow: quick, but it takes only rows that are as wide as the row of names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.read.coding import code_arrow, coded_dictionary, one_dictionary
from meal.read.csv_layout import Layout

_BLOCK = 2 << 20
"""Bytes that Arrow parses at a time; a file with a larger cell goes the slow way."""
_BLOCK_PER_COLUMN = 4_096
"""In a table of thousands of columns, blocks are larger: what Arrow keeps for each column and block adds up."""
_HEAD = 256 << 10
"""Bytes at the start from which it is told which columns hardly ever repeat an answer."""
_MOSTLY_DISTINCT = 0.9
_WORTH_A_LOOK = 8 << 20
"""Bytes below which nothing is gained by telling columns apart, nor by coding several at once."""
_SCAN = 1 << 20
"""Bytes looked at together when line ends are counted."""


def fast_columns(data: bytes, layout: Layout) -> tuple[CodedColumn, ...] | None:
    """The columns below the row of names, or None where Arrow refuses the file or may misread it."""
    return arrow_columns(data, layout)


def arrow_columns(
    data: bytes, layout: Layout, unfit: Callable[[Any], str] | None = None
) -> tuple[CodedColumn, ...] | None:
    """The columns below the row of names, or None where Arrow refuses the file or may misread it.

    Args:
        data: the file as UTF-8.
        layout: how it is laid out.
        unfit: is told of each row that is not as wide as the row of names, and says that it is skipped;
            without it such a row makes Arrow refuse the file.
    """
    import pyarrow as pa
    from pyarrow import csv

    body = memoryview(data)[layout.body_offset :]
    quotes = count_byte(data, '"', layout.body_offset)
    # An odd number means that one is never closed: Arrow would take the rest of the file for one answer.
    if quotes % 2 or not len(body):
        return None
    block = max(_BLOCK, _BLOCK_PER_COLUMN * len(layout.names))
    keys = [str(index) for index in range(len(layout.names))]
    parsing = csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=quotes > 0, invalid_row_handler=unfit)
    types = dict.fromkeys(keys, pa.dictionary(pa.int32(), pa.string()))
    if unfit is None:
        # A dictionary for each block is lost work where nearly every answer is another.
        types |= dict.fromkeys(_hardly_repeating(body, keys, parsing), pa.string())
    try:
        table = csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            # Rows have their number only where they are parsed one block after the other.
            read_options=csv.ReadOptions(column_names=keys, block_size=block, use_threads=unfit is None),
            parse_options=parsing,
            convert_options=_as_text(types),
        )
    except pa.ArrowInvalid:
        return None
    if len(body) < _WORTH_A_LOOK:
        return tuple(map(code_arrow, table.columns))
    # What Arrow does can be done side by side; making Python's texts cannot.
    with ThreadPoolExecutor(os.cpu_count()) as columns_at_once:
        return tuple(map(coded_dictionary, columns_at_once.map(one_dictionary, table.columns)))


def _as_text(types: Mapping[str, Any]) -> Any:
    from pyarrow import csv

    return csv.ConvertOptions(
        column_types=types,
        strings_can_be_null=False,
        null_values=[],
        check_utf8=False,  # it has been made UTF-8 before
    )


def _hardly_repeating(body: memoryview, keys: Sequence[str], parsing: Any) -> list[str]:
    """The columns in whose first records nearly every answer is another; none where the head cannot be cut."""
    import pyarrow as pa
    from pyarrow import csv

    head = bytes(body[:_HEAD])
    if len(body) < _WORTH_A_LOOK:
        return []
    try:
        table = csv.read_csv(
            pa.BufferReader(head[: head.rfind(b"\n") + 1]),
            read_options=csv.ReadOptions(column_names=keys, use_threads=False),
            parse_options=parsing,
            convert_options=_as_text(dict.fromkeys(keys, pa.string())),
        )
    except pa.ArrowInvalid:
        return []
    return [
        key
        for key, column in zip(keys, table.columns, strict=True)
        if len(column.unique()) > _MOSTLY_DISTINCT * len(column)
    ]


def record_lines(data: bytes, layout: Layout, n_records: int) -> IntArray | None:
    """The line on which each record starts, shape (n_records,); None where lines and records do not add up.

    Only a file with line ends inside answers, or with empty lines, is looked at byte by byte.
    """
    line_ends = count_byte(data, "\n", layout.body_offset)
    if b"\r" in data and _bare_returns(np.frombuffer(data, dtype=np.uint8, offset=layout.body_offset)):
        return None
    unfinished = len(data) > layout.body_offset and not data.endswith(b"\n")
    if line_ends + unfinished == n_records:
        return np.arange(n_records, dtype=np.int64) + layout.body_line
    lines = _lines_outside_quotes(np.frombuffer(data, dtype=np.uint8, offset=layout.body_offset)) + layout.body_line
    return lines if len(lines) == n_records else None


def count_byte(data: bytes, character: str, start: int = 0) -> int:
    """How often a character occurs from a place on; five times as quick as `bytes.count` where it is frequent."""
    if character.encode() not in data:
        return 0
    text = np.frombuffer(data, dtype=np.uint8, offset=start)
    return sum(int(np.count_nonzero(text[at : at + _SCAN] == ord(character))) for at in range(0, len(text), _SCAN))


def _bare_returns(body: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> bool:
    """Whether a carriage return stands without a line feed after it: a line end to some programs and not to others."""
    for at in range(0, len(body), _SCAN):
        returns = body[at : at + _SCAN] == ord("\r")
        after = body[at + 1 : at + _SCAN + 1]
        if bool(returns[len(after) :].any()) or bool((returns[: len(after)] & (after != ord("\n"))).any()):
            return True
    return False


def _lines_outside_quotes(body: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> IntArray:
    """The line, from 0, of every record that is not empty: line ends inside quotation marks end no record."""
    ends, end_lines = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    quotes = n_lines = 0
    for start in range(0, len(body), _SCAN):
        part = body[start : start + _SCAN]
        line_ends = np.flatnonzero(part == ord("\n"))
        opened = np.searchsorted(np.flatnonzero(part == ord('"')), line_ends) + quotes
        outside = opened % 2 == 0
        ends.append(line_ends[outside] + start)
        end_lines.append(np.flatnonzero(outside) + n_lines)
        quotes += int(np.count_nonzero(part == ord('"')))
        n_lines += len(line_ends)
    last = np.concatenate(ends)
    starts = np.concatenate([[0], last + 1]).astype(np.int64)
    lines = np.concatenate([[0], np.concatenate(end_lines) + 1]).astype(np.int64)
    lengths: IntArray = np.append(last, len(body)) - starts
    empty = (lengths == 0) | ((lengths == 1) & (body[np.minimum(starts, len(body) - 1)] == ord("\r")))
    filled: IntArray = lines[~empty]
    return filled
