"""A subsample of a first sample with a design: what its variance must be in cases that are known."""

from __future__ import annotations

import numpy as np
import pytest

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    designed_two_phase_level,
    designed_two_phase_median,
    levels,
    quantile,
    second_phase,
    two_phase_level,
)
from meal.model.samples import DesignError


def survey(seed, villages=24, size=20):
    generator = np.random.default_rng(seed)
    village = np.repeat(np.arange(villages), size)
    y = (generator.random(len(village)) < generator.uniform(0.2, 0.8, villages)[village]).astype(float)
    design = {"weight": generator.uniform(1, 9, len(y)), "stratum": village // 8, "psu": village}
    return y, design, generator.integers(0, 2, len(y))


@pytest.mark.parametrize("seed", range(3))
def test_from_a_simple_first_sample_it_is_the_closed_form_of_rao(seed):
    y, _, group = survey(seed)
    drawn = np.random.default_rng(seed).random(len(y)) < 0.4

    found = designed_two_phase_level(sample(y), drawn, group, "share")
    closed = two_phase_level(second_phase(y, drawn, group), "share")

    assert found.estimate == pytest.approx(closed.estimate)
    assert found.std_error == pytest.approx(closed.std_error, rel=1e-12)
    assert found.df == closed.df


def test_where_everybody_is_drawn_it_is_the_first_sample_alone():
    y, design, group = survey(1)
    everybody = np.ones(len(y), dtype=bool)

    found = designed_two_phase_level(sample(y, **design), everybody, group, "share")
    alone = levels(psu_totals(y, np.zeros(len(y), dtype=int), n_cell=1, **design), "share")[0]

    assert (found.estimate, found.std_error, found.df) == pytest.approx((alone.estimate, alone.std_error, alone.df))
    middle = designed_two_phase_median(sample(y + np.arange(len(y)) / 9, **design), everybody, group)
    wanted = quantile(sample(y + np.arange(len(y)) / 9, **design), 0.5)
    assert (middle.estimate, middle.conf_low, middle.conf_high) == (wanted.estimate, wanted.conf_low, wanted.conf_high)


def test_its_mean_is_the_variance_that_repeated_samples_have():
    # 3 strata of 40 villages, 6 drawn with replacement; then a fifth of each sex, whatever the village.
    generator = np.random.default_rng(5)
    likely = 1 / (1 + np.exp(0.5 - generator.normal(0, 0.8, (3, 40)) - np.arange(3)[:, None] * 0.7))
    people = (generator.random((3, 40, 30)) < likely[:, :, None]).astype(float)
    sex = (generator.random((3, 40, 30)) < 0.5).astype(int)
    stratum = np.repeat(np.arange(3), 6 * 30)
    found = []
    for _ in range(600):
        chosen = generator.integers(0, 40, (3, 6))
        y, group = (values[np.arange(3)[:, None], chosen].reshape(-1) for values in (people, sex))
        drawn = np.zeros(len(y), dtype=bool)
        for code in (0, 1):
            rows = np.flatnonzero(group == code)
            drawn[generator.choice(rows, len(rows) // 5, replace=False)] = True
        first = sample(y, stratum=stratum, psu=np.arange(len(y)) // 30)
        result = designed_two_phase_level(first, drawn, group, "share")
        found.append((result.estimate, result.std_error**2, result.conf_low <= people.mean() <= result.conf_high))
    estimate, variance, covered = np.array(found, dtype=float).T
    # Three Monte Carlo errors of a variance from 600 samples are 17%.
    assert variance.mean() == pytest.approx(estimate.var(), rel=0.17)
    assert 0.92 < covered.mean() < 0.98


def test_a_group_of_which_nobody_or_one_was_reached_is_refused():
    y, design, group = survey(2)
    with pytest.raises(DesignError, match="not_covered"):
        designed_two_phase_level(sample(y, **design), group == 0, group, "share")
    with pytest.raises(DesignError, match="R10"):
        designed_two_phase_level(
            sample(y, **design), (group == 0) | (np.arange(len(y)) == np.argmax(group)), group, "share"
        )
    with pytest.raises(DesignError, match="weights_do_not_sum_to_population"):
        designed_two_phase_level(sample(y), np.ones(len(y), dtype=bool), group, "total")
