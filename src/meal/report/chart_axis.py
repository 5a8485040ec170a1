"""The axis of an indicator's chart, which the page and the figures share, with its ticks in words."""

from __future__ import annotations

from meal.model.estimates import Estimate
from meal.report.axis import Axis, axis
from meal.report.grid import Grid, Line, drawn
from meal.report.labels import Labels
from meal.report.numbers import Measure, is_whole


def chart_axis(grid: Grid) -> Axis | None:
    """The axis that all lines of a table share; None where nothing can be drawn."""
    values = drawn(row for lines in grid.groups.values() for line in lines for row in drawn_cells(line, grid))
    limits = (0.0, 1.0) if grid.chart_statistic() == "share" else None
    return axis(values, limits=limits) if values else None


def drawn_cells(line: Line, grid: Grid) -> list[Estimate | None]:
    """The cell of each wave that is drawn."""
    statistic = grid.chart_statistic()
    return [cell for column, cell in zip(grid.columns, line.cells, strict=True) if column.statistic == statistic]


def ticks(scale: Axis, measure: Measure, labels: Labels) -> tuple[tuple[float, str], ...]:
    """The ticks of an axis, labelled."""
    step = scale.ticks[1].value - scale.ticks[0].value if len(scale.ticks) > 1 else 1.0
    return tuple((tick.position, tick_label(tick.value, measure, labels, step)) for tick in scale.ticks)


def tick_label(value: float, measure: Measure, labels: Labels, step: float) -> str:
    """A tick as short as its step allows."""
    scaled_step = step * 100 if measure in {"share", "points"} else step
    digits = next((digits for digits in range(4) if is_whole(scaled_step * 10**digits)), 3)
    numbers = labels.numbers
    if measure == "share":
        return numbers.percent(value, digits)
    if measure == "points":
        return numbers.decimal(value * 100, digits, signed=True)
    return numbers.decimal(value, digits, signed=measure == "amount_difference")
