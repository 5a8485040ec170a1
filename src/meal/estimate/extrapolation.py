"""The number of people in a known frame, extrapolated from a random sample of them (METHODS 20)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from meal.estimate.choice import CellFacts, empty, finite_remarks, share_result, simple_sample_size
from meal.estimate.intervals import Interval, logit_t, t_interval, wilson, wilson_effective, wilson_finite
from meal.estimate.methods.hypergeometric import hypergeometric_exact
from meal.estimate.reliability import thin_base
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import Claim, FrameCounts, Remark, Result


def number(counts: FrameCounts, conf_level: float = 0.95, *, claim: Claim = "these_people") -> list[Result]:
    """How many people of the frame there are in each cell who would say yes.

    T̂ = Σ_h N_h · (yes of the cell among the stratum's respondents)/r_h, so that the cells add up
    to the whole, with V̂ = Σ_h N_h²(1 − r_h/N_h) s²_h/r_h. The limits are those of T̂/N times N,
    where N counts the frame in the strata in which the cell has people: logit with t and
    Σr_h − H degrees of freedom, Korn–Graubard where extreme (R3), Wilson in one stratum. They are
    never below the people counted, nor above the frame without those who said no.

    Assumes that the respondents of a stratum are as a random sample of its people. A stratum with
    one respondent has its spread measured against the overall mean (R10).

    Args:
        claim: `people_like_these` drops the finite population.

    Returns:
        One result a cell. Not estimable where the cell has people in a stratum from which nobody
        answered (`not_covered`).
    """
    return [_number(counts, cell, conf_level, claim) for cell in range(counts.frame.shape[1])]


def number_bounds(
    counts: FrameCounts, conf_level: float = 0.95, *, answer: bool, claim: Claim = "these_people"
) -> list[Result]:
    """The number if everybody who was drawn and not reached had said no, or yes (worst and best case).

    Only the people drawn vary: Σ N_h x_h/s_h to Σ N_h (x_h + s_h − r_h)/s_h.
    """
    return [replace(result, n_missing=0) for result in number(counts.unanswered_as(answer), conf_level, claim=claim)]


NUMBER_IN_POPULATION: dict[str, Callable[[int, int, int, float], Interval]] = {
    "total_t_fpc": lambda x, n, people, level: t_interval(x / n, _std_error(x, n, people), n - 1, level).times(people),
    "wilson_fpc": lambda x, n, people, level: wilson_finite(x, n, n / people, level).times(people),
    "wilson_fpc_t": lambda x, n, people, level: wilson_effective(x / n, _std_error(x, n, people), n - 1, level).times(
        people
    ),
    "logit_fpc_t": lambda x, n, people, level: logit_t(x / n, _std_error(x, n, people), n - 1, level).times(people),
    "hypergeometric_exact": hypergeometric_exact,
    "wilson_no_fpc": lambda x, n, people, level: wilson(x, n, level).times(people),
}
"""Intervals for the number of yes among people of whom x of n drawn said so, by name; `wilson_fpc` is the default.

The t forms need at least one yes and one no.
"""


def _std_error(x: int, n: int, people: int) -> float:
    """Of the share x of n drawn without replacement."""
    return math.sqrt((1 - n / people) * x / n * (1 - x / n) / (n - 1))


def _number(counts: FrameCounts, cell: int, conf_level: float, claim: Claim) -> Result:
    n_frame, n_answered = counts.frame.sum(axis=1), counts.answered.sum(axis=1)
    strata = np.flatnonzero(counts.frame[:, cell] > 0)
    n, x = int(counts.answered[:, cell].sum()), int(counts.counted[:, cell].sum())
    n_missing = int((counts.drawn - counts.answered)[:, cell].sum())
    people = int(n_frame[strata].sum())
    bare = strata[n_answered[strata] == 0]
    if len(bare):
        why = Remark("not_covered", {"people": int(counts.frame[bare, cell].sum()), "strata": len(bare)})
        return empty(n_missing, why=why, n=n, numerator=x)
    if not len(strata):
        return empty(n_missing)
    facts = _facts(counts, cell, strata, claim)
    share = share_result(facts, conf_level)
    estimate = facts.estimate * people
    low, high = _scaled(share.conf_low, people), _scaled(share.conf_high, people)
    if claim == "these_people" and low is not None and high is not None:
        # Nobody who said yes can be uncounted, nobody who said no counted.
        low = max(low, min(float(x), estimate))
        high = min(high, max(float(counts.frame[:, cell].sum() - (n - x)), estimate))
    thin = thin_base(n, n, None) if n < share.n and share.method != "census" else ()
    return replace(
        share,
        estimate=estimate,
        std_error=_scaled(share.std_error, people),
        conf_low=low,
        conf_high=high,
        n=n,
        numerator=x,
        n_missing=n_missing,
        status="unreliable" if thin and share.status == "ok" else share.status,
        remarks=(*share.remarks, *thin),
    )


def _facts(counts: FrameCounts, cell: int, strata: IntArray, claim: Claim) -> CellFacts:
    """The cell as a share of the frame of its strata, with everybody else in them a no."""
    n_frame, n_answered = counts.frame.sum(axis=1), counts.answered.sum(axis=1)
    people, answered = n_frame[strata].astype(np.float64), n_answered[strata].astype(np.float64)
    yes = counts.counted[strata, cell].astype(np.float64)
    fraction = answered / people if claim == "these_people" else np.zeros(len(strata))
    alone = (answered == 1) & (fraction < 1)
    n, total = int(answered.sum()), float(people.sum())
    x = int(yes.sum())
    design = Remark("R1", {"weights": 0, "strata": 1, "clusters": 0, "df": n - len(strata)})
    remarks = [design if len(n_frame) > 1 else Remark("R2", {"n": n})]
    if alone.any():
        remarks.append(Remark("R10", {"strata": int(alone.sum()), "refused": 0}))
    return CellFacts(
        estimate=float((people * yes / answered).sum()) / total,
        variance=float(_variances(people, answered, yes, fraction).sum()) / total**2,
        n=n,
        numerator=x,
        df=float(n - len(strata)),
        deff=None,
        n_missing=0,
        simple_n=simple_sample_size(n, n, float(fraction[0])) if len(strata) == 1 else None,
        fraction=float(fraction.max()),
        counted=bool(np.all(fraction >= 1)),
        designed=len(n_frame) > 1,
        remarks=(*remarks, *finite_remarks(float(fraction.max()))),
    )


def _variances(people: FloatArray, answered: FloatArray, yes: FloatArray, fraction: FloatArray) -> FloatArray:
    """N_h²(1 − f_h) s²_h/r_h of each stratum; against the share in all strata where r_h is 1."""
    share = yes / answered
    overall = float((people * share).sum()) / float(people.sum())
    spread = np.where(answered > 1, share * (1 - share) / np.maximum(answered - 1, 1), (share - overall) ** 2)
    return people**2 * (1 - fraction) * spread


def _scaled(value: float | None, people: int) -> float | None:
    return None if value is None else value * people
