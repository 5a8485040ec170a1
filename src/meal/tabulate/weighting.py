"""Weights beyond one column: replicate weights and weights moved to known totals, for the records of a wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from meal.aggregate import sample, stratum_fraction, unequal_weights
from meal.estimate import Calibration, Replicates
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Result, Sample
from meal.tabulate.calibrated import wave_calibration
from meal.tabulate.population import Population
from meal.tabulate.replicated import bootstrap_for_medians, wave_replicates


@dataclass(frozen=True, slots=True, eq=False)
class Weighting:
    """What the weights of a wave's records have beside them, in order of the records.

    Attributes:
        replicates: for shares, means, ratios and totals. for_medians: the same, or a bootstrap where
            a jackknife was built. df: degrees of freedom as documented. calibration: moved weights.
    """

    replicates: Replicates | None = None
    for_medians: Replicates | None = None
    df: float | None = None
    calibration: Calibration | None = None


def wave_weighting(
    population: Population,
    wave: str,
    *,
    weight: FloatArray | None,
    stratum: IntArray | None,
    psu: IntArray | None,
    fpc: FloatArray | None,
) -> Weighting | Remark | None:
    """The weighting that a wave declares, for its records; why it is refused; None where it declares none.

    Args:
        weight, stratum, psu, fpc: shape (n_people,), columns of the design, None where not declared.
    """
    design = population.study.waves[wave].design
    if design.replicates is None and design.calibrate is None:
        return None
    rows = np.flatnonzero(population.present(wave))
    try:
        whole = _records(rows, weight, stratum, psu, fpc)
        if design.calibrate is not None:
            return Weighting(calibration=wave_calibration(population, wave, design.calibrate, rows, whole.weight))
        assert design.replicates is not None
        found = wave_replicates(population, wave, design.replicates, rows, whole)
        medians = bootstrap_for_medians(population, wave, design.replicates, whole) or found
        return Weighting(found, medians, design.replicates.df)
    except DesignError as error:
        return error.remark


def _records(
    rows: IntArray,
    weight: FloatArray | None,
    stratum: IntArray | None,
    psu: IntArray | None,
    fpc: FloatArray | None,
) -> Sample:
    """The records of a wave with their design and no answers."""
    strata = None if stratum is None else stratum[rows]
    psus = None if psu is None else psu[rows]
    fraction = None if fpc is None else stratum_fraction(fpc[rows], stratum=strata, psu=psus)
    return sample(
        np.zeros(len(rows)),
        weight=None if weight is None else weight[rows],
        stratum=strata,
        psu=psus,
        stratum_fraction=fraction,
    )


def unequal_weights_of(weight: FloatArray | None, weighting: Weighting | Remark | None) -> Remark | None:
    """Rule R16 for a whole wave: the remark where a few of its weights dominate.

    Args:
        weight: shape (n_records,), None where none was declared. weighting: its calibrated weights count instead.
    """
    if isinstance(weighting, Weighting) and weighting.calibration is not None:
        weight = weighting.calibration.weight
    return None if weight is None else unequal_weights(weight)


def with_unequal_weights(results: Sequence[Result], remark: Remark | None) -> list[Result]:
    """Results of a whole wave with rule R16, where the wave calls for it and no result says so yet."""
    if remark is None:
        return list(results)
    return [
        result
        if result.status == "not_estimable" or any(one.rule == "R16" for one in result.remarks)
        else replace(result, remarks=(*result.remarks, remark))
        for result in results
    ]
