"""Before the survey: how many people to ask, and how small a difference they could show (METHODS 19)."""

from meal.estimate.planning.detectable import (
    DetectableEffect,
    detectable_by_cluster,
    detectable_by_person,
    detectable_in_points,
)
from meal.estimate.planning.one_share import ShareSize, margin_of_error, share_sample_size
from meal.estimate.planning.pairs import (
    PairSize,
    detectable_change,
    detectable_shift,
    discordant_share,
    pair_sample_size,
    pairs_needed,
)
from meal.estimate.planning.rounding import as_from_many, design_effect, of_population, whole
from meal.estimate.planning.two_shares import (
    ArmSize,
    clustered_arms,
    cohen_h,
    detectable_difference,
    two_share_sample_size,
)

ICC_TABLE = (0.01, 0.05, 0.10)
"""Likeness within clusters to plan for where none is known: a table, not one number."""

CORRELATION_TABLE = (0.0, 0.3, 0.5)
"""Likeness of a person's answers in two waves to plan for where none is known."""

__all__ = [
    "CORRELATION_TABLE",
    "ICC_TABLE",
    "ArmSize",
    "DetectableEffect",
    "PairSize",
    "ShareSize",
    "as_from_many",
    "clustered_arms",
    "cohen_h",
    "design_effect",
    "detectable_by_cluster",
    "detectable_by_person",
    "detectable_change",
    "detectable_difference",
    "detectable_in_points",
    "detectable_shift",
    "discordant_share",
    "margin_of_error",
    "of_population",
    "pair_sample_size",
    "pairs_needed",
    "share_sample_size",
    "two_share_sample_size",
    "whole",
]
