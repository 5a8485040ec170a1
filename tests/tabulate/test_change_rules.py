"""Changes between waves by rule: options for pairs, the typical change, groups, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, wilcoxon

from meal.estimate.fourfold import Fourfold, share_change
from tests.tabulate.studies import INDICATOR, WAVE, frame, rows_of

TABLE = Fourfold(both=20, gained=14, lost=5, neither=21)


def pairs(table: Fourfold = TABLE, **columns: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both waves of a fourfold table of people."""
    answers = [("yes", "yes")] * table.both + [("no", "yes")] * table.gained
    answers += [("yes", "no")] * table.lost + [("no", "no")] * table.neither
    ids = [f"p{number}" for number in range(len(answers))]
    first = frame(id=ids, ok=[one for one, _ in answers], **columns)
    return first, frame(id=ids, ok=[two for _, two in answers], **columns)


def study(comparison: dict[str, Any] | None = None, design: dict[str, Any] | None = None, **settings: Any) -> Any:
    wave = {"files": "-", "design": {"selection": "random", **(design or {})}}
    return {
        "identity": {"respondent": "id"},
        "waves": {"before": wave, "after": wave},
        "indicators": [{**INDICATOR, "waves": ["before", "after"]}],
        "comparisons": [{"id": "c", "indicator": "a", "from": "before", "to": "after", **(comparison or {})}],
        **settings,
    }


def made(settings: Any, waves: tuple[pd.DataFrame, pd.DataFrame]) -> Any:
    return rows_of(settings, before=waves[0], after=waves[1])


@pytest.mark.parametrize(("interval", "method"), [("newcombe", "newcombe10"), ("bonett_price", "bonett_price")])
def test_another_interval_for_a_change_of_the_same_people(interval: str, method: str) -> None:
    row = made(study({"interval": interval}), pairs())["c", "difference", "", "", ""]
    expected = share_change(TABLE, method=method)

    assert (row.estimate, row.method) == (9 / 60, method)
    assert (row.conf_low, row.conf_high, row.p_value) == (expected.conf_low, expected.conf_high, expected.p_value)
    assert "14 people went from no to yes and 5" in row.note


def test_mcnemars_exact_test_on_request() -> None:
    row = made(study({"test": "mcnemar_exact"}), pairs())["c", "difference", "", "", ""]

    assert row.method == "tango"
    assert row.p_value == pytest.approx(binomtest(5, 19).pvalue)


def test_what_is_for_simple_samples_is_not_used_in_villages_and_it_is_said() -> None:
    waves = pairs(village=[number % 12 for number in range(60)])
    settings = study({"interval": "newcombe", "test": "mcnemar_exact"}, {"psu": "village"})
    row = made(settings, waves)["c", "difference", "", "", ""]

    assert row.method == "paired_cr2"
    assert "interval that was asked for (newcombe)" in row.note
    assert "test that was asked for (mcnemar_exact)" in row.note


def test_gains_over_losses_on_request() -> None:
    row = made(study({"report": "odds_ratio"}), pairs())["c", "odds_ratio", "", "", ""]

    assert (row.estimate, row.method) == (pytest.approx(14 / 5), "odds_wilson")


def test_groups_have_one_test_of_whether_they_changed_alike() -> None:
    waves = pairs(sex=["f", "m"] * 30)
    rows = made(study(disaggregate=["sex"]), waves)
    women, men = (rows["c", "difference", "", f"sex={level}", ""] for level in "fm")
    test = rows["c", "interaction", "", "sex=", ""]

    assert (women.p_value, men.p_value) == (None, None)
    assert rows["c", "difference", "", "", ""].p_value is not None
    away = (women.estimate - men.estimate) ** 2 / (women.std_error**2 + men.std_error**2)
    assert test.estimate == pytest.approx(away)


def test_groups_that_share_villages_are_tested_with_the_villages() -> None:
    village = [number % 12 for number in range(60)]
    sex = ["f" if number // 12 % 2 else "m" for number in range(60)]
    first, second = pairs(village=village, sex=sex)
    test = made(study(None, {"psu": "village"}, disaggregate=["sex"]), (first, second))[
        "c", "interaction", "", "sex=", ""
    ]
    # By hand, with sums by village of each person's influence on the mean change of women and of men.
    change = (second["ok"] == "yes").astype(float) - (first["ok"] == "yes").astype(float)
    women = np.array(sex) == "f"
    away = change[women].mean() - change[~women].mean()
    influence = np.where(women, (change - change[women].mean()) / women.sum(), 0.0)
    influence -= np.where(~women, (change - change[~women].mean()) / (~women).sum(), 0.0)
    totals = np.bincount(village, weights=influence)
    assert test.estimate == pytest.approx(away**2 / (12 / 11 * (totals**2).sum()))
    assert test.df == 11


def amounts(changes: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = [f"p{number}" for number in range(len(changes))]
    return frame(id=ids, x=[10.0] * len(changes)), frame(id=ids, x=[10 + change for change in changes])


AMOUNT = [{"id": "a", "value": "${x}", "waves": ["before", "after"]}]


def test_few_amounts_have_the_typical_change_beside_the_mean() -> None:
    changes = [0.5, 1.25, 2.5, -0.75, 3.0, 4.5, 1.0, 2.25, -1.5, 6.0]
    rows = made(study(indicators=AMOUNT), amounts(changes))
    typical = rows["c", "difference", "", "", "typical"]

    walsh = [(a + b) / 2 for i, a in enumerate(changes) for b in changes[i:]]
    assert typical.estimate == pytest.approx(np.median(walsh))
    assert typical.p_value == pytest.approx(wilcoxon(changes, method="exact").pvalue)
    assert rows["c", "difference", "", "", ""].estimate == pytest.approx(np.mean(changes))


def test_many_even_amounts_have_the_mean_alone() -> None:
    rows = made(study(indicators=AMOUNT), amounts([float(number) for number in range(-20, 21)]))

    assert ("c", "difference", "", "", "typical") not in rows


def test_a_skewed_change_of_many_has_the_typical_change_too() -> None:
    rows = made(study(indicators=AMOUNT), amounts([float(number % 3) for number in range(60)] + [500.0]))

    assert rows["c", "difference", "", "", "typical"].estimate == pytest.approx(1)


def test_a_refused_change_leaves_the_rest_of_the_table() -> None:
    first, second = pairs(region=["a"] * 59 + ["b"])
    settings = study()
    alone = {"selection": "random", "strata": ["region"], "lonely_psu": "fail"}
    settings["waves"] = {"before": WAVE, "after": {"files": "-", "design": alone}, "later": WAVE}
    settings["indicators"].append({**INDICATOR, "id": "b", "waves": ["before", "later"]})
    settings["comparisons"].append({"id": "d", "indicator": "b", "from": "before", "to": "later"})
    rows = rows_of(settings, before=first, after=second, later=second)

    assert rows["c", "difference", "", "", ""].status == "not_estimable"
    assert "one sampled unit" in rows["c", "difference", "", "", ""].note
    assert rows["d", "difference", "", "", ""].estimate == pytest.approx(9 / 60)
