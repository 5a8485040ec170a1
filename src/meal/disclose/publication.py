"""A publication as a linear system: counts, what they add up to, what shows them, what must stay hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from meal.disclose.quantities import Unit
from meal.model.arrays import BoolArray, FloatArray, IntArray

Combination = Mapping[int, float]
"""Counts by number, with the times that each is taken; as a relation, it adds up to 0."""


@dataclass(frozen=True, slots=True)
class Protected:
    """A count that a reader must not be able to work out: a count, or n − numerator.

    Attributes:
        terms: what it is made of. value: the count itself.
        threshold: counts from 1 to below this are small; 0 for a net change, which may have any size.
        ranks: the ranks of units that may be hidden for it.
    """

    terms: Combination
    value: float
    threshold: int
    ranks: frozenset[int]

    def changes(self) -> tuple[tuple[float, ...], ...]:
        """The changes that must remain possible: one of each group.

        A reader must not be able to prove that a small count is small, so that it must be able to reach the
        threshold; nor that it is small or the threshold itself, so that the largest small count must be
        able to fall, too.
        """
        if not self.threshold:
            return ((1.0, -1.0),)
        to_threshold = self.threshold - self.value
        must_fall = to_threshold == 1.0 and self.value > 1.0
        return ((to_threshold,), (-1.0,)) if must_fall else ((to_threshold,),)


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """Everything that a set of tables says, and may not say.

    Attributes:
        values: the counts, shape (n_count,).
        table: which table a count belongs to, shape (n_count,); −1 for counts made of those of other tables.
        relations: combinations of counts that are 0.
        pairs: (n_pair, 2), a denominator and the numerator that cannot exceed it.
        signed: counts that may be negative, such as a net change; shape (n_count,).
        units: what can be hidden, in a fixed order; needs: a unit that goes with another, pairs (n_tie, 2)
            of the follower and the one it follows.
        way_count, way_units: for each way in which a count is published: the count, and the two units that
            must be visible, −1 where fewer.
        entry_relation, entry_count, entry_times: the counts of every relation, one after the other, and
            the times that each is taken.
        protected: what must not be worked out. small: units that hold a small count.
    """

    values: FloatArray
    table: IntArray
    relations: tuple[Combination, ...]
    pairs: IntArray
    signed: BoolArray
    units: tuple[Unit, ...]
    needs: IntArray
    way_count: IntArray
    way_units: IntArray
    entry_relation: IntArray
    entry_count: IntArray
    entry_times: FloatArray
    protected: tuple[Protected, ...]
    small: frozenset[int]

    def visible(self, hidden: BoolArray) -> BoolArray:
        """Which counts are published when these units are hidden; shape (n_count,)."""
        closed = np.append(hidden, False)  # the unit −1 is never hidden
        open_way = ~closed[self.way_units].any(axis=1)
        visible: BoolArray = np.bincount(self.way_count[open_way], minlength=len(self.values)) > 0
        return visible

    def with_followers(self, hidden: BoolArray) -> BoolArray:
        """These units, those that cannot be shown beside them, and those that cannot be shown beside these."""
        together = hidden
        while len(self.needs):
            more = together.copy()
            more[self.needs[together[self.needs[:, 1]], 0]] = True
            if (more == together).all():
                break
            together = more
        return together


def publication(
    *,
    values: Sequence[float],
    table: Sequence[int],
    relations: Sequence[Combination],
    pairs: Sequence[tuple[int, int]],
    signed: Sequence[bool],
    ways: Sequence[tuple[int, tuple[Unit, ...]]],
    followers: Sequence[tuple[Unit, Unit]],
    small: frozenset[Unit],
    protected: Sequence[Protected],
) -> Publication:
    """Put the parts in arrays; `ways` are a count and the units, at most three, that must be visible to show it."""
    units = tuple(
        dict.fromkeys([unit for _, way in ways for unit in way] + [unit for pair in followers for unit in pair])
    )
    number = {unit: at for at, unit in enumerate(units)}
    way_units = np.full((len(ways), 3), -1, dtype=np.int64)
    for at, (_, way) in enumerate(ways):
        for column, unit in enumerate(way):
            way_units[at, column] = number[unit]
    clean = [{count: times for count, times in relation.items() if times} for relation in relations]
    clean = [relation for relation in clean if relation]
    return Publication(
        values=np.array(values, dtype=np.float64),
        table=np.array(table, dtype=np.int64),
        relations=tuple(clean),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        signed=np.array(signed, dtype=np.bool_),
        units=units,
        needs=np.array([(number[a], number[b]) for a, b in followers], dtype=np.int64).reshape(-1, 2),
        way_count=np.array([count for count, _ in ways], dtype=np.int64),
        way_units=way_units,
        entry_relation=np.array([at for at, relation in enumerate(clean) for _ in relation], dtype=np.int64),
        entry_count=np.array([count for relation in clean for count in relation], dtype=np.int64),
        entry_times=np.array([times for relation in clean for times in relation.values()], dtype=np.float64),
        protected=tuple(protected),
        small=frozenset(number[unit] for unit in small),
    )
