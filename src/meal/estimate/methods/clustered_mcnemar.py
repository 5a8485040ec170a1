"""Tests of no change in a yes/no answer when people were sampled in groups.

Each takes, by cluster, the pairs that said yes both times, gained, lost, and said no both times.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meal.estimate.methods.mcnemar import mcnemar_chi_square
from meal.estimate.significance import Significance, chi_square_test
from meal.model.arrays import IntArray


def obuchowski(table: IntArray) -> Significance:
    """(K − 1)/K · (Σd)²/Σd², d being gains minus losses of a cluster.

    Source: Obuchowski (1998), Statistics in Medicine 17.
    """
    net, k = table[:, 1] - table[:, 2], len(table)
    return chi_square_test("obuchowski", _over((k - 1) / k * float(net.sum()) ** 2, float((net**2).sum())))


def durkalski(table: IntArray) -> Significance:
    """(Σd/n)²/Σ(d/n)², d/n being the change in share of a cluster.

    Source: Durkalski et al. (2003), Statistics in Medicine 22.
    """
    change = (table[:, 1] - table[:, 2]) / table.sum(axis=1)
    return chi_square_test("durkalski", _over(float(change.sum()) ** 2, float((change**2).sum())))


def yang(table: IntArray) -> Significance:
    """Obuchowski's statistic over the mean of the variance with and without a change.

    Source: Yang, Sun & Hardin (2010), Statistics in Medicine 29.
    """
    net, size, k = table[:, 1] - table[:, 2], table.sum(axis=1), len(table)
    around = net - size * net.sum() / size.sum()
    pooled = (float((around**2).sum()) + float((net**2).sum())) / 2
    return chi_square_test("yang", _over((k - 1) / k * float(net.sum()) ** 2, pooled))


def eliasziw(table: IntArray) -> Significance:
    """McNemar's statistic over 1 + (n_c − 1)ρ, ρ being how alike changes are within a cluster.

    ρ comes from the analysis of variance of all four answers pooled.

    Source: Eliasziw & Donner (1991), Statistics in Medicine 10; agrees with R's clust.bin.pair.
    """
    counts = table.astype(np.float64)
    size, k = counts.sum(axis=1), len(table)
    n, mean_size = size.sum(), size.mean()
    typical = mean_size - ((size - mean_size) ** 2).sum() / (k * (k - 1) * mean_size)
    shares = counts.sum(axis=0) / n
    between = ((counts - size[:, None] * shares) ** 2 / size[:, None]).sum() / k
    within = (counts * (size[:, None] - counts) / size[:, None]).sum() / (k * (mean_size - 1))
    pooled = (between - within) / (between + (typical - 1) * within)
    discordant = shares[1] + shares[2]
    likeness = pooled / (pooled + discordant * (1 - pooled))
    changed = counts[:, 1] + counts[:, 2]
    k_changed = int((changed >= 1).sum())
    mean = changed.sum() / k_changed
    spread = ((changed - mean) ** 2).sum() - (k - k_changed) * mean**2
    typical_changed = mean - spread / (k_changed * (k_changed - 1) * mean)
    size_changed = typical_changed + k_changed * (mean - typical_changed)
    plain = mcnemar_chi_square(int(table[:, 1].sum()), int(table[:, 2].sum()))
    return chi_square_test("eliasziw", float(plain / (1 + (size_changed - 1) * likeness)))


CLUSTERED_PAIRS: dict[str, Callable[[IntArray], Significance]] = {
    "obuchowski": obuchowski,
    "durkalski": durkalski,
    "yang": yang,
    "eliasziw": eliasziw,
}
"""Tests of clustered pairs by name, from counts by cluster: both, gained, lost, neither; shape (n_cluster, 4)."""


def _over(statistic: float, variance: float) -> float:
    """0 where nobody changed answer."""
    return statistic / variance if variance else 0.0
