"""Tables of identity written by hand, for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meal.model.arrays import TextArray
from meal.model.identity import IdentityTable, Pairs


def texts(cells: Sequence[str]) -> TextArray:
    made = np.empty(len(cells), dtype=object)
    made[:] = list(cells)
    return made


def table(
    waves: Sequence[int],
    *,
    person: Sequence[str] | None = None,
    sex: Sequence[str] | None = None,
    born: Sequence[float] | None = None,
    site: Sequence[str] | None = None,
    code: Sequence[str] | None = None,
) -> IdentityTable:
    """Records of these waves; each letter of a code is an element, and a dot is one that is missing."""
    n = len(waves)
    empty = texts([""] * n)
    rows = [list(waves[:at]).count(wave) for at, wave in enumerate(waves)]
    elements = [] if code is None else list(zip(*code, strict=True))
    return IdentityTable(
        waves=tuple(("before", "after", "later")[: max(waves) + 1]),
        wave_of=np.array(waves),
        row_of=np.array(rows),
        stable=texts([f"u{at}" for at in range(n)]),
        partner=empty,
        person=empty if person is None else texts(person),
        name=empty,
        phones=(),
        sex=empty if sex is None else texts(sex),
        birth_year=np.full(n, np.nan) if born is None else np.array(born, dtype=float),
        year_margin=0.0,
        sites=() if site is None else (texts(site),),
        code=tuple(texts(["" if cell == "." else cell for cell in element]) for element in elements),
    )


def pairs(*of: tuple[int, int, float]) -> Pairs:
    left, right, score = zip(*of, strict=True) if of else ((), (), ())
    points = np.array(score, dtype=float)
    return Pairs(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), {"name": points}, points)
