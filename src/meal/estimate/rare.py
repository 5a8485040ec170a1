"""Degrees of freedom of a change or difference where a share is rare and few PSUs hold it.

PSUs in which nobody gave the rarer answer all say the same, and so count as one PSU of their stratum: t
with every PSU counted holds the truth in 93% of samples there, and with these in 95% or more.

Source: docs/coverage.md and docs/decisions/0010-rare-shares-in-clusters.md.
"""

from __future__ import annotations

import math

import numpy as np

from meal.estimate.choice import is_rare
from meal.estimate.scores import MeanScores, Units
from meal.model.arrays import BoolArray
from meal.model.samples import Remark, Sample


def rare_share_df(sample: Sample, scores: MeanScores, included: BoolArray | None = None) -> float:
    """What a rare share of people in PSUs allows; infinite where a share is not rare or there are no PSUs.

    Args:
        scores: of a yes/no answer. included: shape (n_records,), in place of the sample's.
    """
    if not sample.has_psu or not is_rare(scores.estimate):
        return math.inf
    rows = np.flatnonzero(sample.included if included is None else included)
    rarer = (sample.y[rows] > 0) == (scores.estimate < 0.5)
    return _df(scores.units, scores.units.of[rows[rarer]], scores.present)


def rare_change_df(sample: Sample, scores: MeanScores, shares: tuple[float, float]) -> float:
    """What the PSUs in which somebody changed allow, where either of the two shares is rare; else infinite.

    Args:
        sample: the change of each person in PSUs, as from `change_sample`; scores: of it.
    """
    if not sample.has_psu or not any(is_rare(share) for share in shares):
        return math.inf
    rows = np.flatnonzero(sample.included)
    return _df(scores.units, scores.units.of[rows[sample.y[rows] != 0]], scores.present)


def rare_remark(limit: float, df: float) -> tuple[Remark, ...]:
    """That degrees of freedom are fewer than PSUs less strata, and why."""
    return (Remark("rare_df", {"df": limit}),) if limit < df else ()


def _df(units: Units, holding: np.ndarray, present: BoolArray) -> float:
    """PSUs − strata, those of a stratum that hold none counted as one; at least 1."""
    holds = np.zeros(len(units.stratum), dtype=np.bool_)
    holds[holding] = True
    bare = np.unique(units.stratum[present & ~holds])
    return float(max(1, holds.sum() + len(bare) - len(np.unique(units.stratum[present]))))
