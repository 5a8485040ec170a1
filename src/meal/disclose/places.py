"""Where in a table a row stands: the level of each variable that it is disaggregated by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

Place = tuple[tuple[str, str], ...]
"""Variables and levels, sorted by variable; empty for the whole."""

WHOLE: Place = ()


def depth_of(by: str) -> int:
    """0 for the whole, 1 for a table by one variable, 2 for a table that crosses several."""
    return 0 if not by else 2 if "|" in by else 1


def place_of(by: str, level: str) -> Place:
    r"""The place of a row; `sex|country` with `female|NG` is the place of `country|sex` with `NG|female`.

    A `|` inside a level is written `\|` and a backslash `\\`; levels keep their escapes here.
    """
    if not by:
        return WHOLE
    if "|" not in by:
        return ((by, level),)
    variables, levels = _split(by), _split(level)
    if len(variables) != len(levels):
        return ((by, level),)  # a level that was not escaped: a table of its own
    return tuple(sorted(zip(variables, levels, strict=True)))


def variables_of(place: Place) -> tuple[str, ...]:
    """The variables that a place is disaggregated by."""
    return tuple(variable for variable, _ in place)


def divisions(values: Mapping[Place, float]) -> Iterator[tuple[Place, list[Place]]]:
    """Each place with the places that divide it, for every coarser and finer table.

    A division that follows from two others, through a table in between that adds up, is left out.
    """
    by_variables: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in values:
        by_variables[variables_of(place)].append(place)
    divided: dict[tuple[Place, tuple[str, ...]], list[Place]] = defaultdict(list)
    for coarse in by_variables:
        for fine, levels in by_variables.items():
            if set(coarse) < set(fine):
                for level in levels:
                    divided[tuple(part for part in level if part[0] in coarse), fine].append(level)

    def adds_up(whole: Place, by: tuple[str, ...]) -> bool:
        levels = divided.get((whole, by))
        return bool(levels) and whole in values and values[whole] == sum(values[level] for level in levels or ())

    for (whole, by), levels in divided.items():
        if whole in values and not any(
            set(variables_of(whole)) < set(between) < set(by)
            and adds_up(whole, between)
            and all(adds_up(level, by) for level in divided[whole, between])
            for between in by_variables
        ):
            yield whole, levels


def _split(text: str) -> list[str]:
    parts = [""]
    escaped = False
    for character in text:
        if character == "|" and not escaped:
            parts.append("")
        else:
            parts[-1] += character
        escaped = character == "\\" and not escaped
    return parts
