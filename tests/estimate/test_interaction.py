"""One test of whether groups differ: hand counts, and agreement with other software."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from meal.aggregate import sample
from meal.estimate import interaction_of_arms, interaction_of_changes, interaction_of_results
from meal.model.samples import DesignError, Result


def result(estimate: float, std_error: float, df: float | None) -> Result:
    return Result(estimate, std_error=std_error, conf_low=estimate - 1, conf_high=estimate + 1, df=df, n=20)


def test_groups_of_amounts_are_tested_as_welch_tests_means() -> None:
    rng = np.random.default_rng(4)
    groups = [rng.normal(mean, spread, n) for mean, spread, n in ((0, 1, 12), (1, 3, 20), (0.5, 2, 9))]
    found = interaction_of_results(
        [result(float(g.mean()), float(g.std(ddof=1) / np.sqrt(len(g))), len(g) - 1) for g in groups]
    )
    theirs = anova_oneway(groups, use_var="unequal", welch_correction=True)

    assert (found.estimate, found.p_value) == pytest.approx((theirs.statistic, theirs.pvalue))
    assert found.df == pytest.approx(theirs.df[1])


def test_two_groups_are_the_t_test_of_two_means() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.normal(0, 1, 15), rng.normal(1, 4, 8)
    both = [result(float(g.mean()), float(g.std(ddof=1) / np.sqrt(len(g))), len(g) - 1) for g in (first, second)]

    assert interaction_of_results(both).p_value == pytest.approx(stats.ttest_ind(first, second, equal_var=False).pvalue)


def test_shares_without_degrees_of_freedom_are_tested_by_chi_square() -> None:
    # Differences .3 and .1 with errors .05 and .05: .04/.005 = 8.
    found = interaction_of_results([result(0.3, 0.05, None), result(0.1, 0.05, None)])

    assert (found.estimate, found.df) == (pytest.approx(8), None)
    assert found.p_value == pytest.approx(stats.chi2.sf(8, 1))


def test_a_group_alone_or_without_variation_is_not_tested() -> None:
    with pytest.raises(DesignError, match="one_group"):
        interaction_of_results([result(0.3, 0.05, 4), Result(None, status="not_estimable")])
    with pytest.raises(DesignError, match="no_spread"):
        interaction_of_results([result(0.3, 0.05, 4), result(0.3, 0.0, 4)])


def test_people_as_their_own_villages_are_tested_nearly_as_independent_groups() -> None:
    rng = np.random.default_rng(6)
    n = 2000
    arm, group = rng.integers(0, 2, n), rng.integers(0, 3, n)
    y = rng.normal(size=n) + 0.1 * arm * group
    people = sample(y, arm=arm, psu=np.arange(n))
    joint = interaction_of_arms(people, [group == code for code in range(3)])
    cells = [[y[(arm == a) & (group == g)] for a in (1, 0)] for g in range(3)]
    alone = interaction_of_results(
        [
            result(float(t.mean() - c.mean()), float(np.sqrt(t.var(ddof=1) / len(t) + c.var(ddof=1) / len(c))), 600)
            for t, c in cells
        ]
    )

    assert joint.estimate == pytest.approx(alone.estimate, rel=0.01)


def test_changes_of_two_groups_that_share_villages_have_the_t_test_of_their_contrast() -> None:
    rng = np.random.default_rng(7)
    village = np.repeat(np.arange(10), 6)
    group = np.tile([0, 1], 30)
    before = sample(rng.normal(size=60), psu=village, pair=np.arange(60))
    after = sample(rng.normal(size=60) + group, psu=village, pair=np.arange(60))
    found = interaction_of_changes(before, after, [group == 0, group == 1])
    moved = (after.y - before.y).reshape(10, 3, 2).mean(axis=1)
    gap = moved[:, 1] - moved[:, 0]

    # Villages are equally large, so that the contrast is the mean of their own contrasts.
    assert found.p_value == pytest.approx(stats.ttest_1samp(gap, 0).pvalue)
    few = sample(after.y, psu=village, pair=np.arange(60) + 30)
    with pytest.raises(DesignError, match="interaction_not_offered"):
        interaction_of_changes(before, few, [group == 0, group == 1])
