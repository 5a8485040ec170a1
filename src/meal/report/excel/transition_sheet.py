"""The sheet of transitions: of those with an answer before, who gave which answer after."""

from __future__ import annotations

from meal.model.transitions import answer_key, answers_of, is_transition
from meal.report.excel.book import Book
from meal.report.excel.estimates import count_cell, estimate_cells


def transition_sheet(book: Book) -> None:
    """One row a way from an answer to an answer, for everybody and for every group."""
    labels = book.labels
    rows = [row for row in labels.published.estimates if row.comparison and is_transition(row.category)]
    if not rows:
        return
    sheet = book.add(book.say("sheet.transitions"), {0: 52, 3: 30, 4: 30, 11: 44})
    level = labels.interval_level()
    heads = [book.say(f"workbook.{key}") for key in ("comparison", "by", "level", "answer_before", "answer_after")]
    heads += [book.say("table.n"), book.say("table.count"), labels.statistic("share")]
    heads += [book.say(f"workbook.result_{end}", level=level) for end in ("low", "high")]
    sheet.head([*heads, book.say("table.n_missing"), book.say("workbook.note")], [5 <= at <= 10 for at in range(12)])
    for row in rows:
        sheet.text(0, labels.comparison(row.comparison), "wrapped")
        sheet.text(1, labels.by(row.by) if row.by else "")
        sheet.text(2, labels.level(row.by, row.level), "wrapped")
        for column, answer in enumerate(answers_of(row.category), start=3):
            sheet.text(column, labels.answer(answer_key(answer), row.comparison), "wrapped")
        count_cell(sheet, 5, row.n, row)
        count_cell(sheet, 6, row.numerator, row)
        estimate_cells(sheet, 7, row, "share", labels)
        count_cell(sheet, 10, row.n_missing, row)
        sheet.text(11, labels.status(row), "wrapped", counts=False)
        sheet.next_row()
    sheet.sheet.freeze_panes(1, 1)
    sheet.finish()
