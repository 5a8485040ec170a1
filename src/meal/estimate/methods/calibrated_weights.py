"""Weights moved as little as possible until they reproduce known totals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark

Distance = Literal["linear", "raking", "logit"]

MOST_STEPS = 200
MOST_ROUNDS = 10_000
# Asked of the totals, relative to their size: tighter than the 1e-8 that is promised.
CLOSE = 1e-11
PROMISED = 1e-8
# Factors beyond e to this power are out of reach anyway, and would overflow when squared.
MOST_REACH = 300.0
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Calibrated weights, with what is needed for the standard errors of estimates that use them.

    Attributes:
        base, weight: shape (n_records,), weights before and after.
        auxiliaries: shape (n_records, k), the variables whose totals are known.
    """

    base: FloatArray
    weight: FloatArray
    auxiliaries: FloatArray

    def residuals(self, influence: FloatArray) -> FloatArray:
        """What the auxiliaries do not explain of each record's influence, by design-weighted regression.

        Source: Deville & Särndal (1992), Journal of the American Statistical Association 87.
        """
        root = np.sqrt(self.base)
        slopes = np.linalg.lstsq(self.auxiliaries * root[:, None], influence * root, rcond=None)[0]
        rest: FloatArray = influence - self.auxiliaries @ slopes
        # What is known exactly has no spread; rounding would give it one.
        rest[np.abs(rest) <= ROUNDING * np.abs(influence).max(initial=0.0)] = 0.0
        return rest


def post_stratified(weight: FloatArray, cell: IntArray, totals: FloatArray) -> Calibration:
    """Weights that reproduce the known size of every cell of one classification.

    Args:
        weight: shape (n_records,). cell: shape (n_records,), 0..n_cell-1. totals: shape (n_cell,).

    Raises:
        DesignError: a cell stands in the sample and not among the totals, or the other way round.
    """
    return Calibration(weight, _fitted(weight, cell, totals), _indicators(cell, len(totals)))


def raked(weight: FloatArray, margins: Sequence[tuple[IntArray, FloatArray]]) -> Calibration:
    """Weights that reproduce several classifications at once, by fitting them in turn.

    Args:
        margins: of each classification the cell of every record and the totals of its cells.

    Raises:
        DesignError: as `post_stratified`; or fitting in turn does not settle (R17), as where the
            totals of two classifications contradict each other.

    Source: Deming & Stephan (1940); Deville, Särndal & Sautory (1993).
    """
    fitted = weight
    for _ in range(MOST_ROUNDS):
        for cell, totals in margins:
            fitted = _fitted(fitted, cell, totals)
        away = max(
            float(np.max(np.abs(np.bincount(cell, weights=fitted, minlength=len(totals)) - totals) / (1 + totals)))
            for cell, totals in margins
        )
        if away <= CLOSE:
            break
    if away > PROMISED:
        raise DesignError(Remark("R17", {"because": "not_converged", "distance": away}))
    auxiliaries = np.hstack([_indicators(cell, len(totals)) for cell, totals in margins])
    return Calibration(weight, fitted, auxiliaries)


def calibrated(
    weight: FloatArray,
    auxiliaries: FloatArray,
    totals: FloatArray,
    *,
    distance: Distance = "linear",
    bounds: tuple[float, float] = (0.3, 3.0),
) -> Calibration:
    """Weights that reproduce known totals of any variables (generalised regression).

    Args:
        auxiliaries: shape (n_records, k). totals: shape (k,), of everybody.
        distance: `linear` may make weights negative; `raking` keeps them positive; `logit` keeps
            the factors within `bounds`.

    Raises:
        DesignError: no weights within bounds reproduce the totals (R17).

    Source: Deville & Särndal (1992), Journal of the American Statistical Association 87.
    """
    scale = np.maximum(np.abs(totals), np.abs(auxiliaries).max(axis=0, initial=0.0))
    scale = np.where(scale > 0, scale, 1.0)
    regressors, wanted = auxiliaries / scale, totals / scale
    slopes = np.zeros(len(totals))
    factor, slope = _factors(regressors @ slopes, distance, bounds)
    away = math.inf
    for _ in range(MOST_STEPS):
        missing = wanted - regressors.T @ (weight * factor)
        away = float(np.max(np.abs(missing)))
        if away <= CLOSE:
            break
        information = regressors.T @ (regressors * (weight * slope)[:, None])
        slopes = slopes + np.linalg.lstsq(information, missing, rcond=None)[0]
        factor, slope = _factors(regressors @ slopes, distance, bounds)
    if not away <= PROMISED:
        raise DesignError(Remark("R17", {"because": "not_converged", "distance": away}))
    return Calibration(weight, weight * factor, auxiliaries)


def _factors(reach: FloatArray, distance: Distance, bounds: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """Factor of each weight and its derivative."""
    if distance == "linear":
        return 1 + reach, np.ones_like(reach)
    if distance == "raking":
        grown = np.exp(np.minimum(reach, MOST_REACH))
        return grown, grown
    low, high = bounds
    speed = (high - low) / ((1 - low) * (high - 1))
    grown = np.exp(np.clip(speed * reach, -MOST_REACH, MOST_REACH))
    bottom = (high - 1) + (1 - low) * grown
    factor = (low * (high - 1) + high * (1 - low) * grown) / bottom
    return factor, speed * (high - low) * (high - 1) * (1 - low) * grown / bottom**2


def _fitted(weight: FloatArray, cell: IntArray, totals: FloatArray) -> FloatArray:
    """Weights multiplied so that every cell has its total."""
    unknown = int(np.sum((cell < 0) | (cell >= len(totals))))
    if unknown:
        raise DesignError(Remark("calibration_level_unknown", {"n": unknown}))
    sums = np.asarray(np.bincount(cell, weights=weight, minlength=len(totals)), dtype=np.float64)
    empty = int(np.sum((sums == 0) & (totals > 0)))
    if empty:
        raise DesignError(Remark("calibration_cell_empty", {"cells": empty}))
    factor: FloatArray = np.where(sums > 0, totals / np.where(sums > 0, sums, 1.0), 0.0)
    return weight * factor[cell]


def _indicators(cell: IntArray, n_cell: int) -> FloatArray:
    indicators: FloatArray = (cell[:, None] == np.arange(n_cell)).astype(np.float64)
    return indicators
