"""Small studies with arms, for tests; numbers come from fixed rules, so that they can be counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from meal.api import analyse
from meal.model.estimates import Estimate

WAVE: dict[str, Any] = {"files": "-", "design": {"selection": "random"}}
INDICATOR = {"id": "a", "counts": "${ok} = 'yes'"}
ARMS = {"variable": "arm", "control": "none", "treated": "film", "assigned": "individuals"}

Key = tuple[str, str, str, str, str]


def rows_of(settings: Mapping[str, Any], **frames: pd.DataFrame) -> dict[Key, Estimate]:
    """Unsuppressed rows of comparisons by (comparison, statistic, category, by=level, variant)."""
    analysis = analyse({"study": "s", **settings}, frames)
    return {
        (row.comparison, row.statistic, row.category, f"{row.by}={row.level}" if row.by else "", row.variant): row
        for row in analysis.internal.estimates
        if row.comparison
    }


def frame(**columns: Sequence[object]) -> pd.DataFrame:
    return pd.DataFrame({name: [str(cell) for cell in cells] for name, cells in columns.items()}, dtype="str")


def yes(*shares: tuple[int, int]) -> list[str]:
    """For every (n, x): x times yes, then no."""
    return [answer for n, x in shares for answer in ["yes"] * x + ["no"] * (n - x)]


def one_wave(comparison: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    """A study of one wave with one comparison."""
    return {
        "waves": {"now": WAVE},
        "indicators": [INDICATOR],
        "comparisons": [{"id": "c", "indicator": "a", "wave": "now", **comparison}],
        **settings,
    }
