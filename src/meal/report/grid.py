"""The tables of levels: for one indicator, a line per group and a column per wave and statistic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meal.model.estimates import Estimate, Published
from meal.report.labels import NOT_RECORDED, level_parts
from meal.study.definition import Study

STATISTIC_ORDER = ("share", "number", "people", "consultations", "answers", "mean", "median", "total", "ratio")


@dataclass(frozen=True, slots=True)
class Column:
    """One wave and one statistic of an indicator."""

    wave: str
    statistic: str


@dataclass(frozen=True, slots=True)
class Line:
    """The estimates of one level, in the order of the columns; None where there is no row."""

    by: str
    level: str
    category: str
    cells: tuple[Estimate | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """All headline estimates of one indicator.

    Attributes:
        groups: disaggregation → its lines, the whole (an empty key) first.
    """

    indicator: str
    columns: tuple[Column, ...]
    groups: dict[str, tuple[Line, ...]]

    def waves(self) -> tuple[str, ...]:
        """The waves that have a column, in the order of the study."""
        return tuple(dict.fromkeys(column.wave for column in self.columns))

    def chart_statistic(self) -> str:
        """The statistic that is drawn: the share where there is one, as it compares across groups."""
        return self.columns[0].statistic if self.columns else ""


def grid_of(published: Published, study: Study, indicator: str) -> Grid:
    """The headline levels (no comparison, no variant) of an indicator."""
    rows = [row for row in published.estimates if row.indicator == indicator and not row.comparison and not row.variant]
    columns = _columns(rows, study)
    found = {(row.by, row.level, row.category, row.wave, row.statistic): row for row in rows}
    groups: dict[str, tuple[Line, ...]] = {}
    for by in disaggregations(rows):
        keys = dict.fromkeys((row.level, row.category) for row in rows if row.by == by)
        groups[by] = tuple(
            Line(
                by=by,
                level=level,
                category=category,
                cells=tuple(found.get((by, level, category, column.wave, column.statistic)) for column in columns),
            )
            for level, category in sorted(keys, key=lambda key: not_recorded_last(key[0]))
        )
    return Grid(indicator=indicator, columns=columns, groups=groups)


def _columns(rows: list[Estimate], study: Study) -> tuple[Column, ...]:
    """Waves in the order of time, and in each the share before the number of people."""
    waves = list(study.waves)
    present = {Column(row.wave, row.statistic) for row in rows}
    return tuple(
        sorted(
            present,
            key=lambda column: (
                waves.index(column.wave) if column.wave in waves else len(waves),
                STATISTIC_ORDER.index(column.statistic)
                if column.statistic in STATISTIC_ORDER
                else len(STATISTIC_ORDER),
                column.statistic,
            ),
        )
    )


def disaggregations(rows: Iterable[Estimate]) -> tuple[str, ...]:
    """The disaggregations of some rows, the whole first, then as the rows come."""
    return tuple(sorted(dict.fromkeys(row.by for row in rows), key=lambda by: by != ""))


def not_recorded_last(level: str) -> tuple[bool, ...]:
    """Sorts levels that were not recorded after those that were; keeps the order otherwise."""
    return tuple(part == NOT_RECORDED for part in level_parts(level))


def variants_of(published: Published, indicator: str) -> tuple[Estimate, ...]:
    """The rows beside the headline of an indicator: bounds, and other ways of counting."""
    return tuple(
        row for row in published.estimates if row.indicator == indicator and not row.comparison and row.variant
    )


def drawn(rows: Iterable[Estimate | None]) -> list[float]:
    """Every value that a chart of these rows must hold."""
    return [
        value
        for row in rows
        if row is not None
        for value in (row.estimate, row.conf_low, row.conf_high)
        if value is not None
    ]
