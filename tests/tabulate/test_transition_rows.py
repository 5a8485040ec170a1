"""Who went from which answer to which: small studies that can be counted by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from meal.api import analyse
from meal.estimate import answer_changes, change_of_answers, mean_score_change
from meal.model.errors import StudyError
from meal.model.estimates import Estimate

# Rows: before; columns: after. 60 people answered both times.
MOVES = {
    ("stay", "stay"): 18, ("stay", "unsure"): 4, ("stay", "go"): 2,
    ("unsure", "stay"): 9, ("unsure", "unsure"): 6, ("unsure", "go"): 1,
    ("go", "stay"): 8, ("go", "unsure"): 5, ("go", "go"): 7,
}  # fmt: skip
TABLE = np.array([[18, 4, 2], [9, 6, 1], [8, 5, 7]])
ANSWERS = ("stay", "unsure", "go")
TRANSITION = {"id": "plans", "answers": "${plan}", "answer_labels": {name: name for name in ANSWERS}}


def people(moves: Mapping[tuple[str, str], int] = MOVES) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two waves with these moves; beside them two who went at first and were not found again, and a newcomer."""
    both = [pair for pair, times in moves.items() for _ in range(times)]
    ids = [str(number) for number in range(len(both))]
    sex = ["f" if number % 3 else "m" for number in range(len(both))]
    before = {"id": [*ids, "x", "y"], "plan": [*(a for a, _ in both), "go", "go"], "sex": [*sex, "f", "f"]}
    after = {"id": [*ids, "z"], "plan": [*(b for _, b in both), "stay"]}
    return pd.DataFrame(before, dtype="str"), pd.DataFrame(after, dtype="str")


def rows(comparison: Mapping[str, Any], *, moves: Any = MOVES, **settings: Any) -> dict[tuple[str, ...], Estimate]:
    """Unsuppressed rows of the comparison by (statistic, category, wave, level, variant)."""
    before, after = people(moves)
    study = {
        "study": "s",
        "identity": {"respondent": "id"},
        "waves": {"before": {"files": "-", **settings.pop("before", {})}, "after": {"files": "-"}},
        "comparisons": [comparison],
        **settings,
    }
    found = analyse(study, {"before": before, "after": after}).internal.estimates
    return {
        (row.statistic, row.category, row.wave, row.level, row.variant): row
        for row in found
        if row.comparison == comparison["id"]
    }


def test_of_those_with_an_answer_before_the_share_of_each_answer_after():
    found = rows(TRANSITION)
    for (before, after), times in MOVES.items():
        row = found["share", f"{before}>{after}", "after", "", ""]
        started = sum(number for (one, _), number in MOVES.items() if one == before)
        assert (row.numerator, row.n, row.estimate) == (times, started, times / started)
        assert row.n_missing == (2 if before == "go" else 0)
        assert row.method == "wilson"
        assert (row.indicator, row.comparison) == ("plans", "plans")
    # Wilson for 18 of 24 at 95%, with z = 1.959964: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
    row = found["share", "stay>stay", "after", "", ""]
    z, n, p = 1.959963985, 24, 0.75
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    limits = [(p + z * z / (2 * n) + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
    assert [row.conf_low, row.conf_high] == pytest.approx(limits, abs=1e-9)


def test_margins_are_those_of_the_people_who_answered_both_times():
    found = rows(TRANSITION)
    before = {name: found["share", name, "before", "", ""] for name in ANSWERS}
    after = {name: found["share", name, "after", "", ""] for name in ANSWERS}
    assert {name: (row.numerator, row.n) for name, row in before.items()} == {
        "stay": (24, 60), "unsure": (16, 60), "go": (20, 60),
    }  # fmt: skip
    assert {name: (row.numerator, row.n) for name, row in after.items()} == {
        "stay": (35, 60), "unsure": (15, 60), "go": (10, 60),
    }  # fmt: skip


def test_changes_and_tests_are_those_of_the_estimate_functions():
    found = rows({**TRANSITION, "ordered": True})
    for name, (result, adjusted) in zip(ANSWERS, answer_changes(TABLE), strict=True):
        row = found["difference", name, "after", "", ""]
        assert (row.estimate, row.conf_low, row.conf_high, row.p_value) == pytest.approx(
            (result.estimate, result.conf_low, result.conf_high, result.p_value), abs=1e-12
        )
        assert (row.p_adjusted, row.method, row.n) == (pytest.approx(adjusted, abs=1e-12), "tango", 60)
    for variant, method in (("", "stuart_maxwell"), ("bhapkar", "bhapkar")):
        test = change_of_answers(TABLE, method=method)
        row = found["homogeneity", "", "after", "", variant]
        assert (row.estimate, row.df, row.p_value) == pytest.approx((test.statistic, test.df, test.p_value), abs=1e-12)
        assert (row.method, row.n) == (method, 60)
    # Stuart and Maxwell by hand for stay and unsure: d = (24−35, 16−15), V = [[24+35−36, −13], [−13, 16+15−12]].
    # det V = 23·19 − 169 = 268; d'V⁻¹d = (19·121 + 23·1 + 2·13·(−11)(1)) / 268 = 2036 / 268.
    assert found["homogeneity", "", "after", "", ""].estimate == pytest.approx(2036 / 268, abs=1e-9)
    step = mean_score_change(TABLE, [0, 1, 2])
    row = found["mean_score_change", "", "after", "", ""]
    # (4 + 2·2 + 1 − 9 − 2·8 − 5) / 60
    assert row.estimate == pytest.approx(-21 / 60) == step.estimate
    assert (row.conf_low, row.conf_high, row.p_value) == pytest.approx((step.conf_low, step.conf_high, step.p_value))


def test_transitions_agree_with_an_indicator_that_asks_the_same():
    same = {"id": "gone", "among": "${before.plan} = 'go'", "counts": "${after.plan} = 'stay'"}
    before, after = people()
    study = {
        "study": "s", "identity": {"respondent": "id"}, "disaggregate": ["sex"],
        "waves": {"before": {"files": "-"}, "after": {"files": "-"}},
        "indicators": [same], "comparisons": [TRANSITION],
    }  # fmt: skip
    found = analyse(study, {"before": before, "after": after}).internal.estimates
    of = {
        name: {
            row.level: row for row in found if row.indicator == name and row.category == category and not row.variant
        }
        for name, category in (("gone", ""), ("plans", "go>stay"))
    }
    assert set(of["gone"]) == {"", "f", "m"}
    for level, row in of["gone"].items():
        other = of["plans"][level]
        for column in ("n", "numerator", "n_missing", "estimate", "conf_low", "conf_high", "method"):
            assert getattr(other, column) == getattr(row, column), (level, column)


def test_every_level_has_the_same_rows_and_they_add_up():
    found = rows(TRANSITION, disaggregate=["sex"])
    for category in [f"{a}>{b}" for a, b in MOVES]:
        parts = [found["share", category, "after", level, ""] for level in ("f", "m")]
        whole = found["share", category, "after", "", ""]
        assert sum(row.numerator or 0 for row in parts) == whole.numerator
        assert sum(row.n or 0 for row in parts) == whole.n


def test_questions_with_other_options_tell_transitions_only():
    before, after = people()
    before["plans"] = np.where(before["plan"] == "go", "yes", "no")
    study = {
        "study": "s", "identity": {"respondent": "id"},
        "waves": {"before": {"files": "-"}, "after": {"files": "-"}},
        "comparisons": [{"id": "moves", "answers": {"before": "${plans}", "after": "${plan}"}}],
    }  # fmt: skip
    found = analyse(study, {"before": before, "after": after}).internal.estimates
    assert {row.category for row in found if ">" in row.category} == {
        f"{a}>{b}" for a in ("no", "yes") for b in ANSWERS
    }
    assert not [row for row in found if row.statistic == "difference"]
    (test,) = [row for row in found if row.statistic == "homogeneity"]
    assert test.status == "not_estimable"
    assert "same answer options" in test.note


def test_a_design_refuses_the_simple_test_and_keeps_the_changes():
    before, _ = people()
    found = rows(TRANSITION, before={"design": {"selection": "random", "psu": ["sex"]}})
    assert len(before)
    test = found["homogeneity", "", "after", "", ""]
    assert (test.status, test.estimate) == ("not_estimable", None)
    assert "weights, strata or groups" in test.note
    row = found["difference", "go", "after", "", ""]
    assert row.estimate == pytest.approx(-10 / 60)
    assert row.method != "tango"
    assert found["share", "go", "before", "", ""].estimate == pytest.approx(20 / 60)


def test_where_everybody_was_asked_nothing_is_tested():
    census = {"files": "-", "design": {"selection": "census"}}
    before, after = people()
    study = {
        "study": "s", "claim": "these_people", "identity": {"respondent": "id"},
        "waves": {"before": census, "after": census}, "comparisons": [TRANSITION],
    }  # fmt: skip
    found = {
        (row.statistic, row.category, row.wave, row.variant): row
        for row in analyse(study, {"before": before, "after": after}).internal.estimates
    }
    assert found["share", "stay>go", "after", ""].method == "census"
    assert found["difference", "go", "after", ""].estimate == pytest.approx(-10 / 60)
    assert found["difference", "go", "after", ""].conf_low is None
    assert "known without a test" in found["homogeneity", "", "after", ""].note


def test_answers_with_arrows_and_bars_keep_their_meaning():
    moves = {("<5", ">5"): 12, (">5", ">5"): 15, ("<5", "<5"): 13, (">5", "a|b"): 11}
    found = rows({"id": "plans", "answers": "${plan}"}, moves=moves)
    assert found["share", r"\>5>a|b", "after", "", ""].numerator == 11
    assert found["share", r"<5>\>5", "after", "", ""].numerator == 12


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        ({"answers": "${plan}", "indicator": "a"}, "either indicator or answers"),
        ({}, "either indicator or answers"),
        ({"answers": "${plan}", "arms": {"variable": "sex", "control": "m", "treated": "f"}}, "arms cannot be given"),
        ({"answers": "${plan}", "wave": "after"}, "wave, adjust_for, published and std_errors"),
        ({"indicator": "a", "from": "before", "to": "after", "ordered": True}, "belong to answers"),
        ({"answers": {"before": "${plan}", "then": "${plan}"}}, "between which waves"),
        ({"answers": {"before": "${plan}"}, "from": "before", "to": "after"}, "what was asked in wave 'after'"),
        ({"answers": "${plan}", "among": "${sex}"}, "among is a text"),
        ({"answers": "${id}"}, "at most 20"),
        ({"answers": "${group}"}, "derived once for a person"),
    ],
)
def test_what_cannot_be_followed_is_refused(comparison: dict[str, Any], said: str):
    with pytest.raises(StudyError, match=said):
        rows(
            {"id": "plans", **comparison},
            indicators=[{"id": "a", "waves": ["before", "after"], "counts": "${plan} = 'go'"}],
            derive={"group": "if(${plan} = 'go', 'go', 'other')"},
        )
