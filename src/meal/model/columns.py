"""A dictionary-coded column: distinct answers once, and an integer code a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from meal.model.arrays import BoolArray, ByteArray, CodeArray, FloatArray, IntArray, TextArray
from meal.model.missing import Reason


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """Answers to one question, dictionary-coded.

    Attributes:
        codes: shape (n_records,), index into the distinct answers.
        texts: shape (n_distinct,), the answers as they came, as text.
        reasons: shape (n_distinct,), a `Reason` each; 0 where there is an answer.
        numbers: shape (n_distinct,), the answers as numbers, once the schema says that they are:
            dates in days and datetimes in seconds since 1970-01-01; NaN where missing. None for text.
    """

    codes: CodeArray
    texts: TextArray
    reasons: ByteArray
    numbers: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def n_distinct(self) -> int:
        """How many distinct answers there are, missing ones included."""
        return len(self.texts)

    def used(self) -> IntArray:
        """The codes that any record holds, ascending."""
        return np.flatnonzero(np.bincount(self.codes, minlength=self.n_distinct))

    def take(self, rows: IntArray) -> CodedColumn:
        """The column for these records in this order; -1 stands for a record that is not there."""
        rows = np.asarray(rows)
        if len(rows) and rows.min() < 0:
            return self._with_absent().take(np.where(rows < 0, len(self.codes), rows))
        return replace(self, codes=self.codes[rows])

    def _with_absent(self) -> CodedColumn:
        """One record more, whose answer is missing because the person is not in the wave."""
        return CodedColumn(
            codes=np.append(self.codes, np.int32(self.n_distinct)),
            texts=np.append(self.texts, np.array([""], dtype=object)),
            reasons=np.append(self.reasons, np.int8(Reason.NOT_REACHED)),
            numbers=None if self.numbers is None else np.append(self.numbers, np.nan),
        )

    def record_texts(self) -> TextArray:
        """The answer of every record as text, shape (n_records,)."""
        return self.texts[self.codes]

    def record_reasons(self) -> ByteArray:
        """The reason of every record, shape (n_records,)."""
        return self.reasons[self.codes]

    def record_numbers(self) -> FloatArray:
        """The answer of every record as a number, shape (n_records,).

        Raises:
            TypeError: the column has not been read as numbers.
        """
        if self.numbers is None:
            raise TypeError("this column holds text")
        return self.numbers[self.codes]

    def answered(self) -> BoolArray:
        """Whether each record has an answer, shape (n_records,)."""
        answered: BoolArray = self.reasons == Reason.ANSWERED
        return answered[self.codes]

    def replace_cells(self, rows: IntArray, text: str, reason: Reason, number: float = np.nan) -> CodedColumn:
        """The column with the cells of these records replaced by one answer or reason."""
        codes = self.codes.copy()
        codes[rows] = self.n_distinct
        return CodedColumn(
            codes=codes,
            texts=np.append(self.texts, np.array([text], dtype=object)),
            reasons=np.append(self.reasons, np.int8(reason)),
            numbers=None if self.numbers is None else np.append(self.numbers, number),
        )

    def invalidate(self, rows: IntArray) -> CodedColumn:
        """The column with the answers of these records kept as text, but missing because invalid."""
        codes = self.codes.copy()
        touched, inverse = np.unique(codes[rows], return_inverse=True)
        codes[rows] = (self.n_distinct + inverse).astype(np.int32)
        return CodedColumn(
            codes=codes,
            texts=np.append(self.texts, self.texts[touched]),
            reasons=np.append(self.reasons, np.full(len(touched), Reason.INVALID, dtype=np.int8)),
            numbers=None if self.numbers is None else np.append(self.numbers, np.full(len(touched), np.nan)),
        )


def code_texts(texts: Sequence[str] | TextArray, reason_of: Callable[[str], Reason] | None = None) -> CodedColumn:
    """Code a sequence of texts; blank texts are missing, others as `reason_of` says.

    Distinct answers stand in order of first appearance, so that equal inputs give equal codes.
    """
    seen: dict[str, int] = {}
    codes = np.fromiter((seen.setdefault(text, len(seen)) for text in texts), dtype=np.int32, count=len(texts))
    distinct = list(seen)

    def reason(text: str) -> Reason:
        if text.strip() == "":
            return Reason.BLANK
        return Reason.ANSWERED if reason_of is None else reason_of(text)

    return CodedColumn(
        codes=codes,
        texts=np.array(distinct, dtype=object),
        reasons=np.array([reason(text) for text in distinct], dtype=np.int8),
    )


def concatenate(columns: Sequence[CodedColumn]) -> CodedColumn:
    """One column of all records of several, with the distinct answers merged, in order of first appearance."""
    import pandas as pd

    texts: TextArray = np.concatenate([np.zeros(0, dtype=object), *(column.texts for column in columns)])
    reasons = np.concatenate([np.zeros(0, dtype=np.int8), *(column.reasons for column in columns)]).astype(np.int64)
    # The same text with another reason is another answer.
    of_text, _ = pd.factorize(texts)
    place, _ = pd.factorize(of_text * (int(reasons.max(initial=0)) + 1) + reasons)
    n_distinct = int(place.max(initial=-1)) + 1
    first = np.zeros(n_distinct, dtype=np.int64)
    first[place[::-1]] = np.arange(len(place))[::-1]
    starts = np.cumsum([0, *(column.n_distinct for column in columns)])
    parts: list[CodeArray] = [
        place[start + column.codes].astype(np.int32) for start, column in zip(starts[:-1], columns, strict=True)
    ]
    known = [column.numbers for column in columns if column.numbers is not None]
    return CodedColumn(
        codes=np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32),
        texts=texts[first],
        reasons=reasons[first].astype(np.int8),
        numbers=np.concatenate([np.zeros(0), *known])[first] if len(known) == len(columns) else None,
    )
