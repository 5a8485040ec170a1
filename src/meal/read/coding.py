"""Cells are dictionary-coded here: distinct answers once, in order of first appearance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from meal.model.arrays import BoolArray, ByteArray, CodeArray, TextArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.read.cells import cell_text

_MANY = 10_000
"""Distinct texts above which it is worth to look at how they are stored."""
ROWS_AT_ONCE = 20_000
"""Rows held as single cells at a time: few enough to stay small, enough to be quick."""


def text_array(texts: Sequence[str] | TextArray) -> TextArray:
    """Texts as an array of objects, shape (n,)."""
    if isinstance(texts, np.ndarray) and texts.dtype == object:
        return texts
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def blank_reasons(texts: Sequence[str] | TextArray) -> ByteArray:
    """A `Reason` for each text: blank where nothing but spaces stands there, else answered."""
    spaces = np.fromiter(map(str.isspace, texts), dtype=np.bool_, count=len(texts))
    empty = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) == 0
    return np.where(spaces | empty, np.int8(Reason.BLANK), np.int8(Reason.ANSWERED))


def coded(codes: CodeArray, texts: Sequence[str] | TextArray) -> CodedColumn:
    """A column from codes, shape (n_records,), and distinct texts; blank ones are missing."""
    return CodedColumn(codes=codes, texts=text_array(texts), reasons=blank_reasons(texts))


def constant(text: str, reason: Reason, n_records: int) -> CodedColumn:
    """A column in which every record holds the same."""
    return CodedColumn(np.zeros(n_records, dtype=np.int32), text_array([text]), np.array([reason], dtype=np.int8))


def code_rows(rows: Iterable[Sequence[object]], width: int) -> tuple[CodedColumn, ...]:
    """Columns from rows of cells, every row `width` cells long; other cells than texts become text."""
    return code_text_rows(([c if c.__class__ is str else cell_text(c) for c in row] for row in rows), width)


def code_text_rows(rows: Iterable[Sequence[str]], width: int) -> tuple[CodedColumn, ...]:
    """Columns from rows of texts, every row `width` texts long."""
    import pyarrow as pa

    iterator: Iterator[Sequence[str]] = iter(rows)
    parts: list[list[Any]] = [[] for _ in range(width)]
    while chunk := list(islice(iterator, ROWS_AT_ONCE)):
        for part, texts in zip(parts, zip(*chunk, strict=True), strict=True):
            part.append(pa.array(texts, type=pa.string()).dictionary_encode())
    dictionary = pa.dictionary(pa.int32(), pa.string())
    return tuple(code_arrow(pa.chunked_array(part, type=dictionary)) for part in parts)


def code_arrow(chunked: Any) -> CodedColumn:
    """A column from an Arrow column of texts, or of dictionaries made chunk by chunk."""
    return coded_dictionary(one_dictionary(chunked))


def one_dictionary(chunked: Any) -> Any:
    """One Arrow array with one dictionary, from an Arrow column of texts or of dictionaries made chunk by chunk.

    Arrow makes one dictionary of all chunks in order, so that distinct texts stand in order of
    first appearance, as everywhere else.
    """
    import pyarrow as pa

    made = pa.types.is_dictionary(chunked.type)
    return (chunked.unify_dictionaries() if made else chunked.dictionary_encode()).combine_chunks()


def coded_dictionary(array: Any) -> CodedColumn:
    """A column from an Arrow array with a dictionary."""
    if not len(array):
        return coded(np.zeros(0, dtype=np.int32), [])
    codes = array.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    texts = text_array(array.dictionary.to_numpy(zero_copy_only=False))
    return CodedColumn(codes=codes, texts=texts, reasons=_reasons_of(array.dictionary, texts))


def _reasons_of(stored: Any, texts: TextArray) -> ByteArray:
    """`blank_reasons` of texts as Arrow stores them: only those are looked at that begin as a blank one may."""
    import pyarrow as pa

    if len(texts) < _MANY or stored.type != pa.string():
        return blank_reasons(texts)
    ends = np.frombuffer(stored.buffers()[1], dtype=np.int32)[stored.offset : stored.offset + len(stored) + 1]
    letters = np.frombuffer(stored.buffers()[2], dtype=np.uint8)
    empty = ends[1:] == ends[:-1]
    first = letters[np.minimum(ends[:-1], len(letters) - 1)]
    # Spaces stand below the first printed character, or are none of ASCII.
    doubtful = np.flatnonzero(empty | (first <= ord(" ")) | (first >= 0x7F))
    reasons = np.full(len(texts), Reason.ANSWERED, dtype=np.int8)
    reasons[doubtful] = blank_reasons(texts[doubtful])
    return reasons


def blank_records(columns: Sequence[CodedColumn]) -> BoolArray:
    """Whether no column has anything in a record, shape (n_records,)."""
    blank = np.ones(len(columns[0]) if columns else 0, dtype=np.bool_)
    for column in columns:
        if not blank.any():
            break
        blank &= column.record_reasons() == Reason.BLANK
    return blank


def is_blank(column: CodedColumn) -> bool:
    """Whether a column holds nothing in any record."""
    return bool((column.reasons[column.used()] == Reason.BLANK).all())


def without_unused(column: CodedColumn) -> CodedColumn:
    """The column without distinct answers that no record holds any more, order kept."""
    used = np.zeros(column.n_distinct, dtype=np.bool_)
    used[column.codes] = True
    if used.all():
        return column
    renumbered = (np.cumsum(used) - 1).astype(np.int32)
    return CodedColumn(renumbered[column.codes], column.texts[used], column.reasons[used])
