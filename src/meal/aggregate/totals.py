"""PSU totals: all that linear statistics need of the records, summed in one pass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meal.aggregate.design import (
    checked_codes,
    checked_fraction,
    checked_weight,
    distinct,
    everyone,
    nested_units,
)
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, PsuTotals, Remark


def psu_totals(
    y: FloatArray,
    cell: IntArray,
    *,
    n_cell: int,
    x: FloatArray | None = None,
    weight: FloatArray | None = None,
    stratum: IntArray | None = None,
    psu: IntArray | None = None,
    stratum_fraction: FloatArray | None = None,
    domain: BoolArray | None = None,
    origin: float | None = None,
    ssu: IntArray | None = None,
    ssu_fraction: FloatArray | None = None,
) -> PsuTotals:
    """Sums of the answers by PSU and cell, over all records of a wave or of one chunk of it.

    Every record given counts in the design, whether or not it is in the domain and has an answer;
    only those in the domain, in a cell and with an answer are summed.

    Args:
        y: shape (n_records,), 1/0 or an amount, NaN where there is no answer.
        cell: shape (n_records,), 0..n_cell-1, or -1 for a record in no cell.
        x: denominator of a ratio, shape (n_records,); 1 where None.
        weight: shape (n_records,). stratum, psu: codes from 0. None where not declared.
        stratum_fraction: shape (n_stratum,), sampling fraction; 0 where None.
        domain: shape (n_records,), the indicator's universe.
        origin: taken from y before summing; chosen from the data where None. Give the same for
            every chunk of a wave.
        ssu: codes of what was sampled inside the PSUs; records where None. ssu_fraction: shape
            (n_records,), part of the record's PSU that was sampled; the first stage alone where None.

    Raises:
        DesignError: weights, strata, PSUs or fractions are missing or impossible.
    """
    n_records = len(y)
    weights = checked_weight(weight, n_records)
    strata = checked_codes(stratum, n_records, "stratum")
    fraction = checked_fraction(stratum_fraction, strata)
    n_stratum = len(fraction)
    inside = everyone(domain, n_records) & (cell >= 0)
    known = ~np.isnan(y) if x is None else ~(np.isnan(y) | np.isnan(x))
    rows = np.flatnonzero(inside & known & (weights > 0))
    if psu is None:
        unit_of, unit_stratum, unit_code = strata, np.arange(n_stratum), np.arange(n_stratum)
        stratum_n_psu = np.bincount(strata, minlength=n_stratum)
    else:
        units = nested_units(strata, checked_codes(psu, n_records, "psu"))
        unit_of, unit_stratum, unit_code = units.of, units.stratum, units.code
        stratum_n_psu = np.bincount(unit_stratum, minlength=n_stratum)
    place = distinct(unit_of[rows] * n_cell + cell[rows], len(unit_stratum) * n_cell)
    zero = _origin(y[rows], x) if origin is None else origin
    sums = _sums(
        place.place,
        y[rows],
        None if x is None else x[rows],
        None if weight is None else weights[rows],
        n_row=len(place.codes),
        origin=zero,
    )
    within = None
    if psu is not None and ssu_fraction is not None:
        by_psu = np.zeros(len(unit_stratum))
        by_psu[unit_of] = ssu_fraction
        within = psu_totals(
            y,
            cell,
            n_cell=n_cell,
            x=x,
            weight=weight,
            stratum=unit_of,
            psu=ssu,
            stratum_fraction=by_psu,
            domain=domain,
            origin=zero,
        )
    return PsuTotals(
        unit=place.codes // n_cell,
        cell=place.codes % n_cell,
        n=sums["n"].astype(np.int64),
        y=sums["y"],
        w=sums["w"],
        wy=sums["wy"],
        wx=sums["wx"],
        wyy=sums["wyy"],
        wxy=sums["wxy"],
        wxx=sums["wxx"],
        w2=sums["w2"],
        w2y=sums["w2y"],
        w2yy=sums["w2yy"],
        w2xy=sums["w2xy"],
        w2xx=sums["w2xx"],
        origin=zero,
        unit_stratum=unit_stratum,
        unit_code=unit_code,
        stratum_n_psu=stratum_n_psu,
        stratum_fraction=fraction,
        n_missing=np.bincount(cell[inside & ~known], minlength=n_cell),
        uncovered=np.zeros(n_cell, dtype=np.int64),
        n_record=n_records,
        sum_weight=float(weights.sum()),
        by_record=psu is None,
        weighted=weight is not None,
        stratified=stratum is not None,
        within=within,
    )


def add_totals(first: PsuTotals, second: PsuTotals) -> PsuTotals:
    """Totals of two chunks of the same wave: as if all records had been summed at once.

    Raises:
        ValueError: the chunks do not share cells, strata or origin.
        DesignError: the sampling fractions differ (`fpc_not_constant`).
    """
    if first.n_cell != second.n_cell or first.origin != second.origin or first.by_record != second.by_record:
        raise ValueError("chunks of one wave need the same cells, origin and design")
    if first.n_stratum != second.n_stratum:
        raise ValueError("give stratum_fraction for all strata with every chunk")
    varying = int(np.sum(first.stratum_fraction != second.stratum_fraction))
    if varying:
        raise DesignError(Remark("fpc_not_constant", {"strata": varying}))
    units = nested_units(
        np.concatenate([first.unit_stratum, second.unit_stratum]),
        np.concatenate([first.unit_code, second.unit_code]),
    )
    n_first = len(first.unit_stratum)
    unit = np.concatenate([units.of[:n_first][first.unit], units.of[n_first:][second.unit]])
    code = unit * first.n_cell + np.concatenate([first.cell, second.cell])
    place = distinct(code, len(units.stratum) * first.n_cell)

    def together(name: str) -> FloatArray:
        values = np.concatenate([getattr(first, name), getattr(second, name)])
        return _summed(place.place, values, len(place.codes))

    by_record = first.stratum_n_psu + second.stratum_n_psu
    return replace(
        first,
        unit=place.codes // first.n_cell,
        cell=place.codes % first.n_cell,
        n=together("n").astype(np.int64),
        y=together("y"),
        w=together("w"),
        wy=together("wy"),
        wx=together("wx"),
        wyy=together("wyy"),
        wxy=together("wxy"),
        wxx=together("wxx"),
        w2=together("w2"),
        w2y=together("w2y"),
        w2yy=together("w2yy"),
        w2xy=together("w2xy"),
        w2xx=together("w2xx"),
        unit_stratum=units.stratum,
        unit_code=units.code,
        stratum_n_psu=by_record if first.by_record else np.bincount(units.stratum, minlength=first.n_stratum),
        n_missing=first.n_missing + second.n_missing,
        uncovered=first.uncovered + second.uncovered,
        n_record=first.n_record + second.n_record,
        sum_weight=first.sum_weight + second.sum_weight,
        within=None
        if first.within is None or second.within is None
        else _added_within(first.within, second.within, (units.of[:n_first], units.of[n_first:]), len(units.stratum)),
    )


def _added_within(first: PsuTotals, second: PsuTotals, place: tuple[IntArray, IntArray], n_psu: int) -> PsuTotals:
    """Second-stage totals of two chunks, whose PSUs are numbered anew."""
    moved = []
    fraction = np.zeros(n_psu)
    for one, numbers in zip((first, second), place, strict=True):
        fraction[numbers] = one.stratum_fraction
    for one, numbers in zip((first, second), place, strict=True):
        n_sampled = np.zeros(n_psu, dtype=np.int64)
        n_sampled[numbers] = one.stratum_n_psu
        moved.append(
            replace(
                one,
                unit=numbers[one.unit] if one.by_record else one.unit,
                unit_stratum=np.arange(n_psu) if one.by_record else numbers[one.unit_stratum],
                unit_code=np.arange(n_psu) if one.by_record else one.unit_code,
                stratum_n_psu=n_sampled,
                stratum_fraction=fraction,
            )
        )
    return add_totals(*moved)


def _origin(y: FloatArray, x: FloatArray | None) -> float:
    """Where to count amounts from: 0 for yes/no answers and ratios, else the median answer.

    Squares of large, similar amounts lose their spread in rounding; differences from an origin do
    not, and equal amounts then have exactly none.
    """
    if x is not None or not len(y) or np.all((y == 0) | (y == 1)):
        return 0.0
    return float(np.median(y))


def _sums(
    row: IntArray, y: FloatArray, x: FloatArray | None, weight: FloatArray | None, *, n_row: int, origin: float
) -> dict[str, FloatArray]:
    """Every sum of `PsuTotals` by row; what repeats another sum is not computed again."""

    def total(*factors: FloatArray) -> FloatArray:
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        return _summed(row, product, n_row)

    moved = y - origin if origin else y
    square = y if not origin and bool(np.all((y == 0) | (y == 1))) else moved * moved
    count = np.bincount(row, minlength=n_row).astype(np.float64)
    plain = {"": count, "y": total(moved), "yy": total(square)}
    plain["x"] = count if x is None else total(x)
    plain["xy"] = plain["y"] if x is None else total(x, moved)
    plain["xx"] = count if x is None else total(x, x)
    named = {"n": count, "y": plain["y"] + origin * count}
    if weight is None:
        named |= {f"w{what}": value for what, value in plain.items()}
        return named | {f"w2{what}": value for what, value in plain.items() if what != "x"}
    for prefix, factor in (("w", weight), ("w2", weight * weight)):
        weighted = {"": total(factor), "y": total(factor, moved), "yy": total(factor, square)}
        weighted["x"] = weighted[""] if x is None else total(factor, x)
        weighted["xy"] = weighted["y"] if x is None else total(factor, x, moved)
        weighted["xx"] = weighted[""] if x is None else total(factor, x, x)
        named |= {f"{prefix}{what}": value for what, value in weighted.items()}
    return named


def _summed(code: IntArray, values: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.bincount(code, weights=values, minlength=size), dtype=np.float64)
