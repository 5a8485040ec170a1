"""Values of the parts of a form's expression: two-valued, a blank is an empty text, and no number is NaN.

A `Value` of study mode serves, with no reason set: a number that was answered keeps how it was written, because a
form compares texts as texts and both with numbers as numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meal.model.arrays import ByteArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.study.expression.dates import SECONDS_IN_A_DAY, days_of, seconds_of
from meal.study.expression.numerals import number_of, numeral
from meal.study.expression.signatures import Kind
from meal.study.expression.values import Compute, Value

UNANSWERED = (Reason.BLANK, Reason.NOT_ASKED, Reason.NOT_REACHED)
_DTYPE: dict[Kind, type] = {"truth": np.bool_, "number": np.float64, "text": np.object_}


def made(kind: Kind, values: NDArray[Any], written: NDArray[Any] | None = None) -> Value:
    """A value; every place of it is known."""
    known: ByteArray = np.broadcast_to(np.int8(0), values.shape)
    return Value(kind, values, known, written)


def alone(kind: Kind, value: bool | float | str) -> Value:
    """The same value everywhere."""
    return made(kind, np.array([value], dtype=_DTYPE[kind]))


def given_answers(column: CodedColumn) -> Value:
    """The distinct answers to a question as the form had them; codes for no answer are what was entered."""
    blank = np.isin(column.reasons, UNANSWERED)
    texts = np.array(
        ["" if no else str(text).strip() for text, no in zip(column.texts.tolist(), blank.tolist(), strict=True)],
        dtype=object,
    )
    if column.numbers is None:
        return made("text", texts)
    numbers = column.numbers.copy()
    for place in np.flatnonzero(np.isnan(numbers)).tolist():
        numbers[place] = number_in(texts[place])
    return made("number", numbers, texts)


def number_in(text: str) -> float:
    """The number that a text says; of a date its days since 1970-01-01, of a time of day with a part of a day."""
    number = number_of(text)
    if number is not None:
        return number
    if "T" in text or " " in text.strip():
        seconds = seconds_of(text)
        if seconds is not None:
            return seconds / SECONDS_IN_A_DAY
    days = days_of(text) if len(text.strip()) == 10 else None
    return np.nan if days is None else days


def text_of(number: float) -> str:
    """A number as XPath writes it."""
    if np.isnan(number):
        return "NaN"
    if np.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return numeral(number)


def on_each(kind: Kind, function: Callable[..., Any]) -> Compute:
    """A computation on one place at a time, once for places that are alike."""

    def compute(*values: Value) -> Value:
        arrays = np.broadcast_arrays(*(value.values for value in values))
        places = list(zip(*(array.ravel().tolist() for array in arrays), strict=True))
        results = {place: function(*place) for place in set(places)}
        table: NDArray[Any] = np.empty(len(places), dtype=_DTYPE[kind])
        table[:] = [results[place] for place in places]
        return made(kind, table.reshape(arrays[0].shape))

    return compute


_numbers_in_texts = on_each("number", number_in)
_numerals = on_each("text", text_of)
_words_of_truth = on_each("text", lambda truth: "true" if truth else "false")


def as_number(value: Value) -> Value:
    """The value as a number: true is 1, a text that says no number is NaN."""
    if value.kind == "text":
        return _numbers_in_texts(value)
    return made("number", value.values.astype(np.float64)) if value.kind == "truth" else made("number", value.values)


def as_text(value: Value) -> Value:
    """The value as a text: answers as they were written."""
    if value.kind == "truth":
        return _words_of_truth(value)
    if value.kind == "number":
        return _numerals(value) if value.written is None else made("text", value.written)
    return value


def as_truth(value: Value) -> Value:
    """The value as yes or no: a number other than 0, or a text that is not blank."""
    if value.kind == "number":
        return made("truth", (value.values != 0) & ~np.isnan(value.values))
    return made("truth", np.asarray(value.values != "", dtype=np.bool_)) if value.kind == "text" else value


def alike(values: Sequence[Value]) -> list[Value]:
    """Values of several kinds as values of one: numbers where all are, else texts."""
    kinds = {value.kind for value in values}
    if len(kinds) > 1:
        return [as_text(value) for value in values]
    if kinds == {"number"} and any(value.written is not None for value in values):
        return [made("number", value.values, as_text(value).values) for value in values]
    return list(values)


def equal(left: Value, right: Value) -> Value:
    """Whether two values are equal: as yes or no where one is, as numbers where one is, else as texts.

    An answer that is a number is equal to a text as a text too, so that two blanks are equal.
    """
    if "truth" in (left.kind, right.kind):
        return made("truth", as_truth(left).values == as_truth(right).values)
    if left.kind == right.kind == "text":
        return made("truth", np.asarray(left.values == right.values, dtype=np.bool_))
    numbers = _same_number(as_number(left).values, as_number(right).values)
    if all(value.kind == "text" or value.written is not None for value in (left, right)):
        texts = as_text(left).values == as_text(right).values
        return made("truth", numbers | np.asarray(texts, dtype=np.bool_))
    return made("truth", numbers)


def _same_number(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    # 0.1 + 0.2 is 0.3 on the phone, where numbers nearer than this are equal.
    return np.asarray((left == right) | (np.abs(left - right) < 1e-12), dtype=np.bool_)
