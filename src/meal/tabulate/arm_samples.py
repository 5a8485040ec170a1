"""A wave with the arm of everybody, by the assignment that the study declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from meal.model.arrays import FloatArray, IntArray
from meal.model.errors import StudyError
from meal.model.samples import DesignError, Remark, Sample
from meal.study.definition import Arms, Comparison
from meal.tabulate.design import DesignColumns, combined, design_arrays
from meal.tabulate.measure import Measure
from meal.tabulate.population import Population
from meal.tabulate.wave_samples import design_sample

NO_ARM, CONTROL, TREATED = -1, 0, 1


def arm_codes(population: Population, arms: Arms, wave: str) -> IntArray:
    """The arm of everybody as a wave knows it, shape (n_people,): 0 control, 1 treated, −1 neither."""
    assignment = population.column(arms.variable, wave).record_texts()
    codes = np.where(assignment == arms.treated, TREATED, np.where(assignment == arms.control, CONTROL, NO_ARM))
    return codes.astype(np.int64)


def arm_sample(
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
    if arms.assigned == "clusters" and arms.cluster is None and not whole.has_psu:
        return Remark("clusters_unknown")
    rows = design.rows
    arm = arm_codes(population, arms, measured.wave)[rows]
    if not (arm == CONTROL).any() or not (arm == TREATED).any():
        return Remark("arm_without_people", {"control": arms.control, "treated": arms.treated})
    covariate = adjusted_for(population, comparison, measured.wave)
    return replace(
        whole,
        arm=arm,
        covariates=None if covariate is None else covariate[rows][:, None],
        stratum=combined(population, arms.strata)[rows] if arms.strata else whole.stratum,
        has_strata=bool(arms.strata) or whole.has_strata,
        stratum_fraction=np.zeros(population.people.n_people) if arms.strata else whole.stratum_fraction,
        psu=combined(population, [arms.cluster])[rows] if arms.cluster else whole.psu,
        has_psu=arms.cluster is not None or whole.has_psu,
    )


def adjusted_for(population: Population, comparison: Comparison, wave: str) -> FloatArray | None:
    """The value from before that a comparison is adjusted for, shape (n_people,); None where there is none.

    Raises:
        StudyError: it is a text.
    """
    if comparison.adjust_for is None:
        return None
    answer = population.answer(comparison.adjust_for, wave)
    if answer.kind != "text":
        return answer.numbers()
    converted = population.answer(f"number({comparison.adjust_for})", wave)
    if answer.known().any() and not converted.known().any():
        raise StudyError(f"comparison '{comparison.id}': adjust_for is a text, expected a number, such as ${{age}}.")
    return converted.numbers()


def same_arms(population: Population, arms: Arms, waves: Sequence[str]) -> Remark | None:
    """Why waves cannot be compared: people, or whole clusters, who are in one arm in one wave and in the other later.

    Groups that start at different times are one way for it to come about; a simple before–after
    comparison would then take those who started for controls of those who start later.
    """
    codes = [arm_codes(population, arms, wave) for wave in waves]
    lowest, highest = np.min(codes, axis=0), np.max(codes, axis=0)
    n = int(np.sum((lowest == CONTROL) & (highest == TREATED)))
    return Remark("arm_changed", {"n": n}) if n else None
