"""A follow-up drawn from a wave that is itself a random sample."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse
from meal.model.estimates import Estimate


def study(roster: Path, claim: str = "people_like_these", *, frame: Any = None, **indicator: Any) -> dict[str, Any]:
    return {
        "study": "s",
        "claim": claim,
        "identity": {"respondent": "id"},
        "waves": {
            "before": {"files": "-", "design": {"selection": "random", **(frame or {})}},
            "later": {
                "files": "-",
                "design": {"selection": "random", "sample_of": "before", "strata": "sex", "roster": str(roster)},
            },
        },
        "disaggregate": ["sex"],
        "indicators": [{"id": "a", "wave": "later", "counts": "${x} = 'yes'", **indicator}],
    }


def rows_of(settings: dict[str, Any], before: pd.DataFrame, later: pd.DataFrame) -> dict[tuple[str, str], Estimate]:
    rows = analyse(settings, {"before": before, "later": later}).internal.estimates
    return {(row.statistic, row.level): row for row in rows if not row.variant}


@pytest.fixture
def waves(tmp_path: Path) -> tuple[Path, pd.DataFrame, pd.DataFrame]:
    """60 women and 40 men asked before, village by village; 30 and 20 drawn, all answered, 12 and 15 yes."""
    ids = [f"f{k}" for k in range(60)] + [f"m{k}" for k in range(40)]
    before = pd.DataFrame(
        {"id": ids, "sex": [one[0] for one in ids], "w": ["50"] * 100, "v": [str(int(one[1:]) % 10) for one in ids]},
        dtype="str",
    )
    drawn = ids[:30] + ids[60:80]
    roster = tmp_path / "drawn.csv"
    roster.write_text("id\n" + "\n".join(drawn) + "\n", encoding="utf-8")
    yes = {*ids[:12], *ids[60:75]}
    later = pd.DataFrame({"id": drawn, "x": ["yes" if one in yes else "no" for one in drawn]}, dtype="str")
    return roster, before, later


def test_beyond_the_frame_both_samplings_count(waves: tuple[Path, pd.DataFrame, pd.DataFrame]) -> None:
    roster, before, later = waves
    share = rows_of(study(roster), before, later)["share", ""]
    # W = .6, .4; p = .4, .75.
    mean = 0.6 * 0.4 + 0.4 * 0.75
    assert share.estimate == pytest.approx(mean)
    # Rao (1973): Σ (n'_h − 1)/(n' − 1)·W_h s²_h/n_h + Σ W_h(p_h − p)²/(n' − 1), with s² = n·pq/(n − 1).
    within = 59 / 99 * 0.6 * 0.24 / 29 + 39 / 99 * 0.4 * 0.1875 / 19
    between = (0.6 * (0.4 - mean) ** 2 + 0.4 * (0.75 - mean) ** 2) / 99
    assert share.std_error == pytest.approx(math.sqrt(within + between))
    assert (share.n, share.numerator, share.df, share.n_missing) == (50, 27, 48, 0)
    assert "50 people were asked out of a first sample of 100" in share.note


def test_about_these_people_only_the_second_sampling_counts(waves: tuple[Path, pd.DataFrame, pd.DataFrame]) -> None:
    roster, before, later = waves
    share = rows_of(study(roster, "these_people"), before, later)["share", ""]
    variance = 0.6**2 * 0.5 * 0.24 / 29 + 0.4**2 * 0.5 * 0.1875 / 19
    assert share.std_error == pytest.approx(math.sqrt(variance), rel=1e-9)


def test_a_group_is_a_simple_sample_of_its_own(waves: tuple[Path, pd.DataFrame, pd.DataFrame]) -> None:
    roster, before, later = waves
    women = rows_of(study(roster), before, later)["share", "f"]
    assert women.estimate == pytest.approx(0.4)
    # z = (y − .4)/60 of 60 women: 100/99·(Σ z² + V₂/100) for the first sample, 60²(1 − .5)/30·s²(z) for the second.
    second = (1 - 0.5) * 0.24 / 29
    first = 100 / 99 * (0.24 / 60 + second / 100)
    assert women.std_error == pytest.approx(math.sqrt(first + second))
    assert women.n == 30


def test_weights_of_the_frame_give_a_number_of_its_population(waves: tuple[Path, pd.DataFrame, pd.DataFrame]) -> None:
    roster, before, later = waves
    weighted = study(roster, "these_people", frame={"weight": "w"}, report=["share", "number"])
    rows = rows_of(weighted, before, later)
    number, share = rows["number", ""], rows["share", ""]
    assert number.estimate == pytest.approx(50 * (24 + 30))
    # The weights sum to 5,000 whoever is drawn, so that the limits are those of the share.
    assert (number.conf_low, number.conf_high) == pytest.approx((5000 * share.conf_low, 5000 * share.conf_high))
    plain = rows_of(study(roster), before, later)["share", ""]
    # Equal weights change no share, nor its error.
    assert share.std_error == pytest.approx(plain.std_error)


def test_villages_of_the_first_sample_count(waves: tuple[Path, pd.DataFrame, pd.DataFrame]) -> None:
    roster, before, later = waves
    share = rows_of(study(roster, frame={"psu": "v"}), before, later)["share", ""]
    assert share.df == 9
    assert share.estimate == pytest.approx(0.54)
    assert share.status in ("ok", "unreliable")


def test_medians_have_both_samplings_too(waves: tuple[Path, pd.DataFrame, pd.DataFrame]) -> None:
    roster, before, later = waves
    amounts = later.assign(x=[str(number) for number in range(1, 51)])
    row = rows_of(study(roster, counts=None, value="${x}", report="median"), before, amounts)["median", ""]
    # Women hold 1..30 at 2 each, men 31..50 at 2 each: half of 100 is reached at the 25th.
    assert (row.estimate, row.method) == (25, "woodruff")
    assert row.conf_low is not None
    assert row.conf_high is not None
    assert row.conf_low < 25 < row.conf_high


def test_a_frame_that_is_a_sample_of_a_sample_is_refused_in_the_rows(
    waves: tuple[Path, pd.DataFrame, pd.DataFrame],
) -> None:
    roster, before, later = waves
    settings = study(roster, frame={"replicates": {}, "psu": "v"})
    share = rows_of(settings, before, later)["share", ""]
    assert (share.status, share.estimate, share.n) == ("not_estimable", None, 50)
    assert "replicate or calibrated weights" in share.note


def cautions(settings: dict[str, Any], before: pd.DataFrame, later: pd.DataFrame) -> str:
    return " ".join(analyse(settings, {"before": before, "later": later}).published.cautions["en"])


def test_a_comparison_that_counts_the_second_drawing_only_is_told_in_the_cautions(
    waves: tuple[Path, pd.DataFrame, pd.DataFrame],
) -> None:
    roster, before, later = waves
    arms = {"variable": "sex", "control": "m", "treated": "f", "assigned": "not_random"}
    compared = {"comparisons": [{"id": "c", "indicator": "a", "wave": "later", "arms": arms}]}
    said = "comparisons allow for the second drawing only"
    assert said in cautions(study(roster) | compared, before, later)
    # About the people of the frame only the second drawing counts, in levels too.
    assert said not in cautions(study(roster, "these_people") | compared, before, later)
    assert said not in cautions(study(roster), before, later)
