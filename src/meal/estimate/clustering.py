"""How alike people in a cluster are, and what that costs in precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.model.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Clustering:
    """Intra-cluster correlation and the design effect of the clusters' sizes.

    Attributes:
        icc: by analysis of variance; may be below 0. deff: 1 + (m' − 1)·icc, m' = Σn_k²/n.
        between, within: mean squares between and within clusters. typical_size: the size of equal
            clusters that would say as much. mean_size, size_variation: mean and coefficient of
            variation of the clusters' sizes.
    """

    icc: float
    deff: float
    n_cluster: int
    n: int
    between: float
    within: float
    typical_size: float
    mean_size: float
    size_variation: float


def clustering(y: FloatArray, cluster: IntArray) -> Clustering:
    """Intra-cluster correlation by one-way analysis of variance.

    Args:
        y: shape (n,), without missing answers. cluster: shape (n,), any codes.

    Raises:
        ValueError: there are not two clusters with more people than clusters.

    Source: Donner & Klar (2000); Eldridge, Ashby & Kerry (2006) for unequal sizes; agrees with
        R's ICC::ICCbare.
    """
    found, place = np.unique(cluster, return_inverse=True)
    n, k = len(y), len(found)
    if k < 2 or n <= k:
        raise ValueError("likeness within clusters needs two clusters and more people than clusters")
    moved = y - y.mean()
    size = np.bincount(place).astype(np.float64)
    mean = np.bincount(place, weights=moved) / size
    between = float((size * mean**2).sum()) / (k - 1)
    within = float(((moved - mean[place]) ** 2).sum()) / (n - k)
    typical = (n - float((size**2).sum()) / n) / (k - 1)
    spread = between + (typical - 1) * within
    icc = (between - within) / spread if spread else 0.0
    return Clustering(
        icc=icc,
        deff=1 + (float((size**2).sum()) / n - 1) * icc,
        n_cluster=k,
        n=n,
        between=between,
        within=within,
        typical_size=typical,
        mean_size=n / k,
        size_variation=float(size.std() / size.mean()),
    )
