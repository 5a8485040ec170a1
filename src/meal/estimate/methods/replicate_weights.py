"""Replicate weights, built from the declared design or as a producer of data gives them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from meal.estimate.methods.hadamard import hadamard
from meal.estimate.scores import units_of
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Sample

ReplicateKind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "SDR"]


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """Replicate weights and how their estimates make a variance: c Σ_r k_r(θ_r − θ)².

    Attributes:
        weights: shape (n_records, n_replicate). scale: c. factors: k_r, shape (n_replicate,).
        built: made here from the declared design, whose PSUs then give the degrees of freedom.
        seed: of a bootstrap drawn here; None otherwise.
    """

    kind: ReplicateKind
    weights: FloatArray
    scale: float
    factors: FloatArray
    built: bool = False
    seed: int | None = None


def given_replicates(
    weights: FloatArray,
    kind: ReplicateKind,
    *,
    scale: float | None = None,
    fay: float = 0.0,
    factors: FloatArray | None = None,
) -> Replicates:
    """Replicate weights from the columns of a file.

    Args:
        weights: shape (n_records, n_replicate), the base weight included.
        scale: as the producer documents it; the usual one of the kind where None.
        fay: how much weight Fay's method leaves to the half that is left out, 0–1.
        factors: k_r of a stratified jackknife, shape (n_replicate,); 1 where None.

    Source: Wolter (2007), Introduction to Variance Estimation; Judkins (1990), Journal of Official
        Statistics 6, for Fay's method.
    """
    count = weights.shape[1]
    usual = {
        "JK1": (count - 1) / count,
        "JKn": 1.0,
        "BRR": 1 / count,
        "Fay": 1 / (count * (1 - fay) ** 2),
        "bootstrap": 1 / count,
        "SDR": 4 / count,
    }
    return Replicates(
        kind, weights, usual[kind] if scale is None else scale, np.ones(count) if factors is None else factors
    )


def jackknife(sample: Sample) -> Replicates:
    """Leave out each PSU in turn: JK1 without strata, JKn with them, with the first stage's finite population.

    Raises:
        DesignError: a stratum has one PSU (R10).
    """
    units = units_of(sample)
    if units.lonely.any():
        raise DesignError(Remark("R10", {"strata": int(units.lonely.sum()), "refused": 1}))
    n_psu = len(units.stratum)
    left_out = units.of[:, None] == np.arange(n_psu)
    in_stratum = units.stratum[units.of][:, None] == units.stratum[None, :]
    raised = units.n_in_stratum / np.maximum(units.n_in_stratum - 1, 1)
    factor = np.where(left_out, 0.0, np.where(in_stratum, raised[None, :], 1.0))
    # A PSU that was certain to be drawn is never left out.
    factor = np.where((units.n_in_stratum == 1)[None, :], 1.0, factor)
    spread = (units.n_in_stratum - 1) / units.n_in_stratum * (1 - units.fraction)
    weights = sample.weight[:, None] * factor
    if len(np.unique(units.stratum)) == 1:
        return Replicates("JK1", weights, float(spread[0]), np.ones(n_psu), built=True)
    return Replicates("JKn", weights, 1.0, spread, built=True)


def balanced_half_samples(sample: Sample, *, fay: float = 0.0) -> Replicates:
    """Balanced repeated replication of a design with two PSUs in every stratum.

    Args:
        fay: weight left to the half that is left out, 0 for plain halves.

    Raises:
        DesignError: a stratum has another number of PSUs than two (`not_two_psus`).

    Source: McCarthy (1969), Review of the International Statistical Institute 37.
    """
    units = units_of(sample)
    wrong = len(np.unique(units.stratum[units.n_in_stratum != 2]))
    if wrong:
        raise DesignError(Remark("not_two_psus", {"strata": wrong}))
    strata, place = np.unique(units.stratum, return_inverse=True)
    second = np.arange(len(place)) - np.searchsorted(units.stratum, units.stratum)
    signs = hadamard(len(strata) + 1)[1 : len(strata) + 1]
    half = np.where(second[:, None] == 0, signs[place], -signs[place])
    factor = np.where(half > 0, 2.0 - fay, fay)
    made = given_replicates(sample.weight[:, None] * factor[units.of], "Fay" if fay else "BRR", fay=fay)
    return replace(made, built=True)


def rescaled_bootstrap(sample: Sample, *, draws: int = 500, seed: int) -> Replicates:
    """Draw n_h − 1 PSUs of each stratum again with replacement, weights rescaled to keep variances right.

    Raises:
        DesignError: a stratum has one PSU (R10).

    Source: Rao & Wu (1988), Journal of the American Statistical Association 83; Rao, Wu & Yue (1992).
    """
    units = units_of(sample)
    if units.lonely.any():
        raise DesignError(Remark("R10", {"strata": int(units.lonely.sum()), "refused": 1}))
    generator = np.random.default_rng(seed)
    factor = np.ones((len(units.stratum), draws))
    for stratum in np.unique(units.stratum):
        psus = np.flatnonzero(units.stratum == stratum)
        if len(psus) > 1:
            factor[psus] = _drawn_again(generator, len(psus), draws, 1 - float(units.fraction[psus[0]]))
    return Replicates("bootstrap", sample.weight[:, None] * factor[units.of], 1 / draws, np.ones(draws), True, seed)


def successive_differences(sample: Sample, order: IntArray, *, replicates: int | None = None) -> Replicates:
    """Successive difference replication of a systematic sample.

    Args:
        order: shape (n_records,), place of each record's PSU in the list that was sampled from.
        replicates: 4 or more; the next possible number above the PSUs + 2 where None.

    Source: Fay & Train (1995), Proceedings of the Section on Government Statistics, ASA.
    """
    units = units_of(sample)
    n_psu = len(units.stratum)
    place = np.zeros(n_psu)
    place[units.of] = order
    matrix = hadamard(replicates or n_psu + 2)
    count = len(matrix)
    rank = np.argsort(np.argsort(place, kind="stable"), kind="stable")
    # The first row is all ones and tells nothing apart; each PSU takes the row of the one before as its second.
    first, second = matrix[1 + rank % (count - 1)], matrix[1 + (rank + 1) % (count - 1)]
    factor = 1 + 2**-1.5 * first - 2**-1.5 * second
    return replace(given_replicates(sample.weight[:, None] * factor[units.of], "SDR"), built=True)


def _drawn_again(generator: np.random.Generator, n_psu: int, draws: int, rest: float) -> FloatArray:
    """Factors of the PSUs of one stratum, shape (n_psu, draws)."""
    times = generator.multinomial(n_psu - 1, np.full(n_psu, 1 / n_psu), size=draws).T
    shrink = np.sqrt(rest)
    factors: FloatArray = 1 - shrink + shrink * n_psu / (n_psu - 1) * times
    return factors


def replicate_rank(weights: FloatArray) -> int:
    """Rank of replicate weights: one more than the degrees of freedom they carry."""
    scale = np.abs(weights).max(initial=0.0)
    return int(np.linalg.matrix_rank(weights, tol=1e-7 * scale * max(weights.shape))) if scale else 0
