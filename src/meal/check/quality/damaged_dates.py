"""Days that a spreadsheet program turned into other days, or left in ways of writing that are not certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from meal.check.quality.doubt import Doubt, Looked
from meal.check.quality.moments import NAMED_MONTH, days_of
from meal.model.arrays import FloatArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason

REFERENCES = ("today", "start", "starttime", "_submission_time", "SubmissionDate", "end", "endtime")
"""Columns that the phone or the server fills in."""
ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})(?: .*)?")
WAYS = ("iso", "day first", "month first", "month as a word")
EXAMPLES = {
    "day first": "31/12/2019", "month first": "12/31/2019", "month as a word": "31-Dec-19",
    "either": "3/4/2019 = 2019-03-04 / 2019-04-03",
}  # fmt: skip
"""How days are written, as a day that nobody gave."""
NEAR = 3.0
FAR = 25.0
"""Days: a turned day is in another month, a day typed in later is not."""
FOLLOWS = 0.8
LOOKED_AT = 2000
"""Distinct answers among which one day written otherwise must be, for a column to be looked at as a whole."""


def mixed_dates(looked: Looked) -> Iterator[Doubt]:
    """Columns of days written in several ways, or in one that is not read: days and months were turned, or may be."""
    for name, column in looked.responses.columns.items():
        if column.numbers is not None:
            continue  # an answer that is no day of the schema's writing is an error already
        if not any(_shape(str(text).strip()) not in ("", "iso") for text in column.texts[:LOOKED_AT]):
            continue
        texts = [text.strip() for text in map(str, column.texts.tolist())]
        shapes = np.array([_shape(text) for text in texts], dtype=object)
        answered = column.reasons == Reason.ANSWERED
        dated = (shapes != "") | ~answered
        if dated.sum() < 0.9 * len(shapes):
            continue
        of_rows = shapes[column.codes[looked.rows]]
        ways = {way: int(np.count_nonzero(of_rows == way)) for way in WAYS}
        present = [way for way, count in ways.items() if count]
        if len(present) < 2 and present != ["iso"]:
            rows = looked.rows[of_rows != ""]
            way = present[0] if present else "either"
            yield Doubt(
                "dates_not_read", looked.settings.spreadsheet_damage.severity, rows[:1], "study", name,
                {"count": str(len(rows)), "way": EXAMPLES[way]},
            )  # fmt: skip
        if len(present) < 2:
            continue
        usual = max(present, key=lambda way: ways[way])
        rows = looked.rows[(of_rows != usual) & (of_rows != "") & (of_rows != "either")]
        yield Doubt(
            "dates_written_in_several_ways", looked.settings.spreadsheet_damage.severity, rows, "cell", name,
            {"count": str(len(rows)), "unclear": str(int(np.count_nonzero(of_rows == "either")))},
        )  # fmt: skip


def _shape(text: str) -> str:
    if ISO.fullmatch(text):
        return "iso"
    if NAMED_MONTH.fullmatch(text):
        return "month as a word"
    match = PARTS.fullmatch(text)
    if match is None:
        return ""
    first, second = int(match.group(1)), int(match.group(3))
    if first > 12 >= second:
        return "day first"
    if second > 12 >= first:
        return "month first"
    return "either" if first <= 12 else ""


def turned_dates(looked: Looked) -> Iterator[Doubt]:
    """Days that are far from the day of the interview, and on it when day and month change places."""
    reference = reference_days(looked)
    if reference is None:
        return
    reference_name, clock = reference
    for name, column in looked.responses.columns.items():
        if name in REFERENCES or not _is_days(looked, name, column):
            continue
        days = days_of(column)
        turned = turned_days(days)
        if not np.isfinite(turned).any():
            continue
        apart = np.abs(days[column.codes[looked.rows]] - clock)
        apart_turned = np.abs(turned[column.codes[looked.rows]] - clock)
        known = np.isfinite(apart)
        if not known.any() or np.mean(apart[known] <= NEAR) < FOLLOWS:
            continue  # the column does not tell the day of the interview
        with np.errstate(invalid="ignore"):
            wrong = known & (apart > FAR) & (apart_turned <= NEAR)
        rows = looked.rows[wrong]
        if len(rows):
            personal = looked.responses.codebook.question(name).personal
            told = [{"likely": "…" if personal else _written(turned[code])} for code in column.codes[rows].tolist()]
            yield Doubt(
                "day_and_month_turned", looked.settings.spreadsheet_damage.severity, rows, "cell", name,
                {"reference": reference_name}, told,
            )  # fmt: skip


def turned_days(days: FloatArray) -> FloatArray:
    """Each day with its day and month in each other's place; NaN where there is no such day, or it is the same."""
    turned = np.full(len(days), np.nan)
    for place in np.flatnonzero(np.isfinite(days)).tolist():
        day = date.fromordinal(int(days[place]) + date(1970, 1, 1).toordinal())
        if day.day <= 12 and day.day != day.month:
            turned[place] = date(day.year, day.day, day.month).toordinal() - date(1970, 1, 1).toordinal()
    return turned


def reference_days(looked: Looked, preferred: str | None = None) -> tuple[str, FloatArray] | None:
    """The column that says when most kept records were filled in, and that day of each, shape (n_kept,)."""
    for name in (preferred, *REFERENCES):
        if name is None:
            continue
        column = looked.column(name)
        if column is None:
            continue
        days = days_of(column)[column.codes[looked.rows]]
        if len(days) and np.isfinite(days).mean() >= 0.5:
            return name, days
    return None


def _is_days(looked: Looked, name: str, column: CodedColumn) -> bool:
    """A column typed as days, or one whose first answers are days."""
    if looked.responses.codebook.question(name).type in ("date", "datetime"):
        return True
    first = [str(text) for text in column.texts[column.reasons == Reason.ANSWERED][:20]]
    return bool(first) and all(ISO.fullmatch(text.strip()) for text in first)


def _written(days: float) -> str:
    return date.fromordinal(int(days) + date(1970, 1, 1).toordinal()).isoformat()
