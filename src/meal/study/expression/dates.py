"""Dates as numbers: days, and for a time of day seconds, since 1970-01-01, as the columns have them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

SECONDS_IN_A_DAY = 86_400

MOST_DAYS = 1_000_000
"""A larger number cannot be a day (it would be the year 4707): it is seconds, so a date with a time."""

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=$|[T ])")
_EPOCH = date(1970, 1, 1)


def days_of(text: str) -> float | None:
    """The day of a text that begins with a date such as 2019-06-30; None for any other text."""
    match = ISO_DATE.match(text.strip())
    if match is None:
        return None
    try:
        return float((date.fromisoformat(match[0]) - _EPOCH).days)
    except ValueError:
        return None


def seconds_of(text: str) -> float | None:
    """The moment of a text such as 2019-06-30T14:00, by the clock of the place; None for any other text.

    The offset from Greenwich is dropped, as it is when the columns are read: the local day counts.
    """
    if days_of(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC).timestamp()
