"""How few places an expression has to be worked out at: combinations of distinct answers, not records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meal.model.arrays import CodeArray
from meal.model.columns import CodedColumn
from meal.study.expression.values import Value, settled

MOST_PLACES = 65_536
"""Combinations of answers to several questions; where there would be more, one place a record is used."""

_BLOCK = 32_768

_MOST_AXES = 32
"""Questions that get an axis of their own; numpy knows no more than 64."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The records of an evaluation, and which distinct answer each gave to each question.

    A value is a table with one axis a question, as long as the question has distinct answers (1 where the value
    does not depend on it), and a last axis of length 1. So numpy's broadcasting combines values: two terms on one
    question stay on its distinct answers, two questions meet on pairs of answers. A value that has been worked out
    for each record has one axis, the records; a constant has one place.

    Attributes:
        codes: for each axis the answers of the records, shape (n_records,).
    """

    codes: tuple[CodeArray, ...]
    n_records: int

    def answers(self, axis: int, column: CodedColumn) -> Value:
        """The answers to the question of this axis."""
        written = None if column.numbers is None else column.texts
        values = column.texts if column.numbers is None else column.numbers
        return self.placed(
            axis, settled("text" if column.numbers is None else "number", values, column.reasons, written), column
        )

    def placed(self, axis: int, value: Value, column: CodedColumn) -> Value:
        """A value for each distinct answer of the column that has this axis."""
        if axis >= len(self.codes):
            return _by_code(value, column.codes)
        return _shaped(value, tuple(-1 if one == axis else 1 for one in range(len(self.codes) + 1)))

    def together(self, values: Sequence[Value]) -> list[Value]:
        """The values in a form that broadcasts: on combinations of answers where these are few, else on records."""
        tables = [value.values.shape for value in values if value.values.ndim > 1]
        if not tables:
            return list(values)
        by_record = any(value.values.ndim == 1 and value.values.size != 1 for value in values)
        largest = max(prod(shape) for shape in tables)
        allowed = max(largest, min(MOST_PLACES, self.n_records))
        if not by_record and prod(np.broadcast_shapes(*tables)) <= allowed:
            return list(values)
        return [self.spread(value) for value in values]

    def spread(self, value: Value) -> Value:
        """The value worked out for each record; a constant stays one place."""
        return value if value.values.ndim == 1 else _by_code(value, self.place_of_records(value))

    def at_records(self, table: NDArray[Any]) -> NDArray[Any]:
        """What stands in a table at the place of each record, shape (n_records,).

        Block by block: the places of a million records at once would cost more to store than to work out.
        """
        flat = table.ravel()
        axes = [(size, codes) for size, codes in zip(table.shape, self.codes, strict=False) if size != 1]
        if table.ndim == 1 or not axes:
            return np.broadcast_to(flat, (self.n_records,)) if flat.size == 1 else flat
        found = np.empty(self.n_records, dtype=flat.dtype)
        (_, first), *others = axes
        for start in range(0, self.n_records, _BLOCK):
            block = slice(start, start + _BLOCK)
            places = first[block]
            for number, (size, codes) in enumerate(others):
                places = np.multiply(places, np.int32(size), out=places if number else None)
                places += codes[block]
            # Every place is in the table, so nothing is clipped; the default would copy to be able to complain.
            flat.take(places, out=found[block], mode="clip")
        return found

    def place_of_records(self, value: Value) -> CodeArray:
        """The place of every record in the table of a value, counted along the last axis first."""
        shape = value.values.shape
        if value.values.ndim == 1:
            n_places = value.values.size
            return np.zeros(self.n_records, np.int32) if n_places == 1 else np.arange(n_places, dtype=np.int32)
        places: CodeArray | None = None
        own = False  # in place from the second question on: new arrays of a million cost more than the sums in them
        for size, codes in zip(shape, self.codes, strict=False):
            if size == 1:
                continue
            if places is None:
                places = codes
                continue
            places = np.multiply(places, np.int32(size), out=places if own else None)
            places += codes
            own = True
        return np.zeros(self.n_records, np.int32) if places is None else places


def places_of(columns: Sequence[CodedColumn], n_records: int) -> Places:
    """The places for the columns that an expression uses."""
    return Places(tuple(column.codes for column in columns[:_MOST_AXES]), n_records)


def _by_code(value: Value, codes: CodeArray) -> Value:
    def take(table: NDArray[Any]) -> NDArray[Any]:
        return table.ravel().take(codes)

    written = None if value.written is None else take(value.written)
    return Value(value.kind, take(value.values), take(value.reasons), written)


def _shaped(value: Value, shape: tuple[int, ...]) -> Value:
    written = None if value.written is None else value.written.reshape(shape)
    return Value(value.kind, value.values.reshape(shape), value.reasons.reshape(shape), written)
