"""Before the survey: how many people to ask, and how small a difference they could show (METHODS 19)."""

from meal.estimate.planning.detectable import DetectableEffect, detectable_by_cluster, detectable_by_person
from meal.estimate.planning.one_share import ShareSize, margin_of_error, share_sample_size
from meal.estimate.planning.pairs import PairSize, detectable_change, pair_sample_size
from meal.estimate.planning.two_shares import (
    ArmSize,
    clustered_arms,
    cohen_h,
    detectable_difference,
    two_share_sample_size,
)

ICC_TABLE = (0.01, 0.05, 0.10)
"""Likeness within clusters to plan for where none is known: a table, not one number."""

__all__ = [
    "ICC_TABLE",
    "ArmSize",
    "DetectableEffect",
    "PairSize",
    "ShareSize",
    "clustered_arms",
    "cohen_h",
    "detectable_by_cluster",
    "detectable_by_person",
    "detectable_change",
    "detectable_difference",
    "margin_of_error",
    "pair_sample_size",
    "share_sample_size",
    "two_share_sample_size",
]
