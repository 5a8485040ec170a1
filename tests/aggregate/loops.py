"""The sums of `psu_totals` once more, one record at a time."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from meal.model.samples import PsuTotals


@dataclass
class LoopTotals:
    """Sums by (stratum, PSU, cell), and the design as sets."""

    rows: dict[tuple[int, int, int], dict[str, float]] = field(default_factory=dict)
    psu_of_stratum: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    n_missing: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def loop_totals(y, cell, *, x=None, weight=None, stratum=None, psu=None, domain=None) -> LoopTotals:
    """Every sum by the letter of its definition; without PSUs a stratum stands for all its records."""
    found = LoopTotals()
    for record in range(len(y)):
        h = 0 if stratum is None else int(stratum[record])
        j = record if psu is None else int(psu[record])
        w = 1.0 if weight is None else float(weight[record])
        found.psu_of_stratum[h].add(j)
        if cell[record] < 0 or (domain is not None and not domain[record]):
            continue
        answer, per = float(y[record]), 1.0 if x is None else float(x[record])
        if math.isnan(answer) or math.isnan(per):
            found.n_missing[int(cell[record])] += 1
            continue
        if w == 0:
            continue
        key = (h, h if psu is None else j, int(cell[record]))
        sums = found.rows.setdefault(key, defaultdict(float))
        for name, value in {
            "n": 1.0,
            "y": answer,
            "w": w,
            "wy": w * answer,
            "wx": w * per,
            "wyy": w * answer**2,
            "wxy": w * per * answer,
            "wxx": w * per**2,
            "w2": w**2,
            "w2y": w**2 * answer,
            "w2yy": w**2 * answer**2,
            "w2xy": w**2 * per * answer,
            "w2xx": w**2 * per**2,
        }.items():
            sums[name] += value
    return found


def assert_same_totals(totals: PsuTotals, loop: LoopTotals) -> None:
    """The arrays hold exactly the rows of the loop, with the same sums; y counted from 0."""
    names = ("n", "y", "w", "wy", "wx", "wyy", "wxy", "wxx", "w2", "w2y", "w2yy", "w2xy", "w2xx")
    assert totals.origin == 0
    keys = {
        (int(totals.unit_stratum[unit]), int(totals.unit_code[unit]), int(cell)): place
        for place, (unit, cell) in enumerate(zip(totals.unit, totals.cell, strict=True))
    }
    assert keys.keys() == loop.rows.keys()
    for key, place in keys.items():
        for name in names:
            np.testing.assert_allclose(getattr(totals, name)[place], loop.rows[key][name], rtol=1e-9, atol=1e-9)
    for stratum, n_psu in enumerate(totals.stratum_n_psu):
        assert n_psu == len(loop.psu_of_stratum.get(stratum, set()))
    assert [loop.n_missing.get(cell, 0) for cell in range(totals.n_cell)] == totals.n_missing.tolist()
