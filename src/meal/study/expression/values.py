"""Values of the parts of an expression in study mode: a value or a reason at every place of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from meal.model.arrays import ByteArray, TextArray
from meal.model.missing import Reason
from meal.study.expression.numerals import number_of, numeral
from meal.study.expression.signatures import Kind

Compute: TypeAlias = Callable[..., "Value"]
"""From values to a value; their arrays broadcast against one another."""

_NOTHING: dict[Kind, Any] = {"truth": False, "number": np.nan, "text": ""}
_DTYPE: dict[Kind, type] = {"truth": np.bool_, "number": np.float64, "text": np.object_}


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What a part of an expression is, at every place of a table.

    Attributes:
        values: bool, float64 or object, as the kind says; False, NaN or '' where missing.
        reasons: a `Reason` each, 0 where the value is known; the same shape.
        written: the same shape; where numbers are answers, how they were written.
    """

    kind: Kind
    values: NDArray[Any]
    reasons: ByteArray
    written: TextArray | None = None


def settled(kind: Kind, values: NDArray[Any], reasons: ByteArray, written: TextArray | None = None) -> Value:
    """A value with nothing but False, NaN or '' where it is missing.

    A number that cannot be computed, such as 1 div 0, is missing because invalid; a text without a character is
    no answer.
    """
    values, reasons = np.broadcast_arrays(values, reasons)
    if kind == "number":
        reasons = np.where((reasons == 0) & ~np.isfinite(values), np.int8(Reason.INVALID), reasons)
    elif kind == "text":
        reasons = np.where((reasons == 0) & (values == ""), np.int8(Reason.BLANK), reasons)
    return Value(kind, np.where(reasons == 0, values, _NOTHING[kind]), reasons, written)


def constant(kind: Kind, value: bool | float | str) -> Value:
    """The same value everywhere."""
    return settled(kind, np.array([value], dtype=_DTYPE[kind]), np.zeros(1, dtype=np.int8))


def first_reason(values: Sequence[Value]) -> ByteArray:
    """Why a result is missing that needs all of these: the reason of the first that is missing."""
    reasons = values[0].reasons
    for value in values[1:]:
        reasons = np.where(reasons != 0, reasons, value.reasons)
    return reasons


def on_arrays(kind: Kind, function: Callable[..., NDArray[Any]]) -> Compute:
    """A computation on whole arrays; missing where any value is."""

    def compute(*values: Value) -> Value:
        return settled(kind, function(*(value.values for value in values)), first_reason(values))

    return compute


def on_each(kind: Kind, function: Callable[..., bool | float | str]) -> Compute:
    """A computation on one place at a time, once for places that are alike; missing where any value is."""

    def compute(*values: Value) -> Value:
        reasons = first_reason(values)
        known = reasons == 0
        arrays = np.broadcast_arrays(*(value.values for value in values))
        places = list(zip(*(array[known].tolist() for array in arrays), strict=True))
        results = {place: function(*place) for place in set(places)}
        table = np.full(known.shape, _NOTHING[kind], dtype=_DTYPE[kind])
        table[known] = [results[place] for place in places]
        return settled(kind, table, reasons)

    return compute


def _number(text: str) -> float:
    number = number_of(text)
    return np.nan if number is None else number


_numbers_in_texts = on_each("number", _number)
_numerals = on_each("text", numeral)
_words_of_truth = on_each("text", lambda truth: "true" if truth else "false")


def as_number(value: Value) -> Value:
    """The value as a number: yes is 1; a text that is no number is missing because invalid."""
    if value.kind == "text":
        return _numbers_in_texts(value)
    return Value("number", value.values.astype(np.float64), value.reasons) if value.kind == "truth" else value


def as_text(value: Value) -> Value:
    """The value as a text: answers as they were written, other numbers without '.0'."""
    if value.kind == "truth":
        return _words_of_truth(value)
    if value.kind == "number":
        return _numerals(value) if value.written is None else settled("text", value.written, value.reasons)
    return value


def without_writing(value: Value) -> Value:
    """The value, for computations to which it does not matter how a number was written."""
    return value if value.written is None else Value(value.kind, value.values, value.reasons)
