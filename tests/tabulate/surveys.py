"""One wave of a study with a declared design, as the pipeline estimates it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from meal.api import analyse
from meal.model.estimates import Estimate


def wave_rows(
    data: pd.DataFrame,
    design: Mapping[str, Any],
    *indicators: Mapping[str, Any],
    claim: str = "people_like_these",
    **settings: Any,
) -> list[Estimate]:
    """Unsuppressed rows of a study of one random wave."""
    study = {
        "study": "s",
        "claim": claim,
        "waves": {"now": {"files": "-", "design": {"selection": "random", **design}}},
        "indicators": list(indicators),
        **settings,
    }
    return list(analyse(study, {"now": data}).internal.estimates)


def repeated(*groups: tuple[int, Mapping[str, str]]) -> pd.DataFrame:
    """A data frame of people who are alike: how many, and what they answered."""
    return pd.DataFrame([answers for n, answers in groups for _ in range(n)], dtype="str")


def limits(row: Estimate) -> Sequence[float | None]:
    """Estimate, standard error, limits and degrees of freedom."""
    return (row.estimate, row.std_error, row.conf_low, row.conf_high, row.df)
