"""The section of the page on people that several partners know."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.overlap import OverlapRow
from meal.report.html.cells import CellView, ChartView, GroupView, LineView, TableView
from meal.report.labels import HIDDEN, Labels
from meal.report.overlap import Matrix, matrices


@dataclass(frozen=True, slots=True)
class BarLine:
    """One bar of the chart; width in percent of the longest, None where the number is hidden."""

    label: str
    text: str
    width: float | None


@dataclass(frozen=True, slots=True)
class OverlapView:
    """The overlap of one wave.

    Attributes:
        known_to, largest: bars: people by how many partners know them, and the pairs that share most.
    """

    identifier: str
    heading: str
    known_to: tuple[BarLine, ...]
    largest: tuple[BarLine, ...]
    table: TableView


def overlap_views(labels: Labels) -> tuple[OverlapView, ...]:
    """A section for each wave with contacts of several partners."""
    found = matrices(labels)
    return tuple(_view(matrix, labels, several=len(found) > 1) for matrix in found)


def _view(matrix: Matrix, labels: Labels, *, several: bool) -> OverlapView:
    heading = labels.words.text("overlap.heading")
    return OverlapView(
        identifier=f"overlap-{matrix.wave}",
        heading=f"{heading}: {labels.wave(matrix.wave)}" if several else heading,
        known_to=_bars(list(matrix.known_to), labels),
        largest=_bars(matrix.largest(), labels),
        table=_table(matrix, labels),
    )


def _bars(rows: list[tuple[str, OverlapRow]], labels: Labels) -> tuple[BarLine, ...]:
    longest = max((row.people or 0 for _, row in rows), default=0)
    return tuple(
        BarLine(
            label=label,
            text=HIDDEN if row.people is None else labels.numbers.integer(row.people),
            width=None if row.people is None or not longest else 100 * row.people / longest,
        )
        for label, row in rows
    )


def _table(matrix: Matrix, labels: Labels) -> TableView:
    lines = tuple(
        LineView(
            label=name,
            cells=tuple(_cell(matrix.cells[row, column], labels) for column in range(len(matrix.names))),
            chart=ChartView((), ""),
        )
        for row, name in enumerate(matrix.names)
    )
    return TableView(
        identifier=f"overlap-table-{matrix.wave}",
        caption=labels.words.text("overlap.caption"),
        spanning=(),
        heads=matrix.names,
        groups=(GroupView(labels.words.text("overlap.both"), lines),),
        axis=None,
        notes=(),
        corner=labels.words.text("overlap.partner"),
    )


def _cell(row: OverlapRow, labels: Labels) -> CellView:
    if row.people is None:
        return CellView(HIDDEN, status="suppressed")
    return CellView(labels.numbers.integer(row.people))
