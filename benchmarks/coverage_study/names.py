"""What each interval of the study is called on the page and in the charts."""

from __future__ import annotations

NAMES = {
    "share_simple": "share, simple sample",
    "share_frame": "share of a frame, drawn without replacement",
    "number_one_stratum": "number in a frame",
    "median_simple": "median, simple sample",
    "share_strata": "share, strata and weights",
    "share_weights": "share, weights",
    "number_strata": "number in a frame of strata",
    "share_two_phase": "share, two phases",
    "share_psu": "share, PSUs",
    "number_psu": "number, PSUs and weights",
    "mean_simple": "mean, simple sample",
    "mean_difference": "difference of means, two groups",
    "mean_psu": "mean, PSUs",
    "ratio_psu": "ratio of amounts, PSUs",
    "total_psu": "total, PSUs",
    "median_psu": "median, PSUs",
    "change_paired_simple": "change, same people",
    "difference_two_groups": "difference, two groups",
    "ratio_two_groups": "ratio, two groups",
    "difference_arms_individuals": "effect, people assigned",
    "change_paired_psu": "change, same people in PSUs",
    "change_paired_weights": "change, same people, PSUs and weights",
    "change_overlap": "change, half the same people",
    "change_same_psu": "change, other people of the same PSUs",
    "difference_same_psu": "difference inside the same PSUs",
    "ratio_same_psu": "ratio inside the same PSUs",
    "difference_arms_strata": "effect, assigned within strata",
    "did_paired": "difference in differences, same people",
    "did_repeated": "difference in differences, other people",
    "difference_arms_psu": "effect, PSUs assigned",
    "ratio_arms_psu": "ratio, PSUs assigned",
    "did_paired_psu": "difference in differences, PSUs assigned",
    "did_repeated_psu": "diff. in differences, others, PSUs assigned",
    "difference_adjusted": "adjusted effect, people assigned",
    "ratio_adjusted": "adjusted ratio, people assigned",
    "arm_adjusted": "adjusted level of an arm, people",
    "difference_adjusted_psu": "adjusted effect, PSUs assigned",
    "ratio_adjusted_psu": "adjusted ratio, PSUs assigned",
    "arm_adjusted_psu": "adjusted level of an arm, PSUs",
    "alone_logit_t": "share, PSUs: logit with t alone",
    "alone_korn_graubard": "share, PSUs: Korn–Graubard alone",
    "alone_wilson_neff_t": "share, PSUs: Wilson, effective n, t",
    "compared_wald_t": "share, PSUs: share ± t·SE (never printed)",
    "compared_wilson_ignoring_psu": "share: Wilson ignoring PSUs (never printed)",
}


def name_of(interval: str) -> str:
    """The words for an interval's key."""
    if interval.endswith("_unequal"):
        return f"{NAMES[interval.removesuffix('_unequal')]} of unequal size"
    return NAMES[interval]
