"""What doubtful answers cost: nothing, unless the study file asks for it."""

from __future__ import annotations

from typing import Any

from meal.api import validate
from meal.pipeline.validate import Validation
from tests.tabulate.studies import frame

WAVE = {"files": "-", "date": "day", "design": {"selection": "census"}}


def checked(**quality: Any) -> Validation:
    """Two waves of two people, with an error cell, a sex that changed and a date before the earlier one."""
    study = {"study": "s", "identity": {"respondent": "id"}, "waves": {"before": WAVE, "after": WAVE}}
    before = frame(id=["p", "q"], sex=["f", "m"], day=["2019-05-01", "2019-05-01"], plan=["#REF!", "go"])
    after = frame(id=["p", "q"], sex=["m", "m"], day=["2019-06-01", "2019-04-01"], plan=["go", "stay"])
    return validate({**study, "quality": quality}, {"before": before, "after": after})


def answered(validation: Validation, wave: str, name: str) -> list[bool]:
    return validation.prepared.waves[wave].columns[name].answered().tolist()


def test_by_default_doubts_are_told_and_cost_nothing() -> None:
    validation = checked(stable_answers={"questions": "sex"})
    told = [(one.rule, one.severity, one.wave, one.respondent) for one in validation.findings]
    assert told == [
        ("error_cell", "warning", "before", "p"), ("answer_changed", "warning", "after", "p"),
        ("wave_out_of_order", "warning", "after", "q"),
    ]  # fmt: skip
    assert validation.undecided == 0
    assert answered(validation, "before", "plan") == [True, True]
    assert answered(validation, "after", "sex") == [True, True]


def test_an_error_makes_the_answer_missing() -> None:
    error = {"severity": "error"}
    validation = checked(spreadsheet_damage=error, stable_answers={"questions": "sex", **error}, order_of_waves=error)
    assert validation.undecided == 3
    assert answered(validation, "before", "plan") == [False, True]
    assert answered(validation, "after", "sex") == [False, True]
    assert answered(validation, "after", "day") == [True, False]
    assert validation.prepared.people.present("after").all()


def test_an_error_about_a_record_excludes_it() -> None:
    study = {"study": "s", "waves": {"now": {"files": "-"}}}
    data = frame(active=["600", "30", "700"], ok=["yes", "yes", "no"])
    rule = {"seconds": "active", "minutes": 1, "severity": "error"}
    validation = validate({**study, "quality": {"short_interviews": rule}}, {"now": data})
    assert validation.prepared.waves["now"].accounting() == {"kept": 2, "invalid_record": 1}
