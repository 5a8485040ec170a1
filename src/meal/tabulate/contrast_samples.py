"""What every comparison is made of: the sample of a wave, narrowed to a cell, and the row of a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from meal.model.arrays import BoolArray
from meal.model.samples import DesignError, MeanStatistic, Remark, Result, Sample
from meal.study.definition import Comparison, Indicator
from meal.tabulate.design import DesignColumns, design_arrays
from meal.tabulate.measure import Measure
from meal.tabulate.named import Row, named_row
from meal.tabulate.population import Population
from meal.tabulate.wave_samples import design_sample


def statistic_of(indicator: Indicator) -> MeanStatistic:
    """What is compared of an indicator."""
    return "share" if indicator.counts is not None else "mean"


def wave_sample(population: Population, measured: Measure, columns: DesignColumns | None) -> Sample | Remark:
    """A wave's sample, or why its design is refused."""
    try:
        return design_sample(measured, design_arrays(population, measured, columns))
    except DesignError as error:
        return error.remark


def narrowed(sample: Sample | Remark, inside: BoolArray) -> Sample:
    """The sample with a cell as its domain, so that the design stays whole.

    Args:
        inside: shape (n_people,), who is in the cell.

    Raises:
        DesignError: the design of the wave was refused.
    """
    if isinstance(sample, Remark):
        raise DesignError(sample)
    assert sample.pair is not None  # the number of each person, by which waves are joined
    return replace(sample, domain=sample.domain & inside[sample.pair])


def result_or_reason(made: Callable[[], Result]) -> Result:
    """A result, or the reason why the design refuses one."""
    try:
        return made()
    except DesignError as error:
        return Result(None, status="not_estimable", remarks=(error.remark,))


def comparison_row(
    population: Population, comparison: Comparison, result: Result, by: str, level: str,
    *, variant: str = "", statistic: str = "difference", category: str = "",
) -> Row:  # fmt: skip
    """The row of a comparison's result."""
    wave = comparison.to_wave or comparison.wave or ""
    return named_row(
        population.study, comparison.indicator, result, statistic=statistic, wave=wave, by=by, level=level,
        variant=variant, comparison=comparison.id, category=category,
    )  # fmt: skip


def row_of_test(
    population: Population, comparison: Comparison, result: Result, statistic: str, *, by: str = "", category: str = ""
) -> Row:
    """The row of a test of a whole table; it counts nobody, so that no count can be taken for that of a level."""
    row = comparison_row(population, comparison, result, by, "", statistic=statistic, category=category)
    return replace(row, estimate=replace(row.estimate, n=None, numerator=None, n_missing=None))


def without_test(result: Result) -> Result:
    """The result of a group: its interval, and no p-value of its own, which would invite comparing tests (R18)."""
    kept = tuple(remark for remark in result.remarks if remark.rule != "R14")
    return replace(result, p_value=None, remarks=kept)


def with_remarks(result: Result, *remarks: Remark) -> Result:
    """The result with more to say about it."""
    return replace(result, remarks=(*result.remarks, *remarks))
