"""Rows for contrasts: change between waves, difference between arms, difference in differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from meal.estimate import change, compare_arms, compare_arms_adjusted, difference_in_differences, paired_change
from meal.model.arrays import BoolArray
from meal.model.samples import ArmComparison, DesignError, Remark, Result, Sample
from meal.study.definition import Arms, Comparison, Indicator
from meal.study.references import measured_in
from meal.tabulate.cells import Cells, escaped
from meal.tabulate.design import DesignColumns, combined, design_arrays
from meal.tabulate.level_rows import design_sample
from meal.tabulate.measure import Measure, measure
from meal.tabulate.named import Row, named_row
from meal.tabulate.population import Population

MeanStatistic = Literal["share", "mean"]


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
    for comparison in population.study.comparisons:
        indicator = next(one for one in population.study.indicators if one.id == comparison.indicator)
        if comparison.arms is None:
            rows += _change_rows(population, comparison, indicator, tables, columns)
        else:
            rows += _arm_rows(population, comparison, comparison.arms, indicator, tables, columns)
    return rows


def _statistic(indicator: Indicator) -> MeanStatistic:
    return "share" if indicator.counts is not None else "mean"


def _change_rows(
    population: Population,
    comparison: Comparison,
    indicator: Indicator,
    tables: Sequence[Cells],
    columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:
    """Change from one wave to a later one; beside it, where the waves overlap in part, of the same people only."""
    first, second = (measure(population, indicator, wave or "") for wave in (comparison.from_wave, comparison.to_wave))
    before, after = (_wave_sample(population, one, columns.get(one.wave)) for one in (first, second))
    statistic = _statistic(indicator)
    lonely = population.study.waves[second.wave].design.lonely_psu

    def result_of(how: Callable[..., Result], inside: BoolArray) -> Result:
        """A change, or the reason why the design refuses one."""
        try:
            samples = [_narrowed(one, inside) for one in (before, after)]
            return how(*samples, statistic=statistic, conf_level=population.study.conf_level, lonely=lonely)
        except DesignError as error:
            return Result(None, status="not_estimable", remarks=(error.remark,))

    for cells in tables:
        for cell, level in enumerate(cells.levels):
            inside = cells.codes == cell
            if cells.by and not np.any((first.universe | second.universe) & inside):
                continue
            result = result_of(change, inside)
            yield _named(population, comparison, result, cells.by, level)
            if not cells.by and any(
                remark.parameters.get("treated_as") == "partly_paired" for remark in result.remarks
            ):
                result = result_of(paired_change, inside)
                yield _named(population, comparison, result, cells.by, level, variant="matched")


def _wave_sample(population: Population, measured: Measure, columns: DesignColumns | None) -> Sample | Remark:
    """A wave's sample, or why its design is refused."""
    try:
        return design_sample(measured, design_arrays(population, measured, columns))
    except DesignError as error:
        return error.remark


def _narrowed(sample: Sample | Remark, inside: BoolArray) -> Sample:
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


def _arm_rows(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    indicator: Indicator,
    tables: Sequence[Cells],
    columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:
    """Control, treated, difference and ratio; unadjusted, adjusted, and with other errors where asked."""
    later = comparison.to_wave or comparison.wave or measured_in(indicator, population.study)[-1]
    measures = [measure(population, indicator, wave) for wave in (comparison.from_wave, later) if wave]
    samples = [_arm_sample(population, comparison, arms, one, columns.get(one.wave)) for one in measures]
    statistic = _statistic(indicator)
    for cells in tables:
        if arms.variable in cells.by.split("|"):
            continue
        for cell, level in enumerate(cells.levels):
            inside = cells.codes == cell
            if cells.by and not any(np.any(one.universe & inside) for one in measures):
                continue
            for variant in _variants(comparison):
                compared = _compared(population, arms, samples, inside, statistic, variant)
                yield from _arm_level_rows(population, comparison, arms, compared, statistic, cells.by, level, variant)


def _variants(comparison: Comparison) -> tuple[str, ...]:
    adjusted = ("adjusted",) if comparison.adjust_for and comparison.from_wave is None else ()
    return ("", *adjusted, *(("cr1",) if comparison.std_errors == "cr1" else ()))


def _compared(
    population: Population,
    arms: Arms,
    wholes: Sequence[Sample | Remark],
    inside: BoolArray,
    statistic: MeanStatistic,
    variant: str,
) -> ArmComparison:
    conf_level = population.study.conf_level
    errors: Literal["cr1", "cr2"] = "cr1" if variant == "cr1" else "cr2"
    try:
        samples = [_narrowed(one, inside) for one in wholes]
        if len(samples) == 2:
            return difference_in_differences(
                samples[0],
                samples[1],
                statistic=statistic,
                assigned=arms.assigned,
                conf_level=conf_level,
                errors=errors,
            )
        compare = compare_arms_adjusted if variant == "adjusted" else compare_arms
        return compare(samples[0], statistic=statistic, assigned=arms.assigned, conf_level=conf_level, errors=errors)
    except DesignError as error:
        refused = Result(None, status="not_estimable", remarks=(error.remark,))
        return ArmComparison(refused, refused, refused, refused if statistic == "share" and len(wholes) == 1 else None)


def _arm_sample(
    population: Population, comparison: Comparison, arms: Arms, measured: Measure, columns: DesignColumns | None
) -> Sample | Remark:
    """A wave with the arm of everybody, or why there is none; the units that were assigned are its PSUs.

    A frame is of no concern here: chance lies in who was assigned, not in who was drawn.
    """
    try:
        design = replace(design_arrays(population, measured, columns), fraction=None)
        whole = design_sample(measured, design)
    except DesignError as error:
        return error.remark
    rows = design.rows
    assignment = population.column(arms.variable, measured.wave).record_texts()[rows]
    arm = np.where(assignment == arms.treated, 1, np.where(assignment == arms.control, 0, -1))
    if not (arm == 0).any() or not (arm == 1).any():
        return Remark("arm_without_people", {"control": arms.control, "treated": arms.treated})
    covariates = None
    if comparison.adjust_for:
        covariates = population.answer(comparison.adjust_for, measured.wave).numbers()[rows][:, None]
    return replace(
        whole,
        arm=arm.astype(np.int64),
        covariates=covariates,
        stratum=combined(population, arms.strata)[rows] if arms.strata else whole.stratum,
        has_strata=bool(arms.strata) or whole.has_strata,
        stratum_fraction=np.zeros(population.people.n_people) if arms.strata else whole.stratum_fraction,
        psu=combined(population, [arms.cluster])[rows] if arms.cluster else whole.psu,
        has_psu=arms.cluster is not None or whole.has_psu,
    )


def _arm_level_rows(
    population: Population, comparison: Comparison, arms: Arms, compared: ArmComparison,
    statistic: MeanStatistic, by: str, level: str, variant: str,
) -> Iterator[Row]:  # fmt: skip
    # In a difference in differences the "level" of an arm is its change.
    of_arm = "difference" if comparison.from_wave else statistic
    levels = ((arms.control, compared.control), (arms.treated, compared.treated)) if variant != "cr1" else ()
    for code, result in levels:
        name = escaped(code)
        yield _named(
            population, comparison, result, f"{arms.variable}|{by}" if by else arms.variable,
            f"{name}|{level}" if by else name, variant=variant, statistic=of_arm,
        )  # fmt: skip
    yield _named(population, comparison, compared.difference, by, level, variant=variant)
    if compared.risk_ratio is not None:
        yield _named(population, comparison, compared.risk_ratio, by, level, variant=variant, statistic="risk_ratio")


def _named(
    population: Population, comparison: Comparison, result: Result, by: str, level: str,
    *, variant: str = "", statistic: str = "difference",
) -> Row:  # fmt: skip
    wave = comparison.to_wave or comparison.wave or ""
    return named_row(
        population.study, comparison.indicator, result, statistic=statistic, wave=wave, by=by, level=level,
        variant=variant, comparison=comparison.id,
    )  # fmt: skip
