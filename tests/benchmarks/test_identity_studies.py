"""The shipped studies with a fresh seed and some of their people: duplicates and links found, as a floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.identity_data.shipped import reconsideration_list
from benchmarks.identity_data.studies import peer_messages, reconsideration, services_study
from benchmarks.identity_data.study_figures import of_study
from meal.demonstration import services
from meal.prepare.identity import find_pairs
from meal.study.identity import Thresholds

PRECISION, RECALL = 0.99, 0.90


@pytest.mark.parametrize(("make", "one_in", "links"), [(reconsideration, 8, 2), (peer_messages, 4, 1)])
def test_duplicates_and_links_of_a_study_are_found(tmp_path: Path, make, one_in, links):
    figures = of_study(make(tmp_path, 31, one_in=one_in))
    assert sum("→" in what for what in figures) == links
    assert sum("twice" in what for what in figures) == links + 1
    for what, found in figures.items():
        assert found.n_true >= 3, what
        assert (found.precision >= PRECISION, found.recall >= RECALL) == (True, True), (what, found)


@pytest.mark.parametrize(("make", "one_in"), [(reconsideration, 8), (peer_messages, 2)])
def test_ids_mistyped_lose_links_and_seldom_make_wrong_ones(tmp_path: Path, make, one_in):
    exact = of_study(make(tmp_path / "exact", 32, one_in=one_in))
    typed = of_study(make(tmp_path / "typed", 32, 0.03, one_in))
    for what in (what for what in exact if "→" in what):
        assert typed[what].n_true == exact[what].n_true
        assert 0.85 <= typed[what].recall < exact[what].recall
        assert typed[what].precision >= 0.97


def test_the_rule_alone_finds_second_conversations():
    one = reconsideration_list(33, one_in=4)
    pairs = find_pairs(one.table, Thresholds())
    right = one.truth[pairs.left] == one.truth[pairs.right]
    standard = pairs.score >= Thresholds().standard
    n_true = len(one.truth) - len(set(one.truth.tolist()))
    assert n_true > 30
    assert right[standard].sum() / n_true >= RECALL
    assert right[standard].mean() >= 0.90
    assert right[pairs.score >= Thresholds().strict].all()


@pytest.mark.heavy
def test_people_of_services_are_found(tmp_path: Path):
    found = of_study(services_study(tmp_path, services.SEED))["register twice"]
    assert found.precision >= PRECISION
    assert found.recall >= RECALL
