"""The row that says whether groups differ in their difference or change (R18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from meal.estimate import interaction_of_arms, interaction_of_changes, interaction_of_results
from meal.model.arrays import BoolArray
from meal.model.samples import DesignError, LonelyRule, Remark, Result, Sample
from meal.study.definition import Comparison
from meal.tabulate.cells import NOT_RECORDED
from meal.tabulate.contrast_samples import result_or_reason, row_of_test
from meal.tabulate.named import Row
from meal.tabulate.population import Population

Levels = Mapping[str, tuple[BoolArray, Result]]
"""Level → who is in it, shape (n_people,), and its difference or change."""


def change_interaction(
    population: Population,
    comparison: Comparison,
    waves: Sequence[Sample | Remark],
    by: str,
    levels: Levels,
    lonely: LonelyRule,
) -> Iterator[Row]:
    """One test of whether groups changed alike; none where everybody was counted."""
    groups = _groups(levels)
    if len(groups) < 2 or all(result.method == "census" for _, result in groups):
        return

    def tested() -> Result:
        before, after = _samples(waves)
        if before.has_psu or after.has_psu:
            return interaction_of_changes(before, after, [inside for inside, _ in groups], lonely=lonely)
        return interaction_of_results([result for _, result in groups])

    yield row_of_test(population, comparison, result_or_reason(tested), "interaction", by=by)


def arm_interaction(
    population: Population,
    comparison: Comparison,
    sample: Sample | Remark | None,
    by: str,
    levels: Levels,
    lonely: LonelyRule,
) -> Iterator[Row]:
    """One test of whether arms differ alike in groups; none where everybody was counted.

    Args:
        sample: what the arms were compared in; None where that was four groups of different people.
    """
    groups = _groups(levels)
    if len(groups) < 2 or all(result.method == "census" for _, result in groups):
        return

    def tested() -> Result:
        if isinstance(sample, Remark):
            raise DesignError(sample)
        if sample is None:
            raise DesignError(Remark("interaction_not_offered"))
        if sample.has_psu:
            assert sample.pair is not None
            return interaction_of_arms(sample, [inside[sample.pair] for inside, _ in groups], lonely=lonely)
        return interaction_of_results([result for _, result in groups])

    yield row_of_test(population, comparison, result_or_reason(tested), "interaction", by=by)


def _groups(levels: Levels) -> list[tuple[BoolArray, Result]]:
    """Groups that are known: people of whom it is not recorded are none."""
    return [found for level, found in levels.items() if NOT_RECORDED not in level.split("|")]


def _samples(waves: Sequence[Sample | Remark]) -> list[Sample]:
    for wave in waves:
        if isinstance(wave, Remark):
            raise DesignError(wave)
    return [wave for wave in waves if isinstance(wave, Sample)]
