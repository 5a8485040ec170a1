"""The sheet about linking: one row a count of people linked, ambiguous or lost, then what sets the lost apart."""

from __future__ import annotations

from meal.model.estimates import Estimate
from meal.report.excel.book import Book, Sheet
from meal.report.excel.estimates import count_cell, estimate_cells
from meal.report.labels import Labels
from meal.report.linkage import COUNTED, EXPECTED, measure_in


def linkage_sheet(book: Book) -> None:
    """Every row of the linkage report, where there is one."""
    labels = book.labels
    if not labels.published.linkage:
        return
    sheet = book.add(book.say("sheet.linkage"), {2: 44, 11: 44})
    level = labels.interval_level()
    heads = [book.say(f"linkage.{key}") for key in ("earlier", "later", "what")]
    heads += [book.say(f"workbook.{key}") for key in ("by", "level")]
    heads += [book.say("linkage.level"), book.say("table.n"), book.say("table.count"), book.say("workbook.result")]
    heads += [book.say(f"workbook.result_{end}", level=level) for end in ("low", "high")]
    sheet.head([*heads, book.say("workbook.note")], [6 <= column <= 10 for column in range(12)])
    for row in labels.published.linkage:
        _row(sheet, row, labels)
    sheet.sheet.freeze_panes(1, 0)
    sheet.finish()


def _row(sheet: Sheet, row: Estimate, labels: Labels) -> None:
    earlier, _, later = row.indicator.partition(">")
    sheet.text(0, labels.wave(earlier) if earlier else "")
    sheet.text(1, labels.wave(later))
    sheet.text(2, _what(row, labels), "wrapped")
    sheet.text(3, labels.by(row.by) if row.by else "")
    sheet.text(4, labels.level(row.by, row.level), "wrapped")
    sheet.text(5, labels.variant(row.variant) if row.category == EXPECTED else "")
    count_cell(sheet, 6, row.n, row)
    if row.variant == COUNTED:
        count_cell(sheet, 7, row.numerator, row)
    estimate_cells(sheet, 8, row, measure_in(row, labels), labels)
    sheet.text(11, labels.status(row) or (row.note if labels.language == labels.study.language else ""), "wrapped")
    sheet.next_row()


def _what(row: Estimate, labels: Labels) -> str:
    if not row.comparison:
        return labels.words.text(f"linkage.{row.category}")
    said = labels.words.text("linkage.lost_less_stayed")
    return f"{said}: {labels.indicator(row.category)}" if row.category else said
