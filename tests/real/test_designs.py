"""School surveys under every kind of design: what R survey computes, through the study file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse
from meal.model.estimates import Estimate
from tests.reference.cases import load_cases
from tests.tabulate.surveys import limits, wave_rows

CLUSTERS = {"weight": "pw", "psu": "dnum", "fpc": "fpc"}
TWO_STAGES = {"weight": "pw", "psu": "dnum", "fpc": "fpc1", "second_stage": {"ssu": "snum", "fpc": "fpc2"}}
SCHOOLS = {"stype": {"E": 4421, "H": 755, "M": 1018}}
SCORES_BEFORE = {"targets": SCHOOLS, "amounts": {"api99": 3914069}}
API = {"id": "a", "value": "${api00}"}
ENROLLED = {"id": "a", "value": "${enroll}", "report": "total"}
RATIO = {"id": "a", "value": "${api.stu}", "per": "${enroll}"}

CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("c2-mean-api00", TWO_STAGES, API, "these_people"),
    ("c2-total-enroll-narm", TWO_STAGES, ENROLLED, "these_people"),
    ("rep-jk1-c1", {"weight": "pw", "psu": "dnum", "replicates": {"kind": "jk1"}}, API, "people_like_these"),
    ("rep-jk1-c1-fpc-ratio", {**CLUSTERS, "replicates": {}}, RATIO, "these_people"),
    ("rep-jkn-strat", {"weight": "pw", "strata": "stype", "replicates": {"kind": "jkn"}}, API, "people_like_these"),
    (
        "rep-jkn-strat-total-fpc",
        {"weight": "pw", "strata": "stype", "fpc": "fpc", "replicates": {}},
        ENROLLED,
        "these_people",
    ),
    (
        "rep-brr-scd-ratio",
        {"weight": "wt", "replicates": {"columns": "rw*", "kind": "brr"}},
        {"id": "a", "value": "${alive}", "per": "${arrests}"},
        "people_like_these",
    ),
    (
        "rep-bootstrap-c1",
        {"weight": "pw", "replicates": {"columns": "bw*", "kind": "bootstrap", "scale": 1 / 59}},
        {"id": "a", "value": "${met}"},
        "people_like_these",
    ),
    (
        "cal-post-c1-api00",
        {**CLUSTERS, "calibrate": {"method": "poststratify", "targets": SCHOOLS}},
        API,
        "these_people",
    ),
    (
        "cal-post-c1-total-enroll",
        {**CLUSTERS, "calibrate": {"method": "poststratify", "targets": SCHOOLS}},
        ENROLLED,
        "these_people",
    ),
    (
        "cal-rake-c1-api00",
        {**CLUSTERS, "calibrate": {"method": "rake", "targets": {**SCHOOLS, "sch.wide": {"No": 1072, "Yes": 5122}}}},
        API,
        "these_people",
    ),
    ("cal-greg-linear-c1-api00", {**CLUSTERS, "calibrate": {"method": "linear", **SCORES_BEFORE}}, API, "these_people"),
    (
        "cal-greg-logit-c1-api00",
        {**CLUSTERS, "calibrate": {"method": "logit", **SCORES_BEFORE, "bounds": [0.5, 2]}},
        API,
        "these_people",
    ),
]


@pytest.fixture(scope="module")
def reference(shared: Path) -> Path:
    return shared / "reference"


def rows_of(reference: Path, file: str, *arguments: Any, **settings: Any) -> list[Estimate]:
    data = pd.read_csv(reference / "data" / file, dtype=str, keep_default_na=False)
    return wave_rows(data, *arguments, **settings)


@pytest.mark.parametrize(("case", "design", "indicator", "claim"), CASES, ids=[case[0] for case in CASES])
def test_a_design_declared_in_a_study_gives_what_r_computes(
    reference: Path, case: str, design: dict[str, Any], indicator: dict[str, Any], claim: str
) -> None:
    found = next(one for one in load_cases(reference) if one["id"] == case)
    wanted = found["expected"]
    row = rows_of(reference, found["data"], design, indicator, claim=claim)[0]
    # The error is centred at the full-sample estimate, or made from weighted residuals; limits follow it.
    error = wanted.get("se_mse", wanted.get("se_greg_residual", wanted["se"]))
    half = (wanted["ci_high"] - wanted["ci_low"]) / 2 * error / wanted["se"]
    expected = [wanted["est"], error, wanted["est"] - half, wanted["est"] + half, wanted["df"]]
    assert list(limits(row)) == pytest.approx(expected, rel=1e-7)
    if "deff" in wanted:
        assert row.deff == pytest.approx(wanted["deff"], rel=1e-7)


def test_shares_of_two_stages_by_kind_of_school(reference: Path) -> None:
    found = next(one for one in load_cases(reference) if one["id"] == "c2-mean-post600-by-stype")
    settings = {"claim": "these_people", "disaggregate": ["stype"]}
    rows = rows_of(reference, found["data"], TWO_STAGES, {"id": "a", "counts": "${post600} = 1"}, **settings)
    got = {row.level: [row.estimate, row.std_error, row.df, row.n] for row in rows if row.by}
    for wanted in found["expected"]["rows"]:
        numbers = [wanted["est"], wanted["se"], wanted["df"], wanted["n"]]
        assert got[wanted["group"]["stype"]] == pytest.approx(numbers, rel=1e-7)


def test_a_share_of_two_stages_has_the_logit_interval_of_r(reference: Path) -> None:
    found = next(one for one in load_cases(reference) if one["id"] == "ciprop-c2-imp")
    row = rows_of(reference, found["data"], TWO_STAGES, {"id": "a", "counts": "${imp} = 1"}, claim="these_people")[0]
    logit = found["expected"]["logit"]
    assert [row.conf_low, row.conf_high] == pytest.approx([logit["ci_low"], logit["ci_high"]], rel=1e-7)


def test_a_trial_within_a_cohort_has_the_two_phase_error_of_rao(reference: Path, tmp_path: Path) -> None:
    found = next(one for one in load_cases(reference) if one["id"] == "twophase-pbc-hep")
    people = pd.read_csv(reference / "data" / found["data"], dtype=str, keep_default_na=False)
    people["who"] = [f"p{number}" for number in range(len(people))]
    trial = people[(people["trial"] == "1") & (people["hep"] != "")]
    (tmp_path / "trial.csv").write_text("who\n" + "\n".join(trial["who"]) + "\n", encoding="utf-8")
    design = {"selection": "random", "sample_of": "cohort", "strata": "sex", "roster": str(tmp_path / "trial.csv")}
    study = {
        "study": "s",
        "identity": {"respondent": "who"},
        "waves": {
            "cohort": {"files": "-", "design": {"selection": "random"}},
            "trial": {"files": "-", "design": design},
        },
        "indicators": [{"id": "a", "wave": "trial", "counts": "${hep} = 1"}],
    }
    waves = {"cohort": people[["who", "sex"]], "trial": trial[["who", "hep"]]}
    row = analyse(study, waves).internal.estimates[0]
    wanted = [found["expected"][name] for name in ("mean", "se_closed_form_rao1973")]
    assert [row.estimate, row.std_error] == pytest.approx(wanted, rel=1e-7)


@pytest.mark.parametrize(
    ("asked", "key"), [("logit", "logit"), ("korn_graubard", "korn_graubard_capped"), ("wilson", "wilson_neff_t")]
)
def test_intervals_that_are_asked_for_are_those_of_r(reference: Path, asked: str, key: str) -> None:
    found = next(one for one in load_cases(reference) if one["id"] == "ciprop-c2-imp")
    indicator = {"id": "a", "counts": "${imp} = 1", "interval": asked}
    row = rows_of(reference, found["data"], TWO_STAGES, indicator, claim="these_people")[0]
    wanted = found["expected"][key]
    assert [row.conf_low, row.conf_high] == pytest.approx([wanted["ci_low"], wanted["ci_high"]], rel=1e-7)
