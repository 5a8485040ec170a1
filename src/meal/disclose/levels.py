"""Levels of records, which may share people: what their numbers and the whole tell together.

Two levels and the whole tell how many are in both, and how many in one alone; several levels tell by how much they
overlap. Where that is a small number, or where a single level is hidden and the rest would narrow it down, more
levels are hidden, the smallest first, until two are hidden at least and no small number follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meal.disclose.rows import hidden_row
from meal.model.estimates import Estimate


@dataclass(frozen=True, slots=True)
class RecordLevels:
    """A disaggregation by record of an indicator in a wave."""

    indicator: str
    wave: str
    by: str


def suppress_levels(
    published: Sequence[Estimate],
    internal: Sequence[Estimate],
    tables: Iterable[RecordLevels],
    *,
    min_cell: int,
    note: str,
) -> tuple[Estimate, ...]:
    """The published rows with further levels hidden where those of a table tell a small number together.

    Args:
        internal: the same rows, unsuppressed. note: sentence for hidden rows.
    """
    gone: set[tuple[str, str, str, str]] = set()
    for table in tables:
        hidden = _hidden_levels(published, table)
        more = _further(_people(internal, table), hidden, min_cell)
        gone |= {(table.indicator, table.wave, table.by, level) for level in more}
    return tuple(
        hidden_row(row, note)
        if (row.indicator, row.wave, row.by, row.level) in gone and row.status != "suppressed"
        else row
        for row in published
    )


def _hidden_levels(rows: Sequence[Estimate], table: RecordLevels) -> set[str]:
    return {
        row.level
        for row in rows
        if (row.indicator, row.wave, row.by) == (table.indicator, table.wave, table.by) and row.status == "suppressed"
    }


def _people(rows: Sequence[Estimate], table: RecordLevels) -> tuple[Mapping[str, int], ...]:
    """Level → people who count, and level → people who are known, with the whole under ''."""
    found = [
        row
        for row in rows
        if (row.indicator, row.wave, row.statistic, row.variant) == (table.indicator, table.wave, "people", "")
        and row.by in ("", table.by)
        and not row.comparison
    ]
    return (
        {row.level: row.numerator for row in found if row.numerator is not None},
        {row.level: row.n for row in found if row.n is not None},
    )


def _further(counts: Sequence[Mapping[str, int]], hidden: set[str], min_cell: int) -> set[str]:
    """Levels to hide beside those that are."""
    gone = set(hidden)
    order = sorted((count, level) for level, count in counts[0].items() if level and level not in hidden)
    for _, level in order:
        alone = len(gone) == 1
        if not alone and not any(_tells(of, gone, min_cell) for of in counts):
            break
        gone.add(level)
    return gone - hidden


def _tells(count: Mapping[str, int], gone: set[str], min_cell: int) -> bool:
    """Whether the visible levels and the whole tell a small number."""
    whole = count.get("", 0)
    shown = [number for level, number in count.items() if level and level not in gone]
    if not gone and 0 < sum(shown) - whole < min_cell:
        return True
    few = [shown[0]] if len(shown) == 1 and gone else shown if len(shown) == 2 and not gone else []
    return any(0 < whole - number < min_cell for number in few)
