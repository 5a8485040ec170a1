"""The sheet of people that several partners know."""

from __future__ import annotations

from meal.model.overlap import OverlapRow
from meal.report import palette
from meal.report.excel.book import Book, Sheet
from meal.report.labels import HIDDEN
from meal.report.overlap import Matrix, matrices


def overlap_sheet(book: Book) -> None:
    """For each wave: people by number of partners, and a table of partners by partners, with a chart."""
    for matrix in matrices(book.labels):
        _sheet(book, matrix)


def _sheet(book: Book, matrix: Matrix) -> None:
    sheet = book.add(book.say("sheet.overlap"), {0: 32})
    sheet.text(0, book.say("overlap.heading"), "heading", counts=False)
    sheet.next_row()
    sheet.next_row()
    sheet.head([book.say("overlap.known_to"), book.say("headline.people")], [False, True])
    first = sheet.row
    for label, row in matrix.known_to:
        sheet.text(0, label)
        _number(book, sheet, 1, row)
        sheet.next_row()
    last = sheet.row - 1
    sheet.next_row()
    sheet.head([book.say("overlap.both"), *matrix.names], [False, *(True for _ in matrix.names)])
    start = sheet.row
    for at, name in enumerate(matrix.names):
        sheet.text(0, name)
        for other in range(len(matrix.names)):
            _number(book, sheet, 1 + other, matrix.cells[at, other])
        sheet.next_row()
    # Partners with themselves are all their people, so that colours are by the share of the smaller partner.
    for at in range(len(matrix.names)):
        for other in range(len(matrix.names)):
            if at != other:
                sheet.sheet.conditional_format(
                    start + at, 1 + other, start + at, 1 + other,
                    {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#9cc9d1", "min_type": "num",
                     "min_value": 0, "max_type": "num", "max_value": _most(matrix)},
                )  # fmt: skip
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, 1, last, 1],
            "fill": {"color": palette.ACCENT},
            "gap": 60,
            "data_labels": {"value": True, "num_format": "#,##0"},
        }
    )
    chart.set_title({"name": book.say("overlap.chart"), "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    lines = {"visible": True, "line": {"color": palette.RULE}}
    chart.set_x_axis({"num_format": "#,##0", "min": 0, "major_gridlines": lines})
    chart.set_size({"width": 620, "height": 240})
    sheet.row += 1
    sheet.sheet.insert_chart(sheet.row, 0, chart, {"description": book.say("overlap.chart")})
    sheet.finish()


def _most(matrix: Matrix) -> int:
    return max([row.people or 0 for (one, other), row in matrix.cells.items() if one != other], default=0) or 1


def _number(book: Book, sheet: Sheet, column: int, row: OverlapRow) -> None:
    if row.people is None:
        sheet.text(column, HIDDEN, "hidden")
        sheet.comment(column, book.say("status.suppressed") + ".")
    else:
        sheet.number(column, row.people, "integer")
