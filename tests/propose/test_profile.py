"""What kind of values a column holds; a doubtful one stays text."""

from __future__ import annotations

import pytest

from meal.propose.oddities import oddities
from meal.propose.profile import is_technical
from tests.propose.tables import columns_of, repeated


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (["1", "2.0", "30"], "integer"),
        (["1,5", "2,25", "3"], "decimal"),
        (["1,200", "12,500", "800"], "text"),  # thousands or decimals
        (["007", "012", "113"], "text"),  # codes
        (["2019-06-30", "2019-07-01"], "date"),
        (["2019-06-30T10:00:00.000+02:00", "2019-07-01 09:15"], "datetime"),
        (["2014-09-04T12:19:31.000+03:798", "2014-09-04T12:19:31.000+03:797"], "text"),  # no such offset
        (["30/06/2019", "01/07/2019"], "text"),
        (["2019-02-30", "2019-07-01"], "text"),  # no such day
        (["10:30", "11:45:10"], "time"),
        ([">8", "1", "2", "3", "4", "5", "6", "7", "0", "12", "9"], "text"),  # the mean without >8 would be too low
        (["", ""], "empty"),
    ],
)
def test_kind(answers: list[str], kind: str) -> None:
    assert columns_of({"q": answers, "n": range(len(answers))})["q"].kind == kind


def test_one_wrong_answer_among_many_numbers_does_not_make_text() -> None:
    column = columns_of({"q": [*range(40), "clumped"]})["q"]
    assert column.kind == "integer"
    assert oddities(column) == ['numbers, except 1 answer: "clumped"']


@pytest.mark.parametrize(
    ("heading", "answers", "expected"),
    [
        ("day", ["13/01/2019", "01/14/2019"], "dates in two orders: 1 fit only day/month, 1 only month/day"),
        ("day", ["01/02/2019", "03/04/2019"], "dates whose day and month cannot be told apart; they are read as text"),
        ("respondent_id", ["1.2E+11", "1.3E+11"], "2 values such as 1.2E+11: Excel cut"),
        ("person_code", ["612345", "698765", "611111", "622222", "12345"], "1 code with fewer digits than the usual 6"),
        ("q", ["", ""], "no answer in any record"),
        ("q", ["a"] * 6, "the same answer in all 6 records that have one"),
        ("amount", ["1,5", "2,5"], "decimal commas, read as decimals"),
        ("place", ["Kano", "kano ", "KANO", "Lagos"], "answers that differ only in spelling: Kano / kano / KANO"),
    ],
)  # fmt: skip
def test_oddities(heading: str, answers: list[str], expected: str) -> None:
    (sentence,) = oddities(columns_of({heading: answers, "n": range(len(answers))})[heading])
    assert sentence.startswith(expected)


def test_numbers_of_rows_have_lost_no_zeros() -> None:
    assert oddities(columns_of({"id": range(1, 200)})["id"]) == []


@pytest.mark.parametrize("name", ["_uuid", "meta/instanceID", "start", "deviceid", "SubmitterID", "today"])
def test_what_servers_and_devices_add_is_no_question(name: str) -> None:
    assert is_technical(columns_of({name: repeated("a", "b", times=3)})[name])


def test_a_question_that_ends_is_a_question() -> None:
    assert not is_technical(columns_of({"end_savings": repeated("a", "b", times=3)})["end_savings"])
