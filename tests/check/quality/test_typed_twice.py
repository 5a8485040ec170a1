"""Numbers given twice, positions held twice, forms filled in late, and what programs write in place of answers."""

from __future__ import annotations

import pytest

from meal.messages import finding_row
from meal.model.codebook import Choice, Codebook, Question
from tests.check.quality.looking import looked_at, told

NUMBERS = [str(number) for number in range(1, 41)]


def test_a_running_number_given_twice() -> None:
    found = looked_at({"quest_no": [*NUMBERS, "21"], "_uuid": [f"u{number}" for number in range(41)]})
    assert told(found) == [("not_unique", "quest_no", 22), ("not_unique", "quest_no", 42)]


def test_codes_of_one_pattern_given_twice() -> None:
    codes = [f"ML{number:03d}" for number in range(40)]
    assert [row for _, _, row in told(looked_at({"code": [*codes, "ML007"]}))] == [9, 42]


@pytest.mark.parametrize(
    "numbers",
    [
        [*NUMBERS, "41"],  # each its own
        [*NUMBERS, "1", "2", "3"],  # too many for slips: a number that comes back
        [str(number * 1000) for number in [*range(1, 41), 21]],  # amounts: spread too far for a running number
        [*NUMBERS[:20], "3"],  # too few to say
        [f"+2588{number:07d}" for number in [*range(40), 7]],  # one telephone for two
    ],
)
def test_other_numbers_may_come_back(numbers: list[str]) -> None:
    assert looked_at({"a": numbers}) == []


def test_numbers_that_are_to_differ_are_named() -> None:
    found = looked_at({"card": ["7", "8", "7"]}, {"unique_numbers": {"questions": ["card"]}})
    assert told(found) == [("not_unique", "card", 2), ("not_unique", "card", 4)]
    # The schema's own rule tells of it already; the person's number is counted by the rule about conversations.
    assert looked_at({"card": ["7", "7"]}, {"unique_numbers": {"questions": ["card"]}},
                     [Question("card", "text", unique=True)]) == []  # fmt: skip
    assert looked_at({"id": [*NUMBERS, "21"]}, identity={"respondent": "id"}) == []


PLACE = {
    "location": ["-19.11 33.47 700 5", "-19.11 33.47 700 5", "-19.11 33.47 700 5", ""],
    "_location_latitude": ["-19.11", "-18.11", "-19.11", "-19.11"],
    "_location_longitude": ["33.47", "33.47", "33.47", "33.47"],
    "_location_altitude": ["700", "705", "710", "700"],
    "_location_precision": ["5", "5", "9", "5"],
}


def test_a_position_that_its_columns_do_not_have() -> None:
    found = looked_at(PLACE)
    # The third differs in altitude and precision alone, which exports round.
    assert told(found) == [("position_differs", "location", 3)]
    assert found[0].parameters == {"parts": "latitude, altitude"}
    row = finding_row(found[0], Codebook(id="q"), "en")
    assert not [value for value in row.values() if "19.11" in value or "33.47" in value]


@pytest.mark.parametrize(
    ("whole", "names"),
    [
        ("group/place", ("group/_place_latitude", "group/_place_longitude")),
        ("place", ("place-Latitude", "place-Longitude")),
        ("place", ("place:Latitude", "place:Longitude")),
    ],
)
def test_columns_of_a_position_as_servers_call_them(whole: str, names: tuple[str, str]) -> None:
    table = {whole: ["1.5 2.5 0 0"], names[0]: ["1.5"], names[1]: ["3.5"]}
    assert told(looked_at(table)) == [("position_differs", whole, 2)]


def test_forms_filled_in_long_after_the_interview() -> None:
    table = {
        "interview_date": ["2016-11-17", "17-Nov-16", "3-Jun-17", "2017-06-09", ""],
        "start": ["2017-03-23T09:49:57.000Z"] * 2 + ["2017-06-03T10:00:00.000Z"] * 3,
    }
    found = looked_at(table, {"spreadsheet_damage": "off"})
    # 13 days of November, 31, 31, 28 and 23 of March.
    assert [(one.rule, one.row, one.parameters["days"]) for one in found] == [
        ("entered_late", 2, "126"), ("entered_late", 3, "126"), ("dated_after_entry", 5, "6")
    ]  # fmt: skip
    assert {one.severity for one in found} == {"note"}


def test_the_day_of_the_interview_is_that_of_the_wave_or_is_named() -> None:
    table = {"day": ["2019-01-01"], "typed": ["2019-03-01"]}
    settings = {"late_entry": {"filled_in": "typed", "days": 60}}
    waves = {"before": {"files": "x", "date": "day"}}
    assert looked_at(table, settings, waves=waves) == []
    settings["late_entry"]["days"] = 58  # 30 days of January, 28 and 1: 59
    assert told(looked_at(table, settings, waves=waves)) == [("entered_late", "day", 2)]


def test_words_for_no_answer_are_told_once_a_word() -> None:
    table = {"a": ["yes", "NULL", "NULL"], "b": ["n/a", "NULL", "no"], "c": ["none", "na", "NA"]}
    found = looked_at(table)
    assert [(one.rule, one.scope, dict(one.parameters)) for one in found] == [
        ("word_for_no_answer", "study", {"word": "NULL", "count": "3", "columns": "a, b"}),
        ("word_for_no_answer", "study", {"word": "n/a", "count": "1", "columns": "b"}),
    ]
    option = Question("a", "select_one", choices=(Choice("yes"), Choice("NULL")))
    assert looked_at({"a": table["a"]}, questions=[option]) == []


def test_codes_that_no_answer_can_be() -> None:
    found = looked_at(
        {"days": ["0", "3", "7", "7", "5", "888", "888"], "cost": ["400", "888", "950", "20", "10", "1", "7"]}
    )
    assert [(one.rule, one.variable, dict(one.parameters)) for one in found] == [
        ("code_for_no_answer", "days", {"code": "888", "count": "2", "highest": "7"})
    ]
    below = looked_at({"k": ["3.5", "4.1", "-99", "3.9", "4.4", "4.0"]})
    assert [(one.rule, one.parameters["code"]) for one in below] == [("code_for_no_answer", "-99")]


def test_lists_of_a_program() -> None:
    found = looked_at({"owned": ["['bicycle' ;  'radio']", "['none']", 'c("a", "b")', "bicycle radio", "[x]"]})
    assert [(one.rule, one.variable, one.parameters["count"]) for one in found] == [("answers_as_lists", "owned", "3")]
