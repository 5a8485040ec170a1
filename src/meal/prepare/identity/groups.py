"""Records that are one person: pairs and equal keys joined, and never two that were decided to be different people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from meal.model.arrays import IntArray, TextArray

SEPARATOR = "\x1f"
"""Stands between the parts of a name that is no respondent's id: no id of an export has it."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Records by person.

    Attributes:
        of: shape (n_records,), the person of each, numbered by their first records.
        torn: records whose key is that of several people who were decided to be different; each was put to the
            first of them.
    """

    of: IntArray
    torn: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ties:
    """What joins records, in the order in which it does: decisions, ids and keys, pairs of the rule.

    Attributes:
        decided: shape (n, 2), pairs of records that were decided to be the same. same: for each kind of key, shape
            (n_records,), a number for each value of it, -1 for none. likely: shape (n, 2), pairs of the rule,
            the most certain first. apart: shape (n, 2), pairs that were decided to be different.
    """

    decided: IntArray
    same: tuple[IntArray, ...]
    likely: IntArray
    apart: IntArray


def grouped(n_records: int, ties: Ties) -> Groups:
    """The people of these records.

    Where no decision stands in the way, everything tied together is one person, in whatever order. Where two
    records that were decided to be different would become one, their ties are taken one after the other, and each
    that would join them is left out.
    """
    of = _connected(n_records, ties)
    if not len(ties.apart):
        return Groups(of)
    one, other = ties.apart.T
    split = np.unique(of[one[of[one] == of[other]]])
    if not len(split):
        return Groups(of)
    inside = np.flatnonzero(np.isin(of, split))
    careful = _Careful(inside, ties)
    of = _first_of(of)  # the first record of each person stands for it, as in the careful part
    of[inside] = [careful.root(record) for record in inside.tolist()]
    return Groups(_numbered(of), tuple(sorted(careful.torn)))


def _connected(n_records: int, ties: Ties) -> IntArray:
    """Everything that is tied together, numbered by first records."""
    edges = [ties.decided, *map(_chained, ties.same), ties.likely]
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.int64), *edges])
    if not len(pairs):
        return np.arange(n_records)
    from scipy import sparse  # a tenth of a second to load
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(pairs), dtype=np.int8)
    graph = sparse.coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n_records, n_records))
    return _numbered(np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64))


def _chained(codes: IntArray) -> IntArray:
    """Each record with the one before it that has the same code, shape (n, 2)."""
    known = np.flatnonzero(codes >= 0)
    order = known[np.argsort(codes[known], kind="stable")]
    follows = codes[order[1:]] == codes[order[:-1]]
    return np.stack([order[:-1][follows], order[1:][follows]], axis=1)


def _first_of(labels: IntArray) -> IntArray:
    """For each record, the first record with its label."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], dtype=np.int64)


def _numbered(labels: IntArray) -> IntArray:
    """The same groups, numbered by their first records."""
    _, number = np.unique(_first_of(labels), return_inverse=True)
    return np.asarray(number, dtype=np.int64)


@dataclass
class _Careful:
    """The records that decisions set apart, joined one tie after another.

    Attributes:
        parent: record → another of its group, or itself. foes: first record of a group → the records that none of
            its own may be joined with. torn: as in `Groups`.
    """

    inside: IntArray
    ties: Ties
    parent: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    foes: dict[int, set[int]] = field(default_factory=dict)
    torn: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parent = {record: record for record in self.inside.tolist()}
        self.members = {record: [record] for record in self.parent}
        self.foes = defaultdict(set)
        for one, other in self._within(self.ties.apart):
            self.foes[one].add(other)
            self.foes[other].add(one)
        for one, other in self._within(self.ties.decided):
            self._join(one, other)
        for codes in self.ties.same:
            self._join_equal(codes)
        for one, other in self._within(self.ties.likely):
            self._join(one, other)

    def root(self, record: int) -> int:
        """The first record of its group."""
        while self.parent[record] != record:
            self.parent[record] = self.parent[self.parent[record]]
            record = self.parent[record]
        return record

    def _within(self, pairs: IntArray) -> Iterator[tuple[int, int]]:
        for one, other in pairs.tolist():
            if one in self.parent and other in self.parent:
                yield one, other

    def _may_join(self, one: int, other: int) -> bool:
        return self.foes[one].isdisjoint(self.members[other])

    def _join(self, record: int, with_: int) -> bool:
        one, other = sorted((self.root(record), self.root(with_)))
        if one == other:
            return True
        if not self._may_join(one, other):
            return False
        self.parent[other] = one
        self.members[one] += self.members.pop(other)
        self.foes[one] |= self.foes.pop(other, set())
        return True

    def _join_equal(self, codes: IntArray) -> None:
        """Each record to the first earlier person of its code that no decision keeps it from."""
        people: dict[int, list[int]] = defaultdict(list)
        for record in self.inside.tolist():
            code = int(codes[record])
            if code < 0:
                continue
            roots = list(dict.fromkeys(map(self.root, people[code])))
            mine = self.root(record)
            if mine not in roots:
                open_ = [root for root in roots if self._may_join(*sorted((root, mine)))]
                if len(open_) > 1:
                    self.torn.add(record)
                if open_:
                    self._join(record, open_[0])
            people[code].append(record)


def names_of(groups: IntArray, wave_of: IntArray, waves: Sequence[str], stable: TextArray, ids: TextArray) -> TextArray:
    """A text for each record that is the same for all records of one person, and stays so from run to run.

    It is the smallest id of the respondent among the person's records; where none has one, or where the id is that
    of several people who were decided to be different, the wave and the smallest stable id tell them apart.

    Args:
        groups: shape (n_records,), numbered by first records. wave_of: shape (n_records,), index into `waves`.
        stable, ids: shape (n_records,), of the submission and of the respondent, empty for none.
    """
    import pandas as pd

    n_people = int(groups.max(initial=-1)) + 1
    order = np.argsort(groups, kind="stable")
    starts = np.searchsorted(groups[order], np.arange(n_people + 1))
    ordered = _Ordered(starts, wave_of[order], stable[order], ids[order], waves)
    names = ordered.ids[starts[:-1]]
    several = np.diff(starts) > 1
    # A register has many records of one person, but few people of several ids.
    other_ids = ordered.ids != np.repeat(names, np.diff(starts))
    for person in np.flatnonzero(np.bincount(groups[order], other_ids, n_people) > 0).tolist():
        names[person] = min(set(ordered.ids[starts[person] : starts[person + 1]]) - {""}, default="")
    nameless = np.flatnonzero(names == "")
    alone = nameless[~several[nameless]]
    shared = pd.Series(names, dtype=object).duplicated(keep=False).to_numpy() & (names != "")
    names[alone] = ordered.places(starts[alone])
    together = nameless[several[nameless]]
    names[together] = np.array([*ordered.smallest(together), ""], dtype=object)[:-1]
    owners: dict[str, list[str]] = defaultdict(list)
    at = np.flatnonzero(shared)
    places = dict(zip(at.tolist(), ordered.smallest(at), strict=True))
    for person, place in places.items():
        owners[names[person]].append(place)
    for person, place in places.items():
        if place != min(owners[names[person]]):
            names[person] += SEPARATOR + place
    return np.asarray(names[groups], dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class _Ordered:
    """Records person by person; those of one stand from `starts` of it to `starts` of the next."""

    starts: IntArray
    wave_of: IntArray
    stable: TextArray
    ids: TextArray
    waves: Sequence[str]

    def places(self, at: IntArray) -> TextArray:
        """Wave and stable id of these records."""
        prefix = np.array([wave + SEPARATOR for wave in self.waves], dtype=object)
        return np.asarray(prefix[self.wave_of[at]] + self.stable[at], dtype=object)

    def smallest(self, people: IntArray) -> Iterator[str]:
        """The smallest record of each of these people, by wave and stable id."""
        waves, names = self.wave_of.tolist(), self.stable.tolist()
        for start, end in zip(self.starts[people].tolist(), self.starts[people + 1].tolist(), strict=True):
            first = min(waves[start:end])
            own = (name for of, name in zip(waves[start:end], names[start:end], strict=True) if of == first)
            yield f"{self.waves[first]}{SEPARATOR}{min(own)}"
