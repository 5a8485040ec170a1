"""Distinct answers, and which of them are blank."""

from __future__ import annotations

import pyarrow as pa

from meal.model.missing import Reason
from meal.read.coding import blank_reasons, code_arrow, is_blank

BLANK = ["", " ", "\t", "\u3000", "\x1c", "\u00a0 "]
GIVEN = [" a", "\u3000b", "\x7f", "é", "-99"]


def test_blanks_are_told_among_many_answers_as_among_few() -> None:
    many = [*(f"u{number}" for number in range(20_000)), *BLANK, *GIVEN]
    for texts in (many, many[-11:]):
        column = code_arrow(pa.chunked_array([pa.array(texts, pa.string())]))
        assert column.texts.tolist() == texts
        assert column.reasons.tolist() == blank_reasons(texts).tolist()
        assert column.reasons[-11:].tolist() == [Reason.BLANK] * 6 + [Reason.ANSWERED] * 5


def test_a_column_is_blank_where_no_record_holds_anything() -> None:
    column = code_arrow(pa.chunked_array([pa.array([" ", "a", ""], pa.string())]))
    assert not is_blank(column)
    assert is_blank(column.take(column.used()[[0, 2]]))
    assert column.take(column.codes[:1]).used().tolist() == [0]
