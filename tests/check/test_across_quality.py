"""What cannot change between waves, ages that move with the time, and dates in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from meal.check import quality_across_waves
from meal.messages import finding_row
from meal.model.codebook import Question
from meal.model.findings import Finding
from meal.prepare import Decisions, conform, link_waves
from meal.study.definition import Study
from meal.study.records import record_keys
from tests.builders import wave

QUESTIONS = [Question("age", "integer"), Question("born", "integer"), Question("day", "date")]


def across(
    quality: Mapping[str, Any], *, accepts: bool = False, **tables: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """Findings across waves in the order given; `day` is the date of each."""
    study = Study.model_validate(
        {
            "study": "s", "identity": {"respondent": "id"}, "quality": quality,
            "waves": {name: {"files": "x", "date": "day"} for name in tables},
        }
    )  # fmt: skip
    waves, keys = {}, {}
    for name, table in tables.items():
        responses = wave(table, name=name, questions=QUESTIONS)
        keys[name] = record_keys(responses, study.identity)
        waves[name], _ = conform(responses, keys[name], Decisions())
    _, people, _ = link_waves(waves, keys, stable=(), decisions={name: Decisions() for name in waves}, identified=True)
    return quality_across_waves(study, waves, keys, people, {name: lambda *_: accepts for name in waves})


def told(findings: Sequence[Finding]) -> list[tuple[str, str, str, str]]:
    return [(one.rule, one.wave, one.respondent, one.variable) for one in findings]


def test_what_cannot_change() -> None:
    findings = across(
        {"stable_answers": {"questions": ["sex", "born"]}},
        before={"id": ["p", "q", "r", "s"], "sex": ["f", "m", "f", ""], "born": ["1990", "1991", "1992", "1980"]},
        after={"id": ["s", "r", "q", "p"], "sex": ["m", "f", "f", "f"], "born": ["1980", "1994", "1992", "1990"]},
    )
    # q's sex differs; r's year differs by two; q's year by one, which people do; s gave no sex before.
    assert told(findings) == [("answer_changed", "after", "q", "sex"), ("answer_changed", "after", "r", "born")]
    assert [finding.row for finding in findings] == [4, 3]
    assert finding_row(findings[0], None, "es")["message"].startswith("«sex» es f")


def test_a_change_is_told_once_against_the_nearest_wave() -> None:
    findings = across(
        {"stable_answers": {"questions": "sex"}},
        one={"id": ["p", "q"], "sex": ["f", "f"]},
        two={"id": ["p"], "sex": ["f"]},
        three={"id": ["p", "q"], "sex": ["m", "m"]},
    )
    assert [(one.respondent, one.parameters["earlier"]) for one in findings] == [("p", "two"), ("q", "one")]


def test_ages_move_with_the_time() -> None:
    findings = across(
        {"stable_answers": {"age": "age"}},
        before={"id": ["p", "q", "r", "s"], "age": ["20", "30", "40", "50"], "day": ["2018-01-01"] * 4},
        after={"id": ["p", "q", "r", "s"], "age": ["23", "29", "50", "-"], "day": ["2021-01-01"] * 4},
    )
    # Three years: q would be 33 and may be told as 31 to 35; r is told as ten years older.
    assert told(findings) == [("age_moved", "after", "q", "age"), ("age_moved", "after", "r", "age")]
    assert findings[1].parameters == {"earlier": "before", "moved": "10", "years": "3.0"}


def test_a_later_wave_comes_later() -> None:
    findings = across(
        {},
        before={"id": ["p", "q", "r"], "day": ["2019-05-01", "2019-05-01", ""]},
        followup={"id": ["p", "q", "r"], "day": ["2019-05-01", "2019-04-28", "2019-01-01"]},
    )
    assert told(findings) == [("wave_out_of_order", "followup", "q", "day")]
    assert findings[0].parameters["days"] == "3"


def test_rules_are_off_or_stricter_on_request() -> None:
    tables = {
        "before": {"id": ["p"], "day": ["2019-05-01"], "sex": ["f"]},
        "followup": {"id": ["p"], "day": ["2019-04-01"], "sex": ["m"]},
    }
    assert across({"order_of_waves": "off", "stable_answers": "off"}, **tables) == []
    strict = {"order_of_waves": {"severity": "error"}}
    assert [(one.severity, one.decided) for one in across(strict, **tables)] == [("error", False)]
    assert [one.decided for one in across(strict, accepts=True, **tables)] == [True]
