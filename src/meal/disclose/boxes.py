"""The flow of respondents and the numbers of findings as they may be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations

from meal.disclose.protect import protecting_units
from meal.disclose.publication import Combination, Protected, Publication, publication
from meal.disclose.quantities import ALL_RANKS, CROSSED, LEVEL, WHOLE_TABLE, Unit
from meal.model.estimates import FindingCount, FlowBox


def suppress_flow(boxes: Sequence[FlowBox], *, min_cell: int) -> tuple[FlowBox, ...]:
    """Hide boxes of 1 to below `min_cell`, and further boxes from which they follow; the order is kept.

    A step is the next step and those who leave in between; a box is the sum of the boxes that are `of` it;
    a step may be another step and those who leave elsewhere. Such sums count wherever the numbers obey them.
    Boxes of people who leave are hidden before steps, and steps in the middle before the last one.
    """
    counted = [at for at, box in enumerate(boxes) if box.count is not None]
    number = {at: place for place, at in enumerate(counted)}
    values = [float(boxes[at].count or 0) for at in counted]
    relations = [
        {number[at]: times for at, times in relation.items()}
        for relation in _flow_relations(boxes)
        if all(at in number for at in relation)
    ]
    holds = [
        relation
        for relation in dict.fromkeys(tuple(sorted(relation.items())) for relation in relations)
        if not sum(values[at] * times for at, times in relation)
    ]
    units = [_box_unit(boxes, at) for at in counted]
    hidden = protecting_units(_simple_publication(values, [dict(relation) for relation in holds], units, min_cell))
    return tuple(
        replace(box, count=None, status="suppressed") if at in number and units[number[at]] in hidden else box
        for at, box in enumerate(boxes)
    )


def suppress_findings(counts: Sequence[FindingCount], *, min_cell: int) -> tuple[FindingCount, ...]:
    """Hide numbers of findings from 1 to below `min_cell`, with how many of them are decided.

    Where so few are decided, or so few are not, only the number decided is hidden. A row without a wave is
    a total when the waves of its rule add up to it, and a wave's number that it gives away is hidden too.
    """
    values = [float(count.count or 0) for count in counts]
    units = [Unit(LEVEL if row.wave else WHOLE_TABLE, "cell", (row.rule, row.severity, row.wave, str(at)))
             for at, row in enumerate(counts)]  # fmt: skip
    relations = []
    for total, row in enumerate(counts):
        waves = [
            at
            for at, other in enumerate(counts)
            if other.wave and (other.rule, other.severity) == (row.rule, row.severity)
        ]
        if not row.wave and waves and sum(values[at] for at in waves) == values[total]:
            relations.append({total: -1.0, **dict.fromkeys(waves, 1.0)})
    hidden = protecting_units(_simple_publication(values, relations, units, min_cell))
    return tuple(
        replace(row, count=None, decided=None) if unit in hidden else _without_few_decided(row, min_cell)
        for row, unit in zip(counts, units, strict=True)
    )


def _without_few_decided(row: FindingCount, min_cell: int) -> FindingCount:
    if row.count is None or row.decided is None:
        return row
    few = 0 < row.decided < min_cell or 0 < row.count - row.decided < min_cell
    return replace(row, decided=None) if few else row


def _box_unit(boxes: Sequence[FlowBox], at: int) -> Unit:
    box = boxes[at]
    last = max((other for other, one in enumerate(boxes) if one.wave == box.wave and one.role == "total"), default=-1)
    rank = CROSSED if box.role == "excluded" else (WHOLE_TABLE if at == last else LEVEL)
    return Unit(rank, "cell", (box.wave, box.step, box.unit, box.of, str(at)))


def _flow_relations(boxes: Sequence[FlowBox]) -> Iterator[Combination]:
    """Sums that boxes may obey; the caller keeps those that hold.

    Records and people are not told apart: once a wave holds every person once, they are the same number.
    """
    for wave in dict.fromkeys(box.wave for box in boxes):
        members = [at for at, box in enumerate(boxes) if box.wave == wave]
        totals = [at for at in members if boxes[at].role == "total"]
        for total, following in zip(totals, [*totals[1:], None], strict=True):
            leaving = [at for at in members if total < at and (following is None or at < following)]
            named = [at for at in members if boxes[at].of == boxes[total].step and at != total]
            for parts in (leaving, named, [at for at in named if boxes[at].role == "excluded"]):
                for rest in ([], [] if following is None else [following]):
                    if parts or rest:
                        yield {total: -1.0, **dict.fromkeys([*parts, *rest], 1.0)}
        for first, second in permutations(totals, 2):
            for excluded in (at for at in members if at not in totals):
                yield {first: -1.0, second: 1.0, excluded: 1.0}
    steps = [at for at, box in enumerate(boxes) if box.role == "total"]
    for first, second in combinations(steps, 2):
        yield {first: -1.0, second: 1.0}


def _simple_publication(
    values: Sequence[float], relations: Sequence[Combination], units: Sequence[Unit], min_cell: int
) -> Publication:
    """Counts that are each shown in one place."""
    small = [at for at, value in enumerate(values) if 0 < value < min_cell]
    return publication(
        values=values,
        table=[0] * len(values),
        relations=relations,
        pairs=(),
        signed=[False] * len(values),
        ways=[(at, (unit,)) for at, unit in enumerate(units)],
        followers=(),
        small=frozenset(units[at] for at in small),
        protected=[Protected({at: 1.0}, values[at], min_cell, ALL_RANKS) for at in small],
    )
