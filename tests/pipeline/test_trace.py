"""From a number to its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.model.errors import StudyError
from meal.pipeline.analyse import Analysis
from meal.pipeline.preparation import Prepared, prepare
from meal.pipeline.trace import trace
from meal.study.load import load_study


@pytest.fixture(scope="module")
def prepared(project: Path) -> Prepared:
    return prepare(load_study(project / "surveys" / "reconsideration"))


@pytest.mark.parametrize(
    ("indicator", "wave", "levels", "by", "level"),
    [
        ("reconsidered", None, {}, "", ""),
        ("gave_up_any", "followup", {"sex": "female"}, "sex", "female"),
        ("gave_up_europe", None, {"sex": "male", "country": "GM"}, "sex|country", "male|GM"),
        ("knows_risks", "before", {"age_band": "not recorded"}, "age_band", "not recorded"),
    ],
)
def test_the_records_are_those_behind_the_number(
    prepared: Prepared,
    reconsideration: Analysis,
    indicator: str,
    wave: str | None,
    levels: dict[str, str],
    by: str,
    level: str,
) -> None:
    traced = trace(prepared, indicator, levels=levels, wave=wave)
    row = next(
        one
        for one in reconsideration.internal.estimates
        if (one.indicator, one.statistic, one.by, one.level, one.variant) == (indicator, "share", by, level, "")
        and one.wave == traced.wave
    )
    counts = traced.counts()
    assert counts["counted"] == row.numerator
    assert counts["counted"] + counts["not_counted"] == row.n
    assert counts["missing"] == row.n_missing


def test_every_record_has_its_file_and_row_and_the_missing_their_reason(prepared: Prepared) -> None:
    traced = trace(prepared, "reconsidered", levels={})
    assert {record.reason for record in traced.records if record.kind == "missing"} == {
        "not_reached", "blank", "dont_know", "refused",
    }  # fmt: skip
    assert all(record.reason for record in traced.records if record.kind == "excluded")
    assert all(record.file and record.row > 1 for record in traced.records)
    assert any(record.corrected for record in traced.records)


def test_the_formula_is_told_in_words(prepared: Prepared) -> None:
    lines = trace(prepared, "gave_up_europe", levels={}).lines("counted", 3)
    assert any(line.startswith("Counted:") for line in lines)
    assert not any("${" in line for line in lines)
    assert lines[-1].endswith("--limit 0 lists them all")


@pytest.mark.parametrize(
    ("indicator", "levels", "wave", "expected"),
    [
        ("gave_up", {}, None, "Did you mean 'gave_up_any'"),
        ("gave_up_any", {"sexe": "female"}, None, "Did you mean 'sex'"),
        ("gave_up_any", {"sex": "Female"}, None, "Did you mean 'female'"),
        ("gave_up_any", {}, "after", "not measured in wave 'after'"),
    ],
)
def test_what_does_not_exist_is_told(
    prepared: Prepared, indicator: str, levels: dict[str, str], wave: str | None, expected: str
) -> None:
    with pytest.raises(StudyError, match=expected):
        trace(prepared, indicator, levels=levels, wave=wave)
