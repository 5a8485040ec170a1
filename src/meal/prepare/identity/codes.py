"""Self-generated codes: people of two waves whose codes agree in all elements but a few, and nothing contradicts it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.identity import IdentityTable, Pairs
from meal.study.identity import Thresholds

if TYPE_CHECKING:
    import pandas as pd

YEAR_APART = 1
MOST_CANDIDATES = 20_000_000
"""Pairs that share the same elements; more of them, and the elements tell nobody apart."""


def refused_codes(table: IdentityTable, errors: int) -> str:
    """Why codes link nobody: `short` where all elements may be wrong, `common` where too many share them; or empty."""
    if not table.code:
        return ""
    if len(table.code) <= errors:
        return "short"
    everybody = np.arange(table.n_records)
    shared = combinations(table.code, len(table.code) - errors)
    return "common" if any(_too_common(elements, everybody, everybody) for elements in shared) else ""


def code_pairs(
    table: IdentityTable, earlier: IntArray, later: IntArray, *, errors: int, thresholds: Thresholds
) -> Pairs:
    """Pairs of records whose codes differ in at most `errors` elements; an element that is missing differs.

    Sex, year of birth (a year apart is the same) and the widest site must not contradict each other. Points: a whole
    code gives one less than `strict` asks, one with errors one less than `standard`; each field that agrees gives
    one more. So a whole code counts as strict, and one with errors as standard, once something else confirms it.

    Args:
        earlier, later: positions in the table.

    Returns:
        Pairs with the earlier record on the left.

    Source: Schnell, Bachteler & Reiher (2010), Evaluation Review 34, on codes with errors.
    """
    elements = len(table.code)
    left, right = _sharing(table, earlier, later, elements - errors)
    agreeing = np.zeros(len(left), dtype=np.int64)
    for element in table.code:
        agreeing += (element[left] != "") & (element[left] == element[right])
    points = {
        "code": np.where(agreeing == elements, thresholds.strict - 1, thresholds.standard - 1),
        "sex": _agreement(table.sex, left, right),
        "birth_year": _years(table, left, right),
        "site": _agreement(table.sites[0], left, right) if table.sites else np.zeros(len(left)),
    }
    against = np.logical_or.reduce([of < 0 for of in points.values()])
    score = np.sum([of for of in points.values()], axis=0)
    with_errors = agreeing < elements
    # However much confirms it, a code with an error is no whole code.
    score[with_errors] = np.minimum(score[with_errors], max(thresholds.standard, thresholds.strict - 1))
    taken = ~against & (score > 0)
    return Pairs(left[taken], right[taken], {name: of[taken] for name, of in points.items()}, score[taken])


def _sharing(table: IdentityTable, earlier: IntArray, later: IntArray, shared: int) -> tuple[IntArray, IntArray]:
    """Every pair that agrees in some `shared` elements, none of them missing; each pair once."""
    nothing = np.zeros(0, dtype=np.int64)
    if shared < 1:
        return nothing, nothing
    found = []
    size = table.n_records
    for elements in combinations(table.code, shared):
        keyed = _keyed(elements, earlier).merge(_keyed(elements, later), on="key")
        found.append(keyed["at_x"].to_numpy(dtype=np.int64) * size + keyed["at_y"].to_numpy(dtype=np.int64))
    both = np.unique(np.concatenate([nothing, *found]))
    return both // max(1, size), both % max(1, size)


def _keyed(elements: tuple[TextArray, ...], records: IntArray) -> pd.DataFrame:
    """The records that have all of these elements, with their elements as one key."""
    import pandas as pd

    whole = records[np.logical_and.reduce([element[records] != "" for element in elements])]
    # Elements are normalised to letters and digits, so that none holds the sign between them.
    keys = ["|".join(parts) for parts in zip(*(element[whole] for element in elements), strict=True)]
    return pd.DataFrame({"key": np.array(keys, dtype=object), "at": whole})


def _too_common(elements: tuple[TextArray, ...], earlier: IntArray, later: IntArray) -> bool:
    counts = [_keyed(elements, records)["key"].value_counts() for records in (earlier, later)]
    return float((counts[0].astype(float) * counts[1].astype(float)).sum()) > MOST_CANDIDATES


def _agreement(texts: TextArray, left: IntArray, right: IntArray) -> FloatArray:
    known: BoolArray = (texts[left] != "") & (texts[right] != "")
    return np.where(known, np.where(texts[left] == texts[right], 1.0, -1.0), 0.0)


def _years(table: IdentityTable, left: IntArray, right: IntArray) -> FloatArray:
    apart = np.abs(table.birth_year[left] - table.birth_year[right])
    return np.where(np.isnan(apart), 0.0, np.where(apart <= YEAR_APART + table.year_margin, 1.0, -1.0))
