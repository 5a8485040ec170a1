"""Levels, differences, tables and models of surveys with weights, strata, clusters and finite populations."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np

from meal.aggregate import psu_totals, sample
from meal.estimate import (
    association_test,
    cell_estimates,
    contrast,
    design_regression,
    estimated_table,
    levels,
    quantile,
    rank_difference,
    ratio_of,
    replicate_level,
)
from meal.estimate.distributions import t_p_value
from meal.estimate.intervals import DESIGN_PROPORTION, korn_graubard, t_interval
from meal.estimate.methods.rao_scott import pearson_weighted
from meal.model.samples import CellEstimates, LinearStatistic, LonelyRule, Sample
from tests.reference.adapters.replicates import replicates_of
from tests.reference.adapters.rows import ends, f_numbers, row
from tests.reference.cases import Case, Numbers, Table, declared_design, domain_of, label, listed
from tests.reference.expressions import is_number, model_columns

STATISTICS: dict[str, LinearStatistic] = {"survey_mean": "mean", "survey_total": "total", "survey_ratio": "ratio"}

# What R calls `remove` we call by what it assumes.
LONELY: dict[str, LonelyRule] = {"remove": "certainty", "certainty": "certainty", "average": "average", "fail": "fail"}


def lonely_rule(case: Case) -> LonelyRule:
    return LONELY.get((case.get("design") or {}).get("lonely_psu", ""), "adjust")


def survey_sample(case: Case, table: Table, column: str | None, **more: Any) -> Sample:
    """The records of a case with their design; without a column every answer is 1."""
    y = np.ones(len(table)) if column is None else table.numbers(column)
    return sample(y, domain=domain_of(table, case), **declared_design(table, case), **more)


def survey_level(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    by = listed(case.get("by"))
    column = case["estimand"].get("numerator", case["estimand"].get("column"))
    if not by and "rows" in case["expected"]:
        return {"rows": _answers(case, table, column)}
    cell, names = (np.zeros(len(table), dtype=int), [()]) if not by else table.codes(*by)
    results = _cells(case, table, table.numbers(column), cell, len(names))
    if not by:
        return results[0]
    return {"rows": [{**found, "group": _named(by, name)} for found, name in zip(results, names, strict=True)]}


def _named(by: list[str], name: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(by, name, strict=True))


def _answers(case: Case, table: Table, column: str) -> list[Numbers]:
    """A question with several answers: one yes/no for each of them."""
    given = table.columns[column]
    rows = []
    for answer in sorted({value for value in given if value}):
        chosen = np.where(given == "", np.nan, given == answer)
        found = _cells(case, table, chosen, np.zeros(len(table), dtype=int), 1)[0]
        n = int((domain_of(table, case) & (given == answer)).sum())
        rows.append({**found, "group": {column: answer}, "n": n})
    return rows


def _cells(case: Case, table: Table, y: np.ndarray, cell: np.ndarray, n_cell: int) -> list[Numbers]:
    statistic, level = STATISTICS[case["kind"]], case["conf_level"]
    name = case["estimand"].get("denominator")
    x, inside = None if name is None else table.numbers(name), domain_of(table, case)
    if (case.get("design") or {}).get("replicates"):
        everyone = sample(y, x=x, **declared_design(table, case))
        replicates = replicates_of(case, table, everyone)
        domains = [replace(everyone, domain=inside & (cell == place)) for place in range(n_cell)]
        found = [replicate_level(one, replicates, statistic, level, centre="replicates") for one in domains]
        return [row(result) for result in found]
    totals = psu_totals(y, cell, n_cell=n_cell, x=x, domain=inside, **declared_design(table, case))
    df_design = int(totals.stratum_n_psu.sum()) - int((totals.stratum_n_psu > 0).sum())
    results = levels(totals, statistic, level, lonely=lonely_rule(case))
    plain = cell_estimates(totals, statistic, lonely=lonely_rule(case))
    # What a rule of ours refuses to print, such as a total of weights that sum to the sample, R prints.
    return [
        {**(row(found) if found.status != "not_estimable" else _plain(plain, place, level)), "df_design": df_design}
        for place, found in enumerate(results)
    ]


def _plain(cells: CellEstimates, cell: int, level: float) -> Numbers:
    error, df = math.sqrt(float(cells.covariance[cell, cell])), float(cells.df[cell])
    got = {"est": cells.estimate[cell], "se": error, "df": df, "n": cells.n[cell], "deff": cells.deff[cell]}
    return got | (ends(t_interval(float(cells.estimate[cell]), error, df, level)) if df > 0 else {})


def survey_proportion(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    cell = np.zeros(len(table), dtype=int)
    y, level = table.numbers(case["estimand"]["column"]), case["conf_level"]
    totals = psu_totals(y, cell, n_cell=1, domain=domain_of(table, case), **declared_design(table, case))
    cells = cell_estimates(totals, "share", lonely=lonely_rule(case))
    share, variance, n, df = (
        float(cells.estimate[0]),
        float(cells.covariance[0, 0]),
        int(cells.n[0]),
        float(cells.df[0]),
    )
    if case["kind"] == "survey_prop_extreme":
        found = levels(totals, "share", level)[0]
        return {**row(found), "n_star": _effective(korn_graubard(share, variance, n, df, level, capped=False), level)}
    error = math.sqrt(variance)
    return {
        "est": share,
        "se": error,
        "df": df,
        "n": n,
        "n_eff": share * (1 - share) / variance,
        "wald_t": ends(t_interval(share, error, df, level)),
        **{name: ends(method(share, variance, n, df, level)) for name, method in DESIGN_PROPORTION.items()},
    }


def _effective(interval: Any, level: float) -> float:
    """The sample size behind exact-type limits: the finite one is (α/2)^(1/n) from where nobody differs."""
    reach = interval.low if interval.high == 1 else 1 - interval.high
    return math.log((1 - level) / 2) / math.log(reach)


def survey_quantiles(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    by = listed(case.get("by"))
    everyone = survey_sample(case, table, case["estimand"]["column"])
    cell, names = (np.zeros(len(table), dtype=int), [()]) if not by else table.codes(*by)
    rows = []
    for place, name in enumerate(names):
        inside = replace(everyone, domain=everyone.domain & (cell == place))
        for q in case["params"]["probs"]:
            found = quantile(inside, q, case["conf_level"], lonely=lonely_rule(case))
            rows.append({**row(found), "q": q, "group": _named(by, name)})
    return {"rows": rows}


def survey_differences(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    cell, names = table.codes(*listed(case["by"]))
    estimand, place = case["estimand"], {name[0]: number for number, name in enumerate(names)}
    plus, minus = place[label(estimand["plus"])], place[label(estimand["minus"])]
    totals = psu_totals(
        table.numbers(estimand["column"]),
        cell,
        n_cell=len(names),
        domain=domain_of(table, case),
        **declared_design(table, case),
    )
    cells = cell_estimates(totals, "mean", lonely=lonely_rule(case))
    found = contrast(cells, {plus: 1.0, minus: -1.0}, case["conf_level"])
    got = row(found)
    assert found.df is not None
    return {
        **got,
        "est_plus": cells.estimate[plus],
        "est_minus": cells.estimate[minus],
        "df_minus1": found.df - 1,
        "p_value_svyglm_df": t_p_value(got["t"], found.df - 1),
    }


def two_questions(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    first, second = case["estimand"]["columns"]
    known = table.complete(first, second) & domain_of(table, case)
    (rows, row_names), (columns, column_names) = table.codes(first), table.codes(second)
    cell = np.where(known, rows * len(column_names) + columns, -1)
    totals = psu_totals(
        np.ones(len(table)), cell, n_cell=len(row_names) * len(column_names), **declared_design(table, case)
    )
    found = estimated_table(totals, len(column_names), lonely=lonely_rule(case))
    shares = found.totals / found.totals.sum(axis=1, keepdims=True)
    given = [[name[0] for name in names if name[0]] for names in (row_names, column_names)]
    return {
        "rao_scott_F": f_numbers(association_test(found)),
        "pearson_weighted_X2": pearson_weighted(found),
        "rao_scott_chisq_p": association_test(found, method="rao_scott_chi_square").p_value,
        "wald": f_numbers(association_test(found, method="wald")),
        "row_share": {
            name: dict(zip(given[1], part.tolist(), strict=True)) for name, part in zip(given[0], shares, strict=True)
        },
    }


FAMILIES = {
    "gaussian": "gaussian",
    "binomial": "binomial",
    "quasibinomial": "binomial",
    "poisson": "poisson",
    "quasipoisson": "poisson",
}


def regression(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand = case["estimand"]
    columns = model_columns(table, estimand["formula"])
    people = survey_sample(case, table, estimand["formula"].split("~")[0].strip())
    fit = design_regression(
        people,
        np.column_stack(list(columns.values())),
        family=FAMILIES[estimand["family"]],
        link=estimand["link"],
        lonely=lonely_rule(case),
    )
    found = fit.result(list(columns).index(estimand["parameter"].removeprefix("coefficient ")), case["conf_level"])
    ratio = ratio_of(found)
    return {
        **row(found),
        "coef": found.estimate,
        "ratio": ratio.estimate,
        "ratio_low": ratio.conf_low,
        "ratio_high": ratio.conf_high,
    }


def rank_test(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    outcome, group = (part.strip() for part in case["estimand"]["formula"].split("~"))
    group = re.sub(r"^factor\((.+)\)$", r"\1", group)
    values = table.columns[group]
    levels_of = sorted({value for value in values if value}, key=float if is_number(table, group) else str)
    second = np.where(values == "", np.nan, values == levels_of[1])
    found = rank_difference(survey_sample(case, table, outcome), second, case["conf_level"], ties="as_listed")
    return {**row(found), "difference_mean_rank": found.estimate}
