"""Models of answers: agreement with statsmodels, designs, ranks, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    association_test,
    cell_estimates,
    contrast,
    design_regression,
    estimated_table,
    rank_difference,
    ratio_of,
)
from meal.estimate.methods.estimating_equations import clustered_logit
from meal.estimate.methods.generalised_linear import fit_glm
from meal.model.samples import DesignError, Result

GENERATOR = np.random.default_rng(8)
N = 300
X = np.column_stack([np.ones(N), GENERATOR.normal(size=N), GENERATOR.integers(0, 2, N)])
VILLAGE = np.arange(N) // 10
REACH = X @ [-0.5, 0.8, 0.4] + GENERATOR.normal(0, 0.7, N // 10)[VILLAGE]
YES = (GENERATOR.random(N) < 1 / (1 + np.exp(-REACH))).astype(float)
WEIGHT = GENERATOR.uniform(0.5, 3, N)


@pytest.mark.parametrize(
    ("family", "y", "theirs"),
    [
        ("gaussian", REACH, sm.families.Gaussian()),
        ("binomial", YES, sm.families.Binomial()),
        ("poisson", np.floor(np.exp(REACH)), sm.families.Poisson()),
    ],
)
def test_a_fit_is_the_one_that_statsmodels_finds(family, y, theirs):
    fit = fit_glm(X, y, WEIGHT, family=family)
    oracle = sm.GLM(y, X, family=theirs, freq_weights=WEIGHT).fit(tol=1e-14)

    np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-8)
    np.testing.assert_allclose(fit.inverse * oracle.scale, oracle.cov_params(), rtol=1e-5)


def test_villages_make_errors_those_of_the_cluster_sandwich():
    # With replacement, G/(G − 1) is the only difference from the plain sandwich.
    found = design_regression(sample(YES, psu=VILLAGE), X, family="binomial")
    oracle = sm.GLM(YES, X, family=sm.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": VILLAGE, "use_correction": False}
    )

    np.testing.assert_allclose(found.covariance, oracle.cov_params() * 30 / 29, rtol=1e-6)
    assert found.df == 30 - 1 + 1 - 3


def test_a_regression_on_a_group_is_the_difference_of_two_domains():
    group = X[:, 2].astype(int)
    people = sample(YES, weight=WEIGHT, psu=VILLAGE)
    slope = design_regression(people, X[:, [0, 2]], family="gaussian").result(1)
    cells = cell_estimates(psu_totals(YES, group, n_cell=2, weight=WEIGHT, psu=VILLAGE), "share")
    difference = contrast(cells, {1: 1.0, 0: -1.0})

    assert (slope.estimate, slope.std_error) == pytest.approx((difference.estimate, difference.std_error))


def test_a_poisson_model_of_yes_and_no_gives_the_ratio_of_shares():
    group = X[:, 2] == 1
    ratio = ratio_of(design_regression(sample(YES), X[:, [0, 2]], family="poisson").result(1))

    assert ratio.estimate == pytest.approx(YES[group].mean() / YES[~group].mean())
    assert ratio.conf_low < ratio.estimate < ratio.conf_high


def test_a_coefficient_without_an_interval_stays_as_it_is():
    bare = Result(estimate=0.3, method="design_binomial", status="not_estimable")

    assert ratio_of(bare) is bare


def test_records_without_a_regressor_stay_in_the_design():
    holes = X.copy()
    holes[VILLAGE == 3, 1] = np.nan
    found = design_regression(sample(YES, psu=VILLAGE), holes, family="binomial")

    # One village has nobody in the model: 29 of 30 count.
    assert (found.n, found.df) == (290, 29 - 1 + 1 - 3)


def test_models_that_cannot_be_told_apart_are_refused():
    doubled = np.column_stack([X, 2 * X[:, 1]])
    with pytest.raises(DesignError, match="covariates_collinear"):
        design_regression(sample(YES), doubled, family="binomial")
    with pytest.raises(DesignError, match="too_few_records"):
        design_regression(sample(YES[:3]), X[:3], family="gaussian")
    with pytest.raises(DesignError, match="not_converged"):
        design_regression(sample((X[:, 1] > 0).astype(float)), X, family="binomial")


def test_estimating_equations_agree_with_statsmodels():
    found = clustered_logit(X, YES, VILLAGE, working="independence")
    oracle = sm.GEE(
        YES, X, groups=VILLAGE, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Independence()
    ).fit()

    np.testing.assert_allclose(found.coefficients, oracle.params, rtol=1e-6)
    np.testing.assert_allclose(found.covariance, oracle.cov_robust, rtol=1e-5)
    # statsmodels takes k coefficients off where it counts the correlation; the estimate moves little.
    exchangeable = clustered_logit(X, YES, VILLAGE)
    theirs = sm.GEE(
        YES, X, groups=VILLAGE, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Exchangeable()
    ).fit()
    np.testing.assert_allclose(exchangeable.coefficients, theirs.params, atol=0.01)
    assert 0 < exchangeable.correlation < 0.5


def test_people_alone_in_their_cluster_have_nobody_to_be_like():
    assert clustered_logit(X, YES, np.arange(N)).correlation == 0


def test_ranks_without_a_design_are_nearly_wilcoxons():
    from scipy.stats import mannwhitneyu

    group = X[:, 2]
    found = rank_difference(sample(REACH), group)
    theirs = mannwhitneyu(REACH[group == 1], REACH[group == 0])

    # The mean rank of one group less that of the other is U/(n₁n₀) − 1/2.
    n1, n0 = int(group.sum()), int((1 - group).sum())
    assert found.estimate == pytest.approx(theirs.statistic / (n1 * n0) - 0.5, abs=1e-9)
    assert found.p_value == pytest.approx(theirs.pvalue, rel=0.2)


def test_ties_by_their_weight_do_not_depend_on_the_order_of_the_file():
    y, order = np.round(REACH), GENERATOR.permutation(N)
    people, turned = sample(y, weight=WEIGHT), sample(y[order], weight=WEIGHT[order])

    assert rank_difference(people, X[:, 2]).estimate == pytest.approx(rank_difference(turned, X[order, 2]).estimate)
    listed = [
        rank_difference(one, group, ties="as_listed").estimate
        for one, group in ((people, X[:, 2]), (turned, X[order, 2]))
    ]
    assert listed[0] == pytest.approx(listed[1], abs=0.01)
    assert listed[0] != pytest.approx(listed[1], abs=1e-12)


def test_ranks_need_two_groups():
    with pytest.raises(DesignError, match="arm_empty"):
        rank_difference(sample(REACH), np.ones(N))


def table_of(**design: np.ndarray):
    cell = X[:, 2].astype(int) * 2 + YES.astype(int)
    return estimated_table(psu_totals(np.ones(N), cell, n_cell=4, **design), 2)


def test_without_a_design_the_test_of_association_is_pearsons():
    from scipy.stats import chi2_contingency

    table = table_of(weight=np.ones(N))
    found = association_test(table)
    theirs = chi2_contingency(table.totals, correction=False)

    # n − 1 for n, and F for chi-square.
    assert found.statistic * N / (N - 1) == pytest.approx(theirs.statistic, rel=2 / N)
    assert found.df == pytest.approx(1)
    assert association_test(table, method="rao_scott_chi_square").p_value == pytest.approx(theirs.pvalue, rel=0.02)


def test_in_a_fourfold_table_walds_test_is_that_of_the_difference_but_for_its_variance():
    found = association_test(table_of(psu=VILLAGE, weight=WEIGHT), method="wald")

    assert found.df == 1
    assert found.df_error == 29


def test_one_answer_is_no_table_and_one_village_no_test():
    with pytest.raises(DesignError, match="no_association"):
        estimated_table(psu_totals(np.ones(4), np.array([0, 1, 0, 1]), n_cell=4, weight=np.ones(4)), 2)
    table = table_of(weight=WEIGHT)
    with pytest.raises(DesignError, match="no_degrees_of_freedom"):
        association_test(replace(table, df=0.0))


def test_the_t_of_a_coefficient_is_its_own_tests():
    slope = design_regression(sample(YES, psu=VILLAGE), X, family="binomial").result(1)

    assert (slope.p_value < 0.05) == (slope.conf_low > 0 or slope.conf_high < 0)
    assert math.isfinite(slope.df)
