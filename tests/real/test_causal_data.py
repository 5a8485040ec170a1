"""Three published evaluations, and corporate indicators of food assistance, by study files."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.model.missing import Reason
from meal.pipeline.analyse import Analysis
from meal.read import read_file
from tests.real.study_results import Analysed, analysed, boxes, row

EVALUATIONS = "causaldata-nsw-nhefs-thornton"


@pytest.fixture(scope="module")
def of(project: Path, shared: Path) -> Analysed:
    return analysed(project, shared)


@pytest.fixture(scope="module")
def evaluations(of: Analysed) -> Analysis:
    return of("causal_data", EVALUATIONS)


@pytest.fixture(scope="module")
def food(of: Analysed) -> Analysis:
    return of("wfp", "wfp-ram-sample-surveys/Static")


def test_a_text_that_is_the_same_in_every_record_makes_no_one_person_of_them(evaluations: Analysis) -> None:
    assert evaluations.prepared.waves["programme"].columns["data_id"].n_distinct == 1
    assert boxes(evaluations, "programme")["analysed"] == 445


@pytest.mark.parametrize(
    ("arm", "n", "earnings", "rise", "lost", "stayed"),
    [("1", 185, 6349.14, 4817.09, (14, 74), (31, 111)), ("0", 260, 4554.80, 3287.89, (28, 82), (64, 178))],
)
def test_earnings_and_work_in_a_training_programme(
    evaluations: Analysis,
    arm: str,
    n: int,
    earnings: float,
    rise: float,
    lost: tuple[int, int],
    stayed: tuple[int, int],
) -> None:
    at = {"by": "treat", "level": arm}
    mean = row(evaluations, "earnings", "mean", **at)
    assert (mean.n, mean.estimate) == (n, pytest.approx(earnings, abs=5e-3))
    assert row(evaluations, "rise_in_earnings", "mean", **at).estimate == pytest.approx(rise, abs=5e-3)
    for indicator, counted in (("lost_work", lost), ("stayed_without_work", stayed)):
        share = row(evaluations, indicator, "share", **at)
        assert (share.numerator, share.n) == counted


def test_effect_of_the_programme_on_earnings(evaluations: Analysis) -> None:
    effect = row(evaluations, "earnings", "difference", comparison="effect_of_programme")
    assert effect.estimate == pytest.approx(1794.3424, abs=5e-5)
    # The published t of 2.835 takes the variance to be the same in both arms; Welch does not.
    assert effect.method == "welch"
    assert effect.std_error == pytest.approx((578.4229148**2 + 340.0930709**2) ** 0.5)


def test_weight_gained_by_those_who_stopped_smoking(evaluations: Analysis) -> None:
    for quitting, n, gained in (("1", 403, 4.525079), ("0", 1163, 1.984498)):
        mean = row(evaluations, "weight_gained", "mean", by="qsmk", level=quitting)
        assert (mean.n, mean.estimate) == (n, pytest.approx(gained, abs=5e-7))
    whole = row(evaluations, "weight_gained", "mean")
    assert whole.estimate == pytest.approx(2.6383, abs=5e-5)
    assert whole.estimate is not None
    assert whole.std_error is not None
    assert whole.estimate / whole.std_error == pytest.approx(13.249, abs=5e-4)
    difference = row(evaluations, "weight_gained", "difference", comparison="difference_by_quitting")
    assert difference.estimate == pytest.approx(2.540581, abs=5e-7)
    weighed = row(evaluations, "weighed_again", "share")
    assert (weighed.n, weighed.numerator) == (1629, 1629 - 63)


def test_incentives_to_fetch_the_result_of_a_test(evaluations: Analysis) -> None:
    for incentive, n, share in (("0", 623, 0.338684), ("1", 2211, 0.789236)):
        got = row(evaluations, "got_result", "share", by="any", level=incentive)
        assert (got.n, got.estimate) == (n, pytest.approx(share, abs=5e-7))
    effect = row(evaluations, "got_result", "difference", comparison="effect_of_incentive")
    assert effect.estimate == pytest.approx(0.451, abs=5e-4)


@pytest.mark.parametrize(
    ("file", "n_records", "n_columns"),
    [
        ("nsw_mixtape.dta", 445, 11), ("nhefs.dta", 1629, 67), ("nhefs_complete.dta", 1566, 67),
        ("thornton_hiv.dta", 4820, 7), ("Cai_2015.csv", 1410, 13),
    ],
)  # fmt: skip
def test_size_of_the_files(shared: Path, file: str, n_records: int, n_columns: int) -> None:
    export = read_file(shared / "data" / EVALUATIONS / file)
    assert (export.source.n_records, len(export.columns)) == (n_records, n_columns)


def test_labels_that_are_numbers_stay_labels_and_codes_stay_codes(shared: Path) -> None:
    export = read_file(shared / "data" / EVALUATIONS / "nhefs.dta")
    assert export.metadata is not None
    sex = export.metadata.question("sex")
    assert [(choice.name, sex.choice_label(choice.name, "en")) for choice in sex.choices] == [("1", "0"), ("2", "1")]
    codes = export.columns["sex"].record_texts().tolist()
    # Code 1 bears the label 0 and is a man. The README gives the two counts the other way round; these are the file's.
    assert (codes.count("1"), codes.count("2")) == (799, 830)
    hiv = read_file(shared / "data" / EVALUATIONS / "thornton_hiv.dta").columns["hiv2004"]
    assert hiv.record_texts().tolist().count("-1") == 14
    reasons = dict(zip(hiv.texts.tolist(), hiv.reasons.tolist(), strict=True))
    assert Reason(reasons["-1"]) is Reason.ANSWERED  # indeterminate, and not missing by Stata's rules


@pytest.mark.parametrize(("cuts", "counted"), [("21", (2, 4, 20)), ("28", (2, 7, 17))])
def test_food_consumption_by_both_pairs_of_limits(food: Analysis, cuts: str, counted: tuple[int, int, int]) -> None:
    score = row(food, "food_consumption", "mean")
    assert (score.n, score.estimate) == (26, pytest.approx(49.558, abs=5e-4))
    for name, count in zip(("poor", "borderline", "acceptable"), counted, strict=True):
        assert row(food, f"{name}_{cuts}", "share").numerator == count
    scores = food.prepared.waves["consumption"].columns["fcs"].record_numbers()
    assert scores[:5].tolist() == [49.0, 40.0, 45.0, 60.5, 31.0]


def test_coping_and_diets(food: Analysis) -> None:
    mean, median = row(food, "coping", "mean"), row(food, "coping", "median")
    assert (mean.n, mean.estimate, median.estimate) == (62, pytest.approx(10.516, abs=5e-4), 11.0)
    diverse = row(food, "diverse_diet", "share")
    assert (diverse.numerator, diverse.n) == (11, 14)
    assert diverse.estimate == pytest.approx(0.786, abs=5e-4)
    assert food.prepared.waves["coping"].columns["rcsi"].record_numbers().max() == 26
    groups = [5, 7, 8, 6, 6, 2, 6, 8, 5, 5, 7, 9, 4, 4]
    assert food.prepared.waves["women"].columns["food_groups"].record_numbers().tolist() == groups
    assert row(food, "food_groups_eaten", "mean").estimate == pytest.approx(sum(groups) / 14)
