"""Numbers for the counts at every place, and the relations between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from meal.disclose.counts import Counts, Terms, Way
from meal.disclose.hints import LevelParts
from meal.disclose.places import Place, divisions, place_of
from meal.disclose.publication import Combination
from meal.disclose.quantities import Kind, Series


@dataclass(slots=True)
class System:
    """Numbers for the counts at every place, as they are laid out."""

    counts: Counts
    values: list[float] = field(default_factory=list)
    signed: list[bool] = field(default_factory=list)
    table: list[int] = field(default_factory=list)
    relations: list[Combination] = field(default_factory=list)
    ways: dict[int, tuple[Way, ...]] = field(default_factory=dict)
    number: dict[tuple[int, Place], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at, same in enumerate(self.counts.same):
            if not same.published and len(same.made_of) < 2:
                continue  # a sum that is nothing else says nothing new
            for place, value in same.values.items():
                self.number[at, place] = self._new(value, same.signed, at)
                if same.shown.get(place):
                    self.ways[self.number[at, place]] = same.shown[place]

    def of(self, series: Series, kind: Kind, place: Place) -> int | None:
        """The number of a count, or None where the rows do not show it."""
        at = self.counts.position.get((series, kind))
        return None if at is None else self.number.get((at, place))

    def is_sum(self, series: Series, kind: Kind) -> bool:
        """Whether a count is known to be made of others."""
        return bool(self.counts.same[self.counts.position[series, kind]].made_of)

    def denominators(self) -> Iterator[tuple[int, int]]:
        """Every denominator with its numerator."""
        for (series, kind), at in self.counts.position.items():
            if kind == "n":
                for place in self.counts.same[at].values:
                    n, numerator = self.of(series, "n", place), self.of(series, "numerator", place)
                    if n is not None and numerator is not None:
                        yield n, numerator

    def add_relations(self, parts: Sequence[LevelParts]) -> None:
        """Sums over levels, sums of other counts, and the sums that the study declares."""
        implied = self._implied()
        self.table = [-1 if at in implied else at for at in self.table]
        for at, same in enumerate(self.counts.same):
            values = {place: value for place, value in same.values.items() if (at, place) in self.number}
            for whole, levels in () if at in implied else divisions(values):
                self._add_division(at, whole, levels)
            for hint in parts:
                levels = [place_of(*level) for level in hint.parts]
                if all(place in values for place in (place_of(*hint.whole), *levels)):
                    self._add_division(at, place_of(*hint.whole), levels)
            for terms in same.made_of:
                self._add_sums(at, terms, list(values))

    def _implied(self) -> set[int]:
        """Counts that add up over levels because the counts that they are made of do."""
        implied: set[int] = set()
        relied_on: set[int] = set()
        for at, same in enumerate(self.counts.same):
            for terms in same.made_of:
                of = {other for other, _ in terms}
                everywhere = all(same.values.keys() <= self.counts.same[other].values.keys() for other in of)
                if everywhere and at not in relied_on and at not in of and not of & implied:
                    implied.add(at)
                    relied_on |= of
                    break
        return implied

    def _add_sums(self, at: int, terms: Terms, places: Sequence[Place]) -> None:
        for place in places:
            if all((other, place) in self.number for other, _ in terms):
                relation: dict[int, float] = defaultdict(float, {self.number[at, place]: -1.0})
                for other, times in terms:
                    relation[self.number[other, place]] += times
                if abs(sum(times * self.values[count] for count, times in relation.items())) < 0.5:
                    self.relations.append(relation)

    def _add_division(self, at: int, whole: Place, levels: Sequence[Place]) -> None:
        relation = {self.number[at, level]: 1.0 for level in levels}
        rest = self.values[self.number[at, whole]] - sum(self.values[count] for count in relation)
        relation[self.number[at, whole]] = -1.0
        if abs(rest) < 0.5:
            self.relations.append(relation)
        elif rest > 0 and not self.counts.same[at].signed:
            # Some level is not in the table, so that the parts leave a remainder that nobody publishes.
            self.relations.append(relation | {self._new(rest, signed=False, table=at): 1.0})

    def _new(self, value: float, signed: bool, table: int) -> int:
        self.table.append(table)
        self.values.append(value)
        self.signed.append(signed)
        return len(self.values) - 1
