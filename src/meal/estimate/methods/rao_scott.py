"""Association of two questions in a survey with weights, strata or clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.estimate.significance import Significance, chi_square_test, f_test
from meal.model.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class EstimatedTable:
    """A weighted two-way table.

    Attributes:
        totals: shape (n_row, n_column), estimated people. covariance: of its cells row by row.
        n: records behind it. df: PSUs − strata.
    """

    totals: FloatArray
    covariance: FloatArray
    n: int
    df: float

    @property
    def shares(self) -> FloatArray:
        """Every cell as a share of all."""
        part: FloatArray = self.totals / self.totals.sum()
        return part


def pearson_weighted(table: EstimatedTable) -> float:
    """Pearson's statistic of the table as if its shares came from as many simple random records."""
    shares = table.shares
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    return table.n * float(((shares - expected) ** 2 / expected).sum())


def rao_scott_f(table: EstimatedTable) -> Significance:
    """Pearson's statistic corrected for mean and spread of the design effects: the default.

    Source: Rao & Scott (1984), Annals of Statistics 12; Thomas & Rao (1987), Journal of the
        American Statistical Association 82; agrees with R survey's svychisq.
    """
    effects = _generalised_effects(table)
    mean = float(np.trace(effects))
    df = mean**2 / float(np.trace(effects @ effects))
    return f_test("rao_scott_f", pearson_weighted(table) / mean, df, df * table.df)


def rao_scott_chi_square(table: EstimatedTable) -> Significance:
    """Pearson's statistic over the mean design effect (first order)."""
    effects = _generalised_effects(table)
    df = len(effects)
    return chi_square_test("rao_scott_chi_square", pearson_weighted(table) * df / float(np.trace(effects)), float(df))


def design_wald(table: EstimatedTable) -> Significance:
    """Wald's test of the distances from independence; unreliable where cells are many and PSUs few.

    Source: Koch, Freeman & Freeman (1975), International Statistical Review 43.
    """
    totals = table.totals
    rows, columns, everybody = totals.sum(axis=1), totals.sum(axis=0), totals.sum()
    distance = (totals - np.outer(rows, columns) / everybody)[1:, 1:].ravel()
    n_row, n_column = totals.shape
    of_row, of_column = np.divmod(np.arange(totals.size), n_column)
    # How each distance moves with each cell of the table.
    same_row, same_column = of_row[:, None] == of_row, of_column[:, None] == of_column
    jacobian = (
        np.eye(totals.size)
        - same_row * (columns[of_column] / everybody)[:, None]
        - same_column * (rows[of_row] / everybody)[:, None]
        + (rows[of_row] * columns[of_column] / everybody**2)[:, None]
    )
    kept = (of_row > 0) & (of_column > 0)
    covariance = (jacobian @ table.covariance @ jacobian.T)[np.ix_(kept, kept)]
    df = (n_row - 1) * (n_column - 1)
    statistic = float(distance @ np.linalg.solve(covariance, distance)) / df
    return f_test("wald", statistic, float(df), table.df)


def _generalised_effects(table: EstimatedTable) -> FloatArray:
    """Design effects of the contrasts that make up the association, shape (df, df)."""
    shares = table.shares.ravel()
    n_row, n_column = table.totals.shape
    contrasts = np.kron(_contrasts(n_row), _contrasts(n_column))
    inverse = np.where(shares > 0, 1 / np.where(shares > 0, shares, 1.0), 0.0)[:, None] * contrasts
    # Covariance of shares, from that of totals.
    centred = (np.eye(len(shares)) - shares[:, None]) / table.totals.sum()
    covariance = centred @ table.covariance @ centred.T
    simple = contrasts.T @ inverse / table.n
    effects: FloatArray = np.linalg.solve(simple, inverse.T @ covariance @ inverse)
    return effects


def _contrasts(size: int) -> FloatArray:
    """Columns that sum to 0 and span all differences, shape (size, size − 1)."""
    return np.vstack([np.ones(size - 1), -np.eye(size - 1)])


ASSOCIATION = {"rao_scott_f": rao_scott_f, "rao_scott_chi_square": rao_scott_chi_square, "wald": design_wald}
"""Tests of association under a design, by name."""
