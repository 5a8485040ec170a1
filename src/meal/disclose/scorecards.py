"""Numbers of findings by partner and receipt: a row with a small one is hidden whole.

The numbers of a row add up with those of the row before: what was found is what is still open and what is
new. From a visible part a hidden one could be worked out, so that nothing of such a row stays; its total,
which the next row gives away, tells none of its parts.
"""

from __future__ import annotations

from collections.abc import Sequence

from meal.model.submissions import Score

_COUNTS = ("errors", "warnings", "new", "still_open", "fixed", "withdrawn", "settled")


def suppress_scores(scores: Sequence[Score], *, min_cell: int, min_denominator: int) -> tuple[Score, ...]:
    """The scores without rows in which a number is from 1 to below `min_cell`, or the records are too few."""
    return tuple(_hidden(score) if _small(score, min_cell, min_denominator) else score for score in scores)


def _small(score: Score, min_cell: int, min_denominator: int) -> bool:
    counts = [getattr(score, name) for name in _COUNTS]
    few = any(count is not None and 0 < count < min_cell for count in counts)
    # How many are not settled follows from the two numbers that are shown.
    found, settled = (score.errors or 0) + (score.warnings or 0), score.settled
    few = few or (settled is not None and 0 < found - settled < min_cell)
    return few or (score.records is not None and 0 < score.records < min_denominator)


def _hidden(score: Score) -> Score:
    return Score(score.wave, score.partner, score.received, None, None, None, suppressed=True)
