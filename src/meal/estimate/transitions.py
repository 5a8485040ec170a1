"""A question with several answers, asked of the same people twice: who went where."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from meal.estimate.adjust import holm
from meal.estimate.contrasts import contrast_result, t_result
from meal.estimate.distributions import normal_quantile
from meal.estimate.fourfold import Fourfold, share_change
from meal.estimate.intervals import Interval
from meal.estimate.methods.marginal_homogeneity import MARGINAL_HOMOGENEITY
from meal.estimate.significance import Significance
from meal.model.arrays import IntArray
from meal.model.samples import Result


def transition_table(before: IntArray, after: IntArray, n_answer: int) -> IntArray:
    """People by answer before (rows) and after (columns), shape (n_answer, n_answer).

    Args:
        before, after: shape (n,), 0..n_answer-1, or -1 for a person without an answer, who is left out.
    """
    known = (before >= 0) & (after >= 0)
    codes = before[known] * n_answer + after[known]
    return np.bincount(codes, minlength=n_answer * n_answer).reshape(n_answer, n_answer)


def change_of_answers(table: IntArray, *, method: str = "stuart_maxwell") -> Significance:
    """Whether the answers as a whole shifted between the waves."""
    return MARGINAL_HOMOGENEITY[method](table)


def answer_changes(table: IntArray, conf_level: float = 0.95) -> list[tuple[Result, float | None]]:
    """Change in the share of every answer, and its p-value adjusted by Holm; None where nobody moved (R6)."""
    n = int(table.sum())
    results = []
    for answer in range(len(table)):
        both = int(table[answer, answer])
        lost, gained = int(table[answer].sum()) - both, int(table[:, answer].sum()) - both
        results.append(share_change(Fourfold(both, gained, lost, n - both - gained - lost), conf_level))
    tested = [place for place, result in enumerate(results) if result.p_value is not None]
    adjusted = dict(zip(tested, holm([results[place].p_value or 0.0 for place in tested]), strict=True))
    return [(result, adjusted.get(place)) for place, result in enumerate(results)]


def mean_score_change(
    table: IntArray, scores: Sequence[float], conf_level: float = 0.95, *, large_sample: bool = False
) -> Result:
    """Mean change of ordered answers, each given a score, with t and n − 1 degrees of freedom.

    Args:
        large_sample: the normal distribution and the variance over n instead, as tables software prints.
    """
    values = np.asarray(scores, dtype=np.float64)
    step = values[None, :] - values[:, None]
    n = int(table.sum())
    change = float((table * step).sum()) / n
    squares = float((table * (step - change) ** 2).sum())
    if not large_sample:
        std_error = math.sqrt(squares / (n - 1) / n) if n > 1 else 0.0
        return t_result(change, std_error, float(n - 1), conf_level, n=n, method="paired_t")
    std_error = math.sqrt(squares) / n
    half = normal_quantile(conf_level) * std_error
    interval = Interval(change - half, change + half)
    return contrast_result(
        change, interval, conf_level, std_error=std_error, df=None, p_value=None, n=n, method="mean_score_ml"
    )
