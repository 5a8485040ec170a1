"""The linkage report as it may be published: no difference from which a hidden count could be worked out."""

from __future__ import annotations

from collections.abc import Sequence

from meal.model.estimates import Estimate


def hide_differences(rows: Sequence[Estimate], note: str) -> tuple[Estimate, ...]:
    """Hide differences between the lost and those who stayed at every place where a count of them is hidden.

    How many were lost and how many stayed is known for everybody, and how many there were in a group, so that the
    difference for a group gives away how many of it were lost.

    Args:
        rows: of the linkage report, after `suppress`; counts have no comparison, differences have one.
    """
    hidden = {(row.indicator, row.by, row.level) for row in rows if row.status == "suppressed" and not row.comparison}
    return tuple(
        _hidden(row, note) if row.comparison and (row.indicator, row.by, row.level) in hidden else row for row in rows
    )


def _hidden(row: Estimate, note: str) -> Estimate:
    return Estimate(
        row.indicator, row.label, row.statistic, row.category, row.wave, row.comparison, row.by, row.level, row.variant,
        status="suppressed", note=note,
    )  # fmt: skip
