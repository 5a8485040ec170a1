"""Workbooks of other programs, and what portals and passwords make of them."""

from __future__ import annotations

import io
import zipfile

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from meal.model.errors import DataError
from meal.read import read_bytes
from meal.read.contained import Parser
from tests.read.files import member, remark, rows, rules, with_member, workbook

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def ods(**sheets: str) -> bytes:
    """An OpenDocument spreadsheet with these rows, as XML, on its sheets."""
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def text(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'


def number(value: object) -> str:
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


DAY = (
    '<table:table-cell office:value-type="date" office:date-value="2018-07-01"><text:p>01/07/18</text:p>'
    "</table:table-cell>"
)
HEADER = row(text("id"), text("day"), text("age"))


def test_an_opendocument_spreadsheet_is_read_cell_by_cell():
    export = read_bytes(
        ods(data=HEADER + row(text("007"), DAY, number(20)) + row(text("NA"), DAY, number(2.5))), "e.ods"
    )
    assert export.source.format == "ods"
    assert rows(export) == [["007", "2018-07-01", "20"], ["NA", "2018-07-01", "2.5"]]
    assert export.row_of.tolist() == [2, 3]


def test_the_sheet_of_an_opendocument_spreadsheet_is_chosen_as_in_a_workbook():
    data = ods(notes="", data=row(text("id")) + row(text("1")), more=row(text("x")) + row(text("2")))
    export = read_bytes(data, "export.ods")
    assert (export.source.sheet, rules(export.source)) == ("data", ["other_sheets"])
    assert rows(read_bytes(data, "export.ods", sheet="MORE ")) == [["2"]]
    with pytest.raises(
        DataError, match=r'no sheet "mre"; the workbook has "notes", "data", "more".*Did you mean "more"'
    ):
        read_bytes(data, "export.ods", sheet="mre")
    with pytest.raises(DataError, match=r"no visible sheet of the workbook holds anything"):
        read_bytes(ods(a=""), "export.ods")


def test_rows_that_an_opendocument_spreadsheet_repeats_to_its_end_do_no_harm():
    empty = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="1048574"'
    )
    assert rows(read_bytes(ods(data=row(text("id")) + row(text("1")) + empty), "export.ods")) == [["1"]]


def test_a_filled_cell_repeated_over_the_whole_sheet_is_refused():
    cell = text("x", ' table:number-columns-repeated="16384"')
    bomb = ods(data=row(text("id")) + row(cell, more=' table:number-rows-repeated="1048574"'))
    assert len(bomb) < 2_000
    with pytest.raises(DataError, match=r"^export\.ods"):
        read_bytes(bomb, "export.ods")


@pytest.mark.parametrize("keep", [100, -30])
def test_a_damaged_opendocument_spreadsheet_is_refused(keep):
    whole = ods(data=HEADER)
    with pytest.raises(DataError, match=r"export\.ods: this (looks like a )?workbook.*(cut off|damaged)"):
        read_bytes(whole[:keep], "export.ods")
    with pytest.raises(DataError, match=r"export\.ods"):
        read_bytes(with_member(whole, "content.xml", b"<office:document-content"), "export.ods")


def test_junk_behind_the_beginning_of_an_old_workbook_is_refused():
    with pytest.raises(DataError, match=r"export\.xls: this workbook is damaged or cut off"):
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"junk" * 400, "export.xls")


def test_a_workbook_with_a_password_is_refused_with_what_to_do():
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook({"data": [["id", "age"], [1, 20]]}))).encrypt("secret", locked)
    with pytest.raises(DataError, match=r"protected with a password. Open it, save it without a password"):
        read_bytes(locked.getvalue(), "export.xlsx")


def test_a_web_page_called_xls_is_refused_with_what_to_do():
    page = (
        b"\xef\xbb\xbf<html><head><meta charset='utf-8'></head><body><table><tr><td>id</td></tr></table></body></html>"
    )
    with pytest.raises(DataError, match=r"a web page, whatever it is called"):
        read_bytes(page, "export.xls")


def test_dates_counted_from_1904_are_the_days_that_excel_shows():
    # Serial 41820 is 2018-07-01 where days are counted from 1904-01-01, and 2014-06-30 where from 1900.
    data = workbook({"data": [["day"], [None]]})
    styles = member(data, "xl/styles.xml").decode()
    start, end = styles.index("<cellXfs"), styles.index("</cellXfs>")
    formats = "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for n in (0, 14))
    data = with_member(
        data, "xl/styles.xml", (styles[:start] + f'<cellXfs count="2">{formats}' + styles[end:]).encode()
    )
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>day</t></is></c></row>'
        '<row r="2"><c r="A2" s="1"><v>41820</v></c></row>'
        "</sheetData></worksheet>"
    )
    data = with_member(data, "xl/worksheets/sheet1.xml", sheet.encode())
    assert rows(read_bytes(data, "export.xlsx")) == [["2014-06-30"]]
    book = member(data, "xl/workbook.xml").decode()
    macintosh = book.replace("<workbookPr", '<workbookPr date1904="1"')
    assert rows(read_bytes(with_member(data, "xl/workbook.xml", macintosh.encode()), "export.xlsx")) == [["2018-07-01"]]


def archive(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return file.getvalue()


def test_the_only_table_of_an_archive_is_read_whatever_lies_beside_it():
    data = archive(
        {
            "__MACOSX/._export.csv": b"\0\5\x16\7", "export.csv": b"id,age\n007,20\n",
            "media/1.jpg": b"\xff\xd8\xff\0\1\2",
            "readme.md": b"# Export\n", "empty/": b"", "form.sps": b"VARIABLE LABELS a 'x'.",
        }
    )  # fmt: skip
    export = read_bytes(data, "export.zip")
    assert (export.source.format, export.source.sheet) == ("zip", "export")
    assert rows(export) == [["007", "20"]]


def test_workbooks_inside_an_archive_are_looked_over_as_outside():
    data = archive({"before.xlsx": workbook({"data": [["id"], [1]]})})
    assert rows(read_bytes(data, "export.zip")) == [["1"]]
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    far = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    hostile = archive({"before.xlsx": with_member(workbook({"d": [["id"]]}), "xl/worksheets/sheet1.xml", far.encode())})
    with pytest.raises(DataError, match=r"export\.zip, before\.xlsx.*the sheet reaches to row 1,048,576"):
        read_bytes(hostile, "export.zip")


def test_a_member_is_named_under_sheet():
    data = archive({"a/before.csv": b"id\n1\n", "a/after.csv": b"id\n2\n"})
    with pytest.raises(DataError, match=r"holds 2 tables \(a/before\.csv, a/after\.csv\), and it cannot be told"):
        read_bytes(data, "export.zip")
    assert rows(read_bytes(data, "export.zip", sheet="after")) == [["2"]]
    assert rows(read_bytes(data, "export.zip", sheet="a/after.csv")) == [["2"]]
    with pytest.raises(DataError, match=r'no sheet "aftr".*Did you mean "after"'):
        read_bytes(data, "export.zip", sheet="aftr")


def test_member_names_that_lead_elsewhere_write_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = archive({"../../evil.csv": b"id\n1\n"})
    assert read_bytes(data, "export.zip").source.sheet == "evil"
    assert list(tmp_path.iterdir()) == []


def test_archives_without_answers_are_refused_with_what_they_hold():
    with pytest.raises(DataError, match=r"SPSS syntax with labels \(Form - en - SPSS labels\.sps\), not the answers"):
        read_bytes(archive({"Form - en - SPSS labels.sps": b"VARIABLE LABELS\n start 'start'.\n"}), "labels.zip")
    with pytest.raises(DataError, match=r"the archive holds photo\.jpg, and no table among them"):
        read_bytes(archive({"photo.jpg": b"\xff\xd8\xff\0\1"}), "media.zip")
    with pytest.raises(DataError, match=r"the archive is empty"):
        read_bytes(archive({}), "nothing.zip")


def test_a_protected_and_a_damaged_archive_are_refused():
    data = archive({"export.csv": b"id,age\n1,20\n" * 50})
    with pytest.raises(DataError, match=r"protected with a password. Unpack it with the password"):
        read_bytes(_with_flag(data), "export.zip")
    broken = bytearray(data)
    broken[50:54] = b"\xff\xff\xff\xff"
    with pytest.raises(DataError, match=r"export\.zip: this archive is damaged or cut off"):
        read_bytes(bytes(broken), "export.zip")


def _with_flag(data: bytes) -> bytes:
    """The same archive with every member marked as encrypted."""
    marked = bytearray(data)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        marked[data.index(mark) + offset] |= 1
    return bytes(marked)


def test_an_archive_that_unpacks_to_a_thousand_times_its_size_is_refused():
    with pytest.raises(DataError, match=r"unpacked, this archive would take far more room"):
        read_bytes(archive({"export.csv": b"0" * (150 << 20)}), "export.zip")


def test_a_parser_process_serves_formats_one_after_the_other():
    with Parser() as parser:
        sheet = read_bytes(ods(data=HEADER + row(text("1"), DAY, number(3))), "a.ods", parser=parser)
        table = read_bytes(archive({"export.csv": b"id\n1\n"}), "b.zip", parser=parser)
    assert (sheet.source.n_records, table.source.n_records) == (1, 1)
    assert remark(read_bytes(archive({"e.csv": b"id,age\n"}), "e.zip").source, "no_records")["columns"] == "2"
