"""Which further units must be hidden so that no hidden small count can be worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from meal.disclose.blocks import Block, Limits, block_of_counts, is_determined, limits_of, taken, witness
from meal.disclose.publication import Publication
from meal.disclose.quantities import BOUNDS, WHOLE_TABLE, Unit
from meal.disclose.reader import Reading, deciding_counts, limiting_counts, reading
from meal.model.arrays import BoolArray, IntArray


def protecting_units(publication: Publication) -> frozenset[Unit]:
    """All units to hide: those with a small count, and no more than seem needed to protect them.

    As long as a protected count can be worked out, the unit with the lowest rank, then with the smallest
    count, is hidden among those that the calculation needs. Empty cells come after all other levels, because
    they protect little, and the whole comes last. At the end, units without which everything is still
    easily seen to be safe are shown again, the most valuable first.
    """
    search = _Search(publication)
    hidden = publication.with_followers(search.shown_again(search.enough()))
    return frozenset(publication.units[unit] for unit in np.flatnonzero(hidden).tolist())


class _Search:
    """One search; keeps what it has found out about blocks, and the witnesses of counts that are safe."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.small = np.zeros(len(publication.units), dtype=bool)
        self.small[list(publication.small)] = True
        self.ways: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        self.size = np.zeros(len(publication.units))
        for count, units in zip(publication.way_count.tolist(), publication.way_units.tolist(), strict=True):
            way = tuple(unit for unit in units if unit >= 0)
            self.ways[count].append(way)
            self.size[list(way)] = np.maximum(self.size[list(way)], publication.values[count])
        self._goals = _goals(publication)
        self._beyond_help: set[int] = set()
        self._witnesses: dict[int, IntArray] = {}
        self._unsafe: set[tuple[int, tuple[int, ...]]] = set()
        self._blocks: dict[tuple[int, ...], Block] = {}
        self._limits: dict[tuple[int, ...], Limits] = {}

    def enough(self) -> BoolArray:
        """Units that together protect everything that can be protected: by subtraction first, then by limits."""
        chosen = self.small
        for giving_away in (self._subtraction, self._narrowness):
            while True:
                found = reading(self.publication, self.publication.with_followers(chosen))
                more = self._spoiled(chosen, found, self._open_goals(found.visible), giving_away)
                if (more == chosen).all():
                    break
                chosen = more
        return chosen

    def shown_again(self, chosen: BoolArray) -> BoolArray:
        """Without the units that protect nothing."""
        kept = chosen
        units = self.publication.units
        extra = np.flatnonzero(chosen & ~self.small).tolist()
        for unit in sorted(extra, key=lambda unit: (-units[unit].rank, -self.size[unit], units[unit])):
            trial = kept.copy()
            trial[unit] = False
            hidden = self.publication.with_followers(trial)
            open_goals = self._open_goals(self.publication.visible(hidden))
            if open_goals:
                found = reading(self.publication, hidden)
            if all(self._is_safe(found, goal, thorough=False) for goal in open_goals):
                kept = trial
        return kept

    def _open_goals(self, visible: BoolArray) -> list[int]:
        """Goals without a witness that changes hidden counts only."""
        return [
            goal
            for goal in range(len(self._goals))
            if goal not in self._beyond_help
            and (goal not in self._witnesses or bool(visible[self._witnesses[goal]].any()))
        ]

    def _is_safe(self, found: Reading, goal: int, *, thorough: bool) -> bool:
        """Whether what must remain possible is; a new witness is kept.

        Looks first at changes within the tables of the protected count, all others as they are.
        """
        number, changes = self._goals[goal]
        protected = self.publication.protected[number]
        counts = found.block_of(protected)
        if counts is None or (goal, counts) in self._unsafe:
            return False
        tables = {-1, *self.publication.table[list(protected.terms)].tolist()}
        within = tuple(count for count in counts if self.publication.table[count] in tables)
        for some in (within, counts) if thorough else (within,):
            block, limits = self._block(some), self._limits_of(some)
            direction = taken(block, protected)
            for change in changes:
                moved = witness(block, limits, direction, change, thorough=thorough)
                if moved is not None:
                    self._witnesses[goal] = block.counts[np.abs(moved) > 1e-7]
                    return True
        if thorough:
            self._unsafe.add((goal, counts))
        return False

    def _block(self, counts: tuple[int, ...]) -> Block:
        if counts not in self._blocks:
            self._blocks[counts] = block_of_counts(self.publication, counts)
        return self._blocks[counts]

    def _limits_of(self, counts: tuple[int, ...]) -> Limits:
        if counts not in self._limits:
            self._limits[counts] = limits_of(self.publication, self._block(counts))
        return self._limits[counts]

    def _subtraction(self, found: Reading, goal: int, gone: BoolArray) -> Iterator[set[int]]:
        """The visible counts by which subtraction gives a count away; none where it does not."""
        protected = self.publication.protected[self._goals[goal][0]]
        counts = found.block_of(protected)
        block = None if counts is None else self._block(counts)
        if block is None or is_determined(block, protected):
            deciding = deciding_counts(self.publication, found, protected, block)
            if not any(gone[count] for count in deciding):
                yield deciding

    def _narrowness(self, found: Reading, goal: int, gone: BoolArray) -> Iterator[set[int]]:
        """The visible counts that limit a count too much, the nearest first; none where the count is safe."""
        protected = self.publication.protected[self._goals[goal][0]]
        counts = found.block_of(protected)
        if counts is None:
            return
        near = limiting_counts(self.publication, found, [count for count in protected.terms if found.unknown[count]])
        if not any(gone[count] for count in near) and not self._is_safe(found, goal, thorough=True):
            yield near
            yield limiting_counts(self.publication, found, counts)

    def _spoiled(
        self,
        chosen: BoolArray,
        found: Reading,
        goals: list[int],
        giving_away: Callable[[Reading, int, BoolArray], Iterator[set[int]]],
    ) -> BoolArray:
        """One more count hidden for each goal that is given away, but where one that has just gone may do."""
        more = chosen.copy()
        hidden = self.publication.with_followers(chosen)
        gone = np.zeros_like(found.visible)
        for goal in goals:
            protected = self.publication.protected[self._goals[goal][0]]
            best = None
            given_away = False
            for offer in giving_away(found, goal, gone):
                given_away = True
                best = self._best(hidden, offer, protected.ranks)
                if best is not None:
                    break
            if best is None:
                if given_away:
                    self._beyond_help.add(goal)
                continue
            more[list(best)] = True
            gone = found.visible & ~self.publication.visible(self.publication.with_followers(more))
        return more

    def _best(self, hidden: BoolArray, counts: set[int], ranks: frozenset[int]) -> tuple[int, ...] | None:
        """The units that hide the count which is least missed, or None where no count can be hidden."""
        units = self.publication.units
        offers = []
        for count in counts:
            ways = [way for way in self.ways[count] if not any(hidden[unit] for unit in way)]
            value = float(self.publication.values[count])
            # Where nobody is missing, there is nobody to hide another level's missing people among.
            if not all(ways) or (value == 0 and ranks == BOUNDS):
                continue
            last = tuple(sorted({way[-1] for way in ways}))
            rank = max(units[unit].rank for unit in last)
            if all(units[unit].rank in ranks for unit in last):
                first = min(units[unit] for unit in last)
                offers.append((rank == WHOLE_TABLE, value == 0, rank, len(last), value, first, last))
        return min(offers)[-1] if offers else None


def _goals(publication: Publication) -> list[tuple[int, tuple[float, ...]]]:
    """What must remain possible: the number of a protected count, and changes of which one suffices."""
    return [
        (number, changes) for number, protected in enumerate(publication.protected) for changes in protected.changes()
    ]
