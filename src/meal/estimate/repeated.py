"""Difference in differences from repeated cross-sections: four groups of different people."""

from __future__ import annotations

import numpy as np

from meal.estimate.arms import ArmMeans, ArmRows
from meal.estimate.methods.cluster_robust import ClusterErrors, cluster_robust, least_squares
from meal.estimate.methods.randomisation import RandomisationTest, reassignment
from meal.estimate.methods.welch import Spread, welch
from meal.estimate.resampling import DRAWS, SEED
from meal.model.arrays import IntArray
from meal.model.samples import DesignError, Remark, Sample


def repeated_means(before: Sample, after: Sample, errors: ClusterErrors) -> tuple[ArmRows, ArmMeans]:
    """Change of each arm's mean, as if from different people; PSU codes are shared by the waves.

    The regression on arm, wave and their interaction, written as the means of its four groups.

    Raises:
        DesignError: weights were declared (`repeated_with_weights`), or a group is empty.
    """
    if before.has_weight or after.has_weight:
        raise DesignError(Remark("repeated_with_weights"))
    parts = [(sample, _rows(sample)) for sample in (before, after)]
    y = np.concatenate([sample.y[rows] for sample, rows in parts])
    arm = np.concatenate([_arm(sample)[rows] for sample, rows in parts])
    later = np.repeat([0, 1], [len(rows) for _, rows in parts])
    group = 2 * arm + later
    if len(np.unique(group)) < 4:
        raise DesignError(Remark("arm_empty", {"control": int((arm == 0).sum()), "treated": int((arm == 1).sum())}))
    clustered = before.has_psu and after.has_psu
    cluster = np.concatenate([sample.psu[rows] for sample, rows in parts]) if clustered else np.arange(len(y))
    people = ArmRows(np.arange(len(y)), y, arm, np.zeros_like(arm), cluster)
    means = np.array([y[group == number].mean() for number in range(4)])
    fit = least_squares((group[:, None] == np.arange(4)).astype(np.float64), y) if clustered else None

    def spread(control: float, treated: float) -> Spread:
        factors = np.array([-control, control, -treated, treated])
        if fit is not None:
            return cluster_robust(fit, cluster, factors, errors)
        chosen = np.flatnonzero(factors)
        return welch([y[group == number] for number in chosen], factors[chosen].tolist())

    name = errors if clustered else "welch"
    changes = float(means[1] - means[0]), float(means[3] - means[2])
    return people, ArmMeans(*changes, spread, f"repeated_{name}", False)


def repeated_randomisation_test(before: Sample, after: Sample) -> RandomisationTest:
    """Draw the arms of clusters anew and compare the clusters' changes, each cluster once.

    Raises:
        DesignError: a cluster has answers in one wave only, or people of both arms (`clusters_not_in_both_waves`).
    """
    found = []
    for sample in (before, after):
        rows = _rows(sample)
        codes, first, place = np.unique(sample.psu[rows], return_index=True, return_inverse=True)
        mean = np.bincount(place, weights=sample.y[rows]) / np.bincount(place)
        mixed = len(np.unique(sample.psu[rows] * 2 + _arm(sample)[rows])) > len(codes)
        found.append((codes, mean, _arm(sample)[rows][first], mixed))
    (codes, mean_before, arm, mixed_before), (codes_after, mean_after, arm_after, mixed_after) = found
    if mixed_before or mixed_after or not (np.array_equal(codes, codes_after) and np.array_equal(arm, arm_after)):
        raise DesignError(Remark("clusters_not_in_both_waves"))
    return reassignment(np.round(mean_after - mean_before, 12), arm, draws=DRAWS, seed=SEED)


def _arm(sample: Sample) -> IntArray:
    if sample.arm is None:
        raise ValueError("a difference in differences needs to know who is in which arm")
    return sample.arm


def _rows(sample: Sample) -> IntArray:
    return np.flatnonzero(sample.included & np.isin(_arm(sample), (0, 1)))
