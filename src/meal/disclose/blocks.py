"""How far the counts of a block can move without changing anything that is published.

A block is a set of unknown counts that share relations. A hidden count is safe when the unknown counts of its
block could be others, with the same published numbers, such that the count is no longer small: such a change
is a witness. Where no relation leaves any freedom the count is given away by subtraction; where the freedom
is too narrow, because people are counted in whole numbers and a numerator never exceeds its denominator, it
is given away by limits. Witnesses are looked for among simple exchanges first; linear programming (HiGHS)
settles the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.disclose.publication import Protected, Publication
from meal.model.arrays import BoolArray, FloatArray, IntArray

_NOTHING = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Relations between unknown counts.

    Attributes:
        counts: the unknown counts, sorted. relations: numbers of the relations that hold some of them.
        matrix: shape (n_relation, n_unknown).
        basis_rows, basis_columns: relations and unknowns, as many of each, such that every other relation
            follows from these and every other unknown may be chosen freely.
        exchanges: shape (n_unknown, n_free), changes of the unknown counts that together make up every
            change that leaves all relations as they are.
        tied: denominators and numerators that are both unknown, as columns; shape (n_tied, 2).
        tied_pairs: their numbers among the publication's pairs.
        edges: pairs of which one count is unknown here and the other is known.
    """

    counts: IntArray
    relations: tuple[int, ...]
    matrix: FloatArray
    basis_rows: IntArray
    basis_columns: IntArray
    exchanges: FloatArray
    tied: IntArray
    tied_pairs: IntArray
    edges: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """How far each unknown can go down and up from the truth, and each denominator down to its numerator."""

    down: FloatArray
    up: FloatArray
    slack: FloatArray

    def allow(self, changes: FloatArray, tied: IntArray) -> BoolArray:
        """Which of the changes, one a column, stay within the limits."""
        slack = changes[tied[:, 0]] - changes[tied[:, 1]]
        inside = (
            (changes >= -self.down[:, None] - _NOTHING).all(axis=0)
            & (changes <= self.up[:, None] + _NOTHING).all(axis=0)
            & (slack >= -self.slack[:, None] - _NOTHING).all(axis=0)
        )
        return np.asarray(inside, dtype=np.bool_)


def block_of_counts(publication: Publication, counts: tuple[int, ...]) -> Block:
    """The relations between unknown counts and the freedom that they leave."""
    column = np.full(len(publication.values), -1, dtype=np.int64)
    column[list(counts)] = np.arange(len(counts))
    entries = np.flatnonzero(column[publication.entry_count] >= 0)
    relations, row = np.unique(publication.entry_relation[entries], return_inverse=True)
    matrix = np.zeros((len(relations), len(counts)))
    matrix[row, column[publication.entry_count[entries]]] = publication.entry_times[entries]
    order = np.argsort(-publication.values[list(counts)], kind="stable")
    rows, columns, exchanges = _eliminated(matrix, order)
    ends = column[publication.pairs]
    tied_pairs = np.flatnonzero((ends >= 0).all(axis=1))
    return Block(
        counts=np.array(counts, dtype=np.int64),
        relations=tuple(relations.tolist()),
        matrix=matrix,
        basis_rows=rows,
        basis_columns=columns,
        exchanges=exchanges,
        tied=ends[tied_pairs],
        tied_pairs=tied_pairs,
        edges=np.flatnonzero((ends >= 0).any(axis=1) & (ends < 0).any(axis=1)),
    )


def _eliminated(matrix: FloatArray, order: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Basis rows, basis columns, and the changes that a matrix maps to 0, by Gauss-Jordan elimination.

    The columns first in `order` enter the basis first, and so make up for changes of the others: with the
    large counts first, each exchange changes one small count, at the cost of large ones.
    """
    reduced = matrix[:, order]
    n_row, n_column = reduced.shape
    row = np.arange(n_row)
    pivots: list[int] = []
    for at in range(n_column):
        top = len(pivots)
        if top == n_row:
            break
        best = top + int(np.abs(reduced[top:, at]).argmax())
        if abs(reduced[best, at]) < 1e-9:
            continue
        reduced[[top, best]], row[[top, best]] = reduced[[best, top]], row[[best, top]]
        reduced[top] /= reduced[top, at]
        others = np.flatnonzero(np.abs(reduced[:, at]) > 1e-9)
        others = others[others != top]
        reduced[others] -= np.outer(reduced[others, at], reduced[top])
        pivots.append(at)
    free = np.setdiff1d(np.arange(n_column), pivots)
    changes = np.zeros((n_column, len(free)))
    changes[order[free], np.arange(len(free))] = 1.0
    changes[order[pivots]] = -reduced[: len(pivots), free]
    changes[np.abs(changes) < 1e-9] = 0.0
    return row[: len(pivots)], order[pivots], changes


def taken(block: Block, protected: Protected) -> FloatArray:
    """How many times each unknown of a block is taken in a protected count."""
    direction = np.zeros(len(block.counts))
    for count, times in protected.terms.items():
        at = int(np.searchsorted(block.counts, count))
        if at < len(block.counts) and block.counts[at] == count:
            direction[at] = times
    return direction


def is_determined(block: Block, protected: Protected) -> bool:
    """Whether the relations alone give a protected count away."""
    return bool(np.abs(taken(block, protected) @ block.exchanges).max(initial=0.0) < _NOTHING)


def relations_used(block: Block, protected: Protected) -> dict[int, float]:
    """The relations, and the times that each is taken, by which a determined count follows from the known ones."""
    rows, columns = block.basis_rows, block.basis_columns
    equations = np.column_stack([block.matrix[np.ix_(rows, columns)].T, -taken(block, protected)[columns]])
    _, _, solution = _eliminated(equations, np.arange(len(rows) + 1))
    times = solution[:-1, 0]
    return {
        block.relations[row]: float(weight)
        for row, weight in zip(rows.tolist(), times.tolist(), strict=True)
        if abs(weight) > _NOTHING
    }


def limits_of(publication: Publication, block: Block) -> Limits:
    """How far the unknown counts of a block can move when all others are as they are."""
    values = publication.values
    down = np.where(publication.signed, np.inf, values)[block.counts]
    up = np.full(len(block.counts), np.inf)
    slack = values[publication.pairs[:, 0]] - values[publication.pairs[:, 1]]
    denominator, numerator = (np.searchsorted(block.counts, publication.pairs[block.edges, end]) for end in (0, 1))
    for pair, low, high in zip(block.edges.tolist(), denominator.tolist(), numerator.tolist(), strict=True):
        if low < len(down) and block.counts[low] == publication.pairs[pair, 0]:
            down[low] = min(down[low], slack[pair])
        else:
            up[high] = min(up[high], slack[pair])
    down, up = _tightened(block.matrix, down, up)
    return Limits(down, up, slack[block.tied_pairs])


def _tightened(matrix: FloatArray, down: FloatArray, up: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Limits no wider than what the other counts of each relation can make up for."""
    times, rising, falling = np.abs(matrix), matrix > 0, matrix < 0
    endless = np.full(matrix.shape, np.inf)
    for _ in range(2 if len(matrix) else 0):
        # How much each count can take out of its relation, and how much it can put in.
        out_of = np.where(rising, down, np.where(falling, up, 0.0)) * np.where(times > 0, times, 1.0)
        into = np.where(rising, up, np.where(falling, down, 0.0)) * np.where(times > 0, times, 1.0)
        by_fall, by_rise = _of_others(out_of), _of_others(into)
        with np.errstate(divide="ignore", invalid="ignore"):
            ups = np.where(rising, by_fall / times, np.where(falling, by_rise / times, endless))
            downs = np.where(rising, by_rise / times, np.where(falling, by_fall / times, endless))
        up, down = np.minimum(up, ups.min(axis=0)), np.minimum(down, downs.min(axis=0))
    return down, up


def _of_others(amounts: FloatArray) -> FloatArray:
    """The sum of each row without the entry itself."""
    infinite = np.isinf(amounts)
    finite = np.where(infinite, 0.0, amounts)
    others_infinite = infinite.sum(axis=1, keepdims=True) - infinite > 0
    return np.where(others_infinite, np.inf, finite.sum(axis=1, keepdims=True) - finite)


def witness(block: Block, limits: Limits, direction: FloatArray, change: float, *, thorough: bool) -> FloatArray | None:
    """A change in whole numbers by which a protected count changes so much; None where there is none.

    Args:
        block: the unknown counts, n_unknown of them.
        limits: how far they can move.
        direction: how many times each is taken in the protected count, shape (n_unknown,).
        change: how much the protected count must change.
        thorough: None is certain; otherwise only simple exchanges are tried, which is much faster.
    """
    moving = np.flatnonzero(direction)
    with_it, against = (limits.up, limits.down) if change > 0 else (limits.down, limits.up)
    reach = np.where(direction > 0, with_it, against)[moving]
    if (np.abs(direction[moving]) * reach).sum() < abs(change):
        return None
    gains = direction @ block.exchanges
    useful = np.flatnonzero(np.abs(gains) > _NOTHING)
    if not len(useful):
        return None
    simple = block.exchanges[:, useful] / gains[useful] * change
    within = np.flatnonzero(limits.allow(simple, block.tied) & _is_whole(simple).all(axis=0))
    if len(within):
        size = (np.abs(simple[:, within]) > _NOTHING).sum(axis=0)
        found: FloatArray = simple[:, within[size.argmin()]]
        return found
    return _smallest_change(block, limits, direction, change) if thorough else None


def _is_whole(changes: FloatArray) -> BoolArray:
    return np.abs(changes - np.round(changes)) < 1e-6


def _smallest_change(block: Block, limits: Limits, direction: FloatArray, change: float) -> FloatArray | None:
    """The smallest change that does it, by linear programming: rises and falls of every unknown count."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # half a second to import, and rarely needed
    from scipy.sparse import csr_array, hstack

    n_unknown, n_tied, n_basis = len(block.counts), len(block.tied), len(block.basis_rows)
    slack = np.zeros((n_tied, n_unknown))
    slack[np.arange(n_tied), block.tied[:, 0]] = 1.0
    slack[np.arange(n_tied), block.tied[:, 1]] = -1.0
    rows = csr_array(np.vstack([block.matrix[block.basis_rows], direction, slack]))
    low = np.concatenate([np.zeros(n_basis), [change], -limits.slack])
    high = np.concatenate([np.zeros(n_basis), [change], np.full(n_tied, np.inf)])
    constraints = LinearConstraint(hstack([rows, -rows], format="csc"), low, high)
    bounds = Bounds(np.zeros(2 * n_unknown), np.concatenate([limits.up, limits.down]))
    order = np.arange(2 * n_unknown)
    # A solution that is not in whole numbers is rare, and other costs mostly lead to one that is.
    for costs in (np.ones(2 * n_unknown), 1.0 + order % 7, 8.0 - order % 5):
        solution = milp(costs, bounds=bounds, constraints=constraints)
        if solution.x is None:
            return None
        found: FloatArray = solution.x[:n_unknown] - solution.x[n_unknown:]
        if _is_whole(found).all():
            return found
    return None
