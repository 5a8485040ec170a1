"""When each record was filled in: the day that today() meant, as far as the export says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from meal.model.columns import CodedColumn, code_texts
from meal.model.responses import Responses
from meal.study.expression import number_in

_DAYS = ("end", "endtime", "today", "_submission_time", "SubmissionDate")
"""Columns with the day, the best first: an interview may be sent weeks after it was held."""
_MOMENTS = ("end", "endtime", "_submission_time", "SubmissionDate")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def submission_days(responses: Responses) -> CodedColumn | None:
    """The day on which each record was filled in; None where the export does not say it."""
    return _clock(responses, _DAYS, lambda days: (_EPOCH + timedelta(days=days)).date().isoformat())


def moments_of(responses: Responses) -> CodedColumn | None:
    """The moment at which each record was filled in, in days with a part of a day."""
    return _clock(responses, _MOMENTS, lambda days: (_EPOCH + timedelta(days=days)).replace(tzinfo=None).isoformat())


def _clock(responses: Responses, names: tuple[str, ...], written: Callable[[float], str]) -> CodedColumn | None:
    for name in names:
        column = responses.columns.get(name)
        if column is None:
            continue
        known = [number_in(str(text).strip()) for text in column.texts.tolist()]
        if not any(days == days and 0 < days < 1_000_000 for days in known):
            continue
        texts = [written(days) if days == days and 0 < days < 1_000_000 else "" for days in known]
        # Many moments are few days, so the days are coded anew.
        coded = code_texts(texts)
        numbers = np.array([number_in(text) for text in coded.texts.tolist()], dtype=np.float64)
        return CodedColumn(coded.codes[column.codes], coded.texts, coded.reasons, numbers)
    return None
