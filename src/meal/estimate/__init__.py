"""From PSU totals and samples to estimates; numbers and codes only, never names, text or files."""

from meal.estimate.adjust import (
    ADJUSTMENTS,
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    hochberg,
    holm,
)
from meal.estimate.asked import exact_numbers, with_interval
from meal.estimate.association import association_test, estimated_table
from meal.estimate.attrition import (
    Attrition,
    attrition_bounds,
    attrition_by_arm,
    attrition_test,
    found_by_arm,
)
from meal.estimate.calibration import (
    calibrated_level,
    calibrated_median,
    refuse_huge,
    refuse_negative,
    to_known_totals,
)
from meal.estimate.change import change, paired_change
from meal.estimate.clustered_pairs import clustered_pair_test
from meal.estimate.clustering import Clustering, clustering
from meal.estimate.contrasts import contrast
from meal.estimate.counted import counted
from meal.estimate.effects import cluster_tests, compare_arms, compare_arms_adjusted, difference_in_differences
from meal.estimate.extrapolation import number, number_bounds
from meal.estimate.fourfold import Fourfold, fourfold_table, odds_of_change, share_change
from meal.estimate.groups import odds_ratio, share_difference, share_ratio
from meal.estimate.interaction import interaction_of_arms, interaction_of_changes, interaction_of_results
from meal.estimate.intervals import Interval
from meal.estimate.levels import census, levels
from meal.estimate.linear import cell_estimates, lonely_strata
from meal.estimate.methods.calibrated_weights import Calibration, calibrated, post_stratified, raked
from meal.estimate.methods.replicate_weights import (
    Replicates,
    balanced_half_samples,
    given_replicates,
    jackknife,
    rescaled_bootstrap,
    successive_differences,
)
from meal.estimate.nonresponse import response_cells, response_propensities
from meal.estimate.numbers import number_from_share, numbers
from meal.estimate.odds import odds_ratio_of_arms, odds_ratio_of_change
from meal.estimate.overlapping import overlap_change
from meal.estimate.paired_amounts import ranks_worth_adding, rounded_changes, typical_change
from meal.estimate.pairs import same_people_change
from meal.estimate.periods import change_between_periods
from meal.estimate.quantiles import median, quantile
from meal.estimate.regression import design_regression, rank_difference, ratio_of
from meal.estimate.replication import replicate_level, replicate_quantile
from meal.estimate.resampling import change_randomisation_test, randomisation_test, wild_cluster_test
from meal.estimate.significance import Significance
from meal.estimate.transitions import answer_changes, change_of_answers, mean_score_change, transition_table
from meal.estimate.two_phase import (
    designed_two_phase_level,
    designed_two_phase_median,
    second_phase,
    two_phase_level,
)
from meal.estimate.weights import effective_size, weighting_effect

__all__ = [
    "ADJUSTMENTS",
    "Attrition",
    "Calibration",
    "Clustering",
    "Fourfold",
    "Interval",
    "Replicates",
    "Significance",
    "answer_changes",
    "association_test",
    "attrition_bounds",
    "attrition_by_arm",
    "attrition_test",
    "balanced_half_samples",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "calibrated",
    "calibrated_level",
    "calibrated_median",
    "cell_estimates",
    "census",
    "change",
    "change_between_periods",
    "change_of_answers",
    "change_randomisation_test",
    "cluster_tests",
    "clustered_pair_test",
    "clustering",
    "compare_arms",
    "compare_arms_adjusted",
    "contrast",
    "counted",
    "design_regression",
    "designed_two_phase_level",
    "designed_two_phase_median",
    "difference_in_differences",
    "effective_size",
    "estimated_table",
    "exact_numbers",
    "found_by_arm",
    "fourfold_table",
    "given_replicates",
    "hochberg",
    "holm",
    "interaction_of_arms",
    "interaction_of_changes",
    "interaction_of_results",
    "jackknife",
    "levels",
    "lonely_strata",
    "mean_score_change",
    "median",
    "number",
    "number_bounds",
    "number_from_share",
    "numbers",
    "odds_of_change",
    "odds_ratio",
    "odds_ratio_of_arms",
    "odds_ratio_of_change",
    "overlap_change",
    "paired_change",
    "post_stratified",
    "quantile",
    "raked",
    "randomisation_test",
    "rank_difference",
    "ranks_worth_adding",
    "ratio_of",
    "refuse_huge",
    "refuse_negative",
    "replicate_level",
    "replicate_quantile",
    "rescaled_bootstrap",
    "response_cells",
    "response_propensities",
    "rounded_changes",
    "same_people_change",
    "second_phase",
    "share_change",
    "share_difference",
    "share_ratio",
    "successive_differences",
    "to_known_totals",
    "transition_table",
    "two_phase_level",
    "typical_change",
    "weighting_effect",
    "wild_cluster_test",
    "with_interval",
]
