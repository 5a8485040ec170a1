"""Pairs of records that may be one person, by a rule whose points can be read."""

from __future__ import annotations

import numpy as np

from meal.model.arrays import FloatArray, IntArray, TextArray
from meal.model.identity import IdentityTable, Pairs
from meal.study.identity import Thresholds

FIELDS = ("list", "name", "phone", "sex", "birth_year", "site", "code")


def find_pairs(table: IdentityTable, thresholds: Thresholds, *, within: bool = True, across: bool = True) -> Pairs:
    """Pairs of records with at least `thresholds.loose` points, by what agrees and what differs.

    Pairs of records that are already known to be of one person are not made.

    Args:
        within: compare records of one wave. across: compare records of different waves.
    """
    import pandas as pd

    found: list[IntArray] = []
    for texts in (table.name, *table.phones):
        known = np.flatnonzero(texts != "")
        block = pd.DataFrame({"at": known, "key": texts[known]})
        joined = block.merge(block, on="key")
        found.append(joined.loc[joined["at_x"] < joined["at_y"], ["at_x", "at_y"]].to_numpy())
    both = np.unique(np.concatenate([np.zeros((0, 2), dtype=np.int64), *found]), axis=0)
    left, right = both[:, 0], both[:, 1]
    same_wave = table.wave_of[left] == table.wave_of[right]
    known_one = (table.person[left] != "") & (table.person[left] == table.person[right])
    taken = (same_wave & within | ~same_wave & across) & ~known_one
    left, right = left[taken], right[taken]
    points = {
        "list": np.zeros(len(left)),
        "name": _agreement([table.name], left, right, 5.0, -4.0),
        "phone": _agreement(table.phones, left, right, 5.0, -1.0),
        "sex": _agreement([table.sex], left, right, 0.5, -3.0),
        "birth_year": _years(table, left, right),
        "site": _agreement(table.sites, left, right, 3.0, -2.0),
        "code": _agreement(table.code, left, right, 3.0, -2.0),
    }
    score = np.sum(list(points.values()), axis=0)
    enough = np.flatnonzero(score >= thresholds.loose)
    return Pairs(left[enough], right[enough], {field: of[enough] for field, of in points.items()}, score[enough])


def _agreement(
    columns: tuple[TextArray, ...] | list[TextArray], left: IntArray, right: IntArray, agree: float, differ: float
) -> FloatArray:
    points = np.zeros(len(left))
    for column in columns:
        known = (column[left] != "") & (column[right] != "")
        points = np.where(known, np.maximum(points, np.where(column[left] == column[right], agree, differ)), points)
    return points


def _years(table: IdentityTable, left: IntArray, right: IntArray) -> FloatArray:
    apart = np.abs(table.birth_year[left] - table.birth_year[right])
    return np.where(np.isnan(apart), 0.0, np.where(apart <= table.year_margin, 3.0, np.where(apart <= 2, 0.0, -4.0)))
