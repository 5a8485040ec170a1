"""Different people behind records: what many records say together of each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.model.arrays import ByteArray, IntArray

NO, YES, UNKNOWN = 0, 1, 2
"""What a record says to a yes/no question."""
ABSENT = -1
_ANSWERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class SaidCounts:
    """How many units of every cell say what, shape (n_cell,) each."""

    no: IntArray
    yes: IntArray
    unknown: IntArray


def said_together(says: ByteArray, unit: IntArray, n_unit: int) -> ByteArray:
    """What the records of each unit say together: yes if one does, else unknown if one is, else no; -1 without any.

    Args:
        says: shape (n_records,), `NO`, `YES` or `UNKNOWN`. unit: shape (n_records,), 0 … n_unit − 1.

    Returns:
        Shape (n_unit,).
    """
    together = np.full(n_unit, ABSENT, dtype=np.int8)
    for answer in (NO, UNKNOWN, YES):
        together[unit[says == answer]] = answer
    return together


def said_counts(says: ByteArray, cell: IntArray, n_cell: int) -> SaidCounts:
    """How many units of every cell say what; those that are `ABSENT` are in none.

    Args:
        says, cell: shape (n_unit,), cells 0 … n_cell − 1.
    """
    # Counting the absent too, in a column of their own, is quicker than leaving them out.
    key = cell * _ANSWERS
    key += says
    key -= ABSENT
    counts = np.bincount(key, minlength=_ANSWERS * n_cell).reshape(n_cell, _ANSWERS)[:, -ABSENT:]
    return SaidCounts(counts[:, NO], counts[:, YES], counts[:, UNKNOWN])
