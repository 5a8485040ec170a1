"""What all indicators of a wave share: the checked design, and the place of each record in the sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.aggregate.design import checked_codes, checked_fraction, checked_weight, distinct, nested_units
from meal.model.arrays import BoolArray, FloatArray, IntArray

NO, YES, MISSING, OUTSIDE = range(4)
"""What a record says to a yes/no question; outside where it is not in the universe, or without weight."""
N_SAID = 4


@dataclass(frozen=True, slots=True, eq=False)
class DesignPlan:
    """A checked design, the same for all indicators and disaggregations of a wave.

    Attributes:
        weight: shape (n_records,), or None where not declared.
        unit_of: shape (n_records,), PSU number; stratum number when `by_record`.
        unit_stratum, unit_code: shape (n_unit,), as in `PsuTotals`.
        unit_weight: shape (n_unit,), the weight of all records of a unit; None where it varies within one.
        weightless: shape (n_records,), records with a weight of 0; None where there are none.
        stratum_n_psu, fraction: shape (n_stratum,). sum_weight: of all records.
    """

    n_record: int
    weight: FloatArray | None
    unit_of: IntArray
    unit_stratum: IntArray
    unit_code: IntArray
    unit_weight: FloatArray | None
    weightless: BoolArray | None
    stratum_n_psu: IntArray
    fraction: FloatArray
    sum_weight: float
    by_record: bool
    stratified: bool

    @property
    def counts_suffice(self) -> bool:
        """Whether all sums of a yes/no answer follow from counts of records."""
        return self.unit_weight is not None and self.weightless is None


@dataclass(frozen=True, slots=True, eq=False)
class CellPlan:
    """Where each record of a disaggregation is summed.

    Attributes:
        cell: shape (n_records,), cell number, -1 for a record in no cell.
        codes: shape (n_place,), unit · n_cell + cell of every combination that occurs, ascending.
        key: shape (n_records,), `N_SAID` times the place among them; one place more for records in no cell.
    """

    n_cell: int
    cell: IntArray
    codes: IntArray
    key: IntArray


def design_plan(
    n_record: int,
    *,
    weight: FloatArray | None = None,
    stratum: IntArray | None = None,
    psu: IntArray | None = None,
    stratum_fraction: FloatArray | None = None,
) -> DesignPlan:
    """The design of a wave, checked once; arguments as for `psu_totals`.

    Raises:
        DesignError: weights, strata, PSUs or fractions are missing or impossible.
    """
    weights = None if weight is None else checked_weight(weight, n_record)
    strata = checked_codes(stratum, n_record, "stratum")
    fraction = checked_fraction(stratum_fraction, strata)
    n_stratum = len(fraction)
    if psu is None:
        unit_of, unit_stratum, unit_code = strata, np.arange(n_stratum), np.arange(n_stratum)
        stratum_n_psu = np.bincount(strata, minlength=n_stratum)
    else:
        units = nested_units(strata, checked_codes(psu, n_record, "psu"))
        unit_of, unit_stratum, unit_code = units.of, units.stratum, units.code
        stratum_n_psu = np.bincount(unit_stratum, minlength=n_stratum)
    weightless = None if weights is None else weights == 0
    return DesignPlan(
        n_record=n_record,
        weight=weights,
        unit_of=unit_of,
        unit_stratum=unit_stratum,
        unit_code=unit_code,
        unit_weight=_unit_weight(weights, unit_of, len(unit_stratum)),
        weightless=weightless if weightless is not None and weightless.any() else None,
        stratum_n_psu=stratum_n_psu,
        fraction=fraction,
        # As it adds up record by record, with and without weights.
        sum_weight=float(n_record if weights is None else weights.sum()),
        by_record=psu is None,
        stratified=stratum is not None,
    )


def _unit_weight(weight: FloatArray | None, unit_of: IntArray, n_unit: int) -> FloatArray | None:
    """The weight of every unit, where all its records have the same."""
    if weight is None:
        return np.ones(n_unit)
    of_unit = np.zeros(n_unit)
    of_unit[unit_of] = weight
    return of_unit if np.array_equal(of_unit[unit_of], weight) else None


def cell_plan(plan: DesignPlan, cell: IntArray, n_cell: int) -> CellPlan:
    """The places of the records in a disaggregation; `cell` as for `psu_totals`."""
    outside = cell < 0
    size = len(plan.unit_stratum) * n_cell
    if not outside.any():
        found = distinct(plan.unit_of * n_cell + cell, size)
        return CellPlan(n_cell, cell, found.codes, found.place * N_SAID)
    inside = ~outside
    found = distinct(plan.unit_of[inside] * n_cell + cell[inside], size)
    place = np.full(len(cell), len(found.codes), dtype=np.int64)
    place[inside] = found.place
    return CellPlan(n_cell, cell, found.codes, place * N_SAID)


def said(plan: DesignPlan, y: FloatArray, domain: BoolArray | None = None) -> IntArray | None:
    """What every record says to a yes/no question, shape (n_records,); None where amounts were asked.

    Args:
        y, domain: as for `psu_totals`.
    """
    yes, missing = y == 1, np.isnan(y)
    if not np.array_equal((y == 0) | yes, ~missing):
        return None
    # Yes is 1 and missing 2, so that neither needs a look-up.
    says: IntArray = yes.astype(np.int64)
    says += missing
    says += missing
    if plan.weightless is not None:
        says[plan.weightless & ~missing] = OUTSIDE
    if domain is not None and not domain.all():
        says[~domain] = OUTSIDE
    return says
