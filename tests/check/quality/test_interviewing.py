"""What nobody would say, batteries answered alike, places, and last digits."""

from __future__ import annotations

import numpy as np
import pytest

from meal.check.quality.digits import myers, whipple
from meal.check.quality.doubt import false_discoveries
from meal.check.quality.off_site import kilometres
from meal.messages import finding_row
from meal.model.codebook import Codebook, Question
from meal.model.missing import Reason
from tests.builders import select_one
from tests.check.quality.looking import looked_at, told

PLAN = select_one("plan", "stay", "go", missing={"-99": Reason.DONT_KNOW})


def answers(unknown_of: dict[str, int], each: int = 40) -> dict[str, list[str]]:
    """Forty answers with each interviewer, some of which are don't know."""
    table: dict[str, list[str]] = {"plan": [], "who": []}
    for interviewer, unknown in unknown_of.items():
        table["plan"] += ["-99"] * unknown + ["stay"] * (each - unknown)
        table["who"] += [interviewer] * each
    return table


def unknown(table: dict[str, list[str]], **settings: object) -> list[tuple[str, str, int]]:
    """Findings about don't know; -99 is a code of the wave."""
    from meal.check import check_quality
    from meal.study.definition import Study
    from meal.study.records import record_keys
    from tests.builders import wave

    study = Study.model_validate(
        {"study": "s", "waves": {"before": {"files": "x"}}, "quality": {"interviewer": "who", **settings}}
    )
    responses = wave(table, questions=[PLAN], missing={"-99": Reason.DONT_KNOW})
    found = check_quality(study, responses, record_keys(responses, study.identity), lambda *_: False)
    for finding in found:
        assert finding_row(finding, responses.codebook, "en")["message"]
        assert (finding.index, finding.record) == (-1, "")
    return [(one.rule, one.parameters.get("interviewer", ""), one.row) for one in found]


def test_an_interviewer_to_whom_many_do_not_answer() -> None:
    table = answers({"a": 3, "b": 2, "c": 18, "d": 4, "e": 3})
    assert unknown(table) == [("interviewer_many_unknown", "c", 82)]
    assert unknown(table, unknown_answers={"more": 0.5}) == []
    assert unknown(answers({"a": 3, "b": 2, "c": 7, "d": 4, "e": 3})) == []


def test_a_question_that_many_do_not_answer() -> None:
    assert unknown(answers({"a": 14, "b": 15})) == [("many_unknown", "", 2)]
    assert unknown(answers({"a": 9, "b": 10})) == []


BATTERY = {"same_answers": {"batteries": {"trust": ["t1", "t2", "t3", "t4", "t5"]}}}


def test_one_answer_throughout_a_battery() -> None:
    rng = np.random.default_rng(5)
    table = {f"t{number}": rng.choice(["1", "2", "3", "4", "5"], 60).tolist() for number in range(1, 6)}
    assert looked_at(table, BATTERY) == []
    for name in table:
        table[name][30] = "5"
    found = looked_at(table, BATTERY)
    assert told(found) == [("same_answers", "", 32)]
    assert found[0].parameters == {"battery": "trust", "count": "5"}
    table["t3"][30] = ""
    assert looked_at(table, BATTERY) == []


def test_an_answer_that_nearly_everybody_gives_throughout_is_no_straight_line() -> None:
    table = {f"t{number}": ["5"] * 58 + ["1", "2"] for number in range(1, 6)}
    assert told(looked_at(table, BATTERY)) == [("same_answers", "", 60), ("same_answers", "", 61)]


def test_kilometres_on_the_globe() -> None:
    # A degree of latitude is a 360th of the circumference: 2 pi 6371.0088 / 360 = 111.195 km.
    assert kilometres(np.array([1.0]), np.array([0.0]), 0.0, 0.0) == pytest.approx([111.195], abs=1e-3)
    assert kilometres(np.array([60.0]), np.array([1.0]), 60.0, 0.0) == pytest.approx([55.6], abs=0.01)
    assert kilometres(np.array([0.0]), np.array([179.5]), 0.0, -179.5) == pytest.approx([111.195], abs=1e-3)


OFF_SITE = {"latitude": "north", "longitude": "east", "km": 5}
PLACE = {"site": "village", "off_site": OFF_SITE}


def test_interviews_away_from_the_middle_of_their_site() -> None:
    table = {
        "village": ["a"] * 7 + ["b"],
        "north": ["10.001", "10.002", "10.0", "9.999", "10", "10.2", "", "50"],
        "east": ["20"] * 8,
    }
    found = looked_at(table, PLACE)
    assert told(found) == [("off_site", "", 7)]  # site b has too few to say where it is
    assert found[0].parameters == {"km": "5", "away": "22", "site": "a"}
    declared = PLACE | {"off_site": OFF_SITE | {"centres": {"b": [51, 20]}}}
    assert [row for _, _, row in told(looked_at(table, declared))] == [7, 9]


def test_last_digits() -> None:
    rng = np.random.default_rng(6)
    honest = rng.integers(100, 900, 500)
    rounded = np.where(rng.random(500) < 0.4, honest // 10 * 10, honest)
    table = {"income": [str(one) for one in honest], "rent": [str(one) for one in rounded]}
    questions = [Question("income", "integer"), Question("rent", "integer")]
    found = looked_at(table, {"digit_preference": {"variables": ["income", "rent"]}}, questions)
    assert told(found) == [("digit_preference", "rent", 2)]
    assert found[0].parameters["digits"] == "0"


def test_indices_of_ages_by_hand() -> None:
    every_age = np.arange(10, 80)
    assert whipple(every_age) == pytest.approx(100)
    assert myers(every_age) == pytest.approx(0)
    heaped = np.repeat([30, 40, 50], 10)
    assert whipple(heaped) == 500
    assert myers(heaped) == pytest.approx(90)
    # Half in tens, half spread: 8 of 40 and 40 more in 80 ages: 48 / 80 of 100 * 5.
    assert whipple(np.concatenate([np.arange(23, 63), np.repeat(40, 40)])) == pytest.approx(500 * 48 / 80)


def test_ages_that_end_in_zero_or_five() -> None:
    rng = np.random.default_rng(7)
    ages = rng.integers(18, 70, 400)
    rounded = np.where(rng.random(400) < 0.3, (ages + 2) // 5 * 5, ages)
    settings = {"digit_preference": {"ages": "age"}}
    question = [Question("age", "integer")]
    assert looked_at({"age": [str(one) for one in ages]}, settings, question) == []
    found = looked_at({"age": [str(one) for one in rounded]}, settings, question)
    assert told(found) == [("age_heaping", "age", 2)]
    row = finding_row(found[0], Codebook("b", questions={"age": question[0]}), "fr")
    assert found[0].parameters["whipple"] in row["message"]


def test_false_discoveries_by_hand() -> None:
    # Limits 0.0125, 0.025, 0.0375, 0.05: the third is under its limit, and so all smaller ones are told.
    assert false_discoveries(np.array([0.5, 0.001, 0.03, 0.026]), 0.05).tolist() == [False, True, True, True]
    assert false_discoveries(np.array([0.01]), 0.05, 10).tolist() == [False]
