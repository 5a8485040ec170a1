"""Influence of each PSU of a sample on one estimate: what changes and differences are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meal.estimate.choice import CellFacts, finite_remarks, simple_sample_size
from meal.estimate.linear import ROUNDING
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, LonelyRule, Remark, Sample


@dataclass(frozen=True, slots=True, eq=False)
class InnerUnits:
    """What was sampled inside the PSUs, where the finite population of both stages is allowed for.

    Attributes:
        of: shape (n_records,), number of each record's unit.
        psu: shape (n_inner,), PSU of each. n_in_psu: shape (n_inner,), units sampled in that PSU.
        factor: shape (n_inner,), f_h(1 − f₂): weight of a squared deviation in the variance.
    """

    of: IntArray
    psu: IntArray
    n_in_psu: IntArray
    factor: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The PSUs of a sample, codes nested in strata; every record is one where none were declared.

    Attributes:
        of: shape (n_records,), PSU number of each record.
        stratum, code: shape (n_psu,). n_in_stratum: shape (n_psu,), PSUs in the stratum of each.
        fraction: shape (n_psu,), sampling fraction of the stratum of each.
        inner: what was sampled inside the PSUs; None where the first stage is taken alone.
    """

    of: IntArray
    stratum: IntArray
    code: IntArray
    n_in_stratum: IntArray
    fraction: FloatArray
    inner: InnerUnits | None = None

    @property
    def lonely(self) -> BoolArray:
        """PSUs that are alone in a stratum that was not taken whole."""
        alone: BoolArray = (self.n_in_stratum == 1) & (self.fraction < 1)
        return alone


@dataclass(frozen=True, slots=True, eq=False)
class MeanScores:
    """A mean or share with the deviation of each PSU, so that variances and covariances are sums.

    Attributes:
        deviation: shape (n_psu,), √(n_h/(n_h − 1)) times the score's distance from its stratum's mean,
            so that the variance is Σ (1 − f)·deviation².
        present: shape (n_psu,), whether a PSU has a record behind the estimate.
        n: records behind it, unweighted. df: PSUs − strata among those present.
        inner: the same deviation of each unit inside the PSUs, shape (n_inner,); None without them.
    """

    estimate: float
    deviation: FloatArray
    present: BoolArray
    units: Units
    n: int
    df: float
    inner: FloatArray | None = None

    @property
    def variance(self) -> float:
        """Variance of the estimate under the design; 0 where no variation was seen."""
        return variance_of(self.deviation, self.units, self.inner)


def variance_of(deviation: FloatArray, units: Units, inner: FloatArray | None = None) -> float:
    """Σ (1 − f)·deviation² over PSUs, and Σ f(1 − f₂)·inner² over what was sampled inside them."""
    first = float(((1 - units.fraction) * deviation**2).sum())
    if inner is None or units.inner is None:
        return first
    return first + float((units.inner.factor * inner**2).sum())


def without_equal_weights(sample: Sample) -> Sample:
    """The sample as a simple one where all that was declared are weights that are the same for everybody."""
    if not sample.has_weight or sample.has_strata or sample.has_psu:
        return sample
    weight = sample.weight[sample.included]
    if len(weight) and np.ptp(weight) > 1e-9 * weight.max():
        return sample
    return replace(sample, weight=np.where(sample.weight > 0, 1.0, 0.0), has_weight=False)


def units_of(sample: Sample) -> Units:
    """The PSUs of a sample, numbered in order of stratum and code.

    Raises:
        DesignError: the stratum or PSU of a record is not known (`stratum_missing`, `psu_missing`).
    """
    for name, codes in (("stratum", sample.stratum), ("psu", sample.psu)):
        missing = int(np.sum(codes < 0))
        if missing:
            raise DesignError(Remark(f"{name}_missing", {"n": missing}))
    if sample.has_psu:
        n_code = int(sample.psu.max(initial=0)) + 1
        found, of = np.unique(sample.stratum * n_code + sample.psu, return_inverse=True)
        stratum, code = found // n_code, found % n_code
    else:
        of = np.arange(len(sample.y))
        stratum, code = sample.stratum, of
    in_stratum = np.bincount(stratum, minlength=len(sample.stratum_fraction))
    fraction = sample.stratum_fraction[stratum]
    return Units(of, stratum, code, in_stratum[stratum], fraction, _inner_units(sample, of, fraction))


def _inner_units(sample: Sample, psu_of: IntArray, fraction: FloatArray) -> InnerUnits | None:
    if not sample.has_psu or sample.ssu_fraction is None or not np.any(fraction > 0):
        return None
    if sample.ssu is None:
        of, psu = np.arange(len(psu_of)), psu_of
    else:
        n_code = int(sample.ssu.max(initial=0)) + 1
        found, of = np.unique(psu_of * n_code + sample.ssu, return_inverse=True)
        psu = found // n_code
    sampled = np.zeros(len(psu))
    sampled[of] = sample.ssu_fraction
    return InnerUnits(of, psu, np.bincount(psu, minlength=len(fraction))[psu], fraction[psu] * (1 - sampled))


def mean_scores(
    sample: Sample,
    *,
    units: Units | None = None,
    y: FloatArray | None = None,
    included: BoolArray | None = None,
    lonely: LonelyRule = "adjust",
) -> MeanScores:
    """Weighted mean of the sample's domain and the deviation of every PSU from its stratum's mean.

    Args:
        units: as from `units_of`, computed where None. y, included: in place of the sample's.

    Raises:
        DesignError: nobody answered (`nobody_answered`), or a stratum has one PSU and `lonely` is
            `fail` (R10).
    """
    units = units or units_of(sample)
    rows = np.flatnonzero(sample.included if included is None else included)
    values = (sample.y if y is None else y)[rows]
    if not len(rows):
        raise DesignError(Remark("nobody_answered", {"n_missing": 0}))
    weight = sample.weight[rows]
    # Answers are moved before they are squared, so that large equal amounts have exactly no spread.
    origin = float(values[0])
    mean = origin + float((weight * (values - origin)).sum() / weight.sum())
    away = values - mean
    away[np.abs(away) <= ROUNDING * np.abs(mean)] = 0.0
    n_psu = len(units.stratum)
    part = weight * away / weight.sum()
    score = np.asarray(np.bincount(units.of[rows], weights=part, minlength=n_psu), dtype=np.float64)
    size = np.bincount(units.of[rows], weights=np.abs(part), minlength=n_psu)
    score[np.abs(score) <= ROUNDING * size] = 0.0
    inner = None
    if units.inner is not None:
        within = np.bincount(units.inner.of[rows], weights=part, minlength=len(units.inner.psu))
        inner = inner_deviations(np.asarray(within, dtype=np.float64), units.inner)
    present = np.bincount(units.of[rows], minlength=n_psu) > 0
    return MeanScores(
        estimate=mean,
        deviation=deviations(score, units, lonely),
        present=present,
        units=units,
        n=len(rows),
        df=float(present.sum() - len(np.unique(units.stratum[present]))),
        inner=inner,
    )


def inner_deviations(score: FloatArray, inner: InnerUnits) -> FloatArray:
    """√(m/(m − 1)) times each unit's distance from the mean of its PSU, shape (n_inner,); 0 for one alone."""
    mean = np.bincount(inner.psu, weights=score)[inner.psu] / inner.n_in_psu
    distance = score - mean
    distance[np.abs(distance) <= ROUNDING * np.abs(mean)] = 0.0
    deviation: FloatArray = np.sqrt(inner.n_in_psu / np.maximum(inner.n_in_psu - 1, 1)) * distance
    return deviation


def deviations(score: FloatArray, units: Units, lonely: LonelyRule) -> FloatArray:
    """√(n_h/(n_h − 1)) times each PSU's distance from the mean of its stratum, shape (n_psu,).

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10).
    """
    if lonely == "fail" and units.lonely.any():
        raise DesignError(Remark("R10", {"strata": int(units.lonely.sum()), "refused": 1}))
    n_stratum = int(units.stratum.max()) + 1
    mean = np.bincount(units.stratum, weights=score, minlength=n_stratum)[units.stratum] / units.n_in_stratum
    distance = score - mean
    distance[np.abs(distance) <= ROUNDING * np.abs(mean)] = 0.0
    deviation = np.sqrt(units.n_in_stratum / np.maximum(units.n_in_stratum - 1, 1)) * distance
    if lonely == "adjust":
        return np.where(units.lonely, score - score.mean(), deviation)
    if lonely == "average":
        n_strata, n_lonely = len(np.unique(units.stratum)), int(units.lonely.sum())
        deviation = deviation * np.sqrt(n_strata / (n_strata - n_lonely)) if n_strata > n_lonely else deviation
    return np.where(units.lonely, 0.0, deviation)


def scores_facts(sample: Sample, scores: MeanScores, *, numerator: int | None, n_missing: int) -> CellFacts:
    """What an interval for a level needs, from a sample's scores."""
    weight = sample.weight[sample.included]
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    strata = np.unique(scores.units.stratum[scores.present])
    fraction = sample.stratum_fraction[strata]
    simple = not sample.has_psu and len(strata) == 1 and scores.n / effective - 1 < 1e-9
    flags = {"weights": sample.has_weight, "strata": sample.has_strata, "clusters": sample.has_psu}
    design = Remark("R1", {**{name: int(flag) for name, flag in flags.items()}, "df": scores.df})
    remarks = [design if sample.designed else Remark("R2", {"n": scores.n})]
    if scores.units.lonely.any():
        remarks.append(Remark("R10", {"strata": int(scores.units.lonely.sum()), "refused": 0}))
    n_stratum = int(scores.units.n_in_stratum[scores.present][0])
    return CellFacts(
        estimate=scores.estimate,
        variance=scores.variance,
        n=scores.n,
        numerator=numerator,
        df=scores.df,
        deff=None,
        n_missing=n_missing,
        simple_n=simple_sample_size(scores.n, n_stratum, float(fraction[0])) if simple else None,
        fraction=float(fraction.max()),
        counted=not sample.has_psu and bool(np.all(fraction >= 1)),
        designed=sample.designed,
        clustered=sample.has_psu,
        remarks=(*remarks, *finite_remarks(float(fraction.max()))),
    )
