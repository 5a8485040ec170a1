"""People of two waves are linked one to one, by the links that are best together; what is close is left to people."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.prepare.identity.assignment import Assignment, one_to_one


def assigned(*pairs: tuple[int, int, float], margin: float = 1.0) -> Assignment:
    left, right, score = zip(*pairs, strict=True)
    return one_to_one(np.array(left), np.array(right), np.array(score, dtype=float), margin=margin)


def test_nobody_to_compare() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert not len(one_to_one(nothing, nothing, np.zeros(0), margin=1).best)


def test_two_links_that_are_good_together_beat_the_one_best_link() -> None:
    # 12 alone, or 11 + 11 = 22.
    made = assigned((0, 0, 12), (0, 1, 11), (1, 0, 11))
    assert made.certain.tolist() == [False, True, True]
    assert not made.ambiguous.any()


def test_a_tie_is_left_to_somebody_who_knows() -> None:
    made = assigned((0, 0, 9), (0, 1, 9))
    assert not made.certain.any()
    assert made.ambiguous.tolist() == [True, True]


def test_a_near_tie_within_the_margin_is_ambiguous_and_a_clear_one_is_not() -> None:
    assert assigned((0, 0, 9), (0, 1, 8)).ambiguous.tolist() == [True, True]
    clear = assigned((0, 0, 9), (0, 1, 7.5))
    assert clear.certain.tolist() == [True, False]
    assert not clear.ambiguous.any()


def test_a_rival_who_is_clearly_somebody_else_makes_nothing_ambiguous() -> None:
    # Person 0 could be 0 or 1, equally well; but 1 is clearly person 1.
    made = assigned((0, 0, 9), (0, 1, 9), (1, 1, 20))
    assert made.certain.tolist() == [True, False, True]


def test_a_group_that_is_too_large_to_solve_again_and_again_is_judged_by_its_pairs() -> None:
    # 120 × 120 places: everybody is best with themselves, and close to their neighbour only for person 0.
    own = [(at, at, 10.0) for at in range(120)]
    next_one = [(at, at + 1, 9.5 if at == 0 else 2.0) for at in range(119)]
    made = assigned(*own, *next_one)
    assert made.best[:120].all()
    assert not made.certain[:2].any()
    assert made.certain[2:120].all()
    assert made.ambiguous[120]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 20)),
        min_size=1, max_size=20, unique_by=lambda pair: pair[:2],
    )
)  # fmt: skip
def test_one_to_one_and_never_worse_than_taking_the_best_pair_first(pairs: list[tuple[int, int, int]]) -> None:
    made = assigned(*[(left, right, float(score)) for left, right, score in pairs])
    taken = [pair for pair, best in zip(pairs, made.best, strict=True) if best]
    assert len({left for left, _, _ in taken}) == len(taken) == len({right for _, right, _ in taken})
    used: set[tuple[str, int]] = set()
    greedy = 0
    for left, right, score in sorted(pairs, key=lambda pair: -pair[2]):
        if not {("left", left), ("right", right)} & used:
            used |= {("left", left), ("right", right)}
            greedy += score
    assert sum(score for _, _, score in taken) >= greedy
    assert not (made.certain & ~made.best).any()
    assert not (made.certain & made.ambiguous).any()
