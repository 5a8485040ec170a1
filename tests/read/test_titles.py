"""Titles above a table and notes below it: refused with the row that is meant, read once it is given."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.errors import DataError
from meal.read import read_bytes, read_wave
from tests.read.files import remark, rows, rules, workbook

PEOPLE = [["id", "age", "sex", "since"], [1, 20, "m", "2019-01-02"], [2, 30, "f", "2019-01-03"], [3, 41, "f", ""]]
TITLED = [["Report of July"], [], ["by", "the", "", "team"], *PEOPLE]


def test_the_refusing_sentence_names_the_row_that_looks_like_the_names():
    with pytest.raises(DataError, match=r"seem to stand in row 4: write `header_row: 4` .* or give --header-row 4"):
        read_bytes(workbook({"data": TITLED}), "july.xlsx")
    text = "Report of July,,,\n,,,\nby,the,,team\nid,age,sex,since\n1,20,m,2019-01-02\n2,30,f,2019-01-03\n"
    with pytest.raises(DataError, match="`header_row: 4`"):
        read_bytes(text.encode(), "july.csv")


def test_words_in_a_title_are_not_taken_for_names():
    # Every title row has a word in each column, but only the names stand right above the numbers.
    scattered = [["Lots"], ["of", "words", "in", "all"], ["of", "its", "cells", "here"], *PEOPLE]
    with pytest.raises(DataError, match="`header_row: 4`"):
        read_bytes(workbook({"data": scattered}), "july.xlsx")


def test_a_cross_table_has_no_row_of_names_to_propose():
    table = [["", "", "", "Yes"], ["", "Arm", "Yes", "No", "Yes", "No"], ["Race", "Sex"], ["A", "m", 1, 2, 3, 4],
             ["", "f", 5, 6, 7, 8], ["B", "m", 1, 2, 3, 4], ["", "f", 5, 6, 7, 8]]  # fmt: skip
    with pytest.raises(DataError, match="a summary or cross table holds no records of people"):
        read_bytes(workbook({"data": table}), "cross.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_is_read_from_the_row_of_names_on(kind):
    lines = "Report of July\n\nby,the,,team\nid,age,sex,since\n1,20,m,2019-01-02\n2,30,f,2019-01-03\n3,41,f,\n"
    data = workbook({"data": TITLED}) if kind == "xlsx" else lines.encode()
    export = read_bytes(data, f"july.{kind}", header_row=4)
    assert list(export.columns) == ["id", "age", "sex", "since"]
    assert rows(export) == [["1", "20", "m", "2019-01-02"], ["2", "30", "f", "2019-01-03"], ["3", "41", "f", ""]]
    assert export.row_of.tolist() == [5, 6, 7]
    assert not rules(export.source)


def test_notes_below_are_told_and_left_out_once_the_last_row_is_given():
    notes = [["Source: the team"], ["", "checked in July"]]
    data = workbook({"data": [*PEOPLE, *notes]})
    export = read_bytes(data, "july.xlsx")
    assert remark(export.source, "notes_below_table") == {"count": "2", "row": "5", "last": "4"}
    shorter = read_bytes(data, "july.xlsx", last_row=4)
    assert shorter.row_of.tolist() == [2, 3, 4]
    assert "Source: the team" not in shorter.columns["id"].texts
    assert not rules(shorter.source)


@pytest.mark.parametrize("text", ['""\n' * 11, "a\n" + '""\n' * 11, '""\n\n""\n'])
def test_a_table_of_nothing_but_blanks_has_no_records(text):
    export = read_bytes(text.encode(), "blank.csv")
    assert len(export.row_of) == 0
    assert {"empty_rows", "no_records"} <= set(rules(export.source))


def test_people_who_answered_little_are_not_taken_for_notes():
    thin = [["", "", "", ""], [4, "", "", ""], [5, 33, "m", "2019-01-04"], [6, "", "", ""]]
    export = read_bytes(workbook({"data": [*PEOPLE, *thin]}), "july.xlsx")
    assert rules(export.source) == ["empty_rows"]


def test_rows_that_cannot_be_meant_are_refused():
    data = workbook({"data": TITLED})
    with pytest.raises(DataError, match="header_row: 2 names a row that holds nothing; the table ends at row 7"):
        read_bytes(data, "july.xlsx", header_row=2)
    with pytest.raises(DataError, match="header_row: 60 names a row that holds nothing"):
        read_bytes(data, "july.xlsx", header_row=60)
    with pytest.raises(DataError, match="header_row: 60 names a line that holds nothing"):
        read_bytes(b"id,age\n1,20\n", "july.csv", header_row=60)
    with pytest.raises(DataError, match="last_row: 3 stands above the first record, which is in row 5"):
        read_bytes(data, "july.xlsx", header_row=4, last_row=3)


def test_files_in_which_nothing_can_stand_above_the_names_have_no_header_row(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"id": ["1"]}), tmp_path / "july.parquet")
    with pytest.raises(DataError, match=r"july\.parquet: header_row is for workbooks and text tables.* a parquet file"):
        read_bytes((tmp_path / "july.parquet").read_bytes(), "july.parquet", header_row=2)


def test_a_wave_of_several_files_has_one_row_of_names(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook({"data": TITLED}))
    responses = read_wave("now", tmp_path, ["*.xlsx"], header_row=4, last_row=6)
    assert responses.n_records == 4
    assert np.unique(responses.row_of).tolist() == [5, 6]
