"""The table of an indicator: a line a group, the waves side by side, a chart at the end of each line."""

from __future__ import annotations

from meal.report.axis import Axis
from meal.report.chart_axis import chart_axis, drawn_cells, ticks
from meal.report.grid import Grid, Line
from meal.report.html.cells import (
    AxisView,
    CellView,
    ChartView,
    GroupView,
    HeadView,
    LineView,
    Notes,
    TableView,
    count_cell,
    estimate_cell,
    mark,
)
from meal.report.labels import Labels, measure_of_statistic
from meal.report.parts import parts_said
from meal.study.indicator import CONTACT_STATISTICS


def level_table(grid: Grid, labels: Labels) -> TableView:
    """The headline levels of an indicator by every disaggregation."""
    notes = Notes(labels)
    scale = chart_axis(grid)
    groups = tuple(
        GroupView(
            heading=labels.by(by) if by else "",
            lines=tuple(_line(line, grid, labels, notes, scale) for line in lines),
        )
        for by, lines in grid.groups.items()
    )
    return TableView(
        identifier=f"table-{grid.indicator}",
        caption=labels.words.text("table.caption_levels", indicator=labels.indicator(grid.indicator)),
        spanning=_spanning(grid, labels),
        heads=_heads(grid, labels),
        groups=groups,
        axis=_axis_view(grid, labels, scale),
        notes=notes.listed(),
        remarks=remarks(grid, labels),
    )


def _line(line: Line, grid: Grid, labels: Labels, notes: Notes, scale: Axis | None) -> LineView:
    label = labels.level(line.by, line.level)
    if line.category:
        label = labels.category(line.category) if not line.by else f"{label}: {labels.category(line.category)}"
    cells: list[CellView] = []
    for wave in grid.waves():
        pairs = [(column, cell) for column, cell in zip(grid.columns, line.cells, strict=True) if column.wave == wave]
        rows = [cell for _, cell in pairs]
        known = next((row for row in rows if row is not None and row.n is not None), None)
        cells.append(count_cell(known.n if known else None, rows, labels))
        cells.append(count_cell(known.n_missing if known else None, rows, labels))
        cells.extend(estimate_cell(cell, measure_of_statistic(column.statistic), notes) for column, cell in pairs)
    return LineView(label=label, cells=tuple(cells), chart=_chart(line, label, grid, labels, scale))


def _chart(line: Line, label: str, grid: Grid, labels: Labels, scale: Axis | None) -> ChartView:
    rows = drawn_cells(line, grid)
    measure = measure_of_statistic(grid.chart_statistic())
    waves = grid.waves()
    said = [
        (f"{labels.wave(wave)}: " if len(waves) > 1 else "") + labels.spoken(row, measure)
        for wave, row in zip(waves, rows, strict=True)
        if row is not None
    ]
    marks = [] if scale is None else [mark(row, series, scale) for series, row in enumerate(rows)]
    return ChartView(marks=tuple(drawn for drawn in marks if drawn), title=f"{label}: {'; '.join(said)}")


def _spanning(grid: Grid, labels: Labels) -> tuple[HeadView, ...]:
    """The waves above their columns, where there are several."""
    waves = grid.waves()
    if len(waves) < 2:
        return ()
    return tuple(HeadView(labels.wave(wave), 2 + sum(column.wave == wave for column in grid.columns)) for wave in waves)


def _heads(grid: Grid, labels: Labels) -> tuple[str, ...]:
    heads: list[str] = []
    for wave in grid.waves():
        of_wave = {column.statistic for column in grid.columns if column.wave == wave}
        known = "table.n_known" if of_wave <= CONTACT_STATISTICS else "table.n"
        heads += [labels.words.text(known), labels.words.text("table.n_missing")]
        heads += [column_head(grid, index, labels) for index, column in enumerate(grid.columns) if column.wave == wave]
    return tuple(heads)


def column_head(grid: Grid, index: int, labels: Labels) -> str:
    """The heading of a column: what is counted, and the level of its intervals where it has any."""
    rows = [line.cells[index] for lines in grid.groups.values() for line in lines]
    levels = {row.conf_level for row in rows if row is not None and row.conf_low is not None}
    statistic = grid.columns[index].statistic
    if statistic == "number":
        statistic = "number_extrapolated" if levels else "number_counted"
    head = labels.statistic(statistic)
    if not levels:
        return head
    return labels.words.text("table.with_interval", statistic=head, level=labels.interval_level())


def _axis_view(grid: Grid, labels: Labels, scale: Axis | None) -> AxisView | None:
    if scale is None:
        return None
    measure = measure_of_statistic(grid.chart_statistic())
    waves = grid.waves()
    return AxisView(
        ticks=ticks(scale, measure, labels),
        zero=None,
        title=labels.words.text("chart.title", statistic=labels.statistic(grid.chart_statistic())),
        description=labels.words.text("chart.description", level=labels.interval_level()),
        series=tuple(labels.wave(wave) for wave in waves) if len(waves) > 1 else (),
    )


def remarks(grid: Grid, labels: Labels) -> tuple[str, ...]:
    """What holds for the whole table: that people were counted and not sampled."""
    rows = [row for lines in grid.groups.values() for line in lines for row in line.cells if row is not None]
    said = parts_said(grid.indicator, labels)
    if said or any(row.statistic in CONTACT_STATISTICS for row in rows):
        return said
    if rows and all(row.method == "census" for row in rows if row.estimate is not None):
        return (labels.words.text("table.census"),)
    return ()
