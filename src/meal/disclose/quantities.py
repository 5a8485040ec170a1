"""What the rows of a publication say: counts by place, and the rows that show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from meal.disclose.places import Place, depth_of, place_of
from meal.model.estimates import Estimate

CONTRASTS = frozenset({"difference", "risk_ratio", "odds_ratio", "hodges_lehmann", "difference_in_differences"})
"""Statistics that compare two levels; every other statistic under a comparison is a level itself."""

FOUND = "found"
"""Category of who was found of those assigned: no part of the answers that are compared, but those who gave them."""

TESTS = frozenset({"interaction", "joint_test"})
"""Tests of a whole table of comparisons, made of every row of it; they count nobody themselves."""

Kind = Literal[
    "n", "numerator", "n_missing", "frame", "net",
    "complement", "universe", "upper", "sum_n", "sum_numerator", "rise",
]  # fmt: skip


class Unit(NamedTuple):
    """What is hidden or shown as one: a cell with all its statistics, a variant of it, or its `n_missing`.

    Attributes:
        rank: the lower, the sooner it is given up to protect another; see `MISSING` and the others.
        part: `cell`, `variant` or `missing`.
        where: indicator, category, wave, comparison, by, level, and the variant or an empty text.
    """

    rank: int
    part: Literal["cell", "variant", "missing"]
    where: tuple[str, ...]


MISSING, VARIANT, CONTRAST, CROSSED, LEVEL, WHOLE_BOUNDS, WHOLE_TABLE = range(7)
"""Ranks of units: the number of unanswered and the bounds go first, the result for everybody last."""

ALL_RANKS = frozenset(range(7))
BOUNDS = frozenset({MISSING, VARIANT, WHOLE_BOUNDS})
"""What is given up to protect a number of unanswered: a result is not hidden because two did not answer."""


class Series(NamedTuple):
    """Rows that differ only in their place."""

    indicator: str
    statistic: str
    category: str
    wave: str
    comparison: str
    variant: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count at every place of a series.

    Attributes:
        values: place → count; `net`, the difference times n of a change, may be negative.
        shown: place → the ways in which it is published, each the units that must all be visible for it;
            an empty way means that it has been published before and cannot be taken back.
    """

    series: Series
    kind: Kind
    values: Mapping[Place, float]
    shown: Mapping[Place, tuple[tuple[Unit, ...], ...]]


def is_contrast(row: Estimate) -> bool:
    """Whether a row compares two levels."""
    return bool(row.comparison) and row.statistic in CONTRASTS


def series_of(row: Estimate) -> Series:
    """The series that a row belongs to."""
    return Series(row.indicator, row.statistic, row.category, row.wave, row.comparison, row.variant)


def cell_unit(row: Estimate) -> Unit:
    """All statistics and variants of a cell: a share gives away the number, the number the share.

    The difference, the ratios and the adjusted variants of a comparison at one place are one cell.
    """
    depth = depth_of(row.by)
    rank = (WHOLE_TABLE, LEVEL, CROSSED)[depth]
    if is_contrast(row):
        rank = CONTRAST if depth else WHOLE_TABLE
        return Unit(rank, "cell", (row.indicator, row.category, "", row.comparison, row.by, row.level, ""))
    return Unit(rank, "cell", (row.indicator, row.category, row.wave, row.comparison, row.by, row.level, ""))


def units_of(row: Estimate) -> tuple[Unit, ...]:
    """The units that must be visible for a row to be; the one that costs least to hide stands last."""
    cell = cell_unit(row)
    if not row.variant or is_contrast(row):
        return (cell,)
    return (cell, Unit(VARIANT if row.by else WHOLE_BOUNDS, "variant", (*cell.where[:-1], row.variant)))


def missing_unit(row: Estimate) -> Unit:
    """The number of unanswered in every row of a cell."""
    return Unit(MISSING if row.by else WHOLE_BOUNDS, "missing", cell_unit(row).where)


def published_quantities(rows: Sequence[Estimate], earlier: Iterable[Estimate]) -> list[Quantity]:
    """The counts that rows show, one quantity for each series and kind.

    Beside n, numerator and n_missing: the frame behind a number (number / share), and the net change
    behind a difference (difference × n), wherever these come out as whole numbers.
    """
    before = {row.key for row in earlier if row.status != "suppressed"}
    by_series: dict[Series, list[Estimate]] = defaultdict(list)
    for row in rows:
        by_series[series_of(row)].append(row)
    quantities = []
    for series, members in by_series.items():
        for kind in ("n", "numerator", "n_missing"):
            quantities.append(_counts(series, kind, members, before))
        if series.statistic == "number":
            shares = by_series.get(series._replace(statistic="share"), [])
            quantities.append(_frame(series, members, shares, before))
        if series.statistic == "difference":
            quantities.append(_net(series, members, before))
    return [quantity for quantity in quantities if quantity.values]


def _counts(
    series: Series, kind: Literal["n", "numerator", "n_missing"], rows: Sequence[Estimate], before: set[tuple[str, ...]]
) -> Quantity:
    found = []
    for row in rows:
        count = getattr(row, kind)
        if count is not None:
            ways = (*units_of(row), missing_unit(row)) if kind == "n_missing" else units_of(row)
            found.append((row, float(count), ways))
    return _quantity(series, kind, found, before)


def _frame(
    series: Series, numbers: Sequence[Estimate], shares: Sequence[Estimate], before: set[tuple[str, ...]]
) -> Quantity:
    share_at = {place_of(row.by, row.level): row.estimate for row in shares if row.estimate}
    found = []
    for row in numbers:
        share = share_at.get(place_of(row.by, row.level))
        if share and row.estimate is not None and (frame := _whole_number(row.estimate / share)) is not None:
            found.append((row, frame, units_of(row)))
    return _quantity(series, "frame", found, before)


def _net(series: Series, rows: Sequence[Estimate], before: set[tuple[str, ...]]) -> Quantity:
    found = []
    for row in rows:
        if row.estimate is not None and row.n and (net := _whole_number(row.estimate * row.n)) is not None:
            found.append((row, net, units_of(row)))
    return _quantity(series, "net", found, before)


def _whole_number(value: float) -> float | None:
    nearest = float(round(value))
    return nearest if abs(value - nearest) <= 1e-6 * max(1.0, abs(value)) else None


def _quantity(
    series: Series,
    kind: Kind,
    found: Sequence[tuple[Estimate, float, tuple[Unit, ...]]],
    before: set[tuple[str, ...]],
) -> Quantity:
    values: dict[Place, float] = {}
    shown: dict[Place, tuple[tuple[Unit, ...], ...]] = {}
    for row, count, units in found:
        place = place_of(row.by, row.level)
        values[place] = count
        ways = (units, ()) if row.key in before else (units,)
        shown[place] = (*shown.get(place, ()), *ways)
    return Quantity(series, kind, values, shown)
