"""Groups that are worth comparing, and those that are too large."""

from __future__ import annotations

import numpy as np

from meal.prepare.identity import blocking, find_pairs
from meal.study.identity import Thresholds
from tests.prepare.identity.people_tables import strangers, table_of

LOOSE = Thresholds(strict=12, standard=8, loose=2)


def test_a_short_list_is_compared_whole(monkeypatch):
    table = table_of([("Amina Diallo", "08031834561", "female", 1990.0, "Kaduna")] * 2 + strangers(200))
    whole = find_pairs(table, LOOSE)
    monkeypatch.setattr(blocking, "ALL_PAIRS", 10)
    by_keys = find_pairs(table, LOOSE)
    assert (whole.left_out, by_keys.left_out) == ((), ())
    pairs = set(zip(whole.left.tolist(), whole.right.tolist(), strict=True))
    found = set(zip(by_keys.left.tolist(), by_keys.right.tolist(), strict=True))
    assert (0, 1) in found <= pairs


def test_what_is_too_large_is_split_by_year_and_place_and_then_left_out_and_said(monkeypatch):
    monkeypatch.setattr(blocking, "ALL_PAIRS", 0)
    monkeypatch.setattr(blocking, "LARGEST_GROUP", 5)
    # Twenty people of one name: ten of them in pairs of one year and place, ten of whom nothing else is known.
    paired = [("Fatou Diallo", "", "female", 1980.0 + number // 2, f"place {number // 2}") for number in range(10)]
    unknown = [(f"Fatou Diallo {letter}a{letter}um", "", "", float("nan"), "") for letter in "bdfglmnrst"]
    table = table_of([*paired, *unknown])
    pairs = find_pairs(table, Thresholds(strict=12, standard=8, loose=-50))
    found = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    assert {(number, number + 1) for number in range(0, 10, 2)} <= found
    (left_out,) = pairs.left_out
    # The ten pairs are five profiles, which with the ten others are one group of fifteen.
    assert (left_out.key, left_out.n_groups, left_out.n_records, left_out.largest) == ("name", 1, 10, 15)


def test_answers_that_everybody_has_make_no_pairs_and_are_said():
    table = table_of([("Fatou", "", "", float("nan"), "")] * 200)
    pairs = find_pairs(table, Thresholds(strict=0, standard=0, loose=-50))
    assert len(pairs.left) == 0
    (left_out,) = pairs.left_out
    assert (left_out.key, left_out.n_records) == ("same_answers", 200)


def test_pairs_of_a_key_never_exceed_the_limit():
    sizes = np.array([2, 2, 3, 10, 400])
    assert blocking._largest_allowed(sizes, most=5) == 9  # 1 + 1 + 3 pairs; the ten would make 45 more
    assert blocking._largest_allowed(sizes, most=50) == 399
    assert blocking._largest_allowed(sizes, most=10**6) == 400
