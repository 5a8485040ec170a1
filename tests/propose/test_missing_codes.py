"""What stands for no answer is told by label, by wording or because no answer can be it; else it is left."""

from __future__ import annotations

import pytest

from meal.model.codebook import Choice, Question
from meal.model.missing import Reason
from meal.propose.missing_codes import doubtful_codes
from meal.propose.profile import ColumnProfile
from tests.propose.tables import columns_of, repeated


def codes(column: ColumnProfile) -> dict[str, Reason]:
    return {code.code: code.reason for code in column.codes}


def one(*answers: object, question: Question | None = None) -> ColumnProfile:
    return columns_of({"q": answers, "other": range(len(answers))}, {"q": question} if question else {})["q"]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("don't know", Reason.DONT_KNOW), ("dont_know", Reason.DONT_KNOW), ("ne sait pas", Reason.DONT_KNOW),
        ("weet niet", Reason.DONT_KNOW), ("no sabe", Reason.DONT_KNOW), ("لا أعرف", Reason.DONT_KNOW),
        ("prefer_not_to_answer", Reason.REFUSED), ("refus", Reason.REFUSED), ("N/A", Reason.NOT_APPLICABLE),
        ("NULL", Reason.OTHER_MISSING),
    ],
)  # fmt: skip
def test_an_answer_that_says_that_there_is_none(word: str, reason: Reason) -> None:
    column = one(*repeated("good", "bad", times=5), word)
    assert codes(column) == {word: reason}
    assert column.n_answered == 10
    assert column.answers.missing == {reason: 1}


def test_minus_99_among_amounts_is_no_answer_and_says_why() -> None:
    column = one(*repeated(3, 7, 12, times=4), "-99")
    assert codes(column) == {"-99": Reason.OTHER_MISSING}
    assert column.codes[0].because == "every other answer is 0 or more"
    assert (column.low, column.high) == (3, 12)


def test_minus_99_among_losses_is_an_answer() -> None:
    assert codes(one(-40, 12, 30, -99, 8, 2)) == {}


@pytest.mark.parametrize(("others", "missing"), [((1, 2, 3, 4, 5), True), ((10, 45, 60, 80, 85), False)])
def test_99_is_no_answer_only_where_no_answer_can_be_99(others: tuple[int, ...], missing: bool) -> None:
    column = one(*repeated(*others, times=3), 99)
    assert (codes(column) == {"99": Reason.OTHER_MISSING}) is missing
    assert (doubtful_codes(column.answers.counts) == ["99"]) is not missing


def test_an_age_of_99_is_an_age() -> None:
    assert codes(columns_of({"age": [*range(18, 90), 99]})["age"]) == {}


def test_a_label_decides_before_everything_else() -> None:
    question = Question("q", "select_one", choices=(Choice("1", {"en": "Yes"}), Choice("8", {"en": "Don't know"})))
    assert codes(one(*repeated(1, 8, times=6), question=question)) == {"8": Reason.DONT_KNOW}


def test_a_code_among_words_is_no_answer() -> None:
    assert codes(one(*repeated("yes", "no", times=5), "-98")) == {"-98": Reason.OTHER_MISSING}


def test_na_may_be_namibia_in_one_column_but_not_in_two() -> None:
    countries = repeated("KE", "NA", "NG", times=4)
    assert codes(columns_of({"country": countries, "n": range(12)})["country"]) == {}
    as_r_writes = columns_of({"country": countries, "income": [*range(11), "NA"]})
    assert codes(as_r_writes["country"]) == {"NA": Reason.OTHER_MISSING}
    assert codes(as_r_writes["income"]) == {"NA": Reason.OTHER_MISSING}


def test_a_full_stop_between_numbers_is_no_answer() -> None:
    assert codes(one(*range(12), ".")) == {".": Reason.OTHER_MISSING}


def test_minus_one_is_never_taken_for_missing() -> None:
    column = one(*repeated(0, 1, times=10), -1)
    assert codes(column) == {}
    assert doubtful_codes(column.answers.counts) == ["-1"]
