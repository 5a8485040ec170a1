"""Means and numbers from a follow-up sample of a cohort that is itself a sample (METHODS 20)."""

from __future__ import annotations

import numpy as np

from meal.estimate.choice import CellFacts, amount_result, share_result
from meal.estimate.methods.two_phase import TWO_PHASE, SecondPhase
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, MeanStatistic, Remark, Result


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
