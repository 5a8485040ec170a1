"""Links between two sets of records beside identifiers and keys: codes, then the rule, one to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.identity import IdentityTable, Pairs
from meal.prepare.identity.assignment import one_to_one
from meal.prepare.identity.codes import code_pairs
from meal.study.identity import Identity, Thresholds

MARGIN = 2.0
"""Points by which a link must be better than another: as much as a village that differs takes away."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Pairs of records of two waves that may be one person, after all better ones were taken.

    Attributes:
        left, right: shape (n_links,), positions in the table, the earlier record left.
        points: field → shape (n_links,). score: shape (n_links,).
        method: shape (n_links,), `code` or `rule`.
        ambiguous: shape (n_links,), another link is as good or nearly so. All others are one to one.
    """

    left: IntArray
    right: IntArray
    points: Mapping[str, FloatArray]
    score: FloatArray
    method: TextArray
    ambiguous: BoolArray

    def pairs(self) -> Pairs:
        """The links as pairs, the record that stands first in the table left."""
        left, right = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
        return Pairs(left, right, self.points, self.score)

    @property
    def n_links(self) -> int:
        """How many there are, ambiguous ones included."""
        return len(self.left)

    def counted(self, level: str, thresholds: Thresholds) -> BoolArray:
        """Which of them count under a linkage, shape (n_links,)."""
        return ~self.ambiguous & (self.score >= float(getattr(thresholds, level)))


def links_between(
    table: IdentityTable, people: IntArray, rule: Pairs, identity: Identity, before: IntArray, here: IntArray,
    apart: IntArray,
) -> Links:  # fmt: skip
    """Links between two sets of records, by codes, then by the rule, then by codes that nothing confirms."""
    thresholds = identity.thresholds
    codes = code_pairs(table, before, here, errors=identity.code_errors, thresholds=thresholds)
    ruled = _between(table, rule, before, here, thresholds.loose)
    confirmed = codes.score >= thresholds.standard
    stages = (
        (codes, confirmed, "code"),
        (ruled, np.ones(len(ruled.score), dtype=bool), "rule"),
        (codes, ~confirmed, "code"),
    )
    parts: list[Links] = []
    size = int(people.max(initial=-1)) + 1
    taken = np.zeros(size, dtype=bool)
    of_two = np.sort(people[apart], axis=1)
    forbidden = of_two[:, 0] * size + of_two[:, 1]
    for pairs, some, method in stages:
        free = some & ~taken[people[pairs.left]] & ~taken[people[pairs.right]] & (pairs.score >= thresholds.loose)
        two = np.sort(np.stack([people[pairs.left], people[pairs.right]], axis=1), axis=1)
        free &= ~np.isin(two[:, 0] * size + two[:, 1], forbidden)
        links = _assigned(people, pairs, np.flatnonzero(free), method)
        for side in (links.left, links.right):
            # Whoever is ambiguous here is for people to decide, and not for the next stage.
            taken[people[side]] = True
        parts.append(links)
    return together(parts)


def _between(table: IdentityTable, rule: Pairs, before: IntArray, here: IntArray, loose: float) -> Pairs:
    """The rule's pairs between these records, the earlier record left."""
    is_before, is_here = (np.zeros(table.n_records, dtype=bool) for _ in range(2))
    is_before[before], is_here[here] = True, True
    straight, turned = is_before[rule.left] & is_here[rule.right], is_here[rule.left] & is_before[rule.right]
    some = np.flatnonzero((straight | turned) & (rule.score >= loose) & (rule.score > 0))
    left = np.where(straight[some], rule.left[some], rule.right[some])
    right = np.where(straight[some], rule.right[some], rule.left[some])
    return Pairs(left, right, {name: of[some] for name, of in rule.points.items()}, rule.score[some])


def _assigned(people: IntArray, pairs: Pairs, some: IntArray, method: str) -> Links:
    """One to one between people: of several pairs of records of the same two people the best one counts."""
    size = int(people.max(initial=-1)) + 1
    order = some[np.argsort(-pairs.score[some], kind="stable")]
    _, first = np.unique(people[pairs.left[order]] * size + people[pairs.right[order]], return_index=True)
    best = order[np.sort(first)]
    made = one_to_one(people[pairs.left[best]], people[pairs.right[best]], pairs.score[best], margin=MARGIN)
    kept = np.flatnonzero(made.certain | made.ambiguous)
    at = best[kept]
    return Links(
        pairs.left[at],
        pairs.right[at],
        {name: of[at] for name, of in pairs.points.items()},
        pairs.score[at],
        np.full(len(at), method, dtype=object),
        made.ambiguous[kept],
    )


def together(parts: Sequence[Links]) -> Links:
    """Several sets of links as one."""
    names = dict.fromkeys(name for part in parts for name in part.points)
    nothing = np.zeros(0)
    return Links(
        np.concatenate([nothing.astype(np.int64), *(part.left for part in parts)]),
        np.concatenate([nothing.astype(np.int64), *(part.right for part in parts)]),
        {
            name: np.concatenate([nothing, *(part.points.get(name, np.zeros(part.n_links)) for part in parts)])
            for name in names
        },
        np.concatenate([nothing, *(part.score for part in parts)]),
        np.concatenate([nothing.astype(object), *(part.method for part in parts)]),
        np.concatenate([nothing.astype(bool), *(part.ambiguous for part in parts)]),
    )
