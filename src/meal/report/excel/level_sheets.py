"""One sheet a disaggregation: every indicator by its levels, and charts of those that the study draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meal.model.estimates import Estimate
from meal.report.excel.book import Book, Sheet
from meal.report.excel.estimates import count_cell, estimate_cells
from meal.report.excel.level_charts import ChartRange, add_charts
from meal.report.grid import STATISTIC_ORDER, Grid, Line, drawn, grid_of
from meal.report.labels import measure_of_statistic

FIRST_STATISTIC = 5
"""Indicator, wave, group, answered and no answer stand before the statistics."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a sheet has.

    Attributes:
        statistics: each takes three columns: the estimate and the ends of its interval.
        drawn: statistics that are drawn and have an interval; each takes two columns at the right.
    """

    statistics: tuple[str, ...]
    drawn: tuple[str, ...]

    def column(self, statistic: str) -> int:
        """The first column of a statistic."""
        return FIRST_STATISTIC + 3 * self.statistics.index(statistic)

    @property
    def note(self) -> int:
        """The column of the note."""
        return FIRST_STATISTIC + 3 * len(self.statistics)

    def lengths(self, statistic: str) -> int:
        """The first of the two columns with the lengths of the interval lines."""
        return self.note + 1 + 2 * self.drawn.index(statistic)


def level_sheets(book: Book) -> None:
    """A sheet for the whole, and one for each disaggregation."""
    labels = book.labels
    grids = [grid_of(labels.published, labels.study, indicator.id) for indicator in labels.study.indicators]
    for by in dict.fromkeys(by for grid in grids for by in grid.groups):
        _level_sheet(book, by, [grid for grid in grids if by in grid.groups])


def _level_sheet(book: Book, by: str, grids: Sequence[Grid]) -> None:
    labels = book.labels
    layout = _layout(by, grids)
    sheet = book.add(labels.by(by) if by else book.say("sheet.everybody"), {0: 52, layout.note: 52})
    _head(sheet, layout, book)
    ranges: list[ChartRange] = []
    for grid in grids:
        for wave in grid.waves():
            first = sheet.row
            for line in grid.groups[by]:
                _line(sheet, layout, grid, wave, line, book)
            if grid.indicator in labels.study.figure_ids():
                ranges += _chart_range(layout, grid, by, wave, first)
    sheet.sheet.autofilter(0, 0, max(sheet.row - 1, 1), layout.note)
    sheet.sheet.freeze_panes(1, 3)
    sheet.sheet.repeat_rows(0)
    sheet.finish()
    # A bar for everybody alone compares nothing.
    last_row = add_charts(book, sheet, ranges) if by else sheet.row
    sheet.sheet.print_area(0, 0, last_row, layout.note)


def _layout(by: str, grids: Sequence[Grid]) -> Layout:
    rows = [cell for grid in grids for line in grid.groups[by] for cell in line.cells if cell is not None]
    present = {row.statistic for row in rows}
    order = [*STATISTIC_ORDER, *sorted(present - set(STATISTIC_ORDER))]
    drawn = {grid.chart_statistic() for grid in grids}
    with_interval = {row.statistic for row in rows if row.conf_low is not None and row.statistic in drawn}
    statistics = tuple(statistic for statistic in order if statistic in present)
    return Layout(statistics, tuple(statistic for statistic in statistics if statistic in with_interval))


def _head(sheet: Sheet, layout: Layout, book: Book) -> None:
    level = book.labels.interval_level()
    heads = [book.say(f"workbook.{key}") for key in ("indicator", "wave", "level")]
    heads += [book.say("table.n"), book.say("table.n_missing")]
    for statistic in layout.statistics:
        name = book.labels.statistic(statistic)
        heads += [name, *(book.say(f"workbook.{end}", statistic=name, level=level) for end in ("low", "high"))]
    heads.append(book.say("workbook.note"))
    for statistic in layout.drawn:
        name = book.labels.statistic(statistic)
        heads += [book.say(f"workbook.error_{side}", statistic=name) for side in ("up", "down")]
    sheet.head(heads, [3 <= column != layout.note for column in range(len(heads))])
    if layout.drawn:
        sheet.comment(layout.lengths(layout.drawn[0]), book.say("workbook.chart_helper"), row=0)


def _line(sheet: Sheet, layout: Layout, grid: Grid, wave: str, line: Line, book: Book) -> None:
    labels = book.labels
    rows = _in_wave(grid, wave, line)
    if not rows:
        return
    known = next((row for row in rows if row.n is not None), rows[0])
    sheet.text(0, labels.indicator(grid.indicator), "wrapped")
    sheet.text(1, labels.wave(wave), "wrapped")
    level = labels.level(line.by, line.level)
    sheet.text(2, f"{level}: {labels.category(line.category)}" if line.category else level, "bold")
    count_cell(sheet, 3, known.n, known)
    count_cell(sheet, 4, known.n_missing, known)
    for row in rows:
        estimate_cells(sheet, layout.column(row.statistic), row, measure_of_statistic(row.statistic), labels)
        _lengths(sheet, layout, row)
    sheet.text(layout.note, " ".join(dict.fromkeys(notes(row, book) for row in rows)).strip(), "wrapped", counts=False)
    sheet.next_row()


def _in_wave(grid: Grid, wave: str, line: Line) -> list[Estimate]:
    """The estimates of a line in one wave."""
    return [
        cell for column, cell in zip(grid.columns, line.cells, strict=True) if column.wave == wave and cell is not None
    ]


def notes(row: Estimate, book: Book) -> str:
    """What must be said beside a row: why it is hidden, or that people were counted and not sampled."""
    if row.status != "ok":
        return book.labels.status(row)
    if row.method == "census" and row.conf_low is None:
        return book.say("headline.counted") + "."
    return ""


def _lengths(sheet: Sheet, layout: Layout, row: Estimate) -> None:
    """The lengths of the interval lines, which a chart reads from cells."""
    if row.statistic not in layout.drawn or row.estimate is None or row.conf_low is None or row.conf_high is None:
        return
    column = layout.lengths(row.statistic)
    sheet.number(column, row.conf_high - row.estimate, "faint")
    sheet.number(column + 1, row.estimate - row.conf_low, "faint")


def _chart_range(layout: Layout, grid: Grid, by: str, wave: str, first_row: int) -> list[ChartRange]:
    """The rows of a wave that a chart reads; none where every level is hidden."""
    statistic = grid.chart_statistic()
    place = {(column.wave, column.statistic): number for number, column in enumerate(grid.columns)}.get(
        (wave, statistic)
    )
    if place is None:
        return []
    rows = tuple(line.cells[place] for line in grid.groups[by] if _in_wave(grid, wave, line))
    if not drawn(rows):
        return []
    intervals = any(row is not None and row.conf_low is not None for row in rows)
    return [
        ChartRange(
            indicator=grid.indicator,
            statistic=statistic,
            wave=wave,
            first_row=first_row,
            value_column=layout.column(statistic),
            length_column=layout.lengths(statistic) if intervals else None,
            rows=rows,
        )
    ]
