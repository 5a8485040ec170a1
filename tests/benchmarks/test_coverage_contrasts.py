"""What the coverage study computes for many samples at once is what the engine gives for each: contrasts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage_study.arms import ArmMeans
from benchmarks.coverage_study.changes import BOUNDS, halves_by_psu, paired_cr2, paired_taylor, shares_of
from benchmarks.coverage_study.chosen import t_limits
from benchmarks.coverage_study.clusters import cluster_sizes, yes_by_psu
from benchmarks.coverage_study.people import change_moments, share_moments, welch_limits
from benchmarks.coverage_study.score_limits import koopman_limits, miettinen_nurminen_limits, tango_limits
from benchmarks.coverage_study.tables import paired_shares, welch_shares
from benchmarks.coverage_study.waves import (
    df_in_same_psus,
    difference_in_same_psus,
    log_ratio_in_same_psus,
    overlap_limits,
    yes_in_same_psus,
)
from meal.aggregate import sample
from meal.estimate import change, compare_arms, difference_in_differences, paired_change
from meal.estimate.methods.koopman import koopman
from meal.estimate.methods.miettinen_nurminen import miettinen_nurminen
from meal.estimate.methods.tango import tango

from .test_coverage_levels import answers, same

SIZES = cluster_sizes(10, 120, unequal=True)
PSU = np.repeat(np.arange(10), SIZES)
CELLS = paired_shares(0.2, 0.35, 0.6)
BEFORE, AFTER = np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, 1.0, 0.0])


def test_score_limits_of_tables():
    generator = np.random.default_rng(1)
    gained, lost = generator.multinomial(40, [0.2, 0.1, 0.7], 40).T[:2]
    x1, x0 = generator.binomial(13, 0.2, 40), generator.binomial(40, 0.3, 40)
    x1[:3], x0[:3] = (0, 13, 13), (40, 40, 0)
    kinds = tango_limits(gained, lost, 40), miettinen_nurminen_limits(x1, 13, x0, 40), koopman_limits(x1, 13, x0, 40)

    for one in range(40):
        pairs = [tango(int(gained[one]), int(lost[one]), 40, 0.95)]
        pairs.append(miettinen_nurminen(int(x1[one]), 13, int(x0[one]), 40, 0.95))
        pairs += [koopman(int(x1[one]), 13, int(x0[one]), 40, 0.95)] if x0[one] else []
        for limits, interval in zip(kinds, pairs, strict=False):
            assert (limits.low[one], limits.high[one]) == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert np.isnan(kinds[2].low[2])


@pytest.mark.parametrize("shares", [(0.2, 0.35), (0.03, 0.06), (0.95, 0.9)])
def test_changes_in_villages_with_and_without_weights(shares):
    first, second = halves_by_psu(np.random.default_rng(2), paired_shares(*shares, 0.6), 0.05, SIZES, 6)
    first[5], second[5] = 0, 0  # nobody changes in the last sample
    first[5, :, 3], second[5, :, 3] = SIZES // 2, SIZES - SIZES // 2
    moved = [half[:, :, 2] + half[:, :, 1] for half in (first, second)]
    gain = [half[:, :, 2] - half[:, :, 1] for half in (first, second)]
    weights = [np.arange(1.0, 11.0), 3 * np.arange(1.0, 11.0)]
    found = shares_of([first.sum(axis=1), second.sum(axis=1)], 120)
    limits = paired_cr2(gain[0] + gain[1], moved[0] + moved[1], SIZES, found)
    weighted = paired_taylor(gain, moved, SIZES, weights, found)

    for one in range(6):
        kinds = [np.repeat(np.tile(np.arange(4), 10), half[one].ravel()) for half in (first, second)]
        psu = [np.repeat(np.arange(10), half[one].sum(axis=1)) for half in (first, second)]
        kind, village = np.concatenate(kinds), np.concatenate(psu)
        weight = np.concatenate([part[place] for part, place in zip(weights, psu, strict=True)])
        person = np.arange(len(kind))
        for chosen, more in ((limits, {}), (weighted, {"weight": weight})):
            waves = [sample(y[kind], psu=village, pair=person, **more) for y in (BEFORE, AFTER)]
            result = paired_change(*waves, statistic="share")
            same(chosen, one, result)
            assert chosen.methods[one] == result.method


def test_changes_where_half_answered_both_times():
    generator = np.random.default_rng(3)
    both = generator.multinomial(30, CELLS, 6)
    once = generator.binomial(30, 0.2, 6), generator.binomial(30, 0.4, 6)
    limits = overlap_limits(both, *once, 60)

    for one in range(6):
        kind = np.repeat(np.arange(4), both[one])
        apart = [np.repeat([1.0, 0.0], [int(yes[one]), 30 - int(yes[one])]) for yes in once]
        before = sample(np.concatenate([BEFORE[kind], apart[0]]), pair=np.arange(60))
        after = sample(
            np.concatenate([AFTER[kind], apart[1]]), pair=np.concatenate([np.arange(30), 100 + np.arange(30)])
        )
        same(limits, one, change(before, after, statistic="share"))


@pytest.mark.parametrize("shares", [(0.2, 0.4), (0.04, 0.07), (0.95, 0.8)])
def test_waves_and_groups_inside_the_same_villages(shares):
    sizes = np.array([SIZES, cluster_sizes(10, 120, unequal=False)])
    yes = yes_in_same_psus(np.random.default_rng(4), shares, 0.05, sizes, 6)
    found, std_error = difference_in_same_psus(yes, sizes)
    limits = t_limits(found, std_error, df_in_same_psus(yes, sizes), "overlap_t", BOUNDS)
    ratio = log_ratio_in_same_psus(yes, sizes)

    for one in range(6):
        y = [answers(part[one], size) for part, size in zip(yes, sizes, strict=True)]
        psu = [np.repeat(np.arange(10), size) for size in sizes]
        same(limits, one, change(*(sample(*[a], psu=b) for a, b in zip(y, psu, strict=True)), statistic="share"))
        arm = np.repeat([0, 1], [len(part) for part in y])
        compared = compare_arms(sample(np.concatenate(y), psu=np.concatenate(psu), arm=arm), statistic="share")
        same(limits, one, compared.difference)
        same(ratio, one, compared.risk_ratio)


def test_arms_of_whole_villages():
    treated = np.arange(10) % 3 == 0
    yes = yes_by_psu(np.random.default_rng(5), 0.3, 0.05, SIZES, 6)
    means = ArmMeans(yes, SIZES, treated)
    limits, ratio = means.t_difference(-1.0, 1.0, "cr2", BOUNDS), means.log_ratio("log_ratio_cr2")

    for one in range(6):
        people = sample(answers(yes[one], SIZES), psu=PSU, arm=treated[PSU].astype(int))
        compared = compare_arms(people, statistic="share", assigned="clusters")
        same(limits, one, compared.difference)
        same(ratio, one, compared.risk_ratio)


def test_people_in_arms_and_their_changes():
    generator = np.random.default_rng(6)
    x1, x0 = generator.binomial(13, 0.2, 8), generator.binomial(40, 0.3, 8)
    x1[0], x0[0] = 0, 0
    welch = welch_shares(x1, 13, x0, 40, miettinen_nurminen_limits(x1, 13, x0, 40))
    people = [generator.multinomial(25, CELLS, 8) for _ in range(2)]
    limits = welch_limits([change_moments(group) for group in people], [-1.0, 1.0], "welch")
    counted = generator.binomial(20, [0.3, 0.4, 0.3, 0.5], (8, 4))
    repeated = welch_limits([share_moments(part, 20) for part in counted.T], [1.0, -1.0, -1.0, 1.0], "repeated_welch")

    for one in range(8):
        y = np.concatenate([answers(np.array([x]), np.array([n])) for x, n in ((x0[one], 40), (x1[one], 13))])
        arm = np.repeat([0, 1], [40, 13])
        same(welch, one, compare_arms(sample(y, arm=arm), statistic="share", assigned="individuals").difference)
        kind = np.concatenate([np.repeat(np.arange(4), group[one]) for group in people])
        arm, person = np.repeat([0, 1], 25), np.arange(50)
        waves = [sample(side[kind], arm=arm, pair=person) for side in (BEFORE, AFTER)]
        effect = difference_in_differences(*waves, statistic="share", assigned="individuals")
        same(limits, one, effect.difference)
        # Control and treated before, control and treated after: all different people.
        groups = [answers(counted[one, [first, second]], np.array([20, 20])) for first, second in ((0, 2), (1, 3))]
        arm = np.repeat([0, 1], 20)
        waves = [sample(part, arm=arm, pair=np.arange(40) + 100 * wave) for wave, part in enumerate(groups)]
        effect = difference_in_differences(*waves, statistic="share", assigned="individuals")
        same(repeated, one, effect.difference)
