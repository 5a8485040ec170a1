"""Parquet files: every value as text, numbers and dates as everywhere else."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from meal.model.columns import CodedColumn, concatenate
from meal.model.errors import DataError
from meal.read.cells import cell_text
from meal.read.coding import code_rows, coded
from meal.read.statistical_values import number_text, single_text
from meal.read.table import Table

MOST_VALUES = 400_000_000
"""Rows times columns: one value that repeats a thousand million times takes no room in the file."""


def read_parquet(data: bytes, place: str, sheet: str | None = None) -> Table:
    """The table in a Parquet file; `sheet` means nothing here.

    Lists and records within a cell become JSON text.

    Raises:
        DataError: the file is damaged, or holds more values than can be read.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows * file.metadata.num_columns > MOST_VALUES:
            raise DataError(
                f"{place}: the file holds {file.metadata.num_rows:,} rows of {file.metadata.num_columns:,} columns, "
                "which is more than can be read at once. A table of answers was expected. Export fewer columns."
            )
        table = file.read()
        columns = tuple(_coded(column) for column in table.columns)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError, OSError) as error:
        raise DataError(
            f"{place}: this Parquet file is damaged or cut off ({error}). A whole .parquet file was expected. Copy or "
            "download it again, or export the data as CSV."
        ) from error
    return Table(
        names=tuple(table.column_names), columns=columns, row_of=np.arange(1, table.num_rows + 1, dtype=np.int64)
    )


def _coded(column: Any) -> CodedColumn:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_nested(kind):
        return code_rows(([_nested_text(value)] for value in column.to_pylist()), 1)[0]
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        column = column.cast(pa.large_string(), safe=False)
    if pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return code_rows(([value] for value in column.to_pylist()), 1)[0]
    array = column.dictionary_encode(null_encoding="encode").unify_dictionaries().combine_chunks()
    if not len(array):
        return coded(np.zeros(0, dtype=np.int32), [])
    number = single_text if pa.types.is_float32(kind) else number_text
    texts = [
        "" if value is None or value != value else number(value) if isinstance(value, float) else cell_text(value)
        for value in array.dictionary.to_pylist()
    ]
    codes = array.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    found = coded(codes, texts)
    return found if len(set(texts)) == len(texts) else concatenate([found])


def _nested_text(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=cell_text)
