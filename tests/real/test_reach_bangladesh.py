"""A needs assessment as it was published: skipped questions, counts that look like yes and no, and odd dates."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from meal.pipeline.analyse import Analysis
from tests.real.study_results import Record, analysed, boxes, records, row

FOLDER = "reach-bangladesh-msna-2019"


@pytest.fixture(scope="module")
def analysis(project: Path, shared: Path) -> Analysis:
    return analysed(project, shared)("reach_bangladesh", FOLDER)


@pytest.fixture(scope="module")
def raw(shared: Path) -> list[Record]:
    return records(shared / "data" / FOLDER / "bgd_msna.csv")


def test_every_household_agreed_and_is_there_once(analysis: Analysis, raw: list[Record]) -> None:
    assert (len(raw), len(raw[0])) == (1374, 15)
    assert len({record["_uuid"] for record in raw}) == 1374
    assert boxes(analysis, "survey") == {"registered": 1374, "analysed": 1374}
    assert analysis.prepared.undecided == 0


def test_connected_to_the_grid(analysis: Analysis) -> None:
    grid = row(analysis, "electricity", "share")
    assert (grid.numerator, grid.n, grid.n_missing) == (1088, 1374, 0)
    assert grid.estimate == pytest.approx(0.792, abs=5e-4)


@pytest.mark.parametrize(
    ("indicator", "column", "counted"),
    [
        ("casual_farm_work", "employment_source/agricultural_casual", 218),
        ("other_casual_work", "employment_source/non_agricultural_casual", 194),
        ("fishing", "employment_source/fishing", 127),
    ],
)
def test_households_that_were_not_asked_are_not_in_the_denominator(
    analysis: Analysis, raw: list[Record], indicator: str, column: str, counted: int
) -> None:
    work = row(analysis, indicator, "share")
    assert sum(record[column] == "" for record in raw) == 220
    assert (work.numerator, work.n, work.n_missing) == (counted, 1154, 0)
    assert sum(record[column] == "1.0" for record in raw) == counted


def test_firewood_is_a_share_and_solar_lights_are_a_count(analysis: Analysis, raw: list[Record]) -> None:
    assert row(analysis, "firewood", "share").estimate == pytest.approx(0.3864629, abs=5e-8)
    assert row(analysis, "solar_lights", "mean").estimate == pytest.approx(1.044, abs=5e-4)
    ill = [float(record["illness_HH_count"]) for record in raw]
    assert max(ill) == 8
    assert row(analysis, "ill_members", "mean").estimate == pytest.approx(statistics.fmean(ill))
    assert statistics.fmean(ill) == pytest.approx(1.713, abs=5e-4)
    assert row(analysis, "ill_members", "median").estimate == statistics.median(ill) == 2


def test_forms_closed_on_another_day_are_told_and_kept(analysis: Analysis, raw: list[Record]) -> None:
    other = [place for place, record in enumerate(raw, start=2) if record["end_survey"][:10] != record["survey_date"]]
    told = [int(one["row"]) for one in analysis.finding_rows if one["rule"] == "closed_on_another_day"]
    assert len(other) == 19
    assert sorted(told) == other
    days = sorted(record["survey_date"] for record in raw)
    assert (days[0], days[-1]) == ("2019-08-07", "2019-09-10")
    # The schema allows these days and no other, and found none.
    assert not [one for one in analysis.finding_rows if one["variable"] == "survey_date" and one["severity"] == "error"]


def test_coordinates_are_personal_and_in_no_finding(analysis: Analysis, raw: list[Record]) -> None:
    questions = analysis.prepared.waves["survey"].codebook.questions.values()
    assert {question.name for question in questions if question.personal} == {
        "_gps_reading_longitude", "_gps_reading_latitude",
    }  # fmt: skip
    told = " ".join(value for one in analysis.finding_rows for value in one.values())
    assert not any(record["_gps_reading_longitude"] in told for record in raw)
