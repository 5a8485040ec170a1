"""What the coverage study computes for many samples at once is what the engine gives for each: levels."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coverage_study.amounts import ratio_of_sums
from benchmarks.coverage_study.chosen import (
    engine_shares,
    korn_graubard_limits,
    logit_limits,
    t_limits,
    wilson_effective_limits,
)
from benchmarks.coverage_study.clusters import cluster_sizes, linearised_share, yes_by_psu
from benchmarks.coverage_study.numbers import number_limits as designed_number_limits
from benchmarks.coverage_study.strata import STRATA, number_limits, stratified_share, two_phase_share, weighted_share
from meal.aggregate import psu_totals
from meal.estimate import levels, number, numbers, second_phase, two_phase_level
from meal.estimate.intervals import DESIGN_PROPORTION
from meal.model.samples import FrameCounts, Result

SIZES = cluster_sizes(12, 120, unequal=True)
PSU = np.repeat(np.arange(12), SIZES)
EVERYBODY = np.zeros(120, dtype=int)


def answers(yes: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The answers of people, of whom so many said yes in each group."""
    return np.concatenate([np.repeat([1.0, 0.0], [one, size - one]) for one, size in zip(yes, sizes, strict=True)])


def limits_of(result: Result) -> tuple[float, float]:
    return (np.nan if result.conf_low is None else result.conf_low,
            np.nan if result.conf_high is None else result.conf_high)  # fmt: skip


def same(limits, number: int, result: Result, scale: float = 1.0) -> None:
    found = np.array([limits.low[number], limits.high[number]])
    np.testing.assert_allclose(found, np.array(limits_of(result)) / scale, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.3, 0.95])
def test_shares_in_villages(share):
    yes = yes_by_psu(np.random.default_rng(1), share, 0.05, SIZES, 12)
    found, variance = linearised_share(yes, SIZES)
    chosen = engine_shares(found, variance, 120, yes.sum(axis=1), 11.0, clustered=True)
    alone = {
        "logit": logit_limits(found, variance, 11.0),
        "korn_graubard_capped": korn_graubard_limits(found, variance, 120, 11.0),
        "wilson_neff_t": wilson_effective_limits(found, variance, 11.0),
    }

    for one in range(12):
        (result,) = levels(psu_totals(answers(yes[one], SIZES), EVERYBODY, n_cell=1, psu=PSU), "share")
        same(chosen, one, result)
        assert chosen.methods[one] == result.method
        if variance[one] > 0:
            for name, limits in alone.items():
                interval = DESIGN_PROPORTION[name](found[one], variance[one], 120, 11.0, 0.95)
                assert (limits.low[one], limits.high[one]) == pytest.approx((interval.low, interval.high))


def test_shares_of_yes_and_of_no_have_mirrored_limits():
    yes = yes_by_psu(np.random.default_rng(7), 0.05, 0.05, SIZES, 12)

    for one in yes:
        first, second = (
            levels(psu_totals(answers(counts, SIZES), EVERYBODY, n_cell=1, psu=PSU), "share")[0]
            for counts in (one, SIZES - one)
        )
        assert (first.conf_low, first.conf_high) == pytest.approx((1 - second.conf_high, 1 - second.conf_low))


def test_shares_of_strata_with_weights_and_of_people_with_two_weights():
    generator = np.random.default_rng(2)
    drawn, stratum = np.full(4, 15), np.repeat(np.arange(4), 15)
    yes = generator.binomial(drawn, 0.3, (10, 4))
    limits = engine_shares(*stratified_share(yes, drawn, STRATA, np.zeros(4)), 60, yes.sum(axis=1), 56.0)
    people = np.array([30, 30])
    of_kind = generator.binomial(people, 0.2, (10, 2))
    weighted = engine_shares(*weighted_share(of_kind, people, np.array([1.0, 4.0])), 60, of_kind.sum(axis=1), 59.0)

    for one in range(10):
        everybody = np.zeros(60, dtype=int)
        totals = psu_totals(answers(yes[one], drawn), everybody, n_cell=1, stratum=stratum, weight=STRATA[stratum])
        same(limits, one, levels(totals, "share")[0])
        totals = psu_totals(answers(of_kind[one], people), everybody, n_cell=1, weight=np.repeat([1.0, 4.0], 30))
        same(weighted, one, levels(totals, "share")[0])


def test_numbers_in_a_frame_of_strata():
    drawn, frame = np.full(4, 15), np.array([40, 30, 20, 15])
    yes = np.random.default_rng(3).binomial(drawn, 0.3, (10, 4))
    limits = number_limits(yes, drawn, frame)

    for one in range(10):
        counts = FrameCounts(*(values[:, None] for values in (frame, drawn, drawn, yes[one])))
        same(limits, one, number(counts)[0], scale=105.0)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.98])
def test_numbers_of_a_population_from_villages_of_varying_size(share):
    generator = np.random.default_rng(4)
    sizes = SIZES[generator.integers(0, 12, (10, 12))]
    yes = generator.binomial(sizes, share)
    limits = designed_number_limits(yes, sizes, 1.0)

    for one in range(10):
        y = answers(yes[one], sizes[one])
        totals = psu_totals(
            y, np.zeros(len(y), dtype=int), n_cell=1, psu=np.repeat(np.arange(12), sizes[one]),
            weight=np.full(len(y), 40.0),
        )  # fmt: skip
        same(limits, one, numbers(totals)[0], scale=40.0)


def test_shares_of_two_phases():
    generator = np.random.default_rng(5)
    first = generator.multinomial(100, [0.5, 0.3, 0.2], 8)
    asked = np.full((8, 3), 10)
    yes = generator.binomial(asked, 0.4)
    limits = engine_shares(*two_phase_share(yes, asked, first), asked.sum(axis=1), yes.sum(axis=1), 27.0)

    for one in range(8):
        stratum = np.repeat(np.arange(3), first[one])
        place = np.arange(100) - np.repeat(np.cumsum(first[one]) - first[one], first[one])
        drawn = place < 10
        y = np.where(drawn, place < yes[one][stratum], np.nan)
        same(limits, one, two_phase_level(second_phase(y, drawn, stratum), "share"))


def test_ratios_of_amounts_in_villages():
    generator = np.random.default_rng(6)
    y, x = generator.gamma(2.0, 1.0, 120), generator.gamma(3.0, 1.0, 120)
    sums = [np.bincount(PSU, weights=values)[None, :] for values in (y, x)]
    found, std_error = ratio_of_sums(sums[0], sums[1])
    (result,) = levels(psu_totals(y, EVERYBODY, n_cell=1, x=x, psu=PSU), "ratio")

    same(t_limits(found, std_error, 11.0, "taylor_t"), 0, result)
