"""Native charts, which officers can restyle and paste: bars with the interval as error bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from meal.model.estimates import Estimate
from meal.report import palette
from meal.report.axis import axis
from meal.report.excel.book import Book, Sheet
from meal.report.grid import drawn
from meal.report.labels import HIDDEN, measure_of_statistic

LABEL_COLUMN = 2
CHART_WIDTH, CHART_ROWS = 720, 20
"""Width in pixels; rows of 20 pixels that a chart takes."""


@dataclass(frozen=True, slots=True)
class ChartRange:
    """The rows of one indicator in one wave, as a chart reads them.

    Attributes:
        length_column: the lengths of the lines upward, with those downward right of it; None without intervals.
        rows: the estimates in these rows, for the copies of the cells that a chart keeps.
    """

    indicator: str
    statistic: str
    wave: str
    first_row: int
    value_column: int
    length_column: int | None
    rows: tuple[Estimate | None, ...]

    @property
    def last_row(self) -> int:
        """The last of the rows."""
        return self.first_row + len(self.rows) - 1

    def values(self) -> list[float | None]:
        """The estimates; None where there is nothing to show."""
        return [None if row is None else row.estimate for row in self.rows]

    def lengths(self, side: Literal[1, -1]) -> list[float | None]:
        """The lengths of the interval lines, upward or downward."""
        return [
            None
            if row is None or row.estimate is None or row.conf_low is None or row.conf_high is None
            else (row.conf_high - row.estimate if side == 1 else row.estimate - row.conf_low)
            for row in self.rows
        ]


def add_charts(book: Book, sheet: Sheet, ranges: Sequence[ChartRange]) -> int:
    """Place a chart for each indicator below the table, the waves side by side in one chart; the last row taken."""
    row = sheet.row + 2
    for indicator, group in groupby(ranges, key=lambda one: one.indicator):
        waves = list(group)
        n_bar = sum(wave.last_row - wave.first_row + 1 for wave in waves)
        height = 120 + 26 * n_bar
        sheet.sheet.insert_chart(
            row,
            0,
            _chart(book, sheet, waves),
            {
                "x_scale": CHART_WIDTH / 480,
                "y_scale": height / 288,
                "x_offset": 5,
                "object_position": 3,
                "description": f"{book.labels.indicator(indicator)}: {book.labels.statistic(waves[0].statistic)}",
            },
        )
        row += height // 20 + 2
    return row


def _chart(book: Book, sheet: Sheet, waves: Sequence[ChartRange]) -> Any:
    labels = book.labels
    chart = book.workbook.add_chart({"type": "bar"})
    for number, wave in enumerate(waves):
        chart.add_series(_series(sheet, wave, labels.wave(wave.wave), palette.SERIES[number % len(palette.SERIES)]))
    first = waves[0]
    # Bars start at nought, and the axis goes on to the end of the longest interval.
    scale = axis([value for wave in waves for value in drawn(wave.rows)], include=[0.0])
    chart.set_title(
        {"name": labels.indicator(first.indicator), "name_font": {"size": 12, "color": palette.INK}, "overlay": False}
    )
    # Bars run upward from the first level; reversing the axis puts it on top, as in the table.
    chart.set_y_axis({"reverse": True, "line": {"color": palette.MUTED}, "num_font": {"color": palette.INK}})
    chart.set_x_axis(
        {
            "name": labels.statistic(first.statistic),
            "name_font": {"bold": False, "color": palette.MUTED},
            "num_format": _number_format(first.statistic),
            "min": scale.low,
            "max": scale.high,
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": palette.RULE}},
            "line": {"none": True},
        }
    )
    if len(waves) > 1:
        chart.set_legend({"position": "bottom"})
    else:
        chart.set_legend({"none": True})
    return chart


def _series(sheet: Sheet, wave: ChartRange, name: str, colour: str) -> dict[str, Any]:
    def cells(column: int) -> list[str | int]:
        return [sheet.name, wave.first_row, column, wave.last_row, column]

    series: dict[str, Any] = {
        "name": name,
        "categories": cells(LABEL_COLUMN),
        "values": cells(wave.value_column),
        # Without this copy a dash would be kept as nought.
        "values_data": wave.values(),
        "data_labels": _labels(wave),
        "fill": {"color": colour, "transparency": 25},
        "gap": 60,
    }
    if wave.length_column is not None:
        series["y_error_bars"] = {
            "type": "custom",
            "plus_values": _reference(sheet, wave, wave.length_column),
            "minus_values": _reference(sheet, wave, wave.length_column + 1),
            "plus_data": wave.lengths(1),
            "minus_data": wave.lengths(-1),
            "line": {"color": palette.INK, "width": 1.25},
        }
    return series


def _number_format(statistic: str) -> str:
    """How the numbers of a chart are written: people and records have no decimals."""
    formats = {"share": "0%", "people": "#,##0", "records": "#,##0"}
    return formats.get(measure_of_statistic(statistic), "#,##0.0")


def _labels(wave: ChartRange) -> dict[str, Any]:
    """The value at the foot of each bar, and a dash where there is none."""
    return {
        "value": True,
        "position": "inside_base",
        "num_format": _number_format(wave.statistic),
        "font": {"color": "white", "bold": True},
        "custom": [
            {"value": HIDDEN, "font": {"color": palette.MUTED}} if value is None else None for value in wave.values()
        ],
    }


def _reference(sheet: Sheet, wave: ChartRange, column: int) -> str:
    from xlsxwriter.utility import xl_range_formula

    return f"={xl_range_formula(sheet.name, wave.first_row, column, wave.last_row, column)}"
