"""Every default agrees with R (survey, sandwich, clubSandwich, contingencytables, ratesci, …).

Each kind of case has a function that computes it with the project's own estimators; the numbers
of a case that belong to methods offered later are named, with the reason, and not compared.
Tolerances are those of the cases: 1e-6 to 1e-8 relative.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    benjamini_hochberg,
    cell_estimates,
    clustering,
    compare_arms,
    compare_arms_adjusted,
    contrast,
    difference_in_differences,
    holm,
    levels,
    median,
    number,
    overlap_change,
    paired_change,
    quantile,
    share_difference,
    share_ratio,
)
from meal.estimate.arms import arm_rows
from meal.estimate.distributions import chi_square_p_value, t_p_value
from meal.estimate.groups import DIFFERENCE_OF_SHARES
from meal.estimate.intervals import (
    ONE_PROPORTION,
    Interval,
    korn_graubard,
    logit_t,
    t_interval,
    wald,
    wilson_effective,
)
from meal.estimate.methods.cluster_robust import cluster_robust, hc2, least_squares
from meal.estimate.methods.fisher import fisher_p_value
from meal.estimate.methods.hypergeometric import hypergeometric_exact
from meal.estimate.methods.mcnemar import mcnemar_chi_square
from meal.estimate.methods.miettinen_nurminen import pearson_chi_square
from meal.estimate.methods.welch import Spread
from meal.estimate.scores import mean_scores
from meal.model.samples import FrameCounts, Result, Sample
from tests.reference.cases import Case, Table, compare, declared_design, domain_of, load_cases, read_table

Numbers = dict[str, Any]

# Kinds that belong to the wider method set.
LATER_KINDS = {
    "calibration": "calibrated weights",
    "gee_binary": "regression models",
    "lee_bounds": "attrition",
    "mdes_cluster": "sample size",
    "mdes_individual": "sample size",
    "nonresponse_ipw": "attrition",
    "nonresponse_poststratify": "calibrated weights",
    "randomisation_inference": "randomisation inference",
    "replication": "replicate weights",
    "sample_size_paired": "sample size",
    "sample_size_proportion": "sample size",
    "sample_size_two_proportions": "sample size",
    "survey_chisq": "tables of two questions",
    "survey_glm": "regression models",
    "survey_ranktest": "rank tests",
    "transition": "tables of more than two categories",
    "two_phase": "two-phase samples",
    "wild_cluster_bootstrap": "wild cluster bootstrap",
}

# Numbers of covered kinds that belong to methods offered later.
LATER_NUMBERS = {
    "attrition": {"joint_F", "joint_df1", "joint_df2", "joint_p"},
    "clustered_paired_binary": {"obuchowski", "durkalski", "yang", "eliasziw"},
    "did": {"cr1"},  # without Stata's (n − 1)/(n − k); cr1_stata is compared
    "icc_deff": {"msb", "msw", "n0"},  # steps on the way
    "itt_clustered": {"cr1"},
    "itt_individual": {"hc0", "hc1", "hc3", "ancova_classical"},
    "mean_srs": {"q25_type7", "q75_type7"},
    "multiplicity": {"bonferroni", "hochberg", "BY"},
    "paired_continuous": {"hodges_lehmann", "hl_ci_exact_signrank", "wilcoxon", "pratt", "sign_test"},
    "prop_one": {"wilson_cc", "agresti_coull", "midp"},
    "prop_paired": {
        "change_newcombe10",
        "change_bonett_price",
        "change_wald",
        "mcnemar_exact_p",
        "mcnemar_cc_chi2",
        "mcnemar_cc_p",
        "odds_ratio",
        "or_exact",
        "or_transformed_wilson",
    },
    "prop_two_independent": {
        "diff_agresti_caffo",
        "diff_wald",
        "rr_katz_log",
        "odds_ratio",
        "or_woolf_logit",
    },
    "survey_prop_ci": {"asin"},
}

# Standard errors with a finite population at the second stage; ultimate clusters are used instead.
SECOND_STAGE = {"se", "ci_low", "ci_high", "deff", "n_eff"}
SECOND_STAGE_INTERVALS = {"logit", "korn_graubard", "korn_graubard_capped", "wilson_neff_t", "wald_t"}


def ends(interval: Interval) -> Numbers:
    return {"ci_low": interval.low, "ci_high": interval.high}


def row(result: Result) -> Numbers:
    return {
        "est": result.estimate,
        "se": result.std_error,
        "df": result.df,
        "ci_low": result.conf_low,
        "ci_high": result.conf_high,
        "p_value": result.p_value,
        "n": result.n,
        "deff": result.deff,
    }


def spread_row(estimate: float, spread: Spread, conf_level: float) -> Numbers:
    interval = t_interval(estimate, spread.std_error, spread.df, conf_level)
    p_value = t_p_value(estimate / spread.std_error, spread.df)
    return {"est": estimate, "se": spread.std_error, "df": spread.df, "p_value": p_value, **ends(interval)}


def one_proportion(case: Case, table: Table | None) -> Numbers:
    if table is None:
        x, n = case["data"]["inline"]["successes"], case["data"]["inline"]["n"]
    else:
        inside = np.ones(len(table), dtype=bool)
        for name, value in (case.get("by") or {}).items():
            inside &= table.columns[name] == value
        answers = table.numbers(case["estimand"]["column"])[inside]
        x, n = int(answers.sum()), len(answers)
    methods = {**ONE_PROPORTION, "wald": wald}
    level = case["conf_level"]
    return {
        "est": x / n,
        "n": n,
        "successes": x,
        **{name: ends(method(x, n, level)) for name, method in methods.items()},
    }


def paired_counts(case: Case, table: Table | None) -> tuple[np.ndarray, np.ndarray]:
    if table is None:
        cells = case["data"]["inline"]
        return tuple(
            np.repeat(pattern, [cells["pre1_post1"], cells["pre0_post1"], cells["pre1_post0"], cells["pre0_post0"]])
            for pattern in ([1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0])
        )  # type: ignore[return-value]  # two patterns
    inside = domain_of(table, case)
    columns = case["estimand"]["columns"]
    return table.numbers(columns["pre"])[inside], table.numbers(columns["post"])[inside]


def waves(pre: np.ndarray, post: np.ndarray, **design: np.ndarray) -> tuple[Sample, Sample]:
    people = np.arange(len(pre))
    return sample(pre, pair=people, **design), sample(post, pair=people, **design)


def paired_yes_no(case: Case, table: Table | None) -> Numbers:
    pre, post = paired_counts(case, table)
    before, after = waves(pre, post)
    result = paired_change(before, after, statistic="share", conf_level=case["conf_level"])
    gained, lost = int(((post - pre) == 1).sum()), int(((post - pre) == -1).sum())
    got = {
        "n": result.n,
        "both": int((pre * post).sum()),
        "gained": gained,
        "lost": lost,
        "neither": int(((1 - pre) * (1 - post)).sum()),
        "p_pre": pre.mean(),
        "p_post": post.mean(),
        "change": result.estimate,
        "change_tango": {"ci_low": result.conf_low, "ci_high": result.conf_high},
        # Where nobody changed we print no p-value (R6), R prints 1.
        "mcnemar_midp_p": 1.0 if result.p_value is None else result.p_value,
    }
    if gained + lost:
        chi_square = mcnemar_chi_square(gained, lost)
        got |= {"mcnemar_chi2": chi_square, "mcnemar_asymptotic_p": chi_square_p_value(chi_square)}
    return got


def two_shares(case: Case, table: Table | None) -> Numbers:
    if table is None:
        x1, n1, x0, n0 = (case["data"]["inline"][name] for name in ("x1", "n1", "x2", "n2"))
    else:
        columns = case["estimand"]["columns"]
        outcome, group = table.numbers(columns["outcome"]), table.columns[columns["group"]]
        first, second = outcome[group == columns["group1"]], outcome[group == columns["group2"]]
        x1, n1, x0, n0 = int(first.sum()), len(first), int(second.sum()), len(second)
    level = case["conf_level"]
    difference, ratio = share_difference(x1, n1, x0, n0, level), share_ratio(x1, n1, x0, n0, level)
    chi_square = pearson_chi_square(x1, n1, x0, n0)
    return {
        "p1": x1 / n1,
        "p2": x0 / n0,
        "n1": n1,
        "n2": n0,
        "diff": difference.estimate,
        "diff_miettinen_nurminen": {"ci_low": difference.conf_low, "ci_high": difference.conf_high},
        "diff_newcombe": ends(DIFFERENCE_OF_SHARES["newcombe"](x1, n1, x0, n0, level)),
        "risk_ratio": ratio.estimate,
        "rr_koopman": {"ci_low": ratio.conf_low, "ci_high": ratio.conf_high},
        "pearson_chi2": chi_square,
        "pearson_p": chi_square_p_value(chi_square) if ratio.p_value is None else ratio.p_value,
        "fisher_p": fisher_p_value(x1, n1, x0, n0),
    }


def amounts_in_pairs(case: Case, table: Table | None) -> Numbers:
    pre, post = paired_counts(case, table)
    before, after = waves(pre, post)
    result = paired_change(before, after, statistic="mean", conf_level=case["conf_level"])
    assert result.estimate is not None
    assert result.std_error is not None
    return {
        **row(result),
        "mean_pre": pre.mean(),
        "mean_post": post.mean(),
        "change": result.estimate,
        "t": result.estimate / result.std_error,
        "dz": result.estimate / (result.std_error * math.sqrt(result.n)),
    }


def clustered_pairs(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    pre, post = paired_counts(case, table)
    psu = declared_design(table, case)["psu"]
    before, after = waves(pre, post, psu=psu)
    changed = paired_change(before, after, statistic="share", conf_level=case["conf_level"])
    assert changed.method == "paired_cr2"
    totals = psu_totals(post - pre, np.zeros(len(pre), dtype=int), n_cell=1, psu=psu)
    gained, lost = int((post > pre).sum()), int((post < pre).sum())
    chi_square = mcnemar_chi_square(gained, lost)
    return {
        "n": changed.n,
        "clusters": len(np.unique(psu)),
        "gained": gained,
        "lost": lost,
        "change": changed.estimate,
        "mcnemar_unclustered": {"chi2": chi_square, "p": chi_square_p_value(chi_square)},
        "linearised_t": row(levels(totals, "mean", case["conf_level"])[0]),
        "cr2_satterthwaite": row(changed),
    }


def survey_level(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    statistic = {"survey_mean": "mean", "survey_total": "total", "survey_ratio": "ratio"}[case["kind"]]
    estimand = case["estimand"]
    design, inside = declared_design(table, case), domain_of(table, case)
    lonely = {"remove": "certainty"}.get((case.get("design") or {}).get("lonely_psu"))
    lonely = lonely or (case.get("design") or {}).get("lonely_psu") or "adjust"
    by = [case["by"]] if isinstance(case.get("by"), str) else case.get("by")
    column = estimand.get("numerator", estimand.get("column"))
    if column == "d600":
        table.columns["d600"] = (table.numbers("post600") - table.numbers("pre600")).astype(str).astype(object)
    expected_rows = case["expected"].get("rows")
    if by is None and expected_rows is not None:
        # A question with several answers: one yes/no a category.
        found = []
        for expected in expected_rows:
            ((name, category),) = expected["group"].items()
            chosen = table.columns[name] == category
            totals = psu_totals(chosen.astype(float), np.zeros(len(table), dtype=int), n_cell=1, **design)
            result = levels(totals, statistic, case["conf_level"], lonely=lonely)[0]
            found.append({**row(result), "group": expected["group"], "n": int(chosen.sum())})
        return {"rows": found}
    cell, names = (np.zeros(len(table), dtype=int), [()]) if by is None else table.codes(*by)
    totals = psu_totals(
        table.numbers(column),
        cell,
        n_cell=len(names),
        x=table.numbers(estimand["denominator"]) if "denominator" in estimand else None,
        domain=inside,
        **design,
    )
    df_design = int(totals.stratum_n_psu.sum()) - int((totals.stratum_n_psu > 0).sum())
    results = [
        {**row(result), "df_design": df_design}
        for result in levels(totals, statistic, case["conf_level"], lonely=lonely)
    ]
    if by is None:
        return results[0]
    return {
        "rows": [
            {**found, "group": dict(zip(by, name, strict=True))} for found, name in zip(results, names, strict=True)
        ]
    }


def survey_proportion(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    totals = psu_totals(
        table.numbers(case["estimand"]["column"]),
        np.zeros(len(table), dtype=int),
        n_cell=1,
        domain=domain_of(table, case),
        **declared_design(table, case),
    )
    cells, level = cell_estimates(totals, "share"), case["conf_level"]
    p, v, n, df = (float(values[0]) for values in (cells.estimate, np.diag(cells.covariance), cells.n, cells.df))
    se = math.sqrt(v)
    chosen = levels(totals, "share", level)[0]
    if case["kind"] == "survey_prop_extreme":
        assert chosen.method == "korn_graubard"
        uncapped = korn_graubard(p, v, int(n), df, level, capped=False)
        # At p = 1 the lower limit is (α/2)^(1/n*).
        n_star = math.log((1 - level) / 2) / math.log(uncapped.low)
        return {**row(chosen), "n_star": n_star}
    key = {"logit_t": "logit", "korn_graubard": "korn_graubard_capped"}[chosen.method]
    got: Numbers = {
        "est": p,
        "se": se,
        "df": df,
        "n": n,
        "n_eff": p * (1 - p) / v,
        "logit": ends(logit_t(p, se, df, level)),
        "korn_graubard": ends(korn_graubard(p, v, int(n), df, level, capped=False)),
        "korn_graubard_capped": ends(korn_graubard(p, v, int(n), df, level)),
        "wilson_neff_t": ends(wilson_effective(p, se, df, level)),
        "wald_t": ends(t_interval(p, se, df, level)),
    }
    assert got[key] == {"ci_low": chosen.conf_low, "ci_high": chosen.conf_high}
    return got


def survey_quantiles(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    everyone = sample(table.numbers(case["estimand"]["column"]), **declared_design(table, case))
    cell, names = (np.zeros(len(table), dtype=int), [None]) if case.get("by") is None else table.codes(case["by"])
    rows = []
    for place, name in enumerate(names):
        for q in case["params"]["probs"]:
            result = quantile(replace(everyone, domain=cell == place), q, case["conf_level"])
            rows.append({**row(result), "q": q, "group": {} if name is None else {case["by"]: name[0]}})
    return {"rows": rows}


def survey_differences(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    cell, names = table.codes(case["by"])
    place = {name[0]: number for number, name in enumerate(names)}
    plus, minus = place[case["estimand"]["plus"]], place[case["estimand"]["minus"]]
    totals = psu_totals(
        table.numbers(case["estimand"]["column"]), cell, n_cell=len(names), **declared_design(table, case)
    )
    cells = cell_estimates(totals, "mean")
    result = contrast(cells, {plus: 1.0, minus: -1.0}, case["conf_level"])
    assert result.estimate is not None
    assert result.std_error is not None
    assert result.df is not None
    t = result.estimate / result.std_error
    return {
        **row(result),
        "t": t,
        "est_plus": cells.estimate[plus],
        "est_minus": cells.estimate[minus],
        "df_minus1": result.df - 1,
        "p_value_svyglm_df": t_p_value(t, result.df - 1),
    }


def simple_mean(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    people = sample(table.numbers(case["estimand"]["column"]))
    totals = psu_totals(people.y, np.zeros(len(table), dtype=int), n_cell=1)
    result, middle = levels(totals, "mean", case["conf_level"])[0], median(people, case["conf_level"])
    assert result.std_error is not None
    k = int(np.flatnonzero(np.sort(people.y) == middle.conf_low)[0]) + 1
    expected_k = case["expected"]["median_ci_exact"]["k"]
    return {
        **row(result),
        "mean": result.estimate,
        "sd": result.std_error * math.sqrt(result.n),
        "median": middle.estimate,
        # Equal answers around the limit have several places in the order.
        "median_ci_exact": {
            "ci_low": middle.conf_low,
            "ci_high": middle.conf_high,
            "k": expected_k if np.sort(people.y)[expected_k - 1] == middle.conf_low else k,
        },
    }


def extrapolated(case: Case, table: Table | None) -> Numbers:
    people, n, x = (case["data"]["inline"][name] for name in ("population", "sample", "successes"))
    counts = FrameCounts(*(np.array([[count]]) for count in (people, n, n, x)))
    level, p = case["conf_level"], x / n
    found, beyond = number(counts, level)[0], number(counts, level, claim="people_like_these")[0]
    assert found.std_error is not None
    se = found.std_error / people
    return {
        "rate": p,
        "count": found.estimate,
        "se_fpc": found.std_error,
        "n_eff": p * (1 - p) / se**2,
        "wilson_fpc": {"ci_low": found.conf_low, "ci_high": found.conf_high},
        "wilson_no_fpc": {"ci_low": beyond.conf_low, "ci_high": beyond.conf_high},
        "total_t_fpc": ends(t_interval(p, se, n - 1, level).times(people)),
        "wilson_fpc_t": ends(wilson_effective(p, se, n - 1, level).times(people)),
        "logit_fpc_t": ends(logit_t(p, se, n - 1, level).times(people)),
        "hypergeometric_exact": ends(hypergeometric_exact(x, n, people, level)),
    }


def trial(case: Case, table: Table) -> tuple[Sample, np.ndarray]:
    """Complete records of a trial, and their covariates."""
    estimand = case["estimand"]
    names = estimand["covariates"]
    names = [names] if isinstance(names, str) else names
    psu = (case.get("design") or {}).get("psu", [])
    complete = ~np.isnan(
        np.stack([table.numbers(name) for name in [estimand["outcome"], estimand["treatment"], *names]])
    ).any(axis=0) & np.all([table.columns[name] != "" for name in psu], axis=0)
    kept = table.where(complete)
    covariates = np.stack([kept.numbers(name) for name in names], axis=1)
    people = sample(
        kept.numbers(estimand["outcome"]),
        arm=kept.numbers(estimand["treatment"]).astype(int),
        covariates=covariates,
        **declared_design(kept, case),
    )
    return people, covariates


def arm_counts(people: Sample) -> Numbers:
    return {
        "n_treat": int((people.arm == 1).sum()),
        "n_control": int((people.arm == 0).sum()),
        "mean_treat": people.y[people.arm == 1].mean(),
        "mean_control": people.y[people.arm == 0].mean(),
    }


def trial_of_individuals(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    people, covariates = trial(case, table)
    level = case["conf_level"]
    arm = np.asarray(people.arm, dtype=float)
    plain = least_squares(np.column_stack([np.ones(len(arm)), arm]), people.y)
    ancova = least_squares(np.column_stack([np.ones(len(arm)), arm, covariates]), people.y)
    of_arm = np.eye(ancova.regressors.shape[1])[1]
    welch = compare_arms(people, statistic="mean", assigned="individuals", conf_level=level).difference
    lin = compare_arms_adjusted(people, statistic="mean", assigned="individuals", conf_level=level).difference
    return {
        **arm_counts(people),
        "hc2": spread_row(plain.coefficients[1], hc2(plain, np.array([0.0, 1.0])), level),
        "welch": row(welch),
        "ancova_hc2": spread_row(ancova.coefficients[1], hc2(ancova, of_arm), level),
        "lin_hc2": row(lin),
    }


def trial_of_clusters(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    people, covariates = trial(case, table)
    level = case["conf_level"]
    by = {
        name: row(
            compare_arms(people, statistic="mean", assigned="clusters", conf_level=level, errors=errors).difference
        )
        for name, errors in (("cr0", "cr0"), ("cr1_stata", "cr1"), ("cr2_satterthwaite", "cr2"))
    }
    ancova = least_squares(
        np.column_stack([np.ones(len(people.y)), np.asarray(people.arm, dtype=float), covariates]), people.y
    )
    of_arm = np.eye(ancova.regressors.shape[1])[1]
    adjusted = {
        name: spread_row(ancova.coefficients[1], cluster_robust(ancova, people.psu, of_arm, kind), level)
        for name, kind in (("cr0", "cr0"), ("cr1_stata", "cr1"), ("cr2_satterthwaite", "cr2"))
    }
    likeness = clustering(people.y, people.psu)
    return {
        **arm_counts(people),
        "clusters": likeness.n_cluster,
        "unadj": by,
        "ancova": adjusted,
        "icc_anova": likeness.icc,
    }


def did(case: Case, table: Table | None) -> Numbers:
    """The four group means as a regression; a panel with many quarters has no pairs of answers."""
    assert table is not None
    estimand = case["estimand"]
    y, arm, later = (table.numbers(estimand[name]) for name in ("outcome", "treatment", "post"))
    psu = declared_design(table, case)["psu"]
    before = sample(y, arm=arm.astype(int), psu=psu, domain=later == 0)
    after = sample(y, arm=arm.astype(int), psu=psu, domain=later == 1)
    fit = least_squares(np.column_stack([np.ones(len(y)), arm, later, arm * later]), y)
    interaction = np.array([0.0, 0.0, 0.0, 1.0])
    got = {
        "n": len(y),
        "clusters": len(np.unique(psu)),
        "treat_pre": y[(arm == 1) & (later == 0)].mean(),
        "treat_post": y[(arm == 1) & (later == 1)].mean(),
        "control_pre": y[(arm == 0) & (later == 0)].mean(),
        "control_post": y[(arm == 0) & (later == 1)].mean(),
        "did": fit.coefficients[3],
        "cr1_stata": spread_row(fit.coefficients[3], cluster_robust(fit, psu, interaction, "cr1"), case["conf_level"]),
        "cr2_satterthwaite": spread_row(fit.coefficients[3], cluster_robust(fit, psu, interaction), case["conf_level"]),
    }
    compared = difference_in_differences(before, after, statistic="mean", assigned="clusters").difference
    if case["id"] == "did-organ":
        # One treated state: the errors above are far too small, so that there is no interval (R9).
        assert (compared.status, compared.conf_low, compared.p_value) == ("not_estimable", None, None)
        assert compared.estimate == pytest.approx(got["did"], rel=1e-9)
    else:
        got["cr2_satterthwaite"] = row(compared)
    return got


def likeness(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    y = table.numbers(case["estimand"]["column"])
    known = ~np.isnan(y)
    if case["data"] == "thornton_hiv.csv":
        # The rows of the trial, complete in its covariates as well.
        known &= np.all([table.columns[name] != "" for name in ("age", "distvct", "villnum")], axis=0)
    psu = declared_design(table, case)["psu"][known]
    found = clustering(y[known], psu)
    size = np.unique(psu, return_counts=True)[1]
    return {
        "icc": found.icc,
        "deff": found.deff,
        "clusters": found.n_cluster,
        "n": found.n,
        "mean_size": size.mean(),
        "cv_size": size.std() / size.mean(),
    }


def partly_the_same_people(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand, level = case["estimand"], case["conf_level"]
    person, names = table.codes("id")
    week, y = table.numbers(estimand["wave"]), table.numbers(estimand["column"])

    def wave(number: int) -> Sample:
        # Everybody of the panel is on the roster of both waves, answered or not.
        answers = np.full(len(names), np.nan)
        answers[person[week == number]] = y[week == number]
        answered = np.isin(np.arange(len(names)), person[np.isin(week, [estimand["from"], estimand["to"]])])
        kept = np.flatnonzero(answered)
        return sample(answers[kept], pair=kept)

    before, after = wave(estimand["from"]), wave(estimand["to"])
    result = overlap_change(before, after, statistic="share", conf_level=level)
    matched = paired_change(before, after, statistic="mean", conf_level=level)
    first, second = mean_scores(before), mean_scores(after)
    assert result.std_error is not None
    together = first.variance + second.variance
    return {
        **row(result),
        "n_pre": first.n,
        "n_post": second.n,
        "n_both": matched.n,
        "est_pre": first.estimate,
        "est_post": second.estimate,
        "se_pre": math.sqrt(first.variance),
        "se_post": math.sqrt(second.variance),
        "cov": (together - result.std_error**2) / 2,
        "se_if_independent": math.sqrt(together),
        "matched_only": row(matched),
    }


def attrition(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    lost = np.isnan(table.numbers("lwage_obs")).astype(float)
    arm = table.numbers("wc").astype(int)
    compared = compare_arms(sample(lost, arm=arm), statistic="share", assigned="individuals")
    people = arm_rows(sample(lost, arm=arm))
    treated, control = people.answers(1), people.answers(0)
    interval = DIFFERENCE_OF_SHARES["newcombe"](
        int(treated.sum()), len(treated), int(control.sum()), len(control), 0.95
    )
    return {
        "attrition_treated": compared.treated.estimate,
        "attrition_control": compared.control.estimate,
        "overall": lost.mean(),
        "difference": compared.difference.estimate,
        "newcombe": ends(interval),
        "hc2_se": compared.difference.std_error,
    }


def adjusted_p_values(case: Case, table: Table | None) -> Numbers:
    p_values = next(value for value in case["data"]["inline"].values() if isinstance(value, list))
    return {"holm": holm(p_values), "BH": benjamini_hochberg(p_values)}


KINDS: dict[str, Callable[[Case, Table | None], Numbers]] = {
    "attrition": attrition,
    "clustered_paired_binary": clustered_pairs,
    "count_extrapolation": extrapolated,
    "did": did,
    "icc_deff": likeness,
    "itt_clustered": trial_of_clusters,
    "itt_individual": trial_of_individuals,
    "mean_srs": simple_mean,
    "multiplicity": adjusted_p_values,
    "paired_continuous": amounts_in_pairs,
    "panel_partial_overlap": partly_the_same_people,
    "prop_one": one_proportion,
    "prop_paired": paired_yes_no,
    "prop_two_independent": two_shares,
    "survey_contrast": survey_differences,
    "survey_mean": survey_level,
    "survey_prop_ci": survey_proportion,
    "survey_prop_extreme": survey_proportion,
    "survey_quantile": survey_quantiles,
    "survey_ratio": survey_level,
    "survey_total": survey_level,
}


def later_numbers(case: Case) -> frozenset[str]:
    """Numbers of a case that belong to a method offered later."""
    names = set(LATER_NUMBERS.get(case["kind"], set()))
    if "ssu" in (case.get("design") or {}):
        names |= SECOND_STAGE | SECOND_STAGE_INTERVALS
    return frozenset(names)


def agreement(folder: Path) -> tuple[int, int, list[str]]:
    """Cases attempted, numbers that agree, and what does not."""
    attempted, agreeing, failures = 0, 0, []
    for case in load_cases(folder):
        if case["kind"] not in KINDS:
            continue
        table = read_table(folder, case) if isinstance(case["data"], str) else None
        found = compare(case, KINDS[case["kind"]](case, table), later_numbers(case))
        attempted += 1
        agreeing += found.checked - sum("expected" in failure for failure in found.failures)
        failures += [f"{case['id']}{failure}" for failure in found.failures]
    return attempted, agreeing, failures


def test_every_kind_of_case_is_covered_or_named_as_later(shared):
    kinds = {case["kind"] for case in load_cases(shared / "reference")}

    assert kinds == KINDS.keys() | LATER_KINDS.keys()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_our_defaults_agree_with_r(shared, kind):
    folder = shared / "reference"
    cases = [case for case in load_cases(folder) if case["kind"] == kind]

    failures = []
    for case in cases:
        table = read_table(folder, case) if isinstance(case["data"], str) else None
        found = compare(case, KINDS[kind](case, table), later_numbers(case))
        assert found.checked
        failures += [f"{case['id']}{failure}" for failure in found.failures]

    assert failures == []
