"""Levels with replicate weights: the estimate is made again with each, and their spread is its error."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from meal.estimate.choice import empty
from meal.estimate.influence import Linearised, design_df, designed_result, linearised, sums_to_population
from meal.estimate.methods.replicate_weights import Replicates, replicate_rank
from meal.estimate.methods.woodruff import quantile_at
from meal.estimate.scores import units_of
from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, LinearStatistic, Remark, Result, Sample

Centre = Literal["estimate", "replicates"]


def replicate_variance(estimates: FloatArray, estimate: float, replicates: Replicates, centre: Centre) -> float:
    """Scaled squares c Σ_r k_r(θ_r − centre)², the centre being the full estimate or the mean of the replicates.

    Source: METHODS 5; agrees with R survey's svrVar with and without `mse`.
    """
    used = replicates.factors > 0
    middle = estimate if centre == "estimate" else float(estimates[used].mean())
    return replicates.scale * float((replicates.factors * (estimates - middle) ** 2).sum())


def replicate_level(
    sample: Sample,
    replicates: Replicates,
    statistic: LinearStatistic,
    conf_level: float = 0.95,
    *,
    centre: Centre = "estimate",
    df: float | None = None,
) -> Result:
    """A share, mean, ratio or total with its spread over replicate weights.

    Args:
        df: as the producer documents them; where None, PSUs − strata of a jackknife or bootstrap
            built here, and the rank of the replicates in the domain less one where they were given.

    Raises:
        DesignError: nobody answered, or a total is asked of weights that do not sum to a population.
    """
    found = linearised(sample, statistic)
    if statistic == "total" and not sums_to_population(sample):
        parameters = {"sum_weight": float(sample.weight.sum()), "n": len(sample.y)}
        raise DesignError(Remark("weights_do_not_sum_to_population", parameters))
    y = np.where(found.included, sample.y, 0.0)
    sums = replicates.weights.T @ y
    if statistic != "total":
        x = sample.x if statistic == "ratio" and sample.x is not None else np.ones_like(y)
        sums = sums / (replicates.weights.T @ np.where(found.included, x, 0.0))
    variance = replicate_variance(sums, found.estimate, replicates, centre)
    result = designed_result(
        sample,
        found,
        variance,
        _df(sample, found, replicates) if df is None else df,
        conf_level,
        statistic=statistic,
        weight=sample.weight,
        remarks=_remarks(replicates),
    )
    return replace(result, method="replicates_t") if result.method == "taylor_t" else result


def replicate_quantile(
    sample: Sample,
    replicates: Replicates,
    probability: float,
    conf_level: float = 0.95,
    *,
    centre: Centre = "estimate",
    df: float | None = None,
) -> Result:
    """A quantile with its spread over replicate weights; a jackknife is refused, whose spread is wrong for them."""
    rows = np.flatnonzero(sample.included)
    if not len(rows):
        return empty(int((sample.domain & np.isnan(sample.y)).sum()))
    if replicates.kind in ("JK1", "JKn"):
        return empty(0, why=Remark("jackknife_of_quantile", {"n": len(rows)}), n=len(rows))
    order = rows[np.argsort(sample.y[rows], kind="stable")]
    values = sample.y[order]

    def at(weight: FloatArray) -> float:
        reached = np.cumsum(weight[order])
        return quantile_at(values, reached / reached[-1], probability)

    estimate = at(sample.weight)
    estimates = np.array([at(weight) for weight in replicates.weights.T])
    found = Linearised(estimate, np.zeros(len(sample.y)), sample.included)
    result = designed_result(
        sample,
        found,
        replicate_variance(estimates, estimate, replicates, centre),
        _df(sample, found, replicates) if df is None else df,
        conf_level,
        statistic="mean",
        weight=sample.weight,
        remarks=_remarks(replicates),
    )
    return replace(result, deff=None, method="replicates_t" if result.method else "")


def _df(sample: Sample, found: Linearised, replicates: Replicates) -> float:
    if replicates.built:
        return design_df(units_of(sample), found.included)
    return float(replicate_rank(replicates.weights[found.included]) - 1)


def _remarks(replicates: Replicates) -> tuple[Remark, ...]:
    said = Remark("replicates", {"kind": replicates.kind, "n": replicates.weights.shape[1]})
    if replicates.seed is None:
        return (said,)
    return (said, Remark("R20", {"seed": replicates.seed, "draws": replicates.weights.shape[1]}))
