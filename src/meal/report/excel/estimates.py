"""Cells of estimates: a number with the right format, or a dash with a note that says why there is none."""

from __future__ import annotations

from meal.model.estimates import Estimate
from meal.report.excel.book import Sheet
from meal.report.labels import HIDDEN, Labels
from meal.report.numbers import Measure, decimals, says_x_of_n


def estimate_cells(sheet: Sheet, column: int, row: Estimate | None, measure: Measure, labels: Labels) -> None:
    """Write an estimate and the ends of its interval into three columns."""
    if row is None:
        return
    if row.estimate is None:
        hidden_cell(sheet, column, row, labels)
        return
    if says_x_of_n(row, measure):
        sheet.text(column, labels.numbers.value(row, measure), "hidden")
        return
    style = number_style(row, measure)
    for offset, value in enumerate((row.estimate, row.conf_low, row.conf_high)):
        if value is not None:
            sheet.number(column + offset, value * 100 if measure == "points" else value, style)


def hidden_cell(sheet: Sheet, column: int, row: Estimate, labels: Labels) -> None:
    """Write a dash, with a note on the cell that says why."""
    sheet.text(column, HIDDEN, "hidden")
    if reason := labels.status(row):
        sheet.comment(column, reason)


def count_cell(sheet: Sheet, column: int, count: int | None, row: Estimate | None) -> None:
    """Write a number of records; a dash where the row is hidden."""
    if count is not None:
        sheet.number(column, count, "integer")
    elif row is not None and row.status == "suppressed":
        sheet.text(column, HIDDEN, "hidden")


def number_style(row: Estimate, measure: Measure) -> str:
    """The format that shows an estimate with the digits that it supports."""
    digits = decimals(row, measure)
    if measure in {"share", "points"}:
        return f"{measure}_{digits}"
    return f"decimal_{digits}"
