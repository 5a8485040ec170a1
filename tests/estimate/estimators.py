"""Every estimator that reads records or PSU totals, by name: a survey of two waves → its numbers.

The properties that all must have are checked over this registry; an estimator that is offered and
does not stand here makes `test_every_estimator` fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    association_test,
    attrition_bounds,
    attrition_by_arm,
    attrition_test,
    balanced_half_samples,
    calibrated,
    calibrated_level,
    calibrated_median,
    cell_estimates,
    change,
    change_randomisation_test,
    cluster_tests,
    clustered_pair_test,
    clustering,
    compare_arms,
    compare_arms_adjusted,
    contrast,
    design_regression,
    designed_two_phase_level,
    designed_two_phase_median,
    difference_in_differences,
    estimated_table,
    found_by_arm,
    given_replicates,
    interaction_of_arms,
    interaction_of_changes,
    jackknife,
    levels,
    median,
    numbers,
    odds_ratio_of_arms,
    overlap_change,
    paired_change,
    post_stratified,
    quantile,
    raked,
    randomisation_test,
    rank_difference,
    ratio_of,
    replicate_level,
    replicate_quantile,
    rescaled_bootstrap,
    response_cells,
    response_propensities,
    same_people_change,
    second_phase,
    successive_differences,
    to_known_totals,
    two_phase_level,
    typical_change,
    wild_cluster_test,
)
from meal.estimate.methods.estimating_equations import clustered_logit
from meal.estimate.methods.two_phase import TWO_PHASE
from meal.model.samples import Result, Sample

Numbers = list[float]
SEED = 7


@dataclass(frozen=True)
class TwoWaves:
    """24 villages in 3 strata, some people of each asked twice.

    Attributes:
        yes, amount: answers before and after, shape (n, 2). design: arguments of `sample`.
        arm: of the village. group, answer: codes. covariate: known of everybody. domain: whom it is about.
    """

    yes: np.ndarray
    amount: np.ndarray
    design: dict[str, np.ndarray]
    arm: np.ndarray
    group: np.ndarray
    answer: np.ndarray
    covariate: np.ndarray
    domain: np.ndarray
    person: np.ndarray

    def taken(self, order: np.ndarray) -> TwoWaves:
        """The same records in another order."""
        design = {name: value if name == "stratum_fraction" else value[order] for name, value in self.design.items()}
        others = {
            name: getattr(self, name)[order]
            for name in ("yes", "amount", "arm", "group", "answer", "covariate", "domain", "person")
        }
        return TwoWaves(design=design, **others)

    def with_design(self, **changed: np.ndarray | None) -> TwoWaves:
        """The same answers under another design; None takes a part of it away."""
        design = {name: value for name, value in {**self.design, **changed}.items() if value is not None}
        return replace(self, design=design)

    def wave(self, number: int, *, amounts: bool = False, **more: Any) -> Sample:
        """One wave as a sample."""
        y = (self.amount if amounts else self.yes)[:, number]
        given = {"domain": self.domain, "arm": self.arm, "pair": self.person, **self.design, **more}
        return sample(y, **given)

    def both(self, *, amounts: bool = False, **more: Any) -> tuple[Sample, Sample]:
        """Before and after."""
        return self.wave(0, amounts=amounts, **more), self.wave(1, amounts=amounts, **more)


def two_waves(seed: int, *, missing: bool = True) -> TwoWaves:
    """A survey with weights, strata, villages and known fractions at both stages."""
    generator = np.random.default_rng(seed)
    village = np.repeat(np.arange(24), 5)
    n = len(village)
    likeness = generator.normal(0, 0.5, 24)[village]
    reach = likeness + np.array([[0.0], [0.5]]) + generator.normal(0, 1, (2, n)) + generator.normal(0, 1, n)
    yes, amount = (reach > 0.2).T.astype(float), np.round(50 + 10 * reach, 1).T
    if missing:
        for wave in (0, 1):
            gone = generator.random(n) < 0.1
            yes[gone, wave] = amount[gone, wave] = np.nan
    design = {
        "weight": np.round(generator.uniform(1, 4, n), 2),
        "stratum": village // 8,
        "psu": village,
        "stratum_fraction": np.array([0.3, 0.2, 0.4]),
        "ssu_fraction": generator.choice([0.2, 0.5], 24)[village],
    }
    return TwoWaves(
        yes=yes,
        amount=amount,
        design=design,
        arm=village % 2,
        group=generator.integers(0, 2, n),
        answer=generator.integers(0, 3, n),
        covariate=np.round(generator.normal(0, 1, n) + likeness, 2),
        domain=generator.random(n) < 0.9,
        person=np.arange(n),
    )


def row(result: Result) -> Numbers:
    """Estimate, standard error, limits and p-value; NaN where there is none."""
    found = (result.estimate, result.std_error, result.conf_low, result.conf_high, result.p_value)
    return [float("nan") if value is None else float(value) for value in found]


def _totals(survey: TwoWaves, y: np.ndarray, cell: np.ndarray, n_cell: int, **more: Any) -> Any:
    return psu_totals(y, cell, n_cell=n_cell, domain=survey.domain, **{**survey.design, **more})


def _level(statistic: Any) -> Callable[[TwoWaves], Numbers]:
    def level(survey: TwoWaves) -> Numbers:
        y = (survey.yes if statistic == "share" else survey.amount)[:, 0]
        x = np.abs(survey.covariate) + 1 if statistic == "ratio" else None
        return [value for found in levels(_totals(survey, y, survey.group, 2, x=x), statistic) for value in row(found)]

    return level


def _contrast(survey: TwoWaves) -> Numbers:
    return row(contrast(cell_estimates(_totals(survey, survey.yes[:, 0], survey.group, 2), "share"), {1: 1.0, 0: -1.0}))


def _association(survey: TwoWaves) -> Numbers:
    cell = survey.group * 3 + survey.answer
    table = estimated_table(_totals(survey, np.ones(len(cell)), cell, 6), 3)
    found = [association_test(table, method=name) for name in ("rao_scott_f", "rao_scott_chi_square", "wald")]
    return [value for test in found for value in (test.statistic, test.df, test.p_value)]


def _calibrated(survey: TwoWaves) -> Numbers:
    people = survey.wave(0, amounts=True)
    n = float(people.weight.sum())
    columns = np.column_stack([np.ones(len(people.y)), survey.covariate])
    known = np.array([n, 0.05 * n])
    moved = [
        post_stratified(people.weight, survey.answer, np.array([0.5, 0.3, 0.2]) * n),
        raked(
            people.weight,
            [(survey.answer, np.array([0.5, 0.3, 0.2]) * n), (survey.group, np.array([0.4, 0.6]) * n)],
        ),
        calibrated(people.weight, columns, known, distance="raking"),
        calibrated(people.weight, columns, known, distance="logit"),
        to_known_totals(people.weight, columns, known),
    ]
    return [value for calibration in moved for value in row(calibrated_level(people, calibration, "mean"))]


def _calibrated_median(survey: TwoWaves) -> Numbers:
    people = survey.wave(0, amounts=True)
    known = np.array([0.5, 0.3, 0.2]) * 3 * people.weight.sum()
    return row(calibrated_median(people, post_stratified(people.weight, survey.answer, known)))


def _jackknife(survey: TwoWaves) -> Numbers:
    people = survey.wave(0)
    return row(replicate_level(people, jackknife(people), "share"))


def _given(survey: TwoWaves) -> Numbers:
    people = survey.wave(0, amounts=True)
    given = given_replicates(jackknife(people).weights, "bootstrap")
    return [*row(replicate_level(people, given, "mean")), *row(replicate_quantile(people, given, 0.5))]


def _halves(survey: TwoWaves) -> Numbers:
    # Two villages a stratum: the 24 as 12 pairs.
    people = survey.wave(0)
    paired = replace(people, stratum=people.stratum * 4 + people.psu % 8 // 2, stratum_fraction=np.zeros(12))
    return [
        value
        for fay in (0.0, 0.3)
        for value in row(replicate_level(paired, balanced_half_samples(paired, fay=fay), "share"))
    ]


def _bootstrap(survey: TwoWaves) -> Numbers:
    people = survey.wave(0, amounts=True)
    return row(replicate_quantile(people, rescaled_bootstrap(people, draws=60, seed=SEED), 0.5))


def _successive(survey: TwoWaves) -> Numbers:
    people = survey.wave(0)
    return row(replicate_level(people, successive_differences(people, survey.person // 5), "share"))


def _regression(survey: TwoWaves) -> Numbers:
    people, amounts = survey.wave(0), survey.wave(0, amounts=True)
    columns = np.column_stack([np.ones(len(people.y)), survey.covariate])
    fits = [
        design_regression(amounts, columns, family="gaussian").result(1),
        ratio_of(design_regression(people, columns, family="binomial").result(1)),
        ratio_of(design_regression(people, columns, family="poisson").result(1)),
    ]
    return [value for found in fits for value in row(found)]


def _ranks(survey: TwoWaves) -> Numbers:
    return row(rank_difference(survey.wave(0, amounts=True), survey.group.astype(float)))


def _arms(survey: TwoWaves) -> Numbers:
    compared = compare_arms(survey.wave(1), statistic="share")
    return [*row(compared.control), *row(compared.treated), *row(compared.difference), *row(compared.risk_ratio)]


def _simple(survey: TwoWaves) -> TwoWaves:
    """The villages as they were assigned, without what a survey's design adds."""
    return survey.with_design(weight=None, stratum=None, stratum_fraction=None, ssu_fraction=None)


def _trial(survey: TwoWaves) -> Numbers:
    alone = _simple(survey)
    adjusted = alone.wave(1, amounts=True, covariates=survey.covariate[:, None])
    found = [
        compare_arms(alone.wave(1), statistic="share", assigned="clusters").difference,
        compare_arms_adjusted(adjusted, statistic="mean", assigned="clusters").difference,
        difference_in_differences(*alone.both(amounts=True), statistic="mean", assigned="clusters").difference,
    ]
    return [value for result in found for value in row(result)]


def _resampled(survey: TwoWaves) -> Numbers:
    # Twelve villages, so that all assignments and all signs can be looked at.
    alone = _simple(survey).taken(np.flatnonzero(survey.design["psu"] < 12))
    people = alone.wave(1, amounts=True)
    drawn, wild = randomisation_test(people), wild_cluster_test(people, weights="rademacher")
    both = alone.taken(np.flatnonzero(np.isin(alone.person % 5, [0])))
    turned = change_randomisation_test(*both.both(amounts=True))
    difference = compare_arms(people, statistic="mean", assigned="clusters").difference
    beside = cluster_tests([people], difference, assigned="clusters")
    again = [value for result in beside.values() for value in row(result)]
    return [*again, drawn.estimate, drawn.p_value, wild.statistic, wild.p_strict, wild.p_at_least, turned.p_value]


def _interactions(survey: TwoWaves) -> Numbers:
    known = replace(survey, domain=survey.domain & ~np.isnan(survey.yes).any(axis=1))
    before, after = known.both(amounts=True)
    group_of = np.empty(survey.person.max() + 1, dtype=int)
    group_of[survey.person] = survey.group
    changes = same_people_change(before, after)
    assert changes is not None
    found = [
        interaction_of_arms(before, [survey.group == code for code in (0, 1)]),
        interaction_of_changes(before, after, [group_of == code for code in (0, 1)]),
    ]
    return [float(np.nansum(changes.y)), *(value for result in found for value in row(result))]


def _odds(survey: TwoWaves) -> Numbers:
    return row(odds_ratio_of_arms(survey.wave(0, arm=survey.group), assigned="not_random"))


def _lost(survey: TwoWaves) -> Numbers:
    gone = sample(np.isnan(survey.amount[:, 1]).astype(float), arm=survey.arm, covariates=survey.covariate[:, None])
    found, bounds = attrition_by_arm(gone), attrition_bounds(sample(survey.amount[:, 1], arm=survey.arm))
    assert found.joint is not None
    kept = replace(gone, y=1 - gone.y)
    followed = row(found_by_arm(kept, assigned="individuals").compared.difference) + row(attrition_test(kept))
    numbers = [found.difference, found.std_error, found.interval.low, found.joint.p_value, bounds.low, bounds.high]
    return followed + numbers


def _nonresponse(survey: TwoWaves) -> Numbers:
    cohort = sample(survey.amount[:, 1], weight=survey.design.get("weight"))
    cells = response_cells(cohort, survey.answer)
    weighed = response_propensities(cohort, survey.covariate[:, None]).sample
    totals = psu_totals(weighed.y, np.zeros(len(weighed.y), dtype=int), n_cell=1, weight=weighed.weight)
    return [
        *row(calibrated_level(cells.sample, cells.calibration, "mean")),
        *row(levels(totals, "mean")[0]),
    ]


def _designed_phases(survey: TwoWaves) -> Numbers:
    first = survey.wave(0, amounts=True)
    drawn = (survey.person % 3 < 2) & survey.domain
    return [
        *row(designed_two_phase_level(first, drawn, survey.answer, "mean")),
        *row(designed_two_phase_median(first, drawn, survey.answer)),
    ]


def _phases(survey: TwoWaves) -> Numbers:
    people = second_phase(survey.amount[:, 0], survey.domain, survey.answer)
    found = [two_phase_level(people, "mean", method=name) for name in TWO_PHASE]
    return [value for result in found for value in row(result)]


def _equations(survey: TwoWaves) -> Numbers:
    kept = ~np.isnan(survey.yes[:, 0])
    columns = np.column_stack([np.ones(len(kept)), survey.covariate])[kept]
    found = clustered_logit(columns, survey.yes[kept, 0], survey.design["psu"][kept])
    return [*found.coefficients, *found.covariance.ravel(), found.correlation]


ESTIMATORS: dict[str, Callable[[TwoWaves], Numbers]] = {
    "levels share": _level("share"),
    "levels mean": _level("mean"),
    "levels ratio": _level("ratio"),
    "levels total": _level("total"),
    "numbers": lambda survey: [
        value for found in numbers(_totals(survey, survey.yes[:, 0], survey.group, 2)) for value in row(found)
    ],
    "contrast": _contrast,
    "association_test": _association,
    "median": lambda survey: row(median(survey.wave(0, amounts=True))),
    "quantile": lambda survey: row(quantile(survey.wave(0, amounts=True), 0.25)),
    "calibrated_level": _calibrated,
    "calibrated_median": _calibrated_median,
    "designed_two_phase_level": _designed_phases,
    "designed_two_phase_median": _designed_phases,
    "jackknife": _jackknife,
    "given_replicates": _given,
    "balanced_half_samples": _halves,
    "rescaled_bootstrap": _bootstrap,
    "successive_differences": _successive,
    "design_regression": _regression,
    "rank_difference": _ranks,
    "change": lambda survey: row(change(*survey.both(), statistic="share")),
    "paired_change": lambda survey: row(paired_change(*survey.both(amounts=True), statistic="mean")),
    "overlap_change": lambda survey: row(overlap_change(*survey.both(), statistic="share")),
    "typical_change": lambda survey: row(typical_change(*survey.both(amounts=True))),
    "clustered_pair_test": lambda survey: [
        clustered_pair_test(*survey.both(), method=name).statistic
        for name in ("obuchowski", "durkalski", "yang", "eliasziw")
    ],
    "compare_arms": _arms,
    "trial": _trial,
    "resampled": _resampled,
    "attrition_by_arm": _lost,
    "interaction_of_arms": _interactions,
    "odds_ratio_of_arms": _odds,
    "nonresponse": _nonresponse,
    "two_phase_level": _phases,
    "clustering": lambda survey: [clustering(survey.covariate, survey.design["psu"]).icc],
    "clustered_logit": _equations,
}

# Public functions that a name above calls, where the name is not the function's own.
CALLED = {
    "levels",
    "number_from_share",
    "cell_estimates",
    "estimated_table",
    "calibrated",
    "post_stratified",
    "raked",
    "to_known_totals",
    "refuse_huge",
    "refuse_negative",
    "replicate_level",
    "replicate_quantile",
    "ratio_of",
    "compare_arms_adjusted",
    "difference_in_differences",
    "randomisation_test",
    "wild_cluster_test",
    "change_randomisation_test",
    "attrition_bounds",
    "attrition_test",
    "found_by_arm",
    "cluster_tests",
    "interaction_of_changes",
    "same_people_change",
    "rounded_changes",
    "response_cells",
    "response_propensities",
    "second_phase",
}

# They read counts or p-values, in which there is no order of records, no PSU and no weight.
OF_COUNTS = {
    "exact_numbers",
    "with_interval",
    "answer_changes",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "census",
    "change_between_periods",
    "change_of_answers",
    "counted",
    "effective_size",
    "fourfold_table",
    "hochberg",
    "holm",
    "interaction_of_results",
    "lonely_strata",
    "mean_score_change",
    "number",
    "number_bounds",
    "odds_of_change",
    "odds_ratio",
    "odds_ratio_of_change",
    "ranks_worth_adding",
    "share_change",
    "share_difference",
    "share_ratio",
    "transition_table",
    "weighting_effect",
}
