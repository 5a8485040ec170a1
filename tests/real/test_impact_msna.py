"""The 143 results that IMPACT publishes with its analysistools, and its 4 ratios, from its data by a study file.

Points and counts must agree to six decimals. Its intervals are not ours: Wald, symmetric, and below zero for
rare answers; ours are compared with them only where both mean the same.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from meal import analyse, load_study
from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis

FOLDER = "impact-analysistools-msna"
NUMBERS = {"income_v1_salaried_work": "income", "expenditure_debt": "debt"}
OPTIONS = {"admin1": "admin1", "wash_drinkingwatersource": "water", "edu_learning_conditions_reasons_v1": "barrier"}

Published = Mapping[str, str]


@pytest.fixture(scope="module")
def analysis(project: Path, shared: Path) -> Analysis:
    return analyse(load_study(project / "tests" / "real" / "impact_msna", data=shared / "data" / FOLDER))


@pytest.fixture(scope="module")
def published(shared: Path) -> list[Published]:
    with (shared / "data" / FOLDER / "published_results_with_ratio.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ours(analysis: Analysis, result: Published) -> Estimate:
    """Our row for a published one, nothing hidden."""
    kind, variable = result["analysis_type"], result["analysis_var"]
    if kind in ("mean", "median"):
        indicator, statistic = NUMBERS[variable], kind
    elif kind == "ratio":
        indicator, statistic = "income_per_debt", "ratio"
    else:
        indicator, statistic = f"{OPTIONS[variable]}_{result['analysis_var_value']}", "share"
    by, level = ("admin1", result["group_var_value"]) if result["group_var"] == "admin1" else ("", "")
    found = [
        row
        for row in analysis.internal.estimates
        if (row.indicator, row.statistic, row.by, row.level, row.variant) == (indicator, statistic, by, level, "")
    ]
    assert len(found) == 1, (indicator, statistic, by, level)
    return found[0]


def test_all_points_and_counts_agree_to_six_decimals(analysis: Analysis, published: list[Published]) -> None:
    wrong = []
    compared = {"prop_select_one": 0, "prop_select_multiple": 0, "mean": 0, "median": 0, "ratio": 0}
    for result in published:
        row = ours(analysis, result)
        compared[result["analysis_type"]] += 1
        share = result["analysis_type"].startswith("prop")
        same = (
            row.estimate == pytest.approx(float(result["stat"]), abs=5e-7)
            and row.n == int(result["n_total"])
            and (not share or row.numerator == int(result["n"]))
        )
        if not same:
            wrong.append((result["analysis_key"], result["stat"], result["n"], row.estimate, row.numerator, row.n))
    assert not wrong
    assert compared == {"prop_select_one": 67, "prop_select_multiple": 60, "mean": 8, "median": 8, "ratio": 4}
    assert sum(compared.values()) - compared["ratio"] == 143


def test_answers_that_nobody_gave_in_an_area_are_zero_and_not_left_out(
    analysis: Analysis, published: list[Published]
) -> None:
    # The publisher lists 46 of the 18 × 3 sources of water by area; of the other 8 nobody spoke.
    listed = {
        (result["analysis_var_value"], result["group_var_value"])
        for result in published
        if result["analysis_var"] == "wash_drinkingwatersource" and result["group_var"] == "admin1"
    }
    rows = {
        (row.indicator.removeprefix("water_"), row.level): row
        for row in analysis.internal.estimates
        if row.indicator.startswith("water_") and row.by == "admin1"
    }
    assert len(rows) == 54
    assert listed < set(rows)
    for key in set(rows) - listed:
        assert (rows[key].numerator, rows[key].estimate) == (0, 0)
    water = [row for row in analysis.internal.estimates if row.indicator.startswith("water_") and not row.by]
    assert sum(row.numerator or 0 for row in water) == 100


def test_intervals_of_means_are_the_same_and_those_of_shares_stay_possible(
    analysis: Analysis, published: list[Published]
) -> None:
    below_zero = 0
    for result in published:
        row, low, high = ours(analysis, result), float(result["stat_low"]), float(result["stat_upp"])
        if result["analysis_type"] == "median" or (result["analysis_type"] == "mean" and row.by):
            continue  # ours: order statistics for medians, and degrees of freedom of the area alone within an area
        assert row.conf_low is not None
        assert row.conf_high is not None
        if result["analysis_type"] == "mean":
            assert (row.conf_low, row.conf_high) == (pytest.approx(low, abs=5e-7), pytest.approx(high, abs=5e-7))
        if result["analysis_type"].startswith("prop"):
            below_zero += low < 0
            assert 0 <= row.conf_low < row.conf_high <= 1
            assert row.method == "wilson"
    assert below_zero > 10


def test_identifiers_of_an_odd_shape_are_still_one_household_each(analysis: Analysis) -> None:
    boxes = {(box.wave, box.step): box.count for box in analysis.internal.flow}
    assert boxes["survey", "analysed"] == 100
    assert not [row for row in analysis.finding_rows if "duplicate" in row["rule"]]
