"""Who is counted out of whom: small studies that can be counted by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse
from meal.model.errors import StudyError
from meal.model.estimates import Estimate

YES_NO = {"type": "select_one", "choices": ["yes", "no"]}


def estimates(settings: Mapping[str, Any], **frames: pd.DataFrame) -> dict[tuple[str, ...], Estimate]:
    """Unsuppressed rows by (statistic, wave, by, level, variant, comparison); small cells are another test."""
    analysis = analyse({"study": "s", **settings}, frames)
    return {
        (row.statistic, row.wave, row.by, row.level, row.variant, row.comparison): row
        for row in analysis.internal.estimates
    }


def frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str")


CENSUS = {"files": "-", "design": {"selection": "census"}}


def test_a_blank_or_missing_code_never_counts_not_even_under_unequal() -> None:
    settings = {
        "claim": "these_people",
        "waves": {"now": CENSUS},
        "derive": {"band": "if(${age} < 18, 'child', 'adult')"},
        "disaggregate": ["band"],
        "indicators": [{"id": "a", "counts": "${plan} != 'stay'", "report": ["share", "number"]}],
    }
    data = frame(plan=["go", "stay", "", "go"], age=["17", "30", "30", ""])
    rows = estimates(settings, now=data)
    whole = rows["number", "now", "", "", "", ""]
    assert (whole.numerator, whole.n, whole.n_missing) == (2, 3, 1)
    by_band = {
        row.level: (row.numerator, row.n, row.n_missing)
        for key, row in rows.items()
        if key[2] == "band" and key[0] == "number"
    }
    assert by_band == {"adult": (0, 1, 1), "child": (1, 1, 0), "not recorded": (1, 1, 0)}


def test_a_census_counts_people_and_puts_the_unanswered_beside_them() -> None:
    settings = {
        "claim": "these_people",
        "identity": {"respondent": "id"},
        "waves": {"before": CENSUS, "after": CENSUS},
        "indicators": [
            {
                "id": "a",
                "among": "${before.plans} = 'yes'",
                "counts": "${after.plan} = 'given_up'",
                "report": ["share", "number"],
            }
        ],
    }
    rows = estimates(
        settings,
        before=frame(id=list("abcdef"), plans=["yes", "yes", "yes", "yes", "no", ""]),
        # d did not come back, e did not plan, f's plans are unknown, and nobody knows g from before.
        after=frame(id=list("abcefg"), plan=["given_up", "same", "", "given_up", "given_up", "given_up"]),
    )
    number = rows["number", "after", "", "", "", ""]
    assert (number.estimate, number.numerator, number.n, number.n_missing) == (1, 1, 2, 2)
    assert (number.std_error, number.conf_low, number.conf_high, number.p_value) == (0, None, None, None)
    assert (number.method, number.note) == ("census", "counted, not sampled")
    assert rows["number", "after", "", "", "worst", ""].estimate == 1
    assert rows["number", "after", "", "", "best", ""].estimate == 3
    assert rows["share", "after", "", "", "", ""].estimate == 1 / 2
    assert rows["share", "after", "", "", "best", ""].estimate == 3 / 4


def test_unanswered_may_be_counted_as_no() -> None:
    settings = {
        "claim": "these_people",
        "waves": {"now": CENSUS},
        "indicators": [{"id": "a", "counts": "${plan} = 'go'", "missing": "counted_as_no"}],
    }
    rows = estimates(settings, now=frame(plan=["go", "", "stay", ""]))
    assert rows["share", "now", "", "", "", ""].estimate == 1 / 4
    assert not any(key[4] for key in rows)  # no bounds: nothing is unknown


def test_a_convenience_sample_gives_a_share_and_no_number() -> None:
    settings = {
        "waves": {"now": {"files": "-"}},
        "indicators": [{"id": "a", "counts": "${plan} = 'go'", "report": ["share", "number"]}],
    }
    rows = estimates(settings, now=frame(plan=["go"] * 20 + ["stay"] * 20))
    assert rows["share", "now", "", "", "", ""].method == "wilson"
    number = rows["number", "now", "", "", "", ""]
    assert (number.status, number.estimate, number.numerator) == ("not_estimable", None, 20)
    assert "not chosen at random" in number.note


def followup_study(**waves: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "identity": {"respondent": "id"},
        "waves": waves,
        "indicators": [
            {"id": "a", "wave": "followup", "counts": "${ok} = 'yes'"},
            {"id": "b", "wave": "followup", "value": "${days}"},
        ],
    }


def test_a_follow_up_level_is_the_same_in_a_run_of_three_waves_as_alone() -> None:
    design = {"selection": "random", "strata": ["region"], "psu": ["village"], "weight": "w"}
    people = [f"p{number}" for number in range(40)]
    followup = frame(
        id=people[:24],
        ok=["yes", "no", "yes", ""] * 6,
        days=[str(number % 7) for number in range(24)],
        region=["north", "south"] * 12,
        village=[f"v{number % 8}" for number in range(24)],
        w=[str(1 + number % 3) for number in range(24)],
    )
    alone = estimates(followup_study(followup={"files": "-", "design": design}), followup=followup)
    three = estimates(
        followup_study(before=CENSUS, after=CENSUS, followup={"files": "-", "design": design}),
        before=frame(id=people, x=["1"] * 40),
        after=frame(id=people[5:], x=["1"] * 35),
        followup=followup,
    )
    assert alone.keys() == three.keys()
    for key, row in alone.items():
        assert three[key] == row


def test_nobody_changes_group_inside_a_comparison() -> None:
    settings = {
        "claim": "these_people",
        "identity": {"respondent": "id"},
        "waves": {"before": CENSUS, "after": CENSUS},
        "disaggregate": ["district"],
        "indicators": [{"id": "a", "waves": ["before", "after"], "counts": "${ok} = 'yes'"}],
    }
    rows = estimates(
        settings,
        before=frame(id=["a", "b"], district=["east", "west"], ok=["no", "no"]),
        after=frame(id=["a", "b"], district=["west", "west"], ok=["yes", "no"]),
    )
    assert rows["share", "after", "district", "east", "", ""].numerator == 1
    assert rows["share", "after", "district", "west", "", ""].numerator == 0


def sampled_study(claim: str, roster: str) -> dict[str, Any]:
    return {
        "claim": claim,
        "identity": {"respondent": "id"},
        "waves": {
            "before": CENSUS,
            "followup": {
                "files": "-",
                "design": {"selection": "random", "sample_of": "before", "strata": ["region"], "roster": roster},
            },
        },
        "disaggregate": ["sex"],
        "indicators": [
            {
                "id": "a",
                "wave": "followup",
                "among": "${before.plans} = 'yes'",
                "counts": "${gave_up} = 'yes'",
                "report": ["share", "number"],
            }
        ],
    }


@pytest.fixture
def sampled(tmp_path: Any) -> dict[str, Any]:
    """100 planners in the north and 50 in the south; 20 and 10 drawn, 10 and 5 answered, 4 and 1 gave up."""
    ids = [f"n{number}" for number in range(100)] + [f"s{number}" for number in range(50)] + ["x1", "x2"]
    drawn = ids[:20] + ids[100:110]
    answered = ids[:10] + ids[100:105]
    (tmp_path / "sampled.csv").write_text("id\n" + "\n".join(drawn) + "\n", encoding="utf-8")
    before = frame(
        id=ids,
        region=["north"] * 100 + ["south"] * 50 + ["north", "south"],
        sex=["f" if number % 2 else "m" for number in range(152)],
        plans=["yes"] * 150 + ["no", "no"],
    )
    # Somebody who was never drawn answers too: that must not move the estimate.
    followup = frame(id=[*answered, ids[50]], gave_up=["yes"] * 4 + ["no"] * 6 + ["yes"] + ["no"] * 4 + ["yes"])
    return {"roster": str(tmp_path / "sampled.csv"), "before": before, "followup": followup}


def test_an_extrapolated_number_is_frame_size_times_share_by_stratum(sampled: dict[str, Any]) -> None:
    settings = sampled_study("these_people", sampled["roster"])
    rows = estimates(settings, before=sampled["before"], followup=sampled["followup"])
    number = rows["number", "followup", "", "", "", ""]
    # 100·4/10 + 50·1/5 = 50; V = 100²(1−.1)(.4·.6)/9 + 50²(1−.1)(.2·.8)/4 = 240 + 90.
    assert number.estimate == pytest.approx(50)
    assert number.std_error == pytest.approx(330**0.5)
    assert (number.n, number.numerator, number.n_missing, number.df) == (15, 5, 15, 13)
    # Only those drawn vary: 100·4/20 + 50·1/10 = 25 to 100·14/20 + 50·6/10 = 100.
    assert rows["number", "followup", "", "", "worst", ""].estimate == pytest.approx(25)
    assert rows["number", "followup", "", "", "best", ""].estimate == pytest.approx(100)
    assert rows["share", "followup", "", "", "", ""].estimate == pytest.approx(50 / 150)


def test_extrapolated_parts_add_up_to_the_whole(sampled: dict[str, Any]) -> None:
    rows = estimates(
        sampled_study("these_people", sampled["roster"]), before=sampled["before"], followup=sampled["followup"]
    )
    parts = [row.estimate or 0 for key, row in rows.items() if key[:3] == ("number", "followup", "sex")]
    assert sum(parts) == pytest.approx(50)


def test_a_claim_beyond_these_people_has_the_wider_interval(sampled: dict[str, Any]) -> None:
    these, like = (
        estimates(sampled_study(claim, sampled["roster"]), before=sampled["before"], followup=sampled["followup"])[
            "number", "followup", "", "", "", ""
        ]
        for claim in ("these_people", "people_like_these")
    )
    assert like.estimate == these.estimate
    assert like.std_error == pytest.approx((330 / 0.9) ** 0.5)


def test_an_amount_where_a_condition_belongs_is_refused() -> None:
    settings = {"waves": {"now": {"files": "-"}}, "indicators": [{"id": "a", "counts": "${age} + 1"}]}
    with pytest.raises(StudyError, match="counts is a number"):
        estimates(settings, now=frame(age=["17"]))


def test_an_unknown_column_is_refused_with_a_suggestion() -> None:
    settings = {"waves": {"now": {"files": "-"}}, "indicators": [{"id": "a", "counts": "${agee} > 1"}]}
    with pytest.raises(StudyError, match="Did you mean 'age'"):
        estimates(settings, now=frame(age=["17"]))
