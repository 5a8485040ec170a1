"""Rule R12: when an estimate is too thin to lean on, and why."""

from __future__ import annotations

from meal.estimate.intervals import Interval
from meal.model.samples import Remark

FEW = 30
FEW_DEGREES = 8
WIDE = 0.30
NARROW = 0.05
RELATIVE = 1.30


def thin_base(n: int, n_effective: float, df: float | None) -> tuple[Remark, ...]:
    """What is thin about the sample: few records, few effective records, few degrees of freedom.

    Args:
        n: records with an answer. n_effective: as many simple random records would say as much.
        df: None where the method has none.
    """
    remarks = []
    if n < FEW:
        remarks.append(Remark("R12", {"because": "few_records", "n": n}))
    elif n_effective < FEW:
        remarks.append(Remark("R12", {"because": "few_effective_records", "n_effective": n_effective}))
    if df is not None and df < FEW_DEGREES:
        remarks.append(Remark("R12", {"because": "few_degrees_of_freedom", "df": df}))
    return tuple(remarks)


def wide_share(share: float, interval: Interval) -> tuple[Remark, ...]:
    """What is wide about the interval of a share: in points, or against the share itself.

    Source: Parker et al. (2017), NCHS Vital and Health Statistics 2(175), as a flag and not a
        suppression.
    """
    if interval.width >= WIDE:
        return (Remark("R12", {"because": "wide_interval", "width": interval.width}),)
    if interval.width > NARROW and interval.width > RELATIVE * share:
        return (Remark("R12", {"because": "wide_against_share", "width": interval.width}),)
    return ()
