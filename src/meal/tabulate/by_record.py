"""Levels that need the records themselves: with replicate weights, or with weights moved to known totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np

from meal.estimate import calibrated_level, calibrated_median, number_from_share, replicate_level, replicate_quantile
from meal.model.arrays import IntArray
from meal.model.samples import DesignError, LinearStatistic, LonelyRule, Remark, Result, Sample
from meal.tabulate.weighting import Weighting

Level = Callable[[Sample], Result]


def results_by_record(
    whole: Sample,
    weighting: Weighting | Remark,
    statistic: str,
    conf_level: float,
    *,
    cell: IntArray,
    n_cell: int,
    lonely: LonelyRule,
) -> list[Result]:
    """One result a cell, each a domain of the whole sample; a cell that is refused says why, the others are made.

    Args:
        cell: shape (n_records,), cell of every record.

    Raises:
        DesignError: the weighting of the wave is refused.
    """
    if isinstance(weighting, Remark):
        raise DesignError(weighting)
    level = weighted_level(weighting, statistic, conf_level, lonely)
    return in_cells(whole, level, cell=cell, n_cell=n_cell)


def in_cells(whole: Sample, level: Level, *, cell: IntArray, n_cell: int) -> list[Result]:
    """A level of every cell, each a domain of the whole sample; a cell that is refused says why."""
    return [_estimated(replace(whole, domain=whole.domain & (cell == place)), level) for place in range(n_cell)]


def weighted_level(weighting: Weighting, statistic: str, conf_level: float, lonely: LonelyRule) -> Level:
    """How a level of a domain is estimated with a weighting."""
    if statistic == "number":
        total, share = (weighted_level(weighting, part, conf_level, lonely) for part in ("total", "share"))
        return number_level(total, share, conf_level)
    linear = cast("LinearStatistic", statistic)
    calibration, replicates = weighting.calibration, weighting.replicates
    if calibration is not None:
        if statistic == "median":
            return lambda domain: calibrated_median(domain, calibration, conf_level, lonely=lonely)
        return lambda domain: calibrated_level(domain, calibration, linear, conf_level, lonely=lonely)
    assert replicates is not None
    if statistic == "median":
        for_medians = weighting.for_medians or replicates
        return lambda domain: replicate_quantile(domain, for_medians, 0.5, conf_level, df=weighting.df)
    return lambda domain: replicate_level(domain, replicates, linear, conf_level, df=weighting.df)


def number_level(total: Level, share: Level, conf_level: float) -> Level:
    """How a number of people is estimated from its total, with limits that suit its share."""

    def level(domain: Sample) -> Result:
        everybody = total(replace(domain, y=np.where(np.isnan(domain.y), np.nan, 1.0)))
        return number_from_share(total(domain), share(domain), everybody.estimate or 0.0, conf_level)

    return level


def _estimated(domain: Sample, level: Level) -> Result:
    """A level, or the reason why there is none, with the people counted all the same."""
    n_missing = int((domain.domain & np.isnan(domain.y)).sum())
    answers = domain.y[domain.included]
    if not len(answers):
        why = Remark("nobody_answered", {"n_missing": n_missing})
        return Result(None, n_missing=n_missing, status="not_estimable", remarks=(why,))
    try:
        return replace(level(domain), n=len(answers), n_missing=n_missing)
    except DesignError as error:
        yes_or_no = bool(np.all((answers == 0) | (answers == 1)))
        return Result(
            None,
            n=len(answers),
            numerator=int(answers.sum()) if yes_or_no else None,
            n_missing=n_missing,
            status="not_estimable",
            remarks=(error.remark,),
        )
