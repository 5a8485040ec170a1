"""One to one: of pairs that may be one person, those that are best together, and those that are too close to call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray

# Above this many pairs of places a group is judged by its pairs alone, which calls more of them ambiguous.
LARGEST_TABLE = 10_000
MOST_PAIRS = 1_000
# A group beyond this is no group of people who may be each other: what joins them tells nothing.
TOO_LARGE = 20_000_000
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Which pairs are taken.

    Attributes:
        best: shape (n_pairs,), pairs of the assignment with the highest sum of scores; one to one.
        certain: shape (n_pairs,), those of them without which every other assignment is clearly worse.
        ambiguous: shape (n_pairs,), pairs that stand in some assignment which is nearly as good, and are not
            certain: for somebody to decide.
    """

    best: BoolArray
    certain: BoolArray
    ambiguous: BoolArray


def one_to_one(left: IntArray, right: IntArray, score: FloatArray, *, margin: float) -> Assignment:
    """Assign the left side to the right side so that the sum of scores is highest, in each connected group.

    Args:
        left, right: shape (n_pairs,), numbers of the two sides, each with numbers of its own; no pair twice.
        score: shape (n_pairs,), above 0; higher is better. A pair that is not there is worth 0.
        margin: assignments whose sum is at most this much lower are as good.

    Returns:
        Nothing is taken of a group with more than `TOO_LARGE` places, and all of it is ambiguous.

    Raises:
        ValueError: a score is not above 0.

    Source: Crouse (2016), IEEE Transactions on Aerospace and Electronic Systems 52, in SciPy.
    """
    if (score <= 0).any():
        raise ValueError("scores of pairs that may be assigned are above 0")
    best, certain, ambiguous = (np.zeros(len(left), dtype=np.bool_) for _ in range(3))
    for pairs in connected(left, right):
        if len(pairs) == 1:
            best[pairs] = True
            certain[pairs] = score[pairs] > margin + ROUNDING
            ambiguous[pairs] = ~certain[pairs]
            continue
        if len(np.unique(left[pairs])) * len(np.unique(right[pairs])) > TOO_LARGE:
            ambiguous[pairs] = True
            continue
        table = _Table(left[pairs], right[pairs], score[pairs])
        best[pairs] = table.best()
        clear, close = table.judged(margin) if table.small else table.judged_by_pairs(best[pairs], margin)
        certain[pairs], ambiguous[pairs] = clear, close
    return Assignment(best, certain, ambiguous)


def connected(left: IntArray, right: IntArray) -> list[IntArray]:
    """The pairs of each group of people who are joined by pairs, in order of their first pair."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(left):
        return []
    names_left, rows = np.unique(left, return_inverse=True)
    names_right, columns = np.unique(right, return_inverse=True)
    size = len(names_left) + len(names_right)
    joined = coo_array((np.ones(len(rows)), (rows, columns + len(names_left))), shape=(size, size))
    _, group = connected_components(joined, directed=False)
    of_pair = group[rows]
    order = np.argsort(of_pair, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(of_pair[order])) + 1)
    return sorted(parts, key=lambda pairs: int(pairs[0]))


class _Table:
    """Scores of one group as a table of its left and right side; 0 where there is no pair."""

    def __init__(self, left: IntArray, right: IntArray, score: FloatArray) -> None:
        names_left, self.rows = np.unique(left, return_inverse=True)
        names_right, self.columns = np.unique(right, return_inverse=True)
        self.score = score
        self.scores = np.zeros((len(names_left), len(names_right)))
        self.scores[self.rows, self.columns] = score
        self.small = self.scores.size <= LARGEST_TABLE and len(score) <= MOST_PAIRS

    def best(self) -> BoolArray:
        """Whether each pair is taken in the assignment with the highest sum."""
        rows, columns = _assigned(self.scores)
        taken = np.zeros(self.scores.shape, dtype=np.bool_)
        taken[rows, columns] = True
        return taken[self.rows, self.columns]

    def judged(self, margin: float) -> tuple[BoolArray, BoolArray]:
        """Certain and ambiguous pairs, by solving the group without each pair, and with it."""
        highest = _highest(self.scores)
        needed, possible = (np.zeros(len(self.score), dtype=np.bool_) for _ in range(2))
        for pair, (row, column) in enumerate(zip(self.rows, self.columns, strict=True)):
            without = self.scores.copy()
            without[row, column] = 0.0
            needed[pair] = _highest(without) < highest - margin - ROUNDING
            rest = np.delete(np.delete(self.scores, row, axis=0), column, axis=1)
            possible[pair] = self.score[pair] + _highest(rest) >= highest - margin - ROUNDING
        return needed, possible & ~needed

    def judged_by_pairs(self, best: BoolArray, margin: float) -> tuple[BoolArray, BoolArray]:
        """The same for a large group: a pair is certain where no other pair of either person comes near it."""
        near = np.zeros(len(self.score), dtype=np.bool_)
        for side in (self.rows, self.columns):
            for person in np.unique(side[best]).tolist():
                own = np.flatnonzero(side == person)
                taken = own[best[own]]
                rivals = own[~best[own] & (self.score[own] >= self.score[taken[0]] - margin - ROUNDING)]
                if len(rivals):
                    near[taken], near[rivals] = True, True
        near |= best & (self.score <= margin + ROUNDING)
        return best & ~near, near


def _assigned(scores: FloatArray) -> tuple[IntArray, IntArray]:
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(scores, maximize=True)
    return rows, columns


def _highest(scores: FloatArray) -> float:
    return float(scores[_assigned(scores)].sum()) if scores.size else 0.0
