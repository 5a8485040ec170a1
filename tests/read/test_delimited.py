"""CSV and TSV: what stands in the file arrives, and what is odd about it is said."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.read import read_bytes
from meal.read.csv_exact import exact_rows
from meal.read.csv_fast import fast_columns, record_lines
from meal.read.csv_layout import csv_layout
from meal.read.csv_ragged import mended_rows
from tests.read.files import read_text, remark, rows, rules


@pytest.mark.parametrize(
    "answer", ["NA", "None", "null", "n/a", "007", "1E+11", "true", "-99", "2018-07-01", " spaced "]
)
def test_an_answer_stays_as_it_was_typed(answer):
    assert rows(read_text(f"id,answer\n1,{answer}\n")) == [["1", answer]]


def test_a_blank_or_spaces_only_is_missing_because_blank():
    column = read_text("id,answer\n1,\n2,   \n3,yes\n").columns["answer"]
    assert column.record_reasons().tolist() == [Reason.BLANK, Reason.BLANK, Reason.ANSWERED]


def test_distinct_answers_are_kept_once_in_order_of_first_appearance():
    column = read_text("sex\n" + "male\nfemale\nmale\n" * 1000).columns["sex"]
    assert column.texts.tolist() == ["male", "female"]
    assert column.codes[:3].tolist() == [0, 1, 0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    text = delimiter.join(["id", "age", "remark"]) + "\n" + delimiter.join(["1", '"2,5;3|4\t5"', "fine"]) + "\n"
    assert rows(read_text(text)) == [["1", "2,5;3|4\t5", "fine"]]


def test_decimal_commas_do_not_pass_for_delimiters():
    assert rows(read_text("id;weight\n1;2,5\n2;3,5\n3;4,5\n")) == [["1", "2,5"], ["2", "3,5"], ["3", "4,5"]]


def test_a_sep_line_for_excel_is_obeyed_and_counted():
    export = read_text("sep=|\nid|age\n1|20\n")
    assert list(export.columns) == ["id", "age"]
    assert export.row_of.tolist() == [3]


def test_a_file_of_one_column_is_not_split():
    assert rows(read_text("name\nDiallo; Awa\nBah; Musa\n")) == [["Diallo; Awa"], ["Bah; Musa"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_records_and_rows(end):
    export = read_text(end.join(["id,age", "1,20", "2,30", ""]))
    assert rows(export) == [["1", "20"], ["2", "30"]]
    assert export.row_of.tolist() == [2, 3]


def test_the_row_of_a_record_is_the_line_on_which_it_starts():
    # Line 2 starts record 1, whose remark runs to line 4; line 5 is empty; record 2 stands on line 6.
    export = read_text('id,remark\n1,"came\nand\nleft"\n\n2,stayed\n3,left\n')
    assert export.row_of.tolist() == [2, 6, 7]
    assert rows(export)[0] == ["1", "came\nand\nleft"]


def test_line_ends_inside_a_column_name_become_a_space_and_count_as_lines():
    export = read_text('"meta/instanceID\r\n","How\r\nold?"\r\n1,20\r\n')
    assert list(export.columns) == ["meta/instanceID", "How old?"]
    assert export.row_of.tolist() == [4]


def test_columns_of_the_same_name_and_without_a_name_are_kept_under_new_names():
    export = read_text("sex,sex,,sex_2\nm,f,x,y\n")
    assert list(export.columns) == ["sex", "sex_3", "column_3", "sex_2"]
    assert rows(export) == [["m", "f", "x", "y"]]
    assert remark(export.source, "columns_with_same_name")["columns"] == "sex → sex_3"
    assert remark(export.source, "columns_without_name")["columns"] == "column_3"


def test_a_column_with_neither_name_nor_answers_is_left_out():
    export = read_text("id,age,\n1,20,\n2,30,\n")
    assert list(export.columns) == ["id", "age"]
    assert not export.source.remarks


def test_a_row_too_short_is_filled_with_blanks_and_named():
    export = read_text("id,age,sex\n1,20,m\n2,30\n3,40,f\n")
    assert rows(export) == [["1", "20", "m"], ["2", "30", ""], ["3", "40", "f"]]
    assert remark(export.source, "row_too_short") == {"row": "3", "cells": "2", "columns": "3"}


def test_a_row_too_long_keeps_every_cell_and_is_named():
    export = read_text("id,town,sex\n1,Banjul,m\n2,Serrekunda, Bundung,f\n3,Basse,f\n")
    assert rows(export)[1] == ["2", "Serrekunda", " Bundung", "f"]
    assert remark(export.source, "row_too_long") == {"row": "3", "cells": "4", "columns": "3"}


def test_delimiters_at_the_end_of_a_row_are_no_cells_too_many():
    export = read_text("id,age\n1,20,\n2,30,,\n")
    assert rows(export) == [["1", "20"], ["2", "30"]]
    assert not export.source.remarks


def test_hundreds_of_ragged_rows_are_named_fifty_times_and_then_counted():
    good, short = "1,20,m\n" * 300, "2,30\n" * 120
    source = read_text("id,age,sex\n" + good + short).source
    assert rules(source).count("row_too_short") == 50
    assert remark(source, "more_ragged_rows")["count"] == "70"


def test_a_title_above_the_column_names_is_refused():
    with pytest.raises(DataError, match=r"export\.csv: the first row names 1 column, but 3 of 3 rows have more cells"):
        read_text("Export of 1 July\nid,age,sex\n1,20,m\n2,30,f\n")


def test_a_first_row_in_which_most_columns_have_no_name_is_refused():
    with pytest.raises(DataError, match="only 1 of 4 columns a name"):
        read_text("survey,,,\nid,age,sex,town\n1,20,m,Basse\n")


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_line():
    with pytest.raises(DataError, match=r"export\.csv, line 3: a quotation mark"):
        read_text('id,remark\n1,fine\n2,"never closed\n3,lost\n4,lost too\n')


def test_a_single_quotation_mark_inside_an_answer_is_only_a_character():
    assert rows(read_text('id,pipe\n1,5" pipe\n2,none\n')) == [["1", '5" pipe'], ["2", "none"]]


def test_rows_swallowed_between_two_stray_quotation_marks_are_reported():
    # The marks before "abc" and "def" make one answer of the end of row 2, row 3 and the start of row 4.
    export = read_text('id,a,b,c\n1,"abc,x,y\n2,x,x,y\n3,"def,x,y\n4,z,x,y\n')
    assert remark(export.source, "rows_inside_answer") == {"row": "2", "column": "a", "lines": "3"}


def test_empty_rows_are_left_out_and_counted():
    export = read_text("id,age\n1,20\n,\n2,30\n , \n")
    assert export.row_of.tolist() == [2, 4]
    assert remark(export.source, "empty_rows") == {"count": "2", "row": "3", "rows": "3, 5"}
    assert export.columns["age"].texts.tolist() == ["20", "30"]


@pytest.mark.parametrize("text", ["id,age", "id,age\n", "id,age\r\n\r\n"])
def test_an_export_without_submissions_has_columns_and_no_records(text):
    export = read_text(text)
    assert list(export.columns) == ["id", "age"]
    assert export.source.n_records == 0
    assert rules(export.source) == ["no_records"]


def test_nul_bytes_are_left_out_and_counted():
    export = read_text("id,age\n1,2\x000\n")
    assert rows(export) == [["1", "20"]]
    assert remark(export.source, "nul_bytes") == {"count": "1"}
    padded = read_text("id,age\n1,20\n2,30\n" + "\0" * 16)
    assert rows(padded) == [["1", "20"], ["2", "30"]]


@pytest.mark.parametrize(("data", "said"), [(b"", "is empty"), (b"\n\n\r\n", "only empty lines")])
def test_a_file_without_anything_is_refused(data, said):
    with pytest.raises(DataError, match=said):
        read_bytes(data, "export.csv")


def test_the_hash_is_that_of_the_bytes():
    assert read_text("id\n1\n").source.sha256 == hashlib.sha256(b"id\n1\n").hexdigest()


def both_ways(text: str):
    """The records as Arrow and as the exact way read them, with their lines."""
    data = text.encode()
    layout = csv_layout(data, "export.csv")
    fast = fast_columns(data, layout)
    exact = exact_rows(data, layout, "export.csv")
    return data, layout, fast, exact


cells = st.text(alphabet=st.sampled_from('ab1, ;"\n\té\u00a0'), max_size=6)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150, deadline=None)
def test_both_ways_of_parsing_give_the_same_cells_and_lines(records, line_end):
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(records)
    data, layout, fast, exact = both_ways(file.getvalue())
    assert fast is not None
    for quick, careful in zip(fast, exact.columns, strict=True):
        assert quick.texts.tolist() == careful.texts.tolist()
        assert quick.codes.tolist() == careful.codes.tolist()
        assert quick.reasons.tolist() == careful.reasons.tolist()
    assert [tuple(row) for row in zip(*(c.record_texts() for c in fast), strict=True)] == records
    lines = record_lines(data, layout, len(records))
    assert lines is not None
    assert lines.tolist() == exact.row_of.tolist()


def test_both_ways_agree_on_a_file_of_many_blocks_with_line_ends_in_answers():
    # 60,000 records of about 70 bytes: more than one block for Arrow and for the count of lines.
    text = "id,remark,place\n" + "".join(
        f'{i},"first\nline {i % 7}","a place with a long name, {i % 900}"\n' for i in range(60_000)
    )
    data, layout, fast, exact = both_ways(text)
    assert fast is not None
    assert all(q.texts.tolist() == c.texts.tolist() for q, c in zip(fast, exact.columns, strict=True))
    assert all(np.array_equal(q.codes, c.codes) for q, c in zip(fast, exact.columns, strict=True))
    lines = record_lines(data, layout, 60_000)
    assert lines is not None
    assert np.array_equal(lines, exact.row_of)
    assert lines[-1] == 2 + 2 * 59_999


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    with contextlib.suppress(DataError):
        export = read_bytes(data, "export.csv")
        assert all(len(column) == export.source.n_records for column in export.columns.values())


def ragged_table(n_rows: int, short: int, long: int) -> str:
    """A table of three columns in which one row lacks two cells and one has two too many."""
    lines = [f'{row},a{row % 3},"b, {row}"' for row in range(n_rows)]
    lines[short] = str(short)
    lines[long] += ",x,y"
    return "id,sex,place\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(("short", "long"), [(0, 199), (57, 58), (199, 0)])
def test_a_few_ragged_rows_among_many_are_set_in_where_they_stood(short, long):
    text = ragged_table(200, short, long).encode()
    layout = csv_layout(text, "export.csv")
    quick, slow = mended_rows(text, layout), exact_rows(text, layout, "export.csv")
    assert quick is not None
    assert [column.record_texts().tolist() for column in quick.columns] == [
        column.record_texts().tolist() for column in slow.columns
    ]
    assert quick.row_of.tolist() == slow.row_of.tolist()
    assert quick.remarks == slow.remarks
    export = read_bytes(text, "export.csv")
    assert rows(export)[short] == [str(short), "", "", "", ""]
    assert rows(export)[long][3:] == ["x", "y"]


def test_ragged_rows_with_line_ends_and_quotation_marks_keep_their_lines():
    lines = ['1,"two\nlines"'] * 40 + ['2,"a ""b""",c', "", "3"] + ["4,d"] * 20
    text = ("id,answer\n" + "\n".join(lines) + "\n").encode()
    layout = csv_layout(text, "export.csv")
    quick, slow = mended_rows(text, layout), exact_rows(text, layout, "export.csv")
    assert quick is not None
    assert [column.record_texts().tolist() for column in quick.columns] == [
        column.record_texts().tolist() for column in slow.columns
    ]
    assert quick.row_of.tolist() == slow.row_of.tolist()
    assert quick.remarks == slow.remarks


def test_a_table_quoted_throughout_with_line_ends_in_answers_is_read_cell_by_cell():
    # Kobo writes semicolons and quotes every cell.
    records = [[str(number), "one\r\ntwo" if number % 3 else "", 'said ""yes""'] for number in range(500)]
    text = '"id";"remark";"said"\n' + "".join('"' + '";"'.join(cells) + '"\n' for cells in records)
    export = read_text(text)
    assert rows(export) == [[number, remark, 'said "yes"'] for number, remark, _ in records]
    # Each of the records that hold two lines pushes those below it one line down.
    assert export.row_of[[0, 1, 2, 3, 4]].tolist() == [2, 3, 5, 7, 8]


def test_names_quoted_with_commas_inside_do_not_make_the_comma_the_delimiter():
    export = read_text('"start";"Age, in years, of the head";"Name, first"\n')
    assert list(export.columns) == ["start", "Age, in years, of the head", "Name, first"]


def test_a_few_bytes_a_row_do_not_become_thousands_of_cells():
    text = ",".join(f"q{number}" for number in range(20_000)) + "\n" + "1\n" * 50_000
    start = time.monotonic()
    with pytest.raises(DataError, match=r"names 20,000 columns, but .* rows have far fewer cells \(row 2 has 1\)"):
        read_text(text)
    assert time.monotonic() - start < 10


def test_a_row_of_names_with_a_hundred_thousand_cells_is_refused():
    with pytest.raises(DataError, match="more than 32,767 cannot be read"):
        read_text("a," * 100_000 + "\n1\n")


DECIMAL_COMMAS = {
    # Excel with French or Dutch settings writes semicolons between cells and commas inside numbers.
    "French": ("village;âge;poids;revenu\nSédhiou;34;61,5;12 500,75\nHôpital;28;0,5;-3\n", "cp1252"),
    "Dutch": ("plaats;leeftijd;gewicht;inkomen\n's-Hertogenbosch;34;61,5;12.500,75\nHarich;9;0;-3\n", "cp1252"),
    "Arabic": ("القرية;العمر;الوزن;الدخل\nأربيل;34;61,5;12500,75\nالسليمانية;28;0,5;-3\n", "cp1256"),
}  # fmt: skip


@pytest.mark.parametrize("country", DECIMAL_COMMAS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_of_excel_abroad_keeps_letters_and_decimal_commas(country, end):
    text, encoding = DECIMAL_COMMAS[country]
    export = read_bytes(text.replace("\n", end).encode(encoding), "export.csv")
    names, *expected = [line.split(";") for line in text.splitlines()]
    assert list(export.columns) == names
    assert rows(export) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_text_of_excel_is_read_in_every_form(encoding):
    # "Unicode text" in Excel's list of formats: UTF-16 with a mark, tabs between cells, CRLF.
    text = "الاسم\tâge\tpart\r\nأربيل\t34\t61,5\r\nKöln\t28\t0,5\r\n"
    export = read_bytes(text.encode(encoding), "export.txt")
    assert list(export.columns) == ["الاسم", "âge", "part"]
    assert rows(export) == [["أربيل", "34", "61,5"], ["Köln", "28", "0,5"]]
    assert export.row_of.tolist() == [2, 3]
