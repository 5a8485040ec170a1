"""From PSU totals and samples to estimates; numbers and codes only, never names, text or files."""

from meal.estimate.adjust import benjamini_hochberg, holm
from meal.estimate.change import change, paired_change
from meal.estimate.clustering import Clustering, clustering
from meal.estimate.contrasts import contrast
from meal.estimate.effects import compare_arms, compare_arms_adjusted, difference_in_differences
from meal.estimate.extrapolation import number, number_bounds
from meal.estimate.groups import share_difference, share_ratio
from meal.estimate.intervals import Interval
from meal.estimate.levels import census, levels
from meal.estimate.linear import cell_estimates, lonely_strata
from meal.estimate.overlapping import overlap_change
from meal.estimate.quantiles import median, quantile

__all__ = [
    "Clustering",
    "Interval",
    "benjamini_hochberg",
    "cell_estimates",
    "census",
    "change",
    "clustering",
    "compare_arms",
    "compare_arms_adjusted",
    "contrast",
    "difference_in_differences",
    "holm",
    "levels",
    "lonely_strata",
    "median",
    "number",
    "number_bounds",
    "overlap_change",
    "paired_change",
    "quantile",
    "share_difference",
    "share_ratio",
]
