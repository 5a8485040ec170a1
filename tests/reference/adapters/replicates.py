"""Replicate weights as a case declares them: given in columns, or to be built from its design."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from meal.aggregate import sample
from meal.estimate import (
    Replicates,
    balanced_half_samples,
    given_replicates,
    jackknife,
    replicate_level,
    rescaled_bootstrap,
    successive_differences,
)
from meal.model.samples import LinearStatistic, Sample
from tests.reference.adapters.rows import row
from tests.reference.cases import Case, Numbers, Table, declared_design, domain_of

KINDS: dict[str, Any] = {
    "JK1": "JK1",
    "JKN": "JKn",
    "BRR": "BRR",
    "FAY": "Fay",
    "BOOTSTRAP": "bootstrap",
    "SUBBOOTSTRAP": "bootstrap",
    "SDR": "SDR",
    "SUCCESSIVE-DIFFERENCE": "SDR",
    "ACS": "SDR",
}


def replicates_of(case: Case, table: Table, people: Sample) -> Replicates:
    declared = case["design"]["replicates"]
    kind = KINDS[str(declared["type"]).upper()]
    if not declared.get("columns"):
        return _built(kind, declared, people)
    weights = np.column_stack([table.numbers(name) for name in _columns(declared["columns"])])
    if declared.get("combined") is False:
        weights = weights * people.weight[:, None]
    factors = declared.get("rscales")
    return given_replicates(
        weights,
        kind,
        scale=_scale(declared.get("scale"), weights.shape[1]),
        fay=float(declared.get("rho") or 0.0),
        factors=None if factors is None else np.broadcast_to(np.asarray(factors, dtype=float), weights.shape[1]),
    )


def _built(kind: str, declared: Numbers, people: Sample) -> Replicates:
    if kind in ("JK1", "JKn"):
        return jackknife(people)
    if kind in ("BRR", "Fay"):
        return balanced_half_samples(people, fay=float(declared.get("rho") or 0.0))
    if kind == "SDR":
        return successive_differences(people, np.arange(len(people.y)))
    return rescaled_bootstrap(people, draws=int(declared.get("replicates") or 500), seed=int(declared.get("seed") or 1))


def _columns(declared: Any) -> list[str]:
    """Names listed, or the first and last of a numbered row of them: `bw1..bw60`."""
    if not isinstance(declared, str):
        return list(declared)
    span = re.fullmatch(r"(.*?)(\d+)\.\.\1(\d+)", declared)
    if not span:
        return [declared]
    return [f"{span.group(1)}{number}" for number in range(int(span.group(2)), int(span.group(3)) + 1)]


def _scale(declared: Any, count: int) -> float | None:
    if not isinstance(declared, str):
        return None if declared is None else float(declared)
    return 1 / {"1/R": count, "1/(R-1)": count - 1}[declared.replace(" ", "")]


def replication(case: Case, table: Table | None) -> Numbers:
    assert table is not None
    estimand, level = case["estimand"], case["conf_level"]
    denominator = estimand.get("denominator")
    people = sample(
        table.numbers(estimand["column"]),
        x=None if denominator is None else table.numbers(denominator),
        domain=domain_of(table, case),
        **declared_design(table, case),
    )
    replicates = replicates_of(case, table, people)
    statistic: LinearStatistic = estimand["parameter"]
    found, own = (
        replicate_level(people, replicates, statistic, level, centre=centre) for centre in ("replicates", "estimate")
    )
    n_replicate = replicates.weights.shape[1]
    return {**row(found), "se_mse": own.std_error, "n_reps": n_replicate, "scale": replicates.scale}
