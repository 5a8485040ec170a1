"""Regression of yes/no answers, counts and amounts by maximum weighted likelihood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, Remark

Family = Literal["gaussian", "binomial", "poisson"]
Link = Literal["identity", "logit", "log"]

CANONICAL: dict[Family, Link] = {"gaussian": "identity", "binomial": "logit", "poisson": "log"}

MOST_STEPS = 100
CLOSE = 1e-13
COLLINEAR = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class GlmFit:
    """A fitted generalised linear model.

    Attributes:
        coefficients: shape (k,). fitted: shape (n,), expected answers.
        working: shape (n,), distance of the answer in units of the score, (y − μ)·(dμ/dη)/V(μ).
        inverse: (X'WX)⁻¹ with the weights of the last step, shape (k, k).
    """

    coefficients: FloatArray
    fitted: FloatArray
    working: FloatArray
    inverse: FloatArray


def fit_glm(
    regressors: FloatArray, y: FloatArray, weight: FloatArray, *, family: Family, link: Link | None = None
) -> GlmFit:
    """Fit by iteratively reweighted least squares.

    Args:
        regressors: shape (n, k), with a column of ones where there is an intercept.
        link: the family's own where None; `log` with `poisson` gives risk ratios of yes/no answers.

    Raises:
        DesignError: regressors are collinear (`covariates_collinear`), or the likelihood has no
            maximum, as where a regressor decides the answer (`not_converged`).

    Source: McCullagh & Nelder (1989), Generalized Linear Models, 2.5.
    """
    chosen = link or CANONICAL[family]
    expected = _start(y, weight, family)
    reach = _reach(expected, chosen)
    slopes: FloatArray = np.zeros(regressors.shape[1])
    moved = math.inf
    for step in range(MOST_STEPS):
        slope = _slope(reach, expected, chosen)
        work = weight * slope**2 / _variance(expected, family)
        information = regressors.T @ (regressors * work[:, None])
        if _singular(information):
            # Regressors that tell nothing apart do so from the start; later, fitted answers have become certain.
            raise DesignError(Remark("not_converged" if step else "covariates_collinear", {"n": len(y)}))
        steps = regressors.T @ (work * (reach + (y - expected) / slope))
        found = np.asarray(np.linalg.solve(information, steps), dtype=np.float64)
        moved = float(np.max(np.abs(found - slopes) / (np.abs(found) + 1e-4)))
        slopes, reach = found, regressors @ found
        expected = _expected(reach, chosen)
        if moved < CLOSE:
            break
    if not (moved < 1e-8 and np.all(np.isfinite(slopes))) or (family == "binomial" and _separated(expected)):
        raise DesignError(Remark("not_converged", {"n": len(y)}))
    slope = _slope(reach, expected, chosen)
    variance = _variance(expected, family)
    information = regressors.T @ (regressors * (weight * slope**2 / variance)[:, None])
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    return GlmFit(slopes, expected, (y - expected) * slope / variance, inverse)


def _start(y: FloatArray, weight: FloatArray, family: Family) -> FloatArray:
    mean = float(weight @ y / weight.sum())
    if family == "binomial":
        return (y + 0.5) / 2
    return y + 0.1 * (abs(mean) + 1e-3) if family == "poisson" else y.astype(np.float64)


def _reach(expected: FloatArray, link: Link) -> FloatArray:
    if link == "logit":
        return np.asarray(scipy.special.logit(expected), dtype=np.float64)
    return np.log(expected) if link == "log" else expected


def _expected(reach: FloatArray, link: Link) -> FloatArray:
    if link == "logit":
        return np.asarray(scipy.special.expit(reach), dtype=np.float64)
    return np.exp(np.minimum(reach, 700.0)) if link == "log" else reach


def _slope(reach: FloatArray, expected: FloatArray, link: Link) -> FloatArray:
    """dμ/dη, kept above 0 so that steps stay finite."""
    if link == "identity":
        return np.ones_like(reach)
    slope = expected * (1 - expected) if link == "logit" else expected
    return np.maximum(slope, 1e-300)


def _variance(expected: FloatArray, family: Family) -> FloatArray:
    if family == "gaussian":
        return np.ones_like(expected)
    return np.maximum(expected * (1 - expected) if family == "binomial" else expected, 1e-300)


def _separated(expected: FloatArray) -> bool:
    return bool(np.any((expected < 1e-10) | (expected > 1 - 1e-10)))


def _singular(information: FloatArray) -> bool:
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    return bool(np.linalg.eigvalsh(information / np.outer(scale, scale))[0] <= COLLINEAR)
