"""Rows that say who was found of those assigned, and what losses may do to the effect (R11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from meal.aggregate import sample
from meal.estimate import attrition_bounds, attrition_test, found_by_arm
from meal.estimate.attrition import FoundByArm
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Result
from meal.study.definition import Arms, Comparison
from meal.study.references import measured_in
from meal.tabulate.arm_samples import CONTROL, NO_ARM, TREATED, adjusted_for, arm_codes
from meal.tabulate.cells import escaped
from meal.tabulate.contrast_samples import comparison_row, result_or_reason, row_of_test, with_remarks
from meal.tabulate.design import DesignColumns, combined, design_columns
from meal.tabulate.measure import Measure, measure
from meal.tabulate.named import Row
from meal.tabulate.population import Population

FOUND = "found"
# Where fewer of those assigned come back, the later wave is of other people and nobody was followed.
FOLLOWED = 0.10


def attrition_rows(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    measures: Sequence[Measure],
    columns: Mapping[str, DesignColumns],
) -> Iterator[Row]:
    """Share found in either arm, their difference and the joint test; bounds of the effect where losses are red.

    Only where arms were assigned at random and a wave from before the outcome knows who was assigned.
    """
    later = measures[-1]
    baseline = _baseline(population, comparison, arms, later.wave)
    if baseline is None or arms.assigned == "not_random":
        return
    arm = np.where(population.present(baseline), arm_codes(population, arms, baseline), NO_ARM)
    if later.wave in population.rosters:
        arm = np.where(population.drawn(later.wave), arm, NO_ARM)
    if later.frame_known and later.indicator.text_in("among", later.wave) is not None:
        arm = np.where(later.universe, arm, NO_ARM)
    found = later.answered if later.frame_known else population.present(later.wave)
    assigned = np.flatnonzero(arm != NO_ARM)
    if not len(assigned) or found[assigned].mean() < FOLLOWED:
        return
    yield from _rows(population, comparison, arms, measures, columns, arm, assigned, found, baseline)


def _rows(
    population: Population, comparison: Comparison, arms: Arms, measures: Sequence[Measure],
    columns: Mapping[str, DesignColumns], arm: IntArray, assigned: IntArray, found: BoolArray, baseline: str,
) -> Iterator[Row]:  # fmt: skip
    later = measures[-1]
    declared = columns.get(later.wave) or design_columns(population, later.wave)
    psu = combined(population, [arms.cluster]) if arms.cluster else declared.psu
    covariate = _before_assignment(population, comparison, measures, baseline)
    people = sample(
        found[assigned].astype(np.float64),
        arm=arm[assigned],
        covariates=None if covariate is None else covariate[assigned][:, None],
        psu=None if psu is None else psu[assigned],
    )
    try:
        followed = found_by_arm(people, assigned=arms.assigned, conf_level=population.study.conf_level)
    except DesignError as error:
        refused = Result(None, status="not_estimable", remarks=(error.remark,))
        yield comparison_row(population, comparison, refused, "", "", category=FOUND)
        return
    for code, result in ((arms.control, followed.compared.control), (arms.treated, followed.compared.treated)):
        # Everybody who was assigned is looked for: nothing is to be said of a sample.
        said = replace(result, remarks=tuple(remark for remark in result.remarks if remark.rule != "R2"))
        yield comparison_row(
            population, comparison, said, arms.variable, escaped(code), statistic="share", category=FOUND
        )
    difference = with_remarks(followed.compared.difference, *_flagged(followed))
    yield comparison_row(population, comparison, difference, "", "", category=FOUND)
    if covariate is not None and 0 < followed.overall < 1:
        joint = result_or_reason(lambda: attrition_test(people))
        yield row_of_test(population, comparison, joint, "joint_test", category=FOUND)
    if followed.flag == "red":
        lost = [int(np.sum(~found[assigned] & (arm[assigned] == code))) for code in (CONTROL, TREATED)]
        yield from _bounds(population, comparison, arms, measures, arm, assigned, lost)


def _baseline(population: Population, comparison: Comparison, arms: Arms, later: str) -> str | None:
    """The wave that knows who was assigned, before the one in which the outcome is measured."""
    if not population.study.identity.tells_people:
        return None
    if comparison.from_wave is not None:
        return comparison.from_wave
    order = list(population.waves)
    before = order[: order.index(later)]
    return next((wave for wave in before if arms.variable in population.waves[wave].columns), None)


def _before_assignment(
    population: Population, comparison: Comparison, measures: Sequence[Measure], baseline: str
) -> FloatArray | None:
    """What is known of everybody from before: what the effect is adjusted for, else the outcome itself."""
    indicator = measures[-1].indicator
    if comparison.adjust_for:
        values = adjusted_for(population, comparison, measures[-1].wave)
    elif baseline in measured_in(indicator, population.study):
        values = measure(population, indicator, baseline).y
    else:
        return None
    lost = population.present(baseline) & ~measures[-1].answered
    # A value that those who were lost do not have is not from before.
    return values if values is not None and np.any(lost) and np.mean(np.isnan(values[lost])) < 0.5 else None


def _flagged(followed: FoundByArm) -> tuple[Remark, ...]:
    difference = followed.compared.difference.estimate or 0.0
    said = {"lost": round(100 * followed.overall), "points": round(100 * abs(difference), 1)}
    if followed.flag == "green":
        return ()
    return (Remark("attrition", {**said, "because": followed.flag}),)


def _bounds(
    population: Population,
    comparison: Comparison,
    arms: Arms,
    measures: Sequence[Measure],
    arm: IntArray,
    assigned: IntArray,
    lost: Sequence[int],
) -> Iterator[Row]:
    """Lee's bounds of the difference, as two rows without intervals."""
    later = measures[-1]
    y = np.where(later.answered, later.y, np.nan)
    if len(measures) == 2:
        y = y - np.where(measures[0].answered, measures[0].y, np.nan)

    def bounded() -> tuple[Result, Result]:
        if not later.frame_known:
            raise DesignError(Remark("bounds_need_everybody"))
        # From bounds, how many were lost in one arm follows from how many were in the other.
        if any(0 < number < population.study.disclosure.min_cell for number in lost):
            raise DesignError(Remark("bounds_of_few"))
        bounds = attrition_bounds(sample(y[assigned], arm=arm[assigned]))
        factor, unit = (100, "points") if later.is_count else (1, "amount")
        limits = {"low": bounds.low * factor, "high": bounds.high * factor}
        lost_more = arms.control if bounds.trimmed else arms.treated
        said = Remark("R11", {"arm": lost_more, **limits, "because": unit})
        n = int((~np.isnan(y[assigned])).sum())
        lower, upper = (Result(at, method="lee_bounds", n=n, remarks=(said,)) for at in (bounds.low, bounds.high))
        return lower, upper

    try:
        results = bounded()
    except DesignError as error:
        refused = Result(None, status="not_estimable", remarks=(error.remark,))
        results = refused, refused
    for variant, result in zip(("lee_lower", "lee_upper"), results, strict=True):
        yield comparison_row(population, comparison, result, "", "", variant=variant)
