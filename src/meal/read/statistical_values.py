"""The values of SPSS and Stata files as text: numbers, dates in ISO form, and Stata's months and quarters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import numpy as np

from meal.model.codebook import QuestionType
from meal.read.cells import duration_text, whole_text

_SPSS_ZERO = datetime.datetime(1582, 10, 14)
_STATA_ZERO = datetime.datetime(1960, 1, 1)
_SPSS_DATES = re.compile(r"(DATE|ADATE|EDATE|JDATE|SDATE|QYR|MOYR|WKYR)\d")
_SPSS_TIMES = re.compile(r"(TIME|DTIME|MTIME)\d")
_SPSS_MOMENTS = re.compile(r"(DATETIME|YMDHMS)\d")
_STATA_CLOCK = re.compile(r"%-?t[cC](HH|hh|Hh|hH)")

AsText = Callable[[float], str]


def number_text(number: float) -> str:
    """A number in full: whole ones without `.0`, others with as many digits as give the number back."""
    return whole_text(number) or repr(float(number))


def single_text(number: float) -> str:
    """A number stored in single precision, as Stata shows it: .1 and not .10000000149011612."""
    return whole_text(number) or str(np.float32(number))


def value_format(file_format: str, display: str, storage: str) -> tuple[QuestionType, AsText]:
    """What kind of question a display format makes of a number, and how its values are written.

    Args:
        file_format: `sav` or `dta`.
        display: the variable's format in the file, such as `F8.2`, `DATE11` or `%td`.
        storage: how the file stores it, such as `float` or `double`.
    """
    dated = _spss_format(display) if file_format == "sav" else _stata_format(display)
    return dated or ("decimal", single_text if storage == "float" else number_text)


def _spss_format(display: str) -> tuple[QuestionType, AsText] | None:
    if _SPSS_MOMENTS.match(display):
        return "datetime", lambda seconds: _moment(_SPSS_ZERO, seconds)
    if _SPSS_DATES.match(display):
        return "date", lambda seconds: _day(_SPSS_ZERO, seconds)
    return ("time", duration_text) if _SPSS_TIMES.match(display) else None


def _stata_format(display: str) -> tuple[QuestionType, AsText] | None:
    if _STATA_CLOCK.match(display):
        return "time", lambda milliseconds: duration_text(milliseconds / 1000)
    kind = display.replace("-", "").removeprefix("%").lower()
    # %tC counts leap seconds, which %tc does not: 27 by 2017, less than an interview is timed to.
    if kind.startswith("tc"):
        return "datetime", lambda milliseconds: _moment(_STATA_ZERO, milliseconds / 1000)
    if kind.startswith(("td", "d")):
        return "date", lambda days: _day(_STATA_ZERO, days * 86_400)
    parts = next((parts for code, parts in _STATA_PERIODS.items() if kind.startswith(code)), None)
    return None if parts is None else ("text", lambda periods: _period(periods, *parts))


_STATA_PERIODS: dict[str, tuple[str, int]] = {"tm": ("-", 12), "tq": ("q", 4), "th": ("h", 2), "tw": ("w", 52)}
"""Format → what stands between year and period, and how many periods Stata gives a year."""


def _period(periods: float, mark: str, in_a_year: int) -> str:
    year, period = divmod(int(periods), in_a_year)
    return f"{1960 + year}{mark}{period + 1:02d}" if mark == "-" else f"{1960 + year}{mark}{period + 1}"


def _moment(zero: datetime.datetime, seconds: float) -> str:
    """A date and time in ISO form, or the bare number where no calendar reaches."""
    try:
        moment = zero + datetime.timedelta(milliseconds=round(seconds * 1000))
    except OverflowError:
        return number_text(seconds)
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _day(zero: datetime.datetime, seconds: float) -> str:
    """A date in ISO form, or the bare number where no calendar reaches."""
    try:
        return (zero + datetime.timedelta(seconds=seconds)).date().isoformat()
    except OverflowError:
        return number_text(seconds)
