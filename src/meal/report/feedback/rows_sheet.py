"""The partner's own rows, in its own order: what to look at is coloured, identifiers are locked."""

from __future__ import annotations

from typing import Any

from meal.messages.partner_text import whole_number
from meal.model.feedback_workbook import HASH_HEADER, ROW_HEADER, STABLE_ID_HEADER
from meal.model.partner_feedback import MarkedCell, RowsSheet
from meal.report.feedback.book import FeedbackBook, protect

_WIDTH = 14
_WORST_FIRST = ("error", "warning", "note")


def rows_sheet(book: FeedbackBook, rows: RowsSheet) -> None:
    """Write one sheet of rows; every cell is text, as it stands in the file."""
    sheet = book.add(rows.export.title)
    sheet.freeze_panes(1, 0)
    marks = _merged(rows.marks)
    for position, (heading, kind) in enumerate(zip(rows.headings, rows.kinds, strict=True)):
        column = rows.number(position) - 1
        sheet.set_column(column, column, min(max(len(heading) + 2, _WIDTH), 2 * _WIDTH), book.formats[kind])
        book.text(sheet, 0, column, heading, "heading")
        if kind != "answer":
            sheet.write_comment(0, column, book.say.text(f"cell.{kind}"), {"author": "meal"})
        for row, cells in enumerate(rows.cells):
            marked = marks.get((row, position))
            style = kind if marked is None else f"{kind}_{marked.severity}"
            if cells[position]:
                book.text(sheet, row + 1, column, cells[position], style)
            elif marked is not None:
                sheet.write_blank(row + 1, column, None, book.formats[style])
        for row in range(len(rows.cells)):
            if (marked := marks.get((row, position))) is not None:
                size = {"x_scale": 2.2, "y_scale": 1 + marked.text.count("\n") / 3}
                sheet.write_comment(row + 1, column, marked.text, {"author": "meal", **size})
        if position in rows.hashes:
            _hidden_column(book, sheet, column + 1, HASH_HEADER, rows.hashes[position])
    _hidden_column(book, sheet, rows.width, STABLE_ID_HEADER, rows.stable_ids)
    _hidden_column(book, sheet, rows.width + 1, ROW_HEADER, tuple(map(str, rows.rows)))
    if rows.left_out:
        said = book.say.text("feedback.left_out", rows=whole_number(rows.left_out, book.say))
        book.text(sheet, len(rows.cells) + 2, 0, said, "banner")
    # A spreadsheet would mark every number that is kept as text.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows.cells) + 1}"})
    protect(sheet)


def _hidden_column(book: FeedbackBook, sheet: Any, column: int, heading: str, texts: tuple[str, ...]) -> None:
    book.text(sheet, 0, column, heading, "heading")
    for row, text in enumerate(texts):
        if text:
            book.text(sheet, row + 1, column, text)
    sheet.set_column(column, column, None, None, {"hidden": True})


def _merged(marks: tuple[MarkedCell, ...]) -> dict[tuple[int, int], MarkedCell]:
    """One mark a cell: the worst colour, and all that is said of it."""
    merged: dict[tuple[int, int], MarkedCell] = {}
    for mark in sorted(marks, key=lambda mark: _WORST_FIRST.index(mark.severity)):
        place = (mark.row, mark.column)
        first = merged.get(place)
        text = mark.text if first is None else f"{first.text}\n\n{mark.text}"
        merged[place] = MarkedCell(mark.row, mark.column, first.severity if first else mark.severity, text)
    return merged
