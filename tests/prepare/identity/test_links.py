"""Waves are linked one to one beside identifiers, what is close is left to people, and wrong links are counted."""

from __future__ import annotations

import numpy as np

from meal.model.identity import IdentityTable
from meal.prepare.identity.link_pairs import table_places, with_links
from meal.prepare.identity.linked_waves import LinkedWaves, linked_waves
from meal.study.identity import Identity, Thresholds
from tests.prepare.identity.tables import pairs, table

IDENTITY = Identity(code_errors=1)
NONE = pairs()


def links(found: LinkedWaves) -> list[tuple[int, int, str, bool]]:
    of = found.links
    return list(zip(of.left.tolist(), of.right.tolist(), of.method.tolist(), of.ambiguous.tolist(), strict=True))


def test_the_rule_links_one_to_one_and_says_at_which_level() -> None:
    of = table([0, 0, 1, 1])
    found = linked_waves(of, pairs((0, 2, 13), (1, 3, 9), (0, 3, 5)), IDENTITY)
    assert links(found) == [(0, 2, "rule", False), (1, 3, "rule", False)]
    assert found.by_wave(of, Thresholds())["after"].level.tolist() == ["strict", "standard"]
    assert [int(found.links.counted(level, Thresholds()).sum()) for level in ("strict", "standard", "loose")] == [
        1,
        2,
        2,
    ]


def test_two_who_are_as_good_are_left_to_people_and_count_nowhere() -> None:
    found = linked_waves(table([0, 1, 1]), pairs((0, 1, 10), (0, 2, 9)), IDENTITY)
    assert links(found) == [(0, 1, "rule", True), (0, 2, "rule", True)]
    assert not found.links.counted("loose", Thresholds()).any()
    assert found.wrong == {}


def test_whom_identifiers_link_is_linked_to_nobody_else() -> None:
    of = table([0, 0, 1, 1], person=["p", "", "p", ""])
    found = linked_waves(of, pairs((1, 2, 20), (0, 3, 20), (1, 3, 9)), IDENTITY)
    assert links(found) == [(1, 3, "rule", False)]


def test_codes_go_before_the_rule() -> None:
    # The code says that 0 is 2; the rule would rather have 0 be 3.
    of = table([0, 0, 1, 1], code=["abcd", "efgh", "abcd", "zzzz"], sex=["f"] * 4)
    found = linked_waves(of, pairs((0, 3, 20), (1, 3, 9)), IDENTITY)
    assert links(found) == [(0, 2, "code", False), (1, 3, "rule", False)]


def test_a_code_that_nothing_confirms_goes_after_the_rule() -> None:
    of = table([0, 0, 1], code=["abcd", "efgh", "abcx"])
    assert links(linked_waves(of, pairs((1, 2, 9)), IDENTITY)) == [(1, 2, "rule", False)]
    assert links(linked_waves(of, NONE, IDENTITY)) == [(0, 2, "code", False)]


def test_nobody_gets_two_records_of_one_wave_by_way_of_a_third() -> None:
    # 0 and 1 of the first wave; 2 is 0; 3 of the third wave is like 1, and like 2 even more.
    of = table([0, 0, 1, 2])
    found = linked_waves(of, pairs((0, 2, 13), (1, 3, 9), (2, 3, 14)), IDENTITY)
    assert links(found) == [(0, 2, "rule", False), (2, 3, "rule", False)]


def test_pairs_of_one_wave_are_duplicates_and_no_links() -> None:
    assert links(linked_waves(table([0, 0, 1]), pairs((0, 1, 20)), IDENTITY)) == []


def test_wrong_links_are_counted_among_people_whose_own_match_is_taken_out() -> None:
    # 40 people whom an identifier links; person 40 of the first wave is open. The rule also finds 4 of the 40 like
    # that open person: 1 of 40 for each, but the open person can be only one of them in a block.
    n = 40
    of = table([0] * (n + 1) + [1] * (n + 1), person=[*map(str, range(n)), "", *map(str, range(n)), ""])
    own = (n, 2 * n + 1, 13.0)
    wrong = [(n, n + 1 + at, 9.0) for at in (3, 13, 23, 33)]
    found = linked_waves(of, pairs(own, *wrong), IDENTITY).wrong["after"]
    assert (found.tried, found.open) == (40, 1)
    assert found.found == {"strict": 0, "standard": 4, "loose": 4}
    assert found.linked == {"strict": 1, "standard": 1, "loose": 1}


def test_without_identifiers_those_who_were_linked_are_tried_against_the_others() -> None:
    of = table([0, 0, 1])
    found = linked_waves(of, pairs((0, 2, 13), (1, 2, 9)), IDENTITY).wrong["after"]
    assert (found.tried, found.found["standard"], found.found["strict"]) == (1, 1, 0)


def made_up(seed: int, n: int, n_found: int, n_known: int) -> tuple[IdentityTable, set[tuple[int, int]]]:
    """Two waves with codes of five elements, one in fifty mistyped; who is who is known. Some have an identifier."""
    chance = np.random.default_rng(seed)
    code = chance.integers(0, 6, size=(n, 5))
    sex = chance.integers(0, 2, n)
    born = chance.integers(1960, 2005, n)
    again = np.arange(n_found)
    others = n - n_found
    later = np.concatenate([code[again], chance.integers(0, 6, size=(others, 5))])
    mistyped = chance.random((n, 5)) < 0.02
    later[mistyped] = chance.integers(0, 6, int(mistyped.sum()))
    later_sex = np.concatenate([sex[again], chance.integers(0, 2, others)])
    later_born = np.concatenate([born[again], chance.integers(1960, 2005, others)])
    known = [f"p{at}" if at < n_known else "" for at in range(n)]
    of = table(
        [0] * n + [1] * n,
        person=known * 2,
        sex=[str(one) for one in (*sex, *later_sex)],
        born=[float(year) for year in (*born, *later_born)],
        code=["".join(map(str, row)) for row in (*code, *later)],
    )
    return of, {(at, n + at) for at in range(n_found)}


def false_links(found: LinkedWaves, truth: set[tuple[int, int]], level: str) -> int:
    counted = np.flatnonzero(found.links.counted(level, Thresholds()))
    made = zip(found.links.left[counted].tolist(), found.links.right[counted].tolist(), strict=True)
    return sum(one not in truth for one in made)


def test_the_expected_number_of_wrong_links_is_near_the_true_one() -> None:
    runs = []
    for seed in range(6):
        of, truth = made_up(seed, n=1200, n_found=800, n_known=400)
        found = linked_waves(of, NONE, IDENTITY)
        runs.append((found.wrong["after"].expected("loose"), false_links(found, truth, "loose")))
    expected, true = (sum(column) for column in zip(*runs, strict=True))
    assert true > 60
    assert abs(expected - true) < 0.35 * true


def test_codes_find_most_of_those_who_came_back() -> None:
    of, truth = made_up(1, n=400, n_found=300, n_known=0)
    counted = linked_waves(of, NONE, IDENTITY)
    made = counted.links.counted("strict", Thresholds())
    right = sum(
        (left, later) in truth
        for left, later in zip(counted.links.left[made].tolist(), counted.links.right[made].tolist(), strict=True)
    )
    assert right / int(made.sum()) > 0.97
    assert right > 200


def test_people_who_were_decided_to_be_different_are_not_linked_and_make_room_for_others() -> None:
    of = table([0, 1, 1])
    found = linked_waves(of, pairs((0, 1, 13), (0, 2, 9)), IDENTITY, np.array([[0, 1]]))
    assert links(found) == [(0, 2, "rule", False)]


def test_links_stand_in_place_of_the_pairs_across_waves_and_duplicates_stay() -> None:
    of = table([0, 0, 1, 1])
    rule = pairs((0, 1, 6), (0, 2, 13), (1, 2, 9), (2, 3, 5))
    made, ambiguous = with_links(of, rule, linked_waves(of, rule, IDENTITY).links)
    assert list(zip(made.left.tolist(), made.right.tolist(), made.score.tolist(), strict=True)) == [
        (0, 1, 6), (2, 3, 5), (0, 2, 13),
    ]  # fmt: skip
    assert not ambiguous.any()


def test_records_are_found_by_wave_and_submission() -> None:
    of = table([0, 1])
    ends = [(("after", "u1"), ("before", "u0")), (("before", "u0"), ("before", "gone"))]
    assert table_places(of, ends).tolist() == [[1, 0]]
