"""Draws are the same everywhere, and are what they say."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.demonstration.chance import Chance, lowest


def test_the_stream_of_a_seed_is_fixed() -> None:
    # The first numbers of Python's Mersenne Twister for seed 1, promised to stay.
    chance = Chance(1)
    assert [chance.fraction() for _ in range(3)] == [0.13436424411240122, 0.8474337369372327, 0.763774618976614]


def test_an_identifier_looks_like_a_random_uuid() -> None:
    uuid = Chance(5).uuid()
    assert [len(part) for part in uuid.split("-")] == [8, 4, 4, 4, 12]
    assert uuid[14] == "4"
    assert uuid[19] in "89ab"


def test_weights_are_respected() -> None:
    chance = Chance(7)
    counts = Counter(chance.weighted({"often": 3, "seldom": 1, "never": 0}) for _ in range(4_000))
    assert counts["never"] == 0
    # 3,000 expected with a standard deviation of 27.
    assert 2_880 < counts["often"] < 3_120


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 40))
def test_a_sample_has_nobody_twice(seed: int, n: int, more: int) -> None:
    people = list(range(n + more))
    sample = Chance(seed).drawn(people, n)
    assert len(set(sample)) == len(sample) == n
    assert set(sample) <= set(people)


def test_everybody_is_equally_likely_to_be_drawn() -> None:
    chance = Chance(11)
    drawn = Counter(person for _ in range(3_000) for person in chance.drawn("abcdef", 2))
    # 1,000 expected for each with a standard deviation of 26.
    assert all(880 < drawn[person] < 1_120 for person in "abcdef")


def test_more_people_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="cannot draw 3 of 2"):
        Chance(1).drawn("ab", 3)


def test_the_lowest_scores_are_taken_and_the_first_among_equals() -> None:
    assert lowest({"a": 0.5, "b": 0.1, "c": 0.5, "d": 0.9}, 2) == {"b", "a"}
