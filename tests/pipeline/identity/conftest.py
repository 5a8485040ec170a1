"""A rule with points that do not change while the real one is worked on."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.identity import IdentityTable, Pairs
from meal.pipeline import people
from meal.study.identity import Thresholds

FIELDS = ("name", "phone", "sex", "site")
POINTS = {
    ("u3", "u4"): (5.0, 5.0, 0.5, 3.0),  # 13.5: strict
    ("u6", "u7"): (5.0, 3.0, 0.5, 0.0),  # 8.5: standard
    ("u4", "u5"): (5.0, 0.0, 0.5, -1.0),  # 4.5: loose
    ("u1", "u3"): (0.0, 0.0, 1.0, 1.0),  # 2: nothing
}


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points for these submissions, in whichever wave they are, and for no others."""

    def find_pairs(table: IdentityTable, thresholds: Thresholds, *, within: bool, across: bool) -> Pairs:
        at = {name: place for place, name in enumerate(table.stable.tolist())}
        pairs = [(at[one], at[other], points) for (one, other), points in POINTS.items() if {one, other} <= set(at)]
        pairs = [
            (min(one, other), max(one, other), points)
            for one, other, points in pairs
            if table.person[one] == "" or table.person[one] != table.person[other]
        ]
        values = np.array([points for _, _, points in pairs]).reshape(-1, len(FIELDS))
        return Pairs(
            np.array([one for one, _, _ in pairs], dtype=np.int64),
            np.array([other for _, other, _ in pairs], dtype=np.int64),
            {field: values[:, number] for number, field in enumerate(FIELDS)},
            values.sum(axis=1),
        )

    monkeypatch.setitem(people.RULES, "points", find_pairs)
