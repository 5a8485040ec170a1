"""Treated and control: people or clusters assigned, panels, attrition, resampling."""

from __future__ import annotations

from typing import Any

import numpy as np

from meal.aggregate import sample
from meal.estimate import (
    attrition_bounds,
    attrition_by_arm,
    change_randomisation_test,
    clustering,
    compare_arms,
    compare_arms_adjusted,
    randomisation_test,
    wild_cluster_test,
)
from meal.estimate.distributions import normal_quantile
from meal.estimate.methods.cluster_robust import cluster_robust, least_squares, person_robust
from meal.estimate.methods.estimating_equations import clustered_logit
from meal.model.samples import Sample
from tests.reference.adapters.rows import ends, row, spread_row
from tests.reference.cases import Case, Numbers, Table, domain_of, listed
from tests.reference.expressions import model_columns

PERSON = {"hc0": "hc0", "hc1": "hc1", "hc2": "hc2", "hc3": "hc3"}
CLUSTER: dict[str, Any] = {"cr0": "cr0", "cr1": "cr1_plain", "cr1_stata": "cr1", "cr2_satterthwaite": "cr2"}


def _trial(case: Case, table: Table, *more: str) -> Sample:
    """Complete records of a trial, with their covariates."""
    estimand = case["estimand"]
    names, clusters = listed(estimand.get("covariates")), listed((case.get("design") or {}).get("psu"))
    used = [estimand["outcome"], estimand["treatment"], *names, *clusters, *more]
    kept = table.where(np.flatnonzero(domain_of(table, case) & table.complete(*used)))
    return sample(
        kept.numbers(estimand["outcome"]),
        arm=kept.numbers(estimand["treatment"]).astype(int),
        covariates=np.stack([kept.numbers(name) for name in names], axis=1) if names else None,
        psu=kept.codes(*clusters)[0] if clusters else None,
    )


def _regressors(people: Sample, *, adjusted: bool) -> np.ndarray:
    columns = [np.ones(len(people.y)), np.asarray(people.arm, dtype=float)]
    if adjusted and people.covariates is not None:
        columns.append(people.covariates)
    return np.column_stack(columns)


def _counts(people: Sample) -> Numbers:
    return {
        "n_treat": int((people.arm == 1).sum()),
        "n_control": int((people.arm == 0).sum()),
        "mean_treat": people.y[people.arm == 1].mean(),
        "mean_control": people.y[people.arm == 0].mean(),
    }


def people_assigned(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    people, level = _trial(case, table), case["conf_level"]
    plain = least_squares(_regressors(people, adjusted=False), people.y)
    of_arm = np.array([0.0, 1.0])
    got = {
        **_counts(people),
        **{name: spread_row(plain.coefficients[1], person_robust(plain, of_arm, name), level) for name in PERSON},
        "welch": row(compare_arms(people, statistic="mean", assigned="individuals", conf_level=level).difference),
    }
    if people.covariates is None:
        return got
    ancova = least_squares(_regressors(people, adjusted=True), people.y)
    of_arm = np.eye(ancova.regressors.shape[1])[1]
    for name in ("hc2", "classical"):
        got[f"ancova_{name}"] = spread_row(ancova.coefficients[1], person_robust(ancova, of_arm, name), level)
    lin = compare_arms_adjusted(people, statistic="mean", assigned="individuals", conf_level=level)
    return {**got, "lin_hc2": row(lin.difference)}


def clusters_assigned(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    people, level = _trial(case, table), case["conf_level"]
    likeness = clustering(people.y, people.psu)
    models = {"unadj": False} | ({} if people.covariates is None else {"ancova": True})
    got: Numbers = {**_counts(people), "clusters": likeness.n_cluster, "icc_anova": likeness.icc}
    for model, adjusted in models.items():
        fit = least_squares(_regressors(people, adjusted=adjusted), people.y)
        of_arm = np.eye(fit.regressors.shape[1])[1]
        got[model] = {
            name: spread_row(fit.coefficients[1], cluster_robust(fit, people.psu, of_arm, errors), level)
            for name, errors in CLUSTER.items()
        }
    return got


def differences(case: Case, table: Table | None) -> Numbers:
    """The four group means as a regression; a panel with many waves has no pairs of answers."""
    assert table is not None
    people = _trial(case, table, case["estimand"]["post"])
    estimand = case["estimand"]
    used = [estimand["outcome"], estimand["treatment"], estimand["post"], *listed(case["design"]["psu"])]
    later = table.where(np.flatnonzero(domain_of(table, case) & table.complete(*used))).numbers(estimand["post"])
    arm = np.asarray(people.arm, dtype=float)
    fit = least_squares(np.column_stack([np.ones(len(arm)), arm, later, arm * later]), people.y)
    interaction = np.array([0.0, 0.0, 0.0, 1.0])
    means = {
        f"{name}_{when}": people.y[(arm == treated) & (later == wave)].mean()
        for name, treated in (("treat", 1), ("control", 0))
        for when, wave in (("pre", 0), ("post", 1))
    }
    return {
        "n": len(arm),
        "clusters": len(np.unique(people.psu)),
        **means,
        "did": fit.coefficients[3],
        **{
            name: spread_row(
                fit.coefficients[3], cluster_robust(fit, people.psu, interaction, errors), case["conf_level"]
            )
            for name, errors in CLUSTER.items()
        },
    }


def likeness(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    column, clusters = case["estimand"]["column"], listed(case["design"]["psu"])
    kept = table.where(np.flatnonzero(domain_of(table, case) & table.complete(column, *clusters)))
    found = clustering(kept.numbers(column), kept.codes(*clusters)[0])
    return {
        "icc": found.icc,
        "msb": found.between,
        "msw": found.within,
        "n0": found.typical_size,
        "clusters": found.n_cluster,
        "n": found.n,
        "mean_size": found.mean_size,
        "deff": found.deff,
        "cv_size": found.size_variation,
    }


def lost(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand = case["estimand"]
    names = listed(estimand["covariates"])
    kept = table.where(np.flatnonzero(table.complete(estimand["treatment"], *names)))
    people = sample(
        1 - kept.numbers(estimand["observed"]),
        arm=kept.numbers(estimand["treatment"]).astype(int),
        covariates=np.stack([kept.numbers(name) for name in names], axis=1),
    )
    found = attrition_by_arm(people, case["conf_level"])
    assert found.joint is not None
    return {
        "attrition_treated": found.lost_treated,
        "attrition_control": found.lost_control,
        "overall": found.overall,
        "difference": found.difference,
        "newcombe": ends(found.interval),
        "hc2_se": found.std_error,
        "joint_F": found.joint.statistic,
        "joint_df1": found.joint.df,
        "joint_df2": found.joint.df_error,
        "joint_p": found.joint.p_value,
    }


def bounds(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand = case["estimand"]
    answers, arm = table.numbers(estimand["outcome"]), table.numbers(estimand["treatment"]).astype(int)
    people, missed = sample(answers, arm=arm), sample(np.isnan(answers).astype(float), arm=arm)
    quantile, fractional = (attrition_bounds(people, trim=trim) for trim in ("quantile", "fractional"))
    losses = attrition_by_arm(missed, case["conf_level"])
    return {
        "n": len(arm),
        "response_treated": 1 - losses.lost_treated,
        "response_control": 1 - losses.lost_control,
        "attrition_p_value": losses.p_value,
        "trimming_share": fractional.share,
        "trimmed_arm": "treated" if fractional.trimmed else "control",
        "naive": fractional.observed,
        "quantile_trim": {"lower": quantile.low, "upper": quantile.high},
        "fractional_trim": {"lower": fractional.low, "upper": fractional.high},
    }


def bootstrap(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    people = _trial(case, table)
    found = wild_cluster_test(people, weights="rademacher")
    return {
        "t": found.statistic,
        "est": found.estimate,
        "B": found.n_pattern,
        "p_strict": found.p_strict,
        "p_geq": found.p_at_least,
        "n": len(people.y),
        "clusters": found.n_cluster,
    }


def randomisation(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    columns = case["estimand"].get("columns")
    if columns:
        before, after = (table.numbers(columns[wave]) for wave in ("pre", "post"))
        people = np.arange(len(table))
        found = change_randomisation_test(sample(before, pair=people), sample(after, pair=people))
        units, treated = int((~np.isnan(before) & ~np.isnan(after)).sum()), 0
    else:
        trial = _trial(case, table)
        found = randomisation_test(trial)
        codes = trial.psu if trial.has_psu else np.arange(len(trial.y))
        units, treated = len(np.unique(codes)), len(np.unique(codes[trial.arm == 1]))
    return {
        "est": found.estimate,
        "n": units,
        "units": units,
        "treated": treated,
        "permutations": found.n_assignment,
        "p_two_sided": found.p_value,
    }


def equations(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    formula, clusters = case["estimand"]["formula"], listed(case["design"]["psu"])
    working: Any = "independence" if "independence" in case["method"] else "exchangeable"
    columns = model_columns(table, formula)
    regressors, y = np.column_stack(list(columns.values())), table.numbers(formula.split("~")[0].strip())
    kept = np.flatnonzero(~np.isnan(regressors).any(axis=1) & ~np.isnan(y))
    found = clustered_logit(regressors[kept], y[kept], table.codes(*clusters)[0][kept], working=working)
    place = list(columns).index(case["estimand"]["parameter"].split("coefficient ")[-1])
    slope, error = float(found.coefficients[place]), float(np.sqrt(found.covariance[place, place]))
    half = normal_quantile(case["conf_level"]) * error
    return {
        "coef": slope,
        "robust_se": error,
        "odds_ratio": np.exp(slope),
        "or_low": np.exp(slope - half),
        "or_high": np.exp(slope + half),
        "alpha": found.correlation if working == "exchangeable" else None,
        "clusters": found.n_cluster,
        "n": len(kept),
    }
