"""From what each record does to an estimate to the estimate's variance under the declared design.

For methods that need the records themselves: calibration, replicate weights, regression, rank tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.estimate.choice import CellFacts, amount_result, finite_remarks, share_result
from meal.estimate.design_effect import simple_variance, weights_sum_to_population
from meal.estimate.scores import Units, deviations, inner_deviations, units_of
from meal.estimate.weights import effective_size
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, LinearStatistic, LonelyRule, Remark, Result, Sample


@dataclass(frozen=True, slots=True, eq=False)
class Linearised:
    """An estimate and what each record does to it.

    Attributes:
        influence: shape (n_records,), by which a record's weight moves the estimate; 0 outside the domain.
        included: shape (n_records,), the records behind it.
    """

    estimate: float
    influence: FloatArray
    included: BoolArray


def linearised(sample: Sample, statistic: LinearStatistic, weight: FloatArray | None = None) -> Linearised:
    """A share, mean, ratio or total with the influence of each record.

    Args:
        weight: shape (n_records,), in place of the sample's.

    Raises:
        DesignError: nobody answered (`nobody_answered`), or the denominators sum to 0.
    """
    weights = sample.weight if weight is None else weight
    denominator = sample.x if statistic == "ratio" else None
    included = sample.included if denominator is None else sample.included & ~np.isnan(denominator)
    if not included.any():
        raise DesignError(Remark("nobody_answered", {"n_missing": 0}))
    y = np.where(included, sample.y, 0.0)
    if statistic == "total":
        return Linearised(float(weights @ y), y, included)
    x = np.where(included, 1.0 if denominator is None else denominator, 0.0)
    size = float(weights @ x)
    if size == 0:
        raise DesignError(Remark("denominator_zero", {"n": int(included.sum())}))
    ratio = float(weights @ y) / size
    return Linearised(ratio, (y - ratio * x) / size, included)


def influence_covariance(
    sample: Sample, influence: FloatArray, *, units: Units | None = None, lonely: LonelyRule = "adjust"
) -> FloatArray:
    """Covariance of estimates from the weighted influence of every record, shape (k, k).

    The same variance as `cell_estimates`: sums by PSU, centred in strata, with both stages' finite
    populations where they are known.

    Args:
        influence: shape (n_records, k), weight times influence.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10).

    Source: Binder (1983), International Statistical Review 51; agrees with R survey's svyrecvar.
    """
    units = units or units_of(sample)
    by_psu = _centred(influence, units, lonely)
    covariance: FloatArray = by_psu.T @ ((1 - units.fraction)[:, None] * by_psu)
    if units.inner is None:
        return covariance
    sums = _summed(influence, units.inner.of, len(units.inner.psu))
    inner = np.column_stack([inner_deviations(column, units.inner) for column in sums.T])
    return covariance + inner.T @ (units.inner.factor[:, None] * inner)


def design_df(units: Units, included: BoolArray) -> float:
    """PSUs − strata among those with a record behind the estimate."""
    present = np.unique(units.of[included])
    return float(len(present) - len(np.unique(units.stratum[present])))


def designed_result(
    sample: Sample,
    found: Linearised,
    variance: float,
    df: float,
    conf_level: float,
    *,
    statistic: LinearStatistic,
    weight: FloatArray,
    remarks: tuple[Remark, ...] = (),
) -> Result:
    """The row of a level whose variance was computed from records, with the interval its kind calls for."""
    answers = sample.y[found.included]
    yes_or_no = bool(np.all((answers == 0) | (answers == 1)))
    n = len(answers)
    effective = effective_size(weight[found.included])
    design = Remark("R1", {"weights": 1, "strata": int(sample.has_strata), "clusters": int(sample.has_psu), "df": df})
    unequal = (
        (Remark("R16", {"n": n, "n_effective": effective, "cv2": n / effective - 1}),) if n > 2 * effective else ()
    )
    fraction = float(sample.stratum_fraction.max(initial=0.0))
    facts = CellFacts(
        estimate=found.estimate,
        variance=variance,
        n=n,
        numerator=int(answers.sum()) if yes_or_no else None,
        df=df,
        deff=_design_effect(sample, found, statistic, weight, variance),
        n_missing=int((sample.domain & np.isnan(sample.y)).sum()),
        simple_n=None,
        fraction=fraction,
        counted=False,
        designed=True,
        clustered=sample.has_psu,
        remarks=(design, *remarks, *finite_remarks(fraction), *unequal),
    )
    return share_result(facts, conf_level) if statistic == "share" else amount_result(facts, conf_level)


def sums_to_population(sample: Sample) -> bool:
    """Whether a sample's weights were declared and sum to a population, not to the sample."""
    known = bool(np.any(sample.stratum_fraction > 0))
    total = float(sample.weight.sum())
    return sample.has_weight and weights_sum_to_population(total, len(sample.y), fractions_known=known)


def _design_effect(
    sample: Sample, found: Linearised, statistic: LinearStatistic, weight: FloatArray, variance: float
) -> float | None:
    """Variance over that of a simple random sample; None where answers do not vary."""
    rows = found.included
    y, w = sample.y[rows], weight[rows]
    n, size = float(len(y)), float(w.sum())
    if n < 2 or size <= 0:
        return None
    if statistic == "ratio" and sample.x is not None:
        x = sample.x[rows]
        away, factor = y - found.estimate * x, (size / float(w @ x)) ** 2
    else:
        away, factor = y - float(w @ y) / size, size**2 if statistic == "total" else 1.0
    known = bool(np.any(sample.stratum_fraction > 0))
    population = weights_sum_to_population(float(weight.sum()), len(sample.y), fractions_known=known)
    squares, base, count = (np.array(value) for value in (float(w @ away**2), size, n))
    simple = float(simple_variance(squares, base, count, factor=factor, population=population))
    return variance / simple if simple > 0 else None


def _centred(influence: FloatArray, units: Units, lonely: LonelyRule) -> FloatArray:
    sums = _summed(influence, units.of, len(units.stratum))
    return np.column_stack([deviations(column, units, lonely) for column in sums.T])


def _summed(values: FloatArray, code: IntArray, size: int) -> FloatArray:
    return np.column_stack([np.bincount(code, weights=column, minlength=size) for column in values.T])
