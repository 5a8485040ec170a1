"""A plan for the difference between two groups of different people."""

from __future__ import annotations

from meal.estimate.planning import (
    as_from_many,
    detectable_difference,
    of_population,
    two_share_sample_size,
    whole,
)
from meal.model.plans import Column, Plan, PlanChart, PlanLine, Said, Value
from meal.pipeline.planning.assumptions import Assumptions, PlanError, Scenario, between, few_clusters


def plan_groups(first: float, assumed: Assumptions, *, second: float | None = None, people: int | None = None) -> Plan:
    """People to approach in each of two groups for their shares to be told apart; or what as many would show.

    Args:
        first, second: shares expected, 0–1. people: approached in each group, instead of `second`.
        assumed: the population is that of each group, and so are the clusters.

    Raises:
        PlanError: the shares are equal, neither or both of second and people are given, or there are not so many.
    """
    if (second is None) == (people is None):
        raise PlanError("give either --second, for the people to ask, or --people, for the difference they would show.")
    if people is not None:
        return _difference(first, people, assumed)
    if second is None or second == first:
        raise PlanError(f"both groups are expected at {first:g}: there is no difference to find. Change one share.")
    return _size(first, second, assumed)


def _answers(first: float, second: float, assumed: Assumptions, scenario: Scenario) -> float:
    found = two_share_sample_size(first, second, alpha=assumed.alpha, power=assumed.power)
    return of_population(found.pooled * scenario.design_effect, assumed.population)


def _size(first: float, second: float, assumed: Assumptions) -> Plan:
    rows: list[dict[str, Value]] = []
    for scenario in assumed.scenarios():
        answers = _answers(first, second, assumed, scenario)
        people = assumed.approached(answers)
        rows.append({
            "icc": scenario.icc, "design_effect": scenario.design_effect, "answers": whole(answers),
            "clusters": assumed.clusters(whole(answers)), "people": people,
            "people_both": None if people is None else 2 * people,
        })  # fmt: skip
    said = [
        Said("groups_size", {"first": (first, "share"), "second": (second, "share"), **assumed.test()}),
        Said("groups_formula"),
        *assumed.said(population="population_each"),
        *(Said(key, caution=True) for key in ("all_too_few",) if any(row["people"] is None for row in rows)),
        *few_clusters([assumed.clusters(int(row["answers"] or 0)) for row in rows]),
    ]
    clusters = (Column("clusters_each", "count"),) if assumed.cluster_size is not None else ()
    for row in rows:
        row |= {"clusters_each": row.pop("clusters"), "answers_each": row.pop("answers"),
                "people_each": row.pop("people")}  # fmt: skip
    return Plan(
        "groups",
        {"first": first, "second": second, **assumed.settings()},
        (*assumed.columns(), Column("answers_each", "people"), *clusters, Column("people_each", "people"),
         Column("people_both", "people")),
        tuple(rows),
        tuple(said),
        PlanChart("chart_groups", Column("difference", "margin"), Column("people_each", "people"),
                  tuple(_line(first, second, assumed, scenario) for scenario in assumed.scenarios()), falling=True),
    )  # fmt: skip


def _line(first: float, second: float, assumed: Assumptions, scenario: Scenario) -> PlanLine:
    planned, towards = abs(second - first), 1 if second > first else -1
    room = (1 - first if towards > 0 else first) - 1e-6

    def point(at: float) -> tuple[float, float]:
        return at, _answers(first, first + towards * at, assumed, scenario) / assumed.response

    most = assumed.population or float("inf")
    points = (point(at) for at in between(planned / 2, min(2 * planned, room)))
    here = point(planned)
    return PlanLine(
        *assumed.line_name(scenario), tuple(at for at in points if at[1] <= most), here if here[1] <= most else None
    )


def _difference(first: float, people: int, assumed: Assumptions) -> Plan:
    answers = assumed.answers(people)
    clusters = assumed.clusters(whole(answers))

    def shown(approached: float, scenario: Scenario, *, rise: bool) -> float | None:
        size = as_from_many(approached * assumed.response, assumed.population)
        return detectable_difference(
            first if rise else 1 - first, size, alpha=assumed.alpha, power=assumed.power,
            design_effect=scenario.design_effect,
        )  # fmt: skip

    rows: list[dict[str, Value]] = [
        {
            "icc": scenario.icc, "design_effect": scenario.design_effect, "people_each": people,
            "answers_each": round(answers), "clusters_each": clusters,
            "rise": shown(people, scenario, rise=True), "fall": shown(people, scenario, rise=False),
        }
        for scenario in assumed.scenarios()
    ]  # fmt: skip
    lines: list[PlanLine] = []
    most = min(2 * people, assumed.population or 2 * people)
    for scenario in assumed.scenarios():
        found = [(at, shown(at, scenario, rise=True)) for at in between(people / 4, most)]
        here = shown(people, scenario, rise=True)
        lines.append(PlanLine(
            *assumed.line_name(scenario), tuple((at, y) for at, y in found if y is not None),
            None if here is None else (float(people), here),
        ))  # fmt: skip
    columns = (Column("clusters_each", "count"),) if clusters is not None else ()
    return Plan(
        "groups",
        {"first": first, **assumed.settings()},
        (*assumed.columns(), Column("people_each", "people"), Column("answers_each", "people"), *columns,
         Column("rise", "points"), Column("fall", "points")),
        tuple(rows),
        (
            Said("groups_difference", {"first": (first, "share"), "people": (people, "people"), **assumed.test()}),
            Said("groups_formula"),
            *assumed.said(population="population_each"),
            *few_clusters([clusters]),
        ),
        PlanChart("chart_difference", Column("people_each", "people"), Column("rise", "points"), tuple(lines)),
    )  # fmt: skip
