"""Whether the answers to two questions go together, under the declared design (METHODS 13)."""

from __future__ import annotations

import numpy as np

from meal.estimate.linear import cell_estimates, degrees_of_freedom
from meal.estimate.methods.rao_scott import ASSOCIATION, EstimatedTable
from meal.estimate.significance import Significance
from meal.model.samples import DesignError, LonelyRule, PsuTotals, Remark


def estimated_table(totals: PsuTotals, n_column: int, *, lonely: LonelyRule = "adjust") -> EstimatedTable:
    """The weighted table of two questions.

    Args:
        totals: of the number 1 by cell, cells numbered row by row: row · n_column + column.

    Raises:
        DesignError: a stratum has one PSU and `lonely` is `fail` (R10); or nobody, or everybody,
            gave one of the answers (`no_association`).
    """
    cells = cell_estimates(totals, "total", lonely=lonely)
    table = np.where(cells.n > 0, cells.estimate, 0.0).reshape(-1, n_column)
    rows, columns = np.flatnonzero(table.sum(axis=1) > 0), np.flatnonzero(table.sum(axis=0) > 0)
    if min(len(rows), len(columns)) < 2:
        raise DesignError(Remark("no_association", {"rows": len(rows), "columns": len(columns)}))
    # Answers that nobody gave have no part in the table.
    kept = (rows[:, None] * n_column + columns).ravel()
    return EstimatedTable(
        totals=table[np.ix_(rows, columns)],
        covariance=cells.covariance[np.ix_(kept, kept)],
        n=int(cells.n.sum()),
        df=float(degrees_of_freedom(totals, list(range(totals.n_cell)))),
    )


def association_test(table: EstimatedTable, *, method: str = "rao_scott_f") -> Significance:
    """A test of whether the shares of the columns are the same in every row.

    Raises:
        DesignError: no degrees of freedom are left.
    """
    if table.df <= 0:
        raise DesignError(Remark("no_degrees_of_freedom", {"n": table.n}))
    return ASSOCIATION[method](table)
