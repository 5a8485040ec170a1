"""From a worked case to a call of the public API, by kind; the calls stand in `adapters`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.reference.adapters import pairs, plans, replicates, shares, surveys, trials, weights
from tests.reference.cases import Case, Numbers, Table, read_table

KINDS: dict[str, Callable[[Case, Table | None], Numbers]] = {
    "attrition": trials.lost,
    "calibration": weights.calibration,
    "clustered_paired_binary": pairs.clustered_pairs,
    "count_extrapolation": shares.extrapolated,
    "did": trials.differences,
    "gee_binary": trials.equations,
    "icc_deff": trials.likeness,
    "itt_clustered": trials.clusters_assigned,
    "itt_individual": trials.people_assigned,
    "lee_bounds": trials.bounds,
    "mdes_cluster": plans.effect_of_clusters,
    "mdes_individual": plans.effect_of_people,
    "mean_srs": shares.simple_mean,
    "multiplicity": shares.adjusted_p_values,
    "nonresponse_ipw": weights.propensities,
    "nonresponse_poststratify": weights.cells_of_respondents,
    "paired_continuous": pairs.amounts_in_pairs,
    "panel_partial_overlap": pairs.partly_the_same_people,
    "prop_one": shares.one_proportion,
    "prop_paired": pairs.paired_yes_no,
    "prop_two_independent": shares.two_shares,
    "randomisation_inference": trials.randomisation,
    "replication": replicates.replication,
    "sample_size_paired": plans.pairs,
    "sample_size_proportion": plans.share,
    "sample_size_two_proportions": plans.two_shares,
    "survey_chisq": surveys.two_questions,
    "survey_contrast": surveys.survey_differences,
    "survey_glm": surveys.regression,
    "survey_mean": surveys.survey_level,
    "survey_prop_ci": surveys.survey_proportion,
    "survey_prop_extreme": surveys.survey_proportion,
    "survey_quantile": surveys.survey_quantiles,
    "survey_ranktest": surveys.rank_test,
    "survey_ratio": surveys.survey_level,
    "survey_total": surveys.survey_level,
    "transition": pairs.transition,
    "two_phase": weights.phases,
    "wild_cluster_bootstrap": trials.bootstrap,
}


def numbers_of(folder: Path, case: Case) -> Numbers:
    """What the public API makes of a case.

    Raises:
        KeyError: the kind is not known.
    """
    return KINDS[case["kind"]](case, read_table(folder, case))
