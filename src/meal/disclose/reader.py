"""What a careful reader can work out from what is published, by subtraction.

A hidden count is given away when some combination of the relations between counts leaves it as the only
unknown. What a single relation gives is found first; the unknown counts that are left fall into blocks that
share relations (see `blocks`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from meal.disclose.blocks import Block, relations_used
from meal.disclose.publication import Combination, Protected, Publication
from meal.model.arrays import BoolArray, IntArray

_NOTHING = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What follows from the visible counts, one relation at a time.

    Attributes:
        visible: counts that are published, shape (n_count,).
        unknown: counts that no single relation gives, shape (n_count,).
        solved_by: the relation that gives a count, shape (n_count,); −1 where none does.
        block: for each unknown count the number of its block, the lowest count in it; −1 for known counts.
    """

    visible: BoolArray
    unknown: BoolArray
    solved_by: IntArray
    block: IntArray

    def block_of(self, protected: Protected) -> tuple[int, ...] | None:
        """The counts of the block that holds what is unknown of a protected count; None where all is known."""
        for count in protected.terms:
            if self.unknown[count]:
                return tuple(np.flatnonzero(self.block == self.block[count]).tolist())
        return None


def reading(publication: Publication, hidden: BoolArray) -> Reading:
    """What a reader works out one relation at a time when these units are hidden."""
    visible = publication.visible(hidden)
    unknown = ~visible
    solved_by = np.full(len(visible), -1)
    of, count = publication.entry_relation, publication.entry_count
    while True:
        entries = np.flatnonzero(unknown[count])
        n_unknown = np.bincount(of[entries], minlength=len(publication.relations))
        entries = entries[n_unknown[of[entries]] == 1]
        if not len(entries):
            break
        solved_by[count[entries]] = of[entries]
        unknown[count[entries]] = False
    return Reading(visible, unknown, solved_by, _blocks(publication, unknown))


def _blocks(publication: Publication, unknown: BoolArray) -> IntArray:
    """Give every unknown count the lowest number among those that it shares relations with, until none changes."""
    entries = np.flatnonzero(unknown[publication.entry_count])
    tied = publication.pairs[unknown[publication.pairs].all(axis=1)]
    n_relation = len(publication.relations)
    of = np.concatenate([publication.entry_relation[entries], np.repeat(n_relation + np.arange(len(tied)), 2)])
    count = np.concatenate([publication.entry_count[entries], tied.ravel()])
    block = np.where(unknown, np.arange(len(unknown)), -1)
    while True:
        lowest = np.full(n_relation + len(tied), len(unknown))
        np.minimum.at(lowest, of, block[count])
        joined = block.copy()
        np.minimum.at(joined, count, lowest[of])
        if (joined == block).all():
            return block
        block = joined


def deciding_counts(publication: Publication, found: Reading, protected: Protected, block: Block | None) -> set[int]:
    """The visible counts that give a protected count away; hiding any of them spoils that calculation."""
    total: dict[int, float] = defaultdict(float)
    for count, times in protected.terms.items():
        if not found.unknown[count]:
            _add(total, _from_visible(publication, found, count, {}), times)
    if block is not None:
        for relation, times in relations_used(block, protected).items():
            _add(total, _known_part(publication, found, relation), -times)
    return {count for count, times in total.items() if abs(times) > _NOTHING}


def limiting_counts(publication: Publication, found: Reading, counts: Collection[int]) -> set[int]:
    """The visible counts behind the relations that hold any of these unknown counts."""
    relations = publication.entry_relation[np.isin(publication.entry_count, list(counts))]
    return {
        count
        for relation in np.unique(relations).tolist()
        for count, times in _known_part(publication, found, relation).items()
        if abs(times) > _NOTHING
    }


def _known_part(publication: Publication, found: Reading, relation: int) -> dict[int, float]:
    total: dict[int, float] = defaultdict(float)
    for count, times in publication.relations[relation].items():
        if not found.unknown[count]:
            _add(total, _from_visible(publication, found, count, {}), times)
    return total


def _from_visible(publication: Publication, found: Reading, count: int, done: dict[int, Combination]) -> Combination:
    """A count that is known, as a combination of visible ones."""
    if found.visible[count]:
        return {count: 1.0}
    if count not in done:
        relation = publication.relations[int(found.solved_by[count])]
        total: dict[int, float] = defaultdict(float)
        for other, times in relation.items():
            if other != count:
                _add(total, _from_visible(publication, found, other, done), -times / relation[count])
        done[count] = total
    return done[count]


def _add(total: dict[int, float], combination: Combination, times: float) -> None:
    for count, of in combination.items():
        total[count] += times * of
