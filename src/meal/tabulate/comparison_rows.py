"""Rows for contrasts: change between waves, difference between arms, difference in differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meal.tabulate.arm_rows import arm_rows
from meal.tabulate.cells import Cells
from meal.tabulate.change_rows import change_rows
from meal.tabulate.design import DesignColumns
from meal.tabulate.family import adjusted_for_many
from meal.tabulate.named import Row
from meal.tabulate.population import Population


def comparison_rows(
    population: Population, tables: Sequence[Cells], columns: Mapping[str, DesignColumns] | None = None
) -> list[Row]:
    """Every comparison of the study, for the whole and for every cell.

    Args:
        tables: the whole first, then the disaggregations.
        columns: wave → columns of its design, worked out where None.
    """
    rows: list[Row] = []
    columns = columns or {}
    # What has no indicator follows answers, in rows of its own (`transition_rows`).
    for comparison in filter(lambda one: one.indicator, population.study.comparisons):
        indicator = next(one for one in population.study.indicators if one.id == comparison.indicator)
        if comparison.arms is None:
            rows += change_rows(population, comparison, indicator, tables, columns)
        else:
            rows += arm_rows(population, comparison, comparison.arms, indicator, tables, columns)
    return adjusted_for_many(rows, population.study)
