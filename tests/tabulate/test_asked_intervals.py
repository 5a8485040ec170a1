"""Intervals that an indicator asks for by name, and those that no study may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse
from meal.estimate.intervals import ONE_PROPORTION, korn_graubard, logit_t, wilson_effective
from meal.estimate.methods.hypergeometric import hypergeometric_exact
from meal.model.errors import StudyError
from meal.model.estimates import Estimate
from meal.study.load import study_from_mapping
from tests.tabulate.surveys import repeated, wave_rows

SIMPLE = repeated((12, {"x": "yes"}), (48, {"x": "no"}))


def asked(name: str, **more: Any) -> dict[str, Any]:
    return {"id": "a", "counts": "${x} = 'yes'", "interval": name, **more}


@pytest.mark.parametrize("name", ["clopper_pearson", "jeffreys", "agresti_coull", "midp"])
def test_a_simple_sample_gets_the_interval_that_is_asked_for(name: str) -> None:
    (row,) = wave_rows(SIMPLE, {}, asked(name))
    limits = ONE_PROPORTION[name](12, 60, 0.95)
    assert (row.conf_low, row.conf_high, row.method) == (limits.low, limits.high, name)
    assert name in row.note
    assert row.status == "ok"


def test_contingencytables_prints_the_same_clopper_pearson_limits() -> None:
    # 12 of 60: printed as .1078 to .3233 by R's binom.test.
    (row,) = wave_rows(SIMPLE, {}, asked("clopper_pearson"))
    assert (row.conf_low, row.conf_high) == pytest.approx((0.10783, 0.32326), abs=2e-4)


VILLAGES = repeated(
    *[(5, {"x": "yes" if village % 3 else "no", "v": str(village)}) for village in range(12)],
    *[(5, {"x": "no", "v": str(village)}) for village in range(12)],
)


def test_a_design_gets_its_own_form_of_the_interval() -> None:
    default = wave_rows(VILLAGES, {"psu": "v"}, {"id": "a", "counts": "${x} = 'yes'"})[0]
    assert default.method == "logit_t"
    share, error, df = default.estimate or 0, default.std_error or 0, default.df or 0
    wanted = {
        "logit": ("logit_t", logit_t(share, error, df, 0.95)),
        "wilson": ("wilson_neff_t", wilson_effective(share, error, df, 0.95)),
        "korn_graubard": ("korn_graubard", korn_graubard(share, error**2, 120, df, 0.95)),
    }
    for name, (method, limits) in wanted.items():
        row = wave_rows(VILLAGES, {"psu": "v"}, asked(name))[0]
        assert (row.conf_low, row.conf_high, row.method, row.df) == (limits.low, limits.high, method, df)


@pytest.mark.parametrize("name", ["clopper_pearson", "jeffreys", "midp"])
def test_an_interval_of_simple_samples_is_refused_in_the_row_under_a_design(name: str) -> None:
    (row,) = wave_rows(VILLAGES, {"psu": "v"}, asked(name))
    assert row.estimate == pytest.approx(40 / 120)
    assert (row.status, row.conf_low, row.conf_high, row.method) == ("not_estimable", None, None, "")
    assert f"{name} is for a simple sample" in row.note


def test_where_everybody_says_no_a_logit_does_not_exist() -> None:
    data = repeated(*[(9, {"x": "no", "v": str(village)}) for village in range(9)])
    logit, exact = (wave_rows(data, {"psu": "v"}, asked(name))[0] for name in ("logit", "korn_graubard"))
    assert (logit.status, logit.estimate, logit.conf_high) == ("not_estimable", 0, None)
    assert "same answer" in logit.note
    assert (exact.conf_low, exact.method) == (0, "korn_graubard")
    assert exact.conf_high is not None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wald", "wald is not offered: it has no width at 0 of n .* use wilson"),
        ("Wald-t", "Wald-t is not offered: .* use logit or wilson"),
        ("wilson_cc", "wilson_cc is not offered: a continuity correction"),
        ("wald_cc", "continuity correction"),
        ("total_t_fpc", "beyond the people there are"),
        ("katz", "ratio of two shares"),
        ("wilsn", "there is no interval 'wilsn'.*Did you mean 'wilson'"),
    ],
)
def test_intervals_for_comparison_are_refused_by_name(name: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        study_from_mapping({"study": "s", "waves": {"now": {"files": "-"}}, "indicators": [asked(name)]})


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ({"id": "a", "value": "${x}", "interval": "wilson"}, "interval needs counts"),
        (asked("wilson", report="number"), "is for a share, which report does not name"),
        (asked("hypergeometric_exact"), "is for a number, which report does not name"),
    ],
)
def test_an_interval_for_what_is_not_reported_is_refused(indicator: dict[str, Any], said: str) -> None:
    with pytest.raises(StudyError, match=said):
        study_from_mapping({"study": "s", "waves": {"now": {"files": "-"}}, "indicators": [indicator]})


def followed(tmp_path: Path, *, strata: bool) -> list[Estimate]:
    """200 people, 60 drawn, who all answered; 18 said yes."""
    ids = [f"p{number}" for number in range(200)]
    (tmp_path / "drawn.csv").write_text("id\n" + "\n".join(ids[:60]) + "\n", encoding="utf-8")
    design = {"selection": "random", "sample_of": "before", "roster": str(tmp_path / "drawn.csv")}
    settings = {
        "study": "s",
        "claim": "these_people",
        "identity": {"respondent": "id"},
        "waves": {
            "before": {"files": "-", "design": {"selection": "census"}},
            "later": {"files": "-", "design": {**design, **({"strata": "sex"} if strata else {})}},
        },
        "indicators": [asked("hypergeometric_exact", wave="later", report=["share", "number"])],
    }
    before = pd.DataFrame({"id": ids, "sex": ["f", "m"] * 100}, dtype="str")
    later = pd.DataFrame({"id": ids[:60], "x": ["yes"] * 18 + ["no"] * 42}, dtype="str")
    rows = analyse(settings, {"before": before, "later": later}).internal.estimates
    return [row for row in rows if not row.variant]


def test_a_number_may_have_exact_limits(tmp_path: Path) -> None:
    share, number = followed(tmp_path, strata=False)
    limits = hypergeometric_exact(18, 60, 200, 0.95)
    assert (number.estimate, number.conf_low, number.conf_high) == (60, limits.low, limits.high)
    assert (number.method, share.method) == ("hypergeometric_exact", "wilson_fpc")


def test_exact_limits_need_one_stratum(tmp_path: Path) -> None:
    _, number = followed(tmp_path, strata=True)
    assert (number.status, number.conf_low) == ("not_estimable", None)
    assert "this one has 2" in number.note
