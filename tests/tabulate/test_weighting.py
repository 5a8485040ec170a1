"""Replicate weights, known totals and two stages, from the study file to the rows."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse as api_analyse
from meal.api import load_study
from meal.model.errors import StudyError
from meal.pipeline.analyse import analyse
from meal.study.load import study_from_mapping
from tests.reference.cases import load_cases
from tests.tabulate.surveys import repeated, wave_rows

COMMITTED = Path(__file__).parents[1] / "reference" / "committed"
CASES = {case["id"]: case for case in load_cases(COMMITTED)}


def committed(name: str) -> pd.DataFrame:
    return pd.read_csv(COMMITTED / "data" / name, dtype=str, keep_default_na=False)


def expected(case: str) -> tuple[float, float, float]:
    found = CASES[case]["expected"]
    return found["est"], found["se_mse"], found["df"]


def test_fay_weights_from_columns_give_what_r_computes() -> None:
    design = {"weight": "weight", "replicates": {"columns": "fw*", "kind": "fay", "rho": "0.3"}}
    (row,) = wave_rows(committed("crowd_fay.csv"), design, {"id": "a", "value": "${person}"})
    assert (row.estimate, row.std_error, row.df) == pytest.approx(expected("rep-fay-crowd"))
    assert row.method == "replicates_t"
    assert "4 replicate weights (Fay)" in row.note


def test_factors_that_do_not_hold_the_weight_are_multiplied_by_it() -> None:
    data = committed("crowd_fay.csv").assign(weight="2")
    design = {
        "weight": "weight",
        "replicates": {"columns": ["fw1", "fw2", "fw3", "fw4"], "kind": "fay", "rho": 0.3, "combined": False},
    }
    (row,) = wave_rows(data, design, {"id": "a", "value": "${person}"})
    assert (row.estimate, row.std_error, row.df) == pytest.approx(expected("rep-fay-crowd"))


def test_a_jackknife_built_from_the_design_gives_what_r_computes() -> None:
    design = {"weight": "weight", "strata": "stratum", "psu": "cluster", "replicates": {}}
    (row,) = wave_rows(committed("crowd.csv"), design, {"id": "a", "value": "${rooms}"})
    assert (row.estimate, row.std_error, row.df) == pytest.approx(expected("rep-jkn-crowd"))
    # 6 answers of which Σ(x − 6)² = 14: s²/n = 14/5/6, and weights of 1 are not those of a population.
    assert row.deff == pytest.approx(CASES["rep-jkn-crowd"]["expected"]["se_mse"] ** 2 / (14 / 5 / 6))


def test_the_median_of_a_built_jackknife_is_a_seeded_bootstrap_and_says_so() -> None:
    data = repeated(*[(2, {"income": str(amount), "village": str(amount % 20)}) for amount in range(60)])
    design = {"psu": "village", "replicates": {"seed": 7}}
    rows = [wave_rows(data, design, {"id": "a", "value": "${income}", "report": "median"})[0] for _ in range(2)]
    assert rows[0] == rows[1]
    assert rows[0].method == "replicates_t"
    assert "500 random draws, seed 7" in rows[0].note
    assert rows[0].estimate == 29


def test_a_jackknife_from_columns_refuses_a_median_and_makes_the_rest() -> None:
    data = repeated(*[(1, {"x": str(i), "w": "1", "r1": str(i % 2 * 2), "r2": str(2 - i % 2 * 2)}) for i in range(40)])
    design = {"weight": "w", "replicates": {"columns": "r*", "kind": "jk1"}}
    mean, median = wave_rows(data, design, {"id": "a", "value": "${x}", "report": ["mean", "median"]})
    assert (mean.estimate, mean.method) == (19.5, "replicates_t")
    # Means of the halves are 18.5 and 20.5 … of even and odd: 19 and 20, so c·Σ(θ − 19.5)² = ½·½.
    assert mean.std_error == pytest.approx(0.5)
    assert (median.status, median.conf_low) == ("not_estimable", None)
    assert "jackknife" in median.note.lower()


def test_replicate_weights_that_are_not_there_refuse_every_row() -> None:
    rows = wave_rows(
        repeated((20, {"x": "yes", "w": "2", "sex": "f"}), (20, {"x": "no", "w": "2", "sex": "m"})),
        {"weight": "w", "replicates": {"columns": "repwt*", "kind": "brr"}},
        {"id": "a", "counts": "${x} = 'yes'"},
        disaggregate=["sex"],
    )
    assert [(row.status, row.n, row.numerator, row.estimate) for row in rows] == [
        ("not_estimable", 40, 20, None),
        ("not_estimable", 20, 20, None),
        ("not_estimable", 20, 0, None),
    ]
    assert "not columns of this wave" in rows[0].note


def test_a_jackknife_refuses_one_psu_in_a_stratum_with_the_reason() -> None:
    data = repeated(
        (9, {"x": "1", "s": "a", "v": "1"}), (9, {"x": "0", "s": "b", "v": "2"}), (9, {"x": "1", "s": "b", "v": "3"})
    )
    (row,) = wave_rows(data, {"strata": "s", "psu": "v", "replicates": {}}, {"id": "a", "counts": "${x} = 1"})
    assert row.status == "not_estimable"
    assert "one sampled unit" in row.note


WOMEN = [(30, {"sex": "f", "x": "yes"}), (10, {"sex": "f", "x": "no"})]
MEN = [(20, {"sex": "m", "x": "yes"}), (40, {"sex": "m", "x": "no"})]
KNOWN = {"method": "poststratify", "targets": {"sex": {"f": 600, "m": 400}}}
YES = {"id": "a", "counts": "${x} = 'yes'", "report": ["share", "number"]}


def test_post_stratified_shares_and_numbers_by_hand() -> None:
    rows = wave_rows(repeated(*WOMEN, *MEN), {"calibrate": KNOWN}, YES, disaggregate=["sex"])
    share, number = (row for row in rows if not row.by)
    # .6 × 30/40 + .4 × 20/60
    assert share.estimate == pytest.approx(0.6 * 0.75 + 0.4 / 3)
    # V = n/(n − 1)·Σ (N_g/(n_g·N))²·n_g·p_g·q_g
    variance = 100 / 99 * ((600 / 40 / 1000) ** 2 * 40 * 3 / 16 + (400 / 60 / 1000) ** 2 * 60 * 2 / 9)
    assert share.std_error == pytest.approx(math.sqrt(variance))
    assert (share.n, share.numerator, share.df, share.method) == (100, 50, 99, "logit_t")
    assert "adjusted to 2 known totals" in share.note
    # Weights were 1 before: the usual simple variance of weights 15 and 20/3 that sum to 1,000 people.
    squares = 15 * (30 * (1 - share.estimate) ** 2 + 10 * share.estimate**2) + 20 / 3 * (
        20 * (1 - share.estimate) ** 2 + 40 * share.estimate**2
    )
    assert share.deff == pytest.approx(variance / (squares / 1000 / 99 * (1 - 100 / 1000)))
    assert number.estimate == pytest.approx(1000 * share.estimate)
    assert number.numerator == 50
    # The 1,000 people are known, so that all that is not known of the number is the share.
    assert number.std_error == pytest.approx(1000 * share.std_error)
    assert (number.conf_low, number.conf_high) == pytest.approx((1000 * share.conf_low, 1000 * share.conf_high))
    assert [row.estimate for row in rows if row.by and row.statistic == "share"] == pytest.approx([0.75, 1 / 3])


def test_equal_margins_rake_to_the_same_and_crossed_columns_too() -> None:
    crossed = {"method": "poststratify", "targets": {"sex|x": {"f|yes": 500, "f|no": 100, "m|yes": 100, "m|no": 300}}}
    assert wave_rows(repeated(*WOMEN, *MEN), {"calibrate": crossed}, YES)[0].estimate == pytest.approx(0.6)
    raked = {"method": "rake", "targets": {"sex": {"f": 600, "m": 400}, "x": {"yes": 650, "no": 350}}}
    share = wave_rows(repeated(*WOMEN, *MEN), {"calibrate": raked}, YES)[0]
    # What was raked to is known: it has no spread, and the exact-type interval of 100 people.
    assert share.estimate == pytest.approx(0.65)
    assert share.method == "korn_graubard"


@pytest.mark.parametrize(
    ("calibrate", "said"),
    [
        ({**KNOWN, "targets": {"sex": {"f": 600}}}, "one without a known total"),
        ({**KNOWN, "targets": {"sex": {"f": 600, "m": 400, "x": 9}}}, "Nobody in the sample has sex = x"),
        ({**KNOWN, "targets": {"sex": {"f": 60, "m": 30}}}, "fewer than the 100"),
        ({**KNOWN, "targets": {"sex": {"f": 99000, "m": 400}}}, None),
        (
            {"method": "rake", "targets": {"sex": {"f": 600, "m": 400}, "x": {"yes": 700, "no": 500}}},
            "No weights match",
        ),
    ],
)
def test_totals_that_do_not_fit_refuse_in_the_rows_with_the_reason(calibrate: dict[str, Any], said: str | None) -> None:
    row = wave_rows(repeated(*WOMEN, *MEN), {"calibrate": calibrate}, YES)[0]
    if said is None:
        # Women count 99000/40 each and men 400/60: 2.5 times the average weight, within what is let through.
        assert row.status in ("ok", "unreliable")
        return
    assert (row.status, row.estimate, row.n, row.numerator) == ("not_estimable", None, 100, 50)
    assert said in row.note


def test_linear_refuses_negative_weights_and_logit_does_not() -> None:
    data = repeated(*[(4, {"x": "yes" if income < 6 else "no", "income": str(income)}) for income in range(1, 11)])
    totals = {"amounts": {"income": 8500}, "population": 1000}
    refused = wave_rows(data, {"calibrate": {"method": "linear", **totals}}, YES)[0]
    assert (refused.status, refused.estimate) == ("not_estimable", None)
    assert "negative weight" in refused.note
    bounded = wave_rows(data, {"calibrate": {"method": "logit", **totals, "bounds": [0.01, 5]}}, YES)[0]
    assert bounded.estimate is not None
    assert 0 < bounded.estimate < 0.5


def test_one_weight_far_above_the_others_is_refused() -> None:
    data = repeated((1, {"sex": "f", "x": "yes"}), (99, {"sex": "m", "x": "no"}))
    row = wave_rows(data, {"calibrate": {**KNOWN, "targets": {"sex": {"f": 500, "m": 500}}}}, YES)[0]
    assert row.status == "not_estimable"
    assert "multiply a weight by 50" in row.note


def test_known_totals_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "totals.csv").write_text("variable,level,total\nsex,f,600\nsex,m,400\n", encoding="utf-8")
    (tmp_path / "study.yaml").write_text(
        "study: s\nwaves:\n  now:\n    files: now.csv\n    design:\n      selection: random\n"
        "      calibrate: {method: poststratify, file: totals.csv}\n"
        "indicators:\n  - {id: a, counts: \"${x} = 'yes'\"}\n",
        encoding="utf-8",
    )
    repeated(*WOMEN, *MEN).to_csv(tmp_path / "now.csv", index=False)
    study = load_study(tmp_path)
    assert "totals.csv" in study.sha256
    assert analyse(study).internal.estimates[0].estimate == pytest.approx(0.6 * 0.75 + 0.4 / 3)
    (tmp_path / "totals.csv").write_text("variable,level,total\nsex,f,many\n", encoding="utf-8")
    with pytest.raises(StudyError, match="row 2: the total is 'many'"):
        load_study(tmp_path)
    (tmp_path / "totals.csv").unlink()
    with pytest.raises(StudyError, match=r"line 7: there is no file 'totals\.csv'"):
        load_study(tmp_path)


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({"second_stage": {"fpc": "n"}}, "second_stage needs psu and fpc"),
        ({"replicates": {"columns": "r*"}}, "columns need kind"),
        ({"replicates": {"columns": "r*", "kind": "brr"}}, "replicates needs weight"),
        ({"replicates": {"columns": "r*", "kind": "jkn"}, "weight": "w"}, "need rscales"),
        ({"replicates": {"kind": "fay"}}, "needs rho"),
        ({"replicates": {"kind": "sdr"}}, "needs order"),
        ({"replicates": {"kind": "bootstrap", "draws": 60}}, "greater than or equal to 500"),
        ({"calibrate": {"method": "rake"}}, "needs targets"),
        ({"calibrate": {"method": "rake", "targets": {"s": {"f": 0.6, "m": 0.4}}}}, "numbers of people, not shares"),
        ({"calibrate": {"method": "poststratify", "amounts": {"i": 3}}}, "numbers of people only"),
        ({"calibrate": {"method": "linear", "amounts": {"i": 3}}}, "need population"),
        ({"calibrate": KNOWN, "replicates": {}}, "not both"),
        ({"calibrate": KNOWN, "selection": "census"}, "nobody was sampled"),
        ({"nonresponse": {"cells": "sex"}}, "nonresponse needs sample_of"),
    ],
)
def test_designs_that_contradict_themselves_are_told_to_the_officer(design: dict[str, Any], said: str) -> None:
    settings = {"study": "s", "waves": {"now": {"files": "-", "design": {"selection": "random", **design}}}}
    with pytest.raises(StudyError, match=said):
        study_from_mapping(settings)


def test_a_column_that_a_finer_design_names_must_exist() -> None:
    design = {"calibrate": {"method": "rake", "targets": {"sexe": {"f": 600, "m": 400}}}}
    with pytest.raises(StudyError, match=r"'sexe' is not a column of wave 'now'\. Did you mean 'sex'"):
        wave_rows(repeated(*WOMEN, *MEN), design, YES)


def test_two_stages_with_both_populations_by_hand() -> None:
    # 2 of 4 villages; in each 2 of 3 households, of 2 people each with the same answer.
    houses = [("a", "1", "1"), ("a", "2", "0"), ("b", "1", "1"), ("b", "2", "1")]
    data = repeated(*[(2, {"v": v, "h": h, "x": x, "vs": "4", "hs": "3", "w": "3"}) for v, h, x in houses])
    design = {"weight": "w", "psu": "v", "fpc": "vs", "second_stage": {"ssu": "h", "fpc": "hs"}}
    value = {"id": "a", "value": "${x}"}
    (row,) = wave_rows(data, design, value, claim="these_people")
    assert row.estimate == 0.75
    # z of a household: 2·3(x − .75)/24 = .0625, −.1875, .0625, .0625. Villages: −.125, .125.
    first = (1 - 2 / 4) * 2 / 1 * 2 * 0.125**2
    second = 2 / 4 * (1 - 2 / 3) * 2 / 1 * 2 * 0.125**2
    assert row.std_error == pytest.approx(math.sqrt(first + second))
    # Beyond these villages the populations do not count: n/(n − 1)·Σ z².
    (beyond,) = wave_rows(data, design, value)
    assert beyond.std_error == pytest.approx(math.sqrt(2 * 2 * 0.125**2))


def test_a_household_without_a_code_refuses_the_rows() -> None:
    data = repeated(
        (5, {"v": "a", "h": "", "x": "1", "vs": "4", "hs": "3"}),
        (5, {"v": "b", "h": "1", "x": "0", "vs": "4", "hs": "3"}),
    )
    design = {"psu": "v", "fpc": "vs", "second_stage": {"ssu": "h", "fpc": "hs"}}
    (row,) = wave_rows(data, design, {"id": "a", "counts": "${x} = 1"}, claim="these_people")
    assert (row.status, row.n) == ("not_estimable", 10)
    assert "inside the units is not recorded for 5 people" in row.note


@pytest.mark.parametrize("finer", [{}, {"replicates": {}}, {"calibrate": KNOWN}])
def test_one_weight_twenty_times_the_others_is_said_by_every_route(finer: dict[str, Any]) -> None:
    data = repeated(*[(n, {**answers, "w": "5"}) for n, answers in (*WOMEN, *MEN)])
    data.loc[0, "w"] = "60"
    row = wave_rows(data, {"weight": "w", **finer}, {"id": "a", "counts": "${x} = 'yes'"})[0]
    assert "Weights differ much" in row.note
    assert row.deff is not None
    assert row.deff > 1


@pytest.mark.parametrize(
    "finer", [{"replicates": {}}, {"calibrate": {**KNOWN, "targets": {"sex": {"f": 60, "m": 40}}}}]
)
def test_few_answers_and_a_large_fraction_are_said_by_every_route(finer: dict[str, Any]) -> None:
    people = [(8, {"sex": "f", "x": "yes"}), (4, {"sex": "f", "x": "no"}), (5, {"sex": "m", "x": "yes"})]
    data = repeated(*[(n, {**answers, "n": "100", "w": "4"}) for n, answers in (*people, (7, {"sex": "m", "x": "no"}))])
    design = {"weight": "w", "fpc": "n", **finer}
    (row,) = wave_rows(data, design, {"id": "a", "counts": "${x} = 'yes'"}, claim="these_people")
    assert row.status == "unreliable"
    assert "only 24 people answered" in row.note
    settings = {"study": "s", "claim": "these_people", "indicators": [{"id": "a", "counts": "${x} = 'yes'"}]}
    study = {**settings, "waves": {"now": {"files": "-", "design": {"selection": "random", **design}}}}
    said = " ".join(api_analyse(study, {"now": data}).internal.methods["en"]["a"])
    assert "A large part of all the people concerned was asked" in said
    assert "Intervals allow for the survey's weights" in said


def test_a_stratum_with_one_psu_is_said_with_known_totals_too() -> None:
    data = repeated(*[(n, {**answers, "s": s}) for n, answers in (*WOMEN, *MEN) for s in "ab"])
    data = pd.concat([data.assign(v=[str(number % 9) for number in range(len(data))])])
    data.loc[data["s"] == "b", "v"] = "20"
    row = wave_rows(data, {"strata": "s", "psu": "v", "calibrate": KNOWN}, YES)[0]
    assert "1 strata have one sampled unit" in row.note


def test_comparisons_that_take_the_weights_from_before_are_told_in_the_cautions() -> None:
    arms = {"variable": "sex", "control": "m", "treated": "f"}
    study = {
        "study": "s",
        "waves": {"now": {"files": "-", "design": {"selection": "random", "calibrate": KNOWN}}},
        "indicators": [{"id": "a", "counts": "${x} = 'yes'"}],
        "comparisons": [{"id": "c", "indicator": "a", "wave": "now", "arms": arms}],
    }
    analysis = api_analyse(study, {"now": repeated(*WOMEN, *MEN)})
    assert any("comparisons take the weights" in said for said in analysis.published.cautions["en"])
