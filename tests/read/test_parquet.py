"""Parquet: values as text, as everywhere else."""

from __future__ import annotations

import datetime
import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.read import read_bytes
from tests.read.files import rows


def file(**columns: pa.Array) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(pa.table(columns), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["007", "NA", None, ""]), ["007", "NA", "", ""]),
        (pa.array([1, -99, None], pa.int16()), ["1", "-99", ""]),
        (pa.array([1.0, 2.5, float("nan"), None]), ["1", "2.5", "", ""]),
        (pa.array([0.1, 3.0], pa.float32()), ["0.1", "3"]),  # as single precision shows it
        (pa.array([True, False, None]), ["TRUE", "FALSE", ""]),
        (pa.array([datetime.date(2018, 7, 1), None]), ["2018-07-01", ""]),
        (pa.array([datetime.datetime(2018, 7, 1, 18, 0)]), ["2018-07-01T18:00:00"]),
        (pa.array(["yes", "no", "yes"]).dictionary_encode(), ["yes", "no", "yes"]),
        (pa.array([["fish", "bird"], None]), ['["fish", "bird"]', ""]),
        (pa.array([None, None]), ["", ""]),
        (pa.array([b"abc"], pa.binary()), ["abc"]),
    ],
)
def test_values_become_text(values, texts):
    export = read_bytes(file(q=values), "export.parquet")
    assert [row[0] for row in rows(export)] == texts
    assert export.source.format == "parquet"


def test_a_row_without_values_is_a_record_and_blank():
    export = read_bytes(file(id=pa.array(["a", None]), age=pa.array([1, None])), "export.parquet")
    assert export.row_of.tolist() == [1, 2]
    assert export.columns["age"].record_reasons().tolist() == [Reason.ANSWERED, Reason.BLANK]


def test_a_parquet_file_without_rows_names_its_columns():
    export = read_bytes(file(id=pa.array([], pa.string())), "export.parquet")
    assert (list(export.columns), export.source.n_records) == (["id"], 0)


@pytest.mark.parametrize("keep", [4, 60, -8])
def test_a_damaged_parquet_file_is_refused(keep):
    whole = file(id=pa.array(["a", "b"]))
    with pytest.raises(DataError, match=r"export\.parquet: this Parquet file is damaged or cut off"):
        read_bytes(whole[:keep], "export.parquet")
