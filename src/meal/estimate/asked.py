"""Another interval around an estimate than the rules pick, where a study asks for one by name (METHODS 2 and 3)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meal.estimate.intervals import ONE_PROPORTION, Interval, korn_graubard, logit_t, wilson_effective
from meal.estimate.methods.hypergeometric import hypergeometric_exact
from meal.estimate.reliability import wide_share
from meal.model.samples import FrameCounts, Remark, Result

SIMPLE = frozenset({"clopper_pearson", "jeffreys", "agresti_coull", "midp"})
"""Intervals that are made from x of n, and so are for simple samples from many people only."""

_WIDTHS = frozenset({"wide_interval", "wide_against_share"})


def with_interval(result: Result, name: str, conf_level: float) -> Result:
    """A share with the interval of this name.

    Args:
        result: a share with the default interval. name: `wilson`, `clopper_pearson`, `jeffreys`,
            `agresti_coull` or `midp` for a simple sample; `logit`, `korn_graubard` or `wilson` under a design.

    Returns:
        The result with the interval; without one, and with the reason, where it does not exist for
        this sample. A counted share, and one that was refused before, stay as they are.
    """
    if result.status == "not_estimable" or result.method == "census" or result.estimate is None:
        return result
    simple = result.method in ("wilson", "wilson_fpc")
    if simple and name == "wilson":
        return result
    if name in SIMPLE:
        if result.method != "wilson" or result.numerator is None:
            return _without(result, Remark("interval_needs_simple_sample", {"interval": name}))
        interval = ONE_PROPORTION[name](result.numerator, result.n, conf_level)
        return _with(result, interval, name, conf_level)
    df = float(result.n - 1) if simple else result.df
    if name not in ("logit", "korn_graubard", "wilson") or not df or df <= 0:
        return _without(result, Remark("interval_not_here", {"interval": name}))
    variance = result.std_error**2 if result.std_error else 0.0
    if name == "korn_graubard":
        interval = korn_graubard(result.estimate, variance, result.n, df, conf_level)
        return replace(_with(result, interval, name, conf_level), df=df)
    if not result.std_error or result.estimate in (0.0, 1.0):
        return _without(result, Remark("interval_without_variation", {"interval": name}))
    if name == "logit":
        interval, method = logit_t(result.estimate, result.std_error, df, conf_level), "logit_t"
    else:
        interval, method = wilson_effective(result.estimate, result.std_error, df, conf_level), "wilson_neff_t"
    return replace(_with(result, interval, method, conf_level), df=df)


def exact_numbers(counts: FrameCounts, results: list[Result], conf_level: float) -> list[Result]:
    """Numbers of people of a frame with limits that invert the hypergeometric test, one result a cell.

    Args:
        results: as from `number`. A frame of several strata has no such limits: the row says so.
    """
    return [_exact(counts, cell, result, conf_level) for cell, result in enumerate(results)]


def _exact(counts: FrameCounts, cell: int, result: Result, conf_level: float) -> Result:
    if result.status == "not_estimable" or result.method == "census" or result.estimate is None:
        return result
    strata = np.flatnonzero(counts.frame.sum(axis=1) > 0)
    if len(strata) != 1:
        return _without(result, Remark("interval_needs_one_stratum", {"strata": len(strata)}))
    stratum = int(strata[0])
    people, n = int(counts.frame[stratum].sum()), int(counts.answered[stratum].sum())
    x, said_no = int(counts.counted[stratum, cell]), int((counts.answered - counts.counted)[stratum, cell])
    # Nobody who said no can be counted, nor anybody outside the cell.
    most = float(counts.frame[stratum, cell] - said_no)
    interval = hypergeometric_exact(x, n, people, conf_level)
    return replace(
        result,
        conf_low=interval.low,
        conf_high=min(interval.high, max(most, result.estimate)),
        conf_level=conf_level,
        df=None,
        method="hypergeometric_exact",
        remarks=(*_kept(result), Remark("interval_asked", {"interval": "hypergeometric_exact"})),
    )


def _with(result: Result, interval: Interval, method: str, conf_level: float) -> Result:
    assert result.estimate is not None
    remarks = (*_kept(result), *wide_share(result.estimate, interval), Remark("interval_asked", {"interval": method}))
    return replace(
        result,
        conf_low=interval.low,
        conf_high=interval.high,
        conf_level=conf_level,
        method=method,
        status="unreliable" if any(remark.rule == "R12" for remark in remarks) else "ok",
        remarks=remarks,
    )


def _without(result: Result, why: Remark) -> Result:
    """The estimate alone, and why there is no interval of that name."""
    return replace(
        result,
        conf_low=None,
        conf_high=None,
        df=None,
        method="",
        status="not_estimable",
        remarks=(*_kept(result), why),
    )


def _kept(result: Result) -> tuple[Remark, ...]:
    """Remarks that hold whatever the interval: not which was picked (R3), nor how wide it was."""
    return tuple(
        remark
        for remark in result.remarks
        if remark.rule != "R3" and not (remark.rule == "R12" and remark.parameters.get("because") in _WIDTHS)
    )
