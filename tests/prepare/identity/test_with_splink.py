"""Pairs by Splink, where the extra is installed; a clear sentence where it is not."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from meal.model.errors import DataError, StudyError
from meal.prepare.identity import RULES, find_pairs_with_splink
from meal.study.identity import Identity, Thresholds
from tests.prepare.identity.people_tables import strangers, table_of


def test_without_the_extra_the_officer_is_told_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(StudyError, match=r"pip install 'meal-indicators\[link\]'"):
        find_pairs_with_splink(table_of(strangers(3)), Thresholds())


def test_every_rule_of_the_study_file_has_its_function():
    assert set(RULES) == set(Identity.model_fields["rule"].annotation.__args__)  # type: ignore[union-attr]
    assert Identity().rule == "points"


def test_it_finds_the_pairs_and_its_points_add_up():
    pytest.importorskip("splink")
    people = strangers(900)
    again = [(f"{name}", phone, sex, year, village) for name, phone, sex, year, village in people[:60]]
    pairs = find_pairs_with_splink(table_of([*people, *again]), Thresholds(strict=12, standard=8, loose=5))
    found = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    assert len({(number, number + 900) for number in range(60)} & found) >= 50
    assert np.allclose(sum(pairs.points.values()), pairs.score)


def test_too_few_records_to_learn_from():
    pytest.importorskip("splink")
    with pytest.raises(DataError, match="could not learn from these 2 records"):
        find_pairs_with_splink(table_of(strangers(2)), Thresholds())
