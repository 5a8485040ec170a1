"""People whom partners share: small numbers are hidden, and nothing that stays gives them away."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from meal.disclose import suppress_overlap
from meal.model.overlap import Overlap, OverlapRow

Groups = Mapping[frozenset[str], int]
"""People by the partners that know them."""


def table(groups: Groups) -> Overlap:
    """The overlap of these people, by plain counting."""
    partners = tuple(sorted({partner for group in groups for partner in group}))

    def people(*wanted: str) -> int:
        return sum(count for group, count in groups.items() if set(wanted) <= group)

    sizes: dict[int, int] = dict.fromkeys((1, 2, 3), 0)
    for group, count in groups.items():
        sizes[len(group)] = sizes.get(len(group), 0) + count
    rows = [OverlapRow("w", one, people=people(one)) for one in partners]
    rows += [OverlapRow("w", one, other, people=people(one, other)) for one, other in combinations(partners, 2)]
    rows += [OverlapRow("w", known_to=str(k), people=sizes[k]) for k in (1, 2)]
    rows.append(OverlapRow("w", known_to="3+", people=sum(count for k, count in sizes.items() if k > 2)))
    return Overlap(
        "w", partners, tuple(rows), tuple(sorted(sizes.items())),
        alone=tuple(groups.get(frozenset({one}), 0) for one in partners),
        further=tuple(sum((len(g) - 2) * n for g, n in groups.items() if one in g and len(g) > 2) for one in partners),
    )  # fmt: skip


def hidden(overlap: Overlap, **known: tuple[str, ...]) -> set[tuple[str, str, str]]:
    shown = suppress_overlap(overlap, min_cell=5, min_denominator=10, **known)
    assert (shown.known_to, shown.alone, shown.further) == ((), (), ())
    assert all((row.people is None) == (row.status == "suppressed") for row in shown.rows)
    return {(row.partner, row.other, row.known_to) for row in shown.rows if row.people is None}


def groups_of(**sizes: int) -> Groups:
    return {frozenset(name): count for name, count in sizes.items()}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden(table(groups_of(a=500, b=300, c=200, ab=60, bc=30))) == set()


def test_a_small_pair_does_not_stand_alone_where_the_totals_would_give_it_away() -> None:
    # Nobody is known to three: all pairs together are the people known to two.
    gone = hidden(table(groups_of(a=500, b=300, c=200, ab=3, bc=30, ac=40)))
    assert ("a", "b", "") in gone
    assert len(gone) > 1


def test_all_but_few_of_a_partner_is_small_too() -> None:
    assert ("a", "b", "") in hidden(table(groups_of(a=2, b=300, ab=60, c=80, bc=25)))
    # And so is who is known to nobody else, which follows where nobody is known to three.
    assert hidden(table(groups_of(a=2, b=300, ab=60, c=80, bc=25, ac=9)))


def test_a_partner_with_few_people_is_hidden_with_what_would_tell_how_many() -> None:
    gone = hidden(table(groups_of(a=500, b=300, c=6, ab=60)))
    assert ("c", "", "") in gone
    assert len(gone) > 1


def test_what_other_tables_tell_of_a_partner_counts_as_known() -> None:
    overlap = table(groups_of(a=500, b=300, c=6, d=50, ab=60))
    assert ("c", "", "") in hidden(overlap, known=("a", "b", "d"))
    assert len(hidden(overlap, known=("a", "b", "d"))) > 1


def attacked(groups: Groups, overlap: Overlap, gone: set[tuple[str, str, str]], wanted: tuple[str, str]) -> bool:
    """Whether a reader who knows that people are counted in whole numbers can prove that a pair is below 5.

    Looks, among all ways in which people can be known to partners, for one with the same published numbers.
    """
    partners = overlap.partners
    sets = [frozenset(one) for size in range(1, len(partners) + 1) for one in combinations(partners, size)]

    def row(key: tuple[str, str, str]) -> list[float]:
        partner, other, known_to = key
        if known_to:
            least = int(known_to.rstrip("+"))
            return [float(len(one) == least or (len(one) > least and known_to.endswith("+"))) for one in sets]
        return [float({partner, other} - {""} <= one) for one in sets]

    shown = [(row((r.partner, r.other, r.known_to)), r.people or 0) for r in overlap.rows
             if (r.partner, r.other, r.known_to) not in gone]  # fmt: skip
    shown.append(([1.0] * len(sets), sum(groups.values())))
    matrix = np.array([line for line, _ in shown])
    values = np.array([value for _, value in shown], dtype=float)
    found = milp(
        -np.array(row((*wanted, ""))),
        integrality=np.ones(len(sets)),
        constraints=LinearConstraint(matrix, values, values),
    )
    return bool(found.success) and -found.fun < 5


@pytest.mark.parametrize("seed", range(25))
def test_no_reader_can_prove_that_a_hidden_pair_is_small(seed: int) -> None:
    draw = np.random.default_rng(seed)
    partners = "abc" if seed % 3 else "abcd"
    groups: dict[frozenset[str], int] = {}
    for size in range(1, len(partners) + 1):
        for one in combinations(partners, size):
            most = {1: 60, 2: 12, 3: 3, 4: 1}[size]
            groups[frozenset(one)] = int(draw.integers(0, most + 1)) + (12 if size == 1 else 0)
    overlap = table(groups)
    gone = hidden(overlap)
    for row in overlap.rows:
        if row.other and 0 < (row.people or 0) < 5:
            assert (row.partner, row.other, "") in gone
            assert not attacked(groups, overlap, gone, (row.partner, row.other)), (groups, gone)
