"""A plan for one share."""

from __future__ import annotations

from meal.estimate.planning import margin_of_error, share_sample_size, whole
from meal.model.plans import Column, Plan, PlanChart, PlanLine, Said, Value
from meal.pipeline.planning.assumptions import Assumptions, PlanError, Scenario, between, few_clusters

FEWEST_COUNTED = 5
"""Expected yes and no answers below which the normal approximation is poor (Cochran 1977, 3.6)."""


def plan_share(expected: float, assumed: Assumptions, *, margin: float = 0.05, people: int | None = None) -> Plan:
    """People to approach for a share to be known within ± a margin; or the margin that as many people give.

    Args:
        expected: the share, 0–1. margin: half the interval's width, 0–1; not used where `people` is given.

    Raises:
        PlanError: the margin reaches beyond all shares, or more people are approached than there are.
    """
    return _size(expected, margin, assumed) if people is None else _margin(expected, people, assumed)


def _size(expected: float, margin: float, assumed: Assumptions) -> Plan:
    if margin >= 0.5:
        raise PlanError(f"--margin is {margin:g}: a margin of 50 points says nothing. Write 0.05 for ±5 points.")
    rows = [_row(expected, margin, assumed, scenario) for scenario in assumed.scenarios()]
    unreachable = any(row["people"] is None for row in rows)
    fewest = min(int(row["answers"] or 0) for row in rows) * min(expected, 1 - expected)
    clusters = (Column("clusters", "count"),) if assumed.cluster_size is not None else ()
    reachable = (Column("reachable", "margin"),) if unreachable else ()
    said = [
        Said("share_size", {"expected": (expected, "share"), "margin": (margin, "margin"),
                            "level": (assumed.conf_level, "share")}),
        Said("share_formula", {"expected": (expected, "share"), "margin": (margin, "margin")}),
        *assumed.said(),
        *(Said(key, caution=True) for key in ("all_too_few",) if unreachable),
        *few_clusters([_whole_number(row["clusters"]) for row in rows]),
    ]  # fmt: skip
    if fewest < FEWEST_COUNTED or margin >= min(expected, 1 - expected):
        said.append(Said("few_counted", caution=True))
    return Plan(
        "share",
        {"expected": expected, "margin": margin, **assumed.settings()},
        (*assumed.columns(), Column("answers", "people"), *clusters, Column("people", "people"), *reachable),
        tuple(rows),
        tuple(said),
        PlanChart("chart_share", Column("margin", "margin"), Column("people", "people"),
                  tuple(_size_line(expected, margin, assumed, scenario) for scenario in assumed.scenarios()),
                  falling=True),
    )  # fmt: skip


def _row(expected: float, margin: float, assumed: Assumptions, scenario: Scenario) -> dict[str, Value]:
    answers = _answers(expected, margin, assumed, scenario)
    people = assumed.approached(answers)
    row: dict[str, Value] = {
        "icc": scenario.icc, "design_effect": scenario.design_effect, "answers": whole(answers),
        "clusters": assumed.clusters(whole(answers)), "people": people, "reachable": None,
    }  # fmt: skip
    if people is None and assumed.population is not None:
        row["reachable"] = _margin_of(assumed.population * assumed.response, expected, assumed, scenario)
    return row


def _answers(expected: float, margin: float, assumed: Assumptions, scenario: Scenario) -> float:
    return share_sample_size(
        expected, margin, conf_level=assumed.conf_level, design_effect=scenario.design_effect,
        population=assumed.population,
    ).finite  # fmt: skip


def _margin_of(answers: float, expected: float, assumed: Assumptions, scenario: Scenario) -> float:
    return margin_of_error(
        expected, answers, conf_level=assumed.conf_level, design_effect=scenario.design_effect,
        population=assumed.population,
    )  # fmt: skip


def _size_line(expected: float, margin: float, assumed: Assumptions, scenario: Scenario) -> PlanLine:
    def point(at: float) -> tuple[float, float]:
        return at, _answers(expected, at, assumed, scenario) / assumed.response

    most = assumed.population or float("inf")
    points = tuple(point(at) for at in between(margin / 2, min(2 * margin, 0.5)))
    planned = point(margin)
    return PlanLine(
        *assumed.line_name(scenario),
        tuple(place for place in points if place[1] <= most),
        planned if planned[1] <= most else None,
    )


def _margin(expected: float, people: int, assumed: Assumptions) -> Plan:
    answers = assumed.answers(people)
    clusters = assumed.clusters(whole(answers))
    rows: list[dict[str, Value]] = [
        {
            "icc": scenario.icc, "design_effect": scenario.design_effect, "people": people,
            "answers_expected": round(answers), "clusters": clusters,
            "margin": _margin_of(answers, expected, assumed, scenario),
        }
        for scenario in assumed.scenarios()
    ]  # fmt: skip
    said = [
        Said("share_margin", {"expected": (expected, "share"), "people": (people, "people"),
                              "level": (assumed.conf_level, "share")}),
        Said("margin_formula", {"expected": (expected, "share")}),
        *assumed.said(),
        *few_clusters([clusters]),
    ]  # fmt: skip
    if answers * min(expected, 1 - expected) < FEWEST_COUNTED:
        said.append(Said("few_counted", caution=True))
    most = min(2 * people, assumed.population or 2 * people)
    lines = tuple(
        PlanLine(
            *assumed.line_name(scenario),
            tuple(
                (at, _margin_of(at * assumed.response, expected, assumed, scenario)) for at in between(people / 4, most)
            ),
            (people, _margin_of(answers, expected, assumed, scenario)),
        )
        for scenario in assumed.scenarios()
    )
    shown = (Column("clusters", "count"),) if clusters is not None else ()
    return Plan(
        "share",
        {"expected": expected, **assumed.settings()},
        (*assumed.columns(), Column("people", "people"), Column("answers_expected", "people"), *shown,
         Column("margin", "margin")),
        tuple(rows),
        tuple(said),
        PlanChart("chart_margin", Column("people", "people"), Column("margin", "margin"), lines),
    )  # fmt: skip


def _whole_number(value: Value) -> int | None:
    return value if isinstance(value, int) else None
