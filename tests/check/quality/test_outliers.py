"""Amounts far outside the others."""

from __future__ import annotations

import numpy as np
import pytest

from meal.check.quality.outliers import fences
from meal.model.codebook import Question
from meal.study.quality import Outliers
from tests.check.quality.looking import looked_at, told

RENT = Question("rent", "integer")


def amounts(*more: float, n: int = 60) -> list[str]:
    """Amounts from 100 to 159, and others."""
    return [str(100 + number) for number in range(n)] + [str(amount) for amount in more]


def test_fences_by_hand() -> None:
    # 100..159: quartiles 114.75 and 144.25, three times 29.5 beyond is 26.25 and 232.75.
    values = np.arange(100.0, 160.0)
    outside, low, high = fences(values, np.zeros(60, dtype=np.int64), Outliers(scale="plain"))
    assert not outside.any()
    assert (low[0], high[0]) == (26.25, 232.75)
    # Median 129.5, median deviation 15: six scaled ones are 133.44.
    _, low, high = fences(values, np.zeros(60, dtype=np.int64), Outliers(scale="plain", method="mad"))
    assert (low[0], high[0]) == pytest.approx((129.5 - 133.434, 129.5 + 133.434))


def test_an_amount_with_a_zero_too_many() -> None:
    found = looked_at({"rent": amounts(1350)}, questions=[RENT])
    assert told(found) == [("outlier", "rent", 62)]
    assert (found[0].severity, found[0].found) == ("note", "1350")


def test_groups_have_their_own_fences() -> None:
    table = {"rent": amounts() + [str(1000 + number) for number in range(60)] + ["1050"],
             "district": ["a"] * 60 + ["b"] * 60 + ["a"]}  # fmt: skip
    assert looked_at(table, questions=[RENT]) == []
    assert told(looked_at(table, {"outliers": {"by": "district"}}, [RENT])) == [("outlier", "rent", 122)]


def test_skewed_amounts_are_compared_by_their_logarithms() -> None:
    rng = np.random.default_rng(4)
    income = np.exp(rng.normal(6, 0.8, 2000)).round(2)
    question = Question("income", "decimal")
    assert looked_at({"income": [str(one) for one in income]}, questions=[question]) == []
    plain = looked_at({"income": [str(one) for one in income]}, {"outliers": {"scale": "plain"}}, [question])
    assert len(plain) > 20
    spoiled = [*[str(one) for one in income], "9000000"]
    assert told(looked_at({"income": spoiled}, questions=[question])) == [("outlier", "income", 2002)]


@pytest.mark.parametrize("values", [["1", "2", "3", "2", "50"], [str(number % 5) for number in range(60)] + ["90"]])
def test_few_or_equal_answers_have_no_fences(values: list[str]) -> None:
    assert looked_at({"rent": values}, questions=[RENT]) == []


def test_answers_out_of_range_are_told_by_the_schema_alone() -> None:
    assert looked_at({"rent": amounts(1350)}, questions=[Question("rent", "integer", maximum=1000)]) == []


def test_personal_amounts_are_not_told() -> None:
    found = looked_at({"rent": amounts(1350)}, questions=[Question("rent", "integer", personal=True)])
    assert found[0].found == ""
    assert set(found[0].parameters.values()) == {"…", ""}
