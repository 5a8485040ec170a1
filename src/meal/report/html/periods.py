"""The section of the page about an earlier period."""

from __future__ import annotations

from dataclasses import dataclass

from meal.report.html.cells import CellView
from meal.report.labels import HIDDEN, Labels
from meal.report.periods import period_lines


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One line: cells for earlier, now and the change, and why there is no change."""

    label: str
    cells: tuple[CellView, ...]
    why: str


def period_views(labels: Labels) -> tuple[PeriodView, ...]:
    """A line for each result that is shown beside that of an earlier period."""
    numbers = labels.numbers
    return tuple(
        PeriodView(
            line.label,
            tuple(
                CellView(numbers.value(row, measure) or HIDDEN, numbers.interval(row, measure))
                for row, measure in line.parts
            ),
            line.why,
        )
        for line in period_lines(labels)
    )
