"""What stands for personal answers, and what tells whether a line was changed."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from meal.model.feedback_workbook import FeedbackLine, line_seal, value_hash

KEY = bytes(32)
LINE = FeedbackLine(
    "1", "out_of_range", "error", "cell", "before", "u-1", "u-1", "age", "240", "", "before.csv", "", "3", "240?"
)


def hashed(key: bytes = KEY, **place: str) -> str:
    return value_hash(
        key, **{"wave": "before", "question": "phone", "stable_id": "u-1", "value": "0801111111", **place}
    )


def test_a_hash_tells_the_value_its_place_and_the_key_and_nothing_else() -> None:
    assert hashed() == hashed(value=" 0801111111 ")
    others = [hashed(value="0802222222"), hashed(stable_id="u-2"), hashed(question="phone2"), hashed(wave="after")]
    assert len({hashed(), hashed(bytes([1] * 32)), *others}) == 6
    assert hashed(value=" ") == ""


def test_parts_that_run_together_do_not_hash_alike() -> None:
    assert hashed(question="a", stable_id="bc") != hashed(question="ab", stable_id="c")


@pytest.mark.parametrize("field", [field.name for field in fields(FeedbackLine) if field.name != "seal"])
def test_a_seal_shows_a_change_of_any_field(field: str) -> None:
    seal = line_seal(KEY, LINE)
    assert line_seal(KEY, replace(LINE, seal=seal)) == seal
    assert line_seal(KEY, replace(LINE, **{field: "another"})) != seal
