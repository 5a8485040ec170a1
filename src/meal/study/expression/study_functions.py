"""What the functions of the language compute in study mode."""

from __future__ import annotations

import re
from functools import reduce

import numpy as np

from meal.model.arrays import FloatArray
from meal.model.missing import Reason
from meal.study.expression.dates import MOST_DAYS, SECONDS_IN_A_DAY, days_of, seconds_of
from meal.study.expression.values import Compute, Value, constant, on_arrays, on_each, settled


def _if(condition: Value, yes: Value, no: Value) -> Value:
    """The branch that the condition chooses; where it is unknown, what both branches agree on."""
    alike = (yes.reasons == 0) & (no.reasons == 0) & (yes.values == no.values)
    chosen = np.where(condition.values, yes.reasons, no.reasons)
    undecided = np.where(alike, np.int8(Reason.ANSWERED), condition.reasons)
    reasons = np.where(condition.reasons == 0, chosen, undecided)
    # Where the condition is unknown and the branches are alike, either will do.
    values = np.where(condition.values, yes.values, no.values)
    written = None
    if yes.written is not None and no.written is not None:
        written = np.where(condition.values, yes.written, no.written)
    return settled(yes.kind, values, reasons, written)


def _coalesce(*values: Value) -> Value:
    """The first that is known; where none is, missing for the reason of the first."""
    return reduce(_else, values)


def _else(first: Value, second: Value) -> Value:
    known = first.reasons == 0
    reasons = np.where(second.reasons == 0, np.int8(Reason.ANSWERED), first.reasons)
    written = None
    if first.written is not None and second.written is not None:
        written = np.where(known, first.written, second.written)
    return settled(first.kind, np.where(known, first.values, second.values), reasons, written)


def _count_non_empty(*values: Value) -> Value:
    """How many are known, which is always known."""
    counts = sum((value.reasons == 0).astype(np.float64) for value in values)
    return settled("number", np.asarray(counts), np.zeros(1, dtype=np.int8))


def _rounded(numbers: FloatArray, decimals: FloatArray | float = 0.0) -> FloatArray:
    """Half rounds up, as in XPath: 2.5 to 3 and -2.5 to -2."""
    scale = 10.0 ** np.trunc(decimals)
    scaled = numbers * scale
    whole = np.floor(scaled)
    return np.asarray((whole + (scaled - whole >= 0.5)) / scale, dtype=np.float64)


def _selected_at(text: str, place: float) -> str:
    """The option at a place counted from 0; beyond the last there is none."""
    options = text.split()
    return options[int(place)] if 0 <= int(place) < len(options) else ""


def _substr(text: str, start: float, end: float | None = None) -> str:
    """Characters from a place counted from 0 up to, not including, another; negative places count from the end."""
    return text[int(start) : None if end is None else int(end)]


def _date(value: Value) -> Value:
    """Days; a date with a time becomes its day."""
    if value.kind == "text":
        return _day_of_text(value)
    days = np.where(np.abs(value.values) > MOST_DAYS, np.floor(value.values / SECONDS_IN_A_DAY), value.values)
    return settled("number", days, value.reasons)


def _date_time(value: Value) -> Value:
    """Seconds; a day becomes its first moment."""
    if value.kind == "text":
        return _second_of_text(value)
    seconds = np.where(np.abs(value.values) > MOST_DAYS, value.values, value.values * SECONDS_IN_A_DAY)
    return settled("number", seconds, value.reasons)


def _or_nan(number: float | None) -> float:
    return np.nan if number is None else number


_day_of_text = on_each("number", lambda text: _or_nan(days_of(text)))
_second_of_text = on_each("number", lambda text: _or_nan(seconds_of(text)))


STUDY_FUNCTIONS: dict[str, Compute] = {
    "true": lambda: constant("truth", True),
    "false": lambda: constant("truth", False),
    "not": on_arrays("truth", np.logical_not),
    "if": _if,
    "coalesce": _coalesce,
    "selected": on_each("truth", lambda text, option: option in text.split()),
    "count-selected": on_each("number", lambda text: len(text.split())),
    "selected-at": on_each("text", _selected_at),
    "count-non-empty": _count_non_empty,
    "number": on_arrays("number", np.positive),
    "int": on_arrays("number", np.trunc),
    "round": on_arrays("number", _rounded),
    "floor": on_arrays("number", np.floor),
    "ceiling": on_arrays("number", np.ceil),
    "abs": on_arrays("number", np.abs),
    "sum": on_arrays("number", lambda *numbers: reduce(np.add, numbers)),
    "min": on_arrays("number", lambda *numbers: reduce(np.minimum, numbers)),
    "max": on_arrays("number", lambda *numbers: reduce(np.maximum, numbers)),
    "string": on_each("text", str),
    "concat": on_each("text", lambda *texts: "".join(texts)),
    "substr": on_each("text", _substr),
    "string-length": on_each("number", len),
    "contains": on_each("truth", lambda text, part: part in text),
    "starts-with": on_each("truth", str.startswith),
    "ends-with": on_each("truth", str.endswith),
    # The whole answer has to fit the pattern, as on the phone.
    "regex": on_each("truth", lambda text, pattern: re.fullmatch(pattern, text) is not None),
    "date": _date,
    "date-time": _date_time,
}
"""Name → what it computes; every function of `SIGNATURES` is here (a test holds them together)."""
