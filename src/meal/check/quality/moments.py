"""Days and moments of a column, whether a schema types it or not."""

from __future__ import annotations

import re
import warnings
from datetime import date

import numpy as np

from meal.model.arrays import FloatArray
from meal.model.columns import CodedColumn, code_texts
from meal.model.missing import Reason

SECONDS_A_DAY = 86_400.0
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED_MONTH = re.compile(rf"(?i)(\d{{1,2}})[ -]({'|'.join(MONTHS)})[a-z]*\.?[ -](\d{{4}}|\d{{2}})")
"""17-Nov-16, as English spreadsheet programs show a day; besides ISO the one writing that leaves no doubt."""
CENTURY = 69
"""Years of two digits from here on are of the twentieth century, as POSIX has it."""


def seconds_of(column: CodedColumn) -> FloatArray:
    """The distinct answers as seconds since 1970-01-01 in UTC, shape (n_distinct,); NaN where they are no moments.

    Moments without an offset count as UTC: two of them on one phone still lie as far apart as they do.
    """
    seconds = np.full(column.n_distinct, np.nan)
    answered = np.flatnonzero((column.reasons == Reason.ANSWERED) | (column.reasons == Reason.INVALID))
    if not len(answered):
        return seconds
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        read = pd.to_datetime(
            pd.Series([str(text).strip() for text in column.texts[answered]], dtype="object"),
            format="ISO8601", utc=True, errors="coerce",
        )  # fmt: skip
    moments = read.to_numpy(dtype="datetime64[ms]")
    seconds[answered] = np.where(np.isnat(moments), np.nan, moments.astype(np.int64) / 1000.0)
    return seconds


def days_of(column: CodedColumn) -> FloatArray:
    """The distinct answers as days since 1970-01-01 by the clock of the place, shape (n_distinct,); NaN for no days."""
    # The offset is dropped: midnight of Greenwich is not midnight of the interview.
    local = code_texts([str(text).strip()[:10] for text in column.texts])
    numbers = seconds_of(local)[local.codes] / SECONDS_A_DAY
    for place in np.flatnonzero(np.isnan(numbers)).tolist():
        numbers[place] = _named_day(str(column.texts[place]).strip())
    return np.asarray(np.where(column.reasons == Reason.BLANK, np.nan, np.floor(numbers)), dtype=np.float64)


def _named_day(text: str) -> float:
    """The day of a date with its month as a word; NaN where it is none."""
    match = NAMED_MONTH.fullmatch(text)
    if match is None:
        return float("nan")
    year = int(match.group(3))
    if len(match.group(3)) == 2:
        year += 1900 if year >= CENTURY else 2000
    try:
        day = date(year, MONTHS.index(match.group(2).lower()) + 1, int(match.group(1)))
    except ValueError:
        return float("nan")
    return float(day.toordinal() - date(1970, 1, 1).toordinal())
