"""Rows as they may be published: small cells hidden, and what would give them away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from meal.disclose.hints import Compared, LevelParts
from meal.disclose.protect import protecting_units
from meal.disclose.quantities import Unit, missing_unit, units_of
from meal.disclose.tables import Thresholds, tables
from meal.model.estimates import Estimate


def suppress(
    estimates: Sequence[Estimate],
    *,
    min_cell: int,
    min_denominator: int,
    note: str,
    note_missing: str = "",
    compared: Sequence[Compared] = (),
    parts: Sequence[LevelParts] = (),
    earlier: Sequence[Estimate] = (),
) -> tuple[Estimate, ...]:
    """Hide small cells and the further cells that would give them away; the order of rows is kept.

    Hidden are counts and complements from 1 to below `min_cell` and denominators from 1 to below
    `min_denominator`, with all statistics and variants of the cell; then what the linear relations between
    the tables require. A hidden row keeps its key, label, status `suppressed` and the note; its numbers and
    its method, which was chosen by the numbers, are gone. A number of unanswered from 1 to below `min_cell`
    is left blank, and bounds that would give it away are hidden; results are not given up for it.

    Args:
        estimates: every row of the publication at once, unsuppressed.
        min_cell, min_denominator: thresholds; 1 switches a rule off.
        note: sentence for hidden rows. It is the same for small cells and for those that protect them,
            because a reader who knows which is which can narrow down both.
        note_missing: sentence added to the note of a row of which only `n_missing` is left blank.
        compared: what the comparisons compare.
        parts: levels that other levels add up to across tables.
        earlier: rows of the last publication. What they show counts as known; it cannot be taken back.

    Returns:
        The rows, hidden ones replaced.
    """
    thresholds = Thresholds(min_cell, min_denominator)

    def published(known: Sequence[Estimate]) -> tuple[Estimate, ...]:
        publication = tables(estimates, thresholds=thresholds, earlier=known, compared=compared, parts=parts)
        hidden = protecting_units(publication) if publication.small else frozenset()
        return _without_borrowed(tuple(_as_published(row, hidden, note, note_missing) for row in estimates))

    rows = published(())
    # What was shown before and is shown now tells nothing new, so that a repeated run gives the same rows.
    return published(earlier) if published_before(rows, earlier) else rows


def published_before(published: Sequence[Estimate], earlier: Sequence[Estimate]) -> tuple[Estimate, ...]:
    """The rows that are hidden now and were shown in an earlier publication, which cannot be taken back."""
    shown = {row.key for row in earlier if row.status != "suppressed"}
    return tuple(row for row in published if row.status == "suppressed" and row.key in shown)


def _without_borrowed(rows: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
    """The rows without adjusted p-values that may be the p-value of a hidden answer.

    Holm's adjustment gives an answer the p-value of another one where that is larger.
    """
    hidden = {_family(row) for row in rows if row.status == "suppressed" and row.statistic == "difference"}

    def borrowed(row: Estimate) -> bool:
        if not row.category or row.p_adjusted is None or row.p_value is None or _family(row) not in hidden:
            return False
        times = row.p_adjusted / row.p_value if row.p_value > 0 else 1.0
        return row.p_adjusted < 1 and abs(times - round(times)) > 1e-9

    return tuple(replace(row, p_adjusted=None) if borrowed(row) else row for row in rows)


def _family(row: Estimate) -> tuple[str, ...]:
    return (row.indicator, row.comparison, row.by, row.level, row.variant)


def _as_published(row: Estimate, hidden: frozenset[Unit], note: str, note_missing: str) -> Estimate:
    if not any(unit in hidden for unit in units_of(row)):
        if row.n_missing is None or missing_unit(row) not in hidden:
            return row
        return replace(row, n_missing=None, note=" ".join(filter(None, (row.note, note_missing))))
    return hidden_row(row, note)


def hidden_row(row: Estimate, note: str) -> Estimate:
    """A hidden row, made anew with nothing but its key and label, so that no number of a later column slips through."""
    return Estimate(
        indicator=row.indicator,
        label=row.label,
        statistic=row.statistic,
        category=row.category,
        wave=row.wave,
        comparison=row.comparison,
        by=row.by,
        level=row.level,
        variant=row.variant,
        status="suppressed",
        note=note,
    )
