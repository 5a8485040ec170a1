"""Which levels a comparison compares: a difference and one of its levels give away the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from meal.disclose.hints import Compared
from meal.disclose.places import Place, place_of
from meal.disclose.quantities import FOUND, TESTS, Unit, cell_unit, is_contrast
from meal.model.estimates import Estimate
from meal.model.transitions import answer_key, answers_of

SUMMARIES = frozenset({"homogeneity", "mean_score_change"})
"""Statistics that sum up all transitions of a place in one number."""


def followers(rows: Sequence[Estimate], hints: Mapping[str, Compared]) -> Iterator[tuple[Unit, Unit]]:
    """Every comparison with each of the levels that it compares; hidden with any of them.

    A difference in differences follows the change of each arm, which is itself a comparison. A test
    of whether groups differ follows every group that it was made of.
    """
    placed: dict[str, list[tuple[Estimate, Place, Unit]]] = defaultdict(list)
    for row in rows:
        placed[row.indicator].append((row, place_of(row.by, row.level), cell_unit(row)))
    pairs: dict[tuple[Unit, Unit], None] = {}
    for indicator in placed.values():
        for contrast, at, unit in indicator:
            if is_contrast(contrast):
                hint = hints.get(contrast.comparison)
                for level, place, other in indicator:
                    if other != unit and _is_compared(contrast, at, level, place, hint):
                        pairs[unit, other] = None
            elif contrast.statistic in TESTS:
                for level, _, other in indicator:
                    if other != unit and _is_tested(contrast, level):
                        pairs[unit, other] = None
    for row, at, unit in (one for indicator in placed.values() for one in indicator if one[0].comparison):
        for level, place, other in placed[row.indicator]:
            if other != unit and place == at and level.comparison == row.comparison and _is_summary(row, level):
                pairs[unit, other] = None
    yield from pairs


def _is_tested(test: Estimate, row: Estimate) -> bool:
    """Whether a row is among those that a test of a whole table is made of."""
    if row.comparison != test.comparison or row.category != test.category or row.statistic in TESTS:
        return False
    return test.statistic == "joint_test" or row.by == test.by


def _is_summary(row: Estimate, other: Estimate) -> bool:
    """Whether a row of a comparison of answers is worked out from another, so that it could give it away.

    A test or a mean change is one more equation for all of its transitions. A change and its standard error
    tell how many kept the answer.
    """
    if row.statistic in SUMMARIES:
        return bool(other.category)
    kept = (row.category, row.category) if row.category else ()
    return is_contrast(row) and kept == tuple(answer_key(answer) for answer in answers_of(other.category))


def _is_compared(contrast: Estimate, at: Place, level: Estimate, place: Place, hint: Compared | None) -> bool:
    own = level.comparison == contrast.comparison
    if level.comparison and not own:
        return False
    if FOUND in (level.category, contrast.category) and level.category != contrast.category:
        return False
    if level.category != contrast.category and not (own and not contrast.category):
        return False
    if hint is None:
        # Which level belongs to which arm is unknown, but an arm's level has one variable more.
        beside = own and set(at) < set(place) and len(place) == len(at) + 1
        return not is_contrast(level) and (place == at or beside)
    arms = _arm_places(at, hint)
    if own:
        return place in arms or (place == at and not is_contrast(level))
    return (not hint.waves or level.wave in hint.waves) and place in (arms or (at,))


def _arm_places(at: Place, hint: Compared | None) -> tuple[Place, ...]:
    """The places of the arms within a place; none where there are no arms, or where it is one of them."""
    if hint is None or not hint.arm or hint.arm in dict(at):
        return ()
    return tuple(tuple(sorted((*at, (hint.arm, arm)))) for arm in hint.arms)
