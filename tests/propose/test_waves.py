"""Waves are told by a column, by the names of files and folders, or by dates; records never count twice."""

from __future__ import annotations

import pytest

from meal.propose.waves import WavePlan, wave_plan
from tests.propose.tables import Table, data_file, repeated

PEOPLE: Table = {"person": ["a", "b", "c"], "sex": ["f", "m", "f"], "plan": ["yes", "no", "no"]}


def plan(*places: str, table: Table = PEOPLE) -> WavePlan:
    tables = [{**table, "person": [f"{letter}{number}" for letter in "abc"]} for number in range(len(places))]
    return wave_plan([data_file(place, one) for place, one in zip(places, tables, strict=True)])


def told(found: WavePlan) -> list[tuple[str, tuple[int, ...]]]:
    return [(wave.id, wave.files) for wave in found.waves]


@pytest.mark.parametrize(
    ("first", "second", "ids"),
    [
        ("baseline.csv", "endline.csv", ["baseline", "endline"]),
        ("survey_endline.csv", "survey_baseline.csv", ["baseline", "endline"]),  # in order of time, not as given
        ("HH_Baseline_v2.csv", "HH_Follow-up_v3.csv", ["baseline", "followup"]),
        ("enquete avant.csv", "enquete après.csv", ["before", "after"]),
        ("enquête_suivi.csv", "enquête_avant.csv", ["before", "followup"]),
        ("voormeting.csv", "nameting.csv", ["before", "after"]),
        ("meting voor.csv", "meting na.csv", ["before", "after"]),
        ("encuesta_antes.csv", "encuesta_despues.csv", ["before", "after"]),
        ("línea de base.csv", "seguimiento.csv", ["baseline", "followup"]),
        ("استبيان قبل.csv", "استبيان بعد.csv", ["before", "after"]),
        ("wave1.csv", "wave2.csv", ["round_1", "round_2"]),
        ("ronda 2.csv", "ronda 1.csv", ["round_1", "round_2"]),
        ("panel_2019.csv", "panel_2021.csv", ["year_2019", "year_2021"]),
        ("before/partner.csv", "after/partner.csv", ["before", "after"]),
    ],
)
def test_two_files_of_two_waves(first: str, second: str, ids: list[str]) -> None:
    assert [wave for wave, _ in told(plan(first, second))] == ids


def test_the_label_is_the_word_in_the_name() -> None:
    assert [wave.label for wave in plan("استبيان قبل.csv", "استبيان بعد.csv").waves] == ["قبل", "بعد"]


def test_files_of_partners_are_one_wave() -> None:
    assert told(plan("north.csv", "south.csv", "east.csv")) == [("survey", (0, 1, 2))]


@pytest.mark.parametrize("name", ["post_distribution_monitoring.csv", "naam.csv", "predictions.csv", "el_salvador.csv"])
def test_everyday_words_in_one_file_name_tell_no_wave(name: str) -> None:
    assert told(plan(name)) == [("survey", (0,))]


def test_a_file_without_a_wave_word_beside_two_with_one_is_left_out_and_said() -> None:
    found = plan("baseline.csv", "endline.csv", "notes.csv")
    assert [wave for wave, _ in told(found)] == ["baseline", "endline"]
    assert [number for number, _ in found.left_out] == [2]


def test_a_wave_column_divides_one_file() -> None:
    table = {"person": range(10), "round": ["Baseline"] * 6 + ["Endline"] * 4, "plan": repeated("yes", "no", times=5)}
    found = wave_plan([data_file("all.csv", table)])
    assert told(found) == [("baseline", (0,)), ("endline", (0,))]
    assert [wave.records for wave in found.waves] == ["${round} = 'Baseline'", "${round} = 'Endline'"]


def test_a_numbered_wave_column() -> None:
    found = wave_plan([data_file("all.csv", {"person": range(10), "vague": repeated(2, 1, times=5)})])
    assert [(wave.id, wave.records) for wave in found.waves] == [
        ("round_1", "${vague} = '1'"),
        ("round_2", "${vague} = '2'"),
    ]


@pytest.mark.parametrize("column", ["district", "children", "sex"])
def test_one_and_two_in_another_column_are_no_waves(column: str) -> None:
    assert told(wave_plan([data_file("all.csv", {column: repeated(1, 2, times=5)})])) == [("survey", (0,))]


def test_dates_that_lie_apart_are_rounds() -> None:
    spring = {"today": ["2019-03-01", "2019-03-20"], "plan": ["yes", "no"]}
    autumn = {"today": ["2019-10-02", "2019-10-09"], "plan": ["no", "no"]}
    found = wave_plan([data_file("b.csv", autumn), data_file("a.csv", spring)])
    assert told(found) == [("round_1", (1,)), ("round_2", (0,))]
    assert "2019-03-01 to 2019-03-20" in found.waves[0].label


def test_the_same_people_exported_twice_count_once() -> None:
    table = {
        "id": range(101, 121),
        "age": range(20, 40),
        "plan": repeated("yes", "no", times=10),
        "place": repeated(*"abcd", times=5),
    }
    cleaned = {**table, "extra": range(20), "more": range(20)}
    found = wave_plan([data_file("raw.csv", table), data_file("cleaned.csv", cleaned)])
    assert told(found) == [("survey", (1,))]
    assert "must not count twice" in found.left_out[0][1]


def test_partners_who_both_number_from_1_are_different_people() -> None:
    first = {"id": range(1, 21), "age": range(20, 40), "plan": repeated("yes", "no", times=10)}
    second = {"id": range(1, 21), "age": range(59, 39, -1), "plan": repeated("no", "yes", "yes", "yes", times=5)}
    assert told(wave_plan([data_file("a.csv", first), data_file("b.csv", second)])) == [("survey", (0, 1))]


def test_a_repeat_group_is_no_wave() -> None:
    households = {"_index": [1, 2, 3], "_parent_index": [-1, -1, -1], "water": ["tap", "well", "tap"]}
    members = {"_index": [1, 2, 3, 4], "_parent_index": [1, 1, 2, 3], "age": [30, 4, 50, 61]}
    found = wave_plan([data_file("households.csv", households), data_file("members.csv", members)])
    assert told(found) == [("survey", (0,))]
    assert "repeat group" in found.left_out[0][1]


def test_a_list_of_who_was_drawn_is_no_wave() -> None:
    calls = {"person": range(8), "date": ["2019-01-01"] * 8, "plan": repeated("yes", "no", times=4), "place": ["x"] * 8}
    drawn = {"respondent": range(8), "stratum": repeated(1, 2, times=4)}
    found = wave_plan([data_file("followup/calls.csv", calls), data_file("followup/sampled.csv", drawn)])
    assert told(found) == [("followup", (0,))]
