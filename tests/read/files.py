"""Small files that the tests read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

from meal.model.responses import Export, Source
from meal.read import read_bytes


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook with these rows on its sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    visible = False
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
        if name in hidden:
            sheet.hide()
        elif not visible:
            visible = True
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    return file.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The same package with one member replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return changed.getvalue()


def member(data: bytes, name: str) -> bytes:
    """One member of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def read_text(text: str, encoding: str = "utf-8") -> Export:
    """A CSV export with this text."""
    return read_bytes(text.encode(encoding), "export.csv")


def rows(export: Export) -> list[list[str]]:
    """The records, every cell as text."""
    columns = [column.record_texts().tolist() for column in export.columns.values()]
    return [list(cells) for cells in zip(*columns, strict=True)]


def rules(source: Source) -> list[str]:
    """The rules of the remarks on a file."""
    return [rule for rule, _ in source.remarks]


def remark(source: Source, rule: str) -> Mapping[str, str]:
    """The parameters of the one remark by this rule."""
    (parameters,) = [parameters for key, parameters in source.remarks if key == rule]
    return parameters
