"""Levels with calibrated weights, and the rules that refuse a calibration (METHODS 8, R17)."""

from __future__ import annotations

import numpy as np

from meal.estimate.influence import Linearised, design_df, designed_result, influence_covariance, linearised
from meal.estimate.methods.calibrated_weights import Calibration, calibrated
from meal.estimate.quantiles import linearised_median
from meal.estimate.scores import Units, units_of
from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, LinearStatistic, LonelyRule, Remark, Result, Sample

FEW_RESPONDENTS = 20
LARGE_FACTOR = 3.0
HUGE_FACTOR = 10.0
LOGIT_BOUNDS = (0.3, 3.0)


def calibrated_level(
    sample: Sample,
    calibration: Calibration,
    statistic: LinearStatistic,
    conf_level: float = 0.95,
    *,
    lonely: LonelyRule = "adjust",
) -> Result:
    """A level with calibrated weights; its spread is that of what the known totals do not explain.

    Args:
        sample: the records that were calibrated, all of them; a domain is declared in the sample.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10), or nobody answered.

    Source: METHODS 8; agrees with R survey's postStratify, calibrate and, where base weights are
        equal, rake.
    """
    found = linearised(sample, statistic, calibration.weight)
    units = units_of(sample)
    variance = _variance(sample, calibration, found, units, lonely)
    return designed_result(
        sample,
        found,
        variance,
        design_df(units, found.included),
        conf_level,
        statistic=statistic,
        weight=calibration.weight,
        remarks=(*_lonely_remarks(units), *calibration_remarks(calibration)),
    )


def calibrated_median(
    sample: Sample, calibration: Calibration, conf_level: float = 0.95, *, lonely: LonelyRule = "adjust"
) -> Result:
    """The median with calibrated weights, with Woodruff's limits from the residual variance of the share below it.

    Args:
        sample, lonely: as for `calibrated_level`.

    Raises:
        DesignError: as `calibrated_level`.
    """
    units = units_of(sample)
    return linearised_median(
        sample,
        calibration.weight,
        conf_level,
        variance=lambda below: _variance(sample, calibration, below, units, lonely),
        df=lambda below: design_df(units, below.included),
        remarks=(*_lonely_remarks(units), *calibration_remarks(calibration)),
    )


def _variance(sample: Sample, calibration: Calibration, found: Linearised, units: Units, lonely: LonelyRule) -> float:
    """Of what the known totals do not explain of an estimate."""
    influence = (calibration.weight * calibration.residuals(found.influence))[:, None]
    return float(influence_covariance(sample, influence, units=units, lonely=lonely)[0, 0])


def _lonely_remarks(units: Units) -> tuple[Remark, ...]:
    """Rule R10: strata whose spread had to be assumed."""
    lonely = int(units.lonely.sum())
    return (Remark("R10", {"strata": lonely, "refused": 0}),) if lonely else ()


def to_known_totals(weight: FloatArray, auxiliaries: FloatArray, totals: FloatArray) -> Calibration:
    """Calibrate by the rule: linear, or logit with bounds where linear makes a weight negative.

    Raises:
        DesignError: no weights within the bounds reproduce the totals (R17).
    """
    linear = calibrated(weight, auxiliaries, totals)
    if np.all(linear.weight[weight > 0] > 0):
        return linear
    return calibrated(weight, auxiliaries, totals, distance="logit", bounds=LOGIT_BOUNDS)


def refuse_negative(calibration: Calibration) -> None:
    """Refuse weights below 0 (R17).

    Raises:
        DesignError: there is one.
    """
    negative = int(np.sum(calibration.weight < 0))
    if negative:
        raise DesignError(Remark("R17", {"because": "negative_weights", "n": negative}))


def refuse_huge(calibration: Calibration) -> None:
    """Refuse weights of which one was raised tenfold against the others (R17).

    Raises:
        DesignError: there is one.
    """
    largest = float(_relative_factors(calibration).max(initial=1.0))
    if largest > HUGE_FACTOR:
        raise DesignError(Remark("R17", {"because": "huge_weights", "factor": largest}))


def _relative_factors(calibration: Calibration) -> FloatArray:
    """By how much each weight was moved against all of them together."""
    used = calibration.base > 0
    # Base weights that do not sum to the population are all moved alike; that is no distortion.
    overall = float(calibration.weight.sum() / calibration.base.sum())
    factors: FloatArray = calibration.weight[used] / calibration.base[used] / overall
    return factors


def calibration_remarks(calibration: Calibration) -> tuple[Remark, ...]:
    """What to say of the weights: how many records, and by how much at most a weight was moved."""
    used = calibration.base > 0
    relative = _relative_factors(calibration)
    said = [Remark("calibrated", {"n": int(used.sum()), "totals": calibration.auxiliaries.shape[1]})]
    if relative.max() > LARGE_FACTOR:
        said.append(Remark("calibration_factor_large", {"factor": float(relative.max())}))
    few = int(np.sum((calibration.auxiliaries != 0).sum(axis=0) < FEW_RESPONDENTS))
    if few:
        said.append(Remark("calibration_cells_small", {"cells": few, "fewer_than": FEW_RESPONDENTS}))
    return tuple(said)
