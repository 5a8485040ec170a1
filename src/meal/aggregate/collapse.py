"""Strata with one sampled PSU put together with their neighbour, so that their spread can be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.aggregate.design import checked_codes, checked_fraction, nested_units
from meal.model.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class CollapsedStrata:
    """A design in which no stratum has one PSU, as arguments of `psu_totals` and `sample`.

    Attributes:
        stratum, psu: shape (n_records,), new codes; PSUs of different strata stay different.
        stratum_fraction: shape (n_stratum,), the smallest of those put together (cautious).
        n_collapsed: strata that were put together with another because they had one PSU.
    """

    stratum: IntArray
    psu: IntArray
    stratum_fraction: FloatArray
    n_collapsed: int


def collapsed_strata(
    stratum: IntArray, *, psu: IntArray | None = None, stratum_fraction: FloatArray | None = None
) -> CollapsedStrata:
    """Put every stratum with one PSU together with the next one, the last with the one before.

    The variance is then rather too large, by as much as the strata differ. A stratum taken whole
    stays alone.

    Args:
        stratum: shape (n_records,), codes in the order that the study declares; an order by
            outcome would make intervals too narrow.
        psu: shape (n_records,), codes; every record is one where None.

    Raises:
        DesignError: a stratum or PSU is missing.

    Source: Wolter (2007), Introduction to Variance Estimation, 2.5.
    """
    strata = checked_codes(stratum, len(stratum), "stratum")
    fraction = checked_fraction(stratum_fraction, strata)
    units = nested_units(strata, np.arange(len(strata)) if psu is None else checked_codes(psu, len(strata), "psu"))
    n_psu = np.bincount(units.stratum, minlength=len(fraction))
    groups: list[list[int]] = []
    waiting: list[int] = []
    for code in np.flatnonzero(n_psu > 0).tolist():
        if n_psu[code] == 1 and fraction[code] >= 1:
            groups.append([code])
            continue
        waiting.append(code)
        if n_psu[waiting].sum() > 1:
            groups.append(waiting)
            waiting = []
    if waiting:
        mergeable = [group for group in groups if n_psu[group].sum() > 1]
        if mergeable:
            mergeable[-1].extend(waiting)
        else:
            groups.append(waiting)
    place = np.zeros(len(fraction), dtype=np.int64)
    for number, group in enumerate(groups):
        place[group] = number
    lonely = sum(int(n_psu[code] == 1) for group in groups if len(group) > 1 for code in group)
    lowest = np.array([fraction[group].min() for group in groups])
    return CollapsedStrata(place[strata], units.of, lowest, lonely)
