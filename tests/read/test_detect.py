"""Formats are told by content, and a file that cannot be read is refused with what to do."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest

from meal.model.errors import DataError
from meal.read import read_bytes, read_file
from meal.read.detect import ADVICE, detect
from meal.read.formats import READERS
from tests.read.files import workbook


def archive(*members: str, mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for name in members:
            package.writestr(name, "x")
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
FILES = {
    "csv": b"id,age\n1,20\n",
    "xlsx": workbook({"data": [["id"], [1]]}),
    "sav": b"$FL2@(#) SPSS DATA FILE",
    "dta": b"<stata_dta><header>",
    "empty": b"",
    "xls": OLE,
    "encrypted": OLE + "EncryptedPackage".encode("utf-16-le"),
    "xlsb": archive("[Content_Types].xml", "xl/workbook.bin"),
    "ods": archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "zip": archive("children.csv"),
    "document": archive("[Content_Types].xml", "word/document.xml"),
    "gzip": gzip.compress(b"id\n1\n"),
    "pdf": b"%PDF-1.7 ...",
    "por": b"ASCII SPSS PORT FILE" + b" " * 400 + b"SPSS\r\nPORT",
    "parquet": b"PAR1....PAR1",
    "json": json.dumps([{"id": 1}]).encode(),
    "web page": b"\n<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table>",
    "xml": b"<?xml version='1.0'?><data/>",
    "damaged zip": workbook({"data": [["id"], [1]]})[:-200],
    "unknown": bytes(range(256)) * 4,
}


@pytest.mark.parametrize("kind", FILES)
def test_a_format_is_told_by_content(kind):
    assert detect(FILES[kind]) == kind


@pytest.mark.parametrize("kind", sorted(set(FILES) - set(READERS)))
def test_a_format_that_is_not_read_is_refused_with_what_to_do(kind):
    with pytest.raises(DataError) as refused:
        read_bytes(FILES[kind], "wave1/export.xlsx")
    assert str(refused.value) == f"wave1/export.xlsx: {ADVICE[kind]}"
    assert str(refused.value).count(".") >= 2  # says what it is, and what to do


def test_every_kind_is_either_read_or_explained():
    assert set(FILES) <= set(READERS) | set(ADVICE)
    assert not set(READERS) & set(ADVICE)


def test_a_workbook_called_csv_is_read_as_a_workbook(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(FILES["xlsx"])
    assert read_file(path).source.format == "xlsx"


def test_a_column_name_with_a_brace_does_not_make_a_csv_into_json():
    assert detect(b"{id},age\n1,20\n") == "csv"


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"gone\.csv: there is no such file"):
        read_file(tmp_path / "gone.csv")
    with pytest.raises(DataError, match="this is a folder"):
        read_file(tmp_path)


def test_the_source_names_the_file_from_the_study_folder(tmp_path):
    (tmp_path / "before").mkdir()
    path = tmp_path / "before" / "a.csv"
    path.write_bytes(FILES["csv"])
    assert read_file(path, relative_to=tmp_path).source.file == "before/a.csv"
    assert read_file(path).source.file == "a.csv"
