"""Records become people by pairs and keys, never against a decision, and get a name that stays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.prepare.identity.groups import SEPARATOR, Groups, Ties, grouped, names_of

Pairs = Sequence[tuple[int, int]]


def people(n: int, *, decided: Pairs = (), same: Sequence[Sequence[int]] = (), likely: Pairs = (), apart: Pairs = ()):  # type: ignore[no-untyped-def]
    def pairs(of: Pairs) -> np.ndarray:
        return np.array(of, dtype=np.int64).reshape(-1, 2)

    codes = tuple(np.array(of, dtype=np.int64) for of in same)
    return grouped(n, Ties(pairs(decided), codes, pairs(likely), pairs(apart)))


def test_keys_chain_and_a_missing_key_joins_nobody() -> None:
    found = people(6, same=[[0, 0, -1, -1, 1, -1], [-1, 2, 2, -1, -1, -1]])
    assert found.of.tolist() == [0, 0, 0, 1, 2, 3]


def test_a_decision_keeps_apart_what_a_key_would_join_and_says_whose_place_is_open() -> None:
    found = people(4, same=[[7, 7, 7, 7]], apart=[(0, 1)])
    assert found.of.tolist() == [0, 1, 0, 0]
    assert found.torn == (2, 3)


def test_a_decision_tells_where_such_a_record_belongs() -> None:
    found = people(4, same=[[7, 7, 7, 7]], apart=[(0, 1)], decided=[(1, 2)])
    assert found.of.tolist() == [0, 1, 1, 0]
    assert found.torn == (3,)


def test_of_pairs_of_the_rule_the_most_certain_wins_where_a_decision_forbids_both() -> None:
    assert people(3, likely=[(1, 2), (0, 1)], apart=[(0, 2)]).of.tolist() == [0, 1, 1]
    assert people(3, likely=[(0, 1), (1, 2)], apart=[(0, 2)]).of.tolist() == [0, 0, 1]


TIE = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1])


@settings(deadline=None)
@given(st.lists(TIE, max_size=12), st.lists(TIE, max_size=4), st.lists(st.integers(-1, 3), min_size=9, max_size=9))
def test_nobody_is_joined_with_whom_a_decision_sets_them_apart_from_and_everything_else_is_joined(
    likely: list[tuple[int, int]], apart: list[tuple[int, int]], codes: list[int]
) -> None:
    found: Groups = people(9, same=[codes], likely=likely, apart=apart)
    assert all(found.of[one] != found.of[other] for one, other in apart)
    tied = [*likely, *((a, b) for a, b in combinations(range(9), 2) if codes[a] == codes[b] >= 0)]
    for one, other in tied:
        if found.of[one] != found.of[other]:
            # Two people that a tie would join stay two only where a decision stands between them.
            assert any({found.of[a], found.of[b]} == {found.of[one], found.of[other]} for a, b in apart)
    assert found.of.tolist() == people(9, same=[codes], likely=likely, apart=apart).of.tolist()


@settings(deadline=None)
@given(st.lists(TIE, max_size=12), st.lists(TIE, max_size=4), st.integers(0, 12))
def test_who_asks_fewer_points_never_takes_apart_who_was_one_person(
    likely: list[tuple[int, int]], apart: list[tuple[int, int]], first: int
) -> None:
    strict = people(9, likely=likely[:first], apart=apart).of
    loose = people(9, likely=likely, apart=apart).of
    assert all(len(set(loose[strict == person])) == 1 for person in set(strict.tolist()))


def names(groups: list[int], ids: list[str], stable: list[str], wave_of: list[int] | None = None) -> list[str]:
    return names_of(
        np.array(groups), np.array(wave_of or [0] * len(groups)), ("before", "after"),
        np.array(stable, dtype=object), np.array(ids, dtype=object),
    ).tolist()  # fmt: skip


def test_a_person_is_called_by_the_smallest_id_and_without_one_by_the_smallest_submission() -> None:
    found = names([0, 0, 1, 1, 2], ["q", "p", "", "", ""], ["u1", "u2", "u9", "u3", "u4"])
    assert found == ["p", "p", f"before{SEPARATOR}u3", f"before{SEPARATOR}u3", f"before{SEPARATOR}u4"]


def test_names_do_not_depend_on_the_order_of_the_files() -> None:
    one = names([0, 1, 0, 2], ["", "p", "", ""], ["u3", "u2", "u1", "u0"])
    assert one == [f"before{SEPARATOR}u1", "p", f"before{SEPARATOR}u1", f"before{SEPARATOR}u0"]
    assert names([0, 1, 2, 1], ["", "", "p", ""], ["u0", "u1", "u2", "u3"])[::-1] == one


def test_two_people_of_one_id_have_two_names_and_the_smallest_submission_keeps_the_id() -> None:
    found = names([0, 1, 2], ["p", "p", "q"], ["u2", "u1", "u3"])
    assert found == [f"p{SEPARATOR}before{SEPARATOR}u2", "p", "q"]


def test_submissions_of_one_id_in_two_waves_are_no_one_person() -> None:
    found = names([0, 1], ["", ""], ["1", "1"], [0, 1])
    assert found == [f"before{SEPARATOR}1", f"after{SEPARATOR}1"]
