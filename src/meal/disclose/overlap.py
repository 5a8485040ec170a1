"""The overlap between partners as it may be published.

Small numbers of people known to two partners are hidden, and so many others that none of them follows from the
totals: everybody, the people of each partner, and the people known to one, two and more partners are tied to the
table by sums that hold whoever the people are; and the people of each partner are those whom no other knows, those
whom it shares with each other one, less those who are counted there several times. What is not published (how many
are known to three, to four …, to a partner alone) is unknown to a reader, but no more than a number from 0 up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import comb

from meal.disclose.protect import protecting_units
from meal.disclose.publication import Combination, Protected, publication
from meal.disclose.quantities import ALL_RANKS, CROSSED, LEVEL, WHOLE_TABLE, Unit
from meal.model.overlap import Overlap, OverlapRow

Key = tuple[str, str, str]


def suppress_overlap(overlap: Overlap, *, min_cell: int, min_denominator: int, known: Collection[str] = ()) -> Overlap:
    """The overlap with small numbers hidden, and what would give them away.

    Args:
        known: partners of which other tables of the publication tell how many people they know.
    """
    rows = {_key(row): row for row in overlap.rows}
    # Numbers of people known to exactly this many partners; the first two are rows of the table.
    keys = list(rows)
    counts = _Counts({key: at for at, key in enumerate(keys)}, [float(row.people or 0) for row in overlap.rows])
    relations = list(_relations(overlap, counts))
    units = {key: _unit(overlap.wave, key) for key in keys}
    number = counts.number
    protected = list(_protected(overlap, number, min_cell, min_denominator))
    if not protected:
        return replace(overlap, known_to=(), alone=(), further=())
    ways: list[tuple[int, tuple[Unit, ...]]] = [(number[key], (units[key],)) for key in keys]
    ways += [(number[partner, "", ""], ()) for partner in known if (partner, "", "") in number]
    ways.append((number["everybody", "", ""], ()))
    found = publication(
        values=counts.values,
        table=[0] * len(counts.values),
        relations=relations,
        pairs=[(number[end, "", ""], number[key]) for key in keys if key[1] for end in key[:2]],
        signed=[False] * len(counts.values),
        ways=ways,
        followers=[],
        small=frozenset(units[key] for key, _ in protected if key is not None),
        protected=[one for _, one in protected],
    )
    hidden = protecting_units(found)
    return replace(
        overlap,
        rows=tuple(
            replace(row, people=None, status="suppressed") if units[_key(row)] in hidden else row
            for row in overlap.rows
        ),
        known_to=(),
        alone=(),
        further=(),
    )


def _key(row: OverlapRow) -> Key:
    return row.partner, row.other, row.known_to


def _unit(wave: str, key: Key) -> Unit:
    """A pair is given up before a partner's own number, and that before the numbers of everybody."""
    partner, other, known_to = key
    rank = CROSSED if other else LEVEL if partner else WHOLE_TABLE
    return Unit(rank, "cell", ("overlap", known_to, wave, "", partner, other, ""))


@dataclass
class _Counts:
    """The counts by their key, published or not, and their values."""

    number: dict[Key, int]
    values: list[float]

    def unpublished(self, key: Key, value: float) -> int:
        """A count that no table shows."""
        self.number[key] = len(self.values)
        self.values.append(value)
        return self.number[key]


def _relations(overlap: Overlap, counts: _Counts) -> Iterator[Combination]:
    """Who is known to k partners counts once in all, k times in the partners, and k(k − 1)/2 times in the pairs."""
    number = counts.number
    pairs = {key: at for key, at in number.items() if key[1]}
    of = {1: number["", "", "1"], 2: number["", "", "2"]}
    many = {times: counts.unpublished(("", "", str(times)), count) for times, count in overlap.known_to if times > 2}
    of |= many
    everybody = counts.unpublished(("everybody", "", ""), sum(count for _, count in overlap.known_to))
    yield {number["", "", "3+"]: 1.0, **dict.fromkeys(many.values(), -1.0)}
    yield {everybody: -1.0, **dict.fromkeys(of.values(), 1.0)}
    partners = [number[partner, "", ""] for partner in overlap.partners]
    yield {**dict.fromkeys(partners, -1.0), **{at: float(times) for times, at in of.items()}}
    yield {
        **dict.fromkeys(pairs.values(), -1.0),
        **{at: float(comb(times, 2)) for times, at in of.items() if times > 1},
    }
    further: list[int] = []
    alone: list[int] = []
    for partner, people, more in zip(overlap.partners, overlap.alone, overlap.further, strict=True):
        alone.append(counts.unpublished((partner, "", "alone"), people))
        further.append(counts.unpublished((partner, "", "further"), more))
        shared = {at: -1.0 for key, at in pairs.items() if partner in key[:2]}
        yield {number[partner, "", ""]: 1.0, alone[-1]: -1.0, **shared, further[-1]: 1.0}
    yield {of[1]: -1.0, **dict.fromkeys(alone, 1.0)}
    yield {**dict.fromkeys(further, -1.0), **{at: float(times * (times - 2)) for times, at in many.items()}}


def _protected(
    overlap: Overlap, number: dict[Key, int], min_cell: int, min_denominator: int
) -> Iterator[tuple[Key | None, Protected]]:
    """Every small number with the row that holds it: few people, or all but few of a partner's.

    How many are known to a partner alone stands in no row, but follows from the others where nobody is known to three.
    """
    for partner, alone in zip(overlap.partners, overlap.alone, strict=True):
        if 0 < alone < min_cell:
            yield None, Protected({number[partner, "", "alone"]: 1.0}, float(alone), min_cell, ALL_RANKS)
    people = {_key(row): float(row.people or 0) for row in overlap.rows}
    for key, count in people.items():
        limit = min_denominator if key[0] and not key[1] else min_cell
        if 0 < count < limit:
            yield key, Protected({number[key]: 1.0}, count, limit, ALL_RANKS)
        for end in key[:2] if key[1] else ():
            others = people[end, "", ""] - count
            if 0 < others < min_cell:
                terms = {number[end, "", ""]: 1.0, number[key]: -1.0}
                yield key, Protected(terms, others, min_cell, ALL_RANKS)
