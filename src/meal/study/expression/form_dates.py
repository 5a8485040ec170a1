"""Dates and times of forms as text and as numbers of days since 1970-01-01."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np

from meal.study.expression.form_values import number_in

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?")
_DAY_OF_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACEHOLDER = re.compile(r"%(.)")


def day_text(days: float) -> str:
    """A day as 2019-06-30; nothing where it is none."""
    moment = _moment(days)
    return "" if moment is None else moment.date().isoformat()


def moment_text(days: float) -> str:
    """A moment as 2019-06-30T14:00:00.000; nothing where it is none."""
    moment = _moment(days)
    return "" if moment is None else moment.replace(tzinfo=None).isoformat(timespec="milliseconds")


def part_of_day(text: str) -> float:
    """The part of the day that has passed at a time such as 06:00:00.000+02:00, by the clock of the place."""
    match = _TIME.match(text.strip().partition("T")[2] or text.strip())
    if match is None:
        days = number_in(text)
        return float(np.mod(days, 1.0))
    return (int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3] or 0)) / 86_400


def formatted(text: str, pattern: str) -> str:
    """A date or moment in a form's own format, such as %d/%m/%Y; names of months and days are in English."""
    moment = _moment(number_in(text))
    if moment is None:
        return ""
    words = {
        "Y": f"{moment.year:04d}", "y": f"{moment.year % 100:02d}", "m": f"{moment.month:02d}", "n": str(moment.month),
        "b": _MONTHS[moment.month - 1], "d": f"{moment.day:02d}", "e": str(moment.day), "H": f"{moment.hour:02d}",
        "h": str(moment.hour), "M": f"{moment.minute:02d}", "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}", "a": _DAY_OF_WEEK[moment.weekday()], "%": "%",
    }  # fmt: skip
    return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), pattern)


def _moment(days: float) -> datetime | None:
    if not np.isfinite(days):
        return None
    try:
        return _EPOCH + timedelta(milliseconds=round(days * 86_400_000))
    except OverflowError:
        return None
