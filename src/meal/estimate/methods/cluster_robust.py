"""Least squares with standard errors that hold when people in a cluster are alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.estimate.methods.welch import Spread
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark

ClusterErrors = Literal["cr0", "cr1", "cr1_plain", "cr2"]
PersonErrors = Literal["classical", "hc0", "hc1", "hc2", "hc3"]

# Eigenvalues closer to 0 than this are 0: a cluster that alone identifies a coefficient.
SINGULAR = 1e-10
COLLINEAR = 1e-12
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """An ordinary least squares fit.

    Attributes:
        regressors: shape (n, k). coefficients: shape (k,). residuals: shape (n,).
        inverse: (X'X)⁻¹, shape (k, k).
    """

    regressors: FloatArray
    coefficients: FloatArray
    residuals: FloatArray
    inverse: FloatArray


def least_squares(regressors: FloatArray, y: FloatArray) -> Fit:
    """Ordinary least squares.

    Raises:
        DesignError: the regressors are collinear, so that coefficients do not exist.
    """
    # Scaled first, so that an income in thousands is not taken for collinear.
    scale = np.sqrt((regressors**2).mean(axis=0)) if len(y) else np.zeros(regressors.shape[1])
    if np.any(scale == 0):
        raise DesignError(Remark("covariates_collinear", {"n": len(y)}))
    scaled = regressors / scale
    products = scaled.T @ scaled
    if np.linalg.eigvalsh(products)[0] <= COLLINEAR * len(y):
        raise DesignError(Remark("covariates_collinear", {"n": len(y)}))
    inverse = np.linalg.inv(products) / np.outer(scale, scale)
    coefficients = np.linalg.lstsq(scaled, y, rcond=None)[0] / scale
    residuals = y - regressors @ coefficients
    # Rounding leaves a trace where a fit is perfect; a trace would give an interval of no width.
    residuals[np.abs(residuals) <= ROUNDING * np.abs(y).max()] = 0.0
    return Fit(regressors, coefficients, residuals, inverse)


def hc2(fit: Fit, contrast: FloatArray) -> Spread:
    """HC2 standard error of a contrast of coefficients, with residual degrees of freedom."""
    return person_robust(fit, contrast, "hc2")


def person_robust(fit: Fit, contrast: FloatArray, kind: PersonErrors = "hc2") -> Spread:
    """Standard error of a contrast of coefficients when people differ in spread, with residual df.

    `hc2` is the default; `hc3` is cautious in small samples; `hc0`, `hc1` and `classical` are for
    comparison.

    Source: MacKinnon & White (1985), Journal of Econometrics 29; agrees with sandwich::vcovHC.
    """
    influence = fit.regressors @ (fit.inverse @ contrast)
    n, k = fit.regressors.shape
    return Spread(math.sqrt(float((influence**2 * _person_variances(fit, kind)).sum())), float(n - k))


def person_covariance(fit: Fit, contrasts: FloatArray, kind: PersonErrors = "hc2") -> FloatArray:
    """Covariance of several contrasts of coefficients, for tests of all of them together.

    Args:
        contrasts: shape (k, n_contrast).
    """
    influence = fit.regressors @ (fit.inverse @ contrasts)
    covariance: FloatArray = influence.T @ (influence * _person_variances(fit, kind)[:, None])
    return covariance


def _person_variances(fit: Fit, kind: PersonErrors) -> FloatArray:
    """Each person's variance, from their residual and how much they pull the fit towards them."""
    n, k = fit.regressors.shape
    if kind == "classical":
        return np.full(n, float((fit.residuals**2).sum()) / (n - k))
    if kind in ("hc0", "hc1"):
        return fit.residuals**2 * (n / (n - k) if kind == "hc1" else 1.0)
    leverage = np.einsum("ij,jk,ik->i", fit.regressors, fit.inverse, fit.regressors)
    free = np.maximum(1 - leverage, SINGULAR) ** (2 if kind == "hc3" else 1)
    variances: FloatArray = (leverage < 1 - SINGULAR) * fit.residuals**2 / free
    return variances


def cluster_robust(fit: Fit, cluster: IntArray, contrast: FloatArray, kind: ClusterErrors = "cr2") -> Spread:
    """Standard error of a contrast of coefficients when errors go together within clusters.

    `cr2` corrects each cluster's residuals for leverage and counts degrees of freedom by
    Satterthwaite; `cr1` is what Stata prints, with G − 1 degrees of freedom, and `cr1_plain` leaves
    out its (n − 1)/(n − k).

    Args:
        cluster: shape (n,), any codes.

    Source: Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), Journal of
        Business & Economic Statistics 36; agrees with clubSandwich.
    """
    n, k = fit.regressors.shape
    found, place = np.unique(cluster, return_inverse=True)
    n_cluster = len(found)
    influence = fit.regressors @ (fit.inverse @ contrast)
    if kind != "cr2":
        parts = influence * fit.residuals
        scores = np.bincount(place, weights=parts)
        scores[np.abs(scores) <= ROUNDING * np.bincount(place, weights=np.abs(parts))] = 0.0
        variance = float((scores**2).sum())
        if kind != "cr0":
            variance *= n_cluster / (n_cluster - 1) if n_cluster > 1 else 0.0
        if kind == "cr1":
            variance *= (n - 1) / (n - k)
        return Spread(math.sqrt(variance), float(n_cluster - 1))
    return _cr2(fit, place, n_cluster, influence)


def _cr2(fit: Fit, place: IntArray, n_cluster: int, influence: FloatArray) -> Spread:
    order = np.argsort(place, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=n_cluster))])
    scores, own, through = np.empty(n_cluster), np.empty(n_cluster), np.empty((n_cluster, fit.regressors.shape[1]))
    for group in range(n_cluster):
        rows = order[starts[group] : starts[group + 1]]
        adjusted = _leverage_adjusted(fit.regressors[rows], fit.inverse, influence[rows])
        parts = adjusted * fit.residuals[rows]
        scores[group] = parts.sum() if abs(parts.sum()) > ROUNDING * np.abs(parts).sum() else 0.0
        own[group] = adjusted @ adjusted
        through[group] = fit.regressors[rows].T @ adjusted
    # Expected squares if errors were independent and equal: the matrix diag(own) − B (X'X)⁻¹ B'.
    leaked = np.einsum("ij,jk,ik->i", through, fit.inverse, through)
    product = fit.inverse @ (through.T @ through)
    trace = float((own - leaked).sum())
    square = float((own**2 - 2 * own * leaked).sum()) + float(np.trace(product @ product))
    return Spread(math.sqrt(float((scores**2).sum())), trace**2 / square if square > 0 else 0.0)


def _leverage_adjusted(regressors: FloatArray, inverse: FloatArray, influence: FloatArray) -> FloatArray:
    """(I − H)^(−1/2) times the influence of one cluster's people, H being the cluster's part of the hat matrix.

    H has the rank of the regressors, so the root is taken in their few dimensions and not in n.
    """
    basis, triangle = np.linalg.qr(regressors)
    values, vectors = np.linalg.eigh(triangle @ inverse @ triangle.T)
    free = 1 - values
    stretch = np.where(free > SINGULAR, 1 / np.sqrt(np.maximum(free, SINGULAR)), 0.0)
    turned = basis @ vectors
    adjusted: FloatArray = influence + turned @ ((stretch - 1) * (turned.T @ influence))
    return adjusted
