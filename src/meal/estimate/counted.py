"""Counts of people, contacts or answers of which every record is there."""

from __future__ import annotations

from meal.model.samples import Remark, Result


def counted(yes: int, no: int, unknown: int, *remarks: Remark) -> Result:
    """A counted result, never scaled up: `yes` count of `yes + no` that are known; the unknown stand beside them."""
    return Result(
        estimate=float(yes),
        std_error=0.0,
        method="census",
        n=yes + no,
        numerator=yes,
        n_missing=unknown,
        remarks=(Remark("census"), *remarks),
    )
