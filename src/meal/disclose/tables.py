"""The tables of a study as a publication: what their rows say, and which of their counts are small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from meal.disclose.compared import followers
from meal.disclose.counts import counts_of
from meal.disclose.hints import Compared, LevelParts
from meal.disclose.places import place_of
from meal.disclose.publication import Protected, Publication, publication
from meal.disclose.quantities import (
    ALL_RANKS,
    BOUNDS,
    Unit,
    cell_unit,
    missing_unit,
    published_quantities,
    series_of,
    units_of,
)
from meal.disclose.system import System
from meal.model.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Counts and complements from 1 to below `min_cell`, bases from 1 to below `min_denominator` are small."""

    min_cell: int
    min_denominator: int

    def small_count(self, count: float | None) -> bool:
        """Whether a count or a complement is small."""
        return count is not None and 0 < count < self.min_cell

    def small_base(self, count: float | None) -> bool:
        """Whether a denominator is small."""
        return count is not None and 0 < count < self.min_denominator


def tables(
    rows: Sequence[Estimate],
    *,
    thresholds: Thresholds,
    earlier: Sequence[Estimate],
    compared: Sequence[Compared],
    parts: Sequence[LevelParts],
) -> Publication:
    """The linear system behind the rows; see `counts` for what is taken to be the same count."""
    counts = counts_of(published_quantities(rows, earlier))
    system = System(counts)
    system.add_relations(parts)
    small = frozenset(_small_units(rows, thresholds))
    compares = tuple(followers(rows, {hint.comparison: hint for hint in compared}))
    return publication(
        values=system.values,
        table=system.table,
        relations=system.relations,
        pairs=tuple(dict.fromkeys(system.denominators())),
        signed=system.signed,
        ways=[(number, way) for number, ways in system.ways.items() for way in ways],
        followers=compares,
        small=small,
        protected=tuple(_protected(rows, system, thresholds, small, compares)),
    )


def _small_units(rows: Sequence[Estimate], thresholds: Thresholds) -> Iterator[Unit]:
    for row in rows:
        if _is_small(row, thresholds):
            yield units_of(row)[-1]
        if thresholds.small_count(row.n_missing):
            yield missing_unit(row)


def _is_small(row: Estimate, thresholds: Thresholds) -> bool:
    complement = None if row.n is None or row.numerator is None else row.n - row.numerator
    return thresholds.small_base(row.n) or thresholds.small_count(row.numerator) or thresholds.small_count(complement)


def _protected(
    rows: Sequence[Estimate],
    system: System,
    thresholds: Thresholds,
    small: frozenset[Unit],
    compares: Sequence[tuple[Unit, Unit]],
) -> Iterator[Protected]:
    """Every small count once; and the net change of a comparison with a level that holds one.

    A number of unanswered may agree with a small count everywhere; then it is protected as that one is.
    """
    beside_small = {follower for follower, leader in compares if leader in small}
    found: dict[tuple[tuple[int, float], ...], Protected] = {}
    for row in rows:
        for protected in _protected_by(row, system, thresholds, small, beside_small):
            terms = tuple(sorted(protected.terms.items()))
            first = found.setdefault(terms, protected)
            found[terms] = replace(
                first,
                threshold=max(first.threshold, protected.threshold),
                ranks=first.ranks | protected.ranks,
            )
    yield from found.values()


def _protected_by(
    row: Estimate, system: System, thresholds: Thresholds, small: frozenset[Unit], beside_small: set[Unit]
) -> Iterator[Protected]:
    series, place = series_of(row), place_of(row.by, row.level)
    min_cell = thresholds.min_cell
    n, numerator = system.of(series, "n", place), system.of(series, "numerator", place)
    missing, net, frame = (system.of(series, kind, place) for kind in ("n_missing", "net", "frame"))
    if n is not None and thresholds.small_base(row.n):
        yield Protected({n: 1.0}, system.values[n], thresholds.min_denominator, ALL_RANKS)
    if numerator is not None and thresholds.small_count(row.numerator):
        yield Protected({numerator: 1.0}, system.values[numerator], min_cell, ALL_RANKS)
    if n is not None and numerator is not None and n != numerator:
        complement = system.values[n] - system.values[numerator]
        if thresholds.small_count(complement):
            yield Protected({n: 1.0, numerator: -1.0}, complement, min_cell, ALL_RANKS)
    if missing is not None and thresholds.small_count(row.n_missing):
        yield Protected({missing: 1.0}, system.values[missing], min_cell, BOUNDS)
    if frame is not None and thresholds.small_base(system.values[frame]) and units_of(row)[-1] in small:
        yield Protected({frame: 1.0}, system.values[frame], thresholds.min_denominator, ALL_RANKS)
    if net is not None and cell_unit(row) in beside_small and not system.is_sum(series, "net"):
        # A net change that is the difference of two published counts is protected where these are.
        yield Protected({net: 1.0}, system.values[net], 0, ALL_RANKS)
