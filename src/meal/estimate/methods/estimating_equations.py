"""Yes/no answers of people in clusters: logistic regression by generalised estimating equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from meal.estimate.methods.generalised_linear import fit_glm
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark

Working = Literal["exchangeable", "independence"]

MOST_STEPS = 200
CLOSE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredFit:
    """A model fitted by generalised estimating equations.

    Attributes:
        coefficients: shape (k,), log odds. covariance: robust, shape (k, k).
        correlation: of two people of a cluster. n_cluster: clusters; its standard errors are too
            small where there are fewer than about 40.
    """

    coefficients: FloatArray
    covariance: FloatArray
    correlation: float
    n_cluster: int


def clustered_logit(
    regressors: FloatArray, y: FloatArray, cluster: IntArray, *, working: Working = "exchangeable"
) -> ClusteredFit:
    """Fit by alternating between coefficients and the correlation of residuals.

    Args:
        regressors: shape (n, k), with a column of ones. y: shape (n,), 0/1. cluster: shape (n,), any codes.
        working: correlation taken for granted; standard errors hold where it is wrong.

    Raises:
        DesignError: as `fit_glm`, or the steps do not settle (`not_converged`).

    Source: Liang & Zeger (1986), Biometrika 73; agrees with R's geepack.
    """
    found, place = np.unique(cluster, return_inverse=True)
    size = np.bincount(place).astype(np.float64)
    slopes = fit_glm(regressors, y, np.ones(len(y)), family="binomial").coefficients
    for _ in range(MOST_STEPS):
        residuals = _standardised(regressors @ slopes, y)
        correlation = _correlation(residuals, place, size) if working == "exchangeable" else 0.0
        bread, scores = _equations(regressors, y, slopes, place=place, size=size, correlation=correlation)
        step = np.linalg.solve(bread, scores.sum(axis=0))
        slopes = slopes + step
        if float(np.max(np.abs(step))) < CLOSE:
            break
    else:
        raise DesignError(Remark("not_converged", {"n": len(y)}))
    inverse = np.linalg.inv(bread)
    return ClusteredFit(slopes, inverse @ (scores.T @ scores) @ inverse, correlation, len(found))


def _standardised(reach: FloatArray, y: FloatArray) -> FloatArray:
    expected = scipy.special.expit(reach)
    residuals: FloatArray = (y - expected) / np.sqrt(expected * (1 - expected))
    return residuals


def _correlation(residuals: FloatArray, place: IntArray, size: FloatArray) -> float:
    """Mean product of the residuals of two people of a cluster, over their mean square."""
    sums = np.bincount(place, weights=residuals)
    squares = np.bincount(place, weights=residuals**2)
    n_pair = float((size * (size - 1)).sum())
    if not n_pair:
        return 0.0
    return float((sums**2 - squares).sum()) / n_pair / (float(squares.sum()) / len(residuals))


def _equations(
    regressors: FloatArray,
    y: FloatArray,
    slopes: FloatArray,
    *,
    place: IntArray,
    size: FloatArray,
    correlation: float,
) -> tuple[FloatArray, FloatArray]:
    """Information, shape (k, k), and the score of each cluster, shape (n_cluster, k).

    The inverse of an exchangeable correlation matrix has the closed form (I − c·J)/(1 − ρ).
    """
    reach = regressors @ slopes
    expected = scipy.special.expit(reach)
    root = np.sqrt(expected * (1 - expected))
    scaled, residuals = regressors * root[:, None], (y - expected) / root
    shared = correlation / (1 + (size - 1) * correlation)
    sums = np.column_stack([np.bincount(place, weights=column) for column in scaled.T])
    residual_sums = np.bincount(place, weights=residuals)
    crossed = np.column_stack([np.bincount(place, weights=column * residuals) for column in scaled.T])
    bread: FloatArray = (scaled.T @ scaled - sums.T @ (shared[:, None] * sums)) / (1 - correlation)
    scores: FloatArray = (crossed - sums * (shared * residual_sums)[:, None]) / (1 - correlation)
    return bread, scores
