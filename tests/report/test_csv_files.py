"""The two tidy tables: what programs read back is what was estimated, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from meal.model.estimates import ESTIMATE_COLUMNS, Estimate
from meal.report import estimates_csv, findings_csv
from meal.report.csv_files import as_text_cell
from tests.report.sample_publication import reconsideration


def read(content: bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def test_the_columns_stand_in_the_order_of_the_contract() -> None:
    first = estimates_csv([]).decode().splitlines()[0]
    assert first == (
        "indicator,label,statistic,category,wave,comparison,by,level,variant,n,numerator,estimate,std_error,"
        "conf_low,conf_high,conf_level,df,deff,p_value,p_adjusted,method,n_missing,status,note"
    )
    assert first.split(",") == list(ESTIMATE_COLUMNS)


def test_the_first_column_can_be_read_by_name_without_knowing_of_marks() -> None:
    assert not estimates_csv([]).startswith(b"\xef\xbb\xbf")


def test_numbers_keep_their_full_precision() -> None:
    third = 1 / 3
    row = read(estimates_csv([Estimate("i", n=3, estimate=third, std_error=np.float64(0.1))]))[0]
    assert float(row["estimate"]) == third
    assert (row["n"], row["std_error"], row["conf_low"]) == ("3", "0.1", "")


def test_every_row_is_written_once_and_hidden_rows_have_no_number() -> None:
    published, _, _ = reconsideration()
    rows = read(estimates_csv(published.estimates))
    assert len(rows) == len(published.estimates)
    hidden = [row for row in rows if row["status"] == "suppressed"]
    assert len(hidden) == published.n_suppressed > 0
    numbers = ("n", "numerator", "estimate", "std_error", "conf_low", "conf_high", "conf_level", "df", "n_missing")
    assert {row[column] for row in hidden for column in numbers} == {""}


def test_lines_end_with_one_character_and_accents_are_utf8() -> None:
    content = estimates_csv([Estimate("i", label="Geïnformeerd, „zeker”\nja")])
    assert b"\r" not in content
    assert read(content)[0]["label"] == "Geïnformeerd, „zeker”\nja"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("-99", "-99"),
        ("+3.5e2", "+3.5e2"),
        ("-", "'-"),
        ("18-24", "18-24"),
    ],
)
def test_text_that_looks_like_a_formula_is_marked_as_text(text: str, written: str) -> None:
    assert as_text_cell(text) == written
    assert read(estimates_csv([Estimate("i", level=text)]))[0]["level"] == written


def test_findings_open_with_accents_in_excel_and_keep_further_columns_to_the_right() -> None:
    content = findings_csv([{"rule": "not_a_number", "value": "=1", "message": "Één", "decided": "yes"}])
    assert content.startswith(b"\xef\xbb\xbf")
    header = content.decode("utf-8-sig").splitlines()[0]
    assert header == (
        "rule,severity,scope,wave,partner,file,sheet,row,record,respondent,variable,question,value,expected,"
        "message,action,decided"
    )
    row = read(content, "utf-8-sig")[0]
    assert (row["value"], row["message"], row["severity"]) == ("'=1", "Één", "")


def test_the_same_rows_give_the_same_bytes() -> None:
    published, _, _ = reconsideration()
    assert estimates_csv(published.estimates) == estimates_csv(tuple(replace(row) for row in published.estimates))
