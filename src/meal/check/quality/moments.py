"""Days and moments of a column, whether a schema types it or not."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from meal.model.arrays import FloatArray
from meal.model.columns import CodedColumn, code_texts
from meal.model.missing import Reason

SECONDS_A_DAY = 86_400.0


def seconds_of(column: CodedColumn) -> FloatArray:
    """The distinct answers as seconds since 1970-01-01 in UTC, shape (n_distinct,); NaN where they are no moments.

    Moments without an offset count as UTC: two of them on one phone still lie as far apart as they do.
    """
    seconds = np.full(column.n_distinct, np.nan)
    answered = np.flatnonzero((column.reasons == Reason.ANSWERED) | (column.reasons == Reason.INVALID))
    if not len(answered):
        return seconds
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
    return np.asarray(np.where(column.reasons == Reason.BLANK, np.nan, np.floor(numbers)), dtype=np.float64)
