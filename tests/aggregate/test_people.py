"""What many records say together, against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from meal.aggregate import ABSENT, NO, UNKNOWN, YES, said_counts, said_together


@pytest.mark.parametrize("seed", range(5))
def test_one_yes_is_enough_and_one_unknown_leaves_it_open(seed: int) -> None:
    draw = np.random.default_rng(seed)
    says = draw.integers(0, 3, 200).astype(np.int8)
    unit = draw.integers(0, 60, 200)
    together = said_together(says, unit, 70)
    for one in range(70):
        said = set(says[unit == one].tolist())
        expected = YES if YES in said else UNKNOWN if UNKNOWN in said else NO if said else ABSENT
        assert together[one] == expected
    cell = draw.integers(0, 4, 70)
    counts = said_counts(together, cell, 6)
    for answer, found in ((NO, counts.no), (YES, counts.yes), (UNKNOWN, counts.unknown)):
        assert found.tolist() == [int(np.sum((together == answer) & (cell == at))) for at in range(6)]


def test_nobody_is_counted_where_nobody_is() -> None:
    nobody = np.zeros(0, dtype=np.int8)
    assert said_together(nobody, np.zeros(0, dtype=np.int64), 2).tolist() == [ABSENT, ABSENT]
    assert said_counts(nobody, np.zeros(0, dtype=np.int64), 2).yes.tolist() == [0, 0]
