"""A reader with a pencil, and one with every table of whole numbers, find no small count."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.disclose import Compared
from meal.model.estimates import Estimate
from tests.disclose.attacker import count, determined, equations, possible_tables, small_counts_found
from tests.disclose.tables import change_rows, hidden, level_rows, published, share
from tests.examples import examples

TABLES = [(), ("sex",), ("country",), ("sex", "country")]


def groups(answers: list[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    """People with a few levels each, and an answer to two questions before and after."""
    answer = st.sampled_from(answers)
    person = st.fixed_dictionaries({
        "sex": st.sampled_from(["f", "f", "m", "m", "not recorded"]),
        "country": st.sampled_from(["GM", "IQ", "NG", "NG"]),
        "knows_before": answer, "knows_after": answer, "plans_before": answer, "plans_after": answer,
    })  # fmt: skip
    return st.lists(person, min_size=60, max_size=120)


def study(people: list[dict[str, str]]) -> list[Estimate]:
    """Two indicators in two waves with bounds, and the change of one among those who answered twice."""
    rows = []
    for question in ("knows_before", "knows_after", "plans_before", "plans_after"):
        rows += level_rows(people, TABLES, question=question, wave=question.split("_")[1])
    return rows + change_rows(people, TABLES, first="knows_before", second="knows_after")


def test_the_attacker_can_subtract():
    rows = [share("", "", 73, 240), share("country", "NG", 40, 90), share("country", "GM", 30, 80)]
    rows += [share("country", "IQ", 3, 70)]
    naive = [*rows[:3], Estimate("gave_up", wave="after", by="country", level="IQ", status="suppressed")]
    assert small_counts_found(rows, naive) == ["x of gave_up after country=IQ is 3"]
    found = determined(list(equations(naive)))
    assert found[count("n", rows[3])] == 70
    assert small_counts_found(rows, published(rows)) == []


def assert_nothing_is_given_away(rows: list[Estimate], seen: tuple[Estimate, ...]) -> None:
    """No small count stands in a row, and none follows from the rows by subtraction."""
    for row in seen:
        if row.status == "suppressed":
            assert (row.n, row.numerator, row.n_missing, row.estimate) == (None, None, None, None)
        else:
            assert row.n is None or row.n == 0 or row.n >= 10
            assert row.numerator is None or not 0 < row.numerator < 5
            assert row.numerator is None or not 0 < (row.n or 0) - row.numerator < 5
            assert row.n_missing is None or not 0 < row.n_missing < 5
    assert small_counts_found(rows, seen) == []


@settings(max_examples=examples(4), deadline=None)
@given(groups(["yes", "no", "no", "no", "no", "no", ""]))
def test_subtraction_gives_no_small_count_away(people: list[dict[str, str]]):
    rows = study(people)
    seen = published(rows, compared=[Compared("change", ("before", "after"))])
    assert_nothing_is_given_away(rows, seen)


@settings(max_examples=examples(4), deadline=None)
@given(groups(["yes", "no", "no"]))
def test_nor_does_it_where_everybody_answered_and_changes_are_differences(people: list[dict[str, str]]):
    rows = study(people)
    assert_nothing_is_given_away(rows, published(rows))


cells = st.integers(0, 9)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=2, max_size=2))
def test_no_table_of_whole_numbers_proves_that_a_hidden_count_is_small(counts: list[list[int]]):
    # 2 sexes x 3 countries, 60 people in each cell, so that only those who count can be few.
    rows = crossed(counts, base=60)
    after = {(row.by, row.level): row.numerator for row in published(rows)}
    worlds = possible_tables(
        (2, 3),
        known={(i, j): x for i in range(2) for j in range(3) if (x := after["sex|country", f"s{i}|c{j}"]) is not None},
        rows={i: x for i in range(2) if (x := after["sex", f"s{i}"]) is not None},
        columns={j: x for j in range(3) if (x := after["country", f"c{j}"]) is not None},
        total=after["", ""],
        most=18,
    )
    reached: dict[tuple[str, str], set[int]] = defaultdict(set)
    for world in worlds:
        for (i, j), x in world.items():
            reached["sex|country", f"s{i}|c{j}"].add(x)
        for i in range(2):
            reached["sex", f"s{i}"].add(sum(world[i, j] for j in range(3)))
        for j in range(3):
            reached["country", f"c{j}"].add(sum(world[i, j] for i in range(2)))
    for row in rows:
        at = (row.by, row.level)
        if row.by and 0 < (row.numerator or 0) < 5:
            assert after[at] is None
            assert max(reached[at]) >= 5
            assert len(reached[at] & {1, 2, 3, 4}) >= 2


def crossed(counts: list[list[int]], *, base: int) -> list[Estimate]:
    """The whole, both margins and the crossed table of those who count."""
    rows = [share("", "", sum(map(sum, counts)), base * 6)]
    rows += [share("sex", f"s{i}", sum(row), base * 3) for i, row in enumerate(counts)]
    rows += [share("country", f"c{j}", sum(row[j] for row in counts), base * 2) for j in range(3)]
    rows += [share("sex|country", f"s{i}|c{j}", x, base) for i, row in enumerate(counts) for j, x in enumerate(row)]
    return rows


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=6))
def test_groups_below_ten_cannot_be_proved_to_be(sizes: list[int]):
    rows = [share("", "", 0, sum(sizes)), *(share("site", f"s{i}", 0, n) for i, n in enumerate(sizes))]
    after = [row.n for row in published(rows)]
    if after[0] is None:
        return
    left = after[0] - sum(n for n in after[1:] if n is not None)
    n_hidden = sum(n is None for n in after[1:])
    if any(n < 10 for n in sizes):
        # The hidden groups share `left` people: it must be possible that all but one of them are in one group.
        assert left >= 10
        assert n_hidden >= 2


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_one_small_cell_hides_few_others(small: int):
    counts = [[small, 40, 35], [30, 45, 25]]
    assert len(hidden(published(crossed(counts, base=60)))) == 4
