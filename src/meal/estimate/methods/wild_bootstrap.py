"""The wild cluster bootstrap: p-values from few clusters, without an effect imposed on the data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.estimate.methods.cluster_robust import cluster_robust, least_squares
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark

SignWeights = Literal["rademacher", "webb"]

# Every pattern of signs is looked at up to 2^17 of them; beyond, as many are drawn.
MOST_ENUMERATED = 17
FEW_CLUSTERS = 12
WEBB = np.sqrt([1.5, 1.0, 0.5])
BATCH = 1 << 14


@dataclass(frozen=True, slots=True)
class WildBootstrap:
    """Where a coefficient's t statistic stands among those of resampled data without an effect.

    Attributes:
        statistic: t with the cluster standard error that Stata prints. n_pattern: resampled data sets.
        p_strict: part of them further from 0; p_at_least: and those as far, the cautious one.
        enumerated: whether these are all patterns there are. seed: of the draws, None where all were used.
    """

    estimate: float
    statistic: float
    p_strict: float
    p_at_least: float
    n_pattern: int
    n_cluster: int
    weights: SignWeights
    enumerated: bool
    seed: int | None


def wild_cluster_bootstrap(
    regressors: FloatArray,
    y: FloatArray,
    cluster: IntArray,
    place: int,
    *,
    weights: SignWeights | None = None,
    draws: int = 9999,
    seed: int = 20240,
) -> WildBootstrap:
    """Test one coefficient, the null imposed and residuals turned by cluster (WCR).

    Args:
        regressors: shape (n, k), with a column of ones. cluster: shape (n,), any codes.
        place: column of the coefficient.
        weights: signs (`rademacher`), all patterns where there are at most 2^17, or Webb's six
            points, which tell more patterns apart; where None, Webb's with fewer than 12 clusters.
        draws, seed: used where patterns are not enumerated (R20).

    Raises:
        DesignError: the regressors are collinear, or there are not two clusters (`too_few_clusters`).

    Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90; Webb (2014);
        Roodman et al. (2019), Stata Journal 19.
    """
    full = least_squares(regressors, y)
    contrast = np.eye(regressors.shape[1])[place]
    spread = cluster_robust(full, cluster, contrast, "cr1")
    estimate = float(full.coefficients[place])
    moved, scores = _by_cluster(regressors, y, cluster, place)
    n_cluster = len(moved)
    if n_cluster < 2 or not spread.std_error:
        raise DesignError(Remark("too_few_clusters", {"n": n_cluster}))
    statistic = estimate / spread.std_error
    chosen: SignWeights = weights or ("webb" if n_cluster < FEW_CLUSTERS else "rademacher")
    enumerated = chosen == "rademacher" and n_cluster <= MOST_ENUMERATED
    count = 2**n_cluster if enumerated else draws
    generator = np.random.default_rng(seed)
    further = at_least = 0
    correction = _correction(len(y), regressors.shape[1], n_cluster)
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        signs = _signs(start, size, n_cluster) if enumerated else _drawn(generator, chosen, size, n_cluster)
        found = np.abs(signs @ moved) / (np.sqrt(((signs @ scores.T) ** 2).sum(axis=1)) * correction)
        # Patterns that are the data themselves or their mirror image tie but for rounding.
        further += int((found > abs(statistic) * (1 + 1e-9)).sum())
        at_least += int((found >= abs(statistic) * (1 - 1e-9)).sum())
    return WildBootstrap(
        estimate=estimate,
        statistic=statistic,
        p_strict=further / count,
        p_at_least=at_least / count,
        n_pattern=count,
        n_cluster=n_cluster,
        weights=chosen,
        enumerated=enumerated,
        seed=None if enumerated else seed,
    )


def _by_cluster(regressors: FloatArray, y: FloatArray, cluster: IntArray, place: int) -> tuple[FloatArray, FloatArray]:
    """What each cluster's sign does to the coefficient, and to the score of every cluster.

    Resampled data are a sum over clusters of sign times restricted residual, so that coefficients
    and residuals are linear in the signs, and no regression has to be run again.
    """
    inverse = np.linalg.inv(regressors.T @ regressors)
    influence = regressors @ inverse[place]
    others = np.asarray(np.delete(regressors, place, axis=1), dtype=np.float64)
    rest = np.asarray(least_squares(others, y).residuals if others.shape[1] else y, dtype=np.float64)
    group = np.unique(cluster, return_inverse=True)[1]
    products = np.column_stack([np.bincount(group, weights=column * rest) for column in regressors.T])
    reach = np.column_stack([np.bincount(group, weights=column * influence) for column in regressors.T])
    moved = np.asarray(np.bincount(group, weights=influence * rest), dtype=np.float64)
    scores: FloatArray = np.diag(moved) - reach @ inverse @ products.T
    return moved, scores


def _correction(n: int, k: int, n_cluster: int) -> float:
    return math.sqrt(n_cluster / (n_cluster - 1) * (n - 1) / (n - k))


def _signs(start: int, size: int, n_cluster: int) -> FloatArray:
    """Patterns of signs number start to start + size − 1, shape (size, n_cluster)."""
    bits = (np.arange(start, start + size)[:, None] >> np.arange(n_cluster)) & 1
    signs: FloatArray = (2 * bits - 1).astype(np.float64)
    return signs


def _drawn(generator: np.random.Generator, weights: SignWeights, size: int, n_cluster: int) -> FloatArray:
    signs = np.asarray(generator.choice([-1.0, 1.0], size=(size, n_cluster)), dtype=np.float64)
    return signs if weights == "rademacher" else signs * generator.choice(WEBB, size=(size, n_cluster))
