"""Who was found of those assigned, and what losses may do to the effect (R11)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from meal.api import analyse
from meal.estimate.methods.newcombe import newcombe
from tests.tabulate.studies import ARMS, INDICATOR, WAVE, frame, rows_of, yes


def trial(lost_control: int, lost_treated: int, *, value: bool = False, **arms: Any) -> tuple[dict[str, Any], Any, Any]:
    """100 people in each arm; of the controls the last are lost, of the treated, too. Amounts are 1 to 100."""
    ids = [f"p{n}" for n in range(200)]
    arm = ["none"] * 100 + ["film"] * 100
    kept = [n for n in range(200) if n % 100 < 100 - (lost_control if n < 100 else lost_treated)]
    before = frame(id=ids, arm=arm, village=[n // 5 for n in range(200)], old=[n % 7 for n in range(200)])
    ok = yes((100, 40), (100, 60))
    after = frame(
        id=[ids[n] for n in kept], ok=[ok[n] for n in kept], amount=[n % 100 + 1 + 10 * (n >= 100) for n in kept]
    )
    settings = {
        "identity": {"respondent": "id"},
        "waves": {"before": WAVE, "after": WAVE},
        "indicators": [{"id": "a", "wave": "after", "value": "${amount}"} if value else {**INDICATOR, "wave": "after"}],
        "comparisons": [{"id": "c", "indicator": "a", "wave": "after", "arms": {**ARMS, **arms}}],
    }
    return settings, before, after


def made(case: tuple[dict[str, Any], Any, Any], **comparison: Any) -> Any:
    settings, before, after = case
    settings["comparisons"][0].update(comparison)
    return rows_of(settings, before=before, after=after)


def test_who_was_found_stands_by_arm_with_newcombes_interval() -> None:
    rows = made(trial(10, 12))
    control, treated = (rows["c", "share", "found", f"arm={arm}", ""] for arm in ("none", "film"))
    difference = rows["c", "difference", "found", "", ""]
    limits = newcombe(88, 100, 90, 100, 0.95)

    assert (control.numerator, control.n, treated.numerator, treated.n) == (90, 100, 88, 100)
    assert difference.estimate == pytest.approx(-0.02)
    assert (difference.conf_low, difference.conf_high) == pytest.approx((limits.low, limits.high))
    # Pearson's chi-square: 22 lost of 200, 200·(10·88 − 12·90)²/(22·178·100·100).
    assert difference.p_value == pytest.approx(0.651, abs=0.001)
    assert (difference.method, difference.n, difference.note) == ("newcombe", 200, "")
    assert not [key for key in rows if key[4].startswith("lee")]


@pytest.mark.parametrize(("control", "treated", "flag"), [(21, 22, "Many were lost: 22%"), (31, 32, "may be biased")])
def test_many_losses_are_flagged(control: int, treated: int, flag: str) -> None:
    assert flag in made(trial(control, treated))["c", "difference", "found", "", ""].note


def test_red_losses_put_bounds_beside_the_effect_and_say_so_on_it() -> None:
    rows = made(trial(20, 10))
    lower, upper = (rows["c", "difference", "", "", f"lee_{which}"] for which in ("lower", "upper"))

    # 80 controls (40 yes) and 90 treated (60 yes): a ninth, ten people, is trimmed off the treated.
    assert (lower.estimate, upper.estimate) == pytest.approx((50 / 80 - 0.5, 60 / 80 - 0.5))
    assert (lower.method, lower.conf_low, lower.n) == ("lee_bounds", None, 170)
    said = "More people were lost in the none arm; allowing for that, the effect lies between 12.5 and 25 percentage"
    for row in (lower, upper, rows["c", "difference", "", "", ""]):
        assert said in row.note


def test_bounds_of_amounts_trim_the_lowest_and_the_highest() -> None:
    rows = made(trial(20, 10, value=True))
    lower, upper = (rows["c", "difference", "", "", f"lee_{which}"].estimate for which in ("lower", "upper"))

    # Treated 11 to 100, ten of them trimmed: 11 to 90 or 21 to 100; controls 1 to 80.
    assert (lower, upper) == pytest.approx((50.5 - 40.5, 60.5 - 40.5))


def test_the_joint_test_takes_what_the_effect_is_adjusted_for() -> None:
    rows = made(trial(10, 12), adjust_for="${before.old}")
    joint = rows["c", "joint_test", "found", "", ""]

    assert (joint.method, joint.df, joint.n) == ("joint_hc2", 196, None)
    assert joint.p_value is not None
    assert joint.p_value == pytest.approx(_joint(10, 12))


def _joint(lost_control: int, lost_treated: int) -> float:
    import statsmodels.api as sm

    n = np.arange(200)
    lost = (n % 100 >= 100 - np.where(n < 100, lost_control, lost_treated)).astype(float)
    arm, old = (n >= 100).astype(float), (n % 7).astype(float)
    fit = sm.OLS(lost, np.column_stack([np.ones(200), old, arm, old * arm])).fit(cov_type="HC2", use_t=True)
    return float(fit.f_test(np.eye(4)[2:]).pvalue)


def test_villages_that_were_assigned_are_what_is_lost_by() -> None:
    rows = made(trial(10, 12, assigned="clusters", cluster="village"), adjust_for="${before.old}")

    assert rows["c", "difference", "found", "", ""].method == "cr2"
    assert rows["c", "difference", "found", "", ""].estimate == pytest.approx(-0.02)
    joint = rows["c", "joint_test", "found", "", ""]
    assert (joint.status, joint.p_value) == ("not_estimable", None)


def test_villages_that_the_design_names_are_noticed_where_people_were_declared() -> None:
    settings, before, after = trial(10, 12)
    settings["waves"]["after"] = {"files": "-", "design": {"selection": "random", "psu": "village"}}
    after = after.merge(before[["id", "village"]], on="id")
    found = rows_of(settings, before=before, after=after)["c", "difference", "found", "", ""]

    assert found.method == "cr2"
    assert "taken to have been assigned" in found.note


@pytest.mark.parametrize("change", [{"arms": {**ARMS, "assigned": "not_random"}}])
def test_nothing_is_said_of_losses_where_nobody_was_assigned_at_random(change: dict[str, Any]) -> None:
    assert not [key for key in made(trial(20, 10), **change) if key[2] == "found" or key[4].startswith("lee")]


def test_a_universe_that_only_those_found_tell_of_has_no_bounds() -> None:
    settings, before, after = trial(20, 10)
    settings["indicators"] = [{**INDICATOR, "wave": "after", "among": "${amount} > 0"}]
    rows = rows_of(settings, before=before, after=after)

    assert rows["c", "share", "found", "arm=none", ""].numerator == 80
    lower = rows["c", "difference", "", "", "lee_lower"]
    assert (lower.status, lower.estimate) == ("not_estimable", None)
    assert rows["c", "difference", "", "", ""].status == "ok"


def test_a_few_who_were_lost_are_not_told_by_the_bounds() -> None:
    rows = made(trial(12, 3))
    lower = rows["c", "difference", "", "", "lee_lower"]

    assert (lower.status, lower.estimate) == ("not_estimable", None)
    assert "So few were lost" in lower.note


def test_a_few_who_were_lost_are_hidden_and_the_effect_stands() -> None:
    settings, before, after = trial(12, 3)
    published = analyse({"study": "s", **settings}, {"before": before, "after": after}).estimates
    status = {(row.statistic, row.category, row.level): row.status for row in published if row.comparison}

    assert status["share", "found", "film"] == "suppressed"
    assert status["difference", "found", ""] == "suppressed"
    assert status["difference", "", ""] != "suppressed"


def test_a_few_who_were_lost_cannot_be_worked_out_from_everybody_before() -> None:
    settings, before, after = trial(12, 3)
    settings["indicators"] = [{**INDICATOR, "waves": ["before", "after"]}]
    before["ok"] = ["yes", "no"] * 100
    published = analyse({"study": "s", **settings}, {"before": before, "after": after}).estimates
    shown = [row for row in published if row.category == "found" and row.status != "suppressed"]

    # 200 before, less 100 controls of whom 88 were found, would leave 100 treated, of whom 97 answered.
    assert shown == []
    assert all(row.status == "ok" for row in published if not row.category and row.method not in ("", "lee_bounds"))
