"""A reader who tries to work out hidden counts from the published rows alone.

Written without looking at how rows are hidden. It knows what every reader knows: levels add up to the whole,
the unanswered and the answers are everybody asked, the worst and the best case differ by the unanswered, a
change of people asked twice is the difference of two counts, and nobody is counted less than zero times. It
solves all of that exactly with fractions; and for small tables it goes through every table of whole numbers
that could be behind what is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from meal.model.estimates import Estimate

Unknown = tuple[str, str, frozenset[tuple[str, str]]]
"""A count that is asked after: which count, of which indicator and wave, where."""
Equation = tuple[dict[Unknown, Fraction], Fraction]


def place(row: Estimate) -> frozenset[tuple[str, str]]:
    """Variables and levels of a row."""
    return frozenset(zip(row.by.split("|"), row.level.split("|"), strict=True)) if row.by else frozenset()


def count(kind: str, row: Estimate) -> Unknown:
    """The name of a count of a level row."""
    return kind, f"{row.indicator} {row.wave}", place(row)


def equations(rows: Sequence[Estimate]) -> Iterator[Equation]:
    """Everything that the published rows say, when all indicators asked the same people."""
    levels = [row for row in rows if not row.comparison]
    for row in levels:
        n, x, m = (count(kind, row) for kind in ("n", "x", "m"))
        extra_n = {m: Fraction(1)} if row.variant in ("worst", "best") else {}
        extra_x = {m: Fraction(1)} if row.variant == "best" else {}
        if row.n is not None:
            yield {n: Fraction(1), **extra_n}, Fraction(row.n)
        if row.numerator is not None:
            yield {x: Fraction(1), **extra_x}, Fraction(row.numerator)
        if row.n_missing is not None:
            yield {m: Fraction(1)}, Fraction(row.n_missing)
        asked = ("asked", "", place(row))
        yield {asked: Fraction(1), n: Fraction(-1), m: Fraction(-1)}, Fraction(0)
    yield from sums_over_levels({count(kind, row) for row in levels for kind in ("n", "x", "m")})
    yield from changes(rows)


def sums_over_levels(counts: set[Unknown]) -> Iterator[Equation]:
    """A cell is the sum of the cells that one more variable divides it into."""
    parts: dict[tuple[str, str, frozenset[tuple[str, str]], str], list[Unknown]] = defaultdict(list)
    for kind, series, where in counts:
        for variable, level in where:
            parts[kind, series, where - {(variable, level)}, variable].append((kind, series, where))
    for (kind, series, whole, _), levels in parts.items():
        if (kind, series, whole) in counts:
            yield {(kind, series, whole): Fraction(-1), **dict.fromkeys(levels, Fraction(1))}, Fraction(0)


def changes(rows: Sequence[Estimate]) -> Iterator[Equation]:
    """Net changes add up over levels; where everybody answered twice, they are differences of numerators."""
    net_changes = {("net", row.indicator, place(row)): row for row in rows if row.comparison}
    answered = {count("n", row): row.n for row in rows if not row.comparison and not row.variant}
    for net, row in net_changes.items():
        if row.estimate is not None and row.n is not None:
            yield {net: Fraction(1)}, Fraction(round(row.estimate * row.n))
        waves = [f"{row.indicator} {wave}" for wave in ("before", "after")]
        if all(answered.get(("n", wave, frozenset())) == answered_twice(rows, row) for wave in waves):
            first, second = (("x", wave, place(row)) for wave in waves)
            yield {net: Fraction(1), second: Fraction(-1), first: Fraction(1)}, Fraction(0)
    yield from sums_over_levels(set(net_changes))


def answered_twice(rows: Sequence[Estimate], change: Estimate) -> int | None:
    """How many people the change of the whole is about."""
    return next(row.n for row in rows if row.comparison == change.comparison and not row.by)


def determined(system: Sequence[Equation]) -> dict[Unknown, Fraction]:
    """Counts that the equations give, by Gauss-Jordan elimination with fractions."""
    reduced: dict[Unknown, Equation] = {}
    for terms, total in system:
        terms = dict(terms)
        for pivot in [unknown for unknown in terms if unknown in reduced]:
            terms, total = _minus(terms, total, reduced[pivot], terms.get(pivot, Fraction(0)))
        pivot = next((unknown for unknown, times in terms.items() if times), None)
        if pivot is None:
            assert total == 0, "the published rows contradict one another"
            continue
        scale = terms[pivot]
        equation = ({unknown: times / scale for unknown, times in terms.items() if times}, total / scale)
        for other, (others, other_total) in list(reduced.items()):
            if others.get(pivot):
                reduced[other] = _minus(others, other_total, equation, others[pivot])
        reduced[pivot] = equation
    return {pivot: total for pivot, (terms, total) in reduced.items() if len(terms) == 1}


def _minus(
    terms: Mapping[Unknown, Fraction], total: Fraction, other: Equation, times: Fraction
) -> tuple[dict[Unknown, Fraction], Fraction]:
    left = dict(terms)
    for unknown, amount in other[0].items():
        left[unknown] = left.get(unknown, Fraction(0)) - times * amount
    return {unknown: amount for unknown, amount in left.items() if amount}, total - times * other[1]


def small_counts_found(truth: Sequence[Estimate], seen: Sequence[Estimate]) -> list[str]:
    """Small counts, complements and denominators that the published rows give away by subtraction."""
    system = list(equations(seen))
    for row in truth:
        if not row.comparison:
            rest = count("rest", row)
            system.append(
                ({rest: Fraction(1), count("n", row): Fraction(-1), count("x", row): Fraction(1)}, Fraction(0))
            )
    found = determined(system)
    given_away = []
    for row in truth:
        if row.comparison or row.variant:
            continue
        for kind, value, threshold in (
            ("n", row.n, 10),
            ("x", row.numerator, 5),
            ("rest", (row.n or 0) - (row.numerator or 0), 5),
        ):
            if value is not None and 0 < value < threshold and count(kind, row) in found:
                given_away.append(f"{kind} of {row.indicator} {row.wave} {row.by}={row.level} is {value}")
    return given_away


def possible_tables(
    shape: tuple[int, int],
    known: Mapping[tuple[int, int], int],
    rows: Mapping[int, int],
    columns: Mapping[int, int],
    total: int | None,
    most: int,
) -> Iterator[dict[tuple[int, int], int]]:
    """Every table of whole numbers from 0 to `most` with the published cells, margins and total.

    Args:
        shape: how many rows and columns. known: published cells. rows, columns: published margins.
        total: the published total, if any. most: no cell can be larger.
    """
    cells = [(i, j) for i in range(shape[0]) for j in range(shape[1])]

    def fill(at: int, table: dict[tuple[int, int], int]) -> Iterator[dict[tuple[int, int], int]]:
        if at == len(cells):
            if total is None or sum(table.values()) == total:
                yield dict(table)
            return
        i, j = cells[at]
        row_left = rows[i] - sum(table.get((i, k), 0) for k in range(j)) if i in rows else most
        column_left = columns[j] - sum(table.get((k, j), 0) for k in range(i)) if j in columns else most
        total_left = total - sum(table.values()) if total is not None else most
        upper = min(row_left, column_left, total_left, most)
        lower = 0
        if i in rows and j == shape[1] - 1:
            lower = max(lower, row_left)
        if j in columns and i == shape[0] - 1:
            lower = max(lower, column_left)
        options = [known[i, j]] if (i, j) in known else range(lower, upper + 1)
        for option in options:
            if lower <= option <= upper:
                table[i, j] = option
                yield from fill(at + 1, table)
                del table[i, j]

    yield from fill(0, {})
