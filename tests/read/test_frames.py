"""A data frame from a notebook is a wave like any other."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from meal.model.codebook import Codebook
from meal.model.missing import Reason
from meal.read import responses_from_frame


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1, 2, 1], ["1", "2", "1"]),
        ([1.0, 2.5, float("nan")], ["1", "2.5", ""]),
        (["007", None, "NA"], ["007", "", "NA"]),
        ([True, False, True], ["TRUE", "FALSE", "TRUE"]),
        (pd.array([1, None, 3], dtype="Int64"), ["1", "", "3"]),
        (pd.Categorical(["no", "yes", None]), ["no", "yes", ""]),
        (pd.to_datetime(["2018-07-01", None, "2018-07-02"]), ["2018-07-01", "", "2018-07-02"]),
        (
            pd.to_datetime(["2018-07-01 10:30", "2018-07-02 00:00", None]),
            ["2018-07-01T10:30:00", "2018-07-02T00:00:00", ""],
        ),
        (np.array([1, True, "1"], dtype=object), ["1", "TRUE", "1"]),
        (np.array([datetime.date(2018, 7, 1), None, pd.NaT], dtype=object), ["2018-07-01", "", ""]),
    ],
)
def test_every_kind_of_column_becomes_text(values, texts):
    column = responses_from_frame("w", pd.DataFrame({"q": values})).columns["q"]
    assert column.record_texts().tolist() == texts
    assert (column.record_reasons() == Reason.BLANK).tolist() == [text == "" for text in texts]
    assert len(set(column.texts)) == column.n_distinct


def test_rows_are_counted_from_one_whatever_the_index():
    frame = pd.DataFrame({"id": ["a", "b"]}, index=[100, 7])
    responses = responses_from_frame("w", frame)
    assert responses.row_of.tolist() == [1, 2]
    assert responses.sources[0].format == "frame"
    assert responses.n_records == responses.sources[0].n_records == 2


def test_the_hash_is_that_of_the_content():
    frame = pd.DataFrame({"id": ["a", "b"], "age": [1, 2]})
    first, again, other = (
        responses_from_frame("w", made).sources[0].sha256
        for made in (frame, frame.set_index([pd.Index([5, 6])]), frame.assign(age=[1, 3]))
    )
    assert first == again != other


def test_declared_codes_get_their_reason_and_the_frame_is_left_as_it_was():
    frame = pd.DataFrame({"age": [20.0, -99.0]})
    before = frame.copy()
    responses = responses_from_frame("w", frame, Codebook("form", missing={"-99": Reason.REFUSED}))
    assert responses.columns["age"].record_reasons().tolist() == [Reason.ANSWERED, Reason.REFUSED]
    pd.testing.assert_frame_equal(frame, before)


def test_columns_with_the_same_name_are_all_kept():
    frame = pd.DataFrame([["m", "f"]], columns=["sex", "sex"])
    assert list(responses_from_frame("w", frame).columns) == ["sex", "sex_2"]


def test_a_frame_without_records_is_a_wave_without_records():
    responses = responses_from_frame("w", pd.DataFrame({"id": []}))
    assert responses.n_records == 0
    assert list(responses.columns) == ["id"]
