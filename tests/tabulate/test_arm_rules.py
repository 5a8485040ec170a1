"""Comparisons of arms by rule: clusters, groups, options, and refusals that leave the rest of the table."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from meal.api import analyse
from meal.estimate import share_difference
from meal.model.errors import StudyError
from tests.tabulate.studies import ARMS, INDICATOR, WAVE, frame, one_wave, rows_of, yes

IN_VILLAGES = {**ARMS, "assigned": "clusters", "cluster": "village"}


def villages(n_control: int, n_treated: int, *, size: int = 6) -> pd.DataFrame:
    """Villages in which 1 to 4 of 6 say yes, one more than otherwise where there was a film."""
    n = n_control + n_treated
    village = np.repeat(np.arange(n), size)
    said = [1 + (7 * v) % 3 + (v >= n_control) for v in range(n)]
    return frame(
        arm=np.where(village < n_control, "none", "film"),
        village=[f"v{v}" for v in village],
        ok=[answer for x in said for answer in yes((size, x))],
        sex=["f", "m"] * (n * size // 2),
    )


def test_four_and_four_villages_are_tested_by_all_seventy_ways_of_choosing() -> None:
    data = villages(4, 4)
    rows = rows_of(one_wave({"arms": IN_VILLAGES}), now=data)
    shares = (data["ok"] == "yes").groupby(data["village"]).mean().to_numpy()
    seen = shares[4:].mean() - shares[:4].mean()
    ways = [shares[list(c)].mean() - np.delete(shares, c).mean() for c in itertools.combinations(range(8), 4)]

    headline = rows["c", "difference", "", "", ""]

    assert headline.estimate == pytest.approx(seen)
    assert headline.p_value == pytest.approx(np.mean(np.abs(ways) >= abs(seen) - 1e-9))
    assert (headline.method, headline.status) == ("cr2_randomisation", "unreliable")
    assert "4 groups in one arm and 4 in the other" in headline.note
    assert "All 70 possibilities were looked at." in headline.note
    assert "smallest it can be is 0.0286" in headline.note
    assert not [key for key in rows if key[4]]


def test_one_treated_village_refuses_the_interval_and_nothing_else() -> None:
    rows = rows_of(one_wave({"arms": IN_VILLAGES}), now=villages(5, 1))

    headline = rows["c", "difference", "", "", ""]
    assert (headline.status, headline.conf_low, headline.p_value) == ("not_estimable", None, None)
    assert headline.estimate is not None
    assert "no interval can be given" in headline.note
    assert rows["c", "share", "", "arm=none", ""].estimate is not None


def test_eight_and_eight_villages_have_two_more_tests_beside() -> None:
    rows = rows_of(one_wave({"arms": IN_VILLAGES}), now=villages(8, 8))

    headline = rows["c", "difference", "", "", ""]
    assert headline.method == "cr2"
    for variant in ("wild_bootstrap", "randomisation"):
        beside = rows["c", "difference", "", "", variant]
        assert (beside.estimate, beside.method, beside.conf_low) == (headline.estimate, variant, None)
        assert beside.p_value is not None


def test_villages_declared_as_people_are_analysed_as_villages_and_it_is_said() -> None:
    waves = {"now": {"files": "-", "design": {"selection": "random", "psu": "village"}}}
    rows = rows_of(one_wave({"arms": ARMS}, waves=waves), now=villages(12, 12))

    headline = rows["c", "difference", "", "", ""]
    assert headline.method == "cr2"
    assert "assigned one by one, but every group is in one arm only" in headline.note


def test_groups_keep_their_intervals_and_have_one_test_together() -> None:
    # Women: 30 of 60 against 15 of 60; men: 24 of 60 against 24 of 60.
    data = frame(
        arm=["film"] * 60 + ["none"] * 60 + ["film"] * 60 + ["none"] * 60,
        sex=["f"] * 120 + ["m"] * 120,
        ok=yes((60, 30), (60, 15), (60, 24), (60, 24)),
    )
    rows = rows_of(one_wave({"arms": ARMS}, disaggregate=["sex"]), now=data)
    women, men = (rows["c", "difference", "", f"sex={level}", ""] for level in "fm")

    assert rows["c", "difference", "", "", ""].p_value is not None
    for row in (women, men, rows["c", "risk_ratio", "", "sex=f", ""]):
        assert row.p_value is None
        assert row.conf_low is not None
    test = rows["c", "interaction", "", "sex=", ""]
    # Differences .25 and 0; variances (.25 + .1875)/59 and 2·.24/59; Satterthwaite over the four groups.
    parts = np.array([0.25, 0.1875, 0.24, 0.24]) / 59
    assert test.estimate == pytest.approx(0.25**2 / parts.sum())
    assert test.df == pytest.approx(parts.sum() ** 2 / (parts**2 / 59).sum())
    assert (test.n, test.method) == (None, "interaction_f")
    assert test.p_value == pytest.approx(0.045, abs=0.002)
    assert "2 groups" in test.note


def test_groups_within_villages_are_tested_with_the_villages() -> None:
    data = villages(12, 12)
    rows = rows_of(one_wave({"arms": IN_VILLAGES}, disaggregate=["sex"]), now=data)
    test = rows["c", "interaction", "", "sex=", ""]
    # By hand: each village's share among women minus that among men, as one amount a village of equal size.
    share = (data["ok"] == "yes").groupby([data["village"], data["sex"]]).mean().unstack()
    gap = (share["f"] - share["m"]).to_numpy()
    arm = np.array([data.loc[data["village"] == name, "arm"].iloc[0] == "film" for name in share.index])
    away = gap[arm].mean() - gap[~arm].mean()
    # One stratum of 24 villages, of which each arm is a domain: 24/23 times the squares.
    residual = np.where(arm, (gap - gap[arm].mean()) / 12, (gap - gap[~arm].mean()) / 12)
    assert test.estimate == pytest.approx(away**2 / (24 / 23 * (residual**2).sum()))
    assert test.df == 23


def test_few_villages_do_not_test_their_groups() -> None:
    rows = rows_of(one_wave({"arms": IN_VILLAGES}, disaggregate=["sex"]), now=villages(4, 4))

    test = rows["c", "interaction", "", "sex=", ""]
    assert (test.status, test.p_value, test.estimate) == ("not_estimable", None, None)
    assert "no p-value" in test.note
    women = rows_of(one_wave({"arms": IN_VILLAGES}, disaggregate=["sex"]), now=villages(4, 4))[
        "c", "difference", "", "sex=f", ""
    ]
    assert (women.method, women.p_value, women.status) == ("cr2", None, "unreliable")
    assert "no p-value is given" in women.note


def two_groups() -> pd.DataFrame:
    return frame(arm=["film"] * 70 + ["none"] * 80, ok=yes((70, 56), (80, 48)), sex=["f"] * 150, w=[1, 2] * 75)


@pytest.mark.parametrize("interval", ["newcombe", "agresti_caffo"])
def test_another_interval_for_two_simple_groups(interval: str) -> None:
    arms = {**ARMS, "assigned": "not_random"}
    rows = rows_of(one_wave({"arms": arms, "interval": interval}), now=two_groups())
    expected = share_difference(56, 70, 48, 80, method=interval)

    headline = rows["c", "difference", "", "", ""]
    assert headline.method == interval
    assert (headline.conf_low, headline.conf_high) == (expected.conf_low, expected.conf_high)
    assert headline.p_value == expected.p_value


def test_an_interval_for_simple_groups_is_not_used_for_others_and_it_is_said() -> None:
    rows = rows_of(one_wave({"arms": ARMS, "interval": "newcombe"}), now=two_groups())

    headline = rows["c", "difference", "", "", ""]
    assert headline.method == "welch"
    assert "asked for (newcombe)" in headline.note


def test_an_odds_ratio_on_request_and_no_ratio_of_shares_then() -> None:
    arms = {**ARMS, "assigned": "not_random"}
    rows = rows_of(one_wave({"arms": arms, "report": ["difference", "odds_ratio"]}), now=two_groups())

    odds = rows["c", "odds_ratio", "", "", ""]
    assert odds.estimate == pytest.approx(56 * 32 / (14 * 48))
    # Woolf: log odds ± 1.96·√(1/56 + 1/14 + 1/48 + 1/32).
    half = 1.959964 * np.sqrt(1 / 56 + 1 / 14 + 1 / 48 + 1 / 32)
    assert odds.conf_low == pytest.approx((odds.estimate or 0) * np.exp(-half))
    assert ("c", "risk_ratio", "", "", "") not in rows


def test_an_odds_ratio_under_weights_is_that_of_the_weighted_shares() -> None:
    waves = {"now": {"files": "-", "design": {"selection": "random", "weight": "w"}}}
    arms = {**ARMS, "assigned": "not_random"}
    data = two_groups()
    rows = rows_of(one_wave({"arms": arms, "report": "odds_ratio"}, waves=waves), now=data)
    weight = data["w"].astype(float)
    share = {
        arm: weight[(data["arm"] == arm) & (data["ok"] == "yes")].sum() / weight[data["arm"] == arm].sum()
        for arm in ("film", "none")
    }
    odds = {arm: p / (1 - p) for arm, p in share.items()}
    row = rows["c", "odds_ratio", "", "", ""]
    assert row.estimate == pytest.approx(odds["film"] / odds["none"])
    assert row.method == "design_binomial_ratio"


def test_villages_that_were_assigned_have_no_odds_ratio() -> None:
    rows = rows_of(one_wave({"arms": IN_VILLAGES, "report": "odds_ratio"}), now=villages(12, 12))

    assert rows["c", "odds_ratio", "", "", ""].status == "not_estimable"
    assert rows["c", "difference", "", "", ""].status == "ok"


def test_cautious_errors_of_people_on_request() -> None:
    data = two_groups()
    rows = rows_of(one_wave({"arms": ARMS, "std_errors": "hc3"}), now=data)
    cautious, headline = (rows["c", "difference", "", "", variant] for variant in ("hc3", ""))

    assert cautious.estimate == headline.estimate
    # HC3 divides by n − 1 twice: Σe²/(n − 1)² = p(1 − p)·n/(n − 1)².
    assert cautious.std_error == pytest.approx(np.sqrt(0.16 * 70 / 69**2 + 0.24 * 80 / 79**2))
    assert cautious.method == "hc3"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"arms": {**IN_VILLAGES, "treated": "theatre"}}, "the data do not have both"),
        ({"arms": {**IN_VILLAGES, "cluster": None}}, "but not which"),
        ({"arms": {**IN_VILLAGES, "cluster": "pair"}}, "people of both arms"),
        ({"arms": {**ARMS, "strata": ["half"]}}, "only one of the two groups"),
    ],
)
def test_what_a_rule_refuses_stands_in_the_row_and_the_rest_is_made(change: dict[str, Any], reason: str) -> None:
    data = villages(6, 6)
    number = data["village"].str[1:].astype(int)
    data = data.assign(pair=(number % 6).astype(str), half=np.where(number < 3, "a", np.where(number < 6, "b", "c")))
    good = {"id": "good", "indicator": "a", "wave": "now", "arms": IN_VILLAGES}
    settings = one_wave(change)
    rows = rows_of({**settings, "comparisons": [*settings["comparisons"], good]}, now=data)

    refused = rows["c", "difference", "", "", ""]
    assert (refused.status, refused.estimate, refused.conf_low) == ("not_estimable", None, None)
    assert reason in refused.note
    assert rows["good", "difference", "", "", ""].estimate is not None


def test_a_covariate_that_is_the_arm_itself_refuses_only_the_adjusted_rows() -> None:
    rows = rows_of(one_wave({"arms": ARMS, "adjust_for": "if(${arm} = 'film', 1, 0)"}), now=two_groups())

    assert rows["c", "difference", "", "", "adjusted"].status == "not_estimable"
    assert "cannot be adjusted" in rows["c", "difference", "", "", "adjusted"].note
    assert rows["c", "difference", "", "", ""].status == "ok"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"interval": "wald"}, "no width at 0 and 100 percent"),
        ({"interval": "katz_log"}, "too narrow in small groups"),
        ({"test": "mcnemar_corrected"}, "needlessly cautious"),
        ({"interval": "bonett_price"}, "for a change of the same people"),
        ({"std_errors": "hc3", "arms": {**ARMS, "assigned": "not_random"}}, "individuals were assigned"),
        ({"primary": True, "family": "f"}, "belongs to no family"),
    ],
)
def test_textbook_methods_and_contradictions_are_refused_with_the_reason(settings: dict[str, Any], reason: str) -> None:
    with pytest.raises(StudyError, match=reason):
        analyse({"study": "s", **one_wave({"arms": ARMS, **settings})}, {"now": two_groups()})


def with_people(ids: list[str], village: list[int], ok: list[str], arm: list[str]) -> pd.DataFrame:
    return frame(id=ids, village=village, ok=ok, arm=arm)


def did(*waves: str, **arms: Any) -> dict[str, Any]:
    return {
        "identity": {"respondent": "id"},
        "waves": {wave: WAVE for wave in waves},
        "indicators": [{**INDICATOR, "waves": list(waves)}],
        "comparisons": [
            {"id": "c", "indicator": "a", "from": waves[-2], "to": waves[-1], "arms": {**ARMS, **arms}},
        ],
    }


def test_different_people_before_and_after_are_compared_as_four_groups() -> None:
    arm = ["film"] * 50 + ["none"] * 50
    first = with_people([f"a{n}" for n in range(100)], [0] * 100, yes((50, 20), (50, 20)), arm)
    second = with_people([f"b{n}" for n in range(100)], [0] * 100, yes((50, 35), (50, 25)), arm)
    rows = rows_of(did("before", "after", assigned="not_random"), before=first, after=second)

    headline = rows["c", "difference", "", "", ""]
    assert headline.estimate == pytest.approx((0.7 - 0.4) - (0.5 - 0.4))
    shares = np.array([0.4, 0.4, 0.7, 0.5])
    assert headline.std_error == pytest.approx(np.sqrt((shares * (1 - shares) / 49).sum()))
    assert headline.method == "repeated_welch"
    assert "moved in parallel" in headline.note
    assert not [key for key in rows if key[2] == "found"]


def test_a_wave_from_before_shows_whether_the_groups_were_moving_apart() -> None:
    arm, ids = ["film"] * 50 + ["none"] * 50, [f"a{n}" for n in range(100)]
    waves = {
        "early": with_people(ids, [0] * 100, yes((50, 10), (50, 15)), arm),
        "before": with_people(ids, [0] * 100, yes((50, 20), (50, 20)), arm),
        "after": with_people(ids, [0] * 100, yes((50, 35), (50, 25)), arm),
    }
    rows = rows_of(did("early", "before", "after", assigned="not_random"), **waves)

    trend = rows["c", "difference", "", "", "pre_trend"]
    assert trend.estimate == pytest.approx((0.4 - 0.2) - (0.4 - 0.3))
    assert trend.conf_low is not None
    assert "from early to before" in trend.note


def test_people_who_change_arm_between_waves_refuse_the_comparison() -> None:
    ids = [f"a{n}" for n in range(60)]
    first = with_people(ids, [0] * 60, yes((30, 10), (30, 10)), ["film"] * 20 + ["none"] * 40)
    second = with_people(ids, [0] * 60, yes((30, 20), (30, 10)), ["film"] * 30 + ["none"] * 30)
    rows = rows_of(did("before", "after"), before=first, after=second)

    assert rows["c", "difference", "", "", ""].status == "not_estimable"
    assert "10 people are in one arm in one wave" in rows["c", "difference", "", "", ""].note


def test_a_text_is_nothing_to_adjust_for() -> None:
    with pytest.raises(StudyError, match="adjust_for is a text"):
        rows_of(one_wave({"arms": ARMS, "adjust_for": "${sex}"}), now=two_groups())
