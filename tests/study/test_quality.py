"""The rules about quality in a study file."""

from __future__ import annotations

import pytest

from meal.model.errors import StudyError
from meal.study.load import study_from_mapping
from meal.study.references import variable_problems


def load(quality: object) -> list[str]:
    """What is said of settings, once the columns of the data are known."""
    file = study_from_mapping({"study": "s", "waves": {"w": {"files": "x"}}, "quality": quality})
    return variable_problems(file.study, {"w": frozenset({"enumerator", "age"})}, file.document)


def test_a_rule_is_switched_off_by_a_word() -> None:
    file = study_from_mapping({"study": "s", "waves": {"w": {"files": "x"}}, "quality": {"outliers": "off"}})
    assert not file.study.quality.outliers.check
    assert file.study.quality.short_interviews.check


def test_columns_that_nobody_has_are_told() -> None:
    assert load({"interviewer": "enumerator", "digit_preference": {"ages": "age"}}) == []
    (problem,) = load({"interviewer": "enumerater"})
    assert "'enumerater' is not a column of any wave. Did you mean 'enumerator'?" in problem
    assert len(load({"same_answers": {"batteries": {"b": ["age", "q1", "q2", "q3"]}}})) == 3


@pytest.mark.parametrize(
    ("quality", "said"),
    [
        ({"outlier": "off"}, "Did you mean 'outliers'?"),
        ({"outliers": {"severity": "fatal"}}, "fatal"),
        ({"interviewer_effects": {"severity": "error"}}, "error"),
        ({"same_answers": {"batteries": {"b": ["a", "c"]}}}, "at least four questions"),
        ({"off_site": {"latitude": "y"}}, "both latitude and longitude"),
        ({"off_site": {"centres": {"a": [100, 3]}}}, "latitude, then longitude"),
    ],
)
def test_settings_that_make_no_sense_are_refused(quality: object, said: str) -> None:
    with pytest.raises(StudyError, match="quality") as error:
        load(quality)
    assert said in str(error.value)
