"""PSU totals: all that linear statistics need of the records, summed in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from meal.aggregate.design import distinct, everyone, nested_units
from meal.aggregate.plan import (
    MISSING,
    N_SAID,
    NO,
    YES,
    CellPlan,
    DesignPlan,
    cell_plan,
    design_plan,
    said,
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
    plan = design_plan(len(y), weight=weight, stratum=stratum, psu=psu, stratum_fraction=stratum_fraction)
    totals = planned_totals(plan, cell_plan(plan, cell, n_cell), y, x=x, domain=domain, origin=origin)
    if psu is None or ssu_fraction is None:
        return totals
    by_psu = np.zeros(len(plan.unit_stratum))
    by_psu[plan.unit_of] = ssu_fraction
    within = psu_totals(
        y,
        cell,
        n_cell=n_cell,
        x=x,
        weight=weight,
        stratum=plan.unit_of,
        psu=ssu,
        stratum_fraction=by_psu,
        domain=domain,
        origin=totals.origin,
    )
    return replace(totals, within=within)


def planned_totals(
    plan: DesignPlan,
    cells: CellPlan,
    y: FloatArray,
    *,
    x: FloatArray | None = None,
    domain: BoolArray | None = None,
    origin: float | None = None,
    says: IntArray | None = None,
) -> PsuTotals:
    """`psu_totals` of one of many indicators or disaggregations with the same design.

    Args:
        y, x, domain, origin: as for `psu_totals`.
        says: as from `said`, of y and domain; worked out where None.
    """
    if says is None and x is None and not origin:
        says = said(plan, y, domain)
    if says is None:
        return _amounts(plan, cells, y, x, domain, origin)
    return _yes_or_no(plan, cells, says_count(cells, says), says)


def totals_of_counts(plan: DesignPlan, cells: CellPlan, count: IntArray) -> PsuTotals:
    """`planned_totals` of a yes/no answer from its counts by place, where `plan.counts_suffice`.

    Args:
        count: shape (n_place, 4), as from `says_count`.
    """
    return _yes_or_no(plan, cells, count, None)


def says_count(cells: CellPlan, says: IntArray) -> IntArray:
    """How many records say no, yes, nothing, or are outside, at every place, shape (n_place, 4)."""
    size = (len(cells.codes) + 1) * N_SAID
    return np.bincount(cells.key + says, minlength=size).reshape(-1, N_SAID)[:-1]


def _yes_or_no(plan: DesignPlan, cells: CellPlan, count: IntArray, says: IntArray | None) -> PsuTotals:
    """Totals of counts; weighted sums follow from them where a unit has one weight, else from the records."""
    n = count[:, NO] + count[:, YES]
    rows = np.flatnonzero(n)
    unit, cell = np.divmod(cells.codes[rows], cells.n_cell)
    counted, yes = n[rows].astype(np.float64), count[rows, YES].astype(np.float64)

    def weighted(power: int) -> tuple[FloatArray, FloatArray]:
        """Sums of a power of the weight over everybody with an answer, and over those who said yes."""
        if plan.weight is None:
            return counted, yes
        if plan.unit_weight is not None:
            factor = plan.unit_weight[unit] ** power
            return factor * counted, factor * yes
        assert says is not None
        factor = plan.weight if power == 1 else plan.weight * plan.weight
        sums = _summed(cells.key + says, factor, (len(cells.codes) + 1) * N_SAID).reshape(-1, N_SAID)[rows]
        return sums[:, NO] + sums[:, YES], sums[:, YES]

    (w, wy), (w2, w2y) = weighted(1), weighted(2)
    sums = {"n": counted, "y": yes, "w": w, "wy": wy, "wx": w, "wyy": wy, "wxy": wy, "wxx": w}
    sums |= {"w2": w2, "w2y": w2y, "w2yy": w2y, "w2xy": w2y, "w2xx": w2}
    n_missing = np.bincount(cells.codes % cells.n_cell, weights=count[:, MISSING], minlength=cells.n_cell)
    return _totals(plan, cells, sums, unit, cell, n_missing.astype(np.int64), 0.0)


def _amounts(
    plan: DesignPlan,
    cells: CellPlan,
    y: FloatArray,
    x: FloatArray | None,
    domain: BoolArray | None,
    origin: float | None,
) -> PsuTotals:
    """All sums, record by record."""
    inside = everyone(domain, plan.n_record) & (cells.cell >= 0)
    known = ~np.isnan(y) if x is None else ~(np.isnan(y) | np.isnan(x))
    summed = inside & known
    if plan.weightless is not None:
        summed &= ~plan.weightless
    records = np.flatnonzero(summed)
    zero = _origin(y[records], x) if origin is None else origin
    sums = _sums(
        cells.key[records] // N_SAID,
        y[records],
        None if x is None else x[records],
        None if plan.weight is None else plan.weight[records],
        n_row=len(cells.codes),
        origin=zero,
    )
    rows = np.flatnonzero(sums["n"])
    unit, cell = np.divmod(cells.codes[rows], cells.n_cell)
    n_missing = np.bincount(cells.cell[inside & ~known], minlength=cells.n_cell)
    return _totals(plan, cells, {name: values[rows] for name, values in sums.items()}, unit, cell, n_missing, zero)


def _totals(
    plan: DesignPlan,
    cells: CellPlan,
    sums: Mapping[str, FloatArray],
    unit: IntArray,
    cell: IntArray,
    n_missing: IntArray,
    origin: float,
) -> PsuTotals:
    return PsuTotals(
        unit=unit,
        cell=cell,
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
        origin=origin,
        unit_stratum=plan.unit_stratum,
        unit_code=plan.unit_code,
        stratum_n_psu=plan.stratum_n_psu,
        stratum_fraction=plan.fraction,
        n_missing=n_missing,
        uncovered=np.zeros(cells.n_cell, dtype=np.int64),
        n_record=plan.n_record,
        sum_weight=plan.sum_weight,
        by_record=plan.by_record,
        weighted=plan.weight is not None,
        stratified=plan.stratified,
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
