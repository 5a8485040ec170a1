"""A sampled follow-up: observed, weighted, worst and best beside the headline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse
from meal.estimate.intervals import wilson
from meal.model.errors import StudyError
from meal.model.estimates import Estimate
from meal.study.load import study_from_mapping
from tests.disclose.attacker import small_counts_found
from tests.reference.cases import load_cases, read_table
from tests.tabulate.surveys import limits

COMMITTED = Path(__file__).parents[1] / "reference" / "committed"

Rows = dict[tuple[str, str, str, str], Estimate]


def study(roster: Path, **changes: Any) -> dict[str, Any]:
    design = {"selection": "random", "sample_of": "before", "strata": "region", "roster": str(roster)}
    return {
        "study": "s",
        "claim": "these_people",
        "identity": {"respondent": "id"},
        "waves": {
            "before": {"files": "-", "design": {"selection": "census"}},
            "followup": {"files": "-", "design": {**design, **changes.pop("design", {})}},
        },
        "disaggregate": ["sex"],
        "indicators": [
            {
                "id": "a",
                "wave": "followup",
                "among": "${before.plans} = 'yes'",
                "counts": "${gave_up} = 'yes'",
                **changes.pop("indicator", {}),
            }
        ],
        **changes,
    }


def by_key(rows: tuple[Estimate, ...]) -> Rows:
    return {(row.statistic, row.by, row.level, row.variant): row for row in rows}


@pytest.fixture
def sampled(tmp_path: Path) -> tuple[Path, dict[str, pd.DataFrame]]:
    """100 in the north and 60 in the south, half of them women; 40 and 40 drawn, 30 and 20 answered, 12 and 10 yes.

    Of the women drawn 20 + 20, of whom 20 + 15 answered and 6 + 9 said yes; of the men 10 + 5, 6 + 1.
    """
    people = [(region, sex, number) for region, n in (("n", 50), ("s", 30)) for sex in "fm" for number in range(n)]
    answered = {("n", "f"): (20, 6), ("n", "m"): (10, 6), ("s", "f"): (15, 9), ("s", "m"): (5, 1)}
    before = pd.DataFrame(
        {
            "id": [f"{r}{s}{k}" for r, s, k in people],
            "region": [r for r, _, _ in people],
            "sex": [s for _, s, _ in people],
            "plans": ["yes"] * len(people),
        },
        dtype="str",
    )
    roster = tmp_path / "drawn.csv"
    roster.write_text("id\n" + "\n".join(f"{r}{s}{k}" for r, s, k in people if k < 20) + "\n", encoding="utf-8")
    rows = [(f"{r}{s}{k}", "yes" if k < yes else "no") for (r, s), (n, yes) in answered.items() for k in range(n)]
    followup = pd.DataFrame(rows, columns=["id", "gave_up"], dtype="str")
    return roster, {"before": before, "followup": followup}


def test_observed_and_bounds_stand_beside_the_headline(sampled: tuple[Path, dict[str, pd.DataFrame]]) -> None:
    roster, waves = sampled
    rows = by_key(analyse(study(roster), waves).internal.estimates)
    headline, observed = rows["share", "", "", ""], rows["share", "", "", "observed"]
    assert headline.estimate == pytest.approx((100 * 12 / 30 + 60 * 10 / 20) / 160)
    assert (observed.estimate, observed.n, observed.numerator, observed.n_missing) == (22 / 50, 50, 22, 30)
    limits = wilson(22, 50, 0.95)
    assert (observed.conf_low, observed.conf_high) == pytest.approx((limits.low, limits.high))
    assert observed.method == "wilson"
    assert "Only those who answered" in observed.note
    assert rows["share", "", "", "worst"].estimate == pytest.approx((100 * 12 / 40 + 60 * 10 / 40) / 160)
    assert rows["share", "", "", "best"].estimate == pytest.approx((100 * 22 / 40 + 60 * 30 / 40) / 160)
    # Only the whole has variants, unless the indicator asks for bounds.
    assert {key[1] for key in rows if key[3]} == {""}


def test_bounds_in_every_cell_where_the_indicator_asks(sampled: tuple[Path, dict[str, pd.DataFrame]]) -> None:
    roster, waves = sampled
    rows = by_key(analyse(study(roster, indicator={"missing": "bounds"}), waves).internal.estimates)
    assert rows["share", "sex", "f", "observed"].estimate == pytest.approx(15 / 35)
    # Women stand for 2.5 and 1.5 people drawn: worst 6·2.5 + 9·1.5 of 20·2.5 + 20·1.5.
    assert rows["share", "sex", "f", "worst"].estimate == pytest.approx((6 * 2.5 + 9 * 1.5) / 80)
    assert rows["share", "sex", "f", "best"].estimate == pytest.approx((6 * 2.5 + 14 * 1.5) / 80)
    assert rows["share", "sex", "m", "best"].n_missing == 0
    assert rows["share", "", "", ""].estimate == pytest.approx(70 / 160)


def test_cells_of_nonresponse_add_a_weighted_row(sampled: tuple[Path, dict[str, pd.DataFrame]]) -> None:
    roster, waves = sampled
    settings = study(roster, design={"nonresponse": {"cells": "sex"}}, indicator={"report": ["share", "number"]})
    analysis = analyse(settings, waves)
    rows = by_key(analysis.internal.estimates)
    # Drawn women stand for 20·2.5 + 20·1.5 = 80, men too; women who answered weigh 2.5 and 1.5 before.
    women = (6 * 2.5 + 9 * 1.5) / (20 * 2.5 + 15 * 1.5)
    men = (6 * 2.5 + 1 * 1.5) / (10 * 2.5 + 5 * 1.5)
    weighted = rows["share", "", "", "weighted"]
    assert weighted.estimate == pytest.approx((women + men) / 2)
    assert (weighted.n, weighted.numerator, weighted.n_missing) == (50, 22, 30)
    assert "all 80 people who were drawn, within 2 groups" in weighted.note
    assert rows["number", "", "", "weighted"].estimate == pytest.approx(80 * (women + men))
    assert rows["share", "", "", ""].estimate == pytest.approx(70 / 160)  # the headline stays
    assert weighted.std_error is not None


def test_a_group_in_which_nobody_answered_refuses_the_weighted_row_only(
    sampled: tuple[Path, dict[str, pd.DataFrame]],
) -> None:
    roster, waves = sampled
    women = waves["followup"]["id"].str[1] == "f"
    settings = study(roster, design={"nonresponse": {"cells": ["sex"]}})
    rows = by_key(analyse(settings, {**waves, "followup": waves["followup"][women]}).internal.estimates)
    refused = rows["share", "", "", "weighted"]
    assert (refused.status, refused.estimate, refused.n) == ("not_estimable", None, 35)
    assert "no respondents" in refused.note
    assert rows["share", "", "", ""].status != "not_estimable"


def test_bounds_of_an_amount_are_refused() -> None:
    indicator = {"id": "a", "value": "${income}", "missing": "bounds"}
    settings = {"study": "s", "waves": {"now": {"files": "-"}}, "indicators": [indicator]}
    with pytest.raises(StudyError, match="missing: bounds needs counts"):
        study_from_mapping(settings)


def test_an_attacker_learns_nothing_from_the_variants(sampled: tuple[Path, dict[str, pd.DataFrame]]) -> None:
    roster, waves = sampled
    changes = {"missing": "bounds", "report": ["share", "number"]}
    settings = study(roster, design={"nonresponse": {"cells": ["region"]}}, indicator=changes)
    settings["disaggregate"] = ["sex", "region", ["sex", "region"]]
    analysis = analyse(settings, waves)
    internal, seen = analysis.internal.estimates, analysis.published.estimates
    # One man in the south gave up.
    small = [row for row in seen if (row.by, row.level) == ("sex|region", "m|s")]
    assert {row.variant for row in small} == {"", "observed", "weighted", "worst", "best"}
    assert {row.status for row in small} == {"suppressed"}
    hidden = {(row.by, row.level) for row in seen if row.status == "suppressed" and not row.variant}
    for row in seen:
        if (row.by, row.level) in hidden:
            assert (row.status, row.n, row.numerator, row.estimate, row.n_missing) == ("suppressed", *[None] * 4)
    # In a bound nobody is left without an answer: its 0 is not the number of people who gave none.
    known, told = (
        [replace(row, n_missing=None) if row.variant in ("worst", "best") else row for row in rows]
        for rows in (internal, seen)
    )
    assert small_counts_found(known, told) == []
    assert any(row.status != "suppressed" and row.by == "sex" for row in seen)


def test_wages_weighted_for_nonresponse_are_those_of_r(tmp_path: Path) -> None:
    case = next(one for one in load_cases(COMMITTED) if one["id"] == "nonresp-cells-mroz")
    table = read_table(COMMITTED, case)
    assert table is not None
    people = pd.DataFrame({name: table.columns[name].astype(str) for name in ("wc", "k5g", "lwage_obs")})
    people["id"] = [f"p{number}" for number in range(len(people))]
    (tmp_path / "drawn.csv").write_text("id\n" + "\n".join(people["id"]) + "\n", encoding="utf-8")
    indicator = {"counts": None, "among": None, "value": "${lwage_obs}"}
    settings = study(tmp_path / "drawn.csv", design={"strata": [], "nonresponse": {"cells": ["wc", "k5g"]}})
    settings |= {"claim": "people_like_these", "disaggregate": []}
    settings["indicators"] = [{"id": "a", "wave": "followup", **indicator}]
    found = people[people["lwage_obs"] != ""]
    waves = {"before": people[["id", "wc", "k5g"]], "followup": found[["id", "lwage_obs"]]}
    rows = by_key(analyse(settings, waves).internal.estimates)
    wanted = case["expected"]["adjusted_mean"]
    got = rows["mean", "", "", "weighted"]
    expected = [wanted[name] for name in ("est", "se", "ci_low", "ci_high", "df")]
    assert list(limits(got)) == pytest.approx(expected, rel=1e-7)
    assert rows["mean", "", "", ""].estimate == pytest.approx(case["expected"]["complete_case"])
