"""Age bands that suit the people who were asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from meal.propose.answers import number_of
from meal.propose.profile import ColumnProfile

CUTS = (5, 12, 18, 25, 35, 50, 60)
"""First ages of the usual bands: children, adolescents, youth, adults, older people."""
_FEWEST = 10
_LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class AgeBands:
    """Bands of ages: the expression that gives them, and their names from young to old."""

    expression: str
    names: tuple[str, ...]


def age_bands(column: ColumnProfile) -> AgeBands | None:
    """The usual bands, joined until each holds enough people; None where fewer than two are left."""
    ages = {
        number: count for answer, count in column.answers.counts.items() if (number := number_of(answer)) is not None
    }
    need = max(_FEWEST, _LEAST_SHARE * sum(ages.values()))
    cuts = [cut for cut in CUTS if min(ages) < cut <= max(ages)]
    while cuts and (least := _smallest(ages, cuts))[1] < need:
        # The smallest band joins the next one; the last joins the one before it.
        cuts.pop(min(least[0], len(cuts) - 1))
    if not cuts:
        return None
    names = _names(cuts)
    expression = f"'{names[-1]}'"
    for cut, name in zip(reversed(cuts), reversed(names[:-1]), strict=True):
        expression = f"if(${{{column.name}}} < {cut}, '{name}', {expression})"
    return AgeBands(expression, tuple(names))


def _smallest(ages: dict[float, int], cuts: list[int]) -> tuple[int, int]:
    """The band with the fewest people, and how many."""
    edges = [float("-inf"), *cuts, float("inf")]
    sizes = [sum(count for age, count in ages.items() if low <= age < high) for low, high in pairwise(edges)]
    smallest = min(range(len(sizes)), key=lambda band: sizes[band])
    return smallest, sizes[smallest]


def _names(cuts: list[int]) -> list[str]:
    return [
        f"under {cuts[0]}",
        *(f"{low}-{high - 1}" for low, high in pairwise(cuts)),
        f"{cuts[-1]}+",
    ]
