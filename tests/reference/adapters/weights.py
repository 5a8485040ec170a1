"""Weights that were moved: to known totals, for people who were not reached, over two phases."""

from __future__ import annotations

import math
import re

import numpy as np

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    Calibration,
    calibrated,
    calibrated_level,
    effective_size,
    levels,
    post_stratified,
    raked,
    response_cells,
    response_propensities,
    second_phase,
    two_phase_level,
    weighting_effect,
)
from meal.estimate.distributions import normal_quantile
from meal.estimate.methods.two_phase import closed_form
from tests.reference.adapters.rows import row
from tests.reference.cases import Case, Numbers, Table, declared_design, domain_of
from tests.reference.expressions import computed, model_columns


def calibration(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand, level = case["estimand"], case["conf_level"]
    denominator = estimand.get("denominator")
    x = None if denominator is None else table.numbers(denominator)
    y, inside, design = table.numbers(estimand["column"]), domain_of(table, case), declared_design(table, case)
    people = sample(y, x=x, domain=inside, **design)
    moved = _calibration(case, table, people.weight)
    totals = psu_totals(y, np.zeros(len(y), dtype=int), n_cell=1, x=x, domain=inside, **design)
    plain = levels(totals, estimand["parameter"], level)[0]
    found = calibrated_level(people, moved, estimand["parameter"], level)
    return {
        **row(found),
        "se_greg_residual": found.std_error,
        "est_uncalibrated": plain.estimate,
        "se_uncalibrated": plain.std_error,
        "sum_w": moved.weight.sum(),
        "min_w": moved.weight.min(),
        "max_w": moved.weight.max(),
        "w_first5": moved.weight[:5].tolist(),
        "deff_kish": weighting_effect(moved.weight),
    }


def _calibration(case: Case, table: Table, weight: np.ndarray) -> Calibration:
    given = case["params"]
    if "post_strata" in given:
        return post_stratified(weight, *_margin(table, given["post_strata"]["column"], given["post_strata"]["totals"]))
    if "margins" in given:
        return raked(weight, [_margin(table, name, totals) for name, totals in given["margins"].items()])
    columns = model_columns(table, given["formula"])
    distance = re.sub(r"^calibrate ", "", case["method"])
    return calibrated(
        weight,
        np.column_stack([columns[name] for name in given["totals"]]),
        np.array(list(given["totals"].values()), dtype=float),
        distance=distance,  # type: ignore[arg-type]  # named by the case
        bounds=tuple(given["bounds"]) if given.get("bounds") else (0.3, 3.0),
    )


def _margin(table: Table, column: str, totals: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    names = column.split("|") if column not in table.columns else [column]
    place = {name: number for number, name in enumerate(totals)}
    keys = ["|".join(values) for values in zip(*(table.columns[name] for name in names), strict=True)]
    return np.array([place.get(key, -1) for key in keys]), np.array(list(totals.values()), dtype=float)


def cells_of_respondents(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand, level = case["estimand"], case["conf_level"]
    cell, names = table.codes(*estimand["cells"])
    cohort = sample(table.numbers(estimand["column"]))
    found = response_cells(cohort, cell)
    weight, answered = found.calibration.weight, cell[cohort.included]
    return {
        "n_cohort": len(cohort.y),
        "n_respondents": len(found.sample.y),
        "complete_case": found.sample.y.mean(),
        "adjusted_mean": row(calibrated_level(found.sample, found.calibration, "mean", level)),
        "adjusted_total": row(calibrated_level(found.sample, found.calibration, "total", level)),
        "sum_weights": weight.sum(),
        "deff_kish": weighting_effect(weight),
        "cell_weights": {"|".join(name): weight[answered == place].mean() for place, name in enumerate(names)},
    }


def propensities(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand, level = case["estimand"], case["conf_level"]
    complete = table.where(np.flatnonzero(table.complete(*estimand["covariates"])))
    columns = model_columns(complete, " + ".join(estimand["covariates"]))
    cohort = sample(complete.numbers(estimand["column"]))
    found = response_propensities(cohort, np.column_stack(list(columns.values()))[:, 1:])
    people = found.sample
    totals = psu_totals(people.y, np.zeros(len(people.y), dtype=int), n_cell=1, weight=people.weight)
    return {
        "n": len(complete),
        "respondents": len(people.y),
        "logit_coef": dict(zip(columns, found.fit.coefficients.tolist(), strict=True)),
        "min_ps": found.probability.min(),
        "max_ps": found.probability.max(),
        "sum_w": people.weight.sum(),
        "complete_case_mean": people.y.mean(),
        "ipw_mean": row(levels(totals, "mean", level)[0]),
        "ess": effective_size(people.weight),
    }


def phases(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    design, level = case["design"]["two_phase"], case["conf_level"]
    y = table.numbers(case["estimand"]["column"])
    stratum = table.codes(*design["phase2_strata"])[0]
    people = second_phase(y, computed(table, design["phase2"]).astype(bool), stratum)
    named = re.search(r"method='(\w+)'", design["method"])
    found = two_phase_level(people, "mean", level, method=named.group(1) if named else "closed_form")
    assert found.std_error is not None
    assert found.estimate is not None
    # R takes the normal distribution for these designs, we take t.
    half = normal_quantile(level) * found.std_error
    return {
        "mean": found.estimate,
        "se_mean": found.std_error,
        "ci_low": found.estimate - half,
        "ci_high": found.estimate + half,
        "cohort_count": found.estimate * len(y),
        "se_closed_form_rao1973": closed_form(people) if math.isfinite(found.std_error) else None,
    }
