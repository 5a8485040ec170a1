"""Means and numbers from a follow-up sample of a cohort that is itself a sample (METHODS 20)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meal.estimate.choice import CellFacts, amount_result, share_result
from meal.estimate.influence import Linearised, design_df, designed_result, linearised, sums_to_population
from meal.estimate.methods.two_phase import TWO_PHASE, SecondPhase
from meal.estimate.methods.two_phase_design import two_phase_variance
from meal.estimate.quantiles import linearised_median
from meal.estimate.scores import Units, units_of
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, LinearStatistic, MeanStatistic, Remark, Result, Sample


def second_phase(y: FloatArray, drawn: np.ndarray, stratum: IntArray) -> SecondPhase:
    """The subsample of a first sample.

    Args:
        y: shape (n_first,), answers of those who were drawn and answered, NaN otherwise.
        drawn: shape (n_first,), drawn for the second phase. stratum: shape (n_first,), codes from 0.

    Raises:
        DesignError: nobody was drawn from a stratum (`not_covered`), or only one person.
    """
    answered = drawn & ~np.isnan(y)
    first = np.bincount(stratum)
    number = np.bincount(stratum[answered], minlength=len(first))
    bare = int(np.sum((number == 0) & (first > 0)))
    if bare:
        raise DesignError(Remark("not_covered", {"people": int(first[number == 0].sum()), "strata": bare}))
    lonely = int(np.sum((number == 1) & (first > 1)))
    if lonely:
        raise DesignError(Remark("R10", {"strata": lonely, "refused": 1}))
    return SecondPhase(y[answered], stratum[answered], first)


def two_phase_level(
    people: SecondPhase, statistic: MeanStatistic, conf_level: float = 0.95, *, method: str = "closed_form"
) -> Result:
    """A share or mean of the population that the first sample came from.

    For a number of people of the cohort itself use `number`, in which only the second phase counts.
    """
    std_error = TWO_PHASE[method](people)
    n = len(people.y)
    facts = CellFacts(
        estimate=people.mean,
        variance=std_error**2,
        n=n,
        numerator=int(people.y.sum()) if statistic == "share" else None,
        df=float(n - len(people.first)),
        deff=None,
        n_missing=0,
        simple_n=None,
        fraction=0.0,
        counted=False,
        designed=True,
        remarks=(Remark("two_phase", {"first": int(people.first.sum()), "second": n}),),
    )
    return share_result(facts, conf_level) if statistic == "share" else amount_result(facts, conf_level)


def designed_two_phase_level(
    first: Sample, drawn: BoolArray, group: IntArray, statistic: LinearStatistic, conf_level: float = 0.95
) -> Result:
    """A share, mean, ratio or total of the population of a first sample with a design, from a subsample of it.

    Args:
        first: everybody of the first sample with its weights, strata and PSUs; `y` NaN where nobody
            asked or answered; a domain is declared in it.
        drawn: shape (n_first,), people of the subsample who answered. They stand for their group.
        group: shape (n_first,), second-phase strata, codes from 0.

    Raises:
        DesignError: nobody of a group was reached (`not_covered`), or one of several (R10); a stratum of
            the first sample has one PSU (R10); nobody of the domain answered.
    """
    phases = _phases(first, drawn, group)
    asked = replace(first, y=np.where(drawn, first.y, np.nan))
    if statistic == "total" and not sums_to_population(first):
        parameters = {"sum_weight": float(first.weight.sum()), "n": len(first.y)}
        raise DesignError(Remark("weights_do_not_sum_to_population", parameters))
    found = linearised(asked, statistic, phases.weight)
    return designed_result(
        asked,
        found,
        phases.variance(first, found),
        phases.df(group, found),
        conf_level,
        statistic=statistic,
        weight=np.where(drawn, phases.weight, 0.0),
        remarks=(_said(first, drawn),),
    )


def designed_two_phase_median(first: Sample, drawn: BoolArray, group: IntArray, conf_level: float = 0.95) -> Result:
    """The median of the population of a first sample, from a subsample of it, with Woodruff's limits.

    Args:
        first, drawn, group: as for `designed_two_phase_level`.

    Raises:
        DesignError: as `designed_two_phase_level`.
    """
    phases = _phases(first, drawn, group)
    asked = replace(first, y=np.where(drawn, first.y, np.nan))
    return linearised_median(
        asked,
        phases.weight,
        conf_level,
        variance=lambda below: phases.variance(first, below),
        df=lambda below: phases.df(group, below),
        remarks=(_said(first, drawn),),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Phases:
    """Both phases of a sample, whatever is estimated from it.

    Attributes:
        weight: shape (n_first,), of both phases. n_first, n_second: shape (n_group,), people of the first
            sample and of the subsample. rows: records of the subsample. group: theirs.
    """

    units: Units
    weight: FloatArray
    n_first: IntArray
    n_second: IntArray
    rows: IntArray
    group: IntArray

    def variance(self, first: Sample, found: Linearised) -> float:
        influence = (first.weight * found.influence)[self.rows]
        return two_phase_variance(influence, self.units, self.group, self.n_first, self.n_second, self.rows).total

    def df(self, group: IntArray, found: Linearised) -> float:
        """What the thinner phase leaves: people − groups of the subsample, PSUs − strata of the first sample."""
        second = float(found.included.sum() - len(np.unique(group[found.included])))
        return min(second, design_df(self.units, found.included))


def _phases(first: Sample, drawn: BoolArray, group: IntArray) -> _Phases:
    size = int(group.max(initial=0)) + 1
    n_first, n_second = np.bincount(group, minlength=size), np.bincount(group[drawn], minlength=size)
    bare = (n_second == 0) & (n_first > 0)
    if bare.any():
        raise DesignError(Remark("not_covered", {"people": int(n_first[bare].sum()), "strata": int(bare.sum())}))
    units = units_of(first)
    alone = int(np.sum((n_second == 1) & (n_first > 1))) + int(units.lonely.sum())
    if alone:
        raise DesignError(Remark("R10", {"strata": alone, "refused": 1}))
    weight = first.weight * (n_first / np.maximum(n_second, 1))[group]
    rows = np.flatnonzero(drawn)
    return _Phases(units, weight, n_first, n_second, rows, group[rows])


def _said(first: Sample, drawn: BoolArray) -> Remark:
    return Remark("two_phase", {"first": len(first.y), "second": int((drawn & ~np.isnan(first.y)).sum())})
