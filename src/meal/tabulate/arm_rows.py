"""Rows for a difference between arms, and for a difference in differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from meal.estimate import (
    cluster_tests,
    compare_arms,
    compare_arms_adjusted,
    difference_in_differences,
    odds_ratio_of_arms,
    same_people_change,
)
from meal.estimate.arms import ArmErrors
from meal.estimate.effects import FewClusters
from meal.model.arrays import BoolArray
from meal.model.samples import ArmComparison, DesignError, MeanStatistic, Remark, Result, Sample
from meal.study.definition import Arms, Comparison, Indicator
from meal.study.references import measured_in
from meal.tabulate.arm_samples import arm_sample, same_arms
from meal.tabulate.attrition_rows import attrition_rows
from meal.tabulate.cells import Cells, escaped
from meal.tabulate.contrast_samples import (
    comparison_row,
    narrowed,
    result_or_reason,
    statistic_of,
    with_remarks,
    without_test,
)
from meal.tabulate.design import DesignColumns
from meal.tabulate.interaction_rows import arm_interaction
from meal.tabulate.measure import Measure, measure
from meal.tabulate.named import Row
from meal.tabulate.population import Population

ERRORS: Mapping[str, ArmErrors] = {"cr1": "cr1", "hc3": "hc3"}
SCORE_INTERVALS = frozenset({"newcombe", "agresti_caffo"})


def arm_rows(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    indicator: Indicator,
    tables: Sequence[Cells],
    columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:
    """Control, treated, difference and ratio, for the whole and every cell.

    Unadjusted, adjusted, and with other errors where asked; for the whole also other tests where
    clusters are few (R9), the trend before, and who was lost (R11). Groups have no p-value of their
    own but one test of whether the arms differ alike (R18).
    """
    later = comparison.to_wave or comparison.wave or measured_in(indicator, population.study)[-1]
    measures = [measure(population, indicator, wave) for wave in (comparison.from_wave, later) if wave]
    samples = _samples(population, comparison, arms, measures, columns)
    statistic = statistic_of(indicator)
    lost = list(attrition_rows(population, comparison, arms, measures, columns))
    said = tuple(remark for row in lost if row.estimate.variant == "lee_lower" for remark in row.remarks)
    for cells in tables:
        if arms.variable in cells.by.split("|"):
            continue
        levels: dict[str, tuple[BoolArray, Result]] = {}
        for cell, level in enumerate(cells.levels):
            inside = cells.codes == cell
            if cells.by and not any(np.any(one.universe & inside) for one in measures):
                continue
            for variant in _variants(comparison):
                compared = _compared(population, comparison, arms, samples, inside, statistic, variant)
                if not variant:
                    levels[level] = inside, compared.difference
                if not cells.by and not variant:
                    whole = replace(compared, difference=with_remarks(compared.difference, *said))
                    yield from _level_rows(population, comparison, arms, whole, statistic, cells.by, level, variant)
                    yield from _beside(population, comparison, arms, indicator, samples, compared.difference, columns)
                else:
                    shown = _without_tests(compared) if cells.by else compared
                    yield from _level_rows(population, comparison, arms, shown, statistic, cells.by, level, variant)
        if cells.by:
            lonely = population.study.waves[later].design.lonely_psu
            joined = _joined(samples)
            yield from arm_interaction(population, comparison, joined, cells.by, levels, lonely)
    yield from lost


def _samples(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    measures: Sequence[Measure],
    columns: Mapping[str, DesignColumns],
) -> list[Sample | Remark]:
    """The waves compared, with arms; in their place the reason where people change arms between them."""
    moved = same_arms(population, arms, [one.wave for one in measures]) if len(measures) > 1 else None
    if moved is not None:
        return [moved for _ in measures]
    return [arm_sample(population, comparison, arms, one, columns.get(one.wave)) for one in measures]


def _joined(samples: Sequence[Sample | Remark]) -> Sample | Remark | None:
    """One sample in which arms differ: that of the changes, in a difference in differences of the same people."""
    refused = next((one for one in samples if isinstance(one, Remark)), None)
    if refused is not None:
        return refused
    found = [one for one in samples if isinstance(one, Sample)]
    if len(found) == 1:
        return found[0]
    changes = same_people_change(*found)
    if changes is None and not (found[0].has_psu and found[1].has_psu):
        return found[0]  # four groups of different people, none of whom is in two cells
    return changes


def _variants(comparison: Comparison) -> tuple[str, ...]:
    adjusted = ("adjusted",) if comparison.adjust_for and comparison.from_wave is None else ()
    return ("", *adjusted, *((comparison.std_errors,) if comparison.std_errors != "default" else ()))


def _compared(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    wholes: Sequence[Sample | Remark],
    inside: BoolArray,
    statistic: MeanStatistic,
    variant: str,
) -> ArmComparison:
    level = population.study.conf_level
    errors = ERRORS.get(variant, "cr2")
    asked = comparison.interval if statistic == "share" else None
    few: FewClusters = "drawn_anew" if inside.all() else "no_test"
    try:
        samples = [narrowed(one, inside) for one in wholes]
        if len(samples) == 2:
            return _in_differences(samples, statistic, arms, level, errors, few)
        if variant == "adjusted":
            return compare_arms_adjusted(
                samples[0],
                statistic=statistic,
                assigned=arms.assigned,
                conf_level=level,
                errors=errors,
                few_clusters=few,
            )
        compared = compare_arms(
            samples[0], statistic=statistic, assigned=arms.assigned, conf_level=level, errors=errors,
            interval=asked or "miettinen_nurminen", few_clusters=few,
        )  # fmt: skip
    except DesignError as error:
        return _refused(error.remark, ratio=statistic == "share" and len(wholes) == 1)
    if variant == "hc3" and compared.difference.method and "hc3" not in compared.difference.method:
        return _refused(Remark("errors_of_people"), ratio=False)
    if asked and compared.difference.method and compared.difference.method not in SCORE_INTERVALS:
        said = with_remarks(compared.difference, Remark("interval_not_offered", {"asked": asked}))
        return replace(compared, difference=said)
    return compared


def _refused(why: Remark, *, ratio: bool) -> ArmComparison:
    refused = Result(None, status="not_estimable", remarks=(why,))
    return ArmComparison(refused, refused, refused, refused if ratio else None)


def _in_differences(
    samples: Sequence[Sample], statistic: MeanStatistic, arms: Arms, level: float, errors: ArmErrors, few: FewClusters
) -> ArmComparison:
    compared = difference_in_differences(
        samples[0], samples[1], statistic=statistic, assigned=arms.assigned, conf_level=level, errors=errors,
        few_clusters=few,
    )  # fmt: skip
    if arms.assigned != "not_random" or compared.difference.estimate is None:
        return compared
    return replace(compared, difference=with_remarks(compared.difference, Remark("parallel_trends")))


def _without_tests(compared: ArmComparison) -> ArmComparison:
    ratio = None if compared.risk_ratio is None else without_test(compared.risk_ratio)
    return replace(compared, difference=without_test(compared.difference), risk_ratio=ratio)


def _level_rows(
    population: Population, comparison: Comparison, arms: Arms, compared: ArmComparison,
    statistic: MeanStatistic, by: str, level: str, variant: str,
) -> Iterator[Row]:  # fmt: skip
    # In a difference in differences the "level" of an arm is its change.
    of_arm = "difference" if comparison.from_wave else statistic
    levels = ((arms.control, compared.control), (arms.treated, compared.treated))
    for code, result in levels if variant in ("", "adjusted") else ():
        name = escaped(code)
        yield comparison_row(
            population, comparison, result, f"{arms.variable}|{by}" if by else arms.variable,
            f"{name}|{level}" if by else name, variant=variant, statistic=of_arm,
        )  # fmt: skip
    yield comparison_row(population, comparison, compared.difference, by, level, variant=variant)
    if compared.risk_ratio is not None and (not comparison.report or "risk_ratio" in comparison.report):
        yield comparison_row(
            population, comparison, compared.risk_ratio, by, level, variant=variant, statistic="risk_ratio"
        )


def _beside(
    population: Population, comparison: Comparison, arms: Arms, indicator: Indicator,
    samples: Sequence[Sample | Remark], difference: Result, columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:  # fmt: skip
    """What stands beside the difference of everybody: other tests, the odds ratio, the trend before."""
    known = [one for one in samples if isinstance(one, Sample)]
    if len(known) == len(samples):
        for variant, result in cluster_tests(known, difference, assigned=arms.assigned).items():
            yield comparison_row(population, comparison, result, "", "", variant=variant)
    level = population.study.conf_level
    if "odds_ratio" in comparison.report and statistic_of(indicator) == "share":
        everybody = np.ones(population.people.n_people, dtype=bool)
        odds = result_or_reason(
            lambda: odds_ratio_of_arms(narrowed(samples[0], everybody), assigned=arms.assigned, conf_level=level)
        )
        yield comparison_row(population, comparison, odds, "", "", statistic="odds_ratio")
    if comparison.from_wave is not None:
        yield from _trend_before(population, comparison, arms, indicator, columns)


def _trend_before(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    indicator: Indicator,
    columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:
    """The difference in change before anything happened, where a wave before the first was measured too."""
    order = list(population.study.waves)
    first = comparison.from_wave or ""
    before = [wave for wave in measured_in(indicator, population.study) if order.index(wave) < order.index(first)]
    if not before:
        return
    earliest = max(before, key=order.index)
    measures = [measure(population, indicator, wave) for wave in (earliest, first)]
    samples = _samples(population, comparison, arms, measures, columns)
    everybody = np.ones(population.people.n_people, dtype=bool)
    level, statistic = population.study.conf_level, statistic_of(indicator)

    def trend() -> Result:
        narrow = [narrowed(one, everybody) for one in samples]
        return difference_in_differences(
            narrow[0], narrow[1], statistic=statistic, assigned=arms.assigned, conf_level=level
        ).difference

    found = with_remarks(result_or_reason(trend), Remark("trend_before", {"earlier": earliest, "first": first}))
    yield comparison_row(population, comparison, found, "", "", variant="pre_trend")
