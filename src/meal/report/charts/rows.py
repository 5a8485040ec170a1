"""What a chart draws: headings, labels, marks and numbers, each with its height, as plain data."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

from meal.model.estimates import Estimate
from meal.report.grid import Grid, Line
from meal.report.labels import HIDDEN, Labels, measure_of_statistic

LONGEST_LABEL = 38
SERIES_DISTANCE = 0.66
"""Distance between the marks of two waves in one line, in heights of a line."""
GROUP_DISTANCE = 0.45

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChartRows:
    """The parts of a chart; `y` counts lines from the top.

    Attributes:
        headings, names: text on the left. marks: dots and the ends of their lines. numbers: text on the right.
        rules: heights of the lines between groups.
    """

    headings: list[Record]
    names: list[Record]
    marks: list[Record]
    numbers: list[Record]
    rules: list[Record]
    height: float

    def characters(self, part: str) -> int:
        """Length of the longest text of a part."""
        return max((len(record["text"]) for record in getattr(self, part)), default=0)


def chart_rows(grid: Grid, labels: Labels) -> ChartRows:
    """The lines of an indicator from top to bottom, the whole first, each disaggregation under its heading."""
    rows = ChartRows([], [], [], [], [], 0)
    height = 0.0
    for by, lines in grid.groups.items():
        if by:
            height += GROUP_DISTANCE
            rows.rules.append({"y": height - GROUP_DISTANCE / 2})
            rows.headings.append({"y": height + 0.5, "text": labels.by(by)})
            height += 1
        for line in lines:
            _add_line(rows, line, height, grid, labels)
            height += line_height(grid)
    return ChartRows(rows.headings, rows.names, rows.marks, rows.numbers, rows.rules, height)


def line_height(grid: Grid) -> float:
    """Height of a line: room for the marks of each wave."""
    return 1 + SERIES_DISTANCE * (len(grid.waves()) - 1)


def _add_line(rows: ChartRows, line: Line, top: float, grid: Grid, labels: Labels) -> None:
    middle = top + line_height(grid) / 2
    name = labels.level(line.by, line.level)
    if line.category:
        name = f"{name}: {labels.category(line.category)}" if line.by else labels.category(line.category)
    rows.names.append(
        {"y": middle, "text": textwrap.shorten(name, LONGEST_LABEL, placeholder=" …"), "whole": not line.by}
    )
    statistic = grid.chart_statistic()
    waves = grid.waves()
    cells = {
        column.wave: cell
        for column, cell in zip(grid.columns, line.cells, strict=True)
        if column.statistic == statistic and cell is not None
    }
    for index, wave in enumerate(waves):
        if wave in cells:
            offset = (index - (len(waves) - 1) / 2) * SERIES_DISTANCE
            _add_mark(rows, cells[wave], middle + offset, labels.wave(wave), labels)


def _add_mark(rows: ChartRows, row: Estimate, y: float, wave: str, labels: Labels) -> None:
    """The dot of a row and its number; only a dash where it is hidden."""
    measure = measure_of_statistic(row.statistic)
    if row.estimate is None:
        rows.numbers.append({"y": y, "text": HIDDEN, "wave": wave})
        return
    interval = labels.numbers.interval(row, measure)
    value = labels.numbers.value(row, measure)
    text = labels.words.text("headline.with_interval", value=value, interval=interval) if interval else value
    rows.numbers.append({"y": y, "text": text, "wave": wave})
    rows.marks.append(
        {
            "y": y,
            "wave": wave,
            "estimate": row.estimate,
            "low": row.estimate if row.conf_low is None else row.conf_low,
            "high": row.estimate if row.conf_high is None else row.conf_high,
            "unreliable": row.status == "unreliable",
        }
    )
