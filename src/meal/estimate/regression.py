"""Regression and ranks under the declared design: coefficients with linearised standard errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.estimate.contrasts import t_result
from meal.estimate.influence import design_df, influence_covariance
from meal.estimate.intervals import Interval
from meal.estimate.methods.generalised_linear import Family, Link, fit_glm
from meal.estimate.scores import units_of
from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, LonelyRule, Remark, Result, Sample

Ties = Literal["weighted", "as_listed"]


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Coefficients of a regression under a design.

    Attributes:
        estimate: shape (k,), on the scale of the link. covariance: shape (k, k).
        df: PSUs − strata + 1 − k. n: records behind them.
    """

    estimate: FloatArray
    covariance: FloatArray
    df: float
    n: int
    method: str

    def result(self, place: int, conf_level: float = 0.95) -> Result:
        """One coefficient with its t interval and the p-value of no association."""
        return t_result(
            float(self.estimate[place]),
            math.sqrt(max(0.0, float(self.covariance[place, place]))),
            self.df,
            conf_level,
            n=self.n,
            method=self.method,
        )


def design_regression(
    sample: Sample,
    regressors: FloatArray,
    *,
    family: Family,
    link: Link | None = None,
    lonely: LonelyRule = "adjust",
) -> Coefficients:
    """Regression of a sample's answers, with the standard errors that its design gives.

    Records outside the domain, without an answer or without a regressor stay in the design.

    Args:
        regressors: shape (n_records, k), with a column of ones for the intercept; NaN where missing.
        link: the family's own where None; `poisson` with `log` makes a coefficient of a yes/no
            answer the logarithm of a risk ratio, `binomial` with `logit` that of an odds ratio.

    Raises:
        DesignError: as `fit_glm`; or a stratum has one PSU and `lonely` is `fail`.

    Source: Binder (1983), International Statistical Review 51; agrees with R survey's svyglm.
    """
    included = sample.included & ~np.isnan(regressors).any(axis=1)
    rows = np.flatnonzero(included)
    if len(rows) <= regressors.shape[1]:
        raise DesignError(Remark("too_few_records", {"n": len(rows), "coefficients": regressors.shape[1]}))
    inside = regressors[rows]
    fit = fit_glm(inside, sample.y[rows], sample.weight[rows], family=family, link=link)
    influence = np.zeros_like(regressors)
    influence[rows] = (sample.weight[rows] * fit.working)[:, None] * (inside @ fit.inverse)
    units = units_of(sample)
    return Coefficients(
        estimate=fit.coefficients,
        covariance=influence_covariance(sample, influence, units=units, lonely=lonely),
        df=design_df(units, included) + 1 - regressors.shape[1],
        n=len(rows),
        method=f"design_{family}",
    )


def ratio_of(result: Result) -> Result:
    """A coefficient of a log or logit link as a ratio with its limits; 1 means no difference."""
    if result.estimate is None or result.conf_low is None or result.conf_high is None or result.std_error is None:
        return result
    ratio = math.exp(result.estimate)
    limits = Interval(math.exp(result.conf_low), math.exp(result.conf_high))
    return Result(
        estimate=ratio,
        std_error=ratio * result.std_error,
        conf_low=limits.low,
        conf_high=limits.high,
        conf_level=result.conf_level,
        df=result.df,
        p_value=result.p_value,
        method=f"{result.method}_ratio",
        n=result.n,
        status=result.status,
        remarks=result.remarks,
    )


def rank_difference(sample: Sample, group: FloatArray, conf_level: float = 0.95, *, ties: Ties = "weighted") -> Result:
    """Difference of the mean ranks of two groups, ranks being estimated shares of the population below.

    Args:
        group: shape (n_records,), 1 or 0, NaN for a record in neither.
        ties: equal answers share the middle of their weight; `as_listed` averages the places that
            they have in the order of the file, as R survey does, so that with unequal weights the
            result depends on that order.

    Raises:
        DesignError: one of the groups is empty.

    Source: Lumley & Scott (2013), Biometrika 100; agrees with R survey's svyranktest.
    """
    included = sample.included & ~np.isnan(group)
    rows = np.flatnonzero(included)
    if not 0 < group[rows].sum() < len(rows):
        raise DesignError(
            Remark("arm_empty", {"control": int((group[rows] == 0).sum()), "treated": int((group[rows] == 1).sum())})
        )
    ranks = np.full(len(sample.y), np.nan)
    ranks[rows] = _estimated_ranks(sample.y[rows], sample.weight[rows], ties)
    ranked = Sample(
        y=ranks,
        weight=sample.weight,
        stratum=sample.stratum,
        psu=sample.psu,
        stratum_fraction=sample.stratum_fraction,
        domain=included,
        ssu=sample.ssu,
        ssu_fraction=sample.ssu_fraction,
        has_weight=sample.has_weight,
        has_strata=sample.has_strata,
        has_psu=sample.has_psu,
    )
    regressors = np.column_stack([np.ones(len(group)), np.where(included, group, 0.0)])
    return design_regression(ranked, regressors, family="gaussian").result(1, conf_level)


def _estimated_ranks(y: FloatArray, weight: FloatArray, ties: Ties) -> FloatArray:
    """Share of the population below each answer, and half of those who gave the same."""
    _, place, times = np.unique(y, return_inverse=True, return_counts=True)
    if ties == "as_listed":
        order = np.argsort(y, kind="stable")
        middle = np.empty(len(y))
        middle[order] = np.cumsum(weight[order]) - weight[order] / 2
        listed: FloatArray = (np.bincount(place, weights=middle) / times)[place] / weight.sum()
        return listed
    at = np.bincount(place, weights=weight)
    ranks: FloatArray = ((np.cumsum(at) - at / 2) / at.sum())[place]
    return ranks
