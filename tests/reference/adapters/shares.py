"""Simple shares and amounts, one group or two, and numbers of a known population."""

from __future__ import annotations

import math

import numpy as np

from meal.aggregate import psu_totals, sample
from meal.estimate import ADJUSTMENTS, levels, median, number, odds_ratio, share_difference, share_ratio
from meal.estimate.distributions import chi_square_p_value
from meal.estimate.extrapolation import NUMBER_IN_POPULATION
from meal.estimate.groups import DIFFERENCE_OF_SHARES, RATIO_OF_SHARES, SHARES_COMPARED
from meal.estimate.intervals import ONE_PROPORTION, ONE_PROPORTION_COMPARED
from meal.estimate.methods.fisher import fisher_p_value
from meal.estimate.methods.miettinen_nurminen import pearson_chi_square
from meal.estimate.methods.order_statistics import interpolated_quantile, median_place
from meal.model.samples import FrameCounts
from tests.reference.adapters.rows import ends, limits, row
from tests.reference.cases import Case, Numbers, Table, domain_of, label

# Methods that stand where nobody, or everybody, said yes.
NUMBER_AT_THE_EDGE = ("wilson_fpc", "hypergeometric_exact", "wilson_no_fpc")


def one_proportion(case: Case, table: Table | None) -> Numbers:
    if table is None:
        x, n = case["data"]["inline"]["successes"], case["data"]["inline"]["n"]
    else:
        answers = table.numbers(case["estimand"]["column"])[domain_of(table, case)]
        answers = answers[~np.isnan(answers)]
        x, n = int(answers.sum()), len(answers)
    methods = {**ONE_PROPORTION, **ONE_PROPORTION_COMPARED}
    intervals = {name: ends(method(x, n, case["conf_level"])) for name, method in methods.items()}
    return {"est": x / n, "n": n, "successes": x, **intervals}


def two_shares(case: Case, table: Table | None) -> Numbers:
    if table is None:
        x1, n1, x0, n0 = (case["data"]["inline"][name] for name in ("x1", "n1", "x2", "n2"))
    else:
        columns = case["estimand"]["columns"]
        outcome, group = table.numbers(columns["outcome"]), table.columns[columns["group"]]
        inside = domain_of(table, case) & ~np.isnan(outcome)
        first, second = (outcome[inside & (group == label(columns[name]))] for name in ("group1", "group2"))
        x1, n1, x0, n0 = int(first.sum()), len(first), int(second.sum()), len(second)
    level, counts = case["conf_level"], (x1, n1, x0, n0)
    chi_square = pearson_chi_square(*counts)
    got: Numbers = {
        "p1": x1 / n1,
        "p2": x0 / n0,
        "n1": n1,
        "n2": n0,
        "diff": share_difference(*counts, level).estimate,
        **{f"diff_{name}": limits(share_difference(*counts, level, method=name)) for name in DIFFERENCE_OF_SHARES},
        "diff_wald": ends(SHARES_COMPARED["wald"](*counts, level)),
        "pearson_chi2": chi_square,
        "pearson_p": chi_square_p_value(chi_square),
        "fisher_p": fisher_p_value(*counts),
    }
    if x1 and x0:
        got["risk_ratio"] = share_ratio(*counts, level).estimate
        got |= {f"rr_{name}": limits(share_ratio(*counts, level, method=name)) for name in RATIO_OF_SHARES}
        got["rr_katz_log"] = ends(SHARES_COMPARED["katz_log"](*counts, level))
        found = odds_ratio(*counts, level)
        got |= {"odds_ratio": found.estimate, "or_woolf_logit": limits(found)}
    return got


def simple_mean(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    y = table.numbers(case["estimand"]["column"])[domain_of(table, case)]
    people = sample(y)
    result = levels(psu_totals(y, np.zeros(len(y), dtype=int), n_cell=1), "mean", case["conf_level"])[0]
    middle, known = median(people, case["conf_level"]), y[~np.isnan(y)]
    assert result.std_error is not None
    return {
        **row(result),
        "mean": result.estimate,
        "sd": result.std_error * math.sqrt(result.n),
        "median": middle.estimate,
        "median_ci_exact": {**limits(middle), "k": median_place(len(known), case["conf_level"])},
        "q25_type7": interpolated_quantile(known, 0.25),
        "q75_type7": interpolated_quantile(known, 0.75),
    }


def extrapolated(case: Case, table: Table | None) -> Numbers:
    if table is None:
        people, n, x = (case["data"]["inline"][name] for name in ("population", "sample", "successes"))
    else:
        answers = table.numbers(case["estimand"]["column"])[domain_of(table, case)]
        answers = answers[~np.isnan(answers)]
        people, n, x = case["params"]["population"], len(answers), int(answers.sum())
    level, share = case["conf_level"], x / n
    found = number(FrameCounts(*(np.array([[count]]) for count in (people, n, n, x))), level)[0]
    assert found.std_error is not None
    return {
        "rate": share,
        "count": found.estimate,
        "se_fpc": found.std_error,
        "n_eff": share * (1 - share) * (people / found.std_error) ** 2,
        **{
            name: ends(method(x, n, people, level))
            for name, method in NUMBER_IN_POPULATION.items()
            if 0 < x < n or name in NUMBER_AT_THE_EDGE
        },
    }


def adjusted_p_values(case: Case, table: Table | None) -> Numbers:
    if table is None:
        p_values = next(value for value in case["data"]["inline"].values() if isinstance(value, list))
    else:
        p_values = table.numbers(case["estimand"]["column"]).tolist()
    return {name: adjust(p_values) for name, adjust in ADJUSTMENTS.items()}
