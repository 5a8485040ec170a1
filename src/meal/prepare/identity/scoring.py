"""Pairs of records that may be one person, by a rule whose points can be read."""

from __future__ import annotations

from typing import Any

import numpy as np

from meal.model.arrays import FloatArray, IntArray
from meal.model.identity import IdentityTable, LeftOut, Pairs
from meal.prepare.identity.blocking import candidates
from meal.prepare.identity.field_points import (
    MOST_FOR_A_PLACE,
    NEAR_PHONE,
    OTHER_PHONE,
    code_points,
    family_points,
    list_points,
    near_phones,
    phone_points,
    sex_points,
    site_points,
    year_points,
)
from meal.prepare.identity.name_parts import NameParts, name_parts, name_points
from meal.prepare.identity.profiles import Profiles, profiles_of
from meal.study.identity import Thresholds

FIELDS = ("list", "name", "phone", "sex", "birth_year", "site", "code", "family")
AT_ONCE = 2_000_000
"""Pairs that are scored at once, for the memory."""
ROUNDING = 1e-9
"""Far less than any point: sums that differ only in their order must not decide."""
MOST_UNIT_PAIRS = 10_000
"""Pairs of records that two sets of answers may make; where they make more, the answers tell nobody apart."""


def find_pairs(table: IdentityTable, thresholds: Thresholds, *, within: bool = True, across: bool = True) -> Pairs:
    """Pairs of records with at least `thresholds.loose` points, by what agrees and what differs.

    Records that are known to be of one person are not paired with each other; where they also say the same, only
    the first of each wave is compared. Pairs stand in order of the table, whatever the order of the comparison.

    Args:
        within: compare records of one wave. across: compare records of different waves.

    Source: the points are those of Fellegi and Sunter (1969), JASA 64, with what differs set by hand.
    """
    if not table.n_records:
        return _as_pairs(
            table, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, len(FIELDS))), ()
        )
    profiles = profiles_of(table)
    parts = name_parts(profiles.name)
    made = candidates(profiles, parts)
    chunks = [slice(start, start + AT_ONCE) for start in range(0, len(made.left), AT_ONCE)]
    scored = [_scored(profiles, parts, made.left[at], made.right[at], table, thresholds) for at in chunks]
    left, right, points = (np.concatenate(arrays) for arrays in zip(*scored, strict=True)) if scored else _nothing()
    one, other, pair, crowd = _unit_pairs(profiles, left, right)
    one, other = profiles.unit_record[one], profiles.unit_record[other]
    same_wave = table.wave_of[one] == table.wave_of[other]
    known = (table.person[one] != "") & (table.person[one] == table.person[other])
    taken = (same_wave & within | ~same_wave & across) & ~known
    return _as_pairs(table, one[taken], other[taken], points[pair[taken]], (*made.left_out, *crowd))


def _nothing() -> tuple[IntArray, IntArray, FloatArray]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, len(FIELDS)))


def _as_pairs(
    table: IdentityTable, one: IntArray, other: IntArray, points: FloatArray, left_out: tuple[LeftOut, ...]
) -> Pairs:
    left, right = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((right, left))
    points = points[order]
    by_field = {field: points[:, number] for number, field in enumerate(FIELDS)}
    return Pairs(left[order], right[order], by_field, points.sum(axis=1), left_out)


def _scored(
    profiles: Profiles, parts: NameParts, left: IntArray, right: IntArray, table: IdentityTable, thresholds: Thresholds
) -> tuple[IntArray, IntArray, FloatArray]:
    """The pairs of profiles with enough points, and the points, shape (n_pairs, n_fields)."""
    points = np.zeros((len(left), len(FIELDS)))
    points[:, 0] = list_points(profiles.list_length)
    points[:, 3] = sex_points(profiles, left, right)
    points[:, 4] = year_points(profiles, table.year_margin, left, right)
    points[:, 6] = code_points(profiles, left, right)
    points[:, 2] = phone_points(profiles, left, right)
    most = points.sum(axis=1) + _most_for_names(profiles, parts, left, right)
    # What takes long is compared only where it can matter.
    may_be_near = np.where(points[:, 2] < 0, NEAR_PHONE - OTHER_PHONE, 0.0)
    hopeful = most + may_be_near + (MOST_FOR_A_PLACE if profiles.sites else 0)
    chosen = np.flatnonzero(hopeful >= thresholds.loose)
    left, right, points, most, may_be_near = _at(chosen, left, right, points, most, may_be_near)
    points[:, 5] = site_points(profiles, left, right)
    chosen = np.flatnonzero(most + may_be_near + points[:, 5] >= thresholds.loose)
    left, right, points, may_be_near = _at(chosen, left, right, points, may_be_near)
    needed = thresholds.loose - may_be_near - points.sum(axis=1)
    points[:, 1], own = _points_for_names(profiles, parts, left, right)
    chosen = np.flatnonzero(points[:, 1] >= needed - ROUNDING)
    left, right, points, own = _at(chosen, left, right, points, own)
    other = np.flatnonzero(points[:, 2] < 0)
    points[other[near_phones(profiles, left[other], right[other])], 2] = NEAR_PHONE
    near_by = (points[:, 2] > 0) | (points[:, 5] > 0)
    against = family_points(profiles, table.year_margin, left, right, own, points.sum(axis=1))
    points[:, 7] = np.where(near_by, against, 0.0)
    chosen = np.flatnonzero(points.sum(axis=1) >= thresholds.loose)
    return left[chosen], right[chosen], points[chosen]


def _points_for_names(
    profiles: Profiles, parts: NameParts, left: IntArray, right: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Points of the names of pairs of profiles, and of their own names; each pair of names is compared once."""
    import pandas as pd

    points, own = np.zeros(len(left)), np.zeros(len(left))
    mine, theirs = profiles.name.of[left], profiles.name.of[right]
    named = np.flatnonzero((mine >= 0) & (theirs >= 0))
    n_names = max(len(profiles.name.texts), 1)
    low, high = np.minimum(mine, theirs)[named], np.maximum(mine, theirs)[named]
    place, both = pd.factorize(low * n_names + high)
    names = name_points(parts, both // n_names, both % n_names)
    points[named], own[named] = names.all[place], names.own[place]
    return points, own


def _at(chosen: IntArray, *arrays: Any) -> tuple[Any, ...]:
    return tuple(array[chosen] for array in arrays)


def _most_for_names(profiles: Profiles, parts: NameParts, left: IntArray, right: IntArray) -> FloatArray:
    """More than the points that two names can have."""
    mine, theirs = profiles.name.of[left], profiles.name.of[right]
    if not len(parts.most):
        return np.zeros(len(left))
    return np.where((mine >= 0) & (theirs >= 0), np.minimum(parts.most[mine], parts.most[theirs]), 0.0)


def _unit_pairs(
    profiles: Profiles, left: IntArray, right: IntArray
) -> tuple[IntArray, IntArray, IntArray, tuple[LeftOut, ...]]:
    """Pairs of units of the paired profiles, and which pair of profiles each comes from."""
    order = np.argsort(profiles.unit_profile, kind="stable")
    start = np.cumsum(profiles.weight) - profiles.weight
    n_right = profiles.weight[right]
    n_pairs = profiles.weight[left] * n_right
    crowd = n_pairs > MOST_UNIT_PAIRS
    n_pairs = np.where(crowd, 0, n_pairs)
    pair = np.repeat(np.arange(len(left)), n_pairs)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(n_pairs) - n_pairs, n_pairs)
    one = order[start[left[pair]] + step // n_right[pair]]
    other = order[start[right[pair]] + step % n_right[pair]]
    # Within one profile every two units stand twice, and each with itself.
    once = (left[pair] != right[pair]) | (one < other)
    said: tuple[LeftOut, ...] = ()
    if crowd.any():
        many = np.unique(np.r_[left[crowd], right[crowd]])
        said = (LeftOut("same_answers", len(many), int(profiles.weight[many].sum()), int(profiles.weight[many].max())),)
    return one[once], other[once], pair[once], said
