"""Questions that many do not know or refuse to answer, and interviewers to whom fewer answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy

from meal.check.quality.doubt import Doubt, Looked, false_discoveries
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason

NO_ANSWER = (Reason.DONT_KNOW, Reason.REFUSED)
FEWEST = 5
"""Answers like this with one interviewer, below which a share is chance and tells of single people."""


def unknown_answers(looked: Looked) -> Iterator[Doubt]:
    """Questions, then interviewers by question; each told once."""
    settings = looked.settings.unknown_answers
    for name, column in looked.responses.columns.items():
        if not np.isin(column.reasons, NO_ANSWER).any():
            continue
        asked, unknown = _asked(column, looked)
        if asked.sum() >= max(30, settings.least) and unknown.sum() >= settings.share * asked.sum():
            first = looked.rows[unknown][:1]
            share = f"{100 * unknown.sum() / asked.sum():.0f}"
            yield Doubt("many_unknown", settings.severity, first, "study", name, {"share": share})
    yield from _by_interviewer(looked)


def _by_interviewer(looked: Looked) -> Iterator[Doubt]:
    """Interviewers whose share is above that of all others by more than chance makes likely, over all questions."""
    settings = looked.settings.unknown_answers
    by = looked.column(looked.interviewer)
    if by is None or looked.interviewer is None:
        return
    of = np.where(by.answered()[looked.rows], by.codes[looked.rows], -1).astype(np.int64)
    tested: list[tuple[str, int, float, float]] = []
    p_values: list[float] = []
    for name, column in looked.responses.columns.items():
        is_unknown = np.isin(column.reasons, NO_ANSWER)
        if not is_unknown.any():
            continue
        is_asked = is_unknown | (column.reasons == Reason.ANSWERED)
        places = of[of >= 0] * column.n_distinct + column.codes[looked.rows][of >= 0]
        counts = np.bincount(places, minlength=by.n_distinct * column.n_distinct).reshape(by.n_distinct, -1)
        n_asked, n_unknown = counts[:, is_asked].sum(axis=1), counts[:, is_unknown].sum(axis=1)
        asked, unknown = int(n_asked.sum()), int(n_unknown.sum())
        if unknown < FEWEST:
            continue
        for code in np.flatnonzero((n_asked >= settings.least) & (n_asked < asked)).tolist():
            mine = int(n_asked[code])
            elsewhere = (unknown - n_unknown[code]) / (asked - mine)
            tested.append((name, code, n_unknown[code] / mine, elsewhere))
            # The chance that a draw of as many of all these answers holds as many without one.
            p_values.append(_at_least(int(n_unknown[code]), mine, unknown, asked))
    told = false_discoveries(np.array(p_values), settings.false_discovery)
    for (name, code, share, elsewhere), is_told in zip(tested, told.tolist(), strict=True):
        if not is_told or share - elsewhere < settings.more:
            continue
        _, not_said = _asked(looked.responses.columns[name], looked)
        rows = looked.rows[not_said & (of == code)]
        if len(rows) >= FEWEST:
            yield Doubt(
                "interviewer_many_unknown", settings.severity, rows[:1], "study", name,
                {
                    "interviewer": looked.shown(looked.interviewer, int(rows[0])) or "…",
                    "share": f"{100 * share:.0f}", "elsewhere": f"{100 * elsewhere:.0f}",
                    "row": str(looked.responses.row_of[rows[0]]),
                },
            )  # fmt: skip


def _asked(column: CodedColumn, looked: Looked) -> tuple[BoolArray, BoolArray]:
    """Records where the question was asked, and those where nobody could or would say, shape (n_kept,) each."""
    unknown = np.isin(column.reasons, NO_ANSWER)
    asked = unknown | (column.reasons == Reason.ANSWERED)
    codes = column.codes[looked.rows]
    return asked[codes], unknown[codes]


def _at_least(found: int, drawn: int, unknown: int, asked: int) -> float:
    """The chance that as many answers drawn from all hold at least so many unknown ones (hypergeometric)."""
    counts = np.arange(found, min(drawn, unknown) + 1)
    ways = _log_ways(unknown, counts) + _log_ways(asked - unknown, drawn - counts) - _log_ways(asked, np.array(drawn))
    return min(1.0, float(np.exp(ways).sum()))


def _log_ways(of: int, chosen: IntArray) -> FloatArray:
    """Logarithm of the number of ways to choose; minus infinity where there is none."""
    ways: FloatArray = (
        scipy.special.gammaln(of + 1) - scipy.special.gammaln(chosen + 1) - scipy.special.gammaln(of - chosen + 1)
    )
    return np.where((chosen < 0) | (chosen > of), -np.inf, ways)
