"""XLSX: every cell as text, rows as Excel shows them, and nothing lost in silence."""

from __future__ import annotations

import contextlib
import datetime
import io
import time
import zipfile

import numpy as np
import pytest

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.read import read_bytes
from meal.read.contained import Parser
from meal.read.sheet_scan import column_letters, column_number, scan_sheet
from meal.read.workbook_package import open_package
from tests.read.files import member, remark, rows, rules, with_member, workbook

SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes, sheet: str | None = None):
    return read_bytes(data, "export.xlsx", sheet=sheet)


def sheet_xml(cells: str) -> bytes:
    """A sheet with these rows, as XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()


def with_cells(cells: str) -> bytes:
    """A workbook whose only sheet has these rows, as XML."""
    return with_member(workbook({"data": [["x"]]}), SHEET, sheet_xml(cells))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3, "3"), (3.0, "3"), (-99, "-99"), (100000000000, "100000000000"), (0.1 + 0.2, "0.3"), (2.5, "2.5"),
        ("007", "007"), ("NA", "NA"), (True, "TRUE"), (False, "FALSE"), (1e20, "1E+20"),
        (datetime.date(2018, 7, 1), "2018-07-01"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_the_spreadsheet_shows_it(cell, text):
    assert rows(read(workbook({"data": [["id", "answer"], ["a", cell]]}))) == [["a", text]]


def test_dates_and_times_become_iso_text():
    # Serial 43282 is 2018-07-01; .75 of a day is 18:00; style 22 is a date with time, 21 a time, 46 hours beyond 24.
    styles = member(workbook({"data": [["x"]]}), "xl/styles.xml").decode()
    formats = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for number in (0, 14, 22, 21, 46)
    )
    start, end = styles.index("<cellXfs"), styles.index("</cellXfs>")
    styles = styles[:start] + f'<cellXfs count="5">{formats}' + styles[end:]
    cells = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c}</t></is></c>' for c in "ABCD")
    data = with_cells(
        f'<row r="1">{cells}</row><row r="2"><c r="A2" s="1"><v>43282</v></c><c r="B2" s="2"><v>43282.75</v></c>'
        '<c r="C2" s="3"><v>0.75</v></c><c r="D2" s="4"><v>1.25</v></c></row>'
    )
    data = with_member(data, "xl/styles.xml", styles.encode())
    assert rows(read(data)) == [["2018-07-01", "2018-07-01T18:00:00", "18:00:00", "30:00:00"]]


def test_rows_are_numbered_as_in_the_spreadsheet_even_where_the_table_starts_lower():
    export = read(workbook({"data": [[], [], [None, "id", "age"], [None, 1, 20], [], [None, 2, 30]]}))
    assert list(export.columns) == ["id", "age"]
    assert export.row_of.tolist() == [4, 6]
    assert remark(export.source, "empty_rows")["rows"] == "5"


def test_blank_cells_are_missing_because_blank():
    column = read(workbook({"data": [["id", "age"], [1, None], [2, "  "], [3, 30]]})).columns["age"]
    assert column.record_reasons().tolist() == [Reason.BLANK, Reason.BLANK, Reason.ANSWERED]


def test_error_cells_are_counted_and_read_as_blank():
    data = with_cells(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>share</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c t="e" r="B3"><v>#N/A</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><v>0.5</v></c></row>'
    )
    export = read(data)
    assert rows(export) == [["1", ""], ["2", ""], ["3", "0.5"]]
    assert remark(export.source, "excel_error_cells") == {"count": "2", "example": "B2 #DIV/0!"}


def test_formulas_that_were_never_calculated_are_counted():
    data = with_cells(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>age</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2+19</f></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A3+19</f><v></v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4" t="str"><f>IF(A4=3,"","x")</f><v></v></c></row>'
        '<row r="5"><c r="A5"><v>4</v></c><c r="B5"><f>A5+19</f><v>23</v></c></row>'
    )
    export = read(data)
    assert rows(export)[3] == ["4", "23"]
    assert remark(export.source, "formulas_without_value") == {"count": "2"}  # row 4 is a text, empty on purpose


def test_the_first_visible_sheet_that_holds_anything_is_read_and_the_others_are_named():
    sheets = {"old": [["id"], [9]], "empty": [], "main": [["id"], [1]], "members": [["name"], ["x"]], "blank": []}
    export = read(workbook(sheets, hidden=["old"]))
    assert export.source.sheet == "main"
    assert rows(export) == [["1"]]
    assert remark(export.source, "hidden_sheets")["sheets"] == "old"
    assert remark(export.source, "other_sheets")["sheets"] == "members"


def test_a_sheet_is_found_by_name_and_a_wrong_name_lists_those_there_are():
    data = workbook({"main": [["id"], [1]], "Members": [["name"], ["x"]]}, hidden=["Members"])
    export = read(data, "members ")
    assert (export.source.sheet, rows(export)) == ("Members", [["x"]])
    assert rules(export.source) == ["hidden_sheet_read"]
    with pytest.raises(DataError, match=r'no sheet "mian"; the workbook has "main", "Members"\..*Did you mean "main"'):
        read(data, "mian")


def test_a_workbook_without_anything_is_refused():
    with pytest.raises(DataError, match="no visible sheet of the workbook holds anything"):
        read(workbook({"empty": []}))
    with pytest.raises(DataError, match='sheet "empty": the sheet is empty'):
        read(workbook({"empty": []}), "empty")


def test_a_first_row_in_which_most_columns_have_no_name_is_refused():
    with pytest.raises(
        DataError, match='sheet "data": the first row that is not empty gives only 1 of 3 columns a name'
    ):
        read(workbook({"data": [["Report of July"], ["id", "age", "sex"], [1, 20, "m"]]}))


def test_two_cells_in_opposite_corners_are_refused_before_they_fill_the_memory():
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = with_cells(corners)
    assert len(data) < 8_000
    start = time.monotonic()
    with pytest.raises(
        DataError, match=r'sheet "data": the sheet reaches to row 1,048,576, column XFD, with only 2 cells'
    ):
        read(data)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("reference", ["ZZZ9", "A9999999", "xfd1048576"])
def test_a_cell_outside_the_sheet_is_refused(reference):
    with pytest.raises(DataError, match="the sheet reaches to"):
        read(with_cells(f'<row r="1"><c r="A1"><v>1</v></c><c r="{reference}"><v>1</v></c></row>'))


def test_a_far_cell_that_is_only_formatted_does_no_harm():
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row><row r="2"><c r="A2"><v>7</v></c></row>'
    assert rows(read(with_cells(cells + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))) == [["7"]]


def test_a_workbook_that_unpacks_to_three_hundred_times_its_size_is_refused():
    bomb = with_member(workbook({"data": [["x"]]}), "xl/media/image1.bin", b"\0" * (101 << 20))
    assert len(bomb) < 1 << 20
    with pytest.raises(DataError, match="unpacked, this workbook would take far more room"):
        read(bomb)


def test_a_workbook_that_hides_its_unpacked_size_is_refused():
    name = "xl/sharedStrings.xml"
    data = with_member(workbook({"data": [["x"]]}), name, b"<sst>" + b" " * (50 << 20) + b"</sst>")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        stated = package.getinfo(name).file_size
    with pytest.raises(DataError, match="damaged or cut off"):
        read(data.replace(stated.to_bytes(4, "little"), (2000).to_bytes(4, "little")))


def test_a_workbook_of_thousands_of_members_is_refused():
    file = io.BytesIO(workbook({"data": [["x"]]}))
    with zipfile.ZipFile(file, "a") as package:
        for number in range(5_000):
            package.writestr(f"xl/media/{number}", "")
    with pytest.raises(DataError, match="far more room"):
        read(file.getvalue())


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/styles.xml"])
def test_a_workbook_with_its_own_entities_is_refused(part):
    data = workbook({"data": [["id"], [1]]})
    xml = member(data, part).decode().split("?>", 1)[1]
    doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(DataError, match="instructions that no spreadsheet program writes"):
        read(with_member(data, part, (doctype + xml).encode()))


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"])
def test_a_damaged_workbook_is_refused(part):
    data = workbook({"data": [["id"], [1]]})
    with pytest.raises(DataError, match=r"export\.xlsx"):
        read(with_member(data, part, member(data, part)[:-60]))


def test_a_workbook_with_flipped_bytes_is_read_or_refused():
    whole = workbook({"data": [["id", "age"], *[[number, number] for number in range(50)]]})
    random = np.random.default_rng(7)
    with Parser() as parser:
        for _ in range(150):
            broken = bytearray(whole)
            for place in random.integers(0, len(whole), 3):
                broken[place] ^= 1 << int(random.integers(0, 8))
            with contextlib.suppress(DataError):
                read_bytes(bytes(broken), "export.xlsx", parser=parser)


def test_the_scan_agrees_with_the_parser_across_pieces():
    # 157 columns are A to FA; the XML is cut into pieces of 1,000 bytes, in the middle of cells.
    data = workbook({"data": [[f"q{column}" for column in range(157)], *[[row] * 157 for row in range(60)]]})
    xml = b"".join(open_package(data, "x").stream(SHEET))
    scan = scan_sheet(xml[start : start + 1000] for start in range(0, len(xml), 1000))
    assert (scan.last_row, scan.last_column, scan.n_cells) == (61, 157, 61 * 157)


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("ZZ", 702), ("AAA", 703), ("XFD", 16384)]
)
def test_column_letters(letters, number):
    assert column_number(letters.encode()) == number
    assert column_letters(number) == letters
