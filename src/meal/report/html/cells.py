"""The parts that page tables are made of, with every number already written in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from meal.model.estimates import Estimate
from meal.report.axis import Axis
from meal.report.labels import HIDDEN, Labels
from meal.report.numbers import Measure

WIDEST_INTERVALS = 40
"""Characters of all intervals of a line that still leave room for the chart."""


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: a number, its interval, and the letter of the note that it needs."""

    text: str
    interval: str = ""
    note: str = ""
    status: str = "ok"


@dataclass(frozen=True, slots=True)
class MarkView:
    """A dot and its interval on the axis of a table, in percent of the width; one series a wave."""

    series: int
    middle: float
    low: float | None
    high: float | None
    unreliable: bool


@dataclass(frozen=True, slots=True)
class ChartView:
    """The marks of one line of a table, and what they say in words."""

    marks: tuple[MarkView, ...]
    title: str

    @property
    def height(self) -> int:
        """Height in pixels: one mark in the middle, several one below the other."""
        return 28 if len(self.marks) < 3 else 12 * len(self.marks)

    def placed(self) -> tuple[tuple[MarkView, float], ...]:
        """Each mark with its distance from the top."""
        middle = (len(self.marks) - 1) / 2
        return tuple((mark, self.height / 2 + 11 * (index - middle)) for index, mark in enumerate(self.marks))


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a table."""

    label: str
    cells: tuple[CellView, ...]
    chart: ChartView


@dataclass(frozen=True, slots=True)
class GroupView:
    """The lines of one disaggregation; the whole has no heading."""

    heading: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class HeadView:
    """A heading above one or more columns."""

    text: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class AxisView:
    """The axis of a table: ticks as (position in percent, label), the line of no difference, the series."""

    ticks: tuple[tuple[float, str], ...]
    zero: float | None
    title: str
    description: str
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with its chart and its notes; `corner` heads its first column, "Group" where it is empty."""

    identifier: str
    caption: str
    spanning: tuple[HeadView, ...]
    heads: tuple[str, ...]
    groups: tuple[GroupView, ...]
    axis: AxisView | None
    notes: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    corner: str = ""

    def interval_widths(self) -> tuple[int, ...]:
        """Characters of the longest interval in each column, so that the estimates stand below each other."""
        lines = [line for group in self.groups for line in group.lines]
        return tuple(max(len(line.cells[index].interval) for line in lines) for index in range(len(self.heads)))

    @property
    def stacked(self) -> bool:
        """Whether intervals go below their estimates, as there are too many of them to stand beside."""
        return sum(self.interval_widths()) > WIDEST_INTERVALS


@dataclass(slots=True)
class Notes:
    """Collects the notes of one table while it is built, and hands out their letters."""

    labels: Labels
    letters: dict[str, str] = field(default_factory=dict)

    def letter(self, row: Estimate) -> str:
        """The letter of the note that a row needs; empty where it needs none."""
        text = self.labels.status(row)
        if not text:
            return ""
        return self.letter_of(text)

    def letter_of(self, text: str) -> str:
        """The letter of a note."""
        return self.letters.setdefault(text, note_letter(len(self.letters)))

    def listed(self) -> tuple[tuple[str, str], ...]:
        """(letter, text) of every note."""
        return tuple((letter, text) for text, letter in self.letters.items())


def note_letter(index: int) -> str:
    """The letter of a note: a, b and so on to z, then aa."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(ord("a") + remainder) + letters
    return letters


def estimate_cell(row: Estimate | None, measure: Measure, notes: Notes) -> CellView:
    """The estimate of a row with its interval; a dash and a note where it is hidden or cannot be estimated."""
    if row is None:
        return CellView("")
    letter = notes.letter(row)
    if row.estimate is None:
        return CellView(HIDDEN, note=letter, status=row.status)
    numbers = notes.labels.numbers
    return CellView(numbers.value(row, measure), numbers.interval(row, measure), letter, row.status)


def count_cell(value: int | None, rows: Iterable[Estimate | None], labels: Labels) -> CellView:
    """A number of records; a dash where its rows are hidden."""
    if value is not None:
        return CellView(labels.numbers.integer(value))
    hidden = any(row is not None and row.status == "suppressed" for row in rows)
    return CellView(HIDDEN if hidden else "", status="suppressed" if hidden else "ok")


def mark(row: Estimate | None, series: int, scale: Axis) -> MarkView | None:
    """The mark of a row; None where it has no number to draw."""
    if row is None or row.estimate is None:
        return None
    return MarkView(
        series=series,
        middle=scale.position(row.estimate),
        low=None if row.conf_low is None else scale.position(row.conf_low),
        high=None if row.conf_high is None else scale.position(row.conf_high),
        unreliable=row.status == "unreliable",
    )
