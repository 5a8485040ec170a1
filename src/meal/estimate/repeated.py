"""Difference in differences from repeated cross-sections: four groups of different people."""

from __future__ import annotations

import numpy as np

from meal.estimate.arms import ArmMeans, ArmRows
from meal.estimate.methods.cluster_robust import ClusterErrors, cluster_robust, least_squares
from meal.estimate.methods.welch import Spread, welch
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


def _arm(sample: Sample) -> IntArray:
    if sample.arm is None:
        raise ValueError("a difference in differences needs to know who is in which arm")
    return sample.arm


def _rows(sample: Sample) -> IntArray:
    return np.flatnonzero(sample.included & np.isin(_arm(sample), (0, 1)))
