"""Sample sizes: published numbers, and each formula turned round."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.estimate.planning import (
    ICC_TABLE,
    as_from_many,
    detectable_by_cluster,
    detectable_by_person,
    detectable_change,
    detectable_difference,
    detectable_in_points,
    detectable_shift,
    discordant_share,
    margin_of_error,
    of_population,
    pair_sample_size,
    pairs_needed,
    share_sample_size,
    two_share_sample_size,
)
from meal.estimate.planning.rounding import design_effect, whole


def test_the_number_everybody_knows():
    # 1.96²·0.25/0.05² = 384.1
    assert share_sample_size(0.5, 0.05).people == 385


def test_each_step_takes_up_the_one_before():
    found = share_sample_size(0.5, 0.05, design_effect=2.0, population=1000, response_rate=0.8)

    assert found.designed == pytest.approx(2 * found.simple)
    assert found.finite == pytest.approx(found.designed / (1 + (found.designed - 1) / 1000))
    assert found.people == math.ceil(found.finite / 0.8)


@settings(deadline=None)
@given(share=st.floats(0.05, 0.95), margin=st.floats(0.01, 0.2), deff=st.floats(1, 4))
def test_as_many_people_have_the_margin_they_were_planned_for(share, margin, deff):
    n = share_sample_size(share, margin, design_effect=deff).designed

    assert margin_of_error(share, n, design_effect=deff) == pytest.approx(margin)


def test_everybody_asked_leaves_no_margin():
    assert margin_of_error(0.5, 100, population=100) == 0
    assert margin_of_error(0.5, 50, population=100) < margin_of_error(0.5, 50)


@pytest.mark.parametrize("wrong", [{"share": 0}, {"margin": 1}, {"response_rate": 0}, {"population": 0}])
def test_impossible_plans_are_refused(wrong):
    with pytest.raises(ValueError, match=r"share|population"):
        share_sample_size(**{"share": 0.5, "margin": 0.05, **wrong})


def test_two_groups_are_those_of_r_and_clusters_multiply_them():
    # R: power.prop.test(p1 = .4, p2 = .5, power = .8) gives n = 387.3
    assert two_share_sample_size(0.4, 0.5).people == 388
    found = two_share_sample_size(0.3, 0.4, cluster_size=20, icc=0.05, response_rate=0.9)
    assert found.design_effect == pytest.approx(1.95)
    assert found.clusters == math.ceil(found.clustered / 20)
    assert found.issued == pytest.approx(found.clustered / 0.9)


@settings(deadline=None)
@given(share=st.floats(0.1, 0.6), n=st.integers(100, 3000))
def test_the_detectable_difference_needs_as_many_people(share, n):
    rise = detectable_difference(share, n)

    assert rise is not None
    assert two_share_sample_size(share, share + rise).pooled == pytest.approx(n, rel=1e-6)


def test_too_few_people_detect_nothing():
    assert detectable_difference(0.9, 5) is None
    assert detectable_change(3, discordant=0.1) is None


def test_equal_shares_and_equal_gains_and_losses_are_no_plan():
    with pytest.raises(ValueError, match="different"):
        two_share_sample_size(0.4, 0.4)
    with pytest.raises(ValueError, match="differ"):
        pair_sample_size(0.1, 0.1)


def test_pairs_have_the_power_they_were_planned_for():
    found = pair_sample_size(0.25, 0.10, retained=0.8)

    assert found.power == pytest.approx(0.80, abs=0.02)
    assert found.people == math.ceil(found.pairs / 0.8)
    assert pair_sample_size(0.25, 0.0).power > 0.75  # nobody loses


@settings(deadline=None)
@given(discordant=st.floats(0.05, 0.6), n=st.integers(200, 3000))
def test_the_detectable_change_needs_as_many_pairs(discordant, n):
    change = detectable_change(n, discordant=discordant)

    assert change is not None
    assert pair_sample_size((discordant + change) / 2, (discordant - change) / 2).pairs == pytest.approx(n, rel=1e-6)


def test_clusters_detect_less_than_as_many_people_and_more_alike_ones_less_still():
    effects = [detectable_by_cluster(40, 20, icc=icc).effect for icc in (0.0, *ICC_TABLE)]

    assert effects == sorted(effects)
    assert effects[0] == pytest.approx(detectable_by_person(800).effect, rel=0.03)


def test_covariates_that_explain_half_the_variance_make_effects_smaller_by_its_root():
    plain, explained = detectable_by_person(400), detectable_by_person(400, explained=0.5)

    assert explained.effect == pytest.approx(plain.effect * math.sqrt(0.5))
    with pytest.raises(ValueError, match="degrees of freedom"):
        detectable_by_cluster(3, 20, icc=0.05, covariates=1)


def test_whole_people_and_design_effects():
    assert [whole(20.0), whole(20.0 + 1e-12), whole(20.1)] == [20, 20, 21]
    assert design_effect(10, -0.02) == 1  # a negative icc counts as 0 in a plan


@pytest.mark.parametrize(
    ("first", "second", "alpha", "power", "n"),
    [
        # R: power.prop.test(p1, p2, sig.level = alpha, power = power)$n
        (0.5, 0.6, 0.05, 0.8, 387.338516696),
        (0.3, 0.4, 0.05, 0.8, 355.942812655),
        (0.1, 0.15, 0.05, 0.8, 685.596858066),
        (0.8, 0.9, 0.05, 0.8, 198.963413284),
        (0.3, 0.4, 0.01, 0.9, 674.535840388),
    ],
)
def test_two_groups_agree_with_power_prop_test(first, second, alpha, power, n):
    # R stops its root finder at four digits of the fourth place, so that the last digits are its own.
    assert two_share_sample_size(first, second, alpha=alpha, power=power).pooled == pytest.approx(n, rel=1e-6)


def test_the_rise_that_shows_agrees_with_power_prop_test():
    # R: power.prop.test(n = 400, p1 = .3, power = .8)$p2 = 0.394159
    assert detectable_difference(0.3, 400) == pytest.approx(0.094159135, abs=1e-5)


@settings(deadline=None)
@given(n=st.floats(1, 1e6), population=st.integers(2, 100_000))
def test_a_sample_of_a_population_is_never_larger_and_says_as_much(n, population):
    found = of_population(n, population)

    assert found <= min(n, population) * (1 + 1e-12)
    if found < population * 0.999999:
        assert as_from_many(found, population) == pytest.approx(n, rel=1e-4)
    assert as_from_many(population, population) == math.inf


def test_answers_of_strangers_change_as_often_as_their_shares_say():
    # Counted by hand: of 100, 30 yes before, 40 after, independent: 12 both, so 18 + 28 changed.
    assert discordant_share(0.3, 0.4, 0.0) == pytest.approx(0.46)
    # Everybody who said yes still does: only the ten gained changed; φ = (.3 − .12)/√(.3·.7·.4·.6)
    assert discordant_share(0.3, 0.4, 0.18 / math.sqrt(0.0504)) == pytest.approx(0.10)
    assert discordant_share(0.1, 0.8, 0.9) is None


@settings(deadline=None)
@given(before=st.floats(0.15, 0.6), pairs=st.integers(200, 3000), correlation=st.floats(0, 0.6), rise=st.booleans())
def test_the_detectable_shift_needs_as_many_pairs(before, pairs, correlation, rise):
    change = detectable_shift(before, pairs, correlation=correlation, rise=rise)

    if change is not None:
        after = before + change if rise else before - change
        discordant = discordant_share(before, after, correlation)
        assert discordant is not None
        assert 0 <= after <= 1
        assert pairs_needed(discordant, change) == pytest.approx(pairs, rel=1e-5)


def test_an_effect_in_points_counts_the_spread_of_both_arms():
    effect = 0.2839404701587306  # 40 clusters of 20, ICC .05, as PowerUpR gives it
    rise = detectable_in_points(effect, 0.3, rise=True)

    assert rise is not None
    assert rise == pytest.approx(effect * math.sqrt((0.3 * 0.7 + (0.3 + rise) * (0.7 - rise)) / 2))
    # From a small share the spread of the untreated arm alone would promise too much: 0.28 · √(.05·.95) = .062.
    assert detectable_in_points(effect, 0.05, rise=True) > 0.08
    assert detectable_in_points(0.6, 0.05, rise=False) is None  # there is no room for a fall
