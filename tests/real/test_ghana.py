"""Financial literacy in 40 vocational schools: the figures of the data's own README, from the files as they are."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from meal.api import analyse
from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis
from meal.study.load import load_study


@pytest.fixture(scope="module")
def analysis(project: Path, shared: Path) -> Analysis:
    folder = shared / "data" / "ghana-vocational-finlit-prepost"
    return analyse(load_study(project / "tests" / "real" / "ghana", data=folder))


def row(analysis: Analysis, indicator: str, **wanted: str) -> Estimate:
    """The one row with these names; what is not named is empty."""
    names = {"wave": "endline", "comparison": "", "category": "", "by": "", "level": "", "variant": "", **wanted}
    found = [
        one
        for one in analysis.internal.estimates
        if one.indicator == indicator and all(getattr(one, name) == value for name, value in names.items())
    ]
    assert len(found) == 1, found
    return found[0]


def test_both_waves_have_two_thousand_students_who_pair_by_their_id(analysis: Analysis) -> None:
    boxes = {(box.wave, box.step): box.count for box in analysis.internal.flow}
    assert boxes["baseline", "analysed"] == 2000
    assert boxes["endline", "linked"] == 2000
    assert boxes["endline", "not_linked"] == 0
    assert analysis.prepared.undecided == 0


@pytest.mark.parametrize(("arm", "found", "share"), [("0", 975, 0.8864), ("1", 859, 0.9544)])
def test_students_found_again_by_arm(analysis: Analysis, arm: str, found: int, share: float) -> None:
    followed = row(analysis, "followed_up", by="treatment", level=arm)
    assert followed.numerator == found
    assert followed.estimate == pytest.approx(share, abs=5e-5)


def test_all_students_found_again(analysis: Analysis) -> None:
    followed = row(analysis, "followed_up")
    assert (followed.n, followed.numerator) == (2000, 1834)
    assert followed.method == "wilson"


@pytest.mark.parametrize(
    ("arm", "before", "after", "change", "t"),
    [("0", 39.967, 44.910, 4.9425, 18.998), ("1", 40.142, 55.465, 15.3232, 56.400)],
)
def test_change_within_each_arm(
    analysis: Analysis, arm: str, before: float, after: float, change: float, t: float
) -> None:
    at = {"by": "treatment", "level": arm}
    assert row(analysis, "literacy_of_found", wave="baseline", **at).estimate == pytest.approx(before, abs=5e-4)
    assert row(analysis, "literacy_of_found", **at).estimate == pytest.approx(after, abs=5e-4)
    changed = row(analysis, "literacy_of_found", comparison="change_in_literacy", **at)
    assert changed.method == "paired_t"
    assert changed.estimate == pytest.approx(change, abs=5e-5)
    assert changed.estimate is not None
    assert changed.std_error is not None
    assert changed.estimate / changed.std_error == pytest.approx(t, abs=5e-3)


def test_difference_in_differences_with_school_clusters(analysis: Analysis) -> None:
    default = row(analysis, "literacy_of_found", comparison="effect_on_literacy")
    assert default.estimate == pytest.approx(10.3807, abs=5e-5)
    assert default.method == "cr2"
    stata = row(analysis, "literacy_of_found", comparison="effect_on_literacy", variant="cr1")
    assert stata.std_error == pytest.approx(0.4505, abs=5e-5)
    assert stata.estimate == default.estimate
    # CR2 allows for the few schools: a little wider than what Stata prints.
    assert default.std_error is not None
    assert 0.4505 < default.std_error < 0.4505 * 1.03


def test_difference_in_differences_as_if_students_had_been_assigned(analysis: Analysis) -> None:
    simple = row(analysis, "literacy_of_found", comparison="effect_simple")
    # The README pools the variance of both arms (.3766), Welch does not.
    assert simple.std_error == pytest.approx(0.3766, rel=2e-3)


def test_adjusted_for_the_baseline_score(analysis: Analysis) -> None:
    adjusted = row(analysis, "literacy", comparison="effect_at_endline", variant="adjusted", statistic="difference")
    # The README's ANCOVA has one slope for both arms; Lin's has one for each.
    assert adjusted.estimate == pytest.approx(10.3822, abs=2e-3)


def test_sixty_nine_learned_to_budget_and_nobody_forgot(analysis: Analysis) -> None:
    changed = row(analysis, "budgeting_of_trained", comparison="change_of_trained")
    assert changed.estimate == pytest.approx(69 / 859)
    # McNemar mid-p with b = 69, c = 0: 2·P(X ≤ 0) − P(X = 0) = 2⁻⁶⁹.
    assert changed.p_value == pytest.approx(2.0**-69)


def test_no_discordant_pair_still_has_an_interval_and_no_test(analysis: Analysis) -> None:
    unchanged = row(analysis, "budgeting_of_found", comparison="change_in_budgeting", by="treatment", level="0")
    z = 1.959963984540054
    assert unchanged.estimate == 0
    assert unchanged.p_value is None
    assert unchanged.conf_high == pytest.approx(z**2 / (975 + z**2))
    assert unchanged.conf_low == pytest.approx(-(z**2) / (975 + z**2))
    assert not math.isnan(unchanged.conf_high or math.nan)
