"""A design is proposed only where columns prove it; a body weight is no sampling weight."""

from __future__ import annotations

import pytest

from meal.model.codebook import Question
from meal.propose.design import SampleColumns, sample_columns
from meal.propose.profile import profiles
from meal.read import stacked
from tests.propose.tables import Table, data_file, repeated


def sample(table: Table, **labels: str) -> SampleColumns:
    responses = stacked("now", [data_file("now.csv", table).export])
    questions = {name: Question(name, "decimal", label={"en": label}) for name, label in labels.items()}
    return sample_columns(responses, profiles(responses, questions))


@pytest.mark.parametrize("name", ["sampling_weight", "pw", "ponderation", "weegfactor", "ponderador", "WTMEC2YR"])
def test_a_weight_by_its_name(name: str) -> None:
    found = sample({name: repeated(12.5, 30.25, times=10)}).weight
    assert found is not None
    assert found.column == name


def test_a_weight_that_was_scaled_to_one() -> None:
    assert sample({"weight": repeated(0.5, 1.5, times=10)}).weight is not None


def test_a_weight_in_kilograms_is_left_out() -> None:
    assert sample({"weight_kg": repeated(61.5, 72.0, times=10)}).weight is None
    assert sample({"wt71": repeated(61.5, 72.0, times=10)}, wt71="WEIGHT IN KILOGRAMS IN 1971").weight is None
    doubtful = sample({"weight": repeated(61.5, 72.0, times=10)})
    assert doubtful.weight is None
    assert doubtful.left_out == (("weight", "it may be a sampling weight, or the weight of a body"),)


def test_strata_prove_themselves_by_the_frame() -> None:
    # 10 of 200 elementary schools weigh 20, 5 of 50 high schools weigh 10.
    found = sample({
        "stype": ["E"] * 10 + ["H"] * 5, "pw": [20] * 10 + [10] * 5, "fpc": [200] * 10 + [50] * 5,
        "colour": repeated("red", "green", "blue", times=5),
    })  # fmt: skip
    assert found.strata is not None
    assert found.fpc is not None
    assert (found.strata.column, found.fpc.column) == ("stype", "fpc")


def test_a_frame_that_does_not_agree_is_left_out() -> None:
    found = sample({"pw": [33.847] * 15, "fpc": [757] * 15, "district": repeated("a", "b", "c", times=5)})
    assert found.fpc is None
    assert [column for column, _ in found.left_out] == ["fpc"]


def test_strata_beside_an_arm_may_be_those_of_assignment() -> None:
    found = sample({"strata": repeated(1, 2, 3, times=10), "treatment": repeated(0, 1, times=15)})
    assert found.strata is None
    assert [column for column, _ in found.left_out] == ["strata"]


def test_two_clusters_are_too_few() -> None:
    assert sample({"cluster_id": repeated("a", "b", times=20)}).psu is None
    eight = sample({"cluster_id": repeated(*"abcdefgh", times=5)}).psu
    assert eight is not None
    assert eight.column == "cluster_id"
