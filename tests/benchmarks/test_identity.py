"""The rule on a small made-up register with the mistakes of the benchmark: a floor, for every change of the rule."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.identity_data.people import Errors, register
from benchmarks.identity_data.table import register_table
from meal.prepare.identity import find_pairs
from meal.study.identity import Thresholds

N, TWICE = 2_000, 120


@pytest.mark.parametrize(("seed", "mistakes", "least"), [(11, 1.0, 0.90), (12, 1.0, 0.90), (13, 0.5, 0.95)])
def test_people_who_stand_twice_are_found_and_hardly_anybody_else(seed, mistakes, least):
    frame = register(np.random.default_rng(seed), N, errors=Errors().times(mistakes))
    truth = frame["truth"].to_numpy()
    pairs = find_pairs(register_table(frame), Thresholds())
    right = truth[pairs.left] == truth[pairs.right]
    standard, strict = pairs.score >= Thresholds().standard, pairs.score >= Thresholds().strict
    assert right[standard].mean() >= 0.98
    assert right[standard].sum() / TWICE >= least
    assert right[strict].all()
    # Nearly all others stand in the band for review.
    assert right.sum() / TWICE >= 0.96


def test_a_register_holds_as_many_people_twice_as_it_says():
    frame = register(np.random.default_rng(1), N)
    assert (len(frame), frame["truth"].nunique()) == (N, N - TWICE)
