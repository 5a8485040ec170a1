"""Answers become what the questionnaire says they are, and what cannot be is a finding."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.codebook import Question
from meal.model.missing import Reason
from meal.prepare import Decisions, conform
from meal.study.definition import Identity
from meal.study.records import record_keys
from tests.builders import select_one, wave


def numbers(kind: str, *cells: str) -> tuple[list[float], list[str]]:
    question = Question("q", kind)  # type: ignore[arg-type] # the parametrised kind is a QuestionType
    responses = wave({"q": cells}, questions=[question], missing={"-99": Reason.DONT_KNOW})
    conformed, findings = conform(responses, record_keys(responses, Identity()), Decisions())
    return conformed.columns["q"].record_numbers().tolist(), [f"{f.rule} {f.row}" for f in findings]


def test_whole_numbers_keep_their_missing_codes_out() -> None:
    found, findings = numbers("integer", "24", " 7 ", "-99", "", "24.0", "24.5", "twenty", "1e3")
    assert found[:2] == [24, 7]
    assert np.isnan(found[2])
    assert np.isnan(found[3])
    assert found[4] == 24
    assert findings == ["not_a_number 7", "not_a_number 8", "not_a_number 9"]


def test_a_decimal_comma_is_a_decimal_comma() -> None:
    found, findings = numbers("decimal", "1,5", "2.25", ".5", "-3", "1E+03", "٢٣")  # 23 in Arabic digits
    assert found == [1.5, 2.25, 0.5, -3, 1000, 23]
    assert findings == []


@pytest.mark.parametrize("text", ["1.000,50", "1 000", "0x10", "inf", "nan", "1_000"])
def test_what_is_no_plain_number_is_a_finding(text: str) -> None:
    assert numbers("decimal", text)[1] == ["not_a_number 2"]


def test_dates_are_days_and_moments_are_seconds_of_the_local_clock() -> None:
    # 2019-05-31: 49 years after 1970 with 12 leap years, and the 151st day of its year.
    days = 49 * 365 + 12 + 150
    assert numbers("date", "2019-05-31", "31/05/2019")[0][0] == days
    assert numbers("date", "2019-05-31", "31/05/2019")[1] == ["not_a_date 3"]
    assert numbers("datetime", "2019-05-31T01:30:00.000+03:00")[0] == [days * 86_400 + 5_400]


def test_codes_lose_stray_spaces_and_a_workbooks_decimal() -> None:
    responses = wave({"q": ["1.0", " yes ", "2"]}, questions=[select_one("q", "1", "yes")])
    conformed, findings = conform(responses, record_keys(responses, Identity()), Decisions())
    assert conformed.columns["q"].record_texts().tolist() == ["1", "yes", "2"]
    assert findings == []
