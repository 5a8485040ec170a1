"""A known frame and the sample drawn from it, as counts by stratum and cell (METHODS 20)."""

from __future__ import annotations

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import Claim, FrameCounts, PsuTotals


def frame_counts(
    y: FloatArray,
    cell: IntArray,
    *,
    n_cell: int,
    universe: BoolArray,
    drawn: BoolArray,
    stratum: IntArray | None = None,
    n_stratum: int | None = None,
) -> FrameCounts:
    """Count the people of a frame, those drawn, those who answered and those who said yes.

    Args:
        y: shape (n_people,), 1/0 for people who answered, NaN for everybody else.
        cell: shape (n_people,), 0..n_cell-1. Cells part the universe: everybody is in one.
        universe: shape (n_people,), people of the frame about whom the number is.
        drawn: shape (n_people,), drawn for the sample, reached or not.
        stratum: shape (n_people,), codes from 0; one stratum where None.

    Raises:
        ValueError: somebody of the universe is in no cell, or answered without being drawn, or y
            is not 1/0.
    """
    strata = np.zeros(len(y), dtype=np.int64) if stratum is None else stratum
    size = n_stratum if n_stratum is not None else int(strata.max(initial=0)) + 1
    answered = universe & ~np.isnan(y)
    if np.any(cell[universe] < 0):
        raise ValueError("every person of the universe must be in a cell, so that parts add up to the whole")
    if np.any(answered & ~drawn):
        raise ValueError("only people who were drawn can have an answer")
    if np.any((y[answered] != 0) & (y[answered] != 1)):
        raise ValueError("a number of people needs yes/no answers")

    def table(who: BoolArray) -> IntArray:
        codes = strata[who] * n_cell + cell[who]
        return np.bincount(codes, minlength=size * n_cell).reshape(size, n_cell)

    return FrameCounts(
        frame=table(universe),
        drawn=table(universe & drawn),
        answered=table(answered),
        counted=table(answered & (y == 1)),
    )


def stratum_weights(counts: FrameCounts) -> FloatArray:
    """How many people of the frame each respondent of a stratum stands for, shape (n_stratum,).

    0 in a stratum from which nobody answered.
    """
    frame, answered = counts.frame.sum(axis=1), counts.answered.sum(axis=1)
    return np.where(answered > 0, frame / np.maximum(answered, 1), 0.0)


def frame_totals(counts: FrameCounts, *, claim: Claim) -> PsuTotals:
    """PSU totals of the sample drawn from a frame, for the share in each cell.

    Every respondent weighs N_h/r_h; people who were drawn and not reached are taken to be as the
    respondents of their stratum. Under `these_people` a stratum's fraction is r_h/N_h.
    """
    n_stratum = len(counts.frame)
    n_frame, n_answered = counts.frame.sum(axis=1), counts.answered.sum(axis=1)
    weights = stratum_weights(counts)
    unit, cell = np.nonzero(counts.answered)
    n = counts.answered[unit, cell]
    x = counts.counted[unit, cell].astype(np.float64)
    w = weights[unit]
    known = claim == "these_people"
    return PsuTotals(
        unit=unit,
        cell=cell,
        n=n,
        y=x,
        w=w * n,
        wy=w * x,
        wx=w * n,
        wyy=w * x,
        wxy=w * x,
        wxx=w * n,
        w2=w**2 * n,
        w2y=w**2 * x,
        w2yy=w**2 * x,
        w2xy=w**2 * x,
        w2xx=w**2 * n,
        origin=0.0,
        unit_stratum=np.arange(n_stratum),
        unit_code=np.arange(n_stratum),
        stratum_n_psu=n_answered,
        stratum_fraction=np.where(known & (n_frame > 0), n_answered / np.maximum(n_frame, 1), 0.0),
        n_missing=(counts.drawn - counts.answered).sum(axis=0),
        uncovered=counts.frame[n_answered == 0].sum(axis=0),
        n_record=int(n_answered.sum()),
        sum_weight=float((weights * n_answered).sum()),
        by_record=True,
        weighted=n_stratum > 1,
        stratified=n_stratum > 1,
    )
