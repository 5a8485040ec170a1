"""Samples that R's survey package explains itself with: its printed figures, from its data by study files.

Where a figure is not in the README of the data it was printed by R 4.2 with survey 4.1, from the same file.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from meal.aggregate import psu_totals
from meal.estimate import association_test, estimated_table
from meal.model.missing import Reason
from meal.pipeline.analyse import Analysis
from tests.real.study_results import Analysed, analysed, boxes, records, row

FOLDER = "r-survey-api-nhanes"
STRATIFIED, CLUSTERS, TWO_STAGES, NHANES = "api_stratified", "api_clusters", "api_two_stages", "nhanes"


@pytest.fixture(scope="module")
def of(project: Path, shared: Path) -> Analysed:
    return analysed(project, shared)


@pytest.fixture(scope="module")
def stratified(of: Analysed) -> Analysis:
    return of(STRATIFIED, FOLDER)


@pytest.fixture(scope="module")
def clusters(of: Analysed) -> Analysis:
    return of(CLUSTERS, FOLDER)


@pytest.fixture(scope="module")
def nhanes(of: Analysed) -> Analysis:
    return of(NHANES, FOLDER)


@pytest.mark.parametrize(
    ("level", "mean", "error"),
    [("", 662.29, 9.4089), ("E", 674.43, 12.382), ("H", 625.82, 14.937), ("M", 636.60, 16.215)],
)
def test_mean_of_a_stratified_sample_and_of_its_strata(
    stratified: Analysis, level: str, mean: float, error: float
) -> None:
    one = row(stratified, "performance", "mean", wave="spring2000", by="stype" if level else "", level=level)
    assert one.estimate == pytest.approx(mean, abs=5e-3)
    assert one.std_error == pytest.approx(error, abs=5e-5 if not level else 5e-4)


def test_limits_total_and_share_of_a_stratified_sample(stratified: Analysis) -> None:
    mean = row(stratified, "performance", "mean", wave="spring2000")
    assert (mean.df, mean.conf_low, mean.conf_high) == (
        197, pytest.approx(643.7322, abs=5e-5), pytest.approx(680.8425, abs=5e-5),
    )  # fmt: skip
    total = row(stratified, "enrolment", "total")
    assert (total.estimate, total.std_error) == (pytest.approx(3_687_178, abs=0.5), pytest.approx(114_642, abs=0.5))
    share = row(stratified, "school_wide_target", "share")
    assert (share.estimate, share.std_error) == (pytest.approx(0.82795, abs=5e-6), pytest.approx(0.0243, abs=5e-5))
    assert share.method == "logit_t"
    assert (share.conf_low, share.conf_high) == (pytest.approx(0.7745397), pytest.approx(0.8708149))


def test_schools_tested_twice_pair_by_their_identifier(stratified: Analysis) -> None:
    assert boxes(stratified, "spring2000")["linked"] == 200
    change = row(stratified, "performance", "difference", comparison="change")
    assert (change.estimate, change.std_error) == (pytest.approx(32.893, abs=5e-4), pytest.approx(2.0511, abs=5e-5))
    assert change.method == "paired_taylor_t"


def test_identifiers_keep_their_zeros_and_na_is_no_answer(stratified: Analysis) -> None:
    responses = stratified.prepared.waves["spring2000"]
    assert {len(code) for code in responses.columns["cds"].texts} == {14}
    assert any(code.startswith("0") for code in responses.columns["cds"].texts)
    assert set(responses.columns["flag"].record_reasons().tolist()) == {Reason.OTHER_MISSING}  # every cell is NA


def test_mean_and_total_of_a_sample_of_whole_districts(clusters: Analysis) -> None:
    mean = row(clusters, "performance", "mean", wave="spring2000")
    assert (mean.estimate, mean.std_error) == (pytest.approx(644.17, abs=5e-3), pytest.approx(23.542, abs=5e-4))
    total = row(clusters, "enrolment", "total")
    assert (total.estimate, total.std_error) == (pytest.approx(3_404_940, abs=0.5), pytest.approx(932_235, abs=0.5))


def test_change_in_a_sample_of_districts(clusters: Analysis) -> None:
    change = row(clusters, "performance", "difference", comparison="change")
    assert change.estimate == pytest.approx(37.19126, abs=5e-6)
    assert change.estimate is not None
    assert change.std_error is not None
    assert change.estimate / change.std_error == pytest.approx(12.055, abs=5e-4)
    # 15 districts in one stratum leave 14 degrees of freedom; svyttest takes one more away, for its intercept.
    assert change.df == 14
    t_13 = 2.160368656461013
    assert change.estimate - t_13 * change.std_error == pytest.approx(30.52609, abs=5e-6)
    assert change.estimate + t_13 * change.std_error == pytest.approx(43.85642, abs=5e-6)


def test_difference_between_schools_that_met_their_target_and_others(clusters: Analysis) -> None:
    one = row(clusters, "performance", "difference", comparison="by_target")
    assert one.estimate == pytest.approx(41.31902, abs=5e-6)
    assert one.estimate is not None
    assert one.std_error is not None
    # A contrast between groups speaks of more than these 757 districts; R's t of 2.109 is of these alone.
    of_these_districts = one.std_error * math.sqrt(1 - 15 / 757)
    assert one.estimate / of_these_districts == pytest.approx(2.109, abs=5e-4)


def test_targets_met_by_type_of_school(shared: Path) -> None:
    # Two questions of which neither depends on the other: not part of a study file, so straight from the records.
    schools = records(shared / "data" / FOLDER / "apiclus1.csv")
    types, districts = (np.unique([one[name] for one in schools], return_inverse=True)[1] for name in ("stype", "dnum"))
    met = np.array([one["sch.wide"] == "Yes" for one in schools], dtype=np.int64)
    totals = psu_totals(
        np.ones(len(schools)),
        met * 3 + types,
        n_cell=6,
        weight=np.array([float(one["pw"]) for one in schools]),
        psu=districts.astype(np.int64),
        stratum_fraction=np.array([15 / 757]),
    )
    test = association_test(estimated_table(totals, 3))
    assert test.statistic == pytest.approx(5.1934, abs=5e-5)
    assert test.df == pytest.approx(1.4946, abs=5e-5)
    assert test.df_error == pytest.approx(20.925, abs=5e-4)
    assert test.p_value == pytest.approx(0.02175, abs=5e-6)


def test_sample_in_two_stages(of: Analysed) -> None:
    two_stages = of(TWO_STAGES, FOLDER)
    mean = row(two_stages, "performance", "mean", wave="spring2000")
    total = row(two_stages, "enrolment", "total")
    assert mean.estimate == pytest.approx(670.81, abs=5e-3)
    assert total.estimate == pytest.approx(2_639_273, abs=0.5)
    assert total.n_missing == 6
    assert mean.std_error == pytest.approx(30.099, abs=5e-4)
    assert total.std_error == pytest.approx(799_638, abs=0.5)


def test_high_cholesterol_in_the_united_states(nhanes: Analysis) -> None:
    share = row(nhanes, "high_cholesterol", "share")
    assert (share.estimate, share.std_error) == (
        pytest.approx(0.1121429563, abs=5e-11), pytest.approx(0.0054458397, abs=5e-11),
    )  # fmt: skip
    assert (share.n, share.n_missing, share.df) == (7846, 745, 16)
    assert (share.conf_low, share.conf_high) == (pytest.approx(0.101107, abs=5e-7), pytest.approx(0.1242171, abs=5e-8))
    assert share.numerator is not None
    assert share.n is not None
    assert share.numerator / share.n == pytest.approx(0.1003, abs=5e-5)


@pytest.mark.parametrize(
    ("race", "sex", "share", "error"),
    [
        ("1", "1", 0.1146732899, 0.00522290213), ("2", "1", 0.0997251879, 0.00870483814),
        ("3", "1", 0.0778251222, 0.00894442747), ("4", "1", 0.1132484635, 0.03319880252),
        ("1", "2", 0.0876464567, 0.01127849896), ("2", "2", 0.1429153062, 0.00783953052),
        ("3", "2", 0.0793172091, 0.01562473229), ("4", "2", 0.0878882252, 0.02850935075),
    ],
)  # fmt: skip
def test_high_cholesterol_by_race_and_sex(nhanes: Analysis, race: str, sex: str, share: float, error: float) -> None:
    one = row(nhanes, "high_cholesterol", "share", by="race|RIAGENDR", level=f"{race}|{sex}")
    assert (one.estimate, one.std_error) == (pytest.approx(share, abs=5e-11), pytest.approx(error, abs=5e-11))
