"""What the functions of forms compute on the answers of one record."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from meal.model.arrays import FloatArray
from meal.study.expression.form_dates import day_text, formatted, moment_text, part_of_day
from meal.study.expression.form_values import alike, alone, as_number, as_text, as_truth, made, on_each
from meal.study.expression.values import Compute, Value


def _numbers(function: Callable[..., Any]) -> Compute:
    """A computation on numbers."""

    def compute(*values: Value) -> Value:
        return made("number", np.asarray(function(*(as_number(value).values for value in values)), dtype=np.float64))

    return compute


def _texts(kind: Any, function: Callable[..., Any]) -> Compute:
    """A computation on texts, one place at a time."""
    each = on_each(kind, function)
    return lambda *values: each(*(as_text(value) for value in values))


def _mixed(kind: Any, function: Callable[..., Any]) -> Compute:
    """A computation on one text and numbers behind it."""
    each = on_each(kind, function)
    return lambda text, *numbers: each(as_text(text), *(as_number(number) for number in numbers))


def chosen(condition: Value, yes: Value, no: Value) -> Value:
    """The value that a condition chooses."""
    yes, no = alike([yes, no])
    truth = as_truth(condition).values
    written = None
    if yes.written is not None and no.written is not None:
        written = np.where(truth, yes.written, no.written)
    return made(yes.kind, np.where(truth, yes.values, no.values), written)


def not_blank(value: Value) -> Value:
    """Whether a value is there: a text with characters, a number that is one."""
    if value.kind == "number" and value.written is None:
        return made("truth", ~np.isnan(value.values))
    return as_truth(as_text(value))


def _coalesce(*values: Value) -> Value:
    return reduce(lambda found, other: chosen(not_blank(found), found, other), values[1:], values[0])


def _counted(values: tuple[Value, ...]) -> FloatArray:
    counts = reduce(np.add, (value.values.astype(np.float64) for value in values))
    return np.asarray(counts, dtype=np.float64)


def _checklist(least: Value, most: Value, *items: Value) -> Value:
    count = _counted(tuple(as_truth(item) for item in items))
    return _between(count, least, most)


def _weighted(least: Value, most: Value, *items: Value) -> Value:
    pairs = zip(items[::2], items[1::2], strict=False)
    terms = tuple(made("number", as_truth(item).values * as_number(weight).values) for item, weight in pairs)
    return _between(_counted(terms), least, most)


def _between(count: FloatArray, least: Value, most: Value) -> Value:
    low, high = as_number(least).values, as_number(most).values
    return made("truth", ((low < 0) | (count >= low)) & ((high < 0) | (count <= high)))


def _rounded(numbers: FloatArray, decimals: FloatArray | float = 0.0) -> FloatArray:
    scale = 10.0 ** np.trunc(decimals)
    scaled = numbers * scale
    whole = np.floor(scaled)
    return np.asarray((whole + (scaled - whole >= 0.5)) / scale, dtype=np.float64)


def _extreme(pick: Callable[[Any, Any], Any]) -> Compute:
    # A number that is none makes the result none, as in XPath.
    return _numbers(lambda *numbers: reduce(pick, numbers))


def _place(number: float) -> int | None:
    return int(number) if math.isfinite(number) else None


def _selected_at(text: str, place: float) -> str:
    options, wanted = text.split(), _place(place)
    return options[wanted] if wanted is not None and 0 <= wanted < len(options) else ""


def _substr(text: str, start: float, end: float = math.inf) -> str:
    first, last = _place(start), _place(end)
    return "" if first is None else text[first:last]


def _date(value: Value) -> Value:
    days = np.floor(as_number(value).values)
    return made("number", days, on_each("text", day_text)(made("number", days)).values)


def _moment(value: Value) -> Value:
    moments = as_number(value)
    return made("number", moments.values, on_each("text", moment_text)(moments).values)


def _translate(text: str, old: str, new: str) -> str:
    table = {ord(sign): new[place] if place < len(new) else None for place, sign in reversed(list(enumerate(old)))}
    return text.translate(table)


FORM_FUNCTIONS: dict[str, Compute] = {
    "true": lambda: alone("truth", True),
    "false": lambda: alone("truth", False),
    "not": lambda value: made("truth", ~as_truth(value).values),
    "boolean": as_truth,
    "boolean-from-string": _texts("truth", lambda text: text.strip().lower() in ("true", "1")),
    "if": chosen,
    "coalesce": _coalesce,
    "checklist": _checklist,
    "weighted-checklist": _weighted,
    "selected": _texts("truth", lambda text, option: option.strip() in text.split()),
    "selected-at": _mixed("text", _selected_at),
    "count-selected": _texts("number", lambda text: len(text.split())),
    "count-non-empty": lambda *values: made("number", _counted(tuple(not_blank(value) for value in values))),
    "number": as_number,
    "int": _numbers(np.trunc),
    "round": _numbers(_rounded),
    "floor": _numbers(np.floor),
    "ceiling": _numbers(np.ceil),
    "abs": _numbers(np.abs),
    "pow": _numbers(np.power),
    "sqrt": _numbers(np.sqrt),
    "exp": _numbers(np.exp),
    "exp10": _numbers(lambda numbers: 10.0**numbers),
    "log": _numbers(np.log),
    "log10": _numbers(np.log10),
    "pi": lambda: alone("number", math.pi),
    "sin": _numbers(np.sin),
    "cos": _numbers(np.cos),
    "tan": _numbers(np.tan),
    "asin": _numbers(np.arcsin),
    "acos": _numbers(np.arccos),
    "atan": _numbers(np.arctan),
    "atan2": _numbers(np.arctan2),
    "min": _extreme(np.minimum),
    "max": _extreme(np.maximum),
    "string": as_text,
    "string-length": _texts("number", len),
    "concat": lambda *values: _texts("text", lambda *texts: "".join(texts))(*values) if values else alone("text", ""),
    "substr": _mixed("text", _substr),
    "substring-before": _texts("text", lambda text, part: text.partition(part)[0] if part and part in text else ""),
    "substring-after": _texts("text", lambda text, part: text.partition(part)[2] if part else text),
    "translate": _texts("text", _translate),
    "normalize-space": _texts("text", lambda text: " ".join(text.split())),
    "contains": _texts("truth", lambda text, part: part in text),
    "starts-with": _texts("truth", str.startswith),
    "ends-with": _texts("truth", str.endswith),
    "date": _date,
    "date-time": _moment,
    "decimal-date-time": as_number,
    "decimal-time": _texts("number", part_of_day),
    "format-date": _texts("text", formatted),
    "format-date-time": _texts("text", formatted),
}
"""Name → what it computes on values that broadcast against one another. The others of `TAKES` need the record."""
