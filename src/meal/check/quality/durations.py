"""Interviews too short to have been held, and those that end before they start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.quality.doubt import Doubt, Looked, numbers_of
from meal.check.quality.moments import seconds_of
from meal.model.arrays import FloatArray
from meal.study.quality import AUDIT_SECONDS

FEWEST = 30
"""Interviews from which on a median says what an interview takes."""


def short_interviews(looked: Looked) -> Iterator[Doubt]:
    """Records whose interview was far shorter than the others, or than the study allows."""
    settings = looked.settings.short_interviews
    minutes = _minutes(looked)
    if minutes is None:
        return
    with np.errstate(invalid="ignore"):
        backwards = looked.rows[minutes < 0]
        lasting = minutes[minutes >= 0]
        if len(backwards):
            yield Doubt(
                "ends_before_start", settings.severity, backwards, "record", "" if settings.seconds else settings.end
            )
        if settings.minutes is None and len(lasting) < FEWEST:
            return
        middle = float(np.median(lasting)) if len(lasting) else 0.0
        limit = settings.share_of_median * middle if settings.minutes is None else settings.minutes
        short = (minutes >= 0) & (minutes < limit)
    rows = looked.rows[short]
    if len(rows):
        yield Doubt(
            "short_interview", settings.severity, rows, "record", "",
            {"limit": f"{limit:.1f}", "median": f"{middle:.1f}"},
            [{"minutes": f"{value:.1f}"} for value in minutes[short].tolist()],
        )  # fmt: skip


def _minutes(looked: Looked) -> FloatArray | None:
    """How long each kept record's interview took; None where the wave does not say."""
    settings = looked.settings.short_interviews
    measured = settings.seconds or AUDIT_SECONDS
    column = looked.column(measured)
    if column is not None:
        return numbers_of(column)[column.codes[looked.rows]] / 60
    if settings.seconds is not None:
        return None
    start, end = looked.column(settings.start), looked.column(settings.end)
    if start is None or end is None:
        return None
    begun, ended = seconds_of(start)[start.codes[looked.rows]], seconds_of(end)[end.codes[looked.rows]]
    return np.asarray((ended - begun) / 60, dtype=np.float64)
