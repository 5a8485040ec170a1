"""Rows for a change between two waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from meal.estimate import (
    change,
    odds_ratio_of_change,
    paired_change,
    ranks_worth_adding,
    rounded_changes,
    typical_change,
)
from meal.model.arrays import BoolArray
from meal.model.samples import DesignError, Remark, Result, Sample
from meal.study.definition import Comparison, Indicator
from meal.tabulate.cells import Cells
from meal.tabulate.contrast_samples import (
    comparison_row,
    narrowed,
    result_or_reason,
    statistic_of,
    wave_sample,
    with_remarks,
    without_test,
)
from meal.tabulate.design import DesignColumns
from meal.tabulate.interaction_rows import change_interaction
from meal.tabulate.measure import measure
from meal.tabulate.named import Row
from meal.tabulate.population import Population

SIMPLE_PAIRED = frozenset({"tango", "newcombe10", "bonett_price"})
SIMPLE = SIMPLE_PAIRED | {"newcombe"}


def change_rows(
    population: Population,
    comparison: Comparison,
    indicator: Indicator,
    tables: Sequence[Cells],
    columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:
    """Change from one wave to a later one, for the whole and every cell.

    Beside it, for the whole: of the same people only, where the waves overlap in part (`matched`);
    the typical change by rank, where amounts are few or skewed (`typical`); gains over losses, on request.
    Groups have no p-value of their own but one test of whether they changed alike (R18).
    """
    first, second = (measure(population, indicator, wave or "") for wave in (comparison.from_wave, comparison.to_wave))
    waves = [wave_sample(population, one, columns.get(one.wave)) for one in (first, second)]
    for cells in tables:
        levels: dict[str, tuple[BoolArray, Result]] = {}
        for cell, level in enumerate(cells.levels):
            inside = cells.codes == cell
            if cells.by and not np.any((first.universe | second.universe) & inside):
                continue
            result = _changed(population, comparison, indicator, waves, inside)
            levels[level] = inside, result
            shown = without_test(result) if cells.by else result
            yield comparison_row(population, comparison, shown, cells.by, level)
            if not cells.by:
                yield from _beside(population, comparison, indicator, waves, inside, result)
        if cells.by:
            lonely = population.study.waves[second.wave].design.lonely_psu
            yield from change_interaction(population, comparison, waves, cells.by, levels, lonely)


def _changed(
    population: Population,
    comparison: Comparison,
    indicator: Indicator,
    waves: Sequence[Sample | Remark],
    inside: BoolArray,
    *,
    only_matched: bool = False,
) -> Result:
    """The change in a cell, with what was asked for and does not apply."""
    study = population.study
    how = paired_change if only_matched else change
    result = result_or_reason(
        lambda: how(
            *(narrowed(wave, inside) for wave in waves),
            statistic=statistic_of(indicator),
            conf_level=study.conf_level,
            lonely=study.waves[comparison.to_wave or ""].design.lonely_psu,
            interval=comparison.interval,
            test=comparison.test or "mcnemar_midp",
        )
    )
    remarks = []
    if result.method and comparison.interval and (result.method not in SIMPLE or result.method == "tango"):
        remarks.append(Remark("interval_not_offered", {"asked": comparison.interval}))
    if result.method and comparison.test and result.method not in SIMPLE_PAIRED:
        remarks.append(Remark("test_not_offered", {"asked": comparison.test}))
    return with_remarks(result, *remarks)


def _beside(
    population: Population,
    comparison: Comparison,
    indicator: Indicator,
    waves: Sequence[Sample | Remark],
    inside: BoolArray,
    result: Result,
) -> Iterator[Row]:
    """Other ways of looking at the change of everybody."""
    if any(remark.parameters.get("treated_as") == "partly_paired" for remark in result.remarks):
        matched = _changed(population, comparison, indicator, waves, inside, only_matched=True)
        yield comparison_row(population, comparison, matched, "", "", variant="matched")
    level = population.study.conf_level
    if result.method == "paired_t":
        before, after = (narrowed(wave, inside) for wave in waves)
        if ranks_worth_adding(rounded_changes(before, after)):
            typical = result_or_reason(lambda: typical_change(before, after, level))
            yield comparison_row(population, comparison, typical, "", "", variant="typical")
    if "odds_ratio" in comparison.report and result.method != "census":
        try:
            before, after = (narrowed(wave, inside) for wave in waves)
            odds = odds_ratio_of_change(before, after, level)
        except DesignError as error:
            odds = Result(None, status="not_estimable", remarks=(error.remark,))
        yield comparison_row(population, comparison, odds, "", "", statistic="odds_ratio")
