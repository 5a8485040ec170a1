"""A plan for the change of a share among the same people."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from meal.estimate.planning import (
    CORRELATION_TABLE,
    as_from_many,
    detectable_change,
    detectable_shift,
    discordant_share,
    of_population,
    pairs_needed,
    whole,
)
from meal.model.plans import Column, Plan, PlanChart, PlanLine, Said, Unit, Value
from meal.pipeline.planning.assumptions import Assumptions, PlanError, Scenario, between, few_clusters


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a person's two answers go together: a correlation, or the share that changes answer."""

    correlation: float | None
    changed: float | None = None

    def discordant(self, before: float, after: float) -> float | None:
        """Share of people who change answer; None where these shares do not allow it."""
        if self.correlation is not None:
            return discordant_share(before, after, self.correlation)
        change = abs(after - before)
        # Nobody can gain who said yes, nor lose who said no.
        most = min(before + after, 2 - before - after)
        return self.changed if self.changed is not None and change <= self.changed <= most + 1e-12 else None

    def needed(self, before: float, after: float, assumed: Assumptions) -> float | None:
        """People in both waves, in a simple sample."""
        discordant = self.discordant(before, after)
        if discordant is None:
            return None
        return pairs_needed(discordant, after - before, alpha=assumed.alpha, power=assumed.power)

    def shown(self, before: float, pairs: float, assumed: Assumptions, *, rise: bool) -> float | None:
        """The smallest rise or fall that as many pairs show."""
        if self.correlation is not None:
            return detectable_shift(
                before, pairs, correlation=self.correlation, rise=rise, alpha=assumed.alpha, power=assumed.power
            )
        if self.changed is None:
            return None
        found = detectable_change(pairs, discordant=self.changed, alpha=assumed.alpha, power=assumed.power)
        after = None if found is None else before + found if rise else before - found
        possible = after is not None and 0 <= after <= 1 and self.discordant(before, after) is not None
        return found if possible else None


def plan_change(
    before: float,
    assumed: Assumptions,
    *,
    after: float | None = None,
    people: int | None = None,
    correlation: float | None = None,
    changed: float | None = None,
) -> Plan:
    """People to ask twice for a change of a share to show; or the change that as many would show.

    Args:
        before, after: shares expected, 0–1. people: asked in the first wave, instead of `after`.
        correlation: between a person's two answers; a table where neither it nor `changed` is given.
        changed: share of people who change answer, in either direction.
        assumed: its response is the part of the people who are found again.

    Raises:
        PlanError: the assumptions contradict one another.
    """
    if (after is None) == (people is None):
        raise PlanError("give either --after, for the people to ask, or --people, for the change they would show.")
    if correlation is not None and changed is not None:
        raise PlanError("give either --correlation or --changed: each follows from the other.")
    likenesses = _likenesses(correlation, changed)
    if people is not None:
        return _shown(before, people, assumed, likenesses)
    if after is None or after == before:
        raise PlanError(f"{before:g} is expected before and after: there is no change to find. Change one share.")
    if all(one.discordant(before, after) is None for one in likenesses):
        raise PlanError(_contradiction(before, after, likenesses[0]))
    return _size(before, after, assumed, likenesses)


def _likenesses(correlation: float | None, changed: float | None) -> tuple[Likeness, ...]:
    if changed is not None:
        return (Likeness(None, changed),)
    return tuple(Likeness(one) for one in (CORRELATION_TABLE if correlation is None else (correlation,)))


def _contradiction(before: float, after: float, one: Likeness) -> str:
    if one.changed is not None:
        low, high = abs(after - before), min(before + after, 2 - before - after)
        return (
            f"--changed is {one.changed:g}: with {before:g} before and {after:g} after, between {low:g} and {high:g} "
            "of the people change answer."
        )
    return (
        f"--correlation is {one.correlation:g}: answers cannot be that alike with {before:g} before and {after:g} "
        "after. Lower it."
    )


def _pairs(before: float, after: float, assumed: Assumptions, scenario: Scenario, one: Likeness) -> float | None:
    needed = one.needed(before, after, assumed)
    return None if needed is None else of_population(needed * scenario.design_effect, assumed.population)


def _size(before: float, after: float, assumed: Assumptions, likenesses: tuple[Likeness, ...]) -> Plan:
    rows: list[dict[str, Value]] = []
    for one in likenesses:
        for scenario in assumed.scenarios():
            pairs = _pairs(before, after, assumed, scenario, one)
            rows.append({
                "correlation": one.correlation, "changed": one.discordant(before, after), "icc": scenario.icc,
                "design_effect": scenario.design_effect, "pairs": None if pairs is None else whole(pairs),
                "clusters": None if pairs is None else assumed.clusters(whole(pairs)),
                "people_before": None if pairs is None else assumed.approached(pairs),
            })  # fmt: skip
    too_few = any(row["people_before"] is None and row["pairs"] is not None for row in rows)
    said = [
        Said("change_size", {"before": (before, "share"), "after": (after, "share"), **assumed.test()}),
        *_said(assumed, likenesses),
        *(Said(key, caution=True) for key in ("all_too_few",) if too_few),
        *few_clusters([row["clusters"] if isinstance(row["clusters"], int) else None for row in rows]),
    ]
    towards = 1 if after > before else -1
    room = (1 - before if towards > 0 else before) - 1e-6
    planned = abs(after - before)

    def need(change: float, scenario: Scenario, one: Likeness) -> float | None:
        pairs = _pairs(before, before + towards * change, assumed, scenario, one)
        people = math.inf if pairs is None else pairs / assumed.response
        return people if people <= (assumed.population or 1e12) else None

    lines = [
        PlanLine(*name, tuple((at, y) for at in between(planned / 2, min(2 * planned, room))
                              if (y := need(at, scenario, one)) is not None),
                 None if (here := need(planned, scenario, one)) is None else (planned, here))
        for name, scenario, one in _line_kinds(assumed, likenesses)
    ]  # fmt: skip
    clusters = (Column("clusters", "count"),) if assumed.cluster_size is not None else ()
    return Plan(
        "change",
        {"before": before, "after": after, **assumed.settings()},
        (*_columns(assumed, likenesses), Column("changed", "share"), Column("pairs", "people"), *clusters,
         Column("people_before", "people")),
        tuple(rows),
        tuple(said),
        PlanChart("chart_change", Column("change", "margin"), Column("people_before", "people"),
                  tuple(line for line in lines if line.points), falling=True),
    )  # fmt: skip


def _shown(before: float, people: int, assumed: Assumptions, likenesses: tuple[Likeness, ...]) -> Plan:
    pairs = assumed.answers(people)
    clusters = assumed.clusters(whole(pairs))

    def shown(asked: float, scenario: Scenario, one: Likeness, *, rise: bool) -> float | None:
        size = as_from_many(asked * assumed.response, assumed.population) / scenario.design_effect
        return one.shown(before, size, assumed, rise=rise)

    rows: list[dict[str, Value]] = [
        {
            "correlation": one.correlation, "icc": scenario.icc, "design_effect": scenario.design_effect,
            "people_before": people, "pairs": round(pairs), "clusters": clusters,
            "rise": shown(people, scenario, one, rise=True), "fall": shown(people, scenario, one, rise=False),
        }
        for one in likenesses
        for scenario in assumed.scenarios()
    ]  # fmt: skip
    most = min(2 * people, assumed.population or 2 * people)
    lines = []
    for name, scenario, one in _line_kinds(assumed, likenesses):
        found = [(at, shown(at, scenario, one, rise=True)) for at in between(people / 4, most)]
        here = shown(people, scenario, one, rise=True)
        points = tuple((at, y) for at, y in found if y is not None)
        lines.append(PlanLine(*name, points, None if here is None else (float(people), here)))
    columns = (Column("clusters", "count"),) if clusters is not None else ()
    return Plan(
        "change",
        {"before": before, **assumed.settings()},
        (*_columns(assumed, likenesses), Column("people_before", "people"), Column("pairs", "people"), *columns,
         Column("rise", "points"), Column("fall", "points")),
        tuple(rows),
        (
            Said("change_shown", {"before": (before, "share"), "people": (people, "people"), **assumed.test()}),
            *_said(assumed, likenesses),
            *few_clusters([clusters]),
        ),
        PlanChart("chart_change_shown", Column("people_before", "people"), Column("rise", "points"),
                  tuple(line for line in lines if line.points)),
    )  # fmt: skip


def _columns(assumed: Assumptions, likenesses: tuple[Likeness, ...]) -> tuple[Column, ...]:
    alike = () if likenesses[0].correlation is None else (Column("correlation", "amount"),)
    return (*alike, *assumed.columns())


def _said(assumed: Assumptions, likenesses: tuple[Likeness, ...]) -> Iterator[Said]:
    yield Said("change_formula")
    first = likenesses[0]
    if first.changed is not None:
        yield Said("changed_given", {"changed": (first.changed, "share")})
    elif len(likenesses) > 1:
        yield Said("correlation_unknown", caution=True)
    else:
        yield Said("correlation_given", {"correlation": (first.correlation, "amount")})
    if assumed.cluster_size is not None:
        yield Said("icc_of_change")
    yield from assumed.said()


Name = tuple[str, dict[str, tuple[Value, Unit]]]


def _line_kinds(assumed: Assumptions, likenesses: tuple[Likeness, ...]) -> Iterator[tuple[Name, Scenario, Likeness]]:
    """A line for each likeness within clusters where there is a table of them, else of a person's answers.

    Where both are unknown, the lines are those of answers that are not alike, for which most people are needed.
    """
    scenarios = assumed.scenarios()
    if len(scenarios) > 1 or likenesses[0].correlation is None:
        for scenario in scenarios:
            key, values = assumed.line_name(scenario)
            if len(likenesses) > 1:
                key, values = "icc_correlation", {**values, "correlation": (likenesses[0].correlation, "amount")}
            yield (key, values), scenario, likenesses[0]
        return
    for one in likenesses:
        yield ("correlation", {"correlation": (one.correlation, "amount")}), scenarios[0], one
