"""A real pre/post trial: financial literacy training in forty schools (CC BY 4.0, simulated persons).

The figures are those of the README beside the data, computed there with another library.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meal.aggregate import sample
from meal.estimate import change, compare_arms, difference_in_differences, paired_change
from meal.estimate.distributions import normal_quantile
from meal.model.samples import Sample

Files = dict[str, dict[str, np.ndarray]]


@pytest.fixture(scope="module")
def files(shared) -> Files:
    import pyreadstat

    folder = shared / "data" / "ghana-vocational-finlit-prepost"
    if not folder.is_dir():
        pytest.skip("the trial's files are not here")
    read: Files = {}
    for wave in ("baseline", "endline"):
        frame, _ = pyreadstat.read_dta(folder / f"GhanaVocationalFinance_randomized_{wave}.dta")
        read[wave] = {str(name): frame[name].to_numpy() for name in frame}
    return read


def waves(files: Files, before: str, after: str, *, arm: int | None = None) -> tuple[Sample, Sample]:
    """Both waves of one question, with their schools; one arm or both."""
    found = []
    for wave, question in (("baseline", before), ("endline", after)):
        answers = files[wave]
        assigned = answers["treatment"].astype(int)
        found.append(
            sample(
                answers[question].astype(float),
                pair=answers["unique_ID"].astype(int),
                arm=assigned,
                psu=answers["schoolid"].astype(int),
                domain=np.ones(len(assigned), dtype=bool) if arm is None else assigned == arm,
            )
        )
    return found[0], found[1]


def without_schools(pair: tuple[Sample, Sample]) -> tuple[Sample, Sample]:
    return replace(pair[0], has_psu=False), replace(pair[1], has_psu=False)


SCORE = "financial_literacy_score", "end_finlit_score"
BUDGETING = "knows_budgeting", "end_knows_budgeting"


@pytest.mark.parametrize(("arm", "n", "mean", "t"), [(0, 975, 4.9425, 18.998), (1, 859, 15.3232, 56.400)])
def test_the_change_within_each_arm(files, arm, n, mean, t):
    result = change(*without_schools(waves(files, *SCORE, arm=arm)), statistic="mean")

    assert result.n == n
    assert result.estimate == pytest.approx(mean, abs=5e-5)
    assert result.estimate / result.std_error == pytest.approx(t, abs=5e-4)


def test_the_difference_in_differences_with_schools(files):
    before, after = waves(files, *SCORE)
    stata, default = (
        difference_in_differences(before, after, statistic="mean", assigned="clusters", errors=errors)
        for errors in ("cr1", "cr2")
    )

    assert stata.difference.estimate == default.difference.estimate == pytest.approx(10.3807, abs=5e-5)
    assert stata.difference.std_error == pytest.approx(0.4505, abs=5e-5)
    assert stata.difference.df == 39
    # The default allows for schools being few and of different size.
    assert 0.4505 < default.difference.std_error < 0.46
    assert default.difference.df < 39
    assert default.control.estimate == pytest.approx(4.9425, abs=5e-5)
    assert default.treated.estimate == pytest.approx(15.3232, abs=5e-5)


def test_the_difference_in_differences_as_if_students_had_been_assigned(files):
    pair = without_schools(waves(files, *SCORE))
    compared = difference_in_differences(*pair, statistic="mean", assigned="individuals").difference

    # The README's 0.3766 takes both arms to vary alike; ours lets them differ.
    assert compared.std_error == pytest.approx(0.3766, rel=0.01)


def test_nobody_forgot_budgeting_and_69_learned_it(files):
    result = paired_change(*without_schools(waves(files, *BUDGETING, arm=1)), statistic="share")
    gained = next(remark.parameters for remark in result.remarks if remark.rule == "gained_lost")

    assert dict(gained) == {"gained": 69, "lost": 0, "n": 859}
    assert result.method == "tango"
    assert result.p_value == pytest.approx(0.5**69)


def test_nobody_changed_in_the_control_arm(files):
    pair = waves(files, *BUDGETING, arm=0)
    simple, with_schools = change(*without_schools(pair), statistic="share"), change(*pair, statistic="share")
    square = normal_quantile(0.95) ** 2

    for result in (simple, with_schools):
        assert (result.estimate, result.p_value, result.n) == (0, None, 975)
        assert "R6" in [remark.rule for remark in result.remarks]
    assert simple.conf_high == pytest.approx(square / (975 + square))
    assert with_schools.conf_high > simple.conf_high


def test_more_students_were_lost_from_the_control_arm(files):
    answers = files["endline"]
    lost = 1 - answers["endline_observed"].astype(float)
    people = sample(lost, arm=answers["treatment"].astype(int))
    compared = compare_arms(people, statistic="share", assigned="individuals")

    assert compared.control.estimate == pytest.approx(0.1136, abs=5e-5)
    assert compared.treated.estimate == pytest.approx(0.0456, abs=5e-5)
    assert compared.difference.conf_high < -0.04
