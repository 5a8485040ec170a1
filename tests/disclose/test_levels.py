"""Levels that share people: no small number follows from those that are shown and the whole."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from meal.disclose import RecordLevels, suppress_levels
from meal.model.estimates import Estimate

TABLE = RecordLevels("a", "w", "kind")


def rows(whole: int, levels: Mapping[str, int], hidden: str = "") -> tuple[list[Estimate], list[Estimate]]:
    """Published and unsuppressed rows; n is far larger, so that it tells nothing."""

    def row(level: str, people: int, **more: object) -> Estimate:
        by = "kind" if level else ""
        return Estimate("a", statistic="people", wave="w", by=by, level=level, numerator=people, estimate=float(people),
                        n=1000 * (people + 1), **more)  # type: ignore[arg-type]  # fmt: skip

    internal = [row("", whole), *(row(level, people) for level, people in levels.items())]
    published = [
        Estimate("a", statistic="people", wave="w", by=one.by, level=one.level, status="suppressed")
        if one.level and one.level in hidden
        else one
        for one in internal
    ]
    return published, internal


def gone(whole: int, hidden: str = "", **levels: int) -> str:
    published, internal = rows(whole, levels, hidden)
    found = suppress_levels(published, internal, [TABLE], min_cell=5, note="hidden")
    assert all((one.estimate is None) == (one.status == "suppressed") for one in found)
    return "".join(sorted(one.level for one in found if one.status == "suppressed"))


@pytest.mark.parametrize(
    ("whole", "hidden", "levels", "expected"),
    [
        (100, "", {"x": 70, "y": 60}, ""),  # 30 in both, 40 and 30 in one alone
        (100, "", {"x": 98, "y": 60}, "xy"),  # two only in y
        (100, "", {"x": 60, "y": 43}, "xy"),  # three in both
        (100, "", {"x": 50, "y": 30, "z": 22}, "yz"),  # by two they overlap
        (100, "", {"x": 50, "y": 30, "z": 20}, ""),  # not at all
        (100, "z", {"x": 60, "y": 60, "z": 3}, "xz"),  # of two alike the first goes
        (103, "z", {"x": 60, "y": 50, "z": 3}, "yz"),
        (100, "yz", {"x": 97, "y": 4, "z": 3}, "xyz"),  # three are in y or z only
        (100, "yz", {"x": 60, "y": 44, "z": 43}, "yz"),
    ],
)
def test_no_small_number_follows(whole: int, hidden: str, levels: dict[str, int], expected: str) -> None:
    assert gone(whole, hidden, **levels) == expected
