"""What an expression is for every record, kept at its few places until a whole array is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meal.model.arrays import BoolArray, ByteArray, CodeArray, FloatArray, TextArray
from meal.model.columns import CodedColumn
from meal.study.expression.numerals import number_of, numeral
from meal.study.expression.signatures import Kind
from meal.study.expression.values import Value, as_text


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What an expression is for every record, or why it is missing.

    Attributes:
        kind: "truth" (yes or no), "number" or "text".
        table: the value at each place: a distinct answer, a combination of answers, or a record.
        table_reasons: a `Reason` each, 0 where the value is known.
        written: where numbers are answers, how they were written.
        places: the place of each record, shape (n_records,).
    """

    kind: Kind
    table: NDArray[Any]
    table_reasons: ByteArray
    written: TextArray | None
    places: CodeArray

    @property
    def reasons(self) -> ByteArray:
        """Why the answer of each record is missing, a `Reason` each, shape (n_records,)."""
        return self.table_reasons.ravel().take(self.places)

    def known(self) -> BoolArray:
        """Whether each record has an answer, shape (n_records,)."""
        return np.asarray((self.table_reasons == 0).ravel().take(self.places), dtype=np.bool_)

    def true(self) -> BoolArray:
        """Whether the condition is known to hold, shape (n_records,).

        Raises:
            TypeError: the expression gives a number or a text.
        """
        if self.kind != "truth":
            raise TypeError(f"this expression gives a {self.kind}, not yes or no")
        return np.asarray(self.table.ravel().take(self.places), dtype=np.bool_)

    def numbers(self) -> FloatArray:
        """The number of each record, NaN where missing; yes is 1 and no is 0; shape (n_records,).

        Raises:
            TypeError: the expression gives a text.
        """
        if self.kind == "text":
            raise TypeError("this expression gives a text, not a number")
        numbers = np.where(self.table_reasons == 0, self.table, np.nan).ravel()
        return np.asarray(numbers, dtype=np.float64).take(self.places)

    def column(self) -> CodedColumn:
        """The answers as a column, with only those that occur.

        Yes and no are `true` and `false` with the numbers 1 and 0; numbers stand without '.0', dates as they
        were written.
        """
        value = Value(self.kind, self.table.ravel(), self.table_reasons.ravel(), self._written())
        texts, reasons = as_text(value).values.tolist(), value.reasons.tolist()
        numbers = None if self.kind == "text" else np.where(value.reasons == 0, value.values, np.nan).tolist()
        levels: dict[tuple[str, int], int] = {}
        code_of_place = np.zeros(len(texts), dtype=np.int32)
        first_place: list[int] = []
        for place in np.flatnonzero(np.bincount(self.places, minlength=len(texts))).tolist():
            level = (texts[place], reasons[place])
            if level not in levels:
                levels[level] = len(levels)
                first_place.append(place)
            code_of_place[place] = levels[level]
        return CodedColumn(
            codes=code_of_place.take(self.places),
            texts=np.array([text for text, _ in levels], dtype=object),
            reasons=np.array([reason for _, reason in levels], dtype=np.int8),
            numbers=None if numbers is None else np.array([numbers[place] for place in first_place], dtype=np.float64),
        )

    def _written(self) -> TextArray | None:
        """How numbers were written where that is not just the number, as it is of dates."""
        if self.written is None:
            return None
        pairs = zip(self.written.ravel().tolist(), self.table.ravel().tolist(), strict=True)
        texts = [text if number_of(text) is None else numeral(number) for text, number in pairs]
        return np.array(texts, dtype=object)
