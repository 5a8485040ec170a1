"""Few clusters in an arm: what becomes of the interval and of the p-value (R9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from meal.estimate.arms import ArmRows, Assignment
from meal.estimate.methods.randomisation import RandomisationTest
from meal.estimate.resampling import DRAWS, SEED, cluster_randomisation_test, resampling_remarks, wild_effect_test
from meal.model.samples import DesignError, Remark, Result

FEWEST_CLUSTERS = 2
FEW_CLUSTERS = 5
SOME_CLUSTERS = 20
FEW_SATTERTHWAITE = 4

DrawnAnew = Callable[[], RandomisationTest]
"""The test of an effect by drawing the arms of its clusters anew; made only where it is needed."""


def few_clusters(
    result: Result, people: ArmRows, assigned: Assignment, drawn_anew: DrawnAnew | Literal["ratio", "no_test"]
) -> Result:
    """Rule R9: no interval from one cluster in an arm; under six, or few degrees of freedom, another test.

    A cluster standard error takes its own word for how little the few clusters of an arm differ, so
    that the p-value comes from how the arms could have been drawn. The interval stays, flagged.

    Args:
        drawn_anew: `ratio` for one, which stands beside the difference that is tested; `no_test` where
            nobody will see a p-value.
    """
    control, treated = people.n_cluster(0), people.n_cluster(1)
    counts: dict[str, str | int | float] = {"control": control, "treated": treated}
    fewest = min(control, treated)
    if fewest < FEWEST_CLUSTERS:
        why = Remark("R9", {**counts, "refused": 1})
        return Result(estimate=result.estimate, n=result.n, status="not_estimable", remarks=(*result.remarks, why))
    enough = fewest > FEW_CLUSTERS and (result.df is None or result.df >= FEW_SATTERTHWAITE)
    if enough or result.status == "not_estimable":
        return result
    result = replace(result, p_value=None, status="unreliable", remarks=_without_borderline(result))
    if isinstance(drawn_anew, str):
        return _remarked(result, Remark("R9", {**counts, "because": drawn_anew}))
    try:
        test = drawn_anew()
    except DesignError as error:
        return _remarked(result, Remark("R9", {**counts, "because": "no_test"}), error.remark)
    return _remarked(
        replace(result, p_value=test.p_value, method=f"{result.method}_randomisation"),
        Remark("R9", {**counts, "smallest": test.smallest}),
        *resampling_remarks(test),
        *(() if assigned != "not_random" else (Remark("as_if_drawn"),)),
        *_borderline(result, test.p_value),
    )


ClusterTest = Literal["wild_bootstrap", "randomisation"]


def some_clusters(people: ArmRows) -> bool:
    """Whether six to twenty clusters in an arm ask for a second test beside CR2 (R9)."""
    return FEW_CLUSTERS < min(people.n_cluster(0), people.n_cluster(1)) <= SOME_CLUSTERS


def tested_again(difference: Result, people: ArmRows, test: ClusterTest) -> Result:
    """The same difference with the p-value of another test, and no interval: neither test was inverted.

    Args:
        people: clusters are of one arm each.
    """
    try:
        if test == "randomisation":
            drawn = cluster_randomisation_test(people, people.y, draws=DRAWS, seed=SEED)
            p_value, remarks = drawn.p_value, resampling_remarks(drawn)
        else:
            turned = wild_effect_test(people, draws=DRAWS, seed=SEED)
            p_value, remarks = turned.p_at_least, resampling_remarks(turned)
    except DesignError as error:
        return Result(difference.estimate, n=difference.n, status="not_estimable", remarks=(error.remark,))
    remarks = (*remarks, *_borderline(difference, p_value))
    return Result(difference.estimate, p_value=p_value, method=test, n=difference.n, remarks=remarks)


def _remarked(result: Result, *remarks: Remark) -> Result:
    return replace(result, remarks=(*result.remarks, *remarks))


def _without_borderline(result: Result) -> tuple[Remark, ...]:
    return tuple(remark for remark in result.remarks if remark.rule != "R14")


def _borderline(result: Result, p_value: float) -> tuple[Remark, ...]:
    """Rule R14 for a p-value that does not invert the interval beside it."""
    low, high, level = result.conf_low, result.conf_high, result.conf_level
    if low is None or high is None or level is None or (p_value < 1 - level) != (low <= 0 <= high):
        return ()
    return (Remark("R14", {"p_value": p_value}),)
