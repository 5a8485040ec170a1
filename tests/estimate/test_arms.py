"""Control, treated and what lies between them, by the way the arms came about."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    cell_estimates,
    compare_arms,
    compare_arms_adjusted,
    contrast,
    difference_in_differences,
    paired_change,
)
from meal.estimate.arms import arm_rows, filled_covariates
from meal.estimate.groups import share_difference, share_ratio
from meal.estimate.methods.cluster_robust import cluster_robust, hc2, least_squares
from meal.model.samples import DesignError


def rules(result):
    return [remark.rule for remark in result.remarks]


def parameters(result, rule):
    return dict(next(remark.parameters for remark in result.remarks if remark.rule == rule))


def two_arms(treated, control, **design):
    """A sample of (yes, no) people in each arm."""
    y = np.concatenate([np.repeat([1.0, 0.0], treated), np.repeat([1.0, 0.0], control)])
    return sample(y, arm=np.repeat([1, 0], [sum(treated), sum(control)]), **design)


def test_groups_not_assigned_at_random_get_score_limits():
    compared = compare_arms(two_arms((56, 14), (48, 32)), statistic="share")
    expected = share_difference(56, 70, 48, 80)

    assert (compared.difference.estimate, compared.difference.conf_low) == (expected.estimate, expected.conf_low)
    assert (compared.treated.estimate, compared.treated.method) == (0.8, "wilson")
    assert (compared.control.n, compared.control.numerator) == (80, 48)
    assert compared.risk_ratio.method == "koopman"


def test_individuals_assigned_at_random_get_welch_for_shares_too():
    # Shares 0.8 and 0.6: standard error √(0.16/69 + 0.24/79).
    compared = compare_arms(two_arms((56, 14), (48, 32)), statistic="share", assigned="individuals")

    assert compared.difference.method == "welch"
    assert compared.difference.std_error == pytest.approx(math.sqrt(0.16 / 69 + 0.24 / 79))
    assert compared.risk_ratio.conf_low == share_ratio(56, 70, 48, 80).conf_low


def test_where_nobody_said_yes_score_limits_stand_in_for_welch():
    compared = compare_arms(two_arms((0, 30), (0, 30)), statistic="share", assigned="individuals")

    assert (compared.difference.method, compared.difference.estimate) == ("miettinen_nurminen", 0)
    assert compared.difference.conf_low < 0 < compared.difference.conf_high
    assert compared.risk_ratio.status == "not_estimable"


def test_amounts_of_two_groups_get_welch():
    # 1, 3 against 0, 0, 3: difference 1, √(1 + 1) = √2.
    people = sample(np.array([1.0, 3, 0, 0, 3]), arm=np.array([1, 1, 0, 0, 0]))
    compared = compare_arms(people, statistic="mean")

    assert compared.difference.estimate == pytest.approx(1)
    assert compared.difference.std_error == pytest.approx(math.sqrt(2))
    assert compared.difference.df == pytest.approx(4 / (1 / 1 + 1 / 2))
    assert compared.risk_ratio is None


def test_strata_of_assignment_are_compared_within_and_weighted_by_size():
    # Stratum 0: 1, 3 against 0, 2 (difference 1, 4 people); stratum 1: 9, 11, 13 against 5, 7, 9 (4, 6 people).
    y = np.array([1.0, 3, 0, 2, 9, 11, 13, 5, 7, 9])
    people = sample(y, arm=np.array([1, 1, 0, 0, 1, 1, 1, 0, 0, 0]), stratum=np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]))
    compared = compare_arms(people, statistic="mean", assigned="individuals")

    assert compared.difference.estimate == pytest.approx(0.4 * 1 + 0.6 * 4)
    # Each arm's variance is 2/2 = 1 in stratum 0 and 4/3 in stratum 1.
    assert compared.difference.std_error == pytest.approx(math.sqrt(0.16 * 2 + 0.36 * 8 / 3))
    assert compared.treated.estimate == pytest.approx(0.4 * 2 + 0.6 * 11)
    assert compared.treated.estimate - compared.control.estimate == pytest.approx(compared.difference.estimate)


def test_a_stratum_without_an_arm_is_refused():
    people = sample(np.arange(5.0), arm=np.array([0, 0, 1, 1, 1]), stratum=np.array([0, 0, 0, 0, 1]))

    with pytest.raises(DesignError) as refusal:
        compare_arms(people, statistic="mean", assigned="individuals")
    assert refusal.value.remark.rule == "stratum_without_arm"
    clustered = replace(people, psu=np.arange(5), has_psu=True)
    with pytest.raises(DesignError) as refusal:
        compare_arms(clustered, statistic="mean", assigned="clusters")
    assert refusal.value.remark.rule == "stratum_without_arm"


def villages(n_control, n_treated, *, size=10, seed=1, yes_or_no=False):
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(n_control + n_treated), size)
    arm = (village >= n_control).astype(int)
    y = rng.normal(size=n_control + n_treated)[village] + rng.normal(size=len(village)) + arm
    return sample((y > 0.5).astype(float) if yes_or_no else y, arm=arm, psu=village)


def test_whole_villages_assigned_are_analysed_as_villages():
    compared = compare_arms(villages(12, 12), statistic="mean", assigned="clusters")

    assert compared.difference.method == "cr2"
    assert compared.difference.df == pytest.approx(22)  # 12 and 12 villages of the same size
    assert parameters(compared.difference, "R8") == {"control": 12, "treated": 12, "n": 240, "assigned": "clusters"}


def test_villages_are_noticed_where_individuals_were_declared():
    as_declared = compare_arms(villages(12, 12), statistic="mean", assigned="individuals")

    assert as_declared.difference.method == "cr2"
    assert parameters(as_declared.difference, "R8")["assigned"] == "individuals"


def test_individuals_assigned_within_villages_are_individuals():
    people = villages(12, 12)
    mixed = replace(people, arm=np.arange(240) % 2)

    assert compare_arms(mixed, statistic="mean", assigned="individuals").difference.method == "welch"


def test_equal_villages_give_the_t_test_of_their_means():
    people = villages(8, 6)
    compared = compare_arms(people, statistic="mean", assigned="clusters").difference
    means = people.y.reshape(14, 10).mean(axis=1)

    assert compared.estimate == pytest.approx(means[8:].mean() - means[:8].mean())
    expected = math.sqrt(np.var(means[8:], ddof=1) / 6 + np.var(means[:8], ddof=1) / 8)
    assert compared.std_error == pytest.approx(expected)


def test_one_treated_village_has_no_interval():
    compared = compare_arms(villages(12, 1, yes_or_no=True), statistic="share", assigned="clusters")

    for result in (compared.difference, compared.risk_ratio):
        assert (result.status, result.conf_low, result.std_error, result.p_value) == ("not_estimable", None, None, None)
        assert parameters(result, "R9") == {"control": 12, "treated": 1, "refused": 1}


def test_a_few_villages_have_an_interval_that_is_not_to_be_leaned_on():
    compared = compare_arms(villages(12, 4), statistic="mean", assigned="clusters").difference

    assert (compared.status, compared.method) == ("unreliable", "cr2_randomisation")
    assert compared.conf_low < compared.estimate < compared.conf_high
    # 16 over 4 ways to choose the treated villages; the one furthest out has no mirror image among them.
    assert parameters(compared, "R9") == {"control": 12, "treated": 4, "smallest": 1 / 1820}
    assert parameters(compared, "all_assignments") == {"n": 1820}


def test_the_errors_that_stata_prints_are_there_by_name():
    people = villages(12, 12)
    default, stata = (
        compare_arms(people, statistic="mean", assigned="clusters", errors=errors).difference
        for errors in ("cr2", "cr1")
    )

    assert (stata.method, stata.df) == ("cr1", 23)
    assert stata.std_error != default.std_error


def test_weights_make_it_a_difference_of_domains():
    people = villages(10, 10)
    weighted = replace(people, weight=1.0 + np.arange(200) % 3, has_weight=True)
    compared = compare_arms(weighted, statistic="mean").difference
    totals = psu_totals(people.y, people.arm, n_cell=2, weight=weighted.weight, psu=people.psu)
    expected = contrast(cell_estimates(totals, "mean"), {1: 1.0, 0: -1.0})

    assert compared.method == "taylor_t"
    assert (compared.estimate, compared.std_error, compared.df) == pytest.approx(
        (expected.estimate, expected.std_error, expected.df)
    )


def test_groups_within_villages_go_together():
    people = replace(villages(10, 10), arm=np.arange(200) % 2)
    compared = compare_arms(people, statistic="mean").difference
    totals = psu_totals(people.y, people.arm, n_cell=2, psu=people.psu)
    expected = contrast(cell_estimates(totals, "mean"), {1: 1.0, 0: -1.0})

    assert (compared.std_error, compared.df) == pytest.approx((expected.std_error, 19))


def test_two_counted_groups_have_a_counted_difference():
    people = two_arms((30, 10), (20, 20), stratum_fraction=np.array([1.0]))
    compared = compare_arms(people, statistic="share")

    assert (compared.difference.estimate, compared.difference.std_error) == (0.25, 0)
    assert (compared.risk_ratio.estimate, compared.risk_ratio.method) == (1.5, "census")
    assert compared.control.method == "census"
    nobody = compare_arms(two_arms((30, 10), (0, 40), stratum_fraction=np.array([1.0])), statistic="share")
    assert nobody.risk_ratio.estimate is None


def test_an_experiment_among_people_who_were_all_asked_still_has_its_chance():
    people = two_arms((30, 10), (20, 20), stratum_fraction=np.array([1.0]))

    assert compare_arms(people, statistic="share", assigned="individuals").difference.std_error > 0


def test_an_arm_without_answers_has_no_comparison():
    people = sample(np.array([1.0, 0.0, np.nan]), arm=np.array([1, 1, 0]))
    compared = compare_arms(people, statistic="share")

    assert compared.difference.status == "not_estimable"
    assert parameters(compared.risk_ratio, "arm_empty") == {"control": 0, "treated": 2}
    adjusted = replace(people, covariates=np.ones((3, 1)))
    assert compare_arms_adjusted(adjusted, statistic="share", assigned="individuals").difference.estimate is None


def test_people_in_neither_arm_are_left_out():
    people = sample(np.array([1.0, 0, 1, 0, 1]), arm=np.array([1, 1, 0, 0, -1]))

    assert compare_arms(people, statistic="share").difference.n == 4


def test_a_comparison_needs_arms():
    with pytest.raises(ValueError, match="arm"):
        arm_rows(sample(np.array([1.0])))


def trial(seed=2, n=200, **design):
    """A trial in which a covariate decides much; the effect is 1."""
    rng = np.random.default_rng(seed)
    covariate = rng.normal(size=n)
    arm = rng.integers(0, 2, n)
    y = arm + 3 * covariate + rng.normal(size=n)
    return sample(y, arm=arm, covariates=covariate[:, None], **design)


def test_adjustment_finds_the_effect_more_precisely():
    plain = compare_arms(trial(), statistic="mean", assigned="individuals").difference
    adjusted = compare_arms_adjusted(trial(), statistic="mean", assigned="individuals")

    assert adjusted.difference.method == "lin_hc2"
    assert adjusted.difference.std_error < plain.std_error / 2
    assert adjusted.difference.conf_low < 1 < adjusted.difference.conf_high
    assert adjusted.treated.estimate - adjusted.control.estimate == pytest.approx(adjusted.difference.estimate)


def test_adjustment_without_difference_between_arms_changes_no_mean():
    # Both arms have the covariate 0, 1, 2, 3: adjusted and plain means are the same.
    covariate = np.tile([0.0, 1, 2, 3], 2)
    people = sample(np.array([1.0, 2, 2, 5, 3, 3, 6, 8]), arm=np.repeat([0, 1], 4), covariates=covariate[:, None])
    adjusted = compare_arms_adjusted(people, statistic="mean", assigned="individuals")

    assert (adjusted.control.estimate, adjusted.treated.estimate) == pytest.approx((2.5, 5.0))


def test_adjusted_shares_and_their_ratio():
    people = trial()
    shares = replace(people, y=(people.y > 0).astype(float))
    adjusted = compare_arms_adjusted(shares, statistic="share", assigned="individuals")
    ratio = adjusted.risk_ratio

    assert ratio.estimate == pytest.approx(adjusted.treated.estimate / adjusted.control.estimate)
    assert ratio.method == "log_ratio_lin_hc2"
    # Limits of a ratio are symmetric on the log scale.
    assert math.log(ratio.conf_high / ratio.estimate) == pytest.approx(math.log(ratio.estimate / ratio.conf_low))
    assert 0 < adjusted.control.conf_low < adjusted.control.estimate < adjusted.control.conf_high < 1
    assert adjusted.control.p_value is None


def test_adjustment_in_villages():
    people = villages(12, 12)
    adjusted = compare_arms_adjusted(
        replace(people, covariates=np.random.default_rng(1).normal(size=(240, 1))),
        statistic="mean",
        assigned="clusters",
    )

    assert adjusted.difference.method == "lin_cr2"


def test_a_missing_covariate_is_set_to_the_average_and_said():
    people = trial()
    holes = people.covariates.copy()
    holes[:3] = np.nan
    adjusted = compare_arms_adjusted(replace(people, covariates=holes), statistic="mean", assigned="individuals")

    assert adjusted.difference.n == 200
    assert parameters(adjusted.difference, "covariate_filled") == {"n": 3}


def test_adjustment_needs_covariates_and_no_weights():
    with pytest.raises(ValueError, match="covariates"):
        filled_covariates(
            sample(np.array([1.0]), arm=np.array([1])), arm_rows(sample(np.array([1.0]), arm=np.array([1])))
        )
    with pytest.raises(DesignError) as refusal:
        compare_arms_adjusted(trial(weight=np.linspace(1, 2, 200)), statistic="mean", assigned="individuals")
    assert refusal.value.remark.rule == "adjustment_with_weights"


def test_covariates_that_repeat_each_other_are_refused():
    people = trial()
    doubled = replace(people, covariates=np.hstack([people.covariates, 2 * people.covariates]))

    with pytest.raises(DesignError) as refusal:
        compare_arms_adjusted(doubled, statistic="mean", assigned="individuals")
    assert refusal.value.remark.rule == "covariates_collinear"


def test_a_covariate_that_is_the_same_for_everybody_adjusts_nothing():
    people = replace(trial(), covariates=np.ones((200, 1)))
    adjusted = compare_arms_adjusted(people, statistic="mean", assigned="individuals").difference
    plain = compare_arms(people, statistic="mean", assigned="individuals").difference

    assert (adjusted.estimate, adjusted.std_error) == pytest.approx((plain.estimate, plain.std_error))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_villages_of_one_person_are_persons(seed):
    people = trial(seed, n=30)
    fit = least_squares(np.column_stack([np.ones(30), people.arm, people.covariates]), people.y)
    of_arm = np.array([0.0, 1.0, 0.0])

    assert cluster_robust(fit, np.arange(30), of_arm).std_error == pytest.approx(hc2(fit, of_arm).std_error)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_cr2_is_the_matrix_formula(seed):
    # Pustejovsky & Tipton (2018) written out with n × n matrices.
    rng = np.random.default_rng(seed)
    n, village = 24, rng.integers(0, 6, 24)
    regressors = np.column_stack([np.ones(n), rng.integers(0, 2, n), rng.normal(size=n)])
    regressors[0, 1], regressors[1, 1] = 0, 1
    fit = least_squares(regressors, rng.normal(size=n))
    contrast_of = np.array([0.0, 1.0, 0.0])
    hat = np.eye(n) - regressors @ fit.inverse @ regressors.T
    variance, leaning = 0.0, []
    for code in np.unique(village):
        inside = village == code
        values, vectors = np.linalg.eigh(hat[np.ix_(inside, inside)])
        root = vectors @ np.diag([1 / math.sqrt(v) if v > 1e-10 else 0.0 for v in values]) @ vectors.T
        row = contrast_of @ fit.inverse @ regressors[inside].T @ root
        variance += float(row @ fit.residuals[inside]) ** 2
        leaning.append(row @ hat[inside])
    products = np.array(leaning) @ np.array(leaning).T
    spread = cluster_robust(fit, village, contrast_of)

    assert spread.std_error == pytest.approx(math.sqrt(variance), rel=1e-7)
    assert spread.df == pytest.approx(np.trace(products) ** 2 / (products**2).sum(), rel=1e-7)


def two_waves(seed=3, n=300, *, same_people=True, **design):
    rng = np.random.default_rng(seed)
    arm = np.arange(n) % 2
    before = rng.normal(size=n)
    after = before + 1 + arm + rng.normal(size=n)
    people = np.arange(n)
    return (
        sample(before, arm=arm, pair=people, **design),
        sample(after, arm=arm, pair=people if same_people else people + n, **design),
    )


def test_a_difference_in_differences_of_the_same_people_compares_their_changes():
    before, after = two_waves()
    compared = difference_in_differences(before, after, statistic="mean", assigned="individuals")
    change = after.y - before.y

    assert compared.difference.estimate == pytest.approx(change[1::2].mean() - change[::2].mean())
    assert compared.difference.method == "welch"
    assert rules(compared.difference)[0] == "R4"
    for arm, result in ((0, compared.control), (1, compared.treated)):
        chosen = [replace(wave, domain=wave.arm == arm) for wave in (before, after)]
        alone = paired_change(*chosen, statistic="mean")
        assert (result.estimate, result.std_error) == pytest.approx((alone.estimate, alone.std_error))


def test_a_difference_in_differences_of_different_people_compares_four_means():
    before, after = two_waves(same_people=False)
    compared = difference_in_differences(before, after, statistic="mean", assigned="individuals").difference
    groups = [wave.y[wave.arm == arm] for wave in (before, after) for arm in (0, 1)]

    assert compared.method == "repeated_welch"
    expected = (groups[3].mean() - groups[1].mean()) - (groups[2].mean() - groups[0].mean())
    assert compared.estimate == pytest.approx(expected)
    assert compared.std_error == pytest.approx(math.sqrt(sum(np.var(group, ddof=1) / len(group) for group in groups)))


def test_different_people_of_the_same_villages_are_clustered():
    before, after = two_waves(same_people=False, psu=np.arange(300) // 2 % 20 * 2 + np.arange(300) % 2)
    compared = difference_in_differences(before, after, statistic="mean", assigned="clusters").difference

    assert compared.method == "repeated_cr2"
    with pytest.raises(DesignError) as refusal:
        difference_in_differences(replace(before, has_weight=True), after, statistic="mean", assigned="clusters")
    assert refusal.value.remark.rule == "repeated_with_weights"


def test_a_group_without_answers_has_no_difference_in_differences():
    before, after = two_waves(same_people=False)
    with pytest.raises(DesignError) as refusal:
        difference_in_differences(replace(before, domain=before.arm == 0), after, statistic="mean")
    assert refusal.value.remark.rule == "arm_empty"
    with pytest.raises(ValueError, match="arm"):
        difference_in_differences(replace(before, arm=None), after, statistic="mean")


def test_arms_of_the_first_wave_hold_where_the_second_limits_who_is_paired():
    before, after = two_waves()
    fewer = replace(after.take(np.arange(200)), arm=None)
    compared = difference_in_differences(
        replace(before, covariates=np.ones((300, 1))), fewer, statistic="mean", assigned="individuals"
    ).difference

    change = (after.y - before.y)[:200]
    assert compared.estimate == pytest.approx(change[1::2].mean() - change[::2].mean())


def test_a_contrast_with_an_empty_cell_is_not_estimable():
    totals = psu_totals(np.array([1.0, 0.0]), np.zeros(2, dtype=int), n_cell=2)

    assert contrast(cell_estimates(totals, "share"), {1: 1.0, 0: -1.0}).status == "not_estimable"


def test_arms_of_villages_without_a_yes_have_no_ratio():
    people = villages(12, 12)
    nobody = replace(people, y=np.where(people.arm == 1, 0.0, np.arange(240) % 2))
    compared = compare_arms(nobody, statistic="share", assigned="clusters")

    assert rules(compared.risk_ratio)[0] == "no_ratio"


def test_villages_that_never_differ_have_no_interval():
    people = villages(12, 12)
    same = replace(people, y=np.tile([0.0, 1.0], 120))
    compared = compare_arms(same, statistic="share", assigned="clusters")

    assert compared.difference.status == compared.risk_ratio.status == "not_estimable"
    assert compared.risk_ratio.estimate == 1


def test_a_lonely_stratum_is_said_of_an_arm():
    people = sample(
        np.random.default_rng(1).normal(size=41),
        arm=np.arange(41) % 2,
        stratum=np.where(np.arange(41) == 40, 2, np.arange(41) // 20),
    )

    assert "R10" in rules(compare_arms(people, statistic="mean").control)


def test_counted_amounts_have_a_counted_difference_and_no_ratio():
    people = sample(np.array([1.0, 3, 5, 5]), arm=np.array([0, 0, 1, 1]), stratum_fraction=np.array([1.0]))
    compared = compare_arms(people, statistic="mean")

    assert (compared.difference.estimate, compared.risk_ratio) == (3, None)


def test_without_people_there_is_no_regression():
    with pytest.raises(DesignError):
        least_squares(np.zeros((0, 2)), np.zeros(0))


@pytest.mark.parametrize("what", ["stratum", "psu"])
def test_an_unknown_village_or_stratum_is_refused_and_not_taken_for_one_more(what):
    people = villages(6, 6)
    unknown = replace(people, **{what: np.where(np.arange(120) == 5, -1, getattr(people, what))})

    with pytest.raises(DesignError) as refusal:
        compare_arms(unknown, statistic="mean", assigned="clusters")
    assert (refusal.value.remark.rule, refusal.value.remark.parameters["n"]) == (f"{what}_missing", 1)
