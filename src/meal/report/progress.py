"""How far an indicator is on its way to the target, as far as its interval can tell."""

from __future__ import annotations

from datetime import date
from typing import Literal

from meal.model.estimates import Estimate, Published
from meal.study.definition import Indicator, Study

Rating = Literal["ahead", "on_track", "behind", "cannot_tell", ""]

AHEAD, BEHIND = 1.1, 0.9
"""From 110% of what was expected by now an indicator is ahead, below 90% it is behind."""
RANGE = ("fewest_people", "most_people")
"""Variants between which a count of people lies, as long as it is not decided who is who."""


def rating(low: float, high: float, *, target: float, baseline: float = 0.0, elapsed: float = 1.0) -> Rating:
    """Whether what was reached from the baseline is what was expected by now, growth being even in time.

    Args:
        low, high: ends of the interval of the result; the same where it was counted.
        elapsed: the part of the time to the target that is over.

    Returns:
        `cannot_tell` where the two ends are rated differently, or nothing was expected yet.
    """
    expected = (target - baseline) * elapsed
    if expected == 0:
        return "cannot_tell"
    ratings = {_of_share((end - baseline) / expected) for end in (low, high)}
    return ratings.pop() if len(ratings) == 1 else "cannot_tell"


def _of_share(share: float) -> Rating:
    # A tenth of a person must not decide between 0.9 and 0.8999….
    share = round(share, 9)
    return "ahead" if share >= AHEAD else "behind" if share < BEHIND else "on_track"


def rating_of(indicator: Indicator, row: Estimate, published: Published, study: Study) -> Rating:
    """The rating of a published result; empty without a target or a result."""
    limits = limits_of(row, published)
    if indicator.target is None or limits is None:
        return ""
    baseline = 0.0 if indicator.baseline is None else indicator.baseline.value
    return rating(*limits, target=indicator.target, baseline=baseline, elapsed=elapsed(indicator, study))


def limits_of(row: Estimate, published: Published) -> tuple[float, float] | None:
    """The interval of a result; of a count, the fewest and most people that it may be; else the count itself."""
    if row.estimate is None:
        return None
    if row.conf_low is not None and row.conf_high is not None:
        return row.conf_low, row.conf_high
    cases = {
        other.variant: other.estimate
        for other in published.estimates
        if other.variant in RANGE and (*other.key[:-1],) == (*row.key[:-1],)
    }
    found = [cases.get(variant) for variant in RANGE]
    if found[0] is None or found[1] is None:
        return row.estimate, row.estimate
    return min(found[0], row.estimate), max(found[1], row.estimate)


def elapsed(indicator: Indicator, study: Study) -> float:
    """The part of the time from the baseline to the target that was over when the period ended."""
    if study.period is None or indicator.target_date is None:
        return 1.0
    began = indicator.baseline.date if indicator.baseline and indicator.baseline.date else study.period.start
    start, end, due = (date.fromisoformat(day) for day in (began, study.period.end, indicator.target_date))
    whole = (due - start).days
    return 1.0 if whole <= 0 else min(1.0, max(0.0, (end - start).days / whole))
