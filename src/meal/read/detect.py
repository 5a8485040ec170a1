"""The format of a file, told from its content: names lie, and portals hand out web pages called .xls."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from meal.model.errors import DataError
from meal.read.encodings import is_text
from meal.read.workbook_package import BROKEN_ZIP

HEAD = 65_536
"""Bytes from the start that tell the format."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"<stata_dta>", "dta"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"HEADER RECORD*******", "sas"),
    (b"RDX", "r"),
    (b"SQLite format 3", "database"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
)
# Stata before version 13: release, byte order (1 or 2), file type (always 1), a filler byte.
_OLD_STATA = re.compile(rb"[\x68-\x73][\x01\x02]\x01.", re.DOTALL)
_JSON = re.compile(rb'\s*(\{\s*("|\})|\[\s*([\[\]{"]))')
_JSON_CELL = re.compile(rb'\s*\[\s*"[^"\n]*"\s*\]\s*[,;\t]')
_WEB_PAGE = re.compile(
    rb"\s*(<!--.*?-->\s*)?<(!doctype\s+html|html|head|table|meta|body|div)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"\s*<\?xml\b")

ADVICE: dict[str, str] = {
    "empty": "the file is empty (0 bytes). Export or download it again, or take it out of the wave's files.",
    "encrypted": "this workbook is protected with a password. Open it, save it without a password and use that file.",
    "archive": "this is a packed archive. Unpack it and use the table inside.",
    "gzip": "this is a packed file (gzip). Unpack it and use the table inside.",
    "document": "this is a text document, not a table of answers. Export the data as CSV, XLSX, SPSS .sav or Stata "
    ".dta.",
    "pdf": "this is a PDF, not a table of answers. Export the data as CSV, XLSX, SPSS .sav or Stata .dta.",
    "json": "this is a JSON file, which cannot be read yet. Export the data as CSV or XLSX.",
    "web page": "this is a web page, whatever it is called, not a table of answers; a portal often sends one "
    "when the login has expired. Log in and download the export again; if it shows a table, open it in Excel and save "
    "it as .xlsx.",
    "xml": "this is an XML file, which cannot be read. Export the data as CSV or XLSX.",
    "sas": "this is a SAS file, which cannot be read yet. Export the data as CSV, SPSS .sav or Stata .dta.",
    "r": "this is an R data file, which cannot be read. Export the data as CSV, SPSS .sav or Stata .dta.",
    "database": "this is a database file. Export the table as CSV or XLSX.",
    "damaged zip": "this looks like a workbook, but its end is missing or damaged: the download or copy was cut off. "
    "Copy or download it again.",
    "unknown": "the file is not in a format that can be read: CSV, XLSX, SPSS .sav or Stata .dta was expected. Open "
    "it in the program that made it and export it again.",
}  # fmt: skip
"""What to tell about files that no reader takes."""


def detect(data: bytes) -> str:
    """The format of a file: a key of `formats.READERS`, or of `ADVICE` where it cannot be read."""
    head = data[:HEAD]
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "xls"
    if _OLD_STATA.match(head):
        return "dta"
    if b"SPSSPORT" in re.sub(rb"\s", b"", head[:700]):
        return "por"
    return _text_kind(head)


def _text_kind(head: bytes) -> str:
    if not is_text(head):
        return "unknown"
    if _JSON.match(head) and not _JSON_CELL.match(head):
        return "json"
    if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "web page"
    return "xml" if _XML.match(head.removeprefix(b"\xef\xbb\xbf")) else "csv"


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = set(package.namelist())
            kind = package.read("mimetype")[:80] if "mimetype" in members else b""
    except BROKEN_ZIP:
        return "damaged zip"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if any(member.endswith("workbook.bin") for member in members):
        return "xlsb"
    if "[Content_Types].xml" in members and any(posixpath.basename(member) == "workbook.xml" for member in members):
        return "xlsx"
    if kind or any(member.startswith(("word/", "ppt/")) for member in members):
        return "document"
    return "zip"


def refusal(kind: str, place: str) -> DataError:
    """Why a file of this kind is not read, for the officer."""
    return DataError(f"{place}: {ADVICE.get(kind, ADVICE['unknown'])}")
