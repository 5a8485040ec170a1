"""The sheet with results beside those of an earlier period."""

from __future__ import annotations

from meal.report.excel.book import Book
from meal.report.excel.estimates import estimate_cells
from meal.report.periods import earlier_period, period_lines


def period_sheet(book: Book) -> None:
    """Earlier, now and the change, each with its limits, and why there is no change where there is none."""
    lines = period_lines(book.labels)
    if not lines:
        return
    labels = book.labels
    sheet = book.add(book.say("sheet.periods"), {0: 60, 10: 70})
    level = labels.interval_level()
    limits = [book.say(f"workbook.result_{end}", level=level) for end in ("low", "high")]
    results = [book.say("periods.earlier", period=earlier_period(labels)), book.say("periods.now")]
    results.append(book.say("periods.change"))
    named = [text for result in results for text in (result, *limits)]
    sheet.head(
        [book.say("workbook.indicator"), *named, book.say("periods.why")], [0 < column < 10 for column in range(11)]
    )
    for line in lines:
        sheet.text(0, line.label, "wrapped")
        for number, (row, measure) in enumerate(line.parts):
            estimate_cells(sheet, 1 + 3 * number, row, measure, labels)
        sheet.text(10, line.why, "wrapped")
        sheet.next_row()
    sheet.sheet.freeze_panes(1, 1)
    sheet.finish()
