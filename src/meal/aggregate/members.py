"""From a number back to its records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.aggregate.design import everyone
from meal.model.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class CellMembers:
    """The records behind the number of one cell, as indices into the arrays given; every one once.

    Attributes:
        counted: with a yes, or with an amount other than 0.
        not_counted: in the universe with an answer, and not counted.
        missing: in the universe, without an answer.
        no_weight: in the universe with an answer, but with a weight of 0: in no estimate.
    """

    counted: IntArray
    not_counted: IntArray
    missing: IntArray
    no_weight: IntArray


def cell_members(
    y: FloatArray,
    cell: IntArray,
    *,
    of: int,
    x: FloatArray | None = None,
    weight: FloatArray | None = None,
    domain: BoolArray | None = None,
) -> CellMembers:
    """The records that `psu_totals` sums in one cell, and those of the cell that it cannot sum.

    Args:
        y, cell, x, weight, domain: shape (n_records,), as given to `psu_totals`.
        of: number of the cell.
    """
    inside = everyone(domain, len(y)) & (cell == of)
    known = ~np.isnan(y) if x is None else ~(np.isnan(y) | np.isnan(x))
    weighed = np.ones(len(y), dtype=np.bool_) if weight is None else weight > 0
    summed = inside & known & weighed
    return CellMembers(
        counted=np.flatnonzero(summed & (y != 0)),
        not_counted=np.flatnonzero(summed & (y == 0)),
        missing=np.flatnonzero(inside & ~known),
        no_weight=np.flatnonzero(inside & known & ~weighed),
    )
