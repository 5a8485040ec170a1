"""Transitions of counted people, to be published; and a reader who solves for every one of them.

Written without looking at how rows are hidden. The reader knows that the transitions from an answer add up to
those who gave it before, those to an answer to those who give it now, that levels add up to the whole, and that a
change of people asked twice tells with its standard error how many gained and lost the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import sqrt

from meal.model.estimates import Estimate
from tests.disclose.attacker import Equation, Unknown, determined, place, sums_over_levels
from tests.disclose.tables import Person, places, share

ANSWERS = ("go", "stay", "unsure")
MOVES = {"indicator": "moves", "comparison": "moves"}


def transition_rows(people: Sequence[Person], tables: Sequence[Sequence[str]]) -> list[Estimate]:
    """What the pipeline says of a question asked twice; `before` and `after` are answers, '' where there is none."""
    rows = []
    for by, level, inside in places(people, tables):
        both = [person for person in inside if person["before"] and person["after"]]
        n = len(both)
        for a in ANSWERS:
            for wave in ("before", "after"):
                rows.append(share(by, level, sum(p[wave] == a for p in both), n, category=a, **MOVES, wave=wave))
            started = [person for person in inside if person["before"] == a]
            lost = sum(not person["after"] for person in started)
            for b in ANSWERS:
                x = sum(person["after"] == b for person in started)
                rows.append(
                    share(by, level, x, len(started) - lost, category=f"{a}>{b}", **{**MOVES, "n_missing": lost})
                )
            if n > 1:
                steps = [(p["after"] == a) - (p["before"] == a) for p in both]
                net = sum(steps)
                spread = sqrt((sum(step * step for step in steps) - net * net / n) / (n * (n - 1)))
                rows.append(
                    Estimate(
                        **MOVES, statistic="difference", category=a, wave="after", by=by, level=level, n=n,
                        estimate=net / n, std_error=spread, p_value=0.2, p_adjusted=0.6,
                    )
                )  # fmt: skip
        for variant in ("", "bhapkar"):
            rows.append(
                Estimate(
                    **MOVES, statistic="homogeneity", wave="after", by=by, level=level, variant=variant, n=n,
                    estimate=3.2, df=2, p_value=0.2, method="stuart_maxwell",
                )
            )  # fmt: skip
    return rows


def level_rows(people: Sequence[Person], tables: Sequence[Sequence[str]]) -> list[Estimate]:
    """An indicator of one of the answers, among those who were asked both times."""
    rows = []
    for by, level, inside in places(people, tables):
        both = [person for person in inside if person["before"] and person["after"]]
        rows.append(share(by, level, sum(person["after"] == "go" for person in both), len(both), indicator="goes"))
    return rows


def cell(before: str, after: str, where: frozenset[tuple[str, str]]) -> Unknown:
    """The people at a place who went from one answer to another."""
    return "x", f"{before}>{after}", where


def equations(rows: Sequence[Estimate]) -> Iterator[Equation]:
    """Everything that published transitions say of the number of people on every way."""
    known = []
    for row in rows:
        where = place(row)
        known += [cell(a, b, where) for a in ANSWERS for b in ANSWERS]
        known += [("lost", a, where) for a in ANSWERS]
        if row.n is None or row.statistic == "homogeneity":
            continue
        before, arrow, after = row.category.partition(">")
        if arrow:
            yield dict.fromkeys((cell(before, b, where) for b in ANSWERS), Fraction(1)), Fraction(row.n)
            yield {cell(before, after, where): Fraction(1)}, Fraction(row.numerator or 0)
            if row.n_missing is not None:
                yield {("lost", before, where): Fraction(1)}, Fraction(row.n_missing)
            continue
        yield dict.fromkeys((cell(a, b, where) for a in ANSWERS for b in ANSWERS), Fraction(1)), Fraction(row.n)
        came = {cell(a, before or "go", where): Fraction(1) for a in ANSWERS}
        left = {cell(before, b, where): Fraction(1) for b in ANSWERS}
        if row.statistic == "difference":
            n, kept = row.n, cell(before, before, where)
            net = round((row.estimate or 0) * n)
            moved = round((row.std_error or 0) ** 2 * n * (n - 1) + net * net / n)
            others = {unknown: Fraction(1) for unknown in (*came, *left) if unknown != kept}
            signed = {unknown: Fraction(1 if unknown in came else -1) for unknown in others}
            yield others, Fraction(moved)
            yield signed, Fraction(net)
        else:
            yield (left if row.wave == "before" else came), Fraction(row.numerator or 0)
    yield from sums_over_levels(set(known))


def small_transitions_found(truth: Sequence[Estimate], seen: Sequence[Estimate]) -> list[str]:
    """Small counts, complements and denominators that the published rows give away by subtraction."""
    system = list(equations(seen))
    asked: dict[Unknown, tuple[int, int]] = {}
    for row in truth:
        where, (before, arrow, after) = place(row), row.category.partition(">")
        if not arrow or row.numerator is None or row.n is None:
            continue
        started, rest = ("started", before, where), ("rest", row.category, where)
        ways = {cell(before, b, where): Fraction(-1) for b in ANSWERS}
        others = {way: times for way, times in ways.items() if way != cell(before, after, where)}
        system += [({started: Fraction(1), **ways}, Fraction(0)), ({rest: Fraction(1), **others}, Fraction(0))]
        asked[cell(before, after, where)] = (row.numerator, 5)
        asked[rest] = (row.n - row.numerator, 5)
        asked[started] = (row.n, 10)
        asked["lost", before, where] = (row.n_missing or 0, 5)
    found = determined(system)
    return [
        f"{unknown} is {value}" for unknown, (value, limit) in asked.items() if 0 < value < limit and unknown in found
    ]
