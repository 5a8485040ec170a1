"""Links among the rule's pairs, and records of the table by their submissions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from meal.model.arrays import BoolArray, IntArray
from meal.model.identity import IdentityTable, Pairs
from meal.prepare.identity.links import Links


def with_links(table: IdentityTable, rule: Pairs, links: Links) -> tuple[Pairs, BoolArray]:
    """The rule's pairs of one wave, and the links in place of its pairs across waves; with which are ambiguous."""
    own = np.flatnonzero(table.wave_of[rule.left] == table.wave_of[rule.right])
    across = links.pairs()
    zeros = np.zeros(len(own)), np.zeros(links.n_links)
    points = {
        name: np.concatenate([rule.points.get(name, np.zeros(len(rule.score)))[own], across.points.get(name, zeros[1])])
        for name in dict.fromkeys([*rule.points, *across.points])
    }
    pairs = Pairs(
        np.concatenate([rule.left[own], across.left]),
        np.concatenate([rule.right[own], across.right]),
        points,
        np.concatenate([rule.score[own], across.score]),
        rule.left_out,
    )
    return pairs, np.concatenate([zeros[0].astype(bool), links.ambiguous])


def table_places(table: IdentityTable, ends: Iterable[tuple[tuple[str, str], tuple[str, str]]]) -> IntArray:
    """Where records of the table stand that are known by wave and stable id, shape (n, 2); without those not there."""
    wanted = list(ends)
    names = {record for pair in wanted for _, record in pair}
    possible = np.flatnonzero(np.fromiter((name in names for name in table.stable), bool, table.n_records))
    place = {(table.waves[table.wave_of[at]], str(table.stable[at])): at for at in possible.tolist()}
    found = [(place.get(one, -1), place.get(other, -1)) for one, other in wanted]
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[(both >= 0).all(axis=1)]
