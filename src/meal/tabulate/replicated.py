"""Replicate weights of a wave: from its columns, or built from its strata and PSUs (METHODS 5)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence

import numpy as np

from meal.estimate import (
    Replicates,
    balanced_half_samples,
    given_replicates,
    jackknife,
    rescaled_bootstrap,
    successive_differences,
)
from meal.estimate.methods.replicate_weights import ReplicateKind
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Sample
from meal.study.references import measured_in
from meal.study.sampling import ReplicateName, ReplicateWeights
from meal.tabulate.population import Population

KINDS: dict[ReplicateName, ReplicateKind] = {
    "jk1": "JK1",
    "jkn": "JKn",
    "brr": "BRR",
    "fay": "Fay",
    "bootstrap": "bootstrap",
    "sdr": "SDR",
}


def wave_replicates(
    population: Population, wave: str, declared: ReplicateWeights, rows: IntArray, whole: Sample
) -> Replicates:
    """The replicate weights of a wave's records.

    Args:
        rows: people with a record. whole: their records, with weights, strata and PSUs.

    Raises:
        DesignError: columns are absent or not filled in, or the design does not allow the kind.
    """
    if declared.columns:
        return _given(population, wave, declared, rows, whole)
    if declared.kind == "bootstrap":
        return rescaled_bootstrap(whole, draws=declared.draws, seed=declared.seed)
    if declared.kind in ("brr", "fay"):
        return balanced_half_samples(whole, fay=declared.rho)
    if declared.kind == "sdr":
        assert declared.order is not None
        place = population.numbers(declared.order, wave)[rows]
        if missing := int(np.isnan(place).sum()):
            raise DesignError(Remark("replicate_weight_missing", {"n": missing}))
        return successive_differences(whole, np.argsort(np.argsort(place, kind="stable"), kind="stable"))
    return jackknife(whole)


def bootstrap_for_medians(
    population: Population, wave: str, declared: ReplicateWeights, whole: Sample
) -> Replicates | None:
    """A bootstrap in place of a jackknife that was built, whose error of a median is wrong; None where none is needed.

    Raises:
        DesignError: a stratum has one PSU.
    """
    if declared.columns or declared.kind not in (None, "jk1", "jkn") or not _has_median(population, wave):
        return None
    return rescaled_bootstrap(whole, draws=declared.draws, seed=declared.seed)


def matching(patterns: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns that names and patterns stand for, in order of their numbers: `rw2` before `rw10`."""
    found: dict[str, None] = {}
    for pattern in patterns:
        alike = [pattern] if pattern in columns else fnmatch.filter(columns, pattern)
        found |= dict.fromkeys(sorted(alike, key=_natural))
    return list(found)


def _given(population: Population, wave: str, declared: ReplicateWeights, rows: IntArray, whole: Sample) -> Replicates:
    names = matching(declared.columns, list(population.waves[wave].columns))
    if len(names) < 2:
        raise DesignError(Remark("replicate_columns_absent", {"n": len(names)}))
    weights: FloatArray = np.column_stack([population.numbers(name, wave)[rows] for name in names])
    if missing := int((~np.isfinite(weights)).any(axis=1).sum()):
        raise DesignError(Remark("replicate_weight_missing", {"n": missing}))
    factors = np.array(declared.rscales, dtype=np.float64)
    if len(factors) not in (0, 1, len(names)):
        raise DesignError(Remark("replicate_factors_wrong", {"factors": len(factors), "columns": len(names)}))
    assert declared.kind is not None  # the study file is refused without it
    return given_replicates(
        weights if declared.combined else weights * whole.weight[:, None],
        KINDS[declared.kind],
        scale=declared.scale,
        fay=declared.rho,
        factors=np.broadcast_to(factors, len(names)) if len(factors) else None,
    )


def _has_median(population: Population, wave: str) -> bool:
    study = population.study
    return any("median" in one.statistics and wave in measured_in(one, study) for one in study.indicators)


def _natural(name: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name))
