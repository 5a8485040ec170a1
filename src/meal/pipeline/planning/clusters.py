"""A plan for two arms of whole clusters: how small an effect they would show."""

from __future__ import annotations

from meal.estimate.planning import detectable_by_cluster, detectable_in_points, whole
from meal.model.plans import Column, Plan, PlanChart, PlanLine, Said, Value
from meal.pipeline.planning.assumptions import Assumptions, PlanError, Scenario, between, few_clusters

FEWEST_IN_AN_ARM = 2
"""With one cluster in an arm nothing tells its chance apart from an effect (rule R9)."""
FEWEST_DRAWN = 4
"""Clusters at which the lines of the chart begin."""


def plan_clusters(
    clusters: int,
    assumed: Assumptions,
    *,
    expected: float,
    treated: float = 0.5,
    explained_people: float = 0.0,
    explained_clusters: float = 0.0,
    covariates: int = 0,
) -> Plan:
    """The smallest effect that as many clusters show when whole clusters are assigned to one of two arms.

    Args:
        clusters: of both arms. expected: share without the treatment. treated: part of the clusters treated.
        explained_people, explained_clusters: shares of the variance within and between clusters that
            covariates explain. covariates: how many of them are of clusters.
        assumed: with `cluster_size`; its population does not enter.

    Raises:
        PlanError: an arm would have fewer than two clusters, or no degrees of freedom are left.
    """
    in_arm = round(clusters * treated)
    if min(in_arm, clusters - in_arm) < FEWEST_IN_AN_ARM or clusters - covariates - 2 < 1:
        raise PlanError(
            f"--clusters is {clusters}: each of the two arms needs at least {FEWEST_IN_AN_ARM} clusters, and "
            "covariates of clusters one more each; with one in an arm, its chance cannot be told from an effect. Add "
            "clusters."
        )
    if assumed.cluster_size is None:
        raise PlanError("--cluster-size is missing: say how many answers are expected in each cluster.")
    size = assumed.cluster_size

    def effect(number: float, scenario: Scenario) -> float:
        return detectable_by_cluster(
            number, size, icc=scenario.icc or 0.0, treated_share=treated, explained_people=explained_people,
            explained_clusters=explained_clusters, covariates=covariates, alpha=assumed.alpha, power=assumed.power,
        ).effect  # fmt: skip

    def points(number: float, scenario: Scenario, *, rise: bool) -> float | None:
        return detectable_in_points(effect(number, scenario), expected, rise=rise, treated_share=treated)

    answers = whole(clusters * size)
    rows: list[dict[str, Value]] = [
        {
            "icc": scenario.icc, "clusters": clusters, "answers_expected": answers,
            "people": whole(clusters * size / assumed.response), "effect": effect(clusters, scenario),
            "rise": points(clusters, scenario, rise=True), "fall": points(clusters, scenario, rise=False),
        }
        for scenario in assumed.scenarios()
    ]  # fmt: skip
    lines: list[PlanLine] = []
    first = max(FEWEST_DRAWN, covariates + 3, whole(clusters / 3))
    for scenario in assumed.scenarios():
        found = [(at, points(at, scenario, rise=True)) for at in between(first, 2 * clusters)]
        here = points(clusters, scenario, rise=True)
        lines.append(PlanLine(
            *assumed.line_name(scenario), tuple((at, y) for at, y in found if y is not None),
            None if here is None else (float(clusters), here),
        ))  # fmt: skip
    return Plan(
        "clusters",
        {"clusters": clusters, "expected": expected, "treated": treated, **assumed.settings(), "population": None},
        (Column("icc", "amount"), Column("clusters", "count"), Column("answers_expected", "people"),
         Column("people", "people"), Column("effect", "amount"), Column("rise", "points"), Column("fall", "points")),
        tuple(rows),
        (
            Said("clusters_shown", {
                "clusters": (clusters, "count"), "size": (size, "amount"), "expected": (expected, "share"),
                "treated": (treated, "share"), **assumed.test(),
            }),
            Said("clusters_formula", {"df": (clusters - covariates - 2, "count")}),
            Said("clusters_points"),
            *assumed.said(),
            *few_clusters([clusters]),
        ),
        PlanChart("chart_clusters", Column("clusters", "count"), Column("rise", "points"),
                  tuple(line for line in lines if line.points)),
    )  # fmt: skip
