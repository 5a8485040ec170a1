"""What we compute is what R computes (survey, sandwich, clubSandwich, contingencytables, coin, geepack, …).

Tolerances are those of the cases: mostly 1e-6 to 1e-8 relative.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meal.aggregate import psu_totals, sample
from meal.estimate import difference_in_differences, levels, paired_change
from meal.model.samples import DesignError
from tests.reference.adapter import KINDS
from tests.reference.cases import declared_design, load_cases, read_table
from tests.reference.score import main, scores

COMMITTED = Path(__file__).parent / "committed"


def found_case(folder, case_id):
    case = next(case for case in load_cases(folder) if case["id"] == case_id)
    table = read_table(folder, case)
    assert table is not None
    return case, table


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in load_cases(COMMITTED)}))
def test_every_expected_number_of_the_cases_that_travel_with_the_project_is_met(kind):
    score = scores(COMMITTED)[kind]

    assert score.failures == []
    assert score.passed == score.checked > 0


def test_every_kind_of_case_has_an_adapter(shared):
    assert {case["kind"] for case in load_cases(shared / "reference")} == KINDS.keys()


def test_every_expected_number_of_the_reference_folder_is_met(shared, capsys):
    assert main([str(shared / "reference")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["all", "134", "2147", "2147", "0"]


def test_one_treated_state_of_27_gives_a_difference_but_no_interval():
    # Cluster errors there say ±.012 and p = .001, and a placebo state does as well one time in five.
    case, table = found_case(COMMITTED, "did-organ")
    estimand, psu = case["estimand"], declared_design(table, case)["psu"]
    y, arm, later = (table.numbers(estimand[name]) for name in ("outcome", "treatment", "post"))
    waves = [sample(y, arm=arm.astype(int), psu=psu, domain=later == wave) for wave in (0, 1)]

    compared = difference_in_differences(*waves, statistic="mean", assigned="clusters").difference

    assert compared.estimate == pytest.approx(case["expected"]["did"], rel=1e-9)
    assert (compared.status, compared.conf_low, compared.p_value) == ("not_estimable", None, None)


def test_a_change_among_patients_of_29_psychiatrists_gets_bell_and_mccaffreys_error():
    case, table = found_case(COMMITTED, "clusterpaired-psychiatry")
    people = sample(table.numbers("pre"), pair=np.arange(len(table)), **declared_design(table, case))

    changed = paired_change(people, replace(people, y=table.numbers("post")), statistic="share")

    assert changed.method == "paired_cr2"
    assert changed.std_error == pytest.approx(case["expected"]["cr2_satterthwaite"]["se"], rel=1e-9)


def test_a_stratum_of_which_one_school_was_sampled_is_refused_where_the_study_says_so(shared):
    case, table = found_case(shared / "reference", "lonely-adjust")
    totals = psu_totals(
        table.numbers("api00"), np.zeros(len(table), dtype=int), n_cell=1, **declared_design(table, case)
    )

    with pytest.raises(DesignError, match="R10"):
        levels(totals, "mean", lonely="fail")


def test_the_score_fails_where_a_number_is_wrong_or_not_computed(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "cases.json").write_text(
        """[{"id": "half", "kind": "prop_one", "data": {"inline": {"successes": 1, "n": 2}}, "conf_level": 0.95,
             "estimand": {"parameter": "proportion"}, "tolerance": {"rel": 1e-6, "abs": 1e-9},
             "expected": {"est": 0.4, "n": 2, "of_another_world": {"ci_low": 0, "ci_high": 1}}},
            {"id": "unknown", "kind": "phrenology", "data": {"inline": {}}, "conf_level": 0.95, "estimand": {},
             "tolerance": {"rel": 0, "abs": 0}, "expected": {"bumps": [1, 2, 3]}}]""",
        encoding="utf-8",
    )

    assert main([str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "FAILED half /est: expected 0.4, got 0.5" in printed
    assert "FAILED half /of_another_world: not computed" in printed
    assert printed.splitlines()[-1].split() == ["all", "2", "7", "1", "6"]


def test_the_score_says_how_it_is_called(capsys):
    assert main([]) == 2
    assert "python -m tests.reference.score DIR" in capsys.readouterr().out
