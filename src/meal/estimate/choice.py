"""Which interval a level gets, decided by the declared design and never by a test on the data."""

from __future__ import annotations

import math
from dataclasses import dataclass

from meal.estimate.distributions import normal_quantile
from meal.estimate.intervals import Interval, korn_graubard, logit_t, score_interval, t_interval
from meal.estimate.reliability import FEW_DEGREES, thin_base, wide_share
from meal.model.samples import Remark, Result

FEW_COUNTED = 5
RARE = 0.10
NOTABLE_FRACTION = 0.05


@dataclass(frozen=True, slots=True)
class CellFacts:
    """All that is known of one cell before an interval is put around its estimate.

    Attributes:
        variance: of the estimate under the design; 0 where no variation was seen.
        n: records with an answer. numerator: records counted, for yes/no answers.
        df: PSUs − strata in the cell.
        simple_n: the size of the simple random sample that the cell is, finite population
            included; None where weights, strata or PSUs make it something else.
        fraction: the largest sampling fraction among the cell's strata. counted: all are 1.
        designed: weights, strata or PSUs were declared. clustered: PSUs were.
        remarks: what there is to say about the design.
    """

    estimate: float
    variance: float
    n: int
    numerator: int | None
    df: float
    deff: float | None
    n_missing: int
    simple_n: float | None
    fraction: float
    counted: bool
    designed: bool
    remarks: tuple[Remark, ...] = ()
    clustered: bool = False


def share_result(facts: CellFacts, conf_level: float) -> Result:
    """A share with its interval: Wilson, logit or Korn–Graubard (rules R1–R3)."""
    if facts.counted:
        return counted_result(facts)
    std_error = math.sqrt(facts.variance) or None
    extreme: tuple[Remark, ...] = ()
    df: float | None = facts.df
    if facts.simple_n is not None:
        interval = score_interval(facts.estimate, facts.simple_n, normal_quantile(conf_level))
        method, effective, df = ("wilson_fpc" if facts.fraction > 0 else "wilson"), facts.simple_n, None
    elif facts.df <= 0:
        return refused(facts, Remark("no_degrees_of_freedom", {"n": facts.n}))
    else:
        extreme = _extreme(facts)
        method = "korn_graubard" if extreme else "logit_t"
        interval = (
            korn_graubard(facts.estimate, facts.variance, facts.n, facts.df, conf_level)
            if extreme or std_error is None
            else logit_t(facts.estimate, std_error, facts.df, conf_level)
        )
        effective = facts.estimate * (1 - facts.estimate) / facts.variance if std_error else float(facts.n)
    thin = (*thin_base(facts.n, effective, df), *wide_share(facts.estimate, interval))
    return _estimated(facts, std_error, interval, df, conf_level, method=method, remarks=(*extreme, *thin))


def amount_result(facts: CellFacts, conf_level: float) -> Result:
    """A mean, ratio or total with its t interval.

    Answers that are all equal give no spread and so no interval: their estimate stands alone.
    """
    if facts.counted:
        return counted_result(facts)
    if facts.df <= 0:
        return refused(facts, Remark("one_answer" if facts.n == 1 else "no_degrees_of_freedom", {"n": facts.n}))
    if facts.variance <= 0:
        return refused(facts, Remark("no_spread", {"n": facts.n}))
    std_error = math.sqrt(facts.variance)
    interval = t_interval(facts.estimate, std_error, facts.df, conf_level)
    effective = facts.n / facts.deff if facts.deff else float(facts.n)
    thin = thin_base(facts.n, effective, facts.df)
    method = "taylor_t" if facts.designed else "t"
    return _estimated(facts, std_error, interval, facts.df, conf_level, method=method, remarks=thin)


def counted_result(facts: CellFacts) -> Result:
    """An estimate without sampling error: everybody it is about was asked."""
    return Result(
        estimate=facts.estimate,
        std_error=0.0,
        method="census",
        n=facts.n,
        numerator=facts.numerator,
        n_missing=facts.n_missing,
        remarks=(Remark("census"),),
    )


def refused(facts: CellFacts, why: Remark) -> Result:
    """The estimate without an interval, and why there is none."""
    return Result(
        estimate=facts.estimate,
        n=facts.n,
        numerator=facts.numerator,
        n_missing=facts.n_missing,
        status="not_estimable",
        remarks=(*facts.remarks, why),
    )


def empty(n_missing: int, *, why: Remark | None = None, n: int = 0, numerator: int | None = None) -> Result:
    """No estimate: nobody in the cell answered, or what is given as the reason."""
    return Result(
        estimate=None,
        n=n,
        numerator=numerator,
        n_missing=n_missing,
        status="not_estimable",
        remarks=(why or Remark("nobody_answered", {"n_missing": n_missing}),),
    )


def is_rare(share: float) -> bool:
    """Whether a share is so far from a half that few PSUs hold the rarer answer."""
    return not RARE <= share <= 1 - RARE


def finite_remarks(fraction: float) -> tuple[Remark, ...]:
    """Rule R15: the remark that the finite population was allowed for, where it matters."""
    return (Remark("R15", {"fraction": fraction}),) if fraction > NOTABLE_FRACTION else ()


def simple_sample_size(n: int, n_stratum: int, fraction: float) -> float:
    """As many people drawn with replacement say as much as n of a stratum's n_h without.

    n(n_h − 1)/(n_h(1 − f)), whose variance is that of a domain in a simple sample; n itself where
    the claim goes beyond the frame.
    """
    if fraction <= 0 or fraction >= 1 or n_stratum == 1:
        return float(n)
    return n * (n_stratum - 1) / (n_stratum * (1 - fraction))


def _extreme(facts: CellFacts) -> tuple[Remark, ...]:
    """Rule R3: why the share needs an exact-type interval, if it does.

    In PSUs a share far from a half is one that few of them hold, and logit limits miss it too often
    (docs/coverage.md, docs/decisions/0010-rare-shares-in-clusters.md).
    """
    x = facts.numerator if facts.numerator is not None else round(facts.estimate * facts.n)
    if min(x, facts.n - x) < FEW_COUNTED or facts.estimate in (0.0, 1.0):
        because = "few_counted"
    elif facts.variance <= 0:
        because = "no_variation"
    elif facts.df < FEW_DEGREES:
        because = "few_degrees_of_freedom"
    elif facts.clustered and is_rare(facts.estimate):
        because = "rare_in_clusters"
    else:
        return ()
    return (Remark("R3", {"x": x, "n": facts.n, "df": facts.df, "because": because}),)


def _estimated(
    facts: CellFacts,
    std_error: float | None,
    interval: Interval,
    df: float | None,
    conf_level: float,
    *,
    method: str,
    remarks: tuple[Remark, ...],
) -> Result:
    return Result(
        estimate=facts.estimate,
        std_error=std_error,
        conf_low=interval.low,
        conf_high=interval.high,
        conf_level=conf_level,
        df=df,
        deff=facts.deff,
        method=method,
        n=facts.n,
        numerator=facts.numerator,
        n_missing=facts.n_missing,
        status="unreliable" if any(remark.rule == "R12" for remark in remarks) else "ok",
        remarks=(*facts.remarks, *remarks),
    )
