"""Excel workbooks whose bytes depend on nothing but their content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | date


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its header and its rows."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()


def workbook_bytes(sheets: Sequence[Sheet], *, created: datetime) -> bytes:
    """A workbook of these sheets, with bold headers that stay in view.

    xlsxwriter compresses with the zlib of the machine, and versions of zlib differ; so the parts
    are packed again without compression and with fixed dates.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": created})
    header_format = book.add_format({"bold": True})
    date_format = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column, text in enumerate(sheet.header):
            page.write_string(0, column, text, header_format)
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, column, cell, date_format)
                elif isinstance(cell, int):
                    page.write_number(row, column, cell)
                elif cell:
                    page.write_string(row, column, cell)
    book.close()
    return _packed_without_compression(buffer.getvalue())


def _packed_without_compression(packed: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            # Otherwise these say on which operating system the workbook was made.
            part.create_system = 3
            part.external_attr = 0o600 << 16
            target.writestr(part, source.read(name))
    return buffer.getvalue()
